"""Identity: what proves ownership, what wrong and unknown have in common, and how guessing ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from databases import NOW, make_settings, seed_to
from demo_devices import DEVICES
from sqlalchemy import event

from bot.errors import TooManyTries
from bot.service import identity
from bot.service.identity import Claim, ProofFailed
from bot.settings import Limits
from bot.store import bookings, chats, customers, devices, identities, one_time_codes
from bot.store.bookings import BookingRequest
from bot.store.engine import Store, open_store

OWNED = next(device for device in DEVICES if device.serial.startswith("SC-DEMO1"))
LIMITS = Limits()
UNKNOWN_PHONE = "19912345678"


@pytest.fixture
def shop_on_sqlite(sqlite_databases, tmp_path):
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path / "var"))
    opened = open_store(make_settings(tmp_path / "var", url))
    yield opened
    opened.close()


def new_chat(store: Store, customer_ref: str | None = None) -> str:
    with store.transaction() as session:
        return chats.insert(session, "web", customer_ref).id


def owner_of(store: Store, serial: str = OWNED.serial):
    with store.reading() as session:
        device = devices.find_by_serial(session, serial)
        assert device is not None and device.customer_id is not None
        owner = customers.get(session, device.customer_id)
        assert owner is not None
        return device, owner


def book(store: Store, phone: str, chat_id: str | None = None, key: str = "k1") -> str:
    request = BookingRequest(
        key,
        "手机",
        "mail_in",
        None,
        "碎屏",
        "王女士",
        phone,
        "科技园路5号",
        chat_id=chat_id,
        region="广东省/深圳市/南山区",
    )
    with store.transaction() as session:
        return bookings.book(session, request).number


def test_phone_and_end_of_serial_prove_the_owner_on_both_databases(seeded_store: Store) -> None:
    chat_id, (device, owner) = new_chat(seeded_store), owner_of(seeded_store)

    proved = identity.prove(seeded_store, LIMITS, chat_id, Claim(owner.phone, last_four=device.serial[-4:].lower()))

    assert (proved.method, proved.phone, proved.customer_id) == ("serial", owner.phone, owner.id)
    with seeded_store.reading() as session:
        assert identity.known(session, chat_id) == proved


def test_phone_and_order_prove_the_owner(shop_on_sqlite: Store) -> None:
    chat_id, (device, owner) = new_chat(shop_on_sqlite), owner_of(shop_on_sqlite)
    spaced = f"+86 {owner.phone[:3]} {owner.phone[3:7]} {owner.phone[7:]}"

    proved = identity.prove(shop_on_sqlite, LIMITS, chat_id, Claim(spaced, order=device.order_number))

    assert proved.method == "order" and proved.phone == owner.phone


def test_token_of_the_shops_site_is_proof_and_needs_no_try(shop_on_sqlite: Store) -> None:
    _, owner = owner_of(shop_on_sqlite)

    with shop_on_sqlite.reading() as session:
        nobody = identity.known(session, new_chat(shop_on_sqlite))
    chat_id, stranger = new_chat(shop_on_sqlite, owner.code), new_chat(shop_on_sqlite, "CU9999")
    with shop_on_sqlite.reading() as session:
        known, unknown = identity.known(session, chat_id), identity.known(session, stranger)

    assert known is not None and (known.method, known.phone) == ("token", owner.phone)
    assert nobody is None and unknown is None


def test_no_chat_is_nobody(shop_on_sqlite: Store) -> None:
    with shop_on_sqlite.reading() as session:
        assert identity.known(session, "none") is None


def test_code_that_was_sent_proves_a_phone_once(shop_on_sqlite: Store) -> None:
    chat_id = new_chat(shop_on_sqlite)
    with shop_on_sqlite.transaction() as session:
        one_time_codes.put(session, UNKNOWN_PHONE, "246810", 5)

    proved = identity.prove(shop_on_sqlite, LIMITS, chat_id, Claim(UNKNOWN_PHONE, code="246810"))

    assert (proved.method, proved.customer_id) == ("code", None)
    with pytest.raises(ProofFailed):
        identity.prove(shop_on_sqlite, LIMITS, new_chat(shop_on_sqlite), Claim(UNKNOWN_PHONE, code="246810"))


WRONG = [
    pytest.param(lambda device, owner: Claim(owner.phone, last_four="ZZZZ"), id="right phone, wrong serial"),
    pytest.param(lambda device, owner: Claim(UNKNOWN_PHONE, last_four=device.serial[-4:]), id="unknown phone"),
    pytest.param(lambda device, owner: Claim("13800138004", last_four=device.serial[-4:]), id="another's phone"),
    pytest.param(lambda device, owner: Claim(owner.phone, order="2020010112345"), id="wrong order"),
    pytest.param(lambda device, owner: Claim("12345", order=device.order_number), id="no phone number"),
    pytest.param(lambda device, owner: Claim(owner.phone, last_four=""), id="empty end"),
    pytest.param(lambda device, owner: Claim(owner.phone, last_four="····"), id="the filler itself"),
    pytest.param(lambda device, owner: Claim(owner.phone, order="·············"), id="the filler as an order"),
    pytest.param(lambda device, owner: Claim(owner.phone, code="000000"), id="code never sent"),
]


@pytest.mark.parametrize("claim_of", WRONG)
def test_wrong_claim_proves_nothing_and_says_no_more(shop_on_sqlite: Store, claim_of) -> None:
    chat_id = new_chat(shop_on_sqlite)

    with pytest.raises(ProofFailed) as failed:
        identity.prove(shop_on_sqlite, LIMITS, chat_id, claim_of(*owner_of(shop_on_sqlite)))

    assert str(failed.value) == "the claim does not fit the records"
    with shop_on_sqlite.reading() as session:
        assert identities.of(session, chat_id) is None


def statements(store: Store, action) -> list[str]:
    """The SQL that an action sends, without its values."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        with pytest.raises(ProofFailed):
            action()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    return sent


