"""Software updates in customer words: from the releases on record, never one that was withdrawn, never a promise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Databases, make_settings, seed_to
from demo_devices import DEVICES, IN_WARRANTY, NOTED

from actions.smalltalk import ActionAnswerNo, ActionAnswerYes, ActionTakeInformation
from actions.update import ActionCheckUpdate, ActionTellUpdateRisk
from actions.update_trouble import ActionExplainBackup, ActionRescueUpdate
from bot.store.categories import all_categories
from bot.store.engine import Store, open_store

PHONE = IN_WARRANTY  # a P60 Pro
TV = NOTED[5]
MONITOR = next(device for device in DEVICES if device.category == "显示器")


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company on SQLite: nothing here depends on the kind of database."""
    folder = tmp_path_factory.mktemp("var")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("entities", "response"),
    [
        pytest.param({"product_model": "P60 Pro"}, "utter_update_newest", id="model"),
        pytest.param({"serial_number": PHONE.serial}, "utter_update_newest", id="serial"),
        pytest.param({"product_category": "手机"}, "utter_update_which_model", id="kind"),
        pytest.param({"product_category": "显示器"}, "utter_update_no_software", id="kind without software"),
        pytest.param({"product_model": "SC-TV32A"}, "utter_update_no_software", id="model without software"),
        pytest.param({}, "utter_update_which", id="nothing"),
        pytest.param({"brand": "苹果"}, "utter_goods_other_brand", id="another maker"),
        pytest.param({"serial_number": "SC-DEMO1-1A2B3X"}, "utter_warranty_serial_mistyped", id="mistyped serial"),
    ],
)
def test_update_is_told_for_what_is_named(ask, entities: dict[str, str], response: str) -> None:
    told = ask(ActionCheckUpdate, entities, intent="query_update_available", text="有新版本吗")

    assert told.names[0] == response


def test_newest_release_comes_with_its_facts_steps_and_source(ask) -> None:
    told = ask(ActionCheckUpdate, {"product_model": "P60 Pro"}, text="P60 Pro 有更新吗")

    assert all(fact in told.text for fact in ("6.2.1", "1.3 GB", "降噪", "双创软件更新公告", "系统更新", "备份"))
    assert "6.2.0" not in told.text


@pytest.mark.parametrize(
    ("version", "response", "fact"),
    [
        pytest.param("6.2.1", "utter_update_already", "不用升", id="newest already"),
        pytest.param("6.2.0", "utter_update_withdrawn_mine", "停止推送", id="withdrawn"),
        pytest.param("6.1.9", "utter_update_direct", "6.2.1", id="directly"),
        pytest.param("6.1.4", "utter_update_stepwise", "6.1.9 → 6.2.1", id="step between"),
        pytest.param("9.9.9", "utter_update_newer", "核对", id="newer than the record"),
        pytest.param("16", "utter_update_other_system", "16", id="another system"),
    ],
)
def test_version_that_is_named_is_judged(ask, version: str, response: str, fact: str) -> None:
    told = ask(ActionCheckUpdate, {"product_model": "P60 Pro", "software_version": version})

    assert told.names[0] == response and fact in told.text


def test_device_on_the_table_is_meant_where_nothing_is_named(ask) -> None:
    told = ask(ActionCheckUpdate, slots={"device_serials": [TV.serial]})

    assert told.names[0] == "utter_update_newest" and TV.model_name in told.text


def test_model_of_a_device_found_by_phone_is_not_told(ask) -> None:
    slots = {"device_serials": [TV.serial], "device_names": {TV.serial: "您的电视"}}

    told = ask(ActionCheckUpdate, slots=slots)

    assert told.names[0] == "utter_update_which_of_kind"


def test_model_is_asked_for_once_and_the_kind_lists_what_has_releases(ask) -> None:
    told = ask(ActionCheckUpdate, {"product_category": "电视"}, text="电视能升级吗")

    assert told.slots["asked_for"] == "action_check_update" and told.slots["open_question"] == "model"
    assert len(told.buttons) == 4 and "32A" not in told.text


