"""What a repair costs: list prices by job and model, always with "as inspected", never a sum that no row carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.base import RESUMABLE, AnswerAction, Context
from actions.cards import lead, price_card
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
    verdict_of,
)
from actions.phrases import called, card_phrase, day, phrase
from actions.policy import category_buttons
from actions.turn import Reply, Turn
from bot.chat.cards import PriceItem
from bot.service import prices
from bot.service.prices import Estimate, yuan
from bot.store import products
from bot.store.categories import all_categories
from bot.store.engine import Session

_LISTED = 4  # jobs or models that are listed in one message


class ActionQuotePrice(AnswerAction):
    """The price of a repair, of a visit, or of finding the fault."""

    def name(self) -> str:
        """As in the domain."""
        return "action_quote_price"

    def answer(self, turn: Turn) -> Reply:
        """What the price list says for the goods that are meant; asks for them once where it depends on them."""
        if refused := refuse_goods(turn):
            return refused
        require_tries(self.context, turn)
        with self.context.store.reading() as session:
            meant = find_goods(self.context, session, turn)
            reply = tell_in_view(self._tell(session, turn, meant), turn, meant)
        return tell_missed(self.context, turn, meant.missed) if meant.missed else reply

    def _tell(self, session: Session, turn: Turn, meant: Goods) -> Reply:
        text = self._question(turn)
        fee = prices.fee_asked(text)
        if fee == "freight":
            return Reply().say("utter_prices_freight")
        if meant.category is None:
            return self._ask_goods(session, turn, text)
        found = _jobs(session, turn, meant, text)
        if fee == "refused":
            return tell_inspection(session, Reply(), meant.category).say("utter_prices_refused")
        if not found:
            return self._tell_without_job(session, turn, meant, fee)
        reply = self._tell_jobs(session, turn, meant, found)
        if fee in ("extra", "bargain"):
            reply.say("utter_prices_extra" if fee == "extra" else "utter_prices_compare")
        if any(said.response == "utter_prices_by_model" for said in reply.says):
            return reply  # its question stands last
        return self._close(session, reply, turn, meant, found)

    def _question(self, turn: Turn) -> str:
        """The question that waits for its goods, together with this answer; else this message.

        The job of the price told last is meant again where other goods are named and no other job.
        """
        waiting = turn.slot("asked_part") if answers(turn, self.name()) else None
        if not turn.slot("open_question") and (turn.values("part") or turn.values("symptom")):
            waiting = None
        said = "" if turn.text.startswith("/") else turn.text
        return " ".join(part for part in (str(waiting or ""), said) if part)

    def _ask_goods(self, session: Session, turn: Turn, text: str) -> Reply:
        """Ask for the kind of goods, once; those for which the list has such a job are offered."""
        if prices.fee_asked(text) == "bargain":
            return ask_once(turn, Reply().say("utter_prices_bargain"), self.name(), "device", text)
        fitting = prices.categories_with(session, text, turn.values("part"))
        names = fitting or [entry.name for entry in all_categories()]
        low, high = prices.visit_range(session)
        said = "utter_prices_visit_any" if prices.fee_asked(text) == "visit" else "utter_prices_which"
        facts = {"low": yuan(low), "high": yuan(high)} if said == "utter_prices_visit_any" else {}
        reply = Reply().say(said, category_buttons("query_repair_price", names), **facts)
        return ask_once(turn, reply, self.name(), "device", text)

    def _tell_without_job(self, session: Session, turn: Turn, meant: Goods, fee: str | None) -> Reply:
        """The fee for a visit or for finding the fault, and the jobs that are asked for most."""
        category = str(meant.category)
        reply = Reply()
        if fee == "visit":
            tell_visit(session, reply, category)
        model = meant.product.model if meant.product else None
        usual = prices.usual_jobs(session, category, model, _LISTED)
        lists = bool(usual) and fee is None and not prices.asks_for_inspection(turn.text)
        tell_inspection(session, reply, category, in_words=lists)
        if lists:
            lines = "\n".join(phrase("line", text=_line(job, category)) for job in usual)
            reply.say("utter_prices_usual", category=category, lines=lines)
            items = [_item(job, category) for job in usual]
            reply.show(price_card(lead("prices_usual", category=category), items, category))
        return self._close(session, reply, turn, meant)

    def _tell_jobs(self, session: Session, turn: Turn, meant: Goods, found: Sequence[Estimate]) -> Reply:
        category, reply = str(meant.category), Reply()
        goods = called(meant.product) if meant.product else category
        groups = prices.ranges(found)
        if len(groups) == 1 and groups[0].count > 1:
            return self._tell_models(session, turn, meant, found)
        if len(groups) == 1:
            return _tell_job(reply, turn, found[0], goods)
        lines = [phrase("line", text=_line(group.low, category, group.high)) for group in groups[:_LISTED]]
        said = "utter_prices_jobs" if len(groups) <= _LISTED else "utter_prices_many_jobs"
        items = [_item(group.low, category, group.high) for group in groups[:_LISTED]]
        reply.say(said, goods=goods, lines="\n".join(lines))
        return reply.show(price_card(lead(said.removeprefix("utter_"), goods=goods), items, goods.strip()))

    def _tell_models(self, session: Session, turn: Turn, meant: Goods, found: Sequence[Estimate]) -> Reply:
        """The same job for several models: from the cheapest to the dearest, and the models to choose from."""
        category, home = str(meant.category), comes_home(turn, str(meant.category))
        names = {product.model: product for product in products.by_category(session, category)}
        listed = sorted((item for item in found if item.model in names), key=lambda item: -names[item.model].price_fen)
        sums = [item.total_fen(home) for item in found]
        facts = {"item": found[0].item, "category": category, "low": yuan(min(sums)), "high": yuan(max(sums))}
        if min(sums) == max(sums):
            return _tell_job(Reply(), turn, found[0], category)
        buttons = model_buttons("query_repair_price", [names[item.model] for item in listed])
        reply = Reply().say("utter_prices_by_model", buttons, **facts)
        by_model = card_phrase("by_model")
        item = PriceItem(name=found[0].item, low_fen=min(sums), high_fen=max(sums), detail=by_model)
        reply.show(price_card(lead("prices_by_model"), [item], category))
        return ask_once(turn, reply, self.name(), "model", found[0].item)

    def _close(self, session: Session, reply: Reply, turn: Turn, meant: Goods, found: Sequence[Estimate] = ()) -> Reply:
        """That the inspection decides, and whether the warranty may pay; a follow-up about another job is heard."""
        if turn.active_loop in RESUMABLE and meant.device is None:
            return reply.say("utter_prices_as_inspected_booking")
        parts = (*turn.values("part"), *(job.thing for job in found))
        tell_warranty(self.context, session, reply, meant, parts)
        if turn.active_loop is None and "asked_for" not in reply.slots:
            jobs = {job.item for job in found}
            reply.set(asked_for=self.name(), asked_part=next(iter(jobs)) if len(jobs) == 1 else None)
        return reply


def tell_inspection(session: Session, reply: Reply, category: str, in_words: bool = False) -> Reply:
    """The fee for finding the fault, and what becomes of it; `in_words` alone where another card follows."""
    found = prices.inspection(session, category)
    if found is None:
        return reply.say("utter_prices_not_listed", category=category)
    home = prices.is_home_only(category)
    facts = {"category": category, "price": yuan(found.total_fen(home)), "parts": _parts(found, home)}
    covers = found.covers or found.item
    reply.say("utter_prices_inspection", covers=covers, **facts)
    if in_words:
        return reply
    above = lead("prices_inspection", category=category)
    return reply.show(price_card(above, [_item(found, category)], category, card_phrase("covers", covers=covers)))


def tell_visit(session: Session, reply: Reply, category: str) -> Reply:
    """The fee for a visit; that there is none where goods are brought or sent."""
    found = prices.inspection(session, category)
    if found is None or not prices.may_visit(category):
        return reply.say("utter_prices_no_visit", category=category)
    reply.say("utter_prices_visit", category=category, price=yuan(found.visit_fen))
    above = lead("prices_visit", category=category, price=yuan(found.visit_fen))
    fee = PriceItem(name=card_phrase("visit_fee"), low_fen=found.visit_fen)
    return reply.show(price_card(above, [fee], category, card_phrase("visit_note")))


def tell_warranty(context: Context, session: Session, reply: Reply, meant: Goods, parts: Sequence[str] = ()) -> Reply:
    """A device in warranty may cost nothing, and the record says until when; else the look-up is offered."""
    verdict = verdict_of(context, session, meant)
    if verdict is None or verdict.whole is None or verdict.whole.until is None:
        return reply.say("utter_prices_as_inspected")
    product = called(verdict.product)
    cover = next((cover for part in parts if (cover := verdict.part(part))), None)
    if cover and cover.until and cover.is_covered:
        facts = {"part": cover.term.part, "until": day(cover.until), "source": cover.policy.source}
        return reply.say("utter_prices_part_covered", product=product, **facts)
    if cover and verdict.is_covered:
        facts = {"part": cover.term.part, "source": cover.policy.source}
        return reply.say("utter_prices_part_not_covered", product=product, **facts)
    facts = {"product": product, "until": day(verdict.whole.until), "source": verdict.whole.policy.source}
    return reply.say(f"utter_prices_{'covered' if verdict.is_covered else 'expired'}", **facts)


def comes_home(turn: Turn, category: str) -> bool:
    """Whether the visit is part of the price: always for large goods, else where a visit was asked for."""
    draft = turn.slot("repair_draft") or {}
    mode = turn.value("service_mode") or turn.agent_facts.get("service_mode") or draft.get("service_mode")
    return prices.is_home_only(category) or (mode == "home" and prices.may_visit(category))


def _jobs(session: Session, turn: Turn, meant: Goods, text: str) -> list[Estimate]:
    """The jobs that the question means; one without a job is read with the fault of the booking under way."""
    model, category = meant.product.model if meant.product else None, str(meant.category)
    found = prices.estimate(session, category, model, text, turn.values("part"), turn.values("symptom"))
    fault = _fault(turn)
    return found or (prices.estimate(session, category, model, fault, (), (fault,)) if fault else [])


def _fault(turn: Turn) -> str:
    draft: Mapping[str, Any] = turn.slot("repair_draft") or {}
    return str(draft.get("fault") or "") if turn.active_loop else ""


def _tell_job(reply: Reply, turn: Turn, job: Estimate, goods: str) -> Reply:
    home = comes_home(turn, job.category)
    goods = "" if goods in job.item else goods  # the job's name says it already
    name = job.item.removeprefix(job.category) if goods.endswith(job.category) else job.item
    facts = {"goods": goods, "item": name, "price": yuan(job.total_fen(home)), "parts": _parts(job, home)}
    covers = job.covers or job.item
    reply.say("utter_prices_job", covers=covers, **facts)
    above = lead("prices_job", goods=goods, item=name, price=facts["price"])
    item = PriceItem(name=job.item, low_fen=job.total_fen(home), detail=facts["parts"])
    reply.show(price_card(above, [item], goods.strip() or None, card_phrase("covers", covers=covers)))
    if job.visit_fen and not home and prices.may_visit(job.category):
        reply.say("utter_prices_visit_besides", price=yuan(job.visit_fen))
    return reply


def _line(job: Estimate, category: str, high: Estimate | None = None) -> str:
    home = prices.is_home_only(category)
    low_fen, high_fen = job.total_fen(home), (high or job).total_fen(home)
    if low_fen != high_fen:
        return phrase("price_range", item=job.item, low=yuan(low_fen), high=yuan(high_fen))
    return phrase("price_line", item=job.item, price=yuan(low_fen), parts=_parts(job, home))


def _item(job: Estimate, category: str, high: Estimate | None = None) -> PriceItem:
    """A job on a card: one sum with what it is made of, or the range from the cheapest model to the dearest."""
    home = prices.is_home_only(category)
    low_fen, high_fen = job.total_fen(home), (high or job).total_fen(home)
    if low_fen != high_fen:
        return PriceItem(name=job.item, low_fen=low_fen, high_fen=high_fen, detail=card_phrase("by_model"))
    return PriceItem(name=job.item, low_fen=low_fen, detail=_parts(job, home))


def _parts(job: Estimate, home: bool) -> str:
    """What a sum is made of: labour, part, visit."""
    parts = [phrase("price_labour", price=yuan(job.labour_fen)) if job.labour_fen else phrase("price_free")]
    if job.part_fen is not None:
        parts.append(phrase("price_part", price=yuan(job.part_fen)))
    if home and job.visit_fen:
        parts.append(phrase("price_visit", price=yuan(job.visit_fen)))
    return phrase("plus").join(parts)
