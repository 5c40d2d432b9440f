"""Is there an update, how to get it, and is it safe: from the releases on record, never one that was taken back."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import AnswerAction
from actions.cards import lead
from actions.goods import (
    Goods,
    answers,
    ask_once,
    find_goods,
    model_buttons,
    refuse_goods,
    require_tries,
    tell_in_view,
    tell_missed,
)
from actions.phrases import called, card_phrase, day, phrase
from actions.turn import Button, Reply, Turn
from bot.chat.cards import ListCard, ListEntry
from bot.service import update
from bot.service.update import Offer
from bot.service.update_guides import UpdateGuide, guide_for
from bot.store import products
from bot.store.engine import Session
from bot.store.products import Product
from bot.store.releases import Release

_LISTED = 10  # models of one kind that are listed in one message; the catalogue has nine at most
_LISTED_UNASKED = 4  # with more the model is asked for first, and they are listed on demand
_ALL = "all"  # the value of `choice` that a button for the whole list carries


class ActionCheckUpdate(AnswerAction):
    """What a model is offered, what it brings, and how to get it."""

    def name(self) -> str:
        """As in the domain."""
        return "action_check_update"

    def answer(self, turn: Turn) -> Reply:
        """The newest release of the device or model that is meant; asks for the model once where only the kind is known."""
        if refused := refuse_goods(turn):
            return refused
        if update.asks_for_beta(turn.text):
            return Reply().say("utter_update_no_beta")
        require_tries(self.context, turn)
        with self.context.store.reading() as session:
            meant = find_goods(self.context, session, turn)
            reply = tell_in_view(self._tell(session, turn, meant), turn, meant)
        return tell_missed(self.context, turn, meant.missed) if meant.missed else reply

    def _tell(self, session: Session, turn: Turn, meant: Goods) -> Reply:
        if meant.product:
            return tell_offer(session, turn, meant.product)
        if update.asks_for_centre(turn.text):
            return Reply().say("utter_update_by_centre")
        if meant.category is None:
            return ask_once(turn, Reply().say("utter_update_which"), self.name(), "model")
        listed = list(meant.found) or products.by_category(session, meant.category)
        offered = update.updatable(session, listed)
        if not offered:
            return Reply().say("utter_update_no_software", product=meant.category)
        reply = Reply()
        if other := update.other_version((), turn.text):
            reply.say("utter_update_other_system", product=meant.category, version=other)
        _ask_model(reply, turn, meant, offered)
        return ask_once(turn, reply, self.name(), "model")


class ActionTellUpdateRisk(AnswerAction):
    """Whether an update is safe: what the notice says and does not say, what to do before, what is known of the model."""

    def name(self) -> str:
        """As in the domain."""
        return "action_tell_update_risk"

    def answer(self, turn: Turn) -> Reply:
        """The answer to the risk that was asked about, the checklist, and the record of the model."""
        if refused := refuse_goods(turn):
            return refused
        if update.risk_asked(turn.text) == "link":
            return Reply().say("utter_update_risk_link")
        require_tries(self.context, turn)
        with self.context.store.reading() as session:
            meant = find_goods(self.context, session, turn)
            reply = tell_in_view(self._tell(session, turn, meant), turn, meant)
        return tell_missed(self.context, turn, meant.missed) if meant.missed else reply

    def _tell(self, session: Session, turn: Turn, meant: Goods) -> Reply:
        guide = guide_for(meant.category)
        if meant.category and guide is None:
            return Reply().say("utter_update_no_software", product=meant.category)
        newest = update.offer(session, meant.product.model).newest if meant.product else None
        if meant.product and newest and answers(turn, self.name()):
            return tell_record(session, Reply(), meant.product, newest).say("utter_update_risk_next")
        reply = Reply().say(f"utter_update_risk_{update.risk_asked(turn.text)}")
        reply.say("utter_update_checklist", lines=_checklist(guide, newest))
        if meant.product and newest:
            return tell_record(session, reply, meant.product, newest).say("utter_update_risk_next")
        if meant.product:
            return reply.say("utter_update_no_software", product=called(meant.product))
        return ask_once(turn, reply.say("utter_update_risk_which"), self.name(), "model")


def _ask_model(reply: Reply, turn: Turn, meant: Goods, offered: Sequence[tuple[Product, Release]]) -> Reply:
    """Which model it is; the newest release of each beside the question where they are few, or were asked for."""
    buttons = model_buttons("query_update_available", [product for product, _ in offered])
    wants_list = turn.value("choice") == _ALL or update.asks_for_list(turn.text)
    if len(offered) > _LISTED_UNASKED and not wants_list:
        payload = f'/query_update_available{{"product_category": "{meant.category}", "choice": "{_ALL}"}}'
        buttons.append({"title": phrase("list_all"), "payload": payload})
        return reply.say("utter_update_which_model", buttons, category=meant.category)
    said = "utter_update_which_of_family" if meant.found else "utter_update_which_of_kind"
    lines = "\n".join(phrase("line", text=_listed(*pair)) for pair in offered[:_LISTED])
    source = offered[0][1].source
    reply.say(said, buttons, category=meant.category, lines=lines, source=source)
    above = lead(said.removeprefix("utter_"), source=source)
    return reply.show(_releases_card(str(meant.category), offered[:_LISTED], buttons, above))


def _releases_card(
    category: str, offered: Sequence[tuple[Product, Release]], buttons: Sequence[Button], above: str | None
) -> ListCard:
    """The models with their newest releases; those that have a button can be pressed."""
    payloads = [*(button["payload"] for button in buttons), *[None] * len(offered)][: len(offered)]
    items = [
        ListEntry(
            title=product.name,
            detail=card_phrase("release", version=release.version, day=day(release.released_on)),
            payload=payload,
        )
        for (product, release), payload in zip(offered, payloads, strict=True)
    ]
    return ListCard(lead=above, title=card_phrase("releases", category=category), items=items)


def tell_offer(session: Session, turn: Turn, product: Product) -> Reply:
    """What the model is offered for the version that was named, or its newest release where none was."""
    said = turn.values("software_version")
    version, other = update.own_version(said), update.other_version(said, turn.text)
    found = update.offer(session, product.model, version)
    reply = Reply().set(asked_for="action_check_update")  # "and the P50?" may follow
    if other:
        reply.say("utter_update_other_system", product=called(product), version=other)
    if found.newest is None:
        kind = "no_software" if product.main_version is None else "nothing_offered"
        return reply.say(f"utter_update_{kind}", product=called(product))
    if found.standing in ("already", "newer"):
        facts = {"version": version, "newest": found.newest.version, "day": day(found.newest.released_on)}
        return reply.say(f"utter_update_{found.standing}", product=called(product), source=found.newest.source, **facts)
    _tell_way(reply, product, found, version)
    if update.asks_when(turn.text):
        reply.say("utter_update_when")
    return _tell_steps(reply, guide_for(product.category))


def tell_record(session: Session, reply: Reply, product: Product, newest: Release) -> Reply:
    """The newest release of a model, its known issues, and the releases that were taken back."""
    issues = phrase("issues", text=newest.known_issues) if newest.known_issues else phrase("no_issues")
    reply.say("utter_update_record", product=called(product), issues=issues, **_facts(newest))
    for release in update.withdrawn(session, product.model):
        facts = {"version": release.version, "reason": update.why_withdrawn(release)}
        reply.say("utter_update_withdrawn_one", product=called(product), **facts)
    return reply


def _tell_way(reply: Reply, product: Product, found: Offer, version: str | None) -> Reply:
    """The newest release, and the releases between where the version named cannot reach it directly."""
    if found.newest is None:
        return reply
    if found.said and found.standing == "withdrawn":
        reason = update.why_withdrawn(found.said)
        reply.say("utter_update_withdrawn_mine", product=called(product), version=version, reason=reason)
    elif found.standing == "older" and len(found.path) > 1:
        steps = phrase("then").join(release.version for release in found.path)
        reply.say("utter_update_stepwise", product=called(product), version=version, steps=steps)
    elif found.standing == "older":
        name = "utter_update_direct" if found.path else "utter_update_no_way"
        reply.say(name, product=called(product), version=version, newest=found.newest.version)
    reply.say("utter_update_newest", product=called(product), notes=found.newest.notes, **_facts(found.newest))
    if found.newest.known_issues:
        reply.say("utter_update_known_issue", version=found.newest.version, issue=found.newest.known_issues)
    return reply


def _tell_steps(reply: Reply, guide: UpdateGuide | None) -> Reply:
    if guide is None:
        return reply.say("utter_update_at_centre")
    return reply.say("utter_update_how", lines="\n".join(numbered(guide.update)))


def _checklist(guide: UpdateGuide | None, newest: Release | None) -> str:
    """What to do before an update: back up first of all, then power, network and room."""
    lines = list(guide.backup) if guide else [phrase("check_backup")]
    if guide is None or guide.has_battery:
        lines.append(phrase("check_battery"))
    if guide is None or not guide.has_battery:
        lines.append(phrase("check_mains"))
    lines.append(phrase("check_network", size=size(newest)) if newest else phrase("check_network_unknown"))
    return "\n".join(numbered(lines))


def size(release: Release) -> str:
    """How large a download is, as people read it."""
    if release.size_mb is None:
        return phrase("size_unknown")
    if release.size_mb >= 1000:
        return phrase("size_gb", size=f"{release.size_mb / 1000:.1f}")
    return phrase("size_mb", size=f"{release.size_mb:g}")


def _facts(release: Release) -> dict[str, str]:
    return {
        "version": release.version,
        "day": day(release.released_on),
        "size": size(release),
        "source": release.source,
    }


def _listed(product: Product, release: Release) -> str:
    return phrase("release", product=product.name, version=release.version, day=day(release.released_on))


def numbered(steps: Sequence[str]) -> list[str]:
    """Steps as the lines of a list."""
    return [phrase("step", number=number, text=text) for number, text in enumerate(steps, start=1)]