@pytest.mark.parametrize(
    ("entities", "text"),
    [
        pytest.param({"product_category": "手机"}, "哪些手机能升级", id="words"),
        pytest.param({"product_category": "手机", "choice": "all"}, "/query_update_available", id="button"),
    ],
)
def test_many_models_are_listed_on_demand_only(ask, entities: dict[str, str], text: str) -> None:
    asked = ask(ActionCheckUpdate, {"product_category": "手机"}, text="我的手机能升级吗")
    told = ask(ActionCheckUpdate, entities, text=text)

    assert asked.names == ["utter_update_which_model"] and "6.1.8" not in asked.text and len(asked.buttons) == 7
    assert told.names == ["utter_update_which_of_kind"] and "P60 青春版：6.1.8" in told.text


def test_device_of_the_booking_is_meant_inside_it_and_nothing_is_asked(ask) -> None:
    slots = {"repair_draft": {"product_category": "手机", "product_model": "SC-P60"}}

    told = ask(ActionCheckUpdate, slots=slots, loop="repair_form", text="系统能升级吗")
    unknown = ask(ActionCheckUpdate, slots={"repair_draft": {}}, loop="repair_form", text="系统能升级吗")

    assert told.names[0] == "utter_update_newest" and told.loop == "repair_form"
    assert unknown.names == ["utter_update_which"] and unknown.slots["asked_for"] is None


def test_correction_of_an_agent_goes_before_what_was_on_the_table(ask) -> None:
    slots = {"device_serials": [TV.serial], "agent_facts": {"product_model": "SC-P60"}}

    told = ask(ActionCheckUpdate, slots=slots)

    assert "双创 P60" in told.text and TV.model_name not in told.text


def test_guessed_serials_are_stopped(ask) -> None:
    for number in range(5):
        ask(ActionCheckUpdate, {"serial_number": f"SC-DEMO1-AAAA{number}A"})

    assert ask(ActionCheckUpdate, {"serial_number": PHONE.serial}).names == ["utter_too_many_tries"]


@pytest.mark.parametrize(
    ("text", "response"),
    [
        pytest.param("内测怎么申请", "utter_update_no_beta", id="beta"),
        pytest.param("能升安卓16吗", "utter_update_other_system", id="another system"),
        pytest.param("别人都收到了我的怎么没收到", "utter_update_when", id="not yet here"),
    ],
)
def test_question_that_no_record_answers_gets_an_honest_sentence(ask, text: str, response: str) -> None:
    assert response in ask(ActionCheckUpdate, {"product_model": "SC-P60"}, text=text).names


def test_backup_stands_before_anything_else_in_the_checklist(ask) -> None:
    told = ask(ActionTellUpdateRisk, {"product_model": "P60 Pro"}, text="升级会丢照片吗")

    assert told.names[:2] == ["utter_update_risk_data", "utter_update_checklist"]
    assert told.text.index("备份与恢复") < told.text.index("50%") < told.text.index("Wi-Fi，安装包")
    assert "6.2.0" in told.text and "停止推送" in told.text and "不会丢" not in told.text


@pytest.mark.parametrize(
    ("text", "response"),
    [
        pytest.param("升级要钱吗", "utter_update_risk_fee", id="fee"),
        pytest.param("更新会影响保修吗", "utter_update_risk_warranty", id="warranty"),
        pytest.param("短信里的链接让我升级", "utter_update_risk_link", id="link"),
        pytest.param("升级中途停电了会怎样", "utter_update_risk_power", id="power"),
        pytest.param("升级之后会不会变卡", "utter_update_risk_effect", id="effect"),
    ],
)
def test_risk_that_was_asked_about_is_answered_first(ask, text: str, response: str) -> None:
    assert ask(ActionTellUpdateRisk, {"product_category": "手机"}, text=text).names[0] == response


def test_answer_to_the_model_question_tells_the_record_only(ask) -> None:
    told = ask(ActionTellUpdateRisk, {"product_model": "SC-P50"}, slots={"asked_for": "action_tell_update_risk"})

    assert told.names == ["utter_update_record", "utter_update_risk_next"] and "发热" in told.text


