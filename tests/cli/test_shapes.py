"""`xiaoxiu shapes`: what the front end is compiled against is what the server says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.chat import cards
from bot.cli.shapes import TYPES_FILE, write_shapes
from bot.gateway import events, typescript
from bot.gateway.sockets import NAMESPACE
from bot.gateway.typescript import render_types
from bot.settings import ROOT


def test_committed_types_are_those_of_the_models() -> None:
    assert TYPES_FILE.read_text(encoding="utf-8") == render_types(), "run xiaoxiu shapes"


def test_stale_file_is_reported_and_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "api.ts"
    path.write_text("export {};\n")

    code = write_shapes(check=True, path=path)

    assert code == 1 and path.read_text() == "export {};\n"
    assert "xiaoxiu shapes" in capsys.readouterr().err


def test_file_is_written_and_then_current(tmp_path: Path) -> None:
    path = tmp_path / "shared" / "api.ts"

    assert write_shapes(check=False, path=path) == 0
    assert write_shapes(check=True, path=path) == 0


def test_names_of_the_socket_are_the_servers_own() -> None:
    assert events.NAMESPACE == NAMESPACE


@pytest.mark.parametrize(
    "line",
    [
        "  client_id: string | null;",
        "  customer_token?: string | null;",
        "export type Card = DeviceCard | WindowsCard | BookingCard | CentreCard | PriceCard | ListCard;",
        "  state: 'in' | 'out' | 'unknown';",
        "  from: string;",
        "  windows: VisitWindow[];",
        "  textCharacters: 500,",
        "  resync: 'resync',",
    ],
    ids=["nullable", "optional", "union", "literals", "alias", "list", "limit", "event"],
)
def test_types_hold(line: str) -> None:
    assert line in render_types().splitlines()


def test_width_is_that_of_the_front_ends_formatter() -> None:
    options = json.loads((ROOT / "web" / ".prettierrc.json").read_text())

    assert options == {"printWidth": typescript._WIDTH, "singleQuote": True, "trailingComma": "all"}


def test_long_union_is_broken_as_prettier_does() -> None:
    known = {"enum": [f"a-rather-long-name-{index}" for index in range(6)]}

    shown = typescript._property("kind", known)

    assert shown.startswith("  kind:\n    | 'a-rather-long-name-0'\n") and shown.endswith("'a-rather-long-name-5';")


@pytest.mark.parametrize(
    "card",
    [
        cards.DeviceCard(name="双创 X1", category="手机", warranty=cards.WarrantyBadge(state="in", label="保修期内")),
        cards.PriceCard(
            title="换屏", items=[cards.PriceItem(name="屏幕", low_fen=59900)], note="以检测为准", source="价格表"
        ),
        cards.ListCard(title="您的设备", items=[cards.ListEntry(title="空调", payload="/choose")]),
    ],
    ids=["device", "price", "list"],
)
def test_card_is_read_back_from_its_data(card: cards.CardPart) -> None:
    assert cards.read_card(card.as_data()) == card


@pytest.mark.parametrize(
    "data", [{}, {"type": "poster"}, {"type": "list", "title": "x", "items": [], "more": 1}], ids=str
)
def test_what_is_no_card_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        cards.read_card(data)
