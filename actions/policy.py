"""What the policy says in general or for the device just spoken of: periods, damage, guarantee on repairs."""

from __future__ import annotations

from actions.base import AnswerAction
from actions.phrases import join, period, phrase
from actions.turn import Button, Reply, Turn
from actions.verdicts import tell_part, tell_parts
from actions.warranty import FORM
from bot.errors import PolicyNotFound
from bot.service import brands, damage, guides, identify, terms, warranty
from bot.service.terms import Term, Terms
from bot.store import devices, products
from bot.store.categories import all_categories
from bot.store.engine import Session

_OFFERED_CATEGORIES = 6


class ActionExplainPolicy(AnswerAction):
    """How long the warranty of a kind of goods, or of one of its parts, lasts."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_policy"

    def answer(self, turn: Turn) -> Reply:
        """The policy by category and part; for the device on the table when no kind of goods is named."""
        with self.context.store.reading() as session:
            part = turn.value("part") or self._asked_part(turn)
            category = category_of(session, turn) or (_topic(turn).get("category") if turn.value("part") else None)
            if other := foreign_brand(turn):
                return Reply().say("utter_warranty_other_brand", brand=other)
            if category:
                found = terms.terms_of(session, category, self.context.today())
                return _tell_terms(found, part or _part_of_topic(turn, found))
            if turn.slot("device_serials") and turn.active_loop is None:
                return self._tell_devices(session, turn, part)
            if turn.active_loop == FORM:
                told = {**(turn.slot("warranty_told") or {}), "part": part}
                return Reply().say("utter_policy_wait_for_device").set(warranty_told=told, warranty_question="again")
            reply = Reply().set(asked_for=self.name(), asked_part=part)
            return reply.say("utter_policy_which_category", self._categories(session, part))

    def _asked_part(self, turn: Turn) -> str | None:
        """The part of a question that waits for its kind of goods."""
        waiting = turn.slot("asked_for") == self.name()
        return turn.slot("asked_part") if waiting else None

    def _tell_devices(self, session: Session, turn: Turn, part: str | None) -> Reply:
        reply = Reply()
        for serial in turn.slot("device_serials"):
            device = devices.find_by_serial(session, serial)
            if device is None:
                continue
            verdict = warranty.check(session, device, self.context.today())
            tell_part(reply, verdict, part, False) if part else tell_parts(reply, verdict, False)
        return reply.set(asked_part=None) if reply.says else Reply().say("utter_policy_not_stated")

    def _categories(self, session: Session, part: str | None) -> list[Button]:
        names = [category.name for category in all_categories()]
        if part:
            names = [name for name in names if _lists(session, name, part, self)] or names
        return category_buttons("query_warranty_policy", names)


class ActionExplainDamage(AnswerAction):
    """Whether damage is covered: what the policy excludes, and the paid way."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_damage"

    def answer(self, turn: Turn) -> Reply:
        """The exclusions for the causes named, each with its source."""
        if other := foreign_brand(turn):
            return Reply().say("utter_warranty_other_brand", brand=other)
        with self.context.store.reading() as session:
            category = category_of(session, turn) or _category_on_table(session, turn)
            found = damage.exclusions_for(session, category, turn.values("damage_cause"))
        if not found:
            raise PolicyNotFound("no exclusion on record")
        sources = join(dict.fromkeys(item.source for item in found))
        if turn.values("damage_cause"):
            return Reply().say("utter_damage_cause", rule="".join(item.text for item in found), source=sources)
        lines = "\n".join(phrase("line", text=item.text) for item in found)
        return Reply().say("utter_damage_usual", lines=lines, source=sources)


