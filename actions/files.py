"""A picture or a file in the conversation: it is kept, a person can look at it, and what it shows has to be typed."""

from __future__ import annotations

from actions.base import RESUMABLE, AnswerAction
from actions.repair_contact import last_booking
from actions.repair_draft import FORM as REPAIR_FORM
from actions.repair_draft import QUIET, draft_of, mark
from actions.told import FORM as WARRANTY_FORM
from actions.turn import Reply, Turn

_KINDS = ("image", "video")  # everything else is called a file
_WISH = "wish"  # no file but the question how to send one


class ActionNoteFile(AnswerAction):
    """Says that a file was kept and who can see it; never what it shows."""

    def name(self) -> str:
        """As in the domain."""
        return "action_note_file"

    def answer(self, turn: Turn) -> Reply:
        """Short for the second in a row; a question that stands open stays open, and a form asks it again."""
        if turn.value("file_kind") == _WISH:
            return _keep_open(turn, Reply().say("utter_files_how"))
        if turn.intent_before == turn.intent:
            return _keep_quiet(turn, Reply().say("utter_files_again"))
        kind = str(turn.value("file_kind"))
        kind = kind if kind in _KINDS else "file"
        if turn.active_loop == WARRANTY_FORM or turn.slot("open_question") in ("proof", "number"):
            shown = "image" if kind == "image" else "file"
            return _keep_open(turn, Reply().say(f"utter_files_number_{shown}"))
        about_booked = turn.slot("open_question") == "booking"  # told last, and nothing asked
        if turn.active_loop in RESUMABLE or (turn.slot("asked_for") and not about_booked):
            return _keep_open(turn, Reply().say(f"utter_files_kept_{kind}"))
        with self.context.store.reading() as session:
            booked = last_booking(session, turn.chat_id)
        if booked and booked.is_open:
            return _keep_open(turn, Reply().say("utter_files_booked", number=booked.number))
        return Reply().say(f"utter_files_{kind}")


def _keep_open(turn: Turn, reply: Reply) -> Reply:
    """Leave what was asked open; the warranty's form asks in short."""
    if turn.active_loop == WARRANTY_FORM:
        return reply.set(warranty_question="again")
    waiting = ("asked_for", "open_question", "asked_part")
    return reply if turn.active_loop else reply.set(**{name: turn.slot(name) for name in waiting})


def _keep_quiet(turn: Turn, reply: Reply) -> Reply:
    """The booking's question stands right above and is not repeated after every picture."""
    if turn.active_loop == REPAIR_FORM:
        return reply.set(repair_draft=mark(draft_of(turn), QUIET).to_json())
    return _keep_open(turn, reply)
