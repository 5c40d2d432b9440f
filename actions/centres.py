"""Where the service centres are, when they open, how we are reached, and whether a number is ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from actions.base import RESUMABLE, AnswerAction
from actions.cards import centre_facts, lead
from actions.goods import answers, ask_once, find_goods
from actions.phrases import join, phrase, short_day
from actions.policy import foreign_brand
from actions.turn import Button, Reply, Turn
from bot.chat.cards import CentreCard
from bot.service import centres, places, prices, visits
from bot.service.centres import Contact, Nearby
from bot.service.places import Place
from bot.store.centres import Centre
from bot.store.engine import Session

_LISTED = 3  # centres that are described in one message
_CHOICES = 6  # places that become buttons


class ActionFindCentre(AnswerAction):
    """The centres for a place and a kind of goods: address, telephone, hours."""

    def name(self) -> str:
        """As in the domain."""
        return "action_find_centre"

    def answer(self, turn: Turn) -> Reply:
        """The centres of the place named now or before; asks for the city once where none is known."""
        if brand := foreign_brand(turn):
            return Reply().say("utter_contact_other_brand", brand=brand)
        waiting = str(turn.slot("asked_part") or "") if answers(turn, self.name()) else ""
        named = _places_named(turn, waiting)
        if named and all(visits.is_beyond_service(place) for place in named):
            return Reply().say("utter_centres_beyond_service", province=named[0].province)
        if len(named) > 1:
            return self._ask_which(turn, named)
        place = named[0] if named else _place_known(turn)
        if place is None:
            return self._ask_city(turn, waiting)
        with self.context.store.reading() as session:
            meant = find_goods(self.context, session, turn)
            reply = self._tell(session, turn, place, meant.category)
        return reply.say("utter_centres_holiday") if centres.asks_holiday(waiting) else reply

    def _ask_city(self, turn: Turn, waiting: str) -> Reply:
        """Ask for the city; a booking asks for it by itself, so there the customer is only told so."""
        if turn.active_loop in RESUMABLE:
            return Reply().say("utter_centres_in_booking")
        is_unknown = turn.values("region") or answers(turn, self.name())
        said = "utter_centres_unknown_place" if is_unknown else "utter_centres_which_city"
        return ask_once(turn, Reply().say(said), self.name(), "region", waiting or turn.text)

    def _ask_which(self, turn: Turn, named: tuple[Place, ...]) -> Reply:
        """A name of several places, or of a whole province: which one, with those that have a centre as buttons."""
        province = places.province_named(" ".join(turn.values("region")) or turn.text)
        with self.context.store.reading() as session:
            nearby = [centres.near(session, place) for place in named]
        served = [place for place, near in zip(named, nearby, strict=True) if near.reach in ("district", "city")]
        if province:
            names = join(place.city for place in served)
            said = "utter_centres_in_province" if names else "utter_centres_none_in_province"
            facts = {"province": province, "cities": names} if names else {"province": province}
            reply = Reply().say(said, _place_buttons(served), **facts)
        else:
            reply = Reply().say("utter_centres_ambiguous", _place_buttons(named), count=len(named))
        return ask_once(turn, reply, self.name(), "region", turn.text)

    def _tell(self, session: Session, turn: Turn, place: Place, category: str | None) -> Reply:
        mode = turn.value("service_mode")
        near = centres.near(session, place, category, mode if mode in ("store", "mail_in") else None)
        reply = Reply().set(region_told=place.to_json())
        if category and prices.is_home_only(category):
            reply.say("utter_centres_home_goods", category=category)
        if near.reach == "none":
            reply.say("utter_centres_none_in_province", province=place.province)
            return reply if turn.active_loop else reply.set(asked_for=self.name())  # "and in Hangzhou?" may follow
        listed = _Listed(near.found[:_LISTED], self.context.settings.now(), turn)
        _tell_found(reply, place, category, near, listed)
        if centres.asks_holiday(turn.text):
            reply.say("utter_centres_holiday")
        if turn.active_loop:
            return reply
        reply.say("utter_centres_next", [_book_button(place)] if near.reach != "province" else [])
        more = any(said.response == "utter_centres_more" for said in reply.says)
        return reply.set(asked_for=self.name(), open_question="region" if more else None, asked_part=None)


@dataclass(frozen=True)
class _Listed:
    """The centres that are described, at a moment, for the turn that may ask about a day."""

    centres: tuple[Centre, ...]
    now: datetime
    turn: Turn

    def lines(self) -> str:
        """Each centre with its address, telephone, hours, and whether it is open."""
        return "\n\n".join(
            phrase(
                "centre",
                centre=centre.name,
                address=centre.address,
                phone=centre.phone,
                hours=centre.hours,
                state=_state(centre.hours, self.now, self._day),
            )
            for centre in self.centres
        )

    def card(self, above: str | None, category: str | None) -> CentreCard:
        """The same facts, with the way to each; what is known of the day asked about stands beside the hours."""
        shown = []
        for centre in self.centres:
            found, is_now = centres.opening(centre.hours, self.now), self._day in (None, self.now.date())
            is_told = is_now and (found.opens or found.closes)  # by the card itself
            state = None if is_told else _state(centre.hours, self.now, self._day)
            shown.append(centre_facts(centre, self.now, state, category))
        return CentreCard(lead=above, centres=shown)

    @property
    def _day(self) -> date | None:
        return _day_asked(self.turn, self.now.date())


class ActionTellContact(AnswerAction):
    """The hotline and the other ways to reach us, and whether a number is one of ours."""

    def name(self) -> str:
        """As in the domain."""
        return "action_tell_contact"

    def answer(self, turn: Turn) -> Reply:
        """Numbers in the message are checked against the record; else the ways to reach us."""
        if brand := foreign_brand(turn):
            return Reply().say("utter_contact_other_brand", brand=brand)
        numbers = centres.numbers_in(turn.text)
        if whole := [digits for digits in numbers if centres.is_whole(digits)]:
            return self._check(whole)
        if centres.asks_about_number(turn.text):
            return ask_once(turn, Reply().say("utter_contact_send_number"), self.name(), "number")
        ours = centres.contact()
        said = "utter_contact_ways" if centres.asks_other_ways(turn.text) else "utter_contact_hotline"
        return Reply().say(said, hotline=ours.hotline, hours=ours.hours, wechat=ours.wechat)

    def _check(self, numbers: list[str]) -> Reply:
        reply = Reply()
        with self.context.store.reading() as session:
            for digits in numbers:
                owner = centres.owner_of(session, digits)
                if owner is None:
                    reply.say("utter_contact_not_ours", number=digits)
                    continue
                if isinstance(owner, Contact):
                    reply.say("utter_contact_ours", number=owner.hotline, whose=phrase("hotline_of_company"))
                else:
                    reply.say("utter_contact_ours", number=owner.phone, whose=owner.name)
        return reply


def _places_named(turn: Turn, waiting: str) -> tuple[Place, ...]:
    """The places of this message; a district is read within the city known, a city says which of several was meant."""
    said = " ".join(turn.values("region"))
    known = _place_known(turn)
    named = places.resolve(turn.text, known) or (places.resolve(said, known) if said else ())
    if waiting and len(named) == 1:
        meant = tuple(place for place in places.resolve(waiting) if named[0].holds(place))
        return meant if len(meant) == 1 else named
    return named


def _place_known(turn: Turn) -> Place | None:
    """The place of an agent's correction, of the booking under way, or of the last question about centres."""
    corrected = turn.agent_facts.get("region")
    if isinstance(corrected, str) and len(found := places.resolve(corrected)) == 1:
        return found[0]
    draft = turn.slot("repair_draft") or {}
    sources = (corrected, draft.get("region"), turn.slot("region_told"))
    return next((place for source in sources if (place := Place.from_json(source))), None)


