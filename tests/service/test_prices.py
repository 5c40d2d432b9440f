"""Repair prices: which job a question means, and what it adds up to by the list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Databases, make_settings, seed_to

from bot.service import prices
from bot.store import parts
from bot.store import prices as price_list
from bot.store.categories import all_categories
from bot.store.engine import Session, Store, open_store


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company; nothing here depends on the kind of database."""
    folder = tmp_path_factory.mktemp("prices")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.fixture
def session(shop: Store) -> Iterator[Session]:
    """A session that reads."""
    with shop.reading() as reading:
        yield reading


@pytest.mark.parametrize(
    ("text", "category", "model", "jobs"),
    [
        pytest.param("换个内屏要花多少", "手机", "SC-P60", ["更换屏幕"], id="words between"),
        pytest.param("前置摄像头坏了多少钱修", "手机", "SC-P60", ["更换前置摄像头"], id="longer name wins"),
        pytest.param("加个氟收多少", "空调", None, ["加制冷剂"], id="by another name"),
        pytest.param("洗衣机换电脑板费用多少", "洗衣机", None, ["更换主板"], id="part by another name"),
        pytest.param("主板和电池多少钱", "手机", "SC-P60", ["更换电池", "更换主板"], id="two parts"),
        pytest.param("空调清洗多少钱", "空调", None, ["空调清洗"], id="cleaning"),
        pytest.param("喷头清洗多少钱", "打印机", None, ["喷头清洗"], id="cleaning is no change"),
        pytest.param("修空调多少钱", "空调", None, [], id="no job named"),
        pytest.param("换皮带多少钱", "手机", None, [], id="no such part"),
    ],
)
def test_question_means_its_jobs(
    session: Session, text: str, category: str, model: str | None, jobs: list[str]
) -> None:
    found = prices.estimate(session, category, model, text)

    assert sorted({item.item for item in found}) == sorted(jobs)


def test_part_named_alone_means_the_job_that_changes_it(session: Session) -> None:
    found = prices.estimate(session, "手机", "SC-P60", "多少钱", named=("屏",))

    assert [item.item for item in found] == ["更换屏幕"]


def test_broken_screen_means_a_new_one_and_other_faults_mean_nothing(session: Session) -> None:
    broken = prices.estimate(session, "手机", "SC-P60", "修要多少", faults=("碎屏",))
    drained = prices.estimate(session, "手机", "SC-P60", "修要多少", faults=("耗电快",))

    assert [item.item for item in broken] == ["更换屏幕"] and drained == []


def test_every_sum_is_made_of_amounts_on_record(session: Session) -> None:
    for entry in all_categories():
        for item in prices.usual_jobs(session, entry.name, None, 100):
            row = price_list.get(session, item.code)
            assert row is not None
            part = parts.get(session, row.part_code) if row.part_code else None
            expected = row.labour_fen + (part.price_fen if part else 0) + row.visit_fen
            assert item.total_fen(comes_home=True) == expected


@pytest.mark.parametrize("category", [entry.name for entry in all_categories()])
def test_every_kind_of_goods_has_an_inspection_fee(session: Session, category: str) -> None:
    found = prices.inspection(session, category)

    assert found is not None and found.labour_fen > 0
    assert bool(found.visit_fen) == prices.may_visit(category)


def test_same_job_for_several_models_becomes_a_range(session: Session) -> None:
    (screen,) = prices.ranges(prices.estimate(session, "手机", None, "换屏多少钱"))

    assert screen.count == 9 and screen.low.work_fen < screen.high.work_fen


def test_job_of_a_model_is_not_told_for_another(session: Session) -> None:
    assert prices.estimate(session, "冰箱", "SC-BCD205T", "换加热管多少钱") == []


@pytest.mark.parametrize(
    ("text", "fee"),
    [
        pytest.param("上门费怎么收", "visit", id="visit"),
        pytest.param("师傅上门一趟要多少钱", "visit", id="visit in other words"),
        pytest.param("寄修来回运费要我付吗", "freight", id="freight"),
        pytest.param("不修的话收检测费不", "refused", id="not repaired"),
        pytest.param("高空作业费多少，外机在十八楼", "extra", id="extra"),
        pytest.param("能便宜点吗", "bargain", id="bargain"),
        pytest.param("换屏多少钱", None, id="the work"),
    ],
)
def test_fee_is_told_from_the_work(text: str, fee: str | None) -> None:
    assert prices.fee_asked(text) == fee


@pytest.mark.parametrize(("fen", "text"), [(26000, "260"), (9950, "99.5"), (9905, "99.05"), (0, "0")])
def test_money_is_read_in_yuan(fen: int, text: str) -> None:
    assert prices.yuan(fen) == text
