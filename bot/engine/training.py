"""The process that trains: `python -m bot.engine.training FOLDER [SOURCES]` leaves FOLDER/model.tar.gz or fails."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.engine.quiet import prepare_rasa
from bot.settings import ROOT


def main(folder: Path, sources: Path = ROOT) -> int:
    """Train from config.yml, domain.yml and data/ in `sources` into `folder`; returns the exit code."""
    prepare_rasa("train")
    from rasa.model_training import train

    result = train(
        domain=str(sources / "domain.yml"),
        config=str(sources / "config.yml"),
        training_files=[str(sources / "data")],
        output=str(folder),
        fixed_model_name="model",
        force_training=True,
    )
    return int(result.code)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
