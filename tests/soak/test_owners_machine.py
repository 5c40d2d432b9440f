"""Random sequences of customer, bot, agents and clock: never two owners, no message lost or doubled, no bot beside an agent."""

from __future__ import annotations

from pathlib import Path

import pytest
from databases import make_settings
from desk_agent import add_agent
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from owners_machine import AGENTS, OwnersMachine

from bot.store.engine import Store

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]


def test_owners_in_two_hundred_random_sequences_of_fifty_events(store: Store, tmp_path: Path) -> None:
    for name in AGENTS:
        add_agent(store, name, groups=("digital",))
    machine = type("Long", (OwnersMachine,), {"store": store, "settings": make_settings(tmp_path / "var")})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
