"""The translation over the very place on a real X server; screens of other scales by values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop.capture.layout import Screen
from desktop.capture.own_windows import Aside, OwnWindows
from desktop.capture.screens import grab
from desktop.ui import theme
from desktop.ui.patches import Patches
from desktop.ui.place_overlay import NAME, PlaceOverlay, panes
from desktop.values import Box, Paragraph, Region, Shot
from tests.end_to_end.desk import Scene, focused, xdotool

REGION = Region(140, 110, 300, 120)
GROUND, INK = QColor("#203040"), QColor("#f0d020")
WORDS = Box(40, 40, 240, 70)


def shot(region: Region = REGION) -> Shot:
    """Ground with a bar of ink where the words are."""
    image = QImage(region.width, region.height, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    for x in range(WORDS.left, WORDS.right, 8):
        painter.fillRect(x, WORDS.top + 4, 4, WORDS.height - 8, INK)
    painter.end()
    return Shot(bytes(image.constBits()), region.width, region.height, (region.x, region.y))


PARAGRAPH = Paragraph(WORDS, (WORDS,), "Ausgang", "", "de", "en")


def windows() -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if w.windowTitle() == NAME and w.isVisible()]


def on_screen(region: Region = REGION) -> QImage:
    found = grab(region)
    return QImage(
        found.pixels, found.width, found.height, found.width * 4, QImage.Format.Format_RGB32
    ).copy()


def original(region: Region = REGION) -> QImage:
    picture = shot(region)
    return QImage(
        picture.pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGB32
    ).copy()


@pytest.fixture
def patches(qtbot: QtBot, dress: Callable[..., None]) -> Patches:
    found = Patches()
    found.begin(shot(), (PARAGRAPH,))
    return found


@pytest.fixture
def overlay(patches: Patches) -> Iterator[PlaceOverlay]:
    shown = PlaceOverlay(patches)
    yield shown
    shown.hide()


def translated(qtbot: QtBot, patches: Patches) -> None:
    with qtbot.waitSignal(patches.changed):
        patches.place(0, replace(PARAGRAPH, text="Way out"))


def test_first_the_pixels_that_were_there_then_the_translation(
    qtbot: QtBot, patches: Patches, overlay: PlaceOverlay
) -> None:
    assert overlay.show(shot())
    qtbot.waitUntil(lambda: on_screen() == original())
    translated(qtbot, patches)
    patch = patches.patch(0)
    assert patch is not None
    expected = original()
    painter = QPainter(expected)
    painter.drawImage(patch.box.left, patch.box.top, patch.image)
    painter.end()
    assert expected != original()
    qtbot.waitUntil(lambda: on_screen() == expected)


def test_a_later_translation_leaves_nothing_of_the_first(
    qtbot: QtBot, patches: Patches, overlay: PlaceOverlay
) -> None:
    overlay.show(shot())
    with qtbot.waitSignal(patches.changed):
        patches.place(0, replace(PARAGRAPH, text="Way out of this building"))
    qtbot.waitUntil(lambda: on_screen() != original())
    with qtbot.waitSignal(patches.changed):
        patches.place(0, replace(PARAGRAPH, text="Ausgang"))  # it is left alone
    qtbot.waitUntil(lambda: on_screen() == original())


def test_a_thin_frame_runs_around_it_and_covers_nothing_of_it(
    qtbot: QtBot, overlay: PlaceOverlay
) -> None:
    overlay.show(shot())
    qtbot.waitUntil(lambda: on_screen() == original())
    around = on_screen(Region(REGION.x - 3, REGION.y - 3, REGION.width + 6, REGION.height + 6))
    accent = theme.tokens().accent.name()
    for x, y in ((1, 60), (around.width() - 2, 60), (150, 1), (150, around.height() - 2)):
        assert around.pixelColor(x, y).name() == accent


def test_original_and_translation_change_by_a_click_that_takes_no_keyboard(
    qtbot: QtBot, patches: Patches, overlay: PlaceOverlay
) -> None:
    scene = Scene("Elsewhere", (600, 500, 200, 60))
    try:
        xdotool("mousemove", 650, 530, "click", 1)
        keyboard = focused()
        overlay.show(shot())
        translated(qtbot, patches)
        qtbot.waitUntil(lambda: on_screen() != original())
        overlay.toggled.connect(lambda: overlay.set_translated(not overlay.translated))
        with qtbot.waitSignal(overlay.toggled):
            xdotool("mousemove", REGION.x + 20, REGION.y + 20, "click", 1)
        qtbot.waitUntil(lambda: on_screen() == original())
        with qtbot.waitSignal(overlay.toggled):
            xdotool("click", 1)
        qtbot.waitUntil(lambda: on_screen() != original())
        with qtbot.waitSignal(overlay.dismissed):
            xdotool("click", 3)
        assert focused() == keyboard
    finally:
        scene.close()


def test_it_leaves_the_screen_for_every_picture_of_it(qtbot: QtBot, overlay: PlaceOverlay) -> None:
    overlay.show(shot())
    qtbot.waitUntil(lambda: on_screen() == original())
    own = OwnWindows()
    assert own.shown(REGION), "what is watched must leave it out"
    own.close()
    aside = Aside()
    assert aside.hide()
    qtbot.waitUntil(lambda: on_screen() != original())
    aside.show()
    qtbot.waitUntil(lambda: on_screen() == original())


def test_a_window_of_ours_is_seen_through_a_hole_in_it(qtbot: QtBot, overlay: PlaceOverlay) -> None:
    result = QMainWindow()
    qtbot.addWidget(result)
    result.setStyleSheet("background: #c00000")
    result.setGeometry(QRect(REGION.x + 150, REGION.y - 40, 300, 300))
    result.show()
    result.activateWindow()
    qtbot.waitUntil(result.isActiveWindow)
    overlay.show(shot())
    corner, under = Region(REGION.x + 10, REGION.y + 10, 1, 1), result.geometry().center()
    qtbot.waitUntil(lambda: on_screen(corner).pixelColor(0, 0) == GROUND)
    red = Region(under.x(), REGION.y + 20, 1, 1)
    qtbot.waitUntil(lambda: on_screen(red).pixelColor(0, 0) == QColor("#c00000"))
    result.move(700, 500)
    qtbot.waitUntil(lambda: on_screen(red).pixelColor(0, 0) == GROUND)


@pytest.fixture
def home(qtbot: QtBot) -> QMainWindow:
    """A window of ours, right over the place, that is active."""
    shown = QMainWindow()
    qtbot.addWidget(shown)
    shown.setStyleSheet("background: #c00000")
    shown.setGeometry(QRect(REGION.x - 20, REGION.y - 20, REGION.width + 40, REGION.height + 40))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def test_a_window_of_ours_that_is_minimised_makes_no_hole(
    qtbot: QtBot, overlay: PlaceOverlay, home: QMainWindow
) -> None:
    home.showMinimized()
    qtbot.waitUntil(lambda: not home.windowHandle().isExposed())
    overlay.show(shot())
    qtbot.waitUntil(lambda: on_screen() == original())
    QGuiApplication.instance().focusWindowChanged.emit(home.windowHandle())
    qtbot.wait(60)
    assert on_screen() == original()
    assert overlay.seen


def test_a_window_of_ours_makes_a_hole_only_where_it_is_in_front(
    qtbot: QtBot, overlay: PlaceOverlay, home: QMainWindow
) -> None:
    place = REGION.x - 30, REGION.y - 30, REGION.width + 60, REGION.height + 60
    scene, own = Scene("Elsewhere", place), OwnWindows()
    try:
        qtbot.waitUntil(lambda: not own.shown(REGION))
        overlay.show(shot())
        qtbot.waitUntil(lambda: on_screen() == original())
        assert overlay.seen
        with qtbot.waitSignal(overlay.gone):
            home.raise_()
            home.activateWindow()
        qtbot.waitUntil(lambda: on_screen().pixelColor(9, 9) == QColor("#c00000"))
    finally:
        own.close()
        scene.close()


def test_wholly_behind_a_window_of_ours_it_is_gone_until_that_moves(
    qtbot: QtBot, overlay: PlaceOverlay, home: QMainWindow
) -> None:
    with qtbot.waitSignal(overlay.gone):
        assert overlay.show(shot())
    assert overlay.shown
    assert not overlay.seen
    home.move(REGION.x + REGION.width + 100, 500)
    qtbot.waitUntil(lambda: on_screen() == original())
    assert overlay.seen


def test_hidden_for_a_picture_it_stays_away_whatever_moves(
    qtbot: QtBot, overlay: PlaceOverlay, home: QMainWindow
) -> None:
    home.move(REGION.x + 150, REGION.y)
    overlay.show(shot())
    qtbot.waitUntil(lambda: on_screen() != original() and overlay.seen)
    aside = Aside()
    aside.hide()
    qtbot.wait(60)
    assert not windows()
    aside.show()
    assert windows()


def test_on_another_desktop_nothing_of_it_is_seen(qtbot: QtBot, overlay: PlaceOverlay) -> None:
    overlay.show(shot())
    qtbot.waitUntil(lambda: on_screen() == original())
    try:
        with qtbot.assertNotEmitted(overlay.gone):
            xdotool("set_desktop", 1)
            qtbot.waitUntil(lambda: not windows())
            qtbot.waitUntil(lambda: on_screen() != original())
    finally:
        xdotool("set_desktop", 0)
    qtbot.waitUntil(lambda: on_screen() == original())


def test_a_screen_of_another_size_takes_it_away(qtbot: QtBot, overlay: PlaceOverlay) -> None:
    overlay.show(shot())
    screen = QGuiApplication.primaryScreen()
    with qtbot.waitSignal(overlay.gone):
        screen.geometryChanged.emit(screen.geometry())
    assert not windows()


def test_hidden_it_leaves_nothing_behind(qtbot: QtBot, overlay: PlaceOverlay) -> None:
    overlay.show(shot())
    assert len(windows()) == 1
    overlay.show(shot())
    assert len(windows()) == 1
    assert overlay.hide()
    assert not windows()
    assert not overlay.hide()


def test_a_picture_without_a_place_has_none(overlay: PlaceOverlay) -> None:
    assert not overlay.show(replace(shot(), origin=None))
    assert not overlay.show(replace(shot(), origin=(-5000, -5000)))
    assert not windows()


def test_at_the_edge_of_the_screen_the_frame_lies_on_the_region(
    qtbot: QtBot, overlay: PlaceOverlay
) -> None:
    area = QGuiApplication.primaryScreen().geometry()
    corner = Region(area.x(), area.y(), 200, 100)
    overlay.show(shot(corner))
    accent = theme.tokens().accent.name()
    places = (QPoint(1, 50), QPoint(100, 1))
    qtbot.waitUntil(lambda: all(on_screen(corner).pixelColor(p).name() == accent for p in places))


# Screens of other scales and places: two at 1.0 and 1.5, one of them left of the origin.


def test_one_window_for_each_screen_that_it_meets() -> None:
    apart = (
        Screen("one", Region(-1280, 0, 1280, 720), 1.5, Region(-1920, 0, 1920, 1080)),
        Screen("two", Region(0, 0, 1920, 1080), 1.0, Region(0, 0, 1920, 1080)),
    )
    found = panes(Region(-150, 90, 250, 60), apart)
    assert len(found) == 2
    one, two = found
    # 150 pixels at 1.5 are 100 points; the frame is 3 points wide and open towards the other.
    assert one.area == Region(-103, 57, 103, 46)
    assert two.area == Region(0, 87, 103, 66)
    assert one.frame.x == 0
    assert one.frame.right > one.area.width + 50, "no line where it goes on"
    assert two.frame.x < -50
    assert two.frame.right == two.area.width


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("origin", [(0, 0), (-2560, -300)])
def test_every_pixel_lies_on_the_one_that_it_came_from(
    scale: float, origin: tuple[int, int]
) -> None:
    size = 2400, 1500
    logical = Region(*origin, round(size[0] / scale), round(size[1] / scale))
    screen = Screen("one", logical, scale, Region(*origin, *size))
    region = Region(origin[0] + 301, origin[1] + 77, 333, 55)
    (pane,) = panes(region, (screen,))
    there = pane.on(region)
    # The window's corner in physical pixels of its screen, as Qt places it.
    left = (pane.area.x - logical.x) * scale + origin[0]
    top = (pane.area.y - logical.y) * scale + origin[1]
    assert there.x() * scale + left == pytest.approx(region.x)
    assert there.y() * scale + top == pytest.approx(region.y)
    assert there.width() * scale == pytest.approx(region.width)
    assert there.x() >= 3 - 1e-6
    assert there.right() <= pane.area.width - 3 + 1e-6
