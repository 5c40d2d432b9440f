"""One whole deployment for all end-to-end tests; a test that breaks something waits until it is whole again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import seed_to
from deployment import Customer, Deployment


@pytest.fixture(scope="session")
def running_deployment(tmp_path_factory: pytest.TempPathFactory, model_path: Path) -> Iterator[Deployment]:
    """Gateway, engine and action server on SQLite, with the demo company seeded today."""
    data_dir = tmp_path_factory.mktemp("deployment")
    dying = data_dir / "dying"  # see dying/sitecustomize.py; empty, so nothing dies unless a test puts a file there
    dying.mkdir()
    path = os.pathsep.join(filter(None, [str(Path(__file__).with_name("dying")), os.environ.get("PYTHONPATH")]))
    url = f"sqlite:///{data_dir / 'xiaoxiu.db'}"
    seed_to(url, data_dir, now=None)
    running = Deployment(data_dir, {"PYTHONPATH": path, "DYING_FOLDER": str(dying)}).start()
    yield running
    code = running.stop()
    assert code == 0, running.log_path.read_text()[-3000:]


@pytest.fixture
def deployment(running_deployment: Deployment) -> Deployment:
    """The deployment, whole again whatever the test before did to it."""
    running_deployment.wait_ready()
    return running_deployment


@pytest.fixture
def customer(deployment: Deployment) -> Customer:
    """A new chat."""
    return deployment.customer()
