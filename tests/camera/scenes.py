"""A camera that isn't there: pages on a ground, as a pinhole camera sees them, frame by frame.

``Scene`` holds what lies there, a ``View`` says how one frame looks at it. What is measured is
known: the page's corners on the frame, and the marks on the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTextOption

from desktop.camera.sampling import sampled

Pixels = NDArray[Any]
"""Rows of pixels, blue, green and red."""
Points = NDArray[Any]
"""x and y in rows."""

PER_MM = 6.0
"""Pixels of the page for each millimetre: about 150 a inch."""
A4 = (210.0, 297.0)
MARK = QColor(20, 90, 235)

_SHADED = (np.arange(256) * 0.86).astype(np.uint8)
"""What each grey value is in the shadow of a page."""

WORDS = (
    "Dear reader, the kettle in the kitchen is new and has no lid that can be lost. Fill it to the "
    "line, close the spout and press the blue key once. It rings when the water boils, and keeps "
    "it warm for an hour. Never carry it full. The bill of 48.30 is due on the first of May; the "
    "shop in Mill Lane takes cards. Yours sincerely, the people of the house at number nine. "
)


@dataclass(frozen=True)
class View:
    """How one frame looks at the page.

    ``across`` and ``down``: where the page's middle is, in shares of the frame from its middle.
    ``fill``: the page's height as a share of the frame's, seen straight. ``turn``: the page's angle
    clockwise, ``lean`` and ``swing``: of the camera over the page's horizontal and vertical axis;
    degrees. ``blur``: sigma of the lens in pixels of a frame 1280 wide; ``smear``: how far it moves
    while it is exposed, likewise. ``light``: 1 is well lit. ``noise``: sigma of the grey values.
    ``glare``: a lamp's place on the page in 0..1 and its radius in page widths. ``curve``: how high
    the page bulges, in shares of its width.
    """

    across: float = 0.0
    down: float = 0.0
    fill: float = 0.8
    turn: float = 0.0
    lean: float = 0.0
    swing: float = 0.0
    blur: float = 0.6
    smear: tuple[float, float] = (0.0, 0.0)
    light: float = 1.0
    noise: float = 2.0
    glare: tuple[float, float, float] | None = None
    curve: float = 0.0


@dataclass(frozen=True, eq=False)
class Page:
    """A page: its picture, its size in millimetres, and its marks in 0..1 of it."""

    picture: Pixels = field(repr=False)
    size: tuple[float, float] = A4
    marks: tuple[tuple[float, float], ...] = ()


@cache
def letter(
    size: tuple[float, float] = A4,
    paper: int = 246,
    ink: int = 25,
    marked: bool = False,
    first: int = 0,
) -> Page:
    """A page of text, needs a QGuiApplication; ``marked``: with blue discs all over it. ``first``
    is the word that it begins with: others make another page, of the same look."""
    words = WORDS.split() * 8
    text = " ".join(words[first:]) if first else WORDS * 7
    title = " ".join(words[first:][:2]) if first else "The new kettle"
    width, height = round(size[0] * PER_MM), round(size[1] * PER_MM)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(paper, paper, paper - 2))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont("Liberation Serif")
    font.setPixelSize(round(4.6 * PER_MM))
    head = QFont("Liberation Sans")
    head.setPixelSize(round(9 * PER_MM))
    head.setBold(True)
    painter.setPen(QColor(ink, ink, ink))
    edge = 0.1 * width
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    painter.setFont(head)
    painter.drawText(QRectF(edge, edge, width - 2 * edge, edge), title, option)
    painter.setFont(font)
    painter.drawText(QRectF(edge, 2 * edge, width - 2 * edge, height - 3.2 * edge), text, option)
    marks: list[tuple[float, float]] = []
    if marked:
        painter.setPen(QColor("white"))
        painter.setBrush(MARK)
        for row in range(5):
            for column in range(4):
                at = (0.06 + 0.88 * column / 3, 0.05 + 0.9 * row / 4)
                marks.append(at)
                radius = 2.6 * PER_MM
                painter.drawEllipse(QPointF(at[0] * width, at[1] * height), radius, radius)
    painter.end()
    return Page(pixels(image), size, tuple(marks))


def pixels(image: QImage) -> Pixels:
    """The image's pixels."""
    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    whole = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), -1, 4)
    return np.ascontiguousarray(whole[:, : flat.width(), :3])


def to_image(frame: Pixels) -> QImage:
    """The frame as an image of its own, for QVideoFrame."""
    height, width = frame.shape[:2]
    whole = np.full((height, width, 4), 255, np.uint8)
    whole[..., :3] = frame
    return QImage(whole.tobytes(), width, height, QImage.Format.Format_RGB32).copy()


