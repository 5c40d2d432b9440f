"""`xiaoxiu shapes`: writes the API's shapes for the front end, or says that they are stale."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.gateway.typescript import render_types
from bot.settings import ROOT

TYPES_FILE = ROOT / "web" / "shared" / "api.ts"


def write_shapes(check: bool, path: Path = TYPES_FILE) -> int:
    """Write the file, or with `check` only compare it; the exit code is 1 when it is stale."""
    wanted = render_types()
    is_current = path.is_file() and path.read_text(encoding="utf-8") == wanted
    if check and not is_current:
        typer.echo(f"{path.name} 与 Python 中的定义不一致，请运行 xiaoxiu shapes。", err=True)
        return 1
    if not is_current:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted, encoding="utf-8")
    typer.echo(f"{path.name} 已是最新。")
    return 0
