"""What the desk shows to whoever does not hold a chat: nothing of the person, and cards that can still be read."""

from __future__ import annotations

from databases import NOW

from bot.chat import desk_view
from bot.chat.cards import BookingCard, BookingStep
from bot.chat.desk import Caller
from bot.store import agents, chats, messages
from bot.store.engine import Store
from bot.store.messages import Draft, Place

CARD = BookingCard(
    lead="您的电话是 13812345678",
    number="R20261125001",
    purpose="repair",
    title="上门维修",
    device="冰箱",
    appointment="11月25日 周三 上午 9:00–12:00",
    status="requested",
    status_name="已预约",
    steps=[BookingStep(name="已预约", reached=True, at=NOW)],
    note="门禁打 13812345678",
)


def test_card_keeps_its_days_and_its_number_and_loses_the_person(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as session:
        wang = agents.add(session, "wang", "correct horse battery", ("agent",))
        chat = chats.insert(session, "web")
        draft = Draft(f"{chat.id}:1", "bot", "card", {"text": "单号 R20261125001", "data": CARD.as_data()})
        messages.append(session, Place(chat.id, 1, "web", 1), [draft])
        chats.change(session, chat.id, last_seq=1)

        [shown] = desk_view.read(session, Caller(wang, "10.0.0.1"), chat.id, 0).messages

    card = shown.body["data"]
    assert (card["number"], card["steps"][0]["at"]) == (CARD.number, CARD.as_data()["steps"][0]["at"])
    assert "12345678" not in str(shown.body) and (card["status_name"], card["device"]) == ("已预约", "冰箱")
