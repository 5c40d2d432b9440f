"""`xiaoxiu forget`: deletes what is kept of a customer who asks for it, and says what had to stay and why."""

from __future__ import annotations

import typer

from bot.chat import retention
from bot.chat.retention import Forgotten
from bot.errors import ChatNotFound, InvalidInput
from bot.settings import Settings
from bot.store.engine import Store, open_store
from bot.store.migrate import migrate
from bot.store.retention import ChatBusy

_ACTOR = "operator"
_WAIT_SECONDS = 20.0  # longer than a turn may take


def forget(settings: Settings, phone: str | None, chat_id: str | None) -> int:
    """Forget the person with this phone number, or one chat; the exit code is 1 when something had to stay."""
    store = open_store(settings)
    migrate(store)
    try:
        return _forget_person(store, phone) if phone is not None else _forget_chat(store, chat_id or "")
    finally:
        store.close()


def _forget_person(store: Store, phone: str) -> int:
    try:
        done = retention.forget_phone(store, phone, _ACTOR)
    except InvalidInput:
        typer.echo("这不是大陆手机号，什么都没有删除。", err=True)
        return 1
    for line in _report(done):
        typer.echo(line)
    return 0 if done.is_complete and not done.other_chats and not done.unreadable else 1


def _report(done: Forgotten) -> list[str]:
    lines = [f"已删除会话 {len(done.chats)} 个（消息、图片、文件、评价和对话记忆）。"]
    lines.append(f"已从 {len(done.bookings)} 张完结的预约单里删去姓名、电话、地址和描述；单号、设备和日期保留。")
    if done.has_customer:
        lines.append("已删除客户档案。设备记录（序列号、购买日期、订单号）保留，用于保修，不再和人关联。")
        lines.append("再次导入含有此人的客户表会重新建立档案，请先从表里删去。")
    if done.open_bookings:
        lines.append(f"保留：{'、'.join(done.open_bookings)} 还没有做完，需要联系方式，客户档案也一并保留。")
    if done.busy_chats:
        lines.append(f"保留：会话 {'、'.join(done.busy_chats)} 正在排队、由人工处理，或正在回答。")
    if not done.is_complete:
        lines.append("请求已记下，每天检查一次，做完或结束后自动删除。")
    if done.other_chats:
        lines.append(
            f"没有删除：会话 {'、'.join(done.other_chats)} 提到这个号码，但属于别的客户；可用 --chat 逐个删除。"
        )
    if done.unreadable:
        lines.append(f"没有检查：{done.unreadable} 条内容打不开（密钥换过或已损坏），里面可能提到这个号码。")
    return lines


def _forget_chat(store: Store, chat_id: str) -> int:
    try:
        retention.forget_chat(store, chat_id, _ACTOR, _WAIT_SECONDS)
    except ChatNotFound:
        typer.echo("没有这个会话。", err=True)
        return 1
    except ChatBusy:
        typer.echo("会话正在排队、由人工处理，或正在回答，什么都没有删除；结束后再试。", err=True)
        return 1
    typer.echo("已删除会话及其消息、图片、文件、评价和对话记忆。会话里的预约单保留，要删去其中的个人信息请用手机号。")
    return 0
