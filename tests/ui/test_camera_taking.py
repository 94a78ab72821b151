"""How pictures are taken in the camera window: by themselves and by key, zoomed, frozen, mirrored;
what is said meanwhile. The eyes see what the test tells them to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QMenu
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop.camera.taking import FRAMES
from desktop.camera.values import EDGES_NOT_FOUND, MOST_SHOTS, Advice
from desktop.capture import developing
from desktop.capture.camera_values import Abilities, Light
from desktop.capture.developing import (
    TOO_SMALL,
    UNREADABLE,
    Darkroom,
    Developed,
    Order,
    developed,
    upright,
)
from desktop.settings import CameraSettings
from desktop.ui.camera import CameraWindow
from desktop.ui.camera_modes import FROZEN, READY_AUTO, TAKEN, TAKEN_BY_ITSELF, TAKING
from desktop.values import Shot, Task
from tests.ui.rendered import Rendered
from tests.ui.scripted_eyes import ScriptedEyes
from tests.ui.test_camera import SCANNER, WEBCAM

FRAME_MS = 33


def halves(left: str = "#ff0000", right: str = "#0000ff") -> QImage:
    """A picture whose left half has another colour than the right one."""
    image = QImage(160, 120, QImage.Format.Format_RGB32)
    image.fill(QColor(right))
    for x in range(80):
        for y in range(120):
            image.setPixelColor(x, y, QColor(left))
    return image


class Filmed:
    """The window, and a camera that sends a picture 30 times a second."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.source, self.eyes = Rendered(WEBCAM, SCANNER), ScriptedEyes(Advice.NO_PAGE)
        self.window = CameraWindow(make_source=lambda: self.source, make_eyes=lambda: self.eyes)
        self.picture = halves()
        self.taken: list[tuple[Shot, Task]] = []
        self.said: list[str] = []
        self.changes: list[CameraSettings] = []
        self.tones: list[float] = []
        self.window.taken.connect(lambda shot, task: self.taken.append((shot, task)))
        self.window.announced.connect(self.said.append)
        self.window.changed.connect(self.changes.append)
        self.window.toned.connect(self.tones.append)
        self._clock = QTimer(interval=FRAME_MS)
        self._clock.timeout.connect(self._send)

    def _send(self) -> None:
        if self.source.running:
            self.source.show(self.picture)

    def opens(self, task: Task | None = None, **settings: bool) -> None:
        """Open it and let the first sentence pass."""
        self.window.follow(replace(CameraSettings(), **settings))  # type: ignore[arg-type]
        self.window.begin(task or Task())
        self._clock.start()
        self.until(lambda: self.said != [])
        self.passes()

    def passes(self) -> None:
        """Let what was said pass: guidance and taking go on at once."""
        assert self.window._sight is not None
        self.window._sight.begin(0.0)

    def looks(self, frames: int = 3 * FRAMES) -> None:
        """Until the eyes have looked so often, by default much longer than taking takes."""
        count = len(self.eyes.looked)
        self.until(lambda: len(self.eyes.looked) > count + frames)

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=8000)

    def hears(self, sentence: str) -> None:
        self.until(lambda: sentence in self.said)

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.window, key)

    def shot(self) -> Shot:
        self.until(lambda: len(self.taken) == 1)
        return self.taken[0][0]

    def close(self) -> None:
        self._clock.stop()
        self.window.close()
        self.window.deleteLater()


