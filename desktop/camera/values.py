"""What the window and the child that looks at a camera's frames say to each other: frozen values.

The app sends ``Frame``, small and grey, which the child answers with ``Seen``, and ``Flatten``, a
few whole pictures of the same moment, which it answers with ``Flattened``.

The pixels of a frame are never mirrored: text on them can be read. ``mirrored`` says that the
camera faces the user, who holds the page towards it and may see the picture as in a mirror: left
and right, and the way round, are then the other ones in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.values import Shot

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Of a page, clockwise on the picture from its upper left one: x and y in 0..1 of the frame. One
that lies outside of the frame is beyond that."""

FRAME_WIDTH = 480
"""Pixels of the longer side of the frames that are looked at: of upright ones it is the height."""

MOST_SHOTS = 5
"""How many pictures one is chosen from."""

ALL_BLURRED = "The pictures were blurred. Hold still."
EDGES_NOT_FOUND = "Edges not found."
NO_GUIDANCE = "The camera's picture can't be checked now. Press Space to take it yourself."


class Advice(StrEnum):
    """What is to be done for a better picture, the worst first."""

    TOO_DARK = "too-dark"
    NO_PAGE = "no-page"
    GLARE = "glare"
    CUT_LEFT = "cut-left"
    CUT_RIGHT = "cut-right"
    CUT_TOP = "cut-top"
    CUT_BOTTOM = "cut-bottom"
    TOO_NEAR = "too-near"
    TOO_FAR = "too-far"
    TURN_CLOCKWISE = "turn-clockwise"
    TURN_ANTICLOCKWISE = "turn-anticlockwise"
    TILTED = "tilted"
    HOLD_STILL = "hold-still"
    BLURRED = "blurred"
    NO_EDGES = "no-edges"
    """Nothing is wrong but that it is text without the edges of a page around it."""
    GOOD = "good"

    @property
    def sentence(self) -> str:
        """For the ear and the screen."""
        return _SENTENCES[self]

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return _RANKS[self]

    @property
    def mirrored(self) -> Advice:
        """The same for who faces the camera: left for right, clockwise for anticlockwise."""
        return _MIRRORED.get(self, self)


_SENTENCES = {
    Advice.TOO_DARK: "Too dark. Turn on a light.",
    Advice.NO_PAGE: "No page found. Hold the camera over the page.",
    Advice.GLARE: "Glare on the page. Tilt it away from the light.",
    Advice.CUT_LEFT: "The left edge is cut off. Move the page to the right.",
    Advice.CUT_RIGHT: "The right edge is cut off. Move the page to the left.",
    Advice.CUT_TOP: "The top edge is cut off. Move the page down.",
    Advice.CUT_BOTTOM: "The bottom edge is cut off. Move the page up.",
    Advice.TOO_NEAR: "Too near. Move the camera and the page apart.",
    Advice.TOO_FAR: "Too far. Bring the camera and the page closer together.",
    Advice.TURN_CLOCKWISE: "Tilted. Turn the page clockwise.",
    Advice.TURN_ANTICLOCKWISE: "Tilted. Turn the page anticlockwise.",
    Advice.TILTED: "Tilted. Hold the camera straight over the page.",
    Advice.HOLD_STILL: "Hold still.",
    Advice.BLURRED: "Blurred. Hold still, a little farther away.",
    Advice.NO_EDGES: "Text, but no edges of a page. Hold still to take it.",
    Advice.GOOD: "Good. Hold still.",
}
_RANKS = {advice: rank for rank, advice in enumerate(Advice)}
_MIRRORED = {
    Advice.CUT_LEFT: Advice.CUT_RIGHT,
    Advice.CUT_RIGHT: Advice.CUT_LEFT,
    Advice.TURN_CLOCKWISE: Advice.TURN_ANTICLOCKWISE,
    Advice.TURN_ANTICLOCKWISE: Advice.TURN_CLOCKWISE,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """To the child: look at this. ``grey`` holds ``height`` rows of ``width`` bytes, unpadded;
    ``time`` is when it was taken, in seconds of a clock that only grows; ``beside`` the ``content``
    of a page that it is compared with, empty for none."""

    number: int
    grey: bytes = field(repr=False)
    width: int
    height: int
    time: float
    mirrored: bool = False
    beside: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """From the child: what frame ``number`` shows.

    ``sharp`` is 0 for a smear to 1, ``bright`` the brightness of the page (of all where there is
    none) from 0 to 1, ``glare`` the share of the page that shines, ``text`` whether there are
    letters where no page was found, ``motion`` how fast it moves, in frame widths a second.
    ``advice`` is for this frame alone; what is to be said of several is decided by ``Guidance``.
    ``content`` is what is on the page, for ``Frame.beside``, empty unless the frame is good;
    ``alike`` how much it agrees with that one, to 1; 1 where it wasn't compared.
    """

    number: int
    time: float
    corners: Corners | None
    sharp: float
    bright: float
    glare: float
    text: bool
    motion: float
    advice: Advice
    content: bytes = field(default=b"", repr=False)
    alike: float = 1.0

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with it: a whole page, lit, near enough, straight and sharp."""
        return self.advice is Advice.GOOD


@dataclass(frozen=True, slots=True)
class Flatten:
    """To the child: choose the sharpest of these pictures, one at least, and straighten its page.

    ``anyway``: the user has pressed the key, so that a blurred one is better than none.
    """

    job: int
    shots: tuple[Shot, ...]
    anyway: bool = True


@dataclass(frozen=True, slots=True)
class Flattened:
    """From the child: the page of job's picture, straight, flat, evenly lit and upright.

    ``found`` is False where no page has been found: then it is the whole picture, and ``sentence``
    is ``EDGES_NOT_FOUND``; else ``sentence`` is empty. ``corners`` are where the page was.
    ``shot`` is None where all pictures were blurred and ``anyway`` wasn't asked for: ``sentence``
    is ``ALL_BLURRED``, and more are to be taken.
    """

    job: int
    shot: Shot | None
    found: bool
    sentence: str = ""
    corners: Corners | None = None
