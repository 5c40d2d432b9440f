"""The README says what is true: its example devices are on record, its commands and paths exist."""

from __future__ import annotations

import csv
import re

from demo_devices import DEMO, DEVICES
from typer.testing import CliRunner

from bot.cli.main import app
from bot.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_example_devices_are_on_record_with_their_category() -> None:
    listed = re.findall(r"^示例设备: (SC-\w+-\w+) — (\S+)", README, re.MULTILINE)
    devices = {device.serial: device for device in DEVICES}

    assert len(listed) == 6
    for serial, category in listed:
        assert devices[serial].category == category


def test_every_command_of_the_table_is_there() -> None:
    for verb in re.findall(r"^\| `xiaoxiu ([a-z]+)", README, re.MULTILINE):
        assert CliRunner().invoke(app, [verb, "--help"]).exit_code == 0, verb


def test_every_room_of_the_map_is_there() -> None:
    block = README.split("## Rooms")[1].split("```")[1]
    for name in re.findall(r"^([a-z./]+/)\s", block, re.MULTILINE):
        assert (ROOT / name).is_dir(), name


def test_make_targets_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for pair in re.findall(r"^make ([a-z]+)|`make ([a-z]+)`", README, re.MULTILINE):
        target = "".join(pair)
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_report_says_that_it_comes_later_and_exits_two() -> None:
    told = CliRunner().invoke(app, ["report"])

    assert told.exit_code == 2
    assert "后续版本" in told.output


def test_example_customers_own_a_device_that_ends_as_told() -> None:
    listed = re.findall(r"^示例客户: (1\d{10})，序列号后四位 (\w{4}) — (\S+?)(?:在保|上门)", README, re.MULTILINE)
    with (DEMO / "customers.csv").open(encoding="utf-8") as file:
        codes = {row["phone"]: row["code"] for row in csv.DictReader(file)}

    assert len(listed) == 3
    for phone, ending, category in listed:
        assert any(
            device.customer == codes[phone] and device.category == category and device.serial.endswith(ending)
            for device in DEVICES
        ), phone
