"""What to bring for a repair, where serial numbers stand, and what to do without proof of purchase."""

from __future__ import annotations

from actions.base import AnswerAction
from actions.phrases import phrase
from actions.policy import category_in_view, category_of
from actions.turn import KEEP_LOOP, Reply, Turn
from bot.errors import PolicyNotFound
from bot.service import damage, guides
from bot.store.categories import all_categories

_MODES = ("store", "home", "mail_in")


class ActionListDocuments(AnswerAction):
    """What to have at hand for a repair, by the way it reaches us."""

    def name(self) -> str:
        """As in the domain."""
        return "action_list_documents"

    def answer(self, turn: Turn) -> Reply:
        """The list of the mode named; every mode's list that fits the goods when none is."""
        reply = Reply().set(asked_for=self.name())  # "and by mail?" may follow
        draft = turn.slot("repair_draft") if turn.active_loop == "repair_form" else None
        wanted = turn.values("service_mode") or (str((draft or {}).get("service_mode")),)
        for mode in [named for named in wanted if named in _MODES] or self._modes(turn):
            lines = "\n".join(phrase("line", text=item) for item in guides.documents_for(mode))
            reply.say(f"utter_documents_{mode}", lines=lines)
        return reply.say("utter_documents_next") if turn.active_loop is None else reply

    def _modes(self, turn: Turn) -> tuple[str, ...]:
        """The ways in which the kind of goods named can be repaired; every way when none is named."""
        with self.context.store.reading() as session:
            category = category_of(session, turn) or category_in_view(session, turn)
        return next((entry.modes for entry in all_categories() if entry.name == category), _MODES)


class ActionLocateIdentifier(AnswerAction):
    """Where the serial number, the IMEI and the model stand on a kind of goods."""

    def name(self) -> str:
        """As in the domain."""
        return "action_locate_identifier"

    def answer(self, turn: Turn) -> Reply:
        """The places for the kind of goods named now or a moment ago; the usual places otherwise."""
        with self.context.store.reading() as session:
            told = turn.slot("warranty_told") or {}
            category = category_of(session, turn) or told.get("category") or category_in_view(session, turn)
        places = guides.identifier_places(category)
        reply = Reply(loop=KEEP_LOOP).set(asked_for=self.name())  # "and on a camera?" may follow
        if category:
            reply.say("utter_identifier_places", category=category, serial=places.serial, model=places.model)
        else:
            reply.say("utter_identifier_usual", serial=places.serial, model=places.model)
        return reply.say("utter_identifier_imei", imei=places.imei) if places.imei else reply


class ActionExplainLostProof(AnswerAction):
    """The proof of purchase is missing: what the policy says, and how the purchase can be found on record."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_lost_proof"

    def answer(self, turn: Turn) -> Reply:
        """The exclusion is quoted with its source; the look-up is offered."""
        with self.context.store.reading() as session:
            rule = damage.no_proof(session)
        if rule is None:
            raise PolicyNotFound("no exclusion about missing proof on record")
        return Reply().say("utter_proof_lost", rule=rule.text, source=rule.source)
