"""The other rooms as the session sees them: small protocols, filled once in ``app.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop.tasks import Need
from desktop.values import Failed, Look, Read, Reading, Region, Shot, Task


class Capture(Protocol):
    """Where pictures come from at once. Every call may raise ``CaptureError``."""

    def freeze(self) -> Sequence[Any]:
        """One frozen frame a screen, for the overlay."""

    def grab(self, region: Region) -> Shot:
        """The pixels that are in the region now."""

    def window(self) -> Shot:
        """The active window of another program."""

    def screen(self) -> Shot:
        """The screen that the user works on."""

    def clipboard(self) -> Shot | Path:
        """The picture on the clipboard, or the path of a picture file that was copied."""


class Chooser(Protocol):
    """The overlay; answers through ``Session.take`` or ``Session.abandon``."""

    def choose(self, frames: Sequence[Any], task: Task) -> None:
        """Show the frames and let the user choose a region."""

    def close(self) -> object:
        """Go away without an answer."""


class Camera(Protocol):
    """The camera window; answers like the overlay."""

    def begin(self, task: Task, device_id: str = "") -> None:
        """Show the live picture."""

    def close(self) -> object:
        """Go away without an answer."""


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

    def end(self, job: int) -> None:
        """The text is complete."""

    def say(self, sentence: str, language: str = "en", *, interrupt: bool = False) -> None:
        """Speak an announcement."""

    def stop(self) -> None:
        """Silence, at once."""


class Clipboard(Protocol):
    """The clipboard; answers through ``Session.stored``."""

    def put(self, forms: Mapping[str, str]) -> None:
        """Put the forms of one text there, by MIME type, ``text/plain`` among them, and read that
        back."""


class Result(Protocol):
    """The result window."""

    def open(self, job: int, shot: Shot | None, task: Task, beside: Region | None) -> None:
        """Show an empty result beside the region."""

    def ask(self, job: int, need: Need) -> None:
        """Ask what the task must still be told; answers through ``Session.read_again``."""

    def append(self, job: int, text: str) -> None:
        """The next piece of text."""

    def finish(self, job: int, reading: Reading) -> None:
        """The final reading."""

    def fail(self, job: int, failed: Failed) -> None:
        """The sentence that stands in the place of the text."""

    def set_copied(self, job: int, ok: bool, sentence: str) -> None:
        """Whether the text is on the clipboard."""

    def set_speaking(self, speaking: bool) -> None:
        """Whether the voice is speaking."""

    def highlight(self, start: int, length: int) -> None:
        """The word that is being spoken."""

    def clear_highlight(self) -> None:
        """No word is being spoken."""

    def reveal(self) -> bool:
        """Show the last result again; False where there is none."""

    def step_aside(self) -> bool:
        """Hide while the screen is taken; False where it wasn't in the way."""


class Focus(Protocol):
    """Which program had the keyboard before one of our windows took it."""

    def remember(self) -> None:
        """Note the program that has it now, unless it is ours."""

    def restore(self) -> None:
        """Give it back."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that a session works with."""

    capture: Capture
    chooser: Callable[[], Chooser]
    camera: Callable[[], Camera]
    files: Files
    reader: Reader
    speech: Speech
    clipboard: Clipboard
    result: Callable[[], Result]
    focus: Focus
