"""Several pages, taken one after the other, read into one text.

1. ``add`` has a page read at once, while the next one is being taken; one page is read at a time.
2. ``finish`` gives the number of the one reading that they become. What has been read is given out
   under it in order, then what still comes: as it comes.
3. A page that can't be read is told in a note; the others are there all the same. ``again`` reads
   those pages once more, and gives out all of them.

A page's pixels are kept until it has been read, or another first page is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from desktop.rooms import Reader
from desktop.values import (
    Done,
    EngineName,
    Failed,
    FailureKind,
    Piece,
    Read,
    Reading,
    Shot,
    Started,
    Task,
)

BREAK = "\n\n"
"""Between two pages."""

NO_TEXT = "No text found on page {page}."
NOT_READ = "Page {page} could not be read: {why}"
NOTHING = "No text found on these pages. Take them again, nearer and with more light."

TASK = Task("read")


@dataclass(slots=True)
class _Page:
    job: int = 0
    shot: Shot | None = None
    streamed: str = ""
    """Its pieces until now."""
    given: int = 0
    """Characters of them that have been given out."""
    done: Done | None = None
    failed: Failed | None = None

    @property
    def over(self) -> bool:
        return self.done is not None or self.failed is not None


@dataclass(slots=True)
class _Joined:
    number: int
    page: int = 0
    """The page that is given out now."""
    started: bool = False
    broken: bool = field(default=False)
    """Something has been given out: a page break goes before the next."""


class Pages(QObject):
    """The pages of one reading at a time. For the window's thread."""

    told = Signal(object)
    """A message about the joined reading: ``Started``, ``Piece``, ``Done`` or ``Failed``."""

    def __init__(
        self,
        reader: Reader,
        next_number: Callable[[], int],
        engine: Callable[[], EngineName],
        parent: QObject | None = None,
    ) -> None:
        """``engine`` is the one that the user has chosen."""
        super().__init__(parent)
        self._reader, self._next_number, self._engine = reader, next_number, engine
        self._pages: list[_Page] = []
        self._joined: _Joined | None = None
        self._over: list[_Page] = []
        """Those that were given out last, where some could not be read."""
        self._other: EngineName | None = None
        """The engine that is to read them again."""

    @property
    def count(self) -> int:
        """Pages that have been taken and not been given out."""
        return 0 if self._joined else len(self._pages)

    def add(self, shot: Shot) -> None:
        """The next page."""
        if self._joined is not None:
            self.leave()
        self._over, self._other = [], None
        self._pages.append(_Page(shot=shot))
        self._read_on()

    def drop(self) -> None:
        """Take the last page back."""
        if not self._joined and self._pages:
            self._cancel(self._pages.pop())
            self._read_on()

    @property
    def under_way(self) -> bool:
        """Whether pages are being given out, and some are still to come."""
        return self._joined is not None

    @property
    def unread(self) -> Shot | None:
        """The first page that has not been read, or could not be; None where all were."""
        pages = self._pages or self._over
        return next((page.shot for page in pages if page.done is None), None)

    def again(self, number: int, engine: EngineName) -> None:
        """Have this engine read once more the pages that could not be read, and give out all of
        them under this number."""
        pages, self._over, self._other = self._over, [], engine
        self._pages = [
            _Page(done=page.done) if page.done else _Page(shot=page.shot) for page in pages
        ]
        self._read_on()
        self.finish(number)

    def finish(self, number: int) -> None:
        """Give out everything under this number, now and as it comes."""
        self._joined = _Joined(number)
        self._give_out()

    def leave(self, number: int = 0) -> None:
        """Nothing of these pages is wanted any more: of the reading ``number``, 0 for any."""
        if number and (self._joined is None or self._joined.number != number):
            return
        pages, self._pages, self._joined = self._pages, [], None
        self._over = []
        for page in pages:
            self._cancel(page)

    def receive(self, message: object) -> bool:
        """A message of the reader; whether it was one for this, and nobody else's."""
        if not isinstance(message, Started | Piece | Done | Failed):
            return False
        page = next((page for page in self._pages if page.job == message.job), None)
        if page is None:
            return False
        match message:
            case Started():
                self._start(message)
            case Piece():
                page.streamed += message.text
            case Done():
                page.done, page.shot = message, None
            case Failed(kind=FailureKind.CANCELLED):
                page.job, page.streamed = 0, ""  # what was given out isn't given again
            case Failed():
                page.failed = message
        self._read_on()
        self._give_out()
        return True

    def _read_on(self) -> None:
        """Read the first page that waits, unless one is being read."""
        if any(page.job and not page.over for page in self._pages):
            return
        page = next((page for page in self._pages if not page.over), None)
        if page is not None and page.shot is not None:
            page.job = self._next_number()
            self._reader.submit(Read(page.job, page.shot, TASK, self._other or self._engine()))

    def _cancel(self, page: _Page) -> None:
        if page.job and not page.over:
            self._reader.cancel(page.job)

    def _start(self, message: Started) -> None:
        if self._joined is not None and not self._joined.started:
            self._joined.started = True
            self.told.emit(Started(self._joined.number, message.engine, message.device))

    def _give_out(self) -> None:
        joined = self._joined
        if joined is None:
            return
        while joined.page < len(self._pages):
            page = self._pages[joined.page]
            text = page.done.reading.text if page.done and not page.given else page.streamed
            if fresh := text[page.given :]:
                between = BREAK if joined.broken and not page.given else ""
                page.given, joined.broken = len(text), True
                self.told.emit(Piece(joined.number, between + fresh))
                if self._joined is not joined:
                    return  # whoever was told has left it
            if not page.over:
                return
            joined.page += 1
        self._end(joined)

    def _end(self, joined: _Joined) -> None:
        pages, self._pages, self._joined = self._pages, [], None
        self._over = pages if any(page.failed for page in pages) else []
        notes = [
            *(f"{len(pages)} pages." for _ in pages[:1] if len(pages) > 1),
            *(_note(number, page) for number, page in enumerate(pages, start=1) if page.failed),
        ]
        done = [page.done for page in pages if page.done]
        if not done:
            failures = [page.failed for page in pages if page.failed]
            kind = failures[0].kind
            sentence = NOTHING if kind is FailureKind.NO_TEXT else failures[0].sentence
            self.told.emit(Failed(joined.number, kind, sentence, failures[0].detail))
            return
        self.told.emit(_joined(joined.number, done, tuple(notes)))


def _note(number: int, page: _Page) -> str:
    if page.failed is None or page.failed.kind is FailureKind.NO_TEXT:
        return NO_TEXT.format(page=number)
    return NOT_READ.format(page=number, why=page.failed.sentence)


def _joined(number: int, done: list[Done], notes: tuple[str, ...]) -> Done:
    """One reading of all of them, in order."""
    readings = [each.reading for each in done]
    text = BREAK.join(reading.text for reading in readings)
    unsure: list[tuple[int, int]] = []
    start = 0
    for reading in readings:
        unsure += [(start + place, length) for place, length in reading.unsure]
        start += len(reading.text) + len(BREAK)
    languages = {reading.language for reading in readings}
    said = [note for reading in readings for note in reading.notes]
    last = readings[-1]
    reading = Reading(
        text,
        (),
        last.kind,
        languages.pop() if len(languages) == 1 else "",
        last.engine,
        last.device,
        sum(reading.seconds for reading in readings),
        notes=tuple(dict.fromkeys((*notes, *said))),
        unsure=tuple(unsure),
    )
    return Done(number, reading, {"text/plain": text}, BREAK.join(each.words for each in done))
