"""The window's process measured: the whole app, started beside the user's and not seen by anybody.

It draws on no screen, takes no hotkey, speaks with no volume, copies nothing, and has settings of
its own; only the user's voice is taken, since it is the one that is waited for. What only a screen
shows (``overlay``) is measured there when the user asks for it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import IO, Any, cast

from desktop.commands import bench_sound
from desktop.commands.bench_report import Budget
from desktop.settings import (
    After,
    EngineSettings,
    Hotkeys,
    Outputs,
    Settings,
    Store,
    Voice,
    Welcome,
)
from desktop.values import Command, EngineName, Source, Task, Verb

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "desktop.commands.bench_window_program"
_STARTS, _READINGS = 3, 5
_PATIENCE, _SOUND_PATIENCE, _END_PATIENCE = 30.0, 5.0, 5.0

NAMES = ("start", "memory", "overlay", "first_text", "first_sound", "freeze")
"""The budgets that are measured here."""

_DUMB = "Nothing could be played: there is no voice or no sound device. See: sightread doctor"


class WindowError(Exception):
    """The app can't be measured here; the text is a sentence for the user."""


class _App:
    """The app in a process of its own, and what it tells."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", _PROGRAM],
            cwd=home,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._stdin = cast(IO[str], self._process.stdin)
        self._stdout = cast(IO[str], self._process.stdout)
        self._instance = environment["SIGHTREAD_INSTANCE"]
        self._told: queue.Queue[tuple[float, str, Any]] = queue.Queue()
        self._thread = threading.Thread(target=self._listen, name="listening", daemon=True)
        self._thread.start()

    def ask(self, line: str) -> None:
        """Have it tell what the line says."""
        try:
            self._stdin.write(f"{line}\n")
            self._stdin.flush()
        except OSError as error:
            raise WindowError(_ENDED) from error

    def command(self, command: Command) -> float:
        """Have it do what a second start would hand over; gives the time."""
        from desktop.system.instance import SendError, send

        with _variable("SIGHTREAD_INSTANCE", self._instance):
            when = time.monotonic()
            try:
                send(command)
            except SendError as error:
                raise WindowError(_ENDED) from error
        return when

    def wait(self, name: str, seconds: float = _PATIENCE) -> tuple[float, Any]:
        """When it told this (``time.monotonic`` of this process), and the value.

        Raises TimeoutError, or WindowError when the app is gone.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                when, told, value = self._told.get(timeout=min(left, 0.5))
            except queue.Empty:
                continue
            if told == name:
                return when, value
            if told == "ended":
                raise WindowError(_ENDED)
        raise TimeoutError(name)

    def close(self) -> None:
        """End it, by its own way out if it finds it in time."""
        try:
            self._stdin.close()
            self._process.wait(_END_PATIENCE)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._thread.join()
        self._stdout.close()

    def _listen(self) -> None:
        for line in self._stdout:
            told = json.loads(line)
            self._told.put((time.monotonic(), told["name"], told["value"]))
        self._told.put((time.monotonic(), "ended", None))


_ENDED = "The app can't be started here. What is missing: sightread doctor"


def measure(
    budgets: dict[str, Budget],
    picture: Path,
    voice: Voice,
    step: Callable[[str], None],
    *,
    overlay: bool,
) -> None:
    """Fill the budgets ``NAMES``, the one of the overlay if it is asked for.

    ``picture`` is a file. Raises WindowError where the app doesn't run; what was measured before
    stays.
    """
    try:
        for number in range(1, _STARTS):
            step(f"start {number} of {_STARTS}")
            with _app(voice, seen=overlay) as app:
                _take_start(app, budgets["start"])
                if overlay:
                    app.wait("warm")
                    asked = app.command(Command(Verb.CAPTURE, Source.REGION))
                    shown, _ = app.wait("overlay shown")
                    budgets["overlay"].values.append((shown - asked) * 1000)
        step(f"start {_STARTS} of {_STARTS}")
        with _app(voice, seen=False) as app:
            _take_start(app, budgets["start"])
            app.wait("warm")
            _take_memory(app, budgets["memory"])
            _know_the_sound(app, budgets["first_sound"])
            app.ask("freeze")  # the start's own: nobody has a window to use by then
            app.wait("freeze")
            step("reading")
            _read(app, budgets, picture)
    except TimeoutError as error:
        raise WindowError("The app doesn't answer. What is missing: sightread doctor") from error


