"""`xiaoxiu agent add`: creates an account for the agent desk."""

from __future__ import annotations

from dataclasses import dataclass, field

import typer

from bot.settings import Settings
from bot.store import agents
from bot.store.agents import DISPLAY_CHARACTERS, GROUPS, LEAST_PASSWORD_CHARACTERS, ROLES
from bot.store.engine import open_store
from bot.store.migrate import migrate


@dataclass(frozen=True)
class Account:
    """The account that is asked for. Customers read `display_name`; without one they read that a human writes."""

    name: str
    roles: list[str]
    password: str = field(repr=False)
    display_name: str | None = None
    groups: list[str] = field(default_factory=list)


def add_agent(settings: Settings, wanted: Account) -> int:
    """Create the account and return the exit code; says in Chinese what is wrong and changes nothing then."""
    problem = _problem(wanted)
    name, roles = wanted.name, tuple(dict.fromkeys(wanted.roles))
    if problem is None:
        store = open_store(settings)
        migrate(store)
        with store.transaction() as session:
            if agents.find(session, name) is not None:
                problem = f"账号 {name} 已存在。"
            else:
                agents.add(session, name, wanted.password, roles, tuple(dict.fromkeys(wanted.groups)))
                agents.set_display_name(session, name, wanted.display_name)
        store.close()
    if problem:
        typer.echo(problem, err=True)
        return 1
    shown = f"，客户看到的称呼是 {wanted.display_name}" if wanted.display_name else ""
    typer.echo(f"已新增账号 {name}（{'、'.join(roles)}）{shown}。")
    return 0


def _problem(wanted: Account) -> str | None:
    name, shown = wanted.name, wanted.display_name
    if not 2 <= len(name) <= 64 or not name.isprintable() or " " in name or name in GROUPS:
        return "账号名需为 2 到 64 个字符，不含空格和控制字符，也不能与小组同名。"
    unknown = [role for role in wanted.roles if role not in ROLES]
    if unknown:
        return f"没有角色 {unknown[0]}，可用：{'、'.join(ROLES)}。"
    strange = [group for group in wanted.groups if group not in GROUPS]
    if strange:
        return f"没有小组 {strange[0]}，可用：{'、'.join(GROUPS)}。"
    if shown is not None and not agents.is_display_name(shown):
        return f"客户看到的称呼需为 1 到 {DISPLAY_CHARACTERS} 个字，不含数字和符号，例如 小陈。"
    if len(wanted.password) < LEAST_PASSWORD_CHARACTERS:
        return f"密码至少 {LEAST_PASSWORD_CHARACTERS} 个字符。"
    return None