def _tell_found(reply: Reply, place: Place, category: str | None, near: Nearby, listed: _Listed) -> None:
    """The centres, said for the district, the city, or the cities around where the city itself has none."""
    facts = {"goods": category} if category else {}
    if near.reach == "province":
        reach, facts = "around", facts | {"place": place.name, "cities": join(centres.cities_of(near.found))}
    elif place.district and near.reach == "city":
        reach, facts = "city", facts | {"district": place.district, "city": place.city}
    else:
        reach, facts = "here", facts | {"place": place.name}
    said = f"{reach}_{'goods' if category else 'any'}"
    reply.say(f"utter_centres_{said}", cards=listed.lines(), **facts)
    reply.show(listed.card(lead(f"centres_{said}", **facts), category))
    if near.reach == "province":
        return
    more = near.more + max(0, len(near.found) - _LISTED)
    if more:
        reply.say("utter_centres_more", city=place.city, count=more)


def _state(hours: str, now: datetime, day: date | None) -> str:
    """Whether it is open on the day that was asked about, or now, or when next."""
    if day and day != now.date():
        span = centres.open_on(hours, day)
        if span is None:
            return phrase("closed_that_day", day=short_day(day))
        return phrase("open_that_day", day=short_day(day), start=_clock(span[0]), end=_clock(span[1]))
    found = centres.opening(hours, now)
    if found.closes:
        return phrase("open_until", clock=_clock(found.closes.time()))
    if found.opens is None:
        return phrase("hours_unknown")
    if found.opens.date() == now.date():
        return phrase("opens_today", clock=_clock(found.opens.time()))
    return phrase("opens_on", day=short_day(found.opens.date()), clock=_clock(found.opens.time()))


def _day_asked(turn: Turn, today: date) -> date | None:
    """The day of a time in the message; days that are over are not asked about."""
    for entity in turn.entities:
        value = entity.get("value")
        if entity.get("entity") == "time" and isinstance(value, dict) and value.get("start"):
            day = datetime.fromisoformat(str(value["start"])).date()
            return day if day >= today else None
    return None


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"


def _place_buttons(found: tuple[Place, ...] | list[Place]) -> list[Button]:
    return [
        {"title": place.name, "payload": f'/find_service_centre{{"region": "{place.name}"}}'}
        for place in found[:_CHOICES]
    ]


def _book_button(place: Place) -> Button:
    payload = f'/book_repair{{"service_mode": "store", "region": "{place.name}"}}'
    return {"title": phrase("book_at_store"), "payload": payload}
