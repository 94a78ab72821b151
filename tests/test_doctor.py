"""The doctor looks at what is there, not at what should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reader.misbehaving import Misbehaving, says

ROOT = Path(__file__).resolve().parent.parent


def checks(home: Path, *, torch: bool = False, **environment: str) -> dict[str, dict[str, str]]:
    """Every check of ``doctor --json`` by its name, without a screen.

    What lies in ``home/front`` goes before what is installed. Without ``torch`` there is one that
    can't be imported: to ask the real one takes most of the time.
    """
    if not torch:
        broken = home / "front" / "torch" / "__init__.py"
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_text("raise ImportError")
    variables = dict(
        os.environ,
        SIGHTREAD_CONFIG_DIR=str(home / "config"),
        SIGHTREAD_INSTANCE=f"doctor-{os.getpid()}",
        XDG_STATE_HOME=str(home / "state"),
        SIGHTREAD_DATA_DIR=str(home / "data"),
        HF_HOME=str(home / "huggingface"),
    )
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        variables.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-P", str(ROOT / "main.py"), "doctor", "--json"],
        cwd=home,
        env=variables | {"PYTHONPATH": f"{home / 'front'}:{ROOT}"} | environment,
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
    check = checks(tmp_path)["Quick engine"]
    missing = {"det", "rec"} - set(there)
    assert check["health"] == ("lack" if missing else "ok")
    assert all(f"PP-OCRv6_{model}_small.onnx" in check["sentence"] for model in missing)
    assert ("rapidocr==" in check["mend"]) is bool(missing)


def test_what_is_broken_is_told_and_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.toml"
    path.parent.mkdir()
    path.write_text("[voice\nrate = 1")
    found = checks(tmp_path)
    assert found["Devices"]["sentence"].startswith("torch can't be asked.")
    check = found["Settings"]
    assert check["health"] == "note"
    assert str(path) in check["sentence"]
    assert "line 1" in check["sentence"]
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def written(home: Path, text: str) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "settings.toml").write_text(text)


def test_a_server_is_asked_and_its_key_is_not_told(tmp_path: Path) -> None:
    server = Misbehaving(says("never asked"))
    settings = f'[engine]\nengine = "remote"\n[server]\naddress = "{server.address}"\n'
    written(tmp_path, settings)
    found = checks(tmp_path, SIGHTREAD_SERVER_KEY="sk-secret")
    assert found["Server"]["health"] == "note"
    assert "have not agreed" in found["Server"]["sentence"]
    assert "Agree to it" in found["Server"]["mend"]
    assert found["Key store"]["sentence"] == "The key comes from SIGHTREAD_SERVER_KEY."
    assert "sk-secret" not in json.dumps(found)

    written(tmp_path, f'{settings}agreed = "{server.address}"\n')
    agreed = checks(tmp_path, SIGHTREAD_SERVER_KEY="sk-secret")["Server"]
    assert (agreed["health"], agreed["mend"]) == ("ok", "")
    assert server.address in agreed["sentence"]
    assert server.asked == [], "no picture was sent"
    server.close()
    gone = checks(tmp_path)["Server"]
    assert gone["health"] == "note"
    assert gone["mend"]


def test_the_model_the_device_and_the_user_s_tasks(tmp_path: Path) -> None:
    checkpoint = ROOT / "tests" / "tiny_hunyuan" / "checkpoint"
    written(
        tmp_path,
        f'[engine]\nmodel_dir = "{checkpoint}"\ndevice = "mps"\n'
        '[[tasks.own]]\nname = "Names"\n[[tasks.own]]\nname = "table"\nprompt = "x"\n',
    )
    found = checks(tmp_path, torch=True, DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/none")
    model = found["HunyuanOCR"]
    assert model["health"] == "ok"
    assert str(checkpoint) in model["sentence"]
    assert model["mend"] == "To check them: sightread model verify"
    assert found["Devices"]["health"] == "note"
    assert "mps, which is not here" in found["Devices"]["sentence"]
    assert (found["Tasks"]["health"], "“Names”" in found["Tasks"]["sentence"]) == ("note", True)
    assert found["Server"]["health"] == "ok"
    assert "No key store runs" in found["Key store"]["sentence"]

    written(tmp_path, '[[tasks.own]]\nname = "table"\nprompt = "x"\n')
    found = checks(tmp_path)
    assert "“table”" in found["Tasks"]["sentence"]
    assert found["HunyuanOCR"]["mend"] == "sightread model download"