def colours(shot: Shot) -> tuple[str, str]:
    """Those at the left and the right of a shot."""
    row = shot.width * 4 * (shot.height // 2)
    places = (row + 4, row + 4 * (shot.width - 2))
    left, right = (shot.pixels[place : place + 3][::-1].hex() for place in places)
    return f"#{left}", f"#{right}"


@pytest.fixture
def filmed(qtbot: QtBot) -> Iterator[Filmed]:
    filmed = Filmed(qtbot)
    yield filmed
    filmed.close()


def test_the_picture_is_taken_by_itself_once_it_is_good(filmed: Filmed) -> None:
    filmed.opens()
    assert filmed.said == [READY_AUTO]
    filmed.hears(Advice.NO_PAGE.sentence)
    assert filmed.window._guidance.text() == Advice.NO_PAGE.sentence
    assert filmed.taken == []
    filmed.eyes.advice = Advice.GOOD
    shot = filmed.shot()
    assert (shot.width, shot.height, colours(shot)) == (160, 120, ("#ff0000", "#0000ff"))
    assert filmed.eyes.asked == [(MOST_SHOTS, False)]
    assert filmed.said[-1] == TAKEN_BY_ITSELF
    assert filmed.source.running == ""


def test_a_blurred_picture_is_never_taken(filmed: Filmed) -> None:
    filmed.eyes.blurred = 2
    filmed.opens()
    filmed.eyes.advice = Advice.GOOD
    filmed.shot()
    assert filmed.eyes.asked == [(MOST_SHOTS, False)] * 3


def test_not_by_itself_if_it_is_not_wanted(filmed: Filmed) -> None:
    filmed.eyes.advice = Advice.GOOD
    filmed.opens(auto=False)
    filmed.hears(Advice.GOOD.sentence)
    filmed.looks()
    assert filmed.eyes.asked == []
    filmed.key(Qt.Key.Key_A)
    assert filmed.changes[-1].auto
    filmed.shot()


def test_space_takes_it_at_once_whatever_is_seen(filmed: Filmed) -> None:
    filmed.eyes.found = False
    filmed.opens()
    filmed.key(Qt.Key.Key_Space)
    filmed.shot()
    assert filmed.eyes.asked == [(1, True)]
    assert filmed.said[-1] == EDGES_NOT_FOUND


def test_without_straightening_the_picture_itself_is_taken(filmed: Filmed) -> None:
    filmed.opens(straighten=False)
    filmed.key(Qt.Key.Key_Space)
    filmed.shot()
    assert filmed.eyes.asked == []
    assert TAKEN not in filmed.said


def test_without_straightening_it_is_still_seen_whether_it_is_sharp(filmed: Filmed) -> None:
    filmed.eyes.blurred = 1
    filmed.opens(straighten=False)
    filmed.eyes.advice = Advice.GOOD
    filmed.shot()
    assert filmed.eyes.asked == [(1, False), (1, False)]


def test_guidance_can_be_seen_without_being_heard(filmed: Filmed) -> None:
    filmed.opens(speak=False)
    filmed.until(lambda: filmed.window._guidance.text() == Advice.NO_PAGE.sentence)
    assert filmed.said == [READY_AUTO]
    assert filmed.tones == []


def test_tones_tell_how_near_it_is(filmed: Filmed) -> None:
    filmed.opens(tones=True)
    filmed.until(lambda: filmed.tones != [])
    assert all(0.0 <= tone <= 1.0 for tone in filmed.tones)


def test_the_outline_is_drawn_in_two_ways(filmed: Filmed) -> None:
    """Amber and dashed while something is wrong, in the accent once it is good."""
    amber, accent = QColor("#FFD54A"), QColor("#62D6D3")

    def seen(color: QColor) -> int:
        image = filmed.window._picture.grab().toImage()
        drawn = image.convertToFormat(QImage.Format.Format_RGB32).constBits()
        return int((np.frombuffer(drawn, np.uint32) == color.rgb()).sum())

    filmed.eyes.advice = Advice.TOO_FAR
    filmed.opens(auto=False)
    filmed.until(lambda: seen(amber) > 20)
    assert seen(accent) == 0
    filmed.eyes.advice = Advice.GOOD
    filmed.until(lambda: seen(accent) > 20)
    filmed.eyes.advice = Advice.NO_PAGE
    filmed.until(lambda: seen(accent) == seen(amber) == 0)


def test_what_is_zoomed_is_what_is_taken(filmed: Filmed) -> None:
    filmed.opens(auto=False)
    filmed.key(Qt.Key.Key_Plus)
    filmed.key(Qt.Key.Key_Plus)
    assert filmed.said[-1] == "Zoom 2."
    filmed.key(Qt.Key.Key_Space)
    shot = filmed.shot()
    assert (shot.width, shot.height) == (80, 60)


def test_zoom_stays_with_the_camera_and_ends_with_the_window(filmed: Filmed) -> None:
    filmed.opens(auto=False)
    filmed.key(Qt.Key.Key_Plus)
    assert filmed.window._picture._badge == "1.5×"
    filmed.source.connect_only()
    assert filmed.window._picture._badge == ""
    filmed.source.connect_only(WEBCAM)
    filmed.until(lambda: filmed.window._picture._badge == "1.5×")
    filmed.window.close()
    filmed.opens(auto=False)
    filmed.qtbot.wait(100)
    assert filmed.window._picture._badge == ""
    filmed.key(Qt.Key.Key_Space)
    assert filmed.shot().width == 160


def test_a_camera_that_zooms_is_left_to_do_it(filmed: Filmed) -> None:
    filmed.source.can = Abilities(zoom=2.0)
    filmed.opens(auto=False)
    for _ in range(4):
        filmed.key(Qt.Key.Key_Plus)
    assert filmed.source.setup.zoom == 4.0
    filmed.key(Qt.Key.Key_Space)
    assert filmed.shot().width == 80  # it does the first half, the rest is cut out


def test_the_frozen_picture_is_taken(filmed: Filmed) -> None:
    filmed.opens()
    filmed.key(Qt.Key.Key_F)
    assert filmed.said[-1] == FROZEN
    filmed.picture = halves("#00ff00", "#00ff00")
    filmed.eyes.advice = Advice.GOOD
    filmed.qtbot.wait(1000)
    assert filmed.taken == []  # nothing is taken by itself
    filmed.key(Qt.Key.Key_Space)
    assert colours(filmed.shot()) == ("#ff0000", "#0000ff")


def test_a_frozen_picture_goes_on(filmed: Filmed) -> None:
    filmed.opens(auto=False)
    filmed.key(Qt.Key.Key_F)
    filmed.picture = halves("#00ff00", "#00ff00")
    filmed.key(Qt.Key.Key_F)
    count = len(filmed.eyes.looked)
    filmed.until(lambda: len(filmed.eyes.looked) > count + 2)
    filmed.key(Qt.Key.Key_Space)
    assert colours(filmed.shot()) == ("#00ff00", "#00ff00")


def test_a_mirrored_picture_is_shown_so_and_read_as_it_is(qapp: object) -> None:
    frame = QVideoFrame(halves())
    frame.setMirrored(True)
    made = developed(1, 0.0, frame, Order(QSize(160, 120), grey_side=80, shot=True))
    assert made.mirrored
    assert made.picture.pixelColor(20, 60) == QColor("#0000ff")
    assert made.shot is not None
    assert colours(made.shot) == ("#ff0000", "#0000ff")
    assert made.grey[0] > made.grey[79]  # red is lighter than blue


@pytest.mark.parametrize(
    ("size", "grey"),
    [
        ((1920, 1080), (480, 270)),
        ((1080, 1920), (270, 480)),
        ((3000, 16), (480, 2)),
        ((16, 3000), (2, 480)),
    ],
)
def test_the_longer_side_of_what_is_looked_at_is_always_the_same(
    qapp: object, size: tuple[int, int], grey: tuple[int, int]
) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    made = developed(1, 0.0, QVideoFrame(image), Order(QSize(160, 120), grey_side=480))
    assert (made.grey_width, made.grey_height) == grey
    assert made.grey == b"\xff" * (grey[0] * grey[1])


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000), (5000, 2), (15, 640)])
def test_a_frame_that_is_too_small_is_refused(qapp: object, size: tuple[int, int]) -> None:
    frame = QVideoFrame(QImage(*size, QImage.Format.Format_RGB32))
    made = developed(1, 0.0, frame, Order(QSize(160, 120), grey_side=480, shot=True))
    assert (made.problem, made.shot, made.grey) == (TOO_SMALL, None, b"")
    assert made.picture.isNull()


