"""Software updates: what is offered for which version, the way there, and what a question means."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Databases, make_settings, seed_to

from bot.service import update
from bot.service.update_guides import guide_for
from bot.store import products, releases
from bot.store.categories import all_categories
from bot.store.engine import Session, Store, open_store


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company; nothing here depends on the kind of database."""
    folder = tmp_path_factory.mktemp("update")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.fixture
def session(shop: Store) -> Iterator[Session]:
    """A session that reads."""
    with shop.reading() as reading:
        yield reading


@pytest.mark.parametrize(
    ("model", "version", "standing", "path"),
    [
        pytest.param("SC-P60PRO", None, "unsaid", ["6.2.1"], id="no version named"),
        pytest.param("SC-P60PRO", "6.2.1", "already", [], id="newest"),
        pytest.param("SC-P60PRO", "v6.2.1", "already", [], id="newest, written with v"),
        pytest.param("SC-P60PRO", "6.2.0", "withdrawn", ["6.2.1"], id="withdrawn"),
        pytest.param("SC-P60PRO", "6.1.9", "older", ["6.2.1"], id="directly"),
        pytest.param(
            "SC-P60PRO", "6.1.4", "older", ["6.1.9", "6.2.1"], id="by the step between, not the withdrawn one"
        ),
        pytest.param("SC-P60PRO", "5.0.1", "older", ["6.1.4", "6.1.9", "6.2.1"], id="from before the record"),
        pytest.param("SC-P60PRO", "7.0.0", "newer", [], id="newer than the record"),
        pytest.param("SC-LYG15", "1.07", "older", ["1.09"], id="two digits after the dot"),
        pytest.param("SC-LD16", "1.11", "withdrawn", ["1.12"], id="withdrawn BIOS"),
    ],
)
def test_version_is_judged_by_the_releases(
    session: Session, model: str, version: str | None, standing: str, path: list[str]
) -> None:
    found = update.offer(session, model, version)

    assert (found.standing, [release.version for release in found.path]) == (standing, path)


def test_no_model_is_ever_led_through_a_withdrawn_release(session: Session) -> None:
    models = [product.model for entry in all_categories() for product in products.by_category(session, entry.name)]

    for model in models:
        for release in releases.for_model(session, model):
            found = update.offer(session, model, release.version)
            assert all(step.status != "withdrawn" for step in found.path)
            assert found.standing == "already" or found.path[-1] == found.newest


def test_goods_without_releases_are_offered_nothing(session: Session) -> None:
    assert update.offer(session, "SC-M27Q").newest is None


def test_every_kind_of_goods_with_releases_has_its_steps(session: Session) -> None:
    with_releases = {
        entry.name for entry in all_categories() if update.updatable(session, products.by_category(session, entry.name))
    }

    assert with_releases == {entry.name for entry in all_categories() if guide_for(entry.name)}
    for name in with_releases:
        guide = guide_for(name)
        assert guide and len(guide.update) >= 2 and guide.backup and guide.restore and guide.restart and guide.recovery


@pytest.mark.parametrize(
    ("said", "own", "other"),
    [
        pytest.param(("V3.1.8",), "3.1.8", None, id="ours"),
        pytest.param(("16",), None, "16", id="another system's"),
        pytest.param(("2.0.5", "11"), "2.0.5", "11", id="both"),
        pytest.param((), None, None, id="none"),
    ],
)
def test_versions_of_other_systems_are_told_apart(said: tuple[str, ...], own: str | None, other: str | None) -> None:
    assert (update.own_version(said), update.other_version(said)) == (own, other)


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        pytest.param("升级会丢照片吗", "data", id="data"),
        pytest.param("短信里说让我点链接升级，是真的吗安全不", "link", id="link"),
        pytest.param("更新收费吗", "fee", id="fee"),
        pytest.param("更新会影响保修吗", "warranty", id="warranty"),
        pytest.param("升级一半断电会怎样", "power", id="power"),
        pytest.param("可以不更新吗", "refuse", id="refuse"),
    ],
)
def test_risk_is_the_one_that_was_asked_about(text: str, risk: str) -> None:
    assert update.risk_asked(text) == risk


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        pytest.param("升级卡在 99%", "stuck", id="stuck"),
        pytest.param("更新完开不开机", "boot", id="does not start"),
        pytest.param("更新完一直重启", "boot", id="restarts"),
        pytest.param("升级到一半黑屏了", "boot", id="black"),
        pytest.param("安装包校验失败", "download", id="package"),
        pytest.param("提示空间不足更新不了", "download", id="room"),
        pytest.param("更新之后耗电飞快", "after", id="afterwards"),
        pytest.param("升级后指纹不能用了", "after", id="function"),
        pytest.param("/report_update_failure", "unsaid", id="button"),
    ],
)
def test_failure_is_told_by_its_stage(text: str, failure: str) -> None:
    assert update.failure_told(text) == failure


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("怎么备份照片", "backup", id="backup"),
        pytest.param("能退回上个版本吗", "rollback", id="rollback"),
        pytest.param("新系统不好用，想回到旧系统", "rollback", id="old system"),
        pytest.param("手机黑屏了里面的照片还能导出来不", "rescue", id="broken device"),
        pytest.param("误删的照片找得回来吗", "lost", id="deleted"),
        pytest.param("怎么把备份恢复到新手机", "restore", id="restore"),
        pytest.param("旧手机的东西怎么转到新手机", "restore", id="move"),
    ],
)
def test_backup_question_is_told_by_what_is_wanted(text: str, wanted: str) -> None:
    assert update.backup_asked(text) == wanted
