from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.engine import train as training


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small checkout in which no real training happens."""
    for name in ("data", "bot/store/demo", "bot/engine/nlu"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("config.yml", "domain.yml", "data/nlu.yml", "bot/store/demo/parts.csv", "bot/engine/nlu/words.py"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(training, "ROOT", tmp_path)
    monkeypatch.setattr(training, "MODELS", tmp_path / "models")
    yield tmp_path
    shutil.rmtree(tmp_path / "models", ignore_errors=True)


def pretend(monkeypatch: pytest.MonkeyPatch, works: bool) -> list[Path]:
    folders: list[Path] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        folders.append(Path(command[-1]))
        if works:
            (folders[-1] / "model.tar.gz").write_bytes(b"weights")
        return subprocess.CompletedProcess(command, 0 if works else 1, "", "broken rule")

    monkeypatch.setattr(training.subprocess, "run", run)
    return folders


@pytest.mark.parametrize(
    "name", ["config.yml", "domain.yml", "data/nlu.yml", "bot/store/demo/parts.csv", "bot/engine/nlu/words.py"]
)
def test_fingerprint_follows_everything_a_model_depends_on(checkout: Path, name: str) -> None:
    before = training.fingerprint()

    (checkout / name).write_text("changed")

    assert training.fingerprint() != before


def test_model_is_trained_once_and_verified(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = pretend(monkeypatch, works=True)
    assert training.current_model() is None

    first, second = training.train(), training.train()

    assert first == second == training.current_model()
    assert len(folders) == 1
    assert training.verified_model(first) == first
    assert first.with_name(first.name + ".sha256").read_text().split()[0] == sha256(b"weights").hexdigest()


def test_force_trains_again(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = pretend(monkeypatch, works=True)

    training.train()
    training.train(force=True)

    assert len(folders) == 2


def test_failed_training_leaves_nothing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, works=False)

    with pytest.raises(training.TrainingFailed, match="broken rule"):
        training.train()

    assert training.current_model() is None
    assert [path.name for path in (checkout / "models").iterdir()] == [".lock"]


def test_archive_without_checksum_is_no_model(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, works=True)
    model = training.train()
    model.with_name(model.name + ".sha256").unlink()

    assert training.current_model() is None
    with pytest.raises(training.WrongModel):
        training.verified_model(model)
