"""A fault is reported: what the record says about the warranty in one sentence, and the offer to book."""

from __future__ import annotations

from dataclasses import replace

from actions import page
from actions.base import AnswerAction
from actions.phrases import day, phrase
from actions.repair import ActionBookRepair
from actions.repair_draft import thing_of
from actions.repair_opening import open_draft
from actions.told import FORM as WARRANTY_FORM
from actions.turn import Reply, Turn
from bot.service import warranty
from bot.service.repair import Draft
from bot.service.warranty import Verdict
from bot.store import devices
from bot.store.engine import Session

_LONGEST_WISH = 40  # characters; a longer text tells a story


class ActionReportFault(AnswerAction):
    """Answers a fault from the record where the device is known, and offers a booking that keeps what was said."""

    def name(self) -> str:
        """As in the domain."""
        return "action_report_fault"

    def answer(self, turn: Turn) -> Reply:
        """Other makers' goods are not ours to book; a cause is never guessed. Who names the way of service wants to book."""
        if _wants_booking(turn):
            return ActionBookRepair(self.context).answer(turn)
        with self.context.store.reading() as session:
            heard = open_draft(self.context, session, turn)
            draft = heard.draft
            if heard.refused and draft.product_category is None:
                return heard.reply
            verdict = self._verdict(session, draft)
            seen = [said for said in heard.reply.says if said.response == page.BOOKING]
            reply = Reply([replace(said, response=page.GOODS) for said in seen])  # nothing is booked yet
            reply.set(page_told=heard.reply.slots.get("page_told", turn.slot("page_told")))
            reply.set(repair_draft=replace(draft, id="").to_json())
            reply.set(asked_for="action_book_repair", open_question="yes_no")
            if turn.active_loop == WARRANTY_FORM:
                reply.loop = None  # a fault is another matter, and two questions at once are one too many
            fault = draft.fault if draft.fault and turn.values("symptom") else phrase("fault_reported")
            if verdict is None or verdict.whole is None or verdict.whole.until is None:
                return reply.say("utter_fault_unknown", fault=fault)
            known = "covered" if verdict.is_covered else "expired"
            facts = {"until": day(verdict.whole.until), "source": verdict.whole.policy.source}
            return reply.say(f"utter_fault_{known}", thing=thing_of(session, draft), fault=fault, **facts)

    def _verdict(self, session: Session, draft: Draft) -> Verdict | None:
        device = devices.find_by_serial(session, draft.serial_number) if draft.serial_number else None
        return warranty.check(session, device, self.context.today()) if device else None


def _wants_booking(turn: Turn) -> bool:
    """Whether a fault comes with the way or the coming day in which it is to be mended, and not with a tale of an earlier visit."""
    if not turn.values("service_mode") or turn.active_loop:
        return False
    return len(turn.text) <= _LONGEST_WISH and not any(word in turn.text for word in phrase("words_been").split())
