"""`xiaoxiu import`: the report an operator reads, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from databases import make_settings

from bot.cli.imports import import_command
from bot.store.imports import NotStored


def test_good_file_is_reported_and_exits_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "products.csv"
    path.write_text("model,name,category,price_yuan\nSC-A1,双创 A1,手机,1299\n", encoding="utf-8")

    code = import_command("products", path, make_settings(tmp_path / "var"))

    assert code == 0
    assert capsys.readouterr().out == "已导入 products.csv：1 行，新增 1 条，更新 0 条。\n"


def test_bad_file_lists_every_row_and_exits_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "products.csv"
    path.write_text("model,name,category,price_yuan\nSC-A1,A,汽车,1\nSC-A2,B,手机,-1\n", encoding="utf-8")

    code = import_command("products", path, make_settings(tmp_path / "var"))

    assert code == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines() == [
        "products.csv 没有导入，什么都没有改。2 处有问题：",
        "第 2 行 category：“汽车”没有这个品类",
        "第 3 行 price_yuan：“-1”金额不能是负数",
    ]


def test_file_with_very_many_faults_is_cut_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "products.csv"
    rows = "".join(f"SC-{number},A,汽车,1\n" for number in range(500))
    path.write_text("model,name,category,price_yuan\n" + rows, encoding="utf-8")

    import_command("products", path, make_settings(tmp_path / "var"))

    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("500 处有问题：")
    assert lines[-1] == "……还有 300 处"


def test_unreachable_database_exits_one_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = make_settings(tmp_path / "var", "postgresql://nobody@127.0.0.1:1/none")

    assert import_command("products", tmp_path / "products.csv", settings) == 1

    assert "数据库暂时不可用" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["knowledge", "plans"])
def test_kind_of_a_later_version_says_so_and_exits_two(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_command(kind, tmp_path / "none.csv", make_settings(tmp_path / "var")) == 2

    assert "后续版本" in capsys.readouterr().err


def test_unknown_kind_lists_the_kinds_and_exits_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_command("cars", tmp_path / "none.csv", make_settings(tmp_path / "var")) == 1

    message = capsys.readouterr().err
    assert "不认识的种类“cars”" in message
    assert "products、devices、customers" in message


@pytest.mark.parametrize(
    ("name", "value"), [("XIAOXIU_PORT", "abc"), ("XIAOXIU_DATABASE_URL", "foo://user:geheim@host/name")]
)
def test_bad_setting_is_one_sentence_and_exits_one(
    name: str, value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOXIU_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv(name, value)

    assert import_command("products", tmp_path / "products.csv") == 1

    output = capsys.readouterr()
    assert output.err.startswith("设置有误")
    assert name in output.err
    assert output.err.count("\n") == 1
    assert "geheim" not in output.err


def test_refusal_by_the_database_is_one_sentence_and_exits_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotStored("products: IntegrityError")

    monkeypatch.setattr("bot.cli.imports.import_file", refuse)

    assert import_command("products", tmp_path / "products.csv", make_settings(tmp_path / "var")) == 1

    assert capsys.readouterr().err == "products.csv 没有导入，什么都没有改：数据库没有接受这些数据。\n"