def test_a_frame_that_breaks_the_darkroom_does_not_end_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, made = Darkroom(), list[Developed]()
    room.developed.connect(made.append)
    frame, order = QVideoFrame(halves()), Order(QSize(160, 120))
    with monkeypatch.context() as broken, capture_exceptions():
        broken.setattr(developing, "upright", lambda _: 1 / 0)
        room.put(frame, 0.0, order)
        qtbot.waitUntil(lambda: len(made) == 1)
    room.put(frame, 1.0, order)
    qtbot.waitUntil(lambda: len(made) == 2)
    assert [each.problem for each in made] == [UNREADABLE, ""]


def test_a_turned_frame_is_upright(qapp: object) -> None:
    from PySide6.QtMultimedia import QtVideo

    frame = QVideoFrame(halves())
    frame.setRotation(QtVideo.Rotation.Clockwise90)
    image = upright(frame)
    assert (image.width(), image.height()) == (120, 160)
    assert image.pixelColor(60, 10) == QColor("#ff0000")


def test_who_faces_the_camera_is_told_so(filmed: Filmed) -> None:
    filmed.source.can = Abilities(faces_user=True)
    filmed.opens()
    filmed.until(lambda: filmed.eyes.looked != [])
    assert all(mirrored for *_, mirrored in filmed.eyes.looked)
    assert filmed.eyes.looked[0][:2] == (480, 360)


