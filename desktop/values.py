"""The words of the house: frozen values that every room speaks in.

One capture, as values:

1. ``Command``   what the user asked for, by hotkey, tray, window or command line
2. ``Shot``      the pixels; ``Region`` says where on the desktop they were
3. ``Read``      the shot and the ``Task``, numbered as a job, on its way to an engine
4. ``Started``, ``Piece`` …, then ``Done`` with a ``Reading``, or ``Failed``
5. ``Utterance`` what is spoken of it

Everything here is immutable, crosses threads and pipes, and needs the standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Source(StrEnum):
    """Where a picture comes from."""

    REGION = "region"
    WINDOW = "window"
    WINDOWS = "windows"
    """A window that the user picks from the list of all."""
    FOCUS = "focus"
    """The element that has the keyboard, as the accessibility bus tells it."""
    SCREEN = "screen"
    AGAIN = "again"
    CAMERA = "camera"
    CLIPBOARD = "clipboard"
    FILE = "file"


class Verb(StrEnum):
    """What the running app can be told to do."""

    CAPTURE = "capture"
    SAY = "say"
    STOP = "stop"
    PAUSE = "pause"
    """Pause, or go on."""
    NEXT = "next"
    PREVIOUS = "previous"
    BACK = "back"
    REPEAT = "repeat"
    FASTER = "faster"
    SLOWER = "slower"
    SPELL = "spell"
    WATCH = "watch"
    """Read what is new in a region, until it is said again."""
    LAST = "last"
    HOME = "home"
    SETTINGS = "settings"
    HELP = "help"
    QUIT = "quit"


class EngineName(StrEnum):
    """The engines that a user can choose."""

    AUTO = "auto"
    QUICK = "quick"
    HUNYUAN = "hunyuan"
    REMOTE = "remote"


class OutputKind(StrEnum):
    """What the text of a reading is, so that it is parsed, shown, copied and spoken as that.

    Names are stable: they are part of ``--json`` and of the settings.
    """

    TEXT = "text"
    POSITIONS = "positions"
    """Plain text, with the lines' boxes."""
    LAYOUT = "layout"
    """One line for each block of a page, with its box: its kind, and its text if it has one."""
    MARKDOWN = "markdown"
    """Markdown with tables as HTML and formulas as LaTeX."""
    TABLE = "table"
    """HTML: one ``<table>`` or several."""
    FORMULA = "formula"
    """LaTeX, without dollar signs."""
    CHART = "chart"
    """Mermaid for a flow chart, Markdown for any other."""
    FIELDS = "fields"
    """A JSON object, indented by two."""


class FailureKind(StrEnum):
    """Why nothing could be read. Names are stable: they are part of ``--json``."""

    CANCELLED = "cancelled"
    NO_TEXT = "no-text"
    BAD_PICTURE = "bad-picture"
    BAD_REGION = "bad-region"
    NO_SCREEN = "no-screen"
    NO_CAMERA = "no-camera"
    NO_PICTURE = "no-picture"
    NO_MODEL = "no-model"
    BAD_MODEL = "bad-model"
    NO_DEVICE = "no-device"
    NO_MEMORY = "no-memory"
    NO_ENGINE = "no-engine"
    ENGINE_DIED = "engine-died"
    ENGINE_STUCK = "engine-stuck"
    NO_SERVER = "no-server"
    BAD_SERVER = "bad-server"
    REFUSED = "refused"
    SERVER_BUSY = "server-busy"
    TOO_LARGE = "too-large"
    """The server doesn't take a picture of this size."""
    NOT_AGREED = "not-agreed"


class Move(StrEnum):
    """Where the voice goes in the text that it reads, or has read last."""

    NEXT = "next"
    """To the next sentence."""
    PREVIOUS = "previous"
    """To the sentence before; to the beginning of this one, once it is well under way."""
    BACK = "back"
    """Five seconds of sound."""
    REPEAT = "repeat"
    """To the beginning of the text."""


class Cue(StrEnum):
    """A short sound; the names are those of the files in ``resources/sounds``."""

    CAPTURED = "captured"
    READING = "reading"
    DONE = "done"
    NOTHING = "nothing"
    ERROR = "error"


