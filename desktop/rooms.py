"""The other rooms as the session sees them: small protocols, filled once in ``app.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop.tasks import Need
from desktop.values import (
    Cue,
    Failed,
    Line,
    Look,
    Move,
    Paragraph,
    Read,
    Reading,
    Region,
    Shot,
    Task,
)


class Capture(Protocol):
    """Where pictures come from at once. Every call may raise ``CaptureError``."""

    def freeze(self) -> Sequence[Any]:
        """One frozen frame a screen, for the overlay."""

    def grab(self, region: Region) -> Shot:
        """The pixels that are in the region now."""

    def window(self) -> Shot:
        """The active window of another program."""

    def windows(self) -> Sequence[Any]:
        """Every window of other programs, for the list."""

    def screen(self) -> Shot:
        """The screen that the user works on."""

    def clipboard(self) -> Shot | Path:
        """The picture on the clipboard, or the path of a picture file that was copied."""

    def hide_own(self) -> bool:
        """Take our own windows off the screen; False where none was on it."""

    def show_own(self) -> None:
        """Show them again. Doing so twice is no harm."""


class Asked(Protocol):
    """A window that asks the user what to read."""

    def close(self) -> object:
        """Go away without an answer."""


class Chooser(Asked, Protocol):
    """The overlay; answers through ``Session.take``, ``.take_known`` or ``.abandon``."""

    def choose(self, frames: Sequence[Any], task: Task) -> None:
        """Show the frames and let the user choose a region."""

    def set_blocks(self, lines: Sequence[Line]) -> None:
        """These lines of text have been found on the screen that was to be looked at."""

    def scan_failed(self, sentence: str) -> None:
        """That screen could not be looked at."""


class Camera(Asked, Protocol):
    """The camera window; answers like the overlay."""

    def begin(self, task: Task, device_id: str = "") -> None:
        """Show the live picture."""


class WindowList(Asked, Protocol):
    """The list of all windows; answers through ``Sources.take_window`` or ``Session.abandon``."""

    def choose(self, windows: Sequence[Any]) -> None:
        """Show the list and let the user choose."""


class Elements(Protocol):
    """The elements of other programs; answers through ``Sources.take_element`` or ``.refuse``."""

    def ask(self, request: int) -> None:
        """Which one has the keyboard?"""


class Files(Protocol):
    """Loads picture files off the window's thread; answers through ``loaded`` or ``refused``."""

    def load(self, job: int, path: str) -> None:
        """Load the file at ``path`` for this job."""


class Reader(Protocol):
    """The engines; answer through ``Session.receive``."""

    def submit(self, read: Read) -> None:
        """Read this; an older job is cancelled."""

    def look(self, look: Look) -> None:
        """A read of this shot follows, once the task has been told what it needs."""

    def cancel(self, job: int) -> None:
        """Leave this job."""


class Speech(Protocol):
    """The voice; tells through ``Session.speech_*``."""

    def begin(self, job: int, language: str = "") -> None:
        """A text begins to arrive; an older one is silenced."""

    def feed(self, job: int, text: str) -> None:
        """The next piece of the text."""

    def end(self, job: int, text: str | None = None) -> None:
        """The text is complete; ``text``, where given, is what it has become at last."""

    def say(
        self, sentence: str, language: str = "en", *, interrupt: bool = False, hold: bool = False
    ) -> None:
        """Speak an announcement: after what is being said, instead of it (``interrupt``), or as an
        aside, after which the reading goes on by itself unless it is paused (``hold``)."""

    def stop(self) -> None:
        """Silence, at once."""

    def pause(self) -> None:
        """Silence, at once; ``resume`` goes on at the same place."""

    def resume(self) -> None:
        """Go on after a pause."""

    @property
    def paused(self) -> bool:
        """Whether a reading stands still."""

    def move(self, move: Move) -> bool:
        """Go elsewhere in the text that is, or was last, being read; False: there is none."""

    def read_from(self, place: int) -> bool:
        """Go on with that text at this character; False: there is none."""

    def word_here(self) -> tuple[int, int, str] | None:
        """Place and length of the word that was heard last in that text, and its language."""


class Sounds(Protocol):
    """Short sounds that tell what happens."""

    def play(self, cue: Cue) -> None:
        """Play one, beside whatever is being said."""

    def tone(self, nearness: float) -> None:
        """A short tone for how near, 0 to 1, something is; none where one was heard just now."""

    def close(self) -> None:
        """Silence, at once."""


class Clipboard(Protocol):
    """The clipboard; answers through ``Session.stored``."""

    def put(self, forms: Mapping[str, str]) -> None:
        """Put the forms of one text there, by MIME type, ``text/plain`` among them, and read that
        back."""


class Result(Protocol):
    """The result window."""

    def open(
        self, job: int, shot: Shot | None, task: Task, beside: Region | None, *, shown: bool = True
    ) -> None:
        """Begin an empty result, and show it beside the region unless it is only to be kept."""

    def ask(self, job: int, need: Need) -> None:
        """Ask what the task must still be told; answers through ``Session.read_again``."""

    def append(self, job: int, text: str) -> None:
        """The next piece of text."""

    def part(self, job: int, paragraphs: Sequence[Paragraph]) -> None:
        """What stands where on the picture; the translations follow."""

    def place(self, job: int, number: int, paragraph: Paragraph) -> None:
        """The paragraph with this number has been translated."""

    def finish(self, job: int, reading: Reading) -> None:
        """The final reading."""

    def fail(self, job: int, failed: Failed) -> None:
        """The sentence that stands in the place of the text."""

    def set_copied(self, job: int, ok: bool, sentence: str) -> None:
        """Whether the text is on the clipboard."""

    def set_speaking(self, speaking: bool) -> None:
        """Whether the voice is speaking."""

    def set_paused(self, paused: bool) -> None:
        """Whether the voice stands still in the text."""

    def highlight(self, start: int, length: int) -> None:
        """The word that is being spoken."""

    def clear_highlight(self) -> None:
        """No word is being spoken."""

    def shelve(self, job: int, task: Task, reading: Reading) -> bool:
        """Keep this behind what is shown; False where nothing is."""

    def uncover(self) -> bool:
        """Take the translation off the very place that it lies over; False where none does."""

    def reveal(self) -> bool:
        """Show the last result again; False where there is none."""

    def step_aside(self) -> bool:
        """Hide while the screen is taken; False where it wasn't in the way."""


class Focus(Protocol):
    """Which program had the keyboard before one of our windows took it."""

    def remember(self) -> None:
        """Note the program that has it now, unless it is ours."""

    def restore(self) -> bool:
        """Give it back; False where that program has been closed."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that a session works with."""

    capture: Capture
    chooser: Callable[[], Chooser]
    camera: Callable[[], Camera]
    windows: Callable[[], WindowList]
    elements: Elements
    files: Files
    reader: Reader
    speech: Speech
    sounds: Sounds
    clipboard: Clipboard
    result: Callable[[], Result]
    focus: Focus
