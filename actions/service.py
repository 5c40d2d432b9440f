"""A booking that exists: where it is, change it, cancel it, hurry it; one form for the questions that this needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.base import explain
from actions.cards import lead
from actions.cards_booking import booking_card, half_card, marks_of
from actions.handoff import ActionRequestHuman, QueueAction
from actions.phrases import card_phrase, phrase
from actions.service_change import as_it_is, commit_change, plan_change, refuse
from actions.service_draft import (
    FORM,
    PATIENCE,
    WISHES,
    ServiceDraft,
    ask_for,
    draft_of,
    finish,
)
from actions.service_finding import Found, find_booking
from actions.service_reading import read_message
from actions.service_words import (
    appointment_of,
    goods_of,
    history_of,
    next_of,
    slot_words,
    status_of,
    urged_buttons,
    wish_buttons,
    work_of,
)
from actions.turn import KEEP_LOOP, Reply, Turn
from bot.chat import handoff
from bot.chat.cards import BookingCard
from bot.errors import IllegalMove, TooManyTries
from bot.service import amendments, progress, proofs
from bot.store import booking_changes, bookings
from bot.store.engine import Session

_URGES_BEFORE_QUEUE = 2  # within 24 hours; then a person looks after it


class ServiceAction(QueueAction):
    """What the start of a wish and every answer in its form have in common."""

    own_form = FORM

    def serve(self, turn: Turn, before: ServiceDraft, agrees: bool) -> Reply:
        """Take what the message gives, find the booking, and do or ask what comes next."""
        if before.asked == "proof" and proofs.asks_why(turn.text):
            return ask_for(before, "proof", Reply().say("utter_proof_reason"))
        draft = read_message(turn, before, self.context.settings.now())
        is_new = draft != before
        understood = _is_step(before, draft) or agrees or self._answers(turn, before)
        draft = replace(draft, misses=0 if understood or turn.active_loop != FORM else before.misses + 1)
        if draft.misses >= PATIENCE:
            return give_up(draft)
        try:
            reply = self._advance(turn, draft, is_new, agrees and not is_new)
        except TooManyTries as error:
            reply = explain(error).set(service_draft=None)
        if turn.agent_facts:
            reply.set(agent_facts=None)
        if reply.loop is None and turn.active_loop == "warranty_form":
            reply.loop = KEEP_LOOP  # the look-up under way goes on after a short answer
        return reply

    def _answers(self, turn: Turn, draft: ServiceDraft) -> bool:
        """Whether a message without values answers the open question."""
        if turn.value("choice"):
            return True
        return turn.intent == "deny" and draft.asked in ("confirm", "window", "proof")

    def _advance(self, turn: Turn, draft: ServiceDraft, is_new: bool, agrees: bool) -> Reply:
        if turn.intent == "deny" and draft.asked == "proof" and not is_new:
            return finish(Reply().set(asked_for="action_request_human").say("utter_proof_impossible"), draft)
        reply = Reply()
        found = find_booking(self.context, turn, draft, reply)
        if found is None:
            return reply
        steps = {"progress": self._tell, "urge": self._urge, "cancel": self._cancel, "change": self._change}
        made = steps[draft.wish](turn, found, agrees)
        return Reply([*reply.says, *made.says], {**reply.slots, **made.slots}, made.loop)

    def _tell(self, turn: Turn, found: Found, _agrees: bool) -> Reply:
        booking, here = found.booking, found.booking.chat_id == turn.chat_id
        facts = {"number": booking.number, "status": status_of(booking), "next": next_of(booking, here)}
        with self.context.store.reading() as session:
            told = [appointment_of(session, booking, found.whole)]
            told += history_of(session, booking) if found.whole else []
            card = _card_of(session, found, facts)
        facts["lines"] = "".join(f"\n{line}" for line in told if line)
        if not found.whole:
            said = Reply().say("utter_service_progress_half", work=work_of(booking), **facts)
            return finish(said.show(card), found.draft)
        said = Reply().say("utter_service_progress", wish_buttons(booking), goods=goods_of(booking), **facts)
        return finish(said.show(card), found.draft)

    def _urge(self, turn: Turn, found: Found, _agrees: bool) -> Reply:
        booking, now = found.booking, self.context.settings.now()
        try:
            with self.context.store.transaction() as session:
                count = booking_changes.urge(session, booking.number, "customer")
                needs_person = count >= _URGES_BEFORE_QUEUE or progress.is_overdue(booking, now)
                place = handoff.open(session, turn.chat_id, "urge") if needs_person else None
        except IllegalMove:
            return refuse(Reply(), found.draft, as_it_is(self.context, booking))
        facts = {"number": booking.number, "status": status_of(booking)}
        when = phrase("service_agreed", window=slot_words(booking.slot)) if booking.slot else ""
        if place is None:
            return finish(Reply().say("utter_service_urged", urged_buttons(booking), when=when, **facts), found.draft)
        reply = Reply().say("utter_service_urged_again", when=when, **facts)
        return finish(self.say_place(reply, "utter_human_queued", place), found.draft)

    def _cancel(self, turn: Turn, found: Found, agrees: bool) -> Reply:
        booking, draft = found.booking, found.draft
        if not booking.is_open:
            return refuse(Reply(), draft, booking)
        if not progress.is_cancellable(booking):
            reply = Reply().set(asked_for="action_request_human")
            return finish(
                reply.say("utter_service_not_cancellable", number=booking.number, status=status_of(booking)), draft
            )
        if amendments.keeps_booking(turn.text):
            return finish(Reply().say("utter_service_kept", number=booking.number), draft)
        if draft.asked != "confirm":
            return ask_for(draft, "confirm", Reply())
        if turn.intent in ("deny", "correct_info") and draft.number == found.was:
            return finish(Reply().say("utter_service_kept", number=booking.number), draft)
        return self._commit_cancel(found) if agrees else ask_for(draft, "confirm", Reply())

    def _commit_cancel(self, found: Found) -> Reply:
        number, had_slot = found.booking.number, found.booking.slot is not None
        try:
            with self.context.store.transaction() as session:
                bookings.cancel(session, number, "customer")
        except IllegalMove:
            return refuse(Reply(), found.draft, as_it_is(self.context, found.booking))
        with self.context.store.reading() as session:
            row = bookings.get(session, number) or found.booking
            kind = "cancelled" if had_slot else "cancelled_no_slot"
            card = booking_card(session, row, lead(kind, number=row.number), card_phrase("book_anew"))
        reply = Reply().say(
            f"utter_service_{kind}",
            number=row.number,
            goods=goods_of(row),
            when=slot_words(row.slot),
            status=status_of(row),
        )
        return finish(reply.show(card), found.draft)

    def _change(self, turn: Turn, found: Found, agrees: bool) -> Reply:
        draft = found.draft
        if draft.asked == "confirm" and agrees:
            return commit_change(self.context, turn, draft, found.booking)
        if draft.asked == "confirm" and turn.intent == "deny":
            return finish(Reply().say("utter_service_not_changed", number=found.booking.number), draft)
        if draft.asked == "confirm" and turn.intent == "correct_info" and draft.misses:
            return ask_for(draft, "field", Reply())  # something is wrong, but not what
        return plan_change(self.context, turn, draft, found.booking)


class ActionServeBooking(ServiceAction):
    """Takes a wish about a booking: progress, change, cancel or urge."""

    def name(self) -> str:
        """As in the domain."""
        return "action_serve_booking"

    def answer(self, turn: Turn) -> Reply:
        """A new wish keeps the booking and the proof that were given for the last one."""
        told, before = turn.slot("service_told") or {}, draft_of(turn)
        wish = WISHES.get(turn.intent) or told.get("wish") or "progress"
        if before and turn.active_loop == FORM:
            if before.wish == wish:
                repeated = before.asked == "confirm" and wish == "cancel"
                plain = not (amendments.keeps_booking(turn.text) or amendments.names_other_matter(turn.text))
                return self.serve(turn, before, agrees=repeated and plain)
            fresh = replace(before, wish=wish, change={}, asked=None, offered=(), misses=0)
            return self.serve(turn, fresh, agrees=False)
        serial = turn.earlier.get("serial") or ""
        draft = ServiceDraft(
            wish=wish,
            id=turn.message_id,
            phone=told.get("phone") or turn.earlier.get("phone"),
            last_four=serial.replace("-", "")[-4:] or None,
        )
        return self.serve(turn, draft, agrees=False)


class ActionContinueService(ServiceAction):
    """Takes an answer to the form's open question."""

    def name(self) -> str:
        """As in the domain."""
        return "action_continue_service"

    def answer(self, turn: Turn) -> Reply:
        """What was understood is stored; the form asks on."""
        draft = draft_of(turn)
        if turn.intent == "affirm" and turn.slot("asked_for") == "action_request_human":  # offered in between
            return ActionRequestHuman(self.context).answer(turn)
        if draft is None:
            return Reply(loop=None).say("utter_default")
        if turn.intent == "goodbye":
            return finish(Reply().say("utter_service_left"), draft)
        if draft.wish == "cancel" and draft.asked == "confirm" and _asks_for_change(turn):
            return self.serve(turn, replace(draft, wish="change", asked=None), agrees=False)
        return self.serve(turn, draft, agrees=turn.intent == "affirm" and draft.asked == "confirm")