class State(StrEnum):
    """What the app is doing, as the tray shows it."""

    IDLE = "idle"
    READING = "reading"
    SPEAKING = "speaking"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the virtual desktop in physical pixels; x and y may be negative."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column past the rectangle."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row past the rectangle."""
        return self.y + self.height

    def intersected(self, other: Region) -> Region:
        """The part that lies in both; width or height 0 where there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        width = max(0, min(self.right, other.right) - x)
        height = max(0, min(self.bottom, other.bottom) - y)
        return Region(x, y, width, height)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the shot; right and bottom are the first column and row past it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    @classmethod
    def around(cls, boxes: Sequence[Box]) -> Box:
        """The smallest box that holds all of these, one at least."""
        return cls(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    def moved(self, across: int, down: int) -> Box:
        """The same elsewhere: in the pixels of a larger picture, or of a part."""
        return Box(self.left + across, self.top + down, self.right + across, self.bottom + down)

    def clipped(self, limit: Box) -> Box:
        """What of it lies within ``limit``, where some of it does."""
        return Box(
            max(limit.left, self.left),
            max(limit.top, self.top),
            min(limit.right, self.right),
            min(limit.bottom, self.bottom),
        )


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture.

    ``pixels`` holds ``height`` rows of ``width`` pixels without padding, four bytes a pixel in the
    order blue, green, red, unused: what X11, Windows and ``QImage.Format_RGB32`` have natively, so
    that a frozen screen is drawn without being converted.

    ``origin`` is the upper left corner on the virtual desktop in physical pixels, None for pictures
    that were never on it (a file, a camera). ``scale`` is physical pixels for one logical pixel.
    """

    pixels: bytes = field(repr=False)
    width: int
    height: int
    origin: tuple[int, int] | None = None
    scale: float = 1.0

    def __post_init__(self) -> None:
        if len(self.pixels) != self.width * self.height * 4:
            raise ValueError(
                f"{len(self.pixels)} bytes are not {self.width} x {self.height} pixels of 4 bytes"
            )

    @property
    def region(self) -> Region | None:
        """Where it lay on the virtual desktop, or None."""
        if self.origin is None:
            return None
        return Region(self.origin[0], self.origin[1], self.width, self.height)

    def crop(self, region: Region) -> Shot:
        """The part of this shot that lies in ``region`` of the virtual desktop.

        Raises ValueError when the two don't meet, or when the shot has no place on the desktop.
        """
        if self.region is None or self.origin is None:
            raise ValueError("this shot has no place on the desktop")
        part = self.region.intersected(region)
        if part.width == 0 or part.height == 0:
            raise ValueError(f"{region} lies outside of {self.region}")
        left, top = part.x - self.origin[0], part.y - self.origin[1]
        view, stride = memoryview(self.pixels), self.width * 4
        rows = (
            view[row * stride + left * 4 : row * stride + (left + part.width) * 4]
            for row in range(top, top + part.height)
        )
        return Shot(b"".join(rows), part.width, part.height, (part.x, part.y), self.scale)


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of a picture: a name in the catalogue (``tasks.py``) and its arguments."""

    name: str = "read"
    to: str = ""
    """The language to translate to, as a BCP-47 tag; empty: the one in the settings."""
    fields: tuple[str, ...] = field(default=(), repr=False)
    """Of ``fields`` and ``field``: what the user looks for, as it is called on the picture."""
    wording: str = field(default="", repr=False)
    """Of ``ask``: the question. Of ``own``: the prompt."""
    title: str = ""
    """Of ``own``: what the user calls it."""
    kind: OutputKind | None = None
    """Of ``own``: what comes out."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the running app is told to do; also what a second start hands over."""

    verb: Verb
    source: Source | None = None
    task: Task = Task()
    paths: tuple[str, ...] = ()
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text found on a picture; ``score`` is the engine's certainty, 0 to 1, ``unsure``
    the words of the line that it was unsure of, as in ``Reading``."""

    text: str = field(repr=False)
    box: Box
    score: float = 1.0
    unsure: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine read.

    ``text`` is what the user asked for (of a translation: the translation), ``source`` what it was
    translated from where the two could be told apart. ``lines`` may be empty: not every engine
    gives positions. ``language`` is a BCP-47 tag, empty if unknown. ``notes`` are sentences for the
    user: a fall-back, a cut repeat.
    """

    text: str = field(repr=False)
    lines: tuple[Line, ...] = ()
    kind: OutputKind = OutputKind.TEXT
    language: str = ""
    engine: EngineName = EngineName.QUICK
    device: str = "cpu"
    seconds: float = 0.0
    source: str = field(default="", repr=False)
    notes: tuple[str, ...] = ()
    unsure: tuple[tuple[int, int], ...] = ()
    """Beginning and length of the words of ``text`` that the engine was unsure of, in order."""
    paragraphs: tuple[Paragraph, ...] = ()
    """Of a translation: what stands where on the picture, in reading order; empty where it was
    translated as a whole, without places."""
    times: tuple[tuple[int, int, str], ...] = field(default=(), repr=False)
    """Of what was heard of a region that was watched: when each text was there, from and to in
    milliseconds since the start, and the text; otherwise empty."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of a picture that belong together, and their translation, for the place where they are.

    ``box`` is around all of them, ``rows`` are the places of the lines in reading order (of
    ``vertical`` text: columns, the right one first). ``source`` is in ``language``, ``text`` is the
    translation, in ``to``; both are BCP-47 tags, empty if unknown. ``text`` is empty while there is
    none, and the source itself where that is in the language wanted already.
    """

    box: Box
    rows: tuple[Box, ...]
    source: str = field(repr=False)
    text: str = field(default="", repr=False)
    language: str = ""
    to: str = ""
    vertical: bool = False

    @property
    def left_alone(self) -> bool:
        """Whether there is nothing to set in its place: it stays as it is on the picture."""
        return self.text in ("", self.source)


# Messages between the reader's worker thread and an engine's child process, and on to the window.


@dataclass(frozen=True, slots=True)
class Read:
    """To the engine: read this. ``job`` numbers grow; a message of an older job is stale.

    A translation is of ``paragraphs`` where their places are known: of those without a ``text``,
    but for ``given_up``, the numbers of those that are left out, since an engine failed over them.
    ``insist``: the user has chosen the language for this very picture, so what seems to be in it
    already is translated as well. ``instead`` are the languages to translate to from others than
    are known by now; the first paragraph's counts.
    """

    job: int
    shot: Shot
    task: Task
    engine: EngineName = EngineName.AUTO
    paragraphs: tuple[Paragraph, ...] = ()
    given_up: tuple[int, ...] = ()
    insist: bool = False
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """To the engine: a task on this shot will follow, whose words are still being asked for.

    What can be done by then is done; the app is answered nothing. ``job`` is that of whoever asks.
    """

    job: int
    shot: Shot
    task: Task
    engine: EngineName = EngineName.AUTO


@dataclass(frozen=True, slots=True)
class Looked:
    """From an engine: its look for ``job`` has ended, or was given up."""

    job: int


@dataclass(frozen=True, slots=True)
class Ready:
    """From an engine: it is loaded, on ``device`` (``cuda:0``, ``mps``, ``cpu``, or the address of
    a server)."""

    engine: EngineName
    device: str
    seconds: float
    notes: tuple[str, ...] = ()
    memory: int = 0
    """Bytes that the loaded model takes on the device; 0 where that isn't known."""


@dataclass(frozen=True, slots=True)
class Unloaded:
    """The engine was ended and gave all its memory back."""

    engine: EngineName


@dataclass(frozen=True, slots=True)
class Started:
    """The job is being read by ``engine``."""

    job: int
    engine: EngineName
    device: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The next piece of the job's text; all pieces joined are what was streamed."""

    job: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parted:
    """These are the paragraphs of the job's picture; they are translated one after the other."""

    job: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The paragraph with this number, from 0, in the order of ``Parted``, has been translated. One
    may come twice; the later one counts.

    From an engine, one without a text could not be translated; the app isn't told that.
    """

    job: int
    number: int
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Done:
    """The job has been read. ``reading.text`` is final and may differ from the joined pieces.

    ``forms`` are those of the text for the clipboard, by MIME type, and ``words`` what is spoken of
    it; the reader's thread makes them, since those of a long page take longer than a window may be
    held up.
    """

    job: int
    reading: Reading
    forms: Mapping[str, str] = field(default_factory=dict, repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """The job could not be read.

    ``sentence`` is for the user: what happened and what to do. ``detail`` is for the log and holds
    neither recognised text nor file names.
    """

    job: int
    kind: FailureKind
    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of text to be spoken with one voice, about a sentence.

    ``start`` is where it begins in the whole text that is being read, in characters; ``opens``:
    with it a sentence begins, otherwise it goes on with the one before.
    """

    number: int
    text: str = field(repr=False)
    language: str = ""
    start: int = 0
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the app in one value: icon, tooltip, menu and status line come from it alone.

    ``problem`` is the sentence that goes with ``State.ATTENTION``; ``engine``, ``device`` and
    ``voice`` are words for the status line, empty while unknown; ``memory`` is what the model
    takes on the device in bytes, 0 while unknown; ``note`` is a sentence when the engine stands in
    for something better.
    """

    state: State = State.IDLE
    engine: str = ""
    device: str = ""
    voice: str = ""
    problem: str = ""
    memory: int = 0
    note: str = ""