def _take_start(app: _App, budget: Budget) -> None:
    opened, _ = app.wait("open")
    budget.values.append((opened - app.began) * 1000)


def _take_memory(app: _App, budget: Budget) -> None:
    app.ask("memory")
    _, held = app.wait("memory")
    if held is None:
        budget.why = "This system doesn't tell the memory of a process."
    else:
        budget.values.append(held / (1 << 20))


def _know_the_sound(app: _App, budget: Budget) -> None:
    """Where nobody hears it, how soon it begins isn't measured."""
    app.ask("sound")
    _, device = app.wait("sound")
    if device is None:
        budget.why = _DUMB
    else:
        name, description = device
        budget.why = bench_sound.unheard(name, description, bench_sound.sinks())


def _read(app: _App, budgets: dict[str, Budget], picture: Path) -> None:
    heard = not budgets["first_sound"].why
    for _ in range(_READINGS):
        app.command(Command(Verb.CAPTURE, Source.FILE, Task(), (str(picture),)))
        _, began = app.wait("read")
        _, text = app.wait("first text")
        budgets["first_text"].values.append((text - began) * 1000)
        if not heard:
            app.wait("done")
            continue
        try:
            _, sound = app.wait("first sound", _SOUND_PATIENCE)
        except TimeoutError:
            heard = False
            budgets["first_sound"].why = _DUMB
        else:
            budgets["first_sound"].values.append((sound - text) * 1000)
    app.ask("freeze")
    _, longest = app.wait("freeze")
    budgets["freeze"].values.append(longest)


@contextmanager
def _app(voice: Voice, *, seen: bool) -> Iterator[_App]:
    with tempfile.TemporaryDirectory(prefix="sightread-bench-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        Store(home / "config" / "settings.toml").change(_settings(voice))
        with _interrupts_held() as let_through:
            app = _App(home, _environment(home, seen=seen))
            try:
                let_through()
                yield app
            finally:
                app.close()


@contextmanager
def _interrupts_held() -> Iterator[Callable[[], None]]:
    """A Ctrl+C has to wait, amid the start of a process that nobody would know then.

    What it gives lets the one through that came, and those to come.
    """
    before = signal.getsignal(signal.SIGINT)
    if not callable(before):  # ignored, say: there is nothing to hold
        yield lambda: None
        return
    interrupted: list[int] = []

    def let_through() -> None:
        signal.signal(signal.SIGINT, before)
        if interrupted:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, lambda number, _frame: interrupted.append(number))
    try:
        yield let_through
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


def _settings(voice: Voice) -> Settings:
    outputs = Outputs(show=True, copy=False, speak=True)
    return Settings(
        hotkeys=Hotkeys(**{each.name: "" for each in fields(Hotkeys)}),
        after=After(read=outputs, translate=outputs),
        voice=replace(voice, volume=0, announce=False),
        engine=EngineSettings(engine=EngineName.QUICK),
        welcome=Welcome(seen=True),
    )


def _environment(home: Path, *, seen: bool) -> dict[str, str]:
    environment = dict(os.environ)
    paths = [str(_ROOT), *filter(None, [environment.get("PYTHONPATH")])]
    environment.update(
        SIGHTREAD_CONFIG_DIR=str(home / "config"),
        SIGHTREAD_INSTANCE=f"bench-{home.name}",
        XDG_STATE_HOME=str(home / "state"),
        PYTHONPATH=os.pathsep.join(paths),
        PYTHONSAFEPATH="1",
        PYTHONIOENCODING="utf-8",
    )
    if not seen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            environment.pop(name, None)
    return environment
