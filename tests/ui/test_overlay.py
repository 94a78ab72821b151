"""The overlay on a real X server, with real mouse and keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.capture.errors import ScreenError
from desktop.capture.own_windows import TO_BE_READ
from desktop.capture.screens import freeze, grab, screens
from desktop.ui.overlay import KEYBOARD_HELD, NO_BLOCK, Overlay
from desktop.ui.overlay_blocks import LOOKING, NONE_FOUND
from desktop.ui.overlay_choice import NOTHING_CHOSEN, OTHER_CORNER, TOO_SMALL, part
from desktop.ui.overlay_keys import NAME
from desktop.ui.overlay_window import OverlayWindow, ours
from desktop.values import Box, Line, Reading, Region, Shot, Task

ROOT = Path(__file__).parents[2]


class Desk(QWidget):
    """Something on the screen whose every pixel tells where it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(TO_BE_READ, True)  # it stands for another program
        self.setGeometry(100, 100, 600, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row in range(0, self.height(), 8):
            for column in range(0, self.width(), 8):
                painter.fillRect(column, row, 8, 8, QColor(column % 256, row % 256, 90))


def whole() -> Region:
    """The first screen."""
    return screens()[0].region


def third() -> Region:
    """Its middle, where the keyboard's region begins."""
    return part(whole(), 5)


def in_the_middle() -> str:
    """What is said of the keyboard's first frame."""
    area = third()
    return f"A frame in the middle. Left {area.x}, top {area.y}, {area.width} by {area.height}."


def all_of_it() -> str:
    """What is said of the whole screen."""
    return f"The whole screen. {whole().width} by {whole().height}."


class User:
    """Mouse and keyboard, and what the overlay answered."""

    def __init__(self, overlay: Overlay, qtbot: QtBot) -> None:
        self.overlay = overlay
        self.qtbot = qtbot
        self.words: list[str] = []
        self.chosen: list[tuple[Shot, Task]] = []
        self.cancelled = 0
        self.asked: list[Shot] = []
        overlay.scan_wanted.connect(self.asked.append)
        overlay.announced.connect(self.words.append)
        overlay.chosen.connect(lambda shot, task: self.chosen.append((shot, task)))
        overlay.cancelled.connect(self._count)

    def _count(self) -> None:
        self.cancelled += 1

    def does(self, *what: str | int) -> None:
        subprocess.run(["xdotool", *map(str, what)], check=True)

    def opens(self, task: Task | None = None) -> None:
        with self.qtbot.waitSignal(self.overlay.shown):
            self.overlay.choose(freeze(), task or Task())
        self.words.clear()

    def hears(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.words)

    def presses(self, key: str, expected: str) -> None:
        self.words.clear()
        self.does("key", key)
        self.hears(expected)

    def finds(self, lines: Sequence[Line]) -> None:
        """The text on the screen is found, once it has been asked for."""
        self.qtbot.waitUntil(lambda: bool(self.asked))
        self.overlay.set_blocks(lines)

    def gets(self) -> tuple[Shot, Task]:
        self.qtbot.waitUntil(lambda: bool(self.chosen))
        assert len(self.chosen) == 1
        assert not self.overlay.is_open
        return self.chosen[0]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    widget = Desk()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def user(qtbot: QtBot) -> Iterator[User]:
    overlay = Overlay()
    overlay.prepare()
    subprocess.run(["xdotool", "mousemove", "5", "5"], check=True)
    yield User(overlay, qtbot)
    overlay.close()


def test_a_drag_gives_exactly_the_frozen_pixels(user: User, desk: Desk) -> None:
    region = Region(230, 180, 97, 61)
    before = grab(region)
    user.opens()
    user.does("mousemove", 230, 180, "mousedown", 1, "mousemove", 300, 200)
    user.does("mousemove", 327, 241, "mouseup", 1)
    shot, task = user.gets()
    assert shot.region == region
    assert shot.pixels == before.pixels
    assert task == Task("read")


def test_the_picture_is_from_before(user: User, desk: Desk) -> None:
    before = grab(Region(230, 180, 40, 40))
    user.opens()
    desk.hide()
    user.does("mousemove", 230, 180, "mousedown", 1, "mousemove", 270, 220, "mouseup", 1)
    assert user.gets()[0].pixels == before.pixels


def test_our_own_windows_are_told_from_the_overlay_and_from_what_is_to_be_read(
    user: User, desk: Desk, qtbot: QtBot
) -> None:
    desk.setProperty(TO_BE_READ, False)
    sample = Desk()
    sample.setGeometry(750, 100, 300, 200)
    qtbot.addWidget(sample)
    with qtbot.waitExposed(sample):
        sample.show()
    user.opens()
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, OverlayWindow)]
    found = ours(windows, whole())
    inside, beside = Region(300, 300, 1, 1), Region(900, 250, 1, 1)
    assert [part for part in found if part.intersected(inside).width]
    assert not [part for part in found if part.intersected(beside).width]


