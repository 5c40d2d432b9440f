"""`xiaoxiu agent add`: creates an account for the agent desk."""

from __future__ import annotations

import typer

from bot.settings import Settings
from bot.store import agents
from bot.store.engine import open_store
from bot.store.migrate import migrate

ROLES = ("agent", "supervisor", "operator")
LEAST_PASSWORD_CHARACTERS = 10  # NIST SP 800-63B asks for at least 8


def add_agent(settings: Settings, name: str, roles: list[str], password: str) -> int:
    """Create the account and return the exit code; says in Chinese what is wrong and changes nothing then."""
    problem = _problem(name, roles, password)
    if problem is None:
        store = open_store(settings)
        migrate(store)
        with store.transaction() as session:
            if agents.find(session, name) is not None:
                problem = f"账号 {name} 已存在。"
            else:
                agents.add(session, name, password, roles=tuple(dict.fromkeys(roles)))
        store.close()
    if problem:
        typer.echo(problem, err=True)
        return 1
    typer.echo(f"已新增账号 {name}（{'、'.join(dict.fromkeys(roles))}）。")
    return 0


def _problem(name: str, roles: list[str], password: str) -> str | None:
    if not 2 <= len(name) <= 64 or not name.isprintable() or " " in name:
        return "账号名需为 2 到 64 个字符，不含空格和控制字符。"
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        return f"没有角色 {unknown[0]}，可用：{'、'.join(ROLES)}。"
    if len(password) < LEAST_PASSWORD_CHARACTERS:
        return f"密码至少 {LEAST_PASSWORD_CHARACTERS} 个字符。"
    return None