def below(action: QAction) -> list[QAction]:
    """What stands in its menu."""
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu.actions()


def entries(menu: QMenu) -> dict[str, QAction]:
    """What stands in the menu, without keys."""
    menu.aboutToShow.emit()
    return {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}


def test_the_options_are_those_of_the_camera(filmed: Filmed) -> None:
    filmed.opens(auto=False)
    menu = filmed.window._options.button.menu()
    assert not {"Torch", "Light", "Resolution"} & set(entries(menu))
    sizes = ((1920, 1080), (640, 480))
    filmed.window._options.abilities = Abilities(sizes, light=True, torch=True)
    found = entries(menu)
    found["Torch"].trigger()
    assert filmed.source.setup.torch
    next(a for a in below(found["Light"]) if a.text() == "Brighter").trigger()
    assert filmed.source.setup.light is Light.BRIGHTER
    titles = [action.text() for action in below(found["Resolution"])]
    assert titles == ["Automatic", "Full HD, 1920 × 1080", "VGA, 640 × 480"]
    below(found["Resolution"])[2].trigger()
    assert filmed.source.setup.size == (640, 480)
    assert filmed.changes[-1].size == "640x480"


def test_every_option_can_be_changed_in_the_window(filmed: Filmed) -> None:
    filmed.opens(auto=False)
    menu = filmed.window._options.button.menu()
    for title, name in (
        ("Take the picture by itself", "auto"),
        ("Straighten the page", "straighten"),
        ("Speak guidance", "speak"),
        ("Tones that tell how near it is to good", "tones"),
    ):
        before = getattr(filmed.window._settings, name)
        entries(menu)[title].trigger()
        assert getattr(filmed.changes[-1], name) is not before


def test_what_is_wrong_with_the_camera_ends_what_is_under_way(filmed: Filmed) -> None:
    filmed.opens()
    filmed.key(Qt.Key.Key_F)
    filmed.source.connect_only()
    assert filmed.window._options.is_frozen is False
    filmed.key(Qt.Key.Key_Space)
    assert filmed.taken == []
    filmed.source.connect_only(WEBCAM)
    filmed.eyes.advice = Advice.GOOD
    filmed.until(lambda: any(words.startswith("The picture is back.") for words in filmed.said))
    filmed.passes()
    filmed.shot()


def test_the_sentence_before_taking_is_seen(filmed: Filmed) -> None:
    seen: list[str] = []
    filmed.opens()
    assert filmed.window._sight is not None
    filmed.window._sight.begun.connect(lambda: seen.append(filmed.window._guidance.text()))
    filmed.eyes.advice = Advice.GOOD
    filmed.shot()
    assert seen == [TAKING]
