"""A terminal to type at: a program with a pseudo-terminal as its stdin and stderr."""

from __future__ import annotations

import os
import subprocess
import sys
import termios
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """The program ``sightread`` (or another) at a terminal; its stdout is a pipe, or that too."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        program: Sequence[str] = ("main.py",),
        *,
        mixed: bool = False,
    ) -> None:
        self._ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=ROOT,
            env=dict(environment, TERM="xterm", COLUMNS="80"),
            stdin=theirs,
            stdout=theirs if mixed else subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        self._changed = threading.Condition()
        self._raw = b""
        self._closed = False
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        """End the program, whatever it does; doing so after ``end`` is no harm."""
        if self._closed:
            return
        self._closed = True
        self.process.kill()
        self.process.communicate()
        self._thread.join()
        os.close(self._ours)

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())

    def wait_for(self, words: str, seconds: float = 30.0) -> None:
        """Until the words were on the terminal."""
        with self._changed:
            assert self._changed.wait_for(lambda: words in self.written, seconds), self.written

    @property
    def written(self) -> str:
        """Everything that was written to it."""
        return self._raw.decode("utf-8", "replace")

    def end(self, seconds: float = 60.0) -> tuple[int, str, list[str]]:
        """The exit code, stdout, and the lines that are seen on the terminal in the end."""
        out, _ = self.process.communicate(timeout=seconds)
        self._thread.join(seconds)
        self._closed = True
        os.close(self._ours)
        return self.process.returncode, (out or b"").decode(), seen(self.written)

    def _listen(self) -> None:
        while True:
            try:
                new = os.read(self._ours, 65536)
            except OSError:  # the last who could write has closed it
                return
            with self._changed:
                self._raw += new
                self._changed.notify_all()


def seen(written: str) -> list[str]:
    """The lines of a terminal without those that are blank; what overwrites a line replaces it."""
    lines: list[str] = []
    for row in written.split("\n"):
        cells: list[str] = []
        place = 0
        for sign in row:
            if sign == "\r":
                place = 0
                continue
            cells[place : place + 1] = [sign]
            place += 1
        lines.append("".join(cells).rstrip())
    return [line for line in lines if line]