def test_wrong_and_unknown_send_the_same_queries(shop_on_sqlite: Store) -> None:
    _, owner = owner_of(shop_on_sqlite)
    first, second = new_chat(shop_on_sqlite), new_chat(shop_on_sqlite)

    wrong = statements(
        shop_on_sqlite, lambda: identity.prove(shop_on_sqlite, LIMITS, first, Claim(owner.phone, last_four="0000"))
    )
    unknown = statements(
        shop_on_sqlite, lambda: identity.prove(shop_on_sqlite, LIMITS, second, Claim(UNKNOWN_PHONE, last_four="0000"))
    )

    assert wrong == unknown and len(wrong) > 3


def test_sixth_try_is_refused_even_when_it_is_right(seeded_store: Store) -> None:
    chat_id, (device, owner) = new_chat(seeded_store), owner_of(seeded_store)
    for number in range(5):
        with pytest.raises(ProofFailed):
            identity.prove(seeded_store, LIMITS, chat_id, Claim(f"1391234567{number}", last_four="ZZZZ"))

    with pytest.raises(TooManyTries) as refused:
        identity.prove(seeded_store, LIMITS, chat_id, Claim(owner.phone, last_four=device.serial[-4:]))

    assert 0 < refused.value.retry_after_seconds <= 15 * 60 + 1


def test_tries_of_one_phone_count_over_all_chats(shop_on_sqlite: Store) -> None:
    device, owner = owner_of(shop_on_sqlite)
    for _ in range(5):
        with pytest.raises(ProofFailed):
            identity.prove(shop_on_sqlite, LIMITS, new_chat(shop_on_sqlite), Claim(owner.phone, last_four="ZZZZ"))

    with pytest.raises(TooManyTries):
        identity.prove(
            shop_on_sqlite, LIMITS, new_chat(shop_on_sqlite), Claim(owner.phone, last_four=device.serial[-4:])
        )


def test_tries_are_free_again_after_fifteen_minutes(shop_on_sqlite: Store, tmp_path) -> None:
    chat_id, (device, owner) = new_chat(shop_on_sqlite), owner_of(shop_on_sqlite)
    for _ in range(5):
        with pytest.raises(ProofFailed):
            identity.prove(shop_on_sqlite, LIMITS, chat_id, Claim(owner.phone, last_four="ZZZZ"))
    url = str(shop_on_sqlite.engine.url)
    later = open_store(make_settings(tmp_path / "later", url, NOW + timedelta(minutes=16)))

    proved = identity.prove(later, LIMITS, chat_id, Claim(owner.phone, last_four=device.serial[-4:]))

    later.close()
    assert proved.method == "serial"


def test_booking_with_anothers_phone_and_ones_own_device_proves_nothing(shop_on_sqlite: Store) -> None:
    _, victim = owner_of(shop_on_sqlite)
    own = next(device for device in DEVICES if device.serial.startswith("SC-DEMO4"))
    book(shop_on_sqlite, victim.phone)

    with pytest.raises(ProofFailed):
        identity.prove(shop_on_sqlite, LIMITS, new_chat(shop_on_sqlite), Claim(victim.phone, last_four=own.serial[-4:]))


def test_number_and_phone_give_the_booking_and_one_of_them_does_not(seeded_store: Store) -> None:
    number, other = book(seeded_store, "13812345678"), book(seeded_store, "13912345678", key="k2")
    chat_id = new_chat(seeded_store)

    found = identity.booking_under(seeded_store, LIMITS, chat_id, number.lower(), "138 1234 5678")
    foreign = identity.booking_under(seeded_store, LIMITS, chat_id, other, "13812345678")
    unknown = identity.booking_under(seeded_store, LIMITS, chat_id, "GD202001010001", "13812345678")

    assert found is not None and found.number == number
    assert foreign is None and unknown is None