@pytest.mark.parametrize(
    ("text", "response"),
    [
        pytest.param("手机升级卡在99%", "utter_update_failure_stuck", id="stuck"),
        pytest.param("手机更新完一直重启", "utter_update_failure_boot", id="boot loop"),
        pytest.param("手机升级包校验失败", "utter_update_failure_download", id="download"),
        pytest.param("手机升级后没声音了", "utter_update_failure_after", id="afterwards"),
    ],
)
def test_failed_update_says_what_not_to_do_then_the_steps_then_offers_a_booking(ask, text: str, response: str) -> None:
    told = ask(ActionRescueUpdate, {"product_category": "手机"}, text=text)

    assert told.names[:2] == [response, "utter_update_failure_steps"] and told.names[-1] == "utter_update_failure_next"
    assert told.slots["asked_for"] == "action_rescue_update" and told.slots["open_question"] is None


def test_model_named_after_the_steps_gets_its_own_steps_and_no_booking(ask) -> None:
    slots = {"asked_for": "action_rescue_update", "asked_part": "手机升级卡在99%"}

    told = ask(ActionTakeInformation, {"product_model": "SC-P50"}, text="P50", slots=slots)

    assert told.names[:2] == ["utter_update_failure_stuck", "utter_update_failure_steps"]


@pytest.mark.parametrize(
    ("action", "response"),
    [pytest.param(ActionAnswerYes, None, id="yes"), pytest.param(ActionAnswerNo, "utter_deny_booking", id="no")],
)
def test_booking_offered_after_the_steps_is_begun_or_dropped(ask, action, response: str | None) -> None:
    slots = {"asked_for": "action_rescue_update", "asked_part": "手机升级卡在99%"}

    told = ask(action, slots=slots, text="嗯")

    assert told.loop == "repair_form" if response is None else told.names == [response]


def test_data_that_matters_stops_the_steps(ask) -> None:
    told = ask(ActionRescueUpdate, {"product_category": "手机"}, text="升级后开不了机")

    assert "utter_update_failure_data" in told.names


def test_heat_after_an_update_is_answered_with_caution_first(ask) -> None:
    told = ask(ActionRescueUpdate, {"product_category": "手机"}, text="升级完手机发烫")

    assert told.names[:2] == ["utter_update_failure_heat", "utter_update_failure_after"]


def test_button_without_words_asks_what_happened(ask) -> None:
    asked = ask(ActionRescueUpdate, text="/report_update_failure", intent="report_update_failure")

    told = ask(ActionRescueUpdate, {"product_category": "手机"}, text="手机卡住了", slots=asked.slots)

    assert asked.names == ["utter_update_failure_unsaid"] and told.names[0] == "utter_update_failure_stuck"


def test_danger_after_an_update_goes_before_everything(ask) -> None:
    told = ask(
        ActionRescueUpdate, {"product_category": "手机"}, text="升级完手机冒烟了", intent="report_update_failure"
    )

    assert told.names[0].startswith("utter_hazard_")


def test_failure_without_goods_waits_for_them_and_remembers_what_happened(ask) -> None:
    asked = ask(ActionRescueUpdate, text="升级到一半黑屏了")

    told = ask(ActionRescueUpdate, {"product_category": "电视"}, text="电视", slots=asked.slots)

    assert asked.names == ["utter_update_failure_which"] and asked.slots["open_question"] == "device"
    assert told.names[0] == "utter_update_failure_boot"


@pytest.mark.parametrize("category", [entry.name for entry in all_categories()])
def test_every_kind_of_goods_gets_an_answer_about_backup(ask, category: str) -> None:
    told = ask(ActionExplainBackup, {"product_category": category}, text="怎么备份")

    assert told.names in (["utter_update_backup"], ["utter_update_no_data"])


@pytest.mark.parametrize(
    ("text", "response"),
    [
        pytest.param("怎么退回旧版本", "utter_update_rollback", id="earlier version"),
        pytest.param("误删的照片找得回来吗", "utter_update_data_lost", id="deleted"),
        pytest.param("手机开不了机里面的照片能导出来吗", "utter_update_data_rescue", id="broken"),
        pytest.param("换手机资料怎么搬过去", "utter_update_restore", id="move"),
    ],
)
def test_backup_question_is_answered_as_it_was_meant(ask, text: str, response: str) -> None:
    assert ask(ActionExplainBackup, {"product_model": "SC-P60"}, text=text).names[0] == response


def test_earlier_version_is_not_offered_and_the_price_is_of_the_list(ask) -> None:
    told = ask(ActionExplainBackup, {"product_model": "SC-P60"}, text="能退回上个版本吗")

    assert "6.1.9" in told.text and "清空" in told.text and "30 元" in told.text and "检测" in told.text
