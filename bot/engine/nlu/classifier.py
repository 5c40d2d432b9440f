"""Which intent a sentence has: multinomial logistic regression over all features of the pipeline."""

from __future__ import annotations

from typing import Any

import numpy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, diags, hstack, vstack

from bot.engine.nlu.softmax import Schedule, Weights, fit, odds_of

_FILE = "weights.npz"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Logistic regression like Rasa's own, but on weighted and normalised counts, safe on empty text and quick to load.

    Input: sentence features, sparse counts and dense. Output: `intent` and `intent_ranking` with probabilities.
    Persists weights, inverse document frequencies and names as plain arrays (no pickle).
    Text without a feature gets intent None at 0.0.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Features first."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults, chosen by cross-validation on the training sentences; each is explained on its line."""
        return {
            "epochs": 12,  # passes over the sentences
            "batch": 128,  # sentences a step
            "rate": 0.02,  # of learning, at the start
            "l2": 3e-5,  # pull towards zero; less makes the classifier surer of itself, not better
            "balance": 0.5,  # 0: each sentence weighs the same, 1: each intent does
            "sparse_norm": 1.4,  # length of the normalised counts beside the embedding's `scale`
            "ranking_length": 10,  # intents kept in the ranking
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keep the options; weights come from training or loading."""
        self._config, self._storage, self._resource = config, model_storage, resource
        self._names: list[str] = []
        self._rarity: Any = None
        self._weights: Weights | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> LinearIntentClassifier:  # fmt: skip
        """Read the trained weights; a model without them gives an untrained component, as Rasa expects."""
        component = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder, numpy.load(folder / _FILE, allow_pickle=False) as arrays:
                component._names = [str(name) for name in arrays["names"]]
                component._rarity = arrays["rarity"]
                component._weights = Weights(arrays["columns"], arrays["biases"])
        except ValueError:
            return component
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all sentences that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(INTENT) and example.get(TEXT)]
        if not examples:
            return self._resource
        counts = vstack([_sparse(example) for example in examples]).tocsr()
        self._rarity = _rarity(counts)
        rows = hstack([self._weighted(counts), vstack([_dense(example) for example in examples])]).tocsr()
        self._names, labels, sizes = _label(example.get(INTENT) for example in examples)
        importance = ((len(examples) / (len(self._names) * sizes)) ** self._config["balance"]).astype(numpy.float32)
        schedule = Schedule(self._config["epochs"], self._config["batch"], self._config["rate"], self._config["l2"])
        self._weights = fit(rows.astype(numpy.float32), labels, importance, schedule)
        with self._storage.write_to(self._resource) as folder:
            numpy.savez(
                folder / _FILE, names=numpy.array(self._names), rarity=self._rarity,
                columns=self._weights.columns, biases=self._weights.biases,
            )  # fmt: skip
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the likeliest intent and the ranking."""
        for message in messages:
            ranking = self._rank(message)
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that comes later in training needs predictions."""
        return training_data

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        if self._weights is None or not message.get(TEXT):
            return []
        counts, dense = _sparse(message), _dense(message)
        if counts.shape[1] != len(self._rarity) or counts.nnz + dense.nnz == 0:
            return []
        found = odds_of(self._scores(counts, dense, self._weights))
        order = numpy.argsort(-found, kind="stable")
        return [{"name": self._names[index], "confidence": float(found[index])} for index in order]

    def _scores(self, counts: Any, dense: Any, weights: Weights) -> Any:
        """The scores of one row, as `_weighted` and a product would give them, without building matrices (3.5 ms less)."""
        values = (1 + numpy.log(counts.data)) * self._rarity[counts.indices]
        length = float(numpy.sqrt(values @ values)) or 1.0
        scores = (values * (self._config["sparse_norm"] / length)) @ weights.columns[counts.indices] + weights.biases
        return scores + dense.data @ weights.columns[len(self._rarity) + dense.indices] if dense.nnz else scores

    def _weighted(self, counts: Any) -> Any:
        """Counts damped by the logarithm, raised by rarity, and brought to one length: a long message is not a loud one."""
        damped = counts.copy().astype(numpy.float32)
        damped.data = 1 + numpy.log(damped.data)
        raised = csr_matrix(damped @ diags(self._rarity))
        lengths = numpy.sqrt(numpy.asarray(raised.multiply(raised).sum(axis=1)).ravel())
        scale = numpy.divide(self._config["sparse_norm"], lengths, out=numpy.zeros_like(lengths), where=lengths > 0)
        return csr_matrix(diags(scale) @ raised)


def _label(intents: Any) -> tuple[list[str], Any, Any]:
    """Names in order, the number of each sentence's intent, and how many sentences each has."""
    names, labels, sizes = numpy.unique(numpy.array(list(intents)), return_inverse=True, return_counts=True)
    return [str(name) for name in names], labels, sizes


def _rarity(counts: Any) -> Any:
    seen = numpy.asarray((counts > 0).sum(axis=0)).ravel()
    return (numpy.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(numpy.float32)


def _sparse(message: Message) -> Any:
    _, features = message.get_sparse_features(attribute=TEXT)
    return csr_matrix(features.features) if features else csr_matrix((1, 0), dtype=numpy.float32)


def _dense(message: Message) -> Any:
    _, features = message.get_dense_features(attribute=TEXT)
    return csr_matrix(features.features) if features else csr_matrix((1, 0), dtype=numpy.float32)
