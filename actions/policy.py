"""What the policy says in general or for the device just spoken of: periods, damage, guarantee on repairs."""

from __future__ import annotations

from collections.abc import Sequence

from actions import page
from actions.base import AnswerAction, Context
from actions.phrases import join, phrase
from actions.subject import Subject, find_subject, lists_part, names_of, topic_of
from actions.terms import tell_consumables, tell_terms
from actions.turn import Button, Reply, Turn
from actions.verdicts import tell_part, tell_parts, tell_verdict
from actions.warranty import FORM
from bot.errors import PolicyNotFound
from bot.service import brands, damage, goods, guides, identify, terms, warranty
from bot.store import devices, products
from bot.store.categories import all_categories
from bot.store.engine import Session

_OFFERED_CATEGORIES = 6
_NEW_QUESTIONS = ("query_warranty_policy", "query_damage_coverage")  # they do not take up the last part


class ActionExplainPolicy(AnswerAction):
    """How long the warranty of a kind of goods, or of one of its parts, lasts."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_policy"

    def answer(self, turn: Turn) -> Reply:
        """The record of the device on the table where it is meant; the policy by category and part otherwise."""
        if refused := refuse_others(turn):
            return refused
        if damage.asks_for_exclusions(turn.text):
            return ActionExplainDamage(self.context).answer(turn)
        parts = turn.values("part") or self._asked_parts(turn)
        with self.context.store.reading() as session:
            named = category_of(session, turn)
            subject = find_subject(self.context, session, turn, named, parts)
            if subject.verdicts:
                return _tell_devices(turn, subject, whole=named is not None)
            if subject.category:
                return _tell_category(self.context, session, turn, subject)
            earlier = _category_before(session, turn)
            if earlier and parts and lists_part(self.context, session, earlier, parts):
                return _tell_category(
                    self.context, session, turn, find_subject(self.context, session, turn, earlier, parts)
                )
            if seen := page.meant(session, turn):
                return _tell_in_view(self.context, session, turn, seen, parts)
            if turn.active_loop == FORM:
                told = {**(turn.slot("warranty_told") or {}), "part": turn.value("part")}
                return Reply().say("utter_policy_wait_for_device").set(warranty_told=told, warranty_question="again")
            return ask_category(self.context, session, parts)

    def _asked_parts(self, turn: Turn) -> tuple[str, ...]:
        """The parts of a question that waits for its kind of goods."""
        waiting = turn.slot("asked_for") == self.name()
        return tuple(str(turn.slot("asked_part") or "").split()) if waiting else ()


class ActionExplainDamage(AnswerAction):
    """Whether damage is covered: what the policy excludes, and the paid way; without a cause, what holds for the part."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_damage"

    def answer(self, turn: Turn) -> Reply:
        """The exclusions for the causes named, each with its source; the record or the term where no cause is named."""
        if refused := refuse_others(turn):
            return refused
        causes = turn.values("damage_cause") or damage.causes_of(turn.values("symptom"))
        with self.context.store.reading() as session:
            named, parts = category_of(session, turn), turn.values("part")
            if not parts and turn.values("symptom"):  # a symptom may have taken the part's name with it
                parts = terms.parts_in(session, turn.text, self.context.today())
            meant = named or (None if parts else topic_of(turn).get("category"))
            seen = None if meant or topic_of(turn) else page.meant(session, turn)
            meant = seen.product.category if seen else meant
            subject = find_subject(self.context, session, turn, meant, parts)
            reply = self._tell(session, turn, subject, causes)
            return page.lead(reply, turn, seen.product) if seen else reply

    def _tell(self, session: Session, turn: Turn, subject: Subject, causes: tuple[str, ...]) -> Reply:
        """The exclusions, or what holds for the device or the kind of goods that is meant."""
        category = subject.verdicts[0].product.category if subject.verdicts else subject.category
        if causes or damage.asks_for_list(turn.text):
            return self._tell_exclusions(session, category, causes)
        if subject.verdicts:
            reply = _tell_devices(turn, subject, whole=True)
            return self._add_exclusions(session, reply, category) if _is_covered(subject) else reply
        if subject.category:
            reply = _tell_category(self.context, session, turn, subject, in_short=True)
            return self._add_exclusions(session, reply, category)
        if subject.parts:
            return ask_category(self.context, session, subject.parts)
        return self._tell_exclusions(session, None, ())

    def _tell_exclusions(self, session: Session, category: str | None, causes: tuple[str, ...]) -> Reply:
        found = damage.exclusions_for(session, category, causes)
        if not found:
            raise PolicyNotFound("no exclusion on record")
        sources = join(dict.fromkeys(item.source for item in found))
        if causes:
            return Reply().say("utter_damage_cause", rule="".join(item.text for item in found), source=sources)
        lines = "\n".join(phrase("line", text=item.text) for item in found)
        reply = Reply().say("utter_damage_usual", lines=lines, source=sources)
        return tell_consumables(reply, terms.terms_of(session, category, self.context.today())) if category else reply

    def _add_exclusions(self, session: Session, reply: Reply, category: str | None) -> Reply:
        found = damage.exclusions_for(session, category, ("drop", "liquid", "self_opened"))
        return reply.say("utter_damage_besides", source=join(dict.fromkeys(item.source for item in found)))