def test_two_clicks(user: User) -> None:
    user.opens()
    user.does("mousemove", 200, 200, "click", 1)
    user.hears(OTHER_CORNER)
    user.does("mousemove", 330, 260, "click", 1)
    assert user.gets()[0].region == Region(200, 200, 130, 60)


def test_shift_keeps_the_region_and_a_double_click_takes_it(user: User) -> None:
    user.opens()
    user.does("mousemove", 200, 200, "mousedown", 1, "mousemove", 400, 300)
    user.does("keydown", "shift", "mouseup", 1, "keyup", "shift")
    user.hears("Left 200, top 200, 200 by 100.")
    user.does("mousemove", 400, 300, "mousedown", 1, "mousemove", 450, 320, "mouseup", 1)
    user.hears("Left 200, top 200, 250 by 120.")
    user.does("mousemove", 300, 250, "click", "--repeat", 2, "--delay", 30, 1)
    assert user.gets()[0].region == Region(200, 200, 250, 120)


def test_the_keyboard_alone(user: User) -> None:
    user.opens()
    x, y, width, height = third().x, third().y, third().width, third().height
    user.presses("Right", in_the_middle())
    user.presses("Right", f"Left {x + 10}.")
    user.presses("ctrl+Up", f"Top {y - 1}.")
    user.presses("shift+Left", f"Width {width - 10}.")
    user.presses("ctrl+shift+Down", f"Height {height + 1}.")
    user.does("key", "Return")
    assert user.gets()[0].region == Region(x + 10, y - 1, width - 10, height + 1)


def test_digits_zoom_in(user: User) -> None:
    user.opens()
    first = part(whole(), 1)
    ninth = part(first, 9)
    user.presses("1", f"Part 1, upper left. {first.width} by {first.height}.")
    user.presses("KP_9", f"Part 9, lower right. {ninth.width} by {ninth.height}.")
    user.presses("BackSpace", f"Back to part 1, upper left. {first.width} by {first.height}.")
    user.does("key", "KP_Enter")
    assert user.gets()[0].region == first


def test_the_whole_screen_translated(user: User) -> None:
    user.opens(Task("read", "de"))
    user.presses("a", all_of_it())
    user.does("key", "t")
    shot, task = user.gets()
    assert shot.region == whole()
    assert task == Task("translate", "de")


def test_opened_to_translate_it_translates(user: User) -> None:
    user.opens(Task("translate", "en"))
    user.presses("a", all_of_it())
    user.does("key", "Return")
    assert user.gets()[1] == Task("translate", "en")


@pytest.mark.parametrize(("task", "opening"), [("read", "read"), ("translate", "translate")])
def test_what_is_said_at_once_is_short_and_fits_the_task(
    user: User, task: str, opening: str
) -> None:
    user.overlay.choose(freeze(), Task(task, "en"))
    assert not user.words, "no key is heard yet"
    user.qtbot.waitUntil(lambda: bool(user.words))
    assert user.words == [f"Choose what to {opening}. Tab for text, H for all keys."]


