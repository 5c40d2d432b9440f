"""What is remembered of a booking while it is being made: the draft, small marks on it, and what to ask next."""

from __future__ import annotations

from dataclasses import replace

from actions.phrases import called, phrase
from actions.turn import Turn
from bot.service import repair
from bot.service.repair import Draft
from bot.store import products
from bot.store.engine import Session

FORM = "repair_form"
PATIENCE = 3  # so many answers in a row to one question that could not be used; then a human is offered
FIELDS = ("window", "address", "contact", "phone", "fault", "device", "mode", "region")  # in the order of the buttons
ORDER = ("device", "fault", "mode", "region", "window", "address", "contact", "phone")

# Marks: what has been said or is being redone. With a value after the colon where one is needed.
REDO = "redo:"  # the field that the customer wants to say anew
WHICH = "which"  # he was asked which field to change
PLACE = "place:"  # a place he may mean; several of them wait for his choice
UNSERVED = "unserved:"  # a place where the mode is not to be had
PAGE = "page:"  # how often he asked for other windows
DOUBTED = "doubted"  # the address was asked for a second time
NOT_ON_RECORD = "not_on_record"  # he does not want the contact on record
QUIET = "quiet"  # what was just said asks for the answer itself
SHOWN = "shown:"  # the windows that the last question showed
AGAIN = "again"  # address and contact of the last booking in this chat were offered
NOT_AGAIN = "not_again"  # he does not want them
FROM_RECORD = "from_record"  # the contact on record is used


def draft_of(turn: Turn) -> Draft:
    """The draft in the slot; an empty one when there is none."""
    return Draft.from_json(turn.slot("repair_draft"))


def marked(draft: Draft, mark: str) -> list[str]:
    """The values behind a mark; one empty value for a mark that carries none."""
    return [told.removeprefix(mark) for told in draft.told if told.startswith(mark)]


def mark(draft: Draft, *marks: str) -> Draft:
    """The draft with these marks, each once."""
    return replace(draft, told=tuple(dict.fromkeys((*draft.told, *marks))))


def unmark(draft: Draft, *marks: str) -> Draft:
    """The draft without every mark that begins so."""
    return replace(draft, told=tuple(told for told in draft.told if not told.startswith(marks)))


def question_of(session: Session, draft: Draft) -> str:
    """What is to be asked now: a field that is missing, one to be said anew, which one (choice), or the summary (confirm)."""
    open_fields = {*repair.missing(session, draft), *marked(draft, REDO)}
    if open_fields:
        return min(open_fields, key=ORDER.index)
    return "choice" if marked(draft, WHICH) else "confirm"


def thing_of(session: Session, draft: Draft) -> str:
    """What the goods are called before Chinese words: the product's name where the model is known, else their kind."""
    product = products.get(session, draft.product_model) if draft.product_model else None
    return called(product) if product else draft.product_category or phrase("goods")


def task_of(draft: Draft) -> str:
    """What is to be done, as customers call it."""
    return phrase(f"task_{draft.purpose}")