class ActionExplainRepairWarranty(AnswerAction):
    """How long a finished repair is guaranteed, where a sourced rule says so."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_repair_warranty"

    def answer(self, turn: Turn) -> Reply:
        """The guarantee for the kind of goods; asks for it when it is not known."""
        with self.context.store.reading() as session:
            category = (
                category_of(session, turn) or _category_on_table(session, turn) or category_in_view(session, turn)
            )
        if category is None:
            buttons = category_buttons("query_repair_warranty", [entry.name for entry in all_categories()])
            return Reply().set(asked_for=self.name()).say("utter_repair_warranty_which", buttons)
        guarantee = guides.repair_guarantee(category)
        reply = Reply().set(asked_for=self.name())  # "and for the microwave?" may follow
        if guarantee is None:
            return reply.say("utter_repair_warranty_not_stated", category=category)
        facts = {"category": category, "days": guarantee.days, "source": guarantee.source}
        return reply.say("utter_repair_warranty_stated", **facts)


def category_of(session: Session, turn: Turn) -> str | None:
    """The kind of goods that this message names, directly or by a model; in the middle of a booking, else its goods."""
    if named := turn.value("product_category"):
        return named
    for model in identify.models_named(session, turn.values("product_model")):
        if product := products.get(session, model):
            return product.category
    draft = turn.slot("repair_draft") if turn.active_loop == "repair_form" else None
    return draft.get("product_category") if isinstance(draft, dict) else None


def foreign_brand(turn: Turn) -> str | None:
    """Another maker named in this message, when ours is not named beside it."""
    named = turn.values("brand")
    return None if not named or any(brands.is_own(name) for name in named) else named[0]


def category_buttons(intent: str, names: list[str]) -> list[Button]:
    """Buttons that repeat the question for one kind of goods; the first few only, the others can be typed."""
    return [
        {"title": name, "payload": f'/{intent}{{"product_category": "{name}"}}'} for name in names[:_OFFERED_CATEGORIES]
    ]


def refuse_others(turn: Turn) -> Reply | None:
    """What to say of another maker's goods, and of goods that we do not make; None when neither is named."""
    if other := foreign_brand(turn):
        return Reply().say("utter_warranty_other_brand", brand=other)
    thing = None if turn.values("product_category") or turn.values("product_model") else goods.not_made(turn.text)
    if thing is None:
        return None
    buttons = category_buttons("query_warranty_policy", [entry.name for entry in all_categories()])
    return Reply().set(policy_topic=None).say("utter_policy_not_made", buttons, thing=thing)


def ask_category(context: Context, session: Session, parts: Sequence[str]) -> Reply:
    """Ask for the kind of goods; those that list the parts are offered."""
    names = [category.name for category in all_categories()]
    fitting = [name for name in names if lists_part(context, session, name, parts)]
    reply = Reply().set(asked_for="action_explain_policy", asked_part=" ".join(parts) or None, policy_topic=None)
    return reply.say("utter_policy_which_category", category_buttons("query_warranty_policy", fitting or names))


def _is_covered(subject: Subject) -> bool:
    """Whether any of what was asked about is in warranty still; parts without a term follow the whole unit."""
    for verdict in subject.verdicts:
        asked = [verdict.part(part) or verdict for part in subject.parts] or [verdict, *verdict.covered_parts]
        if any(item.is_covered for item in asked):
            return True
    return False


def _tell_devices(turn: Turn, subject: Subject, whole: bool) -> Reply:
    """From the record: the parts named; else the whole unit, or every part."""
    reply = Reply().set(asked_part=None)
    if subject.category:
        reply.set(policy_topic={"category": subject.category, "part": next(iter(subject.parts), None)})
    for verdict in subject.verdicts:
        called = names_of(turn).get(verdict.device.serial, False)
        for part in subject.parts:
            tell_part(reply, verdict, part, called)
        if not subject.parts:
            tell_verdict(reply, verdict, called) if whole else tell_parts(reply, verdict, called)
    return reply


def _tell_category(context: Context, session: Session, turn: Turn, subject: Subject, in_short: bool = False) -> Reply:
    category = str(subject.category)
    found = terms.terms_of(session, category, subject.bought)
    spoken_of = None if turn.intent in _NEW_QUESTIONS else topic_of(turn).get("part")
    parts = subject.parts or ((spoken_of,) if spoken_of and found.part(spoken_of) else ())
    bought = subject.bought.isoformat() if subject.bought != context.today() else None
    topic = {"category": category, "part": next(iter(parts), None), "bought": bought}
    return tell_terms(found, parts, in_short).set(asked_part=None, policy_topic=topic)


def _tell_in_view(context: Context, session: Session, turn: Turn, seen: page.InView, parts: tuple[str, ...]) -> Reply:
    """What holds for the product in view; from the record where it is the customer's own."""
    if seen.device:
        verdict = warranty.check(session, seen.device, context.today())
        reply = _tell_devices(turn, Subject(parts, None, context.today(), (verdict,)), whole=not parts)
        return page.lead(reply, turn, seen.product, page.OWN)
    subject = find_subject(context, session, turn, seen.product.category, parts)
    return page.lead(_tell_category(context, session, turn, subject), turn, seen.product)


def category_in_view(session: Session, turn: Turn) -> str | None:
    """The kind of goods that the customer looks at, where nothing speaks for another."""
    seen = page.meant(session, turn)
    return seen.product.category if seen else None


def _category_before(session: Session, turn: Turn) -> str | None:
    """The kind of goods that earlier messages named, directly or by a model."""
    if category := turn.earlier.get("category"):
        return category
    models = identify.models_named(session, (turn.earlier["model"],)) if turn.earlier.get("model") else ()
    kinds = {product.category for model in models if (product := products.get(session, model))}
    return kinds.pop() if len(kinds) == 1 else None


def _category_on_table(session: Session, turn: Turn) -> str | None:
    for serial in turn.slot("device_serials") or []:
        device = devices.find_by_serial(session, serial)
        product = products.get(session, device.model) if device else None
        if product:
            return product.category
    return None
