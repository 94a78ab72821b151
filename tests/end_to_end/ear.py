"""Ears at the desk: what the app's voice is given to say, and what a screen reader is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.accessibility.gate import Gate
from tests.end_to_end.desk import App, press, wait_for

BOTH = '[voice]\nthrough = "both"\nsounds = false\n'
"""Settings with which everything is said by both."""


class Ear:
    """Notes, in order, what both say. ``told`` is the whole transcript so far, "> " before a key
    that was pressed; ``announced`` is all that a screen reader was told."""

    def __init__(self, start: Callable[..., App], home: Path, settings: str = "") -> None:
        self._path = home / "spoken.jsonl"
        self._path.touch()
        program = ("tests/end_to_end/app_with_transcript.py",)
        self.app = start(str(self._path), program=program, settings=BOTH + settings)
        self.app.wait("warm")
        self._reader = Gate(self.app)
        self._count = 0
        self.announced: list[str] = []
        self._looked = 0
        self.transcript: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()

    def press(self, keys: str) -> None:
        """Press ``keys`` and note it."""
        self.transcript.append(f"> {keys}")
        press(keys)

    def hear(self, *spoken: str, last: bool = False) -> None:
        """Wait until the voice has been given exactly this since the last time; ``last``: until it
        has been given this at last, whatever it said before."""
        expected = list(spoken)

        def heard() -> bool:
            new = self._new()
            return new[-len(expected) :] == expected if last else new == expected

        try:
            wait_for(heard, f"the voice to say {expected}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it said {self._new()}") from None
        new = self._new()
        self._count += len(new)
        self.transcript += new

    def told(self, *sentences: str) -> None:
        """Wait until a screen reader has been told these, in this order, among what it is told."""

        def found() -> bool:
            self.announced += self._reader.said()
            left = iter(self.announced[self._looked :])
            return all(sentence in left for sentence in sentences)

        wait_for(found, f"a screen reader to be told {sentences}")
        self._looked = len(self.announced)

    def _new(self) -> list[str]:
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line)[0] for line in lines[self._count :]]
