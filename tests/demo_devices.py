"""The demo devices that tests talk about, read from the demo company's own files."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import yaml

from bot.settings import ROOT

DEMO = ROOT / "bot" / "store" / "demo"


@dataclass(frozen=True)
class DemoDevice:
    """One device sold by the demo company: its serial number, and the market name of its model."""

    serial: str
    model: str
    model_name: str
    category: str
    purchased_days_ago: int
    customer: str
    note: str


def _read() -> list[DemoDevice]:
    names = {row["code"]: row["name"] for row in yaml.safe_load((DEMO / "categories.yml").read_text(encoding="utf-8"))}
    with (DEMO / "products.csv").open(encoding="utf-8") as file:
        products = {row["model"]: row for row in csv.DictReader(file)}
    with (DEMO / "devices.csv").open(encoding="utf-8") as file:
        return [
            DemoDevice(
                row["serial"],
                row["model"],
                products[row["model"]]["name"],
                names[products[row["model"]]["category"]],
                int(row["purchased_days_ago"]),
                row["customer"],
                row["note"],
            )
            for row in csv.DictReader(file)
        ]


DEVICES = _read()
NOTED = [device for device in DEVICES if device.note]
IN_WARRANTY = next(device for device in NOTED if device.category == "手机")
EXPIRED = next(device for device in NOTED if device.category == "笔记本电脑")
