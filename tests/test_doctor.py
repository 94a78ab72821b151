"""The doctor looks at what is there, not at what should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def checks(home: Path, **environment: str) -> dict[str, dict[str, str]]:
    """Every check of ``doctor --json`` by its name, without a screen."""
    variables = dict(
        os.environ,
        SIGHTREAD_CONFIG_DIR=str(home / "config"),
        SIGHTREAD_INSTANCE=f"doctor-{os.getpid()}",
        XDG_STATE_HOME=str(home / "state"),
        HF_HOME=str(home / "huggingface"),
    )
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        variables.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-P", str(ROOT / "main.py"), "doctor", "--json"],
        cwd=home,
        env=variables | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.stderr == ""
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert done.returncode == any(check["health"] == "lack" for check in found)
    return {check["name"]: check for check in found}


@pytest.mark.parametrize("there", [("det", "rec"), ("det",)])
def test_the_quick_engine_s_models_are_looked_for(tmp_path: Path, there: tuple[str, ...]) -> None:
    # A package of that name in front of the installed one, with and without its files.
    models = tmp_path / "front" / "rapidocr" / "models"
    models.mkdir(parents=True)
    (models.parent / "__init__.py").touch()
    for model in there:
        (models / f"PP-OCRv6_{model}_small.onnx").touch()
    check = checks(tmp_path, PYTHONPATH=f"{models.parents[1]}:{ROOT}")["Quick engine"]
    missing = {"det", "rec"} - set(there)
    assert check["health"] == ("lack" if missing else "ok")
    assert all(f"PP-OCRv6_{model}_small.onnx" in check["sentence"] for model in missing)
    assert ("rapidocr==" in check["mend"]) is bool(missing)


def test_broken_settings_are_told_and_stay_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.toml"
    path.parent.mkdir()
    path.write_text("[voice\nrate = 1")
    check = checks(tmp_path)["Settings"]
    assert check["health"] == "note"
    assert str(path) in check["sentence"]
    assert "line 1" in check["sentence"]
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]
