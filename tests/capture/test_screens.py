"""Pictures of a real X server's screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.capture import screens
from desktop.capture.errors import RegionError, ScreenError
from desktop.capture.screens import current_screen, freeze, grab
from desktop.values import FailureKind, Region, Shot

ROOT = Path(__file__).parents[2]


class Stripes(QWidget):
    """One pixel row of each colour, so that a shift by one pixel shows."""

    COLOURS = ("#ff0000", "#00ff00", "#0000ff", "#ffffff", "#123456")

    def __init__(self) -> None:
        super().__init__()
        self.painted = False
        self.setWindowFlags(
            Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.BypassWindowManagerHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setGeometry(40, 50, 60, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row in range(self.height()):
            painter.fillRect(0, row, self.width(), 1, QColor(self.COLOURS[row % 5]))
        painter.end()
        self.painted = True


def colours(shot: Shot) -> list[str]:
    """The colour of the first pixel of each row."""
    rows = range(0, len(shot.pixels), shot.width * 4)
    return ["#" + bytes(reversed(shot.pixels[at : at + 3])).hex() for at in rows]


@pytest.fixture
def stripes(qtbot: QtBot) -> Stripes:
    widget = Stripes()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: widget.painted and colours(grab(Region(40, 50, 1, 5))) == [*COLOURS])
    return widget


COLOURS = Stripes.COLOURS


def test_a_region_comes_pixel_for_pixel(stripes: Stripes) -> None:
    shot = grab(Region(41, 53, 7, 6))
    assert colours(shot) == [COLOURS[row % 5] for row in range(3, 9)]
    assert shot.region == Region(41, 53, 7, 6)


def test_a_region_is_clipped_to_the_desktop(stripes: Stripes) -> None:
    shot = grab(Region(-30, -20, 71, 71))
    assert shot.region == Region(0, 0, 41, 51)
    assert colours(Shot(shot.pixels[-4:], 1, 1)) == [COLOURS[0]]


def test_one_pixel(stripes: Stripes) -> None:
    assert colours(grab(Region(40, 52, 1, 1))) == [COLOURS[2]]


def test_a_region_outside(qtbot: QtBot) -> None:
    with pytest.raises(RegionError, match="not on any screen") as caught:
        grab(Region(100_000, 0, 10, 10))
    assert caught.value.kind is FailureKind.BAD_REGION


def test_an_empty_region(qtbot: QtBot) -> None:
    with pytest.raises(RegionError, match="empty"):
        grab(Region(10, 10, 0, 0))


def test_every_screen_is_frozen_under_its_name(stripes: Stripes) -> None:
    frames = freeze()
    assert [frame.screen for frame in frames] == [s.name() for s in QGuiApplication.screens()]
    for frame, screen in zip(frames, QGuiApplication.screens(), strict=True):
        area = screen.geometry()
        assert frame.shot.region == Region(area.x(), area.y(), area.width(), area.height())
    whole = frames[0].shot
    assert colours(whole.crop(Region(40, 50, 2, 5))) == [*COLOURS]


def test_a_frozen_screen_stays_as_it_was(stripes: Stripes, qtbot: QtBot) -> None:
    frame = freeze()[0]
    stripes.move(40, 51)
    qtbot.waitUntil(lambda: colours(grab(Region(40, 51, 1, 1))) == [COLOURS[0]])
    assert colours(frame.shot.crop(Region(40, 51, 1, 1))) == [COLOURS[1]]


def test_the_screen_of_the_pointer(qtbot: QtBot) -> None:
    subprocess.run(["xdotool", "mousemove", "30", "30"], check=True)
    assert current_screen().origin == (0, 0)


def test_wayland_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pytest.raises(ScreenError) as caught:
        freeze()
    assert caught.value.kind is FailureKind.NO_SCREEN
    assert "X11" in caught.value.sentence


def test_without_a_display(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    with pytest.raises(ScreenError, match="no screen"):
        freeze()


def test_without_an_application() -> None:
    script = (
        "from desktop.capture.screens import freeze\n"
        "from desktop.capture.errors import CaptureError\n"
        "try: freeze()\n"
        "except CaptureError as error: print(error.sentence)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == screens.NO_DISPLAY


MEASURE = """
import json
from PySide6.QtWidgets import QApplication
app = QApplication([])
from desktop.capture.screens import freeze, grab
from desktop.values import Region
frames = freeze()
print(json.dumps([[f.screen, f.shot.origin, f.shot.width, f.shot.height, f.shot.scale]
                  for f in frames] + [[grab(Region(590, 10, 120, 40)).width]]))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """An X server of its own with two monitors: 600 x 480 on the left, 424 x 480 on the right."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        # Without -noreset the server forgets its monitors when a client leaves.
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x480x24", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        display = f":{answer.readline().strip()}"
    for name, place, output in (
        ("LEFT", "600/160x480/127+0+0", "screen"),
        ("RIGHT", "424/112x480/127+600+0", "none"),
    ):
        subprocess.run(
            ["xrandr", "-d", display, "--setmonitor", name, place, output],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    yield display
    process.terminate()
    process.wait()


@pytest.mark.parametrize("factors", ["1;1", "2;2", "1.25;1.25", "2;1", "1;1.5"])
def test_two_monitors_at_any_scale_are_taken_in_physical_pixels(server: str, factors: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", MEASURE],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": server, "QT_SCREEN_SCALE_FACTORS": factors},
        capture_output=True,
        text=True,
        check=True,
    )
    *frames, [width] = json.loads(result.stdout)
    scales = [float(factor) for factor in factors.split(";")]
    assert frames[0][1:] == [[0, 0], 600, 480, scales[0]]
    assert frames[1][1:] == [[600, 0], 424, 480, scales[-1]]
    assert width == 120  # put together from both


CHANGE = """
import json, subprocess
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from desktop.capture.screens import freeze
before = [frame.shot.width for frame in freeze()]
def look():
    if [screen.name() for screen in app.screens()] == ["LEFT", "NEW"]:
        print(json.dumps([before, [frame.shot.width for frame in freeze()]]))
        app.quit()
timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
for change in (["--delmonitor", "RIGHT"], ["--setmonitor", "NEW", "301/112x480/127+600+0", "none"]):
    subprocess.run(["xrandr", *change], check=True)
QTimer.singleShot(20000, app.quit)
app.exec()
"""


def test_a_screen_that_changes_is_taken_as_it_is_now(server: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", CHANGE],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": server, "QT_SCALE_FACTOR": "2"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(result.stdout) == [[600, 424], [600, 301]]
