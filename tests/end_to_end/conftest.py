"""Every test here gets an app of its own, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.desk import App, Scene, clear_clipboard


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., App]]:
    """Starts the app and waits until its hotkeys are live."""
    apps: list[App] = []

    def started(*arguments: str, ready: bool = True, **options: Any) -> App:
        clear_clipboard()
        app = App(tmp_path / f"app{len(apps)}", arguments, **options)
        apps.append(app)
        if ready:
            app.wait("ready")
        return app

    yield started
    for app in apps:
        app.close()


@pytest.fixture
def scene() -> Iterator[Callable[..., Scene]]:
    """Shows a text in another program's window."""
    scenes: list[Scene] = []

    def shown(*arguments: Any, **options: Any) -> Scene:
        scenes.append(Scene(*arguments, **options))
        return scenes[-1]

    yield shown
    for each in scenes:
        each.close()
