"""Whether an agent is still there: he is while the desk hears from him; the chats of one who is gone wait again.

Times follow the machine's clock, whatever the clock of the store says. A sign of life from the future is none: the
clock was set back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat import handoff, outbox, routing
from bot.store import agents, audit, chats, desk_chats
from bot.store.agents import Agent
from bot.store.engine import Session, now_of

RENEWALS = 6  # how often within his lease an agent who works is written down as seen


def is_present(seen_at: datetime | None, now: datetime, lease_seconds: float) -> bool:
    """Whether somebody who was last heard of at `seen_at` still counts as being there."""
    return seen_at is not None and abs(now - seen_at) < timedelta(seconds=lease_seconds)


def is_due(agent: Agent, now: datetime, lease_seconds: int) -> bool:
    """Whether it is time to write down again that the agent is there."""
    return not is_present(agent.seen_at, now, lease_seconds / RENEWALS)


def abandoned(session: Session, now: datetime, lease_seconds: int) -> list[str]:
    """The chats whose agents are gone."""
    return [one.chat_id for one in desk_chats.held(session) if not is_present(one.seen_at, now, lease_seconds)]


def take_back(session: Session, chat_id: str, now: datetime, lease_seconds: int, desk_hours: str) -> bool:
    """Put an abandoned chat back where it stood in the queue, ahead of all who came later, and tell the customer.

    False when somebody is there for it after all.
    """
    chat = chats.lock(session, chat_id)
    agent = agents.find(session, chat.agent) if chat.owner == "agent" and chat.agent else None
    if chat.owner != "agent" or (agent and is_present(agent.seen_at, now, lease_seconds)):
        return False
    waiting = handoff.requeue(session, chat, chat.queued_at or now_of(session), chat.desk_group)
    external_id = f"{chat.id}:desk:{waiting.version}"
    line = routing.say_place(session, "agent_gone", external_id, handoff.place_of(session, waiting), desk_hours)
    outbox.put(session, waiting, [outbox.notice_of(external_id, line)])
    audit.append(session, "system", "chat.taken_back", chat.id, {"from": chat.agent, "to": "queue"})
    return True
