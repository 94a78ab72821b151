"""What a real screen reader says of the app: Orca, where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.narrator import NOTHING_TO_HEAR
from desktop.system.screen_reader import running
from tests.end_to_end.desk import App, press, wait_for

Start = Callable[..., App]

HEARS_ANNOUNCEMENTS = 45
"""Orca's version from which it says what a program announces."""
THROUGH_ORCA = '[voice]\nasked = true\nthrough = "reader"\nannounce = true\n'

_OUTPUT = re.compile(r"SPEECH OUTPUT: '(.*)' ?[\[{]")


class Orca:
    """Orca and its speech server, both with a home of their own; it writes what it says to a
    terminal, as it would keep it back from a file."""

    def __init__(self, home: Path) -> None:
        self._record = ""
        self._master, self._terminal = os.openpty()
        tty.setraw(self._terminal)
        threading.Thread(target=self._listen, name="orca", daemon=True).start()
        socket = home / "speech"
        environment = dict(
            os.environ,
            HOME=str(home),
            XDG_CACHE_HOME=str(home / "cache"),
            XDG_CONFIG_HOME=str(home / "config"),
            XDG_DATA_HOME=str(home / "data"),
            LC_ALL="C.UTF-8",
            SPEECHD_ADDRESS=f"unix_socket:{socket}",
        )
        self._processes: list[subprocess.Popen[bytes]] = []
        try:
            self._run(
                environment,
                *("speech-dispatcher", "--run-single", "--communication-method", "unix_socket"),
                *("--socket-path", str(socket), "--log-dir", str(home)),
            )
            wait_for(socket.exists, "the speech server")
            record = os.ttyname(self._terminal)
            self._run(environment, "orca", "--replace", f"--debug-file={record}")
            self.says("Screen reader on.")
        except BaseException:
            self.close()
            raise

    def _run(self, environment: dict[str, str], *command: str) -> None:
        self._processes.append(
            subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def _listen(self) -> None:
        while True:
            try:
                self._record += os.read(self._master, 65536).decode("utf-8", "replace")
            except OSError:  # the terminal is closed
                os.close(self._master)
                return

    def said(self) -> list[str]:
        """All that it has said."""
        return _OUTPUT.findall(self._record)

    def says(self, sentence: str) -> None:
        """Wait until something that it has said begins with this."""
        try:
            wait_for(
                lambda: any(each.startswith(sentence) for each in self.said()),
                f"Orca to say {sentence!r}",
                10,
            )
        except AssertionError as error:
            raise AssertionError(f"{error}; it said {self.said()}") from None

    def close(self) -> None:
        """End both, with the speech server's modules."""
        while self._processes:
            process = self._processes.pop()
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # nothing of it is left
        os.close(self._terminal)


def version() -> int:
    """The first number of Orca's version."""
    told = subprocess.run(
        ["orca", "--version"], capture_output=True, text=True, check=True, timeout=20
    )
    return int(told.stdout.split(".")[0])


@pytest.fixture
def orca(tmp_path: Path) -> Iterator[Orca]:
    """Orca runs; it is gone at the end, as other tests look whether a screen reader runs."""
    for program in ("orca", "speech-dispatcher"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} isn't installed")
    reader = Orca(tmp_path)
    yield reader
    reader.close()
    wait_for(lambda: running() == "", "Orca to be gone")


@pytest.mark.qt_log_ignore("Subscription string not handled", extend=True)  # Orca's to this process
def test_orca_names_what_it_comes_to(orca: Orca, start: Start) -> None:
    app = start(settings=THROUGH_ORCA)
    app.command("home")
    orca.says("Sightread frame")
    orca.says("Read a region push button")
    orca.says("Ctrl+Alt+R")
    for control in ("Translate a region", "Read this window", "Read the screen"):
        press("Tab")
        orca.says(f"{control} push button")
    app.command("settings")
    orca.says("Sightread: settings dialog")
    press("Tab")
    orca.says("Read a region read only text")
    orca.says("Choose a part of the screen and read it.")
    if version() >= HEARS_ANNOUNCEMENTS:
        app.command("repeat")
        orca.says(NOTHING_TO_HEAR)
