"""A region is watched on a real X server, with another program's window in it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.capture.errors import RegionError, ScreenError
from desktop.capture.own_windows import LINGER, Cover
from desktop.capture.screens import grab
from desktop.capture.watch import MOVING, STILL, Sight, Watch
from desktop.values import Region, Shot
from tests.capture.stage import Stage

PLACE = (60, 60, 640, 200)
REGION = Region(*PLACE)


class Seen:
    """What a watch has told, with the time of each."""

    def __init__(self, watch: Watch) -> None:
        self.sights: list[Sight] = []
        self.times: list[float] = []
        self.ends: list[str] = []
        watch.seen.connect(self._take)
        watch.ended.connect(self.ends.append)

    def _take(self, sight: Sight) -> None:
        self.sights.append(sight)
        self.times.append(time.monotonic())


def live(seconds: float) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage(PLACE)
    yield made
    made.close()


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[Watch]:
    made = Watch()
    yield made
    made.stop()


def first_seen(watch: Watch, qtbot: QtBot) -> Seen:
    seen = Seen(watch)
    watch.start(REGION)
    qtbot.waitUntil(lambda: len(seen.sights) == 1)
    return seen


def test_a_change_is_told_once_it_stands_still(watch: Watch, stage: Stage, qtbot: QtBot) -> None:
    stage.show("Good evening.")
    seen = first_seen(watch, qtbot)
    assert seen.sights[0].shot == grab(REGION)
    live(1.0)
    assert len(seen.sights) == 1, "nothing has changed"
    for text in ("And", "And now", "And now the", "And now the news."):
        painted = stage.show(text)
    qtbot.waitUntil(lambda: len(seen.sights) == 2)
    assert seen.sights[1] == Sight(grab(REGION), still=True)
    assert seen.times[1] - painted >= STILL - 0.12, "it was told before it stood still"
    live(0.6)
    assert len(seen.sights) == 2


def test_a_film_is_told_now_and_then_and_when_it_stands(
    watch: Watch, stage: Stage, qtbot: QtBot
) -> None:
    stage.show("Titles")
    seen = first_seen(watch, qtbot)
    stage.show("Titles", film=True)
    qtbot.waitUntil(lambda: len(seen.sights) == 3)
    assert not any(sight.still for sight in seen.sights[1:])
    assert seen.times[2] - seen.times[1] >= MOVING - 0.02
    stage.show("Titles")
    qtbot.waitUntil(lambda: seen.sights[-1].still)
    assert seen.sights[-1].shot == grab(REGION)


def test_a_film_is_told_at_once_to_who_is_in_a_hurry(
    watch: Watch, stage: Stage, qtbot: QtBot
) -> None:
    stage.show("Titles")
    seen = first_seen(watch, qtbot)
    stage.show("Titles", film=True)
    qtbot.waitUntil(lambda: len(seen.sights) == 2)
    watch.hurry()
    qtbot.waitUntil(lambda: len(seen.sights) == 3)
    assert seen.times[2] - seen.times[1] < MOVING / 2
    qtbot.waitUntil(lambda: len(seen.sights) == 4)
    assert seen.times[3] - seen.times[2] >= MOVING - 0.02, "one hurry is for one picture"


def test_while_it_is_off_nothing_runs(qtbot: QtBot) -> None:
    asked: list[Region] = []

    def counted(region: Region, before: Shot | None) -> Shot:
        asked.append(region)
        return grab(region, before)

    watch = Watch(counted)
    seen = Seen(watch)
    watch.start(REGION)
    qtbot.waitUntil(lambda: len(asked) >= 3)
    watch.stop()
    assert not watch.on
    watch.hurry()
    told, asked[:] = len(seen.sights), []
    live(0.6)
    assert asked == []
    assert len(seen.sights) == told


class Note(QWidget):
    """One of our own windows."""

    def __init__(self, where: tuple[int, int, int, int], top: bool = True) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, top)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor("#c02020"))
        self.setPalette(palette)
        self.setGeometry(*where)


def test_our_own_windows_are_left_out(watch: Watch, stage: Stage, qtbot: QtBot) -> None:
    stage.show("Above\n\n\nBelow")
    seen = first_seen(watch, qtbot)
    before = seen.sights[0].shot
    note = Note((100, 80, 300, 60))
    qtbot.addWidget(note)
    note.show()
    qtbot.waitExposed(note)
    live(0.8)
    assert grab(REGION) != before, "our window is not to be seen"
    note.move(140, 90)
    live(0.6)
    note.close()
    live(0.8)
    assert len(seen.sights) == 1, "our own window was told"
    assert grab(REGION) == before


def test_what_changes_beside_our_window_is_told_without_it(
    watch: Watch, stage: Stage, qtbot: QtBot
) -> None:
    stage.show("Above\n\n\nBelow")
    seen = first_seen(watch, qtbot)
    note = Note((60, 60, 640, 80))
    qtbot.addWidget(note)
    note.show()
    qtbot.waitExposed(note)
    stage.show("Changed\n\n\nBelow it")
    qtbot.waitUntil(lambda: len(seen.sights) == 2)
    half = Region(60, 60, 640, 82)
    assert seen.sights[1].shot.crop(half) == seen.sights[0].shot.crop(half)
    below = Region(60, 150, 640, 100)
    assert seen.sights[1].shot.crop(below) == grab(below)
    note.close()
    qtbot.waitUntil(lambda: len(seen.sights) == 3)
    assert seen.sights[2].shot == grab(REGION)


def test_our_window_behind_the_other_program_hides_nothing(watch: Watch, qtbot: QtBot) -> None:
    note = Note(PLACE, top=False)
    qtbot.addWidget(note)
    note.show()
    qtbot.waitExposed(note)
    stage = Stage(PLACE)
    try:
        stage.show("In front")
        qtbot.waitUntil(lambda: _is_dark(grab(REGION)))
        seen = first_seen(watch, qtbot)
        stage.show("Still in front")
        qtbot.waitUntil(lambda: len(seen.sights) >= 2)
        assert seen.sights[-1].shot == grab(REGION)
    finally:
        stage.close()


def _is_dark(shot: Shot) -> bool:
    return shot.pixels[:3] == bytes((0x28, 0x24, 0x20))


def test_a_region_that_is_gone_ends_it(
    watch: Watch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.capture.watch.UNSEEN", 0.3)
    seen = Seen(watch)
    with qtbot.waitSignal(watch.ended):
        watch.start(Region(100_000, 0, 200, 100))
    assert seen.ends == ["That region is not on any screen. Choose it again."]
    assert not watch.on
    assert seen.sights == []


def test_a_screen_that_is_away_for_a_moment_does_not_end_it(qtbot: QtBot) -> None:
    fails = 3

    def faltering(region: Region, before: Shot | None) -> Shot:
        nonlocal fails
        fails -= 1
        if fails == 1:
            raise ScreenError("away")
        if fails == 0:
            raise RegionError("elsewhere")
        return grab(region, before)

    watch = Watch(faltering)
    seen = Seen(watch)
    watch.start(REGION)
    qtbot.waitUntil(lambda: len(seen.sights) == 1)
    assert seen.ends == []
    watch.stop()


class Windows:
    """Where our windows are said to be."""

    def __init__(self, *regions: Region) -> None:
        self.regions = regions

    def shown(self, within: Region) -> tuple[Region, ...]:
        return self.regions

    def close(self) -> None:
        self.regions = ()


def flat(value: int) -> Shot:
    return Shot(bytes([value]) * (4 * 2 * 4), 4, 2, (10, 10))


def test_what_was_never_seen_under_our_window_is_black() -> None:
    cover = Cover(Windows(Region(11, 10, 2, 1)))
    pixels = cover.over(flat(9), None, None, 0.0).pixels
    assert pixels == bytes([9] * 4 + [0] * 8 + [9] * 20)


def test_a_window_that_has_gone_is_left_out_until_it_has_faded() -> None:
    windows = Windows(Region(0, 0, 50, 50))
    cover = Cover(windows)
    told = flat(1)
    assert cover.over(flat(2), told, told, 5.0) is told
    windows.close()
    assert cover.over(flat(3), told, told, 5.0 + LINGER / 2) is told
    assert cover.over(flat(4), told, told, 5.0 + LINGER * 1.1) == flat(4)
