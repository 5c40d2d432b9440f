"""The `xiaoxiu` command. Every verb exits non-zero on failure; what a later release fills exits 2 and says so."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.errors import BotError
from bot.log import configure_log
from bot.settings import BadSetting, Settings, load_settings

app = typer.Typer(help="小修：消费电子售后客服机器人。", no_args_is_help=True, pretty_exceptions_enable=False)
agent_app = typer.Typer(help="坐席账号。", no_args_is_help=True)
app.add_typer(agent_app, name="agent")


@app.callback()
def prepare() -> None:
    """小修：消费电子售后客服机器人。"""
    configure_log("cli", logging.WARNING)  # standard output belongs to the verbs' own lines


@app.command()
def serve(
    stop_with_parent: Annotated[bool, typer.Option(help="启动它的进程结束时一起停止。")] = False,
) -> None:
    """启动并看护网关、对话引擎和动作服务。"""
    from bot.cli.serve import CannotServe
    from bot.cli.serve import serve as run

    try:
        run(_settings(), stop_with_parent)
    except (CannotServe, BadSetting) as error:
        _fail(str(error))


@app.command()
def seed() -> None:
    """创建数据库并载入演示公司双创电子；可重复运行。"""
    from bot.store.engine import open_store
    from bot.store.migrate import migrate
    from bot.store.seed import seed as load

    settings = _settings()
    store = open_store(settings)
    migrate(store)
    counts = load(store, settings)
    store.close()
    typer.echo("演示数据已就绪：" + "，".join(f"{name} {count}" for name, count in counts.items()))


@app.command()
def train(
    if_needed: Annotated[bool, typer.Option(help="当前数据已有模型时不再训练。")] = False,
) -> None:
    """用 data/ 与商品目录训练模型。"""
    from bot.engine.train import TrainingFailed, current_model
    from bot.engine.train import train as build

    found = current_model()
    if if_needed and found:
        typer.echo(f"模型已是最新：{found.name}")
        return
    typer.echo("正在训练模型（约一到两分钟）…")
    try:
        typer.echo(f"模型已训练：{build(force=not if_needed).name}")
    except TrainingFailed as error:
        _fail(f"训练失败，原有模型未改动：\n{error}")


@app.command()
def parse(file: Annotated[Path, typer.Argument(help="每行一句；- 表示标准输入。", allow_dash=True)]) -> None:
    """逐句给出系统会采取的意图与实体（每行一个 JSON）。"""
    from bot.engine.parse import parse_lines

    if str(file) == "-":
        parse_lines(sys.stdin, sys.stdout)
    else:
        with _opened(file).open(encoding="utf-8-sig", errors="replace") as lines:
            parse_lines(lines, sys.stdout)


@app.command()
def evaluate(
    tsv: Annotated[Path, typer.Option(help="列：text、intent，可选 alt。")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """在标注句子上评估意图识别。"""
    from bot.engine.evaluate import evaluate_file

    typer.echo(evaluate_file(_opened(tsv), as_json))


@app.command(name="import")
def import_records(
    kind: Annotated[
        str, typer.Argument(help="products devices customers centres capacity parts prices policies releases status")
    ],
    file: Annotated[Path, typer.Argument(help="CSV、YAML 或 JSON。")],
) -> None:
    """导入公司记录：先检查全部，逐行报告问题，要么全部生效，要么一行不改。"""
    from bot.cli.imports import import_command

    raise typer.Exit(import_command(kind, file))


@agent_app.command("add")
def agent_add(
    name: str,
    role: Annotated[list[str], typer.Option(help="agent、supervisor、operator；可重复。")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码。")] = False,
    display_name: Annotated[str | None, typer.Option(help="客户看到的称呼，例如 小陈；不给就显示人工客服。")] = None,
    group: Annotated[list[str] | None, typer.Option(help="general、digital、appliance、complaint；可重复。")] = None,
) -> None:
    """新增坐席账号。"""
    from bot.cli.agents import Account, add_agent

    if not password_stdin:
        _fail("请加 --password-stdin，并从标准输入给出密码。")
    password = sys.stdin.readline().rstrip("\n")
    raise typer.Exit(add_agent(_settings(), Account(name, role, password, display_name, group or [])))


@app.command()
def shapes(
    check: Annotated[bool, typer.Option("--check", help="只检查 web/shared/api.ts 是否与定义一致。")] = False,
) -> None:
    """由接口定义生成前端类型 web/shared/api.ts。"""
    from bot.cli.shapes import write_shapes

    raise typer.Exit(write_shapes(check))


@app.command()
def forget(
    phone_stdin: Annotated[bool, typer.Option("--phone-stdin", help="从标准输入读手机号，删去此人的信息。")] = False,
    chat: Annotated[str | None, typer.Option(help="只删除这一个会话。")] = None,
) -> None:
    """按客户要求删除个人信息，并逐项说明删了什么、留了什么、为什么。"""
    from bot.cli.forget import forget as run

    if phone_stdin == (chat is not None):
        _fail("请二选一：--phone-stdin（从标准输入给出手机号）或 --chat。")
    phone = sys.stdin.readline().rstrip("\n") if phone_stdin else None
    raise typer.Exit(run(_settings(), phone, chat))


@app.command()
def report() -> None:
    """统计报表（后续版本提供）。"""
    _later("report")


def main() -> None:
    """The command as installed: what a rule or setting refuses is one sentence and exit code 1, never a traceback."""
    try:
        app()
    except BadSetting as error:
        sys.exit(f"设置有误：{error}")
    except BotError as error:
        sys.exit(f"没有完成，数据未更改：{error}")


def _later(verb: str) -> NoReturn:
    typer.echo(f"xiaoxiu {verb}：这个版本还没有这项功能，后续版本提供。", err=True)
    raise typer.Exit(2)


def _settings() -> Settings:
    try:
        return load_settings()
    except BadSetting as error:
        _fail(f"设置有误：{error}")


def _opened(path: Path) -> Path:
    if not path.is_file():
        _fail(f"找不到文件：{path}")
    return path


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    main()
