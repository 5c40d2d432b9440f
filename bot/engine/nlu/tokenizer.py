"""The pipeline's tokeniser: jieba's words with the catalogue in its dictionary."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.words import cut_words


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER], is_trainable=False)
class CatalogueTokenizer(Tokenizer):
    """Cuts text into words, drops blanks, keeps serials, phone numbers and other numbers whole.

    Input: normalised text. Output: tokens whose `lemma` is what features see (numbers as placeholders). Persists nothing;
    the dictionary comes from the catalogue's files. Empty text gives no tokens.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own options of a tokeniser; intents are never split."""
        return {
            "intent_tokenization_flag": False,  # an intent's name is one token
            "intent_split_symbol": "_",  # unused while the flag is off, asked for by Rasa
            "token_pattern": None,  # no further splitting
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of one attribute with their offsets."""
        text = message.get(attribute) or ""
        return [Token(word.text, word.start, lemma=word.shown) for word in cut_words(text)]