class ActionExplainRepairWarranty(AnswerAction):
    """How long a finished repair is guaranteed, where a sourced rule says so."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_repair_warranty"

    def answer(self, turn: Turn) -> Reply:
        """The guarantee for the kind of goods; asks for it when it is not known."""
        with self.context.store.reading() as session:
            category = category_of(session, turn) or _category_on_table(session, turn)
        if category is None:
            buttons = category_buttons("query_repair_warranty", [entry.name for entry in all_categories()])
            return Reply().set(asked_for=self.name()).say("utter_repair_warranty_which", buttons)
        guarantee = guides.repair_guarantee(category)
        if guarantee is None:
            return Reply().say("utter_repair_warranty_not_stated", category=category)
        facts = {"category": category, "days": guarantee.days, "source": guarantee.source}
        return Reply().say("utter_repair_warranty_stated", **facts)


def category_of(session: Session, turn: Turn) -> str | None:
    """The kind of goods that this message names, directly or by a model."""
    if named := turn.value("product_category"):
        return named
    for model in identify.models_named(session, turn.values("product_model")):
        if product := products.get(session, model):
            return product.category
    return None


def foreign_brand(turn: Turn) -> str | None:
    """Another maker named in this message, when ours is not named beside it."""
    named = turn.values("brand")
    return None if not named or any(brands.is_own(name) for name in named) else named[0]


def category_buttons(intent: str, names: list[str]) -> list[Button]:
    """Buttons that repeat the question for one kind of goods; the first few only, the others can be typed."""
    return [
        {"title": name, "payload": f'/{intent}{{"product_category": "{name}"}}'} for name in names[:_OFFERED_CATEGORIES]
    ]


def _category_on_table(session: Session, turn: Turn) -> str | None:
    for serial in turn.slot("device_serials") or []:
        device = devices.find_by_serial(session, serial)
        product = products.get(session, device.model) if device else None
        if product:
            return product.category
    return None


def _topic(turn: Turn) -> dict[str, str]:
    """What the last general answer was about: {category, part}."""
    topic = turn.slot("policy_topic")
    return topic if isinstance(topic, dict) else {}


def _part_of_topic(turn: Turn, found: Terms) -> str | None:
    """The part that was just spoken of, for a mere "and of that kind?"; only where this kind of goods has it."""
    part = None if turn.intent == "query_warranty_policy" else _topic(turn).get("part")
    return part if part and found.part(part) else None


def _lists(session: Session, category: str, part: str, action: AnswerAction) -> bool:
    try:
        return terms.terms_of(session, category, action.context.today()).part(part) is not None
    except PolicyNotFound:
        return False


def _tell_terms(found: Terms, part: str | None) -> Reply:
    reply = Reply().set(asked_part=None, policy_topic={"category": found.category, "part": part})
    term = found.part(part) if part else None
    if term:
        return _tell_term(reply, found.category, term)
    if found.whole is None or found.whole.is_excluded:
        raise PolicyNotFound(f"no period for {found.category}")
    facts = {"category": found.category, **_facts(found.whole)}
    if part:
        return reply.say("utter_policy_part_unlisted", part=part, **facts)
    reply.say("utter_policy_whole", **facts)
    own = [item for item in found.parts if not item.is_excluded]
    if own:
        lines = [phrase("part_period", part=item.part, period=period(item.best.months)) for item in own]
        sources = join(dict.fromkeys(item.best.source for item in own))
        reply.say("utter_policy_parts", category=found.category, parts=join(lines), sources=sources)
    excluded = [item.part for item in found.parts if item.is_excluded]
    return reply.say("utter_policy_excluded_parts", parts=join(excluded)) if excluded else reply


def _tell_term(reply: Reply, category: str, term: Term) -> Reply:
    facts = {"category": category, "part": term.part, "covers": term.best.covers}
    if term.is_excluded:
        return reply.say("utter_policy_part_excluded", source=term.best.source, **facts)
    return reply.say("utter_policy_part", **facts, **_facts(term))


def _facts(term: Term) -> dict[str, str]:
    policy = term.best
    return {"period": period(policy.months), "start": phrase(f"start_{policy.starts}"), "source": policy.source}
