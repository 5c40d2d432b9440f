"""`xiaoxiu import`: reads a file of the company's records and says what was stored or what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.cli.statuses import STATUS
from bot.errors import BadFile, StoreUnavailable
from bot.settings import BadSetting, Settings, load_settings
from bot.store.engine import open_store
from bot.store.imports import KINDS, LATER, NotStored, import_file
from bot.store.migrate import migrate

_KINDS = {**KINDS, STATUS.kind: STATUS}
_MOST_LINES = 200  # faults shown; the rest is counted


def import_command(kind: str, path: Path, settings: Settings | None = None) -> int:
    """Import a file and print the report.

    Returns the exit code: 0 stored, 1 nothing changed, 2 a kind that a later version reads.
    """
    if kind in LATER:
        print(f"xiaoxiu import {kind}：这个版本还不能导入 {kind}，后续版本提供。", file=sys.stderr)
        return 2
    try:
        store = open_store(settings or load_settings())
    except BadSetting as error:
        print(f"设置有误，什么都没有改：{error}", file=sys.stderr)
        return 1
    try:
        migrate(store)
        report = import_file(store, kind, path, _KINDS)
    except BadFile as error:
        _print_faults(path, error.rows)
        return 1
    except StoreUnavailable as error:
        print(f"数据库暂时不可用，什么都没有改：{error.detail}", file=sys.stderr)
        return 1
    except NotStored:
        print(f"{path.name} 没有导入，什么都没有改：数据库没有接受这些数据。", file=sys.stderr)
        return 1
    finally:
        store.close()
    print(f"已导入 {path.name}：{report.rows} 行，新增 {report.added} 条，更新 {report.updated} 条。")
    return 0


def _print_faults(path: Path, rows: list[tuple[int, str]]) -> None:
    print(f"{path.name} 没有导入，什么都没有改。{len(rows)} 处有问题：", file=sys.stderr)
    for line, reason in rows[:_MOST_LINES]:
        print(f"第 {line} 行 {reason}" if line else reason, file=sys.stderr)
    if len(rows) > _MOST_LINES:
        print(f"……还有 {len(rows) - _MOST_LINES} 处", file=sys.stderr)