def test_bookings_are_those_of_the_proved_phone_and_of_the_chat(shop_on_sqlite: Store) -> None:
    chat_id, (device, owner) = new_chat(shop_on_sqlite), owner_of(shop_on_sqlite)
    here = book(shop_on_sqlite, "13812345678", chat_id)
    elsewhere = book(shop_on_sqlite, owner.phone, key="k2")
    book(shop_on_sqlite, "13912345678", key="k3")

    with shop_on_sqlite.reading() as session:
        unproved = [row.number for row in identity.bookings_of(session, None, chat_id)]
    identity.prove(shop_on_sqlite, LIMITS, chat_id, Claim(owner.phone, last_four=device.serial[-4:]))
    with shop_on_sqlite.reading() as session:
        proved = [row.number for row in identity.bookings_of(session, identity.known(session, chat_id), chat_id)]

    assert unproved == [here]
    assert {here, elsewhere} <= set(proved) and len(proved) == len(set(proved))


def test_thousand_guessed_serials_and_numbers_give_nothing(shop_on_sqlite: Store) -> None:
    _, owner = owner_of(shop_on_sqlite)
    number = book(shop_on_sqlite, owner.phone)
    chat_id, refused, failed = new_chat(shop_on_sqlite), 0, 0

    for guess in range(1000):
        try:
            if guess % 2:
                assert identity.booking_under(shop_on_sqlite, LIMITS, chat_id, number, f"131{guess:08d}") is None
            else:
                identity.prove(shop_on_sqlite, LIMITS, chat_id, Claim(owner.phone, last_four=f"{guess:04d}"))
        except ProofFailed:
            failed += 1
        except TooManyTries:
            refused += 1

    assert failed <= 5 and refused >= 994
    with shop_on_sqlite.reading() as session:
        assert identity.known(session, chat_id) is None


ENDS = [
    pytest.param("后四位2B3C", False, "2B3C", id="named"),
    pytest.param("序列号后4位是 2b3c", False, "2B3C", id="lower case, with 是"),
    pytest.param("尾号：２Ｂ３Ｃ", False, "2B3C", id="full width"),
    pytest.param("最后四位 2 B 3 C", False, "2B3C", id="spaced"),
    pytest.param("末四位1A2B谢谢", False, "1A2B", id="with thanks"),
    pytest.param("2B3C", True, "2B3C", id="alone, asked"),
    pytest.param("2B3C", False, None, id="alone, not asked"),
    pytest.param("13800138001 2B3C", True, "2B3C", id="with the phone"),
    pytest.param("138-0013-8001，2b3c", True, "2B3C", id="with the phone in pieces"),
    pytest.param("138 0013 8001", True, None, id="the phone alone, in pieces"),
    pytest.param("13800138001 CSNB 帮我查进度", False, "CSNB", id="right after the phone, not asked"),
    pytest.param("13800138001的R9S1手机", False, None, id="a model near the phone"),
    pytest.param("手机尾号8001", True, None, id="end of the phone"),
    pytest.param("GD202611220001", True, None, id="a booking number"),
    pytest.param("SC-DEMO1-1A2B3Y", True, None, id="a whole serial is the entity's matter"),
    pytest.param("不知道在哪", True, None, id="words only"),
    pytest.param("1234还是5678", True, None, id="two candidates"),
    pytest.param("", True, None, id="empty"),
]


@pytest.mark.parametrize(("text", "asked", "end"), ENDS)
def test_end_of_a_serial_is_read(text: str, asked: bool, end: str | None) -> None:
    assert identity.last_four_in(text, asked) == end


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("246810", "246810", id="alone"),
        pytest.param("验证码是２４６８１０", "246810", id="full width"),
        pytest.param("13800138001", None, id="phone"),
        pytest.param("24681", None, id="too short"),
    ],
)
def test_code_is_read(text: str, code: str | None) -> None:
    assert identity.code_in(text) == code


def test_serials_are_those_of_the_proved_phone_only(shop_on_sqlite: Store) -> None:
    device, owner = owner_of(shop_on_sqlite)
    chat_id = new_chat(shop_on_sqlite)
    with shop_on_sqlite.transaction() as session:
        stranger = identity.serials_of(session, identity.known(session, chat_id))
        identities.remember(session, chat_id, "serial", owner.phone, owner.id)
        own = identity.serials_of(session, identity.known(session, chat_id))

    assert stranger == frozenset() and device.serial in own
