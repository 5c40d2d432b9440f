"""The services of the bot, each from the customer's first word to the committed row, with every process up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from databases import SECRET
from deployment import Customer, Deployment, Desk, wait_for
from shown_cards import read_shown

from bot.chat.cards import BookingCard, WindowsCard
from bot.settings import ROOT

NUMBER = re.compile(r"GD\d{12}")
AT_ONCE = "我叫周平，{phone}，空调不制冷，约师傅上门，深圳市南山区科技园路5号3栋1201"
PROVEN = ("13800138016", "SHHQ", "空调")  # a customer of the demo company with a confirmed visit


def book(customer: Customer, phone: str) -> str:
    """Book a visit as quickly as it goes; the number."""
    customer.say(AT_ONCE.format(phone=phone))
    customer.say("第一个")
    return NUMBER.findall(customer.say("确认"))[0]


def told_in(customer: Customer, what: str) -> dict[str, Any]:
    """The message that came by itself and says `what`."""

    def found() -> dict[str, Any] | None:
        shown = customer.view()["messages"]
        return next((one for one in shown if what in (one["text"] or "") and one["in_reply_to"] is None), None)

    told: dict[str, Any] = wait_for(found, 8, f"the customer is told {what}")
    return told


def import_status(deployment: Deployment, file: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XIAOXIU_DATA_DIR": str(deployment.data_dir), "XIAOXIU_SECRET_KEY": SECRET}
    command = [sys.executable, "-m", "bot.cli.main", "import", "status", str(file)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_booking_is_made_changed_moved_on_by_the_desk_and_by_a_file_and_told(
    deployment: Deployment, customer: Customer, desk: Desk, tmp_path: Path
) -> None:
    number = book(customer, "13900300001")

    offered = customer.say("改到后天")
    customer.say("第二个")
    changed = customer.say("确认")
    moved = desk.http.post(f"/bookings/{number}/status", json={"status": "confirmed", "note": "师傅姓王"})
    by_desk = told_in(customer, "师傅姓王")
    sheet = tmp_path / "status.csv"
    sheet.write_text(f"number,status,note\n{number},dispatched,\n", encoding="utf-8")
    imported = import_status(deployment, sheet)
    told_in(customer, "已派单")
    progress = customer.say("到哪一步了")
    backwards = desk.http.post(f"/bookings/{number}/status", json={"status": "requested", "note": ""})

    assert "月" in offered and number in changed
    assert moved.status_code == 200 and number in by_desk["text"]
    assert imported.returncode == 0, imported.stderr
    assert "已派单" in progress and number in progress
    assert backwards.status_code == 409


def test_cards_reach_the_customer_and_the_desk_reads_their_words(customer: Customer, desk: Desk) -> None:
    number = book(customer, "13900300009")

    shown = [message for message in customer.view()["messages"] if message["kind"] == "card"]
    cards = [read_shown({"kind": "card", "data": message["data"]}, message["buttons"]) for message in shown]
    brief = desk.http.get(f"/chats/{customer.chat_id}").json()["brief"]

    assert [type(card) for card in cards] == [WindowsCard, BookingCard] and all(message["text"] for message in shown)
    assert number in shown[-1]["text"] and shown[-1]["data"]["number"] == number
    assert any(re.search("约好了|预约已提交", turn["text"]) for turn in brief["last_turns"])


def test_file_with_one_bad_row_moves_nothing(deployment: Deployment, customer: Customer, tmp_path: Path) -> None:
    number = book(customer, "13900300002")
    sheet = tmp_path / "status.csv"
    sheet.write_text(f"number,status,note\n{number},confirmed,\nGD209901010001,confirmed,\n", encoding="utf-8")

    imported = import_status(deployment, sheet)

    assert imported.returncode == 1 and "第 3 行" in imported.stderr
    assert "已确认" not in customer.say("到哪一步了")


def test_booking_is_cancelled_once_and_its_number_says_so(customer: Customer) -> None:
    number = book(customer, "13900300003")

    asked = customer.say("取消这个预约")
    cancelled = customer.say("是的")
    again = customer.say(f"取消 {number}")

    assert number in asked and "取消" in asked
    assert number in cancelled and re.search("已取消|取消好了", cancelled)
    assert "取消" in again


def test_record_is_shown_only_to_who_proves_it(customer: Customer, deployment: Deployment) -> None:
    phone, ending, goods = PROVEN

    asked = customer.say("我的维修到哪一步了")
    wrong = customer.say(f"{phone} 尾号 ZZZZ")
    right = customer.say(ending)
    stranger = deployment.customer()
    stranger.say("查工单")
    unknown = stranger.say("13911112222 尾号 ZZZZ")

    assert "手机号" in asked and not NUMBER.search(asked)
    assert not NUMBER.search(wrong) and goods not in wrong
    assert NUMBER.search(right) and goods in right
    assert not NUMBER.search(unknown) and phone not in right
    assert re.sub(r"\W", "", unknown)[:6] and "哪" not in unknown[:2]


def test_update_is_told_with_its_source_and_backup_comes_first(customer: Customer) -> None:
    customer.say("我的手机能升级吗")
    offered = customer.say("P60 Pro")
    safe = customer.say("升级会丢照片吗")

    assert re.search(r"\d+\.\d+\.\d+", offered) and "双创软件更新公告" in offered
    assert "备份" in safe and not re.search("不会丢|保证不", safe)


def test_price_comes_from_the_list_and_waits_for_the_inspection(customer: Customer) -> None:
    answer = customer.say("P60 Pro换屏多少钱")

    assert re.search(r"\d+ 元", answer) and "以检测为准" in answer


def test_fault_answer_leads_to_a_booking_that_asks_nothing_twice(customer: Customer) -> None:
    customer.say("空调不制冷了")
    asked = customer.say("好，帮我约一下")

    assert "出了什么问题" not in asked and "哪款产品" not in asked
    assert re.search("城市|哪个区", asked)


@pytest.mark.parametrize(
    "nonsense", [("呜啦啦嘎嘣卡塔西", "蓝色的忧伤飞过"), ("xyzxyz", "abcabc")], ids=["sounds", "letters"]
)
def test_two_messages_not_understood_bring_a_person(customer: Customer, nonsense: tuple[str, str]) -> None:
    first = customer.say(nonsense[0])
    assert first and customer.view()["owner"] == "bot"

    customer.say(nonsense[1])

    assert customer.view()["owner"] == "queue"
