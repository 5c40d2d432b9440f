"""Who answers, whatever happens in which order: a short run of what `make soak` plays for long."""

from __future__ import annotations

from pathlib import Path

from databases import make_settings
from desk_agent import add_agent
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from owners_machine import AGENTS, OwnersMachine

from bot.store.engine import Store


def test_one_owner_no_lost_message_and_a_silent_bot_in_any_order_of_events(sqlite_store: Store, tmp_path: Path) -> None:
    for name in AGENTS:
        add_agent(sqlite_store, name, groups=("digital",))
    machine = type("Short", (OwnersMachine,), {"store": sqlite_store, "settings": make_settings(tmp_path / "var")})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
