"""An app of its own for who needs one, one for several tests that don't; nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.system.instance import SendError
from desktop.values import Command, Verb
from tests.end_to_end.desk import App, Scene, clear_clipboard, press, wait_for


class Shared:
    """The app that the tests of a module share, without HunyuanOCR; started when one asks for it.

    Two apps would take each other's hotkeys: it is ended before a test starts one of its own.
    """

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._app: App | None = None

    def app(self) -> App:
        """The app, with its hotkeys live."""
        if self._app is None:
            started = App(self._folders.mktemp("shared"), HF_HOME="/nonexistent")
            try:
                started.wait("ready")
            except AssertionError:
                started.close()
                raise
            self._app = started
        return self._app

    def end(self) -> None:
        """End the app, if it runs."""
        app, self._app = self._app, None
        if app is not None:
            app.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    made = Shared(tmp_path_factory)
    yield made
    made.end()


@pytest.fixture
def app(shared: Shared) -> Iterator[App]:
    """The shared app: silent, with no window, and no moment noted."""
    running = shared.app()
    clear_clipboard()
    running.mark()
    yield running
    if running.process.poll() is not None:
        shared.end()
        return

    def has_no_window() -> bool:
        if not running.seen():
            return True
        press("Escape")
        return False

    try:
        running.send(Command(Verb.STOP))
        wait_for(has_no_window, "the app's windows to close")
    except (AssertionError, SendError):
        shared.end()
        raise


@pytest.fixture
def start(tmp_path: Path, shared: Shared) -> Iterator[Callable[..., App]]:
    """Starts an app of the test's own and waits until its hotkeys are live."""
    shared.end()
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
