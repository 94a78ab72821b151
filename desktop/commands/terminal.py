"""The terminal: what is printed, complained of, asked, and how far it has come.

Results go to stdout, everything else to stderr. A bar is drawn only where stderr is a terminal, and
lines go around it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from desktop.settings import Store

_BAR = "{percentage:3.0f}% {bar:24} {desc}"


class UsageError(Exception):
    """The command line asks for what doesn't go together or isn't there; exit code 2.

    ``sentence`` says what and how to repair it.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def set_encoding() -> None:
    """Make any text printable: Windows gives a pipe the encoding of the last century."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            # Half a character in a file's name becomes its escape, which is JSON's as well.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def complain(sentence: str) -> None:
    """Say something that is no result."""
    print(sentence, file=sys.stderr, flush=True)


def open_store() -> Store:
    """The settings, only looked at; what is wrong with them is said."""
    store = Store(read_only=True)
    for problem in store.problems:
        complain(problem)
    return store


def can_ask() -> bool:
    """Whether somebody is there to answer: stdin is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def says_yes(question: str) -> bool:
    """Ask on stderr and wait for a line; only ``yes`` is one."""
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() == "yes"


class Progress(Protocol):
    """How far it has come, and lines around that."""

    def tell(self, done: int, total: int, words: str) -> None:
        """So much is done; ``total`` is 0 where nobody knows how much there is."""

    def out(self, text: str) -> None:
        """A line of the result."""

    def complain(self, sentence: str) -> None:
        """A line of everything else."""


class Plain:
    """No bar: lines only."""

    def tell(self, done: int, total: int, words: str) -> None:
        """Nothing is drawn."""

    def out(self, text: str) -> None:
        """A line on stdout, at once."""
        print(text, flush=True)

    def complain(self, sentence: str) -> None:
        """A line on stderr."""
        complain(sentence)


class Bar(Plain):
    """A bar at the foot of the terminal; what is printed goes above it."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def tell(self, done: int, total: int, words: str) -> None:
        """Draw ``done`` of ``total``, and the words; without a total the words alone."""
        self._bar.bar_format = _BAR if total else "{desc}"
        self._bar.total, self._bar.n = total or None, done
        self._bar.set_description_str(words, refresh=False)
        self._bar.refresh()

    def out(self, text: str) -> None:
        """A line on stdout, at once."""
        with self._bar.external_write_mode(file=sys.stdout):
            super().out(text)

    def complain(self, sentence: str) -> None:
        """A line on stderr."""
        with self._bar.external_write_mode(file=sys.stderr):
            super().complain(sentence)


@contextmanager
def progress(*, wanted: bool = True) -> Iterator[Progress]:
    """A bar where it is wanted and stderr is a terminal; gone at the end."""
    if not wanted or sys.stderr is None or not sys.stderr.isatty():
        yield Plain()
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # a thread that would redraw what is redrawn here
    with tqdm(
        total=1,
        leave=False,
        dynamic_ncols=True,
        bar_format=_BAR,
        file=sys.stderr,
        delay=0,
    ) as bar:
        yield Bar(bar)
