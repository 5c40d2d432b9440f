"""Rasa's own test stories, one file a behaviour: the policies alone, no custom action runs."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "stories"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_policies_follow_the_stories(talk, path: Path, tmp_path: Path) -> None:
    from rasa.core.test import test as run_stories

    report = talk.loop.run_until_complete(
        run_stories(str(path), talk.agent, out_directory=str(tmp_path), disable_plotting=True)
    )

    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8") if report["f1"] < 1 else ""
    assert report["accuracy"] == 1.0, failed
