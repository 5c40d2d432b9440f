"""Makes customer text uniform before anything reads it: width, script, blanks, the leading slash."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.nlu.form import PAYLOAD_MARK, normalize


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER], is_trainable=False)
class Normalizer(GraphComponent):
    """Replaces each message's text by its normalised form; later offsets refer to that form.

    Input: raw text. Output: the same message, `text` normalised. Persists nothing. Empty text stays empty.
    A payload (leading ASCII slash, only ever sent by the connector for buttons of this system) stays as it is.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normalizer:
        """Make the component; it has no options."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise messages on their way through the pipeline."""
        for message in messages:
            text = message.get(TEXT)
            if isinstance(text, str) and not text.lstrip().startswith(PAYLOAD_MARK):
                message.set(TEXT, normalize(text), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the training sentences in the same way."""
        self.process(training_data.training_examples)
        return training_data