def _is_step(before: ServiceDraft, draft: ServiceDraft) -> bool:
    """Whether the message brought the wish further; while proof is wanted, another value for the same half does not."""
    if before.asked == "proof" and draft.claim is None and before.halves == draft.halves:
        return before.number != draft.number or before.change != draft.change
    return draft != before


def _card_of(session: Session, found: Found, facts: Mapping[str, str]) -> BookingCard:
    """The card of a booking whose progress is told, as far as it is proved."""
    above = lead("progress", number=facts["number"], status=facts["status"])
    if not found.whole:
        return half_card(session, found.booking, above, facts["next"] + card_phrase("to_prove"))
    return booking_card(session, found.booking, above, facts["next"] + marks_of(session, found.booking))


def give_up(draft: ServiceDraft) -> Reply:
    """After too many answers in vain: nothing was changed, and a human is offered."""
    reply = Reply().set(asked_for="action_request_human").say("utter_service_give_up")
    return finish(reply, draft)


def _asks_for_change(turn: Turn) -> bool:
    """Whether the answer to the question whether to cancel names another time, place or way instead."""
    if turn.intent == "affirm":
        return False
    named = any(item.get("entity") in ("time", "service_mode", "address") for item in turn.entities)
    return named or bool(amendments.fields_named(turn.text))