@cache
def desk(kind: str = "wood", seed: int = 1, side: int = 900) -> Pixels:
    """A ground: ``wood``, ``dark``, ``white`` as a page, ``grey``, ``cloth``, or a ``room`` full of
    things behind a page that is held up."""
    chance = np.random.default_rng(seed)
    base = {
        "wood": (70, 105, 150),
        "dark": (52, 48, 46),
        "white": (240, 242, 243),
        "grey": (150, 150, 150),
        "cloth": (110, 80, 60),
        "room": (150, 160, 165),
    }[kind]
    rough = chance.normal(0, 1, (side, side))
    if kind == "wood":
        grain = cv2.GaussianBlur(rough, (0, 0), sigmaX=40, sigmaY=1.6)
        tint = grain / grain.std() * 9
    elif kind == "cloth":
        rows, columns = np.mgrid[0:side, 0:side]
        tint = 22.0 * (np.sin(rows / 5.0) * np.sin(columns / 5.0)) + rough * 4
    else:
        soft = cv2.GaussianBlur(rough, (0, 0), 12)
        tint = soft / soft.std() * (1.2 if kind == "white" else 3)
    ground = np.clip(np.asarray(base, np.float64) + tint[..., None], 0, 255).astype(np.uint8)
    if kind == "room":
        for _ in range(30):
            colour = tuple(int(part) for part in chance.integers(20, 235, 3))
            left, top = (int(part) for part in chance.integers(0, side, 2))
            wide, high = (int(part) for part in chance.integers(40, 320, 2))
            cv2.rectangle(ground, (left, top), (left + wide, top + high), colour, -1)
            cv2.circle(ground, (high * 3 % side, top), wide // 4, colour, -1)
    return np.asarray(ground)


@dataclass(frozen=True)
class Scene:
    """What lies there; None: no page."""

    page: Page | None
    ground: Pixels = field(repr=False)
    size: tuple[int, int] = (1280, 720)
    focal: float = 1.05
    """The lens: its focal length in frame widths."""

    def corners(self, view: View) -> Points:
        """Where the page's corners are on the frame, clockwise from its upper left, 0..1."""
        return self.on_frame(view, np.array([(0.0, 0), (1, 0), (1, 1), (0, 1)]))

    def on_frame(self, view: View, places: Points) -> Points:
        """Where places on the page (0..1 of it) are on the frame, 0..1 of that."""
        paper = self.page.size if self.page else A4
        millimetres = (places - 0.5) * paper
        bulge = _bulge(millimetres[:, 0], paper[0], view.curve)
        found = self._project(view, np.column_stack([millimetres, bulge]))
        return found / self.size

    def frame(self, view: View, seed: int = 0) -> Pixels:
        """What the camera gives."""
        width, height = self.size
        share = width / 1280
        across, down = self._lying(view)
        picture = self._surface(view, across, down)
        if any(view.smear):
            picture = _smeared(picture, view.smear[0] * share, view.smear[1] * share)
        if view.blur * share > 0.2:
            picture = cv2.GaussianBlur(picture, (0, 0), view.blur * share)
        chance = np.random.default_rng(seed)
        lit = picture.astype(np.float32) * np.float32(view.light)
        if view.noise:
            lit += view.noise * chance.standard_normal((height, width, 1), np.float32)
        return np.asarray(np.clip(lit, 0, 255).astype(np.uint8))

    def _surface(self, view: View, across: Points, down: Points) -> Pixels:
        side = self.ground.shape[0]
        ground = np.stack([across * 2 + side / 2, down * 2 + side / 2], axis=-1)
        ground -= np.floor(ground / (side - 1)) * (side - 1)  # in a quarter of the time of %
        picture = sampled(self.ground, ground)
        lamp = 1 - 0.12 * ((across / 300) ** 2 + ((down + 60) / 300) ** 2)
        if self.page is not None:
            paper = self.page.size
            on = (across / paper[0] + 0.5, down / paper[1] + 0.5)
            inside = (on[0] >= 0) & (on[0] <= 1) & (on[1] >= 0) & (on[1] <= 1)
            near = (on[0] > -0.02) & (on[0] < 1.025) & (on[1] > -0.02) & (on[1] < 1.02)
            np.copyto(picture, cv2.LUT(picture, _SHADED), where=near[..., None])
            source = self._shrunk(view)
            high, wide = source.shape[:2]
            laid = sampled(source, np.stack([on[0] * wide, on[1] * high], axis=-1) - 0.5)
            if view.curve:
                slope = np.gradient(_bulge(across, paper[0], view.curve), axis=1)
                step = np.gradient(across, axis=1)
                lamp = 0.9 * lamp * (1 - 0.3 * np.clip(slope / np.maximum(step, 1e-6), -1, 1))
            np.copyto(picture, laid, where=inside[..., None])
        bright = picture * np.clip(lamp, 0.55, 1.1).astype(np.float32)[..., None]
        if view.glare is not None and self.page is not None:
            u, v, radius = view.glare
            far = np.hypot(
                across - (u - 0.5) * self.page.size[0], down - (v - 0.5) * self.page.size[1]
            )
            bright = (
                bright + (330 * np.exp(-((far / (radius * self.page.size[0])) ** 4)))[..., None]
            )
        return np.asarray(np.clip(bright, 0, 255).astype(np.uint8))

    def _shrunk(self, view: View) -> Pixels:
        """The page no finer than the frame shows it, so that nothing flickers."""
        if self.page is None:
            raise ValueError("there is no page")
        shown = view.fill * self.size[1]
        scale = min(1.0, 1.25 * shown / self.page.picture.shape[0])
        return _scaled(self.page, round(scale, 2))

    def _pose(self, view: View) -> tuple[Points, Points, float]:
        width, height = self.size
        focal = self.focal * width
        paper = self.page.size if self.page else A4
        away = focal * paper[1] / (view.fill * height)
        turn, lean, swing = (math.radians(a) for a in (view.turn, view.lean, view.swing))
        rotation = _about((1, 0, 0), lean) @ _about((0, 1, 0), swing) @ _about((0, 0, 1), turn)
        middle = np.array([view.across * width, view.down * height, focal]) * away / focal
        return rotation, middle, focal

    def _project(self, view: View, places: Points) -> Points:
        rotation, middle, focal = self._pose(view)
        seen = places @ rotation.T + middle
        centre = np.array(self.size) / 2
        return np.asarray(seen[:, :2] / seen[:, 2:] * focal + centre)

    def _lying(self, view: View) -> tuple[Points, Points]:
        """For each pixel of the frame, the place of what it shows on the page's plane, mm."""
        rotation, middle, focal = self._pose(view)
        rays = _rays(self.size, focal) @ rotation.astype(np.float32)
        start = (-middle @ rotation).astype(np.float32)
        steep = np.ascontiguousarray(rays[..., :2] / rays[..., 2:])
        paper = self.page.size[0] if self.page else A4[0]
        depth: Points | np.float32 = np.float32(0)
        for _ in range(12 if view.curve else 1):
            along = depth - start[2]
            across = start[0] + along * steep[..., 0]
            if view.curve:
                depth = _bulge(across, paper, view.curve)
        return across, start[1] + along * steep[..., 1]


@cache
def _rays(size: tuple[int, int], focal: float) -> Points:
    width, height = size
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.stack(
        [columns + 0.5 - width / 2, rows + 0.5 - height / 2, np.full_like(rows, focal)], axis=-1
    )


def fingers(frame: Pixels, corners: Points) -> Pixels:
    """The frame with the page, whose corners are given in 0..1, in two hands."""
    held = frame.copy()
    size = np.array([frame.shape[1], frame.shape[0]])
    across = max(2, round(0.026 * size[0]))
    for upper, lower in ((0, 3), (1, 2)):
        middle = (0.45 * corners[upper] + 0.55 * corners[lower]) * size
        for finger in (-1, 0, 1):
            at = (round(middle[0]), round(middle[1] + 0.8 * finger * across))
            cv2.ellipse(held, at, (across, across // 3), 0, 0, 360, (120, 150, 200), -1)
    return held


def sequence(
    scene: Scene, view: Callable[[float], View], seconds: float, rate: float = 15.0, seed: int = 0
) -> Iterator[tuple[float, Pixels]]:
    """The frames of a while, each with its time; ``view`` is how the camera looks at that time."""
    for number in range(round(seconds * rate)):
        time = number / rate
        yield time, scene.frame(view(time), seed * 1000 + number)


def held(view: View, seed: int = 0, shake: float = 0.002) -> Callable[[float], View]:
    """The view as a hand holds it; ``shake``: how far it moves, in shares of the frame."""
    chance = np.random.default_rng(seed)
    phases = chance.uniform(0, 2 * math.pi, 6)
    rates = chance.uniform(0.7, 3.0, 6)

    def at(time: float) -> View:
        waves = np.sin(phases + 2 * math.pi * rates * time)
        return replace(
            view,
            across=view.across + shake * waves[0],
            down=view.down + shake * waves[1],
            turn=view.turn + 60 * shake * waves[2],
            lean=view.lean + 60 * shake * waves[3],
            swing=view.swing + 60 * shake * waves[4],
        )

    return at


def _bulge(across: Points, wide: float, curve: float) -> Points:
    """How high a page of a book lies, mm towards the camera (negative), at this place."""
    if not curve:
        return np.zeros_like(across)
    share = np.clip(across / wide + 0.5, 0, 1)
    return np.asarray(-curve * wide * np.sin(math.pi * share**0.7), across.dtype)


def _about(axis: tuple[int, int, int], angle: float) -> Points:
    turned, _ = cv2.Rodrigues(np.array(axis, np.float64) * angle)
    return np.asarray(turned, np.float64)


@cache
def _scaled(page: Page, scale: float) -> Pixels:
    return cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _smeared(picture: Pixels, across: float, down: float) -> Pixels:
    """Moved this far while the shutter was open."""
    steps = max(2, math.ceil(math.hypot(across, down)))
    total = np.zeros(picture.shape, np.float32)
    size = (picture.shape[1], picture.shape[0])
    for step in range(steps):
        share = step / (steps - 1) - 0.5
        shift = np.array([[1, 0, across * share], [0, 1, down * share]], np.float32)
        total += cv2.warpAffine(picture, shift, size, borderMode=cv2.BORDER_REPLICATE)
    return (total / steps).astype(np.uint8)
