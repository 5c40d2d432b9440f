from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.engine.without_tensorflow import _needs_tensorflow
from bot.settings import ROOT


def test_project_pipeline_needs_no_tensorflow() -> None:
    assert not _needs_tensorflow(ROOT / "config.yml")


@pytest.mark.parametrize("name", ["DIETClassifier", "TEDPolicy", "rasa.nlu.classifiers.diet_classifier.DIETClassifier"])
def test_component_that_needs_tensorflow_is_known(tmp_path: Path, name: str) -> None:
    config = tmp_path / "config.yml"
    config.write_text(f"pipeline: [{{name: {name}}}]\npolicies: []\n")

    assert _needs_tensorflow(config)


def test_engine_process_never_loads_tensorflow() -> None:
    code = (
        "from bot.engine.quiet import prepare_rasa; prepare_rasa('engine'); import rasa.core.agent, sys;"
        "print(any(hasattr(module, '__file__') and module.__file__ for name, module in sys.modules.items() if name == 'tensorflow'))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.split() == ["False"], done.stderr
    assert "Warning" not in done.stderr
