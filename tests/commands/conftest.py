"""A home of its own for every command."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.desk import Terminal

_NOT_OURS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "SIGHTREAD_SERVER_KEY", "HF_TOKEN")
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of settings, state and model; without a screen."""
    for name in (*_NOT_OURS, *_OFFLINE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SIGHTREAD_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SIGHTREAD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SIGHTREAD_INSTANCE", uuid.uuid4().hex[:8])
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no cache"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return tmp_path


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The variables of a command that runs in this home."""
    return dict(os.environ)


@pytest.fixture
def terminal(environment: dict[str, str]) -> Iterator[Callable[..., Terminal]]:
    """Starts the program at a terminal."""
    terminals: list[Terminal] = []

    def start(*arguments: str, **options: Any) -> Terminal:
        terminals.append(Terminal(arguments, environment, **options))
        return terminals[-1]

    yield start
    for each in terminals:
        each.close()


@pytest.fixture
def write_settings(home: Path) -> Callable[[str], None]:
    """Writes the settings file."""

    def write(text: str) -> None:
        (home / "config").mkdir(exist_ok=True)
        (home / "config" / "settings.toml").write_text(text, encoding="utf-8")

    return write
