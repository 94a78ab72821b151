"""A desk to test at: the real app as a process of its own, real keys and drags, a real clipboard.

Everything is looked at from outside: keys and mouse by xdotool, the clipboard by xclip, the windows
by AT-SPI, the sound by the null sink's monitor, the moments by the app's own log.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication

from desktop.system import instance
from desktop.values import Command

ROOT = Path(__file__).resolve().parents[2]
_HERE = Path(__file__).parent
_MOMENT = re.compile(r"DEBUG sightread moment (.+) at (\d+\.\d{6})$", re.MULTILINE)

T = TypeVar("T")


def wait_for(ask: Callable[[], T], what: str, seconds: float = 20.0) -> T:
    """Ask until the answer is true, and return it; AssertionError after ``seconds``.

    Where other tests have made this process a program with Qt, a screen reader asks it too, and
    waits until it answers.
    """
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"waited {seconds:g} s for {what}"
        if QCoreApplication.instance() is not None:
            QCoreApplication.processEvents()
        time.sleep(0.02)
    return answer


def xdotool(*arguments: object) -> str:
    """Run xdotool and return what it prints."""
    done = subprocess.run(
        ["xdotool", *map(str, arguments)], check=True, capture_output=True, text=True, timeout=20
    )
    return done.stdout.strip()


def press(keys: str) -> None:
    """Press a real key or combination, as in ``ctrl+alt+r``."""
    xdotool("key", "--clearmodifiers", keys)


def drag(left: int, top: int, right: int, bottom: int) -> None:
    """Drag with the real mouse's first button."""
    xdotool("mousemove", left, top, "mousedown", 1)
    xdotool("mousemove", (left + right) // 2, (top + bottom) // 2)
    xdotool("mousemove", right, bottom, "mouseup", 1)


def clipboard(form: str = "UTF8_STRING") -> str:
    """The text on the clipboard, as another program gets it that asks for this form; empty if there
    is none."""
    done = subprocess.run(
        ["xclip", "-selection", "clipboard", "-t", form, "-o"],
        capture_output=True,
        timeout=10,
    )
    # xclip offers a picture that it holds as a text as well.
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def clear_clipboard() -> None:
    """Put something else on the clipboard."""
    subprocess.run(
        ["xclip", "-selection", "clipboard", "-i"],
        input="nothing yet",
        text=True,
        check=True,
        timeout=10,
        stdout=subprocess.DEVNULL,
    )


def focused() -> str:
    """The number of the window that has the keyboard."""
    return xdotool("getwindowfocus")


class Scene:
    """Another program's window with a text."""

    def __init__(
        self,
        text: str,
        where: tuple[int, int, int, int],
        pixels: int = 32,
        font: str = "DejaVu Sans",
        colours: Sequence[str] = (),
        title: str = "Scene",
    ) -> None:
        arguments = [*map(str, where), str(pixels), font, title, text, *colours]
        self.process = subprocess.Popen(
            [sys.executable, str(_HERE / "scene.py"), *arguments], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        if self.process.stdout.readline().strip() != "shown":
            self.close()
            raise AssertionError("the scene was not shown")

    def close(self) -> None:
        """End the other program; doing so twice is no harm."""
        if self.process.returncode is None:
            self.process.kill()
            self.process.communicate()


class App:
    """The app, started as a user's desktop starts it, with settings and log of its own; the first
    start's welcome has been seen, unless ``first_start``."""

    def __init__(
        self,
        home: Path,
        arguments: Sequence[str] = (),
        settings: str = "",
        program: Sequence[str] = ("main.py",),
        *,
        first_start: bool = False,
        **environment: str,
    ) -> None:
        self.home = home
        home.mkdir(exist_ok=True)
        self.environment = dict(
            os.environ,
            SIGHTREAD_CONFIG_DIR=str(home / "config"),
            SIGHTREAD_DATA_DIR=str(home / "data"),
            SIGHTREAD_INSTANCE=f"test-{home.name}-{os.getpid()}",
            SIGHTREAD_LOG="debug",
            XDG_STATE_HOME=str(home / "state"),
            QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
            PYTHONPATH=str(ROOT),
        )
        # A user's Python keeps what it compiled; a machine for tests may be told not to.
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.environment.update(environment)
        seen = "" if first_start else "\n[welcome]\nseen = true\n"
        if settings or seen:
            (home / "config").mkdir(exist_ok=True)
            (home / "config" / "settings.toml").write_text(settings + seen, encoding="utf-8")
        self.began = time.monotonic()
        self._mark = 0
        with (home / "stderr").open("w") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, *program, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )

    def log(self) -> str:
        """The app's log so far."""
        path = self.home / "state" / "sightread" / "log" / "sightread.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def said_on_stderr(self) -> str:
        """What the app wrote to stderr so far."""
        return (self.home / "stderr").read_text(encoding="utf-8")

    def moments(self) -> list[tuple[str, float]]:
        """The moments noted since ``mark``, with their time (``time.monotonic``)."""
        return [(m[1], float(m[2])) for m in _MOMENT.finditer(self.log()[self._mark :])]

    def mark(self) -> None:
        """Forget the moments so far."""
        self._mark = len(self.log())

    def wait(self, moment: str, seconds: float = 30.0) -> float:
        """Wait until ``moment`` has come about since ``mark``; returns its time."""

        def found() -> float:
            if self.process.poll() is not None:
                raise AssertionError(f"the app ended with {self.process.returncode}")
            return next((when for name, when in self.moments() if name == moment), 0.0)

        return wait_for(found, f"{moment!r} in the app's log", seconds)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line beside the app."""
        return subprocess.run(
            [sys.executable, "main.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def send(self, command: Command) -> None:
        """Hand ``command`` to the running app."""
        with patch.dict(os.environ, SIGHTREAD_INSTANCE=self.environment["SIGHTREAD_INSTANCE"]):
            instance.send(command)

    def seen(self) -> list[dict[str, str]]:
        """What a screen reader sees of the app's windows."""
        return list(self._probe())

    def press_button(self, name: str) -> None:
        """Press the button of this name as a screen reader does, once it is there."""
        wait_for(lambda: self._probe(name), f"a button called {name!r}")

    def _probe(self, *arguments: str) -> Any:
        done = subprocess.run(
            ["/usr/bin/python3", str(_HERE / "probe.py"), str(self.process.pid), *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        return json.loads(done.stdout)

    def shows(self, text: str) -> bool:
        """Whether a window of the app shows ``text``, as its content or as a name."""
        return any(text in node["text"] or text in node["name"] for node in self.seen())

    def children(self, module: str) -> list[int]:
        """The process numbers of the app's children that run ``module``."""
        done = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", module], capture_output=True, text=True
        )
        return [int(pid) for pid in done.stdout.split()]

    def close(self) -> None:
        """End the app as a logout does, and see that it ends by itself."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