@pytest.mark.parametrize("key", ["h", "F1", "question"])
def test_all_keys_are_told_on_request(user: User, key: str) -> None:
    user.opens()
    user.does("key", key)
    user.qtbot.waitUntil(lambda: bool(user.words))
    said = user.words[0]
    for each in ("Tab:", "Shift Tab:", "Home:", "1 to 9:", "Backspace:", "B:", "Escape: cancel."):
        assert each in said
    assert "S:" not in said  # there is one screen
    assert user.overlay.is_open


LINES = (
    Line("Heading", Box(40, 40, 160, 60)),
    Line("First line of it", Box(40, 90, 300, 108)),
    Line("and its second", Box(40, 110, 290, 128)),
)
"""What might be found on the screen."""


def test_the_text_is_asked_for_once_the_screen_is_painted(user: User, desk: Desk) -> None:
    frames = freeze()
    user.overlay.choose(frames, Task())
    with user.qtbot.waitSignal(user.overlay.shown):
        assert user.asked == []
    user.qtbot.waitUntil(lambda: bool(user.asked))
    assert user.asked == [frames[0].shot]


def test_a_step_asks_at_once_and_only_once(user: User) -> None:
    user.opens()
    assert user.asked == []
    user.presses("Tab", LOOKING)
    assert len(user.asked) == 1
    user.qtbot.wait(300)
    assert len(user.asked) == 1


def test_what_is_left_at_once_is_not_searched(user: User) -> None:
    user.opens()
    user.overlay.close()
    user.qtbot.wait(300)
    assert user.asked == []


def test_tab_steps_and_enter_reads_from_there(user: User) -> None:
    read: list[tuple[Shot, Reading]] = []
    user.overlay.read_from.connect(lambda shot, reading: read.append((shot, reading)))
    user.opens()
    user.presses("Tab", LOOKING)
    user.finds(LINES)
    user.hears("Block 1 of 2: Heading")
    user.presses("Tab", "Block 2 of 2: First line of it and its second")
    user.presses("shift+Tab", "Block 1 of 2: Heading")
    user.presses("End", "Block 2 of 2: First line of it and its second")
    user.presses("Home", "Block 1 of 2: Heading")
    user.does("key", "Return")
    user.qtbot.waitUntil(lambda: bool(read))
    shot, reading = read[0]
    assert reading.text == "Heading\n\nFirst line of it\nand its second"
    assert shot.region == Region(36, 36, 268, 96)
    assert not user.overlay.is_open
    assert user.chosen == []


@pytest.mark.parametrize("key", ["b", "ctrl+Return"])
def test_one_block_alone(user: User, key: str) -> None:
    read: list[Reading] = []
    user.overlay.read_from.connect(lambda _, reading: read.append(reading))
    user.opens()
    user.presses("b", NO_BLOCK)
    user.finds(LINES)
    user.presses("Tab", "Block 1 of 2: Heading")
    user.does("key", key)
    user.qtbot.waitUntil(lambda: bool(read))
    assert read[0].text == "Heading"


def test_a_block_is_translated_as_a_region(user: User) -> None:
    user.opens()
    user.finds(LINES)
    user.presses("Tab", "Block 1 of 2: Heading")
    user.does("key", "t")
    shot, task = user.gets()
    assert (shot.region, task.name) == (Region(36, 36, 128, 28), "translate")


def test_a_click_takes_the_block_under_the_pointer(user: User) -> None:
    user.opens()
    user.finds(LINES)
    user.does("mousemove", 100, 100, "click", 1)
    assert user.gets()[0].region == Region(36, 86, 268, 46)


def test_a_click_on_the_lit_block_takes_it(user: User) -> None:
    user.opens()
    user.finds(LINES)
    user.presses("Tab", "Block 1 of 2: Heading")
    user.does("mousemove", 100, 50, "mousedown", 1, "mousemove", 102, 51, "mouseup", 1)
    assert user.gets()[0].region == Region(36, 36, 128, 28)


