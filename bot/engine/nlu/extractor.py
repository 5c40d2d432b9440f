"""The pipeline's entity extractor: everything the contract names, by dictionary and rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.entities import find_entities
from bot.engine.nlu.spans import Span
from bot.engine.nlu.words import cut_words
from bot.settings import SHANGHAI

SENT_AT = "sent_at"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class ContractEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds all entities; times are reckoned from the message's metadata `sent_at`, else from the clock.

    Input: normalised text. Output: `entities`, each with start, end, value and, where the catalogue knows some, `codes`.
    Persists nothing. Empty text has no entities.
    """

    clock: Callable[[], datetime] = staticmethod(lambda: datetime.now(SHANGHAI))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContractEntityExtractor:
        """Make the component; it has no options."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to messages on their way through the pipeline."""
        for message in messages:
            text = message.get(TEXT) or ""
            spans = find_entities(text, cut_words(text), self._sent_at(message))
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, known + [self._entity(span) for span in spans], add_to_output=True)
        return messages

    def _sent_at(self, message: Message) -> datetime:
        given = (message.get("metadata") or {}).get(SENT_AT)
        if not isinstance(given, str):
            return self.clock()
        try:
            moment = datetime.fromisoformat(given.replace("Z", "+00:00"))
        except ValueError:
            return self.clock()
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)

    def _entity(self, span: Span) -> dict[str, Any]:
        entity = {
            "entity": span.kind,
            "start": span.start,
            "end": span.end,
            "value": span.value,
            "extractor": self.name,
        }
        return {**entity, "codes": list(span.codes)} if span.codes else entity
