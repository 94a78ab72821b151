"""``sightread server key``: a real gnome-keyring on a D-Bus session of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main
from tests.commands.desk import ROOT, Terminal

Start = Callable[..., Terminal]

ADDRESS = "https://GPU.example:8000/v1"
PLACE = "https://gpu.example:8000"
LOOK = f"from desktop.system import keystore; print(keystore.get({ADDRESS!r}))"


def in_session(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    """A shell with an unlocked key store; ``$python`` is ours."""
    start = "printf secret | gnome-keyring-daemon --unlock --components=secrets >&2; "
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "keyrings"),
        "XDG_RUNTIME_DIR": str(home),
        "SIGHTREAD_CONFIG_DIR": str(home / "config"),
        "python": sys.executable,
        "look": LOOK,
    }
    return subprocess.run(
        ["dbus-run-session", "--", "sh", "-ec", start + script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_key_from_stdin_is_kept_and_forgotten(home: Path) -> None:
    done = in_session(
        f'echo sk-secret | "$python" main.py server key set {ADDRESS}\n'
        '"$python" -c "$look"\n'
        f'"$python" main.py server key forget {PLACE}\n'
        '"$python" -c "$look"\n',
        home,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"The key for {PLACE} is kept in the system's key store.",
        "sk-secret",
        f"No key for {PLACE} is kept any more.",
        "None",
    ]


def test_a_typed_key_is_not_shown_and_no_store_is_told(
    home: Path, environment: dict[str, str], terminal: Start
) -> None:
    environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={home}/none"
    at = terminal("server", "key", "set", ADDRESS)
    at.wait_for("(it is not shown):")
    at.type("sk-secret\n")
    code, out, lines = at.end()
    assert (code, out) == (1, "")
    assert f"Key for {PLACE}" in lines[0]
    assert "SIGHTREAD_SERVER_KEY" in " ".join(lines)
    assert "sk-secret" not in at.written


def test_without_a_key_nothing_changes(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "server", "key", "set", ADDRESS],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "No key was given, so nothing has changed.\n"


def test_without_an_address_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["server", "key", "set"]) == 2
    assert capsys.readouterr().err.startswith("Which server? Give its address")