def test_a_drag_and_a_shift_click_on_a_block_are_what_they_are_elsewhere(user: User) -> None:
    user.opens()
    user.finds(LINES)
    user.does("mousemove", 100, 100, "keydown", "shift", "click", 1, "keyup", "shift")
    user.hears(OTHER_CORNER)
    user.does("mousemove", 100, 100, "mousedown", 1, "mousemove", 150, 110)
    user.does("mousemove", 200, 120, "mouseup", 1)
    assert user.gets()[0].region == Region(100, 100, 100, 20)


def test_without_text_or_with_a_search_that_fails_that_is_said(user: User) -> None:
    user.opens()
    user.presses("Tab", LOOKING)
    user.overlay.scan_failed("The quick engine stopped. Press Tab again.")
    user.hears("The quick engine stopped. Press Tab again.")
    user.presses("Tab", LOOKING)
    user.finds(())
    user.hears(NONE_FOUND)
    user.presses("Tab", NONE_FOUND)


def test_lines_that_come_when_it_is_closed_are_nobodys(user: User) -> None:
    user.opens()
    user.overlay.close()
    user.overlay.set_blocks(LINES)
    user.overlay.scan_failed("Too late.")
    assert user.words == []


def test_the_lines_are_underlined_and_the_one_under_the_pointer_is_lit(
    user: User, desk: Desk
) -> None:
    inside, under = Region(306, 144, 3, 3), Region(150, 105, 4, 8)
    bright, before = grab(inside), grab(under)
    user.opens()
    user.finds((Line("text", Box(140, 90, 310, 110)), Line("x", Box(302, 140, 330, 160))))
    user.qtbot.waitUntil(lambda: grab(inside).pixels != bright.pixels)
    dimmed = bytes(round(value * 0.65) for value in before.pixels)
    user.qtbot.waitUntil(lambda: furthest(grab(under).pixels, dimmed) > 30)
    user.does("mousemove", 316, 150)
    user.qtbot.waitUntil(lambda: grab(inside).pixels == bright.pixels)


def furthest(some: bytes, others: bytes) -> int:
    """The largest difference of two bytes at the same place."""
    return max(abs(one - other) for one, other in zip(some, others, strict=True))


def test_too_small_stays_open(user: User) -> None:
    user.opens()
    user.does("mousemove", 200, 200, "mousedown", 1, "mousemove", 260, 201, "mouseup", 1)
    user.hears(TOO_SMALL)
    assert user.overlay.is_open
    user.does("mousemove", 200, 200, "mousedown", 1, "mousemove", 260, 230, "mouseup", 1)
    assert user.gets()[0].region == Region(200, 200, 60, 30)


def test_enter_without_a_region(user: User) -> None:
    user.opens()
    user.presses("Return", NOTHING_CHOSEN)
    assert user.overlay.is_open


@pytest.mark.parametrize("way", [("key", "Escape"), ("click", "3")])
def test_cancelled(user: User, desk: Desk, way: tuple[str, str]) -> None:
    user.opens()
    user.does("mousemove", 300, 300)
    user.does(*way)
    user.qtbot.waitUntil(lambda: user.cancelled == 1)
    assert not user.overlay.is_open
    assert user.chosen == []


def test_escape_during_a_drag(user: User) -> None:
    user.opens()
    user.does("mousemove", 200, 200, "mousedown", 1, "mousemove", 400, 300, "key", "Escape")
    user.qtbot.waitUntil(lambda: user.cancelled == 1)
    user.does("mouseup", 1)
    assert user.chosen == []


def test_the_hotkeys_own_letter_does_nothing(user: User) -> None:
    user.opens()
    user.presses("a", all_of_it())
    user.does("key", "ctrl+alt+r", "key", "ctrl+alt+t")
    user.presses("Left", "At the left edge.")  # later than those, so they have been seen
    assert user.overlay.is_open


