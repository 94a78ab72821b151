"""What this desktop is, without Qt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system import libraries
from desktop.system.facts import Desktop, SessionKind, examine, missing_libraries


def test_the_screen_of_the_tests_is_found() -> None:
    environment = {"DISPLAY": os.environ["DISPLAY"], "XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
    assert examine("linux", environment) == Desktop("linux", SessionKind.X11, "GNOME", True)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ":4097"},
        {"DISPLAY": "nonsense"},
        {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "/nowhere"},
    ],
)
def test_a_screen_that_does_not_answer_is_none(environment: dict[str, str]) -> None:
    assert examine("linux", environment) == Desktop("linux", SessionKind.NONE, "", False)


def test_a_wayland_screen_is_preferred(tmp_path_factory: pytest.TempPathFactory) -> None:
    import socket

    folder = tmp_path_factory.mktemp("w")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "wayland-0"))
        server.listen()
        environment = {
            "WAYLAND_DISPLAY": "wayland-0",
            "XDG_RUNTIME_DIR": str(folder),
            "DISPLAY": os.environ["DISPLAY"],
        }
        assert examine("linux", environment).session is SessionKind.WAYLAND


@pytest.mark.parametrize(("platform", "kind"), [("win32", "windows"), ("darwin", "mac")])
def test_other_systems_always_have_a_screen(platform: str, kind: str) -> None:
    found = examine(platform, {})
    assert (found.os, found.session.value, found.display) == (kind, kind, True)


def test_qt_starts_here_so_no_library_is_missing() -> None:
    assert libraries.missing() == {}
    assert missing_libraries() == ""


def test_a_missing_library_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(libraries._WINDOW, "libnot-there.so.3", "libnot-there3")
    assert libraries.missing() == {"libnot-there.so.3": "libnot-there3"}
    assert missing_libraries().endswith(libraries.command(["libnot-there3"]))


@pytest.mark.parametrize(
    ("user", "tool", "command"),
    [
        (0, "sudo", "apt-get install -y a b"),
        (1000, "sudo", "sudo apt-get install -y a b"),
        (1000, "other", "su -c 'apt-get install -y a b'"),
    ],
)
def test_the_command_is_one_that_this_user_can_give(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, user: int, tool: str, command: str
) -> None:
    (tmp_path / tool).symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert libraries.command(["a", "b"]) == command


def test_nothing_of_qt_is_loaded_to_find_out() -> None:
    code = (
        "import sys; from desktop.system.facts import desktop, missing_libraries\n"
        "desktop(); missing_libraries(); print('PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False"
