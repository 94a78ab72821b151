"""Where what is spoken stands in what is shown, found on a thread: a long page takes a while.

The thread makes values only, as that of ``page.py`` does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from desktop.text import forms
from desktop.values import OutputKind

_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Match:
    """``text`` as it is spoken, or with a ``kind`` the text whose words are; and what is shown."""

    text: str = field(repr=False)
    kind: OutputKind | None
    shown: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Matched:
    """The ``words`` that are spoken; for each of their characters, and the end, its place in what
    is shown, -1 where it isn't."""

    words: str = field(repr=False)
    where: tuple[int, ...] = field(repr=False)

    def shown(self, start: int, length: int) -> tuple[int, int] | None:
        """Where the word of ``words`` stands: its beginning and length; None where it doesn't."""
        places = [place for place in self.where[start : start + length] if place >= 0]
        return (min(places), max(places) + 1 - min(places)) if places else None

    def spoken(self, place: int) -> int | None:
        """The first character of ``words`` that stands at ``place`` of what is shown, or behind it;
        None where nothing follows."""
        known = [number for number, there in enumerate(self.where[:-1]) if there >= 0]
        first = bisect_left(known, place, key=lambda number: self.where[number])
        return known[first] if first < len(known) else None


Use = Callable[[Matched], None]


class Matcher(QObject):
    """Remembers the last few answers; ``found`` tells that there is a new one."""

    found = Signal()
    _ready = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: OrderedDict[Match, Matched | None] = OrderedDict()
        self._waiting: list[tuple[Match, Use]] = []
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._ready.connect(self._take)

    def find(self, match: Match) -> Matched | None:
        """The answer; None until there is one, which ``found`` tells."""
        if match not in self._known:
            self._known[match] = None
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            self._pool.start(_Work(self, match))
        self._known.move_to_end(match)
        return self._known[match]

    def then(self, match: Match, use: Use) -> None:
        """Call ``use`` with the answer: now, or when there is one."""
        if known := self.find(match):
            use(known)
        else:
            self._waiting.append((match, use))

    def forget(self) -> None:
        """Nothing of the last result is asked for any more."""
        self._known.clear()
        self._waiting.clear()

    def _take(self, match: Match, matched: Matched) -> None:
        if match in self._known:
            self._known[match] = matched
        wanted = [use for asked, use in self._waiting if asked == match]
        self._waiting = [entry for entry in self._waiting if entry[0] != match]
        for use in wanted:
            use(matched)
        self.found.emit()


class _Work(QRunnable):
    def __init__(self, matcher: Matcher, match: Match) -> None:
        super().__init__()
        self._matcher, self._match = matcher, match

    def run(self) -> None:
        from desktop.text.alignment import aligned

        match = self._match
        words = match.text if match.kind is None else forms.spoken(match.text, match.kind)
        where = tuple(aligned(words, match.shown))
        self._matcher._ready.emit(match, Matched(words, where))
