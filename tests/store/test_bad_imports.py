"""Bad files: every fault is told with its line, column and value, and nothing is stored."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.errors import BadFile
from bot.store.devices import devices
from bot.store.engine import Store
from bot.store.imports import KINDS, NotStored, import_file
from bot.store.imports.reading import read_file
from bot.store.tables import metadata

PRODUCTS = "model,name,category,price_yuan\n"
DEVICES = "serial,model,purchased_on,imei,customer,phone\n"
CUSTOMERS = "code,name,phone\n"
CENTRES = "code,name,province,city,district,address,latitude,longitude,phone,modes,hours\n"
CAPACITY = "place_kind,place_code,day,window,places\n"
PARTS = "code,name,category,models,kind,price_yuan,stock\n"
PRICES = "code,category,item,labour_yuan,part_code\n"
POLICIES = "code,category,part,months,starts,kind,source,grade,valid_from,valid_to,covers\n"
RELEASES = "model,version,released_on,status,notes,source\n"
INSTALLED = "serial,model,purchased_on,installed_on\n"
DEVICE = "SC-AB12-000009,SC-A1,2026-01-01"

# kind, content, line of the fault, words of the message
ROWS = [
    pytest.param("products", PRODUCTS + "SC-X,名,汽车,1\n", 2, "category：“汽车”没有这个品类", id="unknown category"),
    pytest.param("products", PRODUCTS + "SC-X,名,*,1\n", 2, "category：“*”", id="product of every category"),
    pytest.param("products", PRODUCTS + "SC-X,名,手机,-5\n", 2, "price_yuan：“-5”金额不能是负数", id="negative price"),
    pytest.param("products", PRODUCTS + "SC-X,名,手机,1.234\n", 2, "price_yuan：“1.234”", id="three decimals"),
    pytest.param("products", PRODUCTS + "SC-X,名,手机,1e5\n", 2, "price_yuan：“1e5”", id="exponent"),
    pytest.param("products", PRODUCTS + "SC-X,名,手机,99999999\n", 2, "金额太大", id="price too high"),
    pytest.param("products", PRODUCTS + "SC-X,,手机,1\n", 2, "name：不能为空", id="empty required cell"),
    pytest.param("products", PRODUCTS + "SC-X,a,手机,1\nsc-x,b,手机,1\n", 3, "“SC-X”与第 2 行重复", id="double key"),
    pytest.param("products", PRODUCTS + "SC-X,a,手机\n", 2, "这一行有 3 格，表头有 4 格", id="short row"),
    pytest.param("products", PRODUCTS + "SC-X,a,手机,1,2\n", 2, "这一行有 5 格", id="long row"),
    pytest.param("products", "model,name,price_yuan\nSC-X,a,1\n", 1, "缺少列 category", id="missing column"),
    pytest.param(
        "products",
        "model,name,category,price_yuan,颜色\nSC-X,a,手机,1,红\n",
        1,
        "不认识的列“颜色”",
        id="unknown column",
    ),
    pytest.param("products", "model,model\nx,y\n", 1, "列重复：model", id="column twice"),
    pytest.param("products", 'model,name\n"SC-X,a\n', 2, "不是正确的 CSV", id="open quote"),
    pytest.param("devices", DEVICES + "SC-A-1,SC-A1,2026-01-01,,,\n", 2, "serial：“SC-A-1”", id="serial form"),
    pytest.param("devices", DEVICES + "XX-AB12-000001,SC-A1,2026-01-01,,,\n", 2, "serial：“XX-", id="serial prefix"),
    pytest.param(
        "devices", DEVICES + "SC-AB12-000009,SC-NO,2026-01-01,,,\n", 2, "model：“SC-NO”不在产品目录", id="model"
    ),
    pytest.param(
        "devices", DEVICES + "SC-AB12-000009,SC-A1,2026-02-30,,,\n", 2, "purchased_on：“2026-02-30”", id="date"
    ),
    pytest.param("devices", DEVICES + "SC-AB12-000009,SC-A1,31.1.2026,,,\n", 2, "不是日期", id="date order"),
    pytest.param("devices", DEVICES + "SC-AB12-000009,SC-A1,1889-01-01,,,\n", 2, "年份", id="year"),
    pytest.param("devices", DEVICES + "SC-AB12-000009,SC-A1,2027-01-01,,,\n", 2, "在将来", id="future purchase"),
    pytest.param("devices", DEVICES + f"{DEVICE},12345,,\n", 2, "imei：“12345”", id="IMEI form"),
    pytest.param("devices", DEVICES + f"{DEVICE},860000000000001,,\n", 2, "已属于设备 SC-AB12-000001", id="IMEI known"),
    pytest.param("devices", DEVICES + f"{DEVICE},,C9,\n", 2, "customer：“C9”不在客户名单", id="unknown customer"),
    pytest.param("devices", DEVICES + f"{DEVICE},,,12345\n", 2, "phone：“12345”不是手机号", id="bad phone"),
    pytest.param("devices", DEVICES + f"{DEVICE},,C1,13900139000\n", 2, "与客户“C1”登记的手机号不同", id="two owners"),
    pytest.param("customers", CUSTOMERS + "C9,甲,0755-1234567\n", 2, "phone：“0755-1234567”", id="landline"),
    pytest.param("customers", CUSTOMERS + "C9,甲,13800138001\n", 2, "已属于客户“C1”", id="phone of another"),
    pytest.param(
        "customers", CUSTOMERS + "C8,a,13911111111\nC9,b,139-1111-1111\n", 3, "与第 2 行重复", id="phone twice"
    ),
    pytest.param("customers", CUSTOMERS + "C 9,甲,13911111111\n", 2, "code：“C 9”", id="code with a space"),
    pytest.param(
        "centres", CENTRES + "X,n,p,c,d,a,91,1,400,store,周日\n", 2, "latitude：“91”应在 -90 到 90", id="latitude"
    ),
    pytest.param("centres", CENTRES + "X,n,p,c,d,a,9,1,400,home,周日\n", 2, "modes：“home”", id="mode"),
    pytest.param(
        "capacity", CAPACITY + "centre,X,2026-12-01,09:00-10:00,1\n", 2, "place_code：“X”", id="unknown place"
    ),
    pytest.param("capacity", CAPACITY + "shop,X,2026-12-01,09:00-10:00,1\n", 2, "place_kind：“shop”", id="place kind"),
    pytest.param("capacity", CAPACITY + "centre,X,2026-12-01,9-10,1\n", 2, "window：“9-10”", id="window"),
    pytest.param("capacity", CAPACITY + "centre,X,2026-12-01,11:00-10:00,1\n", 2, "window：", id="window backwards"),
    pytest.param(
        "capacity", CAPACITY + "centre,X,2026-12-01,09:00-10:00,-1\n", 2, "places：“-1”不能是负数", id="negative"
    ),
    pytest.param(
        "capacity", CAPACITY + "centre,X,2026-12-01,09:00-10:00,一\n", 2, "places：“一”不是整数", id="no number"
    ),
    pytest.param("capacity", CAPACITY + "centre,X,2026-12-01,09:00-24:59,1\n", 2, "window：“09:00-24:59”", id="24:59"),
    pytest.param("capacity", CAPACITY + "centre,X,2026-12-01,09:00-09:00,1\n", 2, "window：", id="empty window"),
    pytest.param("parts", PARTS + "P,屏,手机,|,part,1,1\n", 2, "models：“|”是空的列表", id="empty list"),
    pytest.param("products", PRODUCTS + "SC-X,\u200b\u200d\ufe0f,手机,1\n", 2, "不能为空", id="invisible name"),
    pytest.param("products", PRODUCTS + "\u200b,名,手机,1\n", 2, "不能为空", id="invisible key"),
    pytest.param("products", PRODUCTS + "SC-X,A\u0001B,手机,1\n", 2, "name：“A\\u0001B”有不能存储", id="control"),
    pytest.param(
        "policies",
        POLICIES + "W,手机,整机,601,purchase,brand,政策,,2020-01-01,,故障\n",
        2,
        "months：“601”应在 0 到 600",
        id="months",
    ),
    pytest.param(
        "devices", INSTALLED + f"{DEVICE},2025-12-31\n", 2, "installed_on：“2025-12-31”早于", id="installed too early"
    ),
    pytest.param(
        "devices", INSTALLED + f"{DEVICE},2026-11-23\n", 2, "installed_on：“2026-11-23”在将来", id="future installation"
    ),
    pytest.param("parts", PARTS + "P,屏,手机,SC-NO,part,1,1\n", 2, "models：“SC-NO”", id="part of unknown model"),
    pytest.param("parts", PARTS + "P,屏,手机,*,thing,1,1\n", 2, "kind：“thing”", id="part kind"),
    pytest.param("prices", PRICES + "R,手机,换屏,1,P9\n", 2, "part_code：“P9”不在配件目录", id="unknown part"),
    pytest.param(
        "policies",
        POLICIES + "W,手机,整机,12,purchase,statute,规定,,2020-01-01,,故障\n",
        2,
        "grade：法定期限",
        id="statute without grade",
    ),
    pytest.param(
        "policies",
        POLICIES + "W,手机,整机,12,purchase,brand,政策,,2020-01-01,2019-01-01,故障\n",
        2,
        "valid_to：“2019-01-01”早于",
        id="validity backwards",
    ),
    pytest.param("releases", RELEASES + "SC-NO,1,2026-01-01,current,n,s\n", 2, "model：“SC-NO”", id="release model"),
    pytest.param("releases", RELEASES + "SC-A1,1,2026-01-01,new,n,s\n", 2, "status：“new”", id="release status"),
]


@pytest.fixture
def filled(sqlite_store: Store, tmp_path: Path) -> Store:
    """A product, a customer and a device to refer to."""
    good = {
        "products": PRODUCTS + "SC-A1,双创 A1,手机,1\n",
        "customers": CUSTOMERS + "C1,甲,13800138001\n",
        "devices": "serial,model,purchased_on,imei\nSC-AB12-000001,SC-A1,2026-01-01,860000000000001\n",
    }
    for kind, content in good.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(content, encoding="utf-8")
        import_file(sqlite_store, kind, path)
    return sqlite_store


def _faults(store: Store, path: Path, kind: str, content: str | bytes) -> list[tuple[int, str]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = _counts(store)
    with pytest.raises(BadFile) as caught:
        import_file(store, kind, path)
    assert _counts(store) == before
    return caught.value.rows


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


@pytest.mark.parametrize(("kind", "content", "line", "words"), ROWS)
def test_bad_row_is_told_with_line_column_and_value(
    filled: Store, tmp_path: Path, kind: str, content: str, line: int, words: str
) -> None:
    faults = _faults(filled, tmp_path / "bad.csv", kind, content)

    assert [fault for fault in faults if fault[0] == line and words in fault[1]], faults


def test_every_bad_row_is_told_at_once(filled: Store, tmp_path: Path) -> None:
    content = DEVICES + (
        "SC-AB12-000002,SC-A1,2026-01-01,,,\n"
        "SC-BAD,SC-A1,2026-13-01,,,\n"
        "SC-AB12-000003,SC-NO,2026-01-01,,,\n"
        "SC-AB12-000004,SC-A1,2026-01-01,,\n"
        "SC-AB12-000002,SC-A1,2026-01-01,,C9,110\n"
        "SC-AB12-000002,SC-A1,2026-01-01,,,\n"
    )

    faults = _faults(filled, tmp_path / "bad.csv", "devices", content)

    assert [line for line, _ in faults] == [3, 3, 4, 5, 6, 7]


def test_a_file_with_one_bad_row_of_thousands_changes_nothing(filled: Store, tmp_path: Path) -> None:
    rows = [f"SC-BULK-{number:06d},SC-A1,2026-01-01,,," for number in range(3000)]
    rows[2500] = "SC-BULK-002500,SC-NO,2026-01-01,,,"

    faults = _faults(filled, tmp_path / "bad.csv", "devices", DEVICES + "\n".join(rows) + "\n")

    assert [line for line, _ in faults] == [2502]


def test_row_after_a_cell_of_several_lines_keeps_its_own_number(filled: Store, tmp_path: Path) -> None:
    content = PRODUCTS + 'SC-X,"两\n行",手机,1\nSC-Y,名,汽车,1\n'

    assert [line for line, _ in _faults(filled, tmp_path / "bad.csv", "products", content)] == [4]


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        pytest.param("a.csv", b"", 0, "文件是空的", id="empty"),
        pytest.param("a.csv", b"\xef\xbb\xbf\r\n \n", 0, "文件是空的", id="blank"),
        pytest.param("a.csv", PRODUCTS.encode(), 0, "文件里没有数据", id="header only"),
        pytest.param("a.json", b"[]", 0, "文件里没有数据", id="empty list"),
        pytest.param("a.csv", (PRODUCTS + "SC-X,双创,手机,1\n").encode("gb18030"), 2, "不是 UTF-8 编码", id="GBK"),
        pytest.param("a.csv", (PRODUCTS + "SC-X,双创,手机,1\n").encode("utf-16"), 1, "不是 UTF-8 编码", id="UTF-16"),
        pytest.param("a.csv", b"PK\x03\x04\xff\x00", 1, "不是 UTF-8 编码", id="a spreadsheet renamed"),
        pytest.param("a.csv", PRODUCTS.encode() + b"SC-X,\x00,x,1\n", 2, "CSV", id="NUL"),
        pytest.param("a.xlsx", b"x", 0, "不认识的文件类型“.xlsx”", id="file type"),
        pytest.param("a.yml", b"- {a: 1\n", 2, "不是正确的 YAML", id="broken YAML"),
        pytest.param("a.yml", b"a: 1\n", 1, "最外层应是一个列表", id="YAML mapping"),
        pytest.param("a.yml", b"- 1\n- [2]\n", 1, "每项应是", id="YAML list of words"),
        pytest.param("a.yml", b"- {model: {a: 1}}\n", 1, "model：值应是", id="nested YAML"),
        pytest.param("a.yml", b"- {model: a, model: b}\n", 1, "model：这一列写了两次", id="YAML key twice"),
        pytest.param("a.yml", b"- !!python/object/apply:os.system [ls]\n", 1, "每项应是", id="YAML object"),
        pytest.param("a.json", b'[\n{"a": 1},\n{"b": }]', 3, "不是正确的 JSON", id="broken JSON"),
        pytest.param("a.json", b'[{"model": "a"} {"model": "b"}]', 1, "缺少逗号", id="JSON without comma"),
        pytest.param("a.json", b'[{"model": "a"}', 1, "不是正确的 JSON", id="JSON cut short"),
        pytest.param("a.json", b'[{"model": "a"}] x', 1, "] 之后还有内容", id="JSON with a tail"),
        pytest.param("a.json", b'{"a": 1}', 1, "最外层应是一个列表", id="JSON mapping"),
        pytest.param("a.json", b'[1, "x"]', 1, "每项应是", id="JSON list of words"),
        pytest.param("a.json", b'[{"model": {"a": 1}}]', 1, "model：值应是", id="nested JSON"),
        pytest.param("a.json", b'[{"model": "a", "model": "b"}]', 1, "model：这一列写了两次", id="JSON key twice"),
        pytest.param("a.json", b'[\n{"model": "SC-X"},\n\n{"x": "y"}]', 4, "不认识的列“x”", id="JSON unknown column"),
        pytest.param(
            "a.json",
            b'[\n{"model":"S","name":"A\\ud800B","category":"x","price_yuan":1}]',
            2,
            "\\ud800B”有不能",
            id="half",
        ),
        pytest.param(
            "a.json",
            b'[\n{"model":"S","name":"A\\u0000B","category":"x","price_yuan":1}]',
            2,
            "\\u0000B”有不能",
            id="nul",
        ),
        pytest.param("a.json", b'[{"a\\ud800": 1}]', 1, "不认识的列“a\\ud800”", id="half a character in a column"),
        pytest.param(
            "a.yml",
            b'- {model: "S\\0", name: n, category: x, price_yuan: 1}',
            1,
            "model：“S\\u0000”有不能",
            id="YAML nul",
        ),
        pytest.param(
            "a.json", b'[{"model": [], "name": "n", "category": "x", "price_yuan": 1}]', 1, "空的列表", id="empty list"
        ),
        pytest.param("a.yml", b"[" * 100_000, 0, "不是正确的 YAML", id="YAML nested deep"),
        pytest.param("a.json", b"[" * 100_000, 1, "不是正确的 JSON", id="JSON nested deep"),
    ],
)
def test_file_that_cannot_be_read_says_why(
    sqlite_store: Store, tmp_path: Path, name: str, content: bytes, line: int, words: str
) -> None:
    faults = _faults(sqlite_store, tmp_path / name, "products", content)

    assert [fault for fault in faults if fault[0] == line and words in fault[1]], faults


def test_missing_file_and_unknown_kind_are_told(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadFile) as no_file:
        import_file(sqlite_store, "products", tmp_path / "none.csv")
    with pytest.raises(BadFile) as no_kind:
        import_file(sqlite_store, "cars", tmp_path / "none.csv")

    assert "读不到文件" in no_file.value.rows[0][1]
    assert "不认识的种类“cars”" in no_kind.value.rows[0][1]
    assert "products" in no_kind.value.rows[0][1]


def test_purchase_after_the_installation_on_record_is_told(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text(INSTALLED + f"{DEVICE},2026-01-05\n")
    import_file(filled, "devices", path)

    faults = _faults(
        filled, tmp_path / "bad.csv", "devices", "serial,model,purchased_on\nSC-AB12-000009,SC-A1,2026-02-01\n"
    )

    assert "早于 purchased_on" in faults[0][1]


def test_too_large_file_names_its_size_and_the_limit(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)

    with pytest.raises(BadFile) as caught:
        import_file(sqlite_store, "products", path)

    assert "65.0 MB" in caught.value.rows[0][1]
    assert "最多 64 MB" in caught.value.rows[0][1]


def test_reading_a_long_json_file_takes_time_in_proportion(tmp_path: Path) -> None:
    row = '{"model": "SC-A1", "name": "' + "名" * 80 + '"}'
    path = tmp_path / "long.json"
    path.write_text("[\n" + ",\n".join([row] * 40_000) + "\n]", encoding="utf-8")

    begin = time.monotonic()
    reading = read_file(path)

    assert [reading.rows[0].line, reading.rows[-1].line] == [2, 40_001]
    assert time.monotonic() - begin < 5  # 0.5 s here; counting every line from the start took 20


def test_refusal_by_the_database_is_told_without_its_words(filled: Store, tmp_path: Path) -> None:
    def save(session: Session, *_: object) -> None:
        row = {"serial": "SC-AB12-000002", "model": "SC-A1", "purchased_on": date(2026, 1, 1)}
        session.execute(insert(devices), [row, row])

    kinds = {"devices": replace(KINDS["devices"], save=save)}
    path = tmp_path / "devices.csv"
    path.write_text(INSTALLED + f"{DEVICE},\n")
    before = _counts(filled)

    with pytest.raises(NotStored) as caught:
        import_file(filled, "devices", path, kinds)

    assert caught.value.detail == "devices: IntegrityError"
    assert _counts(filled) == before


def test_long_bad_value_is_shortened(sqlite_store: Store, tmp_path: Path) -> None:
    faults = _faults(sqlite_store, tmp_path / "bad.csv", "products", PRODUCTS + f"SC-X,名,{'车' * 500},1\n")

    assert len(faults[0][1]) < 100