def test_choosing_again_starts_again(user: User, desk: Desk) -> None:
    user.opens()
    user.presses("a", all_of_it())
    user.opens(Task("translate"))
    assert user.overlay.region is None
    user.presses("Right", in_the_middle())
    user.does("key", "Return")
    assert user.gets()[1].name == "translate"
    assert user.cancelled == 0


def test_the_keyboard_goes_back_to_where_it_was(user: User, qtbot: QtBot) -> None:
    heard: list[str] = []

    class Editor(QWidget):
        def keyPressEvent(self, event: Any) -> None:
            heard.append(event.text())

    editor = Editor()
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    user.opens()
    user.does("key", "x", "key", "Escape")
    qtbot.waitUntil(lambda: user.cancelled == 1)
    user.does("key", "y")
    qtbot.waitUntil(lambda: heard == ["y"])


def test_another_program_that_holds_the_keyboard_is_said(user: User) -> None:
    script = (
        "import sys; from Xlib import X, display; d = display.Display();"
        "d.screen().root.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime);"
        "d.sync(); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    user.opens()
    user.hears(KEYBOARD_HELD)
    other.communicate()
    user.qtbot.waitUntil(lambda: user.overlay._hold.has_keyboard)
    user.presses("a", all_of_it())


def test_a_window_that_opens_meanwhile_stays_below(user: User, qtbot: QtBot) -> None:
    user.opens()
    other = QWidget()
    qtbot.addWidget(other)
    other.setWindowFlags(Qt.WindowType.BypassWindowManagerHint)
    other.setGeometry(100, 100, 600, 400)
    with qtbot.waitExposed(other):
        other.show()
    user.does("mousemove", 200, 200)
    qtbot.waitUntil(lambda: user.overlay._pointer == (200, 200))
    user.does("mousedown", 1, "mousemove", 300, 300, "mouseup", 1)
    assert user.gets()[0].region == Region(200, 200, 100, 100)


def test_it_has_a_name_and_a_role(user: User) -> None:
    user.opens()
    window = user.overlay._windows[0]
    face = QAccessible.queryAccessibleInterface(window)
    assert face.text(QAccessible.Text.Name) == NAME
    assert face.role() == QAccessible.Role.Dialog


def test_it_is_dimmed_and_the_region_is_clear(user: User, desk: Desk) -> None:
    inside, outside = Region(300, 300, 4, 4), Region(150, 450, 4, 4)
    bright_inside, bright_outside = grab(inside), grab(outside)
    user.opens()
    user.does("mousemove", 250, 250, "mousedown", 1, "mousemove", 400, 400)
    user.qtbot.waitUntil(lambda: user.overlay.region == Region(250, 250, 150, 150))
    user.qtbot.waitUntil(lambda: grab(inside).pixels == bright_inside.pixels)
    expected = round(bright_outside.pixels[0] * 0.65)
    assert abs(grab(outside).pixels[0] - expected) <= 1
    user.does("mouseup", 1)


def test_it_is_there_at_once(user: User, desk: Desk) -> None:
    times = []
    for _ in range(7):
        start = time.perf_counter()
        user.opens()
        times.append(time.perf_counter() - start)
        user.overlay.close()
    # The budget is 0.1 s and is the benchmark's; a machine may be slower than usual.
    assert sorted(times)[3] < 0.3, [round(t * 1000) for t in times]


def test_closed_before_it_was_painted_it_is_silent(user: User, qtbot: QtBot) -> None:
    shown: list[None] = []
    user.overlay.shown.connect(lambda: shown.append(None))
    user.overlay.choose(freeze(), Task())
    user.overlay._windows[0].grab()  # painted, and its word is on the way
    user.overlay.close()
    qtbot.wait(30)  # in which the word of the painting would have come
    assert shown == []
    assert not user.overlay._hold.is_held
    user.opens()
    assert len(shown) == 1


class Counting(Overlay):
    """Counts how often it is told that the screens have changed."""

    changes = 0

    def _screens_changed(self) -> None:
        self.changes += 1
        super()._screens_changed()


def test_a_screen_that_changes_is_heard_once(qtbot: QtBot) -> None:
    overlay = Counting()
    for _ in range(3):
        overlay.prepare()
    screen = QGuiApplication.primaryScreen()
    screen.geometryChanged.emit(screen.geometry())
    assert overlay.changes == 1


def test_pictures_of_screens_that_are_gone_are_refused_in_words(user: User) -> None:
    gone = tuple(replace(frame, screen="gone") for frame in freeze())
    with pytest.raises(ScreenError, match="Press the key again"):
        user.overlay.choose(gone, Task())
    assert not user.overlay.is_open
    assert user.cancelled == 0


def in_a_process(script: str, display: str, **environment: str) -> Callable[[], Any]:
    """Run ``script`` on another X server; the result waits for the JSON that it prints."""
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": display, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )

    def result() -> Any:
        answer, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        return json.loads(answer)

    return result


TWO_SCREENS = """
import json, subprocess
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from desktop.capture.screens import freeze
from desktop.ui.overlay import Overlay
from desktop.values import Task
def does(*what):
    subprocess.run(["xdotool", *map(str, what)], check=True)
overlay = Overlay()
overlay.prepare()
answer = {"said": []}
def steps():
    if "WAY" == "drag":
        does("mousemove", 560, 100, "mousedown", 1, "mousemove", 580, 120)
        does("mousemove", 660, 150, "mouseup", 1)
    elif "WAY" == "keys":
        does("key", "s", "key", "5", "key", "Return")
    else:
        subprocess.run(["xrandr", "--delmonitor", "RIGHT"], check=True)
overlay.announced.connect(answer["said"].append)
def finish(**found):
    print(json.dumps({**answer, **found}))
    app.quit()
overlay.chosen.connect(lambda s, t: finish(origin=s.origin, size=(s.width, s.height)))
overlay.cancelled.connect(lambda: finish(cancelled=True))
overlay.listening.connect(steps)
QTimer.singleShot(20000, app.quit)
subprocess.run(["xdotool", "mousemove", "5", "5"], check=True)
overlay.choose(freeze(), Task())
app.exec()
"""


@pytest.fixture
def two_screens() -> Iterator[str]:
    """An X server with two monitors side by side, 600 and 424 pixels wide."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
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
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": display})
    yield display
    for process in (manager, server):
        process.terminate()
        process.wait()


@pytest.mark.parametrize("factors", ["1;1", "2;2", "2;1", "1.25;1.5"])
def test_a_drag_over_two_screens_at_any_scale(two_screens: str, factors: str) -> None:
    script = TWO_SCREENS.replace("WAY", "drag")
    answer = in_a_process(script, two_screens, QT_SCREEN_SCALE_FACTORS=factors)()
    assert (answer["origin"], answer["size"]) == ([560, 100], [100, 50])


def test_s_goes_to_the_next_screen(two_screens: str) -> None:
    script = TWO_SCREENS.replace("WAY", "keys")
    answer = in_a_process(script, two_screens, QT_SCREEN_SCALE_FACTORS="1;2")()
    assert answer["said"][1:] == ["Screen 2 of 2. 424 by 480.", "Part 5, middle. 141 by 160."]
    assert answer["origin"] == [741, 160]


def test_a_screen_that_goes_away_cancels(two_screens: str) -> None:
    script = TWO_SCREENS.replace("WAY", "unplug")
    assert in_a_process(script, two_screens)()["cancelled"]


def test_a_window_that_asked_for_its_screen_may_go(user: User, qtbot: QtBot) -> None:
    other = QWidget()
    other.screen()
    with qtbot.waitSignal(other.destroyed):
        other.deleteLater()
    user.opens()
    assert user.overlay.is_open
