"""Terms: the days of purchase for which several policies hold together."""

from __future__ import annotations

from datetime import date

from bot.service.terms import parts_in, terms_of, window
from bot.store.engine import Store


def test_window_of_policies_is_what_they_have_in_common(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        old = terms_of(session, "冰箱", date(2019, 5, 1))
        new = terms_of(session, "冰箱", date(2024, 5, 1))

    assert old.whole is not None and new.whole is not None
    assert window([old.whole.best]) == (date(2017, 1, 1), date(2020, 12, 31))
    assert window([new.whole.best, *(part.best for part in new.parts)]) == (date(2021, 1, 1), None)


def test_parts_are_found_in_a_symptom_by_their_longest_name(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        remote = parts_in(session, "遥控器坏了可以免费换吗", date(2026, 1, 1))
        none = parts_in(session, "开不了机免费修吗", date(2026, 1, 1))

    assert remote == ("遥控器",) and none == ()
