"""From frames to words and pictures: a camera's view of a page, the real eyes, what is spoken.

The frames go through QtMultimedia's frame input; page, light, tilt and blur are known.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.camera.guidance import lasts
from desktop.camera.taking import FRAMES
from desktop.camera.values import EDGES_NOT_FOUND, Advice, Seen
from desktop.settings import CameraSettings
from desktop.ui.camera import CameraWindow
from desktop.ui.camera_modes import READY_AUTO, TAKEN_BY_ITSELF
from desktop.values import Shot, Task
from tests.camera.scenes import Scene, View, desk, held, letter, to_image
from tests.ui.injected import CAMERA, Injected

SIZE = (960, 540)
GOOD = View(fill=0.85)

APART = 1.2
"""Seconds between two instructions, at least; the issue's."""

WITHIN = 1.0
"""Seconds from the first good frame to the picture; the issue's."""

MOVES = (
    (Advice.NO_PAGE, None),
    (Advice.TOO_DARK, View(fill=0.85, light=0.06)),
    (Advice.CUT_LEFT, View(fill=0.85, across=-0.42)),
    (Advice.TOO_FAR, View(fill=0.3)),
    (Advice.TILTED, View(fill=0.75, lean=32)),
    (Advice.GLARE, View(fill=0.85, glare=(0.5, 0.4, 0.08))),
)
"""What is to be heard of which view, one after the other."""


def filmed(view: View | None, count: int = 3, shake: float = 0.0004) -> list[QImage]:
    """Frames of a page, or of the bare desk, as a calm hand holds the camera."""
    scene = Scene(letter() if view else None, desk(), SIZE)
    at = held(view or View(), shake=shake)
    return [to_image(scene.frame(at(number / 15), number)) for number in range(count)]


class Listener(QObject):
    """The window with the real eyes, and when it said what."""

    def __init__(self, qtbot: QtBot, pictures: Sequence[QImage], **settings: bool) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.source = Injected(pictures)
        self.window = CameraWindow(make_source=lambda: self.source)
        self.window.follow(CameraSettings(**settings))  # type: ignore[arg-type]
        self.said: list[tuple[float, str]] = []
        self.taken: list[tuple[float, Shot]] = []
        self.window.announced.connect(lambda words: self.said.append((time.monotonic(), words)))
        self.window.taken.connect(lambda shot, _: self.taken.append((time.monotonic(), shot)))
        self.window.begin(Task())
        assert self.window._sight is not None
        self.sight = self.window._sight

    @property
    def words(self) -> list[str]:
        return [words for _, words in self.said]

    def hears(self, sentence: str, timeout: int = 12_000) -> None:
        count = len(self.said)
        self.qtbot.waitUntil(
            lambda: sentence in [words for _, words in self.said[count:]], timeout=timeout
        )

    def passes(self) -> None:
        """Let the first sentence pass."""
        self.qtbot.waitUntil(lambda: self.said != [], timeout=12_000)
        self.sight.begin(0.0)

    def waits_for_picture(self) -> Shot:
        self.qtbot.waitUntil(lambda: self.taken != [], timeout=12_000)
        return self.taken[0][1]

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[list[Listener]]:
    listeners: list[Listener] = []
    yield listeners
    for listener in listeners:
        listener.close()


def test_the_way_to_a_good_picture(qtbot: QtBot, opened: list[Listener]) -> None:
    """Every view is answered by its instruction, no sooner than can be followed; the picture is
    taken soon after it is good. The first instruction is heard to its end; the others are followed
    by who only reads them, which is sooner."""
    views = [(advice, filmed(view)) for advice, view in MOVES]
    good = filmed(GOOD)
    listener = Listener(qtbot, views[0][1])
    opened.append(listener)
    sight = listener.sight
    listener.passes()
    looked: list[float] = []
    advised: list[float] = []
    sight.saw.connect(lambda seen: looked.append(seen.time))
    sight.advised.connect(lambda _: advised.append(looked[-1]))
    for advice, pictures in views:
        listener.source.show(pictures)
        listener.hears(advice.sentence)
        sight.guide(aloud=len(advised) < 2)
    assert listener.taken == []
    good_since: list[float] = []
    begun: list[float] = []
    sight.saw.connect(lambda seen: good_since.append(seen.time) if seen.good else None)
    sight.begun.connect(lambda: begun.append(good_since[-1]))
    listener.source.show(good)
    shot = listener.waits_for_picture()
    instructions = {advice.sentence for advice in Advice}
    assert len(instructions & set(listener.words)) >= len(MOVES)
    # By the frames' own times, however busy the machine is.
    assert min(after - before for before, after in pairwise(advised)) >= APART - 0.001
    assert advised[1] - advised[0] >= lasts(MOVES[0][0].sentence) + APART - 0.001
    assert listener.words[0] == READY_AUTO
    assert listener.words[-1] == TAKEN_BY_ITSELF
    assert begun[-1] - good_since[0] <= WITHIN
    assert shot.height > shot.width  # the page, upright, and nothing of the desk
    print(
        "\n".join(f"{when - listener.said[0][0]:6.1f} s  {words}" for when, words in listener.said)
    )


def test_a_blurred_page_is_never_taken(qtbot: QtBot, opened: list[Listener]) -> None:
    listener = Listener(qtbot, filmed(View(fill=0.85, smear=(26.0, 9.0))))
    opened.append(listener)
    listener.passes()
    seen: list[Seen] = []
    listener.sight.saw.connect(seen.append)
    qtbot.waitUntil(lambda: len(seen) > 3 * FRAMES, timeout=12_000)  # none is, while one is taken
    assert listener.taken == []
    listener.source.show(filmed(GOOD))
    listener.waits_for_picture()


def test_text_without_edges_is_taken_all_the_same(qtbot: QtBot, opened: list[Listener]) -> None:
    listener = Listener(qtbot, filmed(View(fill=2.6)), auto=False)
    opened.append(listener)
    qtbot.waitUntil(lambda: listener.words != [], timeout=12_000)
    qtbot.keyClick(listener.window, Qt.Key.Key_Space)
    listener.waits_for_picture()
    assert listener.words[-1] == EDGES_NOT_FOUND


def test_unplugged_amid_it_and_back(qtbot: QtBot, opened: list[Listener]) -> None:
    listener = Listener(qtbot, filmed(None))
    opened.append(listener)
    qtbot.waitUntil(lambda: listener.words != [], timeout=12_000)
    listener.source.plug()
    assert not listener.source.running
    assert listener.words[-1].startswith("The camera was disconnected.")
    listener.source.show(filmed(GOOD))
    listener.source.plug(CAMERA)
    listener.waits_for_picture()
    assert any(words.startswith("The picture is back.") for words in listener.words)
