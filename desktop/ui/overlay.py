"""The region overlay: frozen screens, one window on each, and a region chosen on them.

1. ``prepare`` makes the windows ahead of the first key press, so that showing them is quick.
2. ``choose`` puts the frozen pictures in and shows them.
3. Mouse and keys go into one ``Choice``; the windows only paint it.
4. ``chosen`` brings the part of the frozen pictures, ``cancelled`` nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QKeyEvent, QScreen

from desktop.capture.errors import CaptureError, ScreenError
from desktop.capture.layout import Frame, cut
from desktop.capture.screens import CHANGED, freeze
from desktop.ui.announce import announce
from desktop.ui.keys import latin
from desktop.ui.overlay_choice import (
    NOTHING_CHOSEN,
    OTHER_CORNER,
    TOO_SMALL,
    Choice,
    Outcome,
    Point,
    described,
)
from desktop.ui.overlay_scene import Scene, Words
from desktop.ui.overlay_window import OverlayWindow
from desktop.values import Region, Shot, Task

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
# The digits' keys on French keyboards, where the digits themselves need Shift.
_FRENCH = dict(zip("&é\"'(-è_ç", range(1, 10), strict=True))

_SHAPES = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, 0): Qt.CursorShape.SizeAllCursor,
}

_HOLD = 50  # ms; a menu that is open in another program has the keyboard for a while
_TELL_AFTER = 20
_SETTLED = 150  # ms without a repeat of a held key, before its last step is announced

NAME = "Choose a region"
INSTRUCTION = (
    "Arrows move, Shift and arrows resize, 1 to 9 take a part, A the whole screen, "
    "{enter}, Escape cancels."
)
_ENTER = {
    "read": "Enter reads, T translates",
    "translate": "Enter translates, R reads",
}
KEYBOARD_HELD = "Another program holds the keyboard. Close its menu, or use the mouse."


class Overlay(QObject):
    """Lets the user choose a region of the frozen screens.

    ``chosen`` carries the picture of the region and the task; a region over several screens is put
    together from all of them. ``announced`` carries what has changed, in words. ``shown`` comes
    when every window has been painted.
    """

    chosen = Signal(Shot, Task)
    cancelled = Signal()
    announced = Signal(str)
    shown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows: list[OverlayWindow] = []
        self._frames: tuple[Frame, ...] = ()
        self._task = Task()
        self._choice: Choice | None = None
        self._problem = self._pending = ""
        self._pointer: Point | None = None
        self._unpainted: list[OverlayWindow] = []
        self._refused = 0
        self._has_keyboard = False
        self._hold = QTimer(self, interval=_HOLD)
        self._hold.timeout.connect(self._stay_in_front)
        self._settled = QTimer(self, interval=_SETTLED, singleShot=True)
        self._settled.timeout.connect(self._say_pending)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._screen_added)
            app.screenRemoved.connect(self._screens_changed)
            for screen in app.screens():
                screen.geometryChanged.connect(self._screens_changed)

    @property
    def is_open(self) -> bool:
        """Whether a region is being chosen."""
        return self._choice is not None

    @property
    def region(self) -> Region | None:
        """The region as it is now, in physical pixels of the virtual desktop."""
        return self._choice.region if self._choice else None

    def prepare(self) -> None:
        """Make a window for each screen, hidden, and paint once what is slow the first time."""
        if self.is_open:
            return
        self._drop_windows()
        for screen in QGuiApplication.screens():
            window = OverlayWindow(self, screen, NAME, _instruction(Task()))
            self._windows.append(window)
            window.rehearse(_words(Task(), hint=True))
        try:
            freeze()  # loads the system's library and shares the memory for the pictures
        except CaptureError:
            return  # whoever captures says it; there is nothing to make ready

    def choose(self, frames: Sequence[Frame], task: Task) -> None:
        """Show the frozen screens; what comes back is ``chosen`` or ``cancelled``, once.

        While a region is being chosen, this starts again with the new pictures, without a word of
        the first. Raises ScreenError when the pictures are of other screens than there are now.
        """
        self._hide()
        screens = [(s.name(), s.geometry()) for s in QGuiApplication.screens()]
        if screens != [(window.screen_name, window.area) for window in self._windows]:
            self.prepare()
        pairs = self._paired(frames)
        if not pairs:
            raise ScreenError(CHANGED)
        self._frames, self._task = tuple(frame for _, frame in pairs), task
        self._problem, self._refused = "", 0
        regions = [frame.shot.region or Region(0, 0, 0, 0) for _, frame in pairs]
        position, current = QCursor.pos(), 0
        for number, (window, _) in enumerate(pairs):
            if window.area.contains(position):
                current = number
        self._choice = Choice(regions, [frame.shot.scale for _, frame in pairs], current)
        self._unpainted = [window for window, _ in pairs]
        under = pairs[current][0]
        for window, frame in pairs:
            window.begin(frame.shot)
        self._pointer = under.point(under.mapFromGlobal(position))
        self._refresh()
        if QGuiApplication.platformName() != "xcb":
            under.raise_()
            under.activateWindow()
        self._say(f"{NAME}. {_instruction(task)}")

    def close(self) -> None:
        """Take the windows away without a signal."""
        self._hide()

    # What the windows tell.

    def painted(self, window: OverlayWindow) -> None:
        """A window has been painted for the first time; it may have been closed since."""
        if window not in self._unpainted:
            return
        self._unpainted.remove(window)
        if not self._unpainted:
            if QGuiApplication.platformName() == "xcb":
                self._stay_in_front()
                self._hold.start()
            self.shown.emit()

    def pressed(self, point: Point) -> None:
        """The left button went down at a point of the virtual desktop."""
        if self._choice:
            self._problem, self._pointer = "", point
            self._choice.press(point)
            self._refresh()

    def moved(self, point: Point) -> None:
        """The pointer moved, with or without the button."""
        self._pointer = point
        if self._choice:
            self._choice.move(point)
        self._refresh()

    def released(self, point: Point, keep: bool) -> None:
        """The left button came up."""
        if self._choice is None:
            return
        match self._choice.release(point, keep):
            case Outcome.TAKE:
                self._take(self._task)
                return
            case Outcome.SMALL:
                self._complain(TOO_SMALL)
            case Outcome.CORNER:
                self._say(OTHER_CORNER)
            case Outcome.OPEN if self._choice.region is not None:
                self._say(described(self._choice.region))
        self._refresh()

    def double_clicked(self, point: Point) -> None:
        """Twice in the region that stays takes it; elsewhere it is one more press."""
        if self._choice and self._choice.under(point) is not None:
            self._take(self._task)
        else:
            self.pressed(point)

    def cancel(self) -> None:
        """The user wants none."""
        if self.is_open:
            self._hide()
            self.cancelled.emit()

    def key(self, event: QKeyEvent) -> None:
        """A key went down in one of the windows."""
        choice = self._choice
        if choice is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif not choice.busy:
            words = self._changed(choice, event)
            if words and self._choice is choice:
                self._problem, self._pointer = "", None
                self._say(words, event.isAutoRepeat())
                self._refresh()

    def _changed(self, choice: Choice, event: QKeyEvent) -> str:
        """What the key did to the region, in words; empty if it isn't one of ours."""
        key, modifiers = latin(event), event.modifiers()
        fine = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in _ARROWS:
            resize = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            return choice.arrow(*_ARROWS[key], fine, resize)
        if fine or modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return ""  # the hotkey that opened this is perhaps still held down
        if event.isAutoRepeat():
            return ""
        if key is not None and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            return choice.digit(key - Qt.Key.Key_0)
        if event.text() in _FRENCH:
            return choice.digit(_FRENCH[event.text()])
        match key:
            case Qt.Key.Key_A:
                return choice.whole()
            case Qt.Key.Key_Tab:
                return choice.next_screen()
            case Qt.Key.Key_Backspace:
                return choice.back()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take(self._task)
            case Qt.Key.Key_T:
                self._take(replace(self._task, name="translate"))
            case Qt.Key.Key_R:
                self._take(replace(self._task, name="read"))
        return ""

    # What comes of it.

    def _take(self, task: Task) -> None:
        if self._choice is None:
            return
        region = self._choice.region
        if region is None or not self._choice.large_enough:
            self._complain(TOO_SMALL if region else NOTHING_CHOSEN)
            return
        try:
            shot = cut(self._frames, region)
        except CaptureError as error:
            self._complain(error.sentence)
            return
        self._hide()
        self.chosen.emit(shot, task)

    def _complain(self, sentence: str) -> None:
        self._problem = sentence
        self._say(sentence)
        self._refresh()

    def _say(self, words: str, held: bool = False) -> None:
        self._pending = words
        if held:
            self._settled.start()
            return
        self._settled.stop()
        self.announced.emit(words)
        for window in self._windows:
            if window.isVisible():
                announce(window, words)
                break

    def _say_pending(self) -> None:
        self._say(self._pending)

    def _refresh(self) -> None:
        for window in self._windows:
            if window.isVisible() and self._choice is not None:
                window.show_scene(self._scene(window, self._choice))

    def _scene(self, window: OverlayWindow, choice: Choice) -> Scene:
        here = choice.screens[choice.current] == window.place
        pointed = self._pointer if here and self._pointer else None
        over = choice.under(pointed) if pointed and not choice.busy else None
        window.setCursor(Qt.CursorShape.CrossCursor if over is None else _SHAPES[over])
        region = choice.region
        words: Words = ()
        if here:
            words = (("", self._problem),) if self._problem else _words(self._task, region is None)
        return Scene(
            image=window.image,
            screen=window.place,
            unit=window.unit,
            region=region,
            pointer=pointed if over is None else None,
            grid=choice.grid,
            handles=region is not None and not choice.busy and choice.anchor is None,
            words=words,
            size=f"{region.width} × {region.height}" if region and here else "",
            problem=bool(self._problem),
        )

    def _stay_in_front(self) -> None:
        """These windows aren't the window manager's: nobody else lifts them or gives them keys."""
        shown = [window for window in self._windows if window.isVisible()]
        for window in shown:
            window.raise_()
        if not shown or self._has_keyboard:
            return
        self._has_keyboard = shown[0].windowHandle().setKeyboardGrabEnabled(True)
        if not self._has_keyboard:
            self._refused += 1
            if self._refused == _TELL_AFTER:
                self._complain(KEYBOARD_HELD)

    def _paired(self, frames: Sequence[Frame]) -> list[tuple[OverlayWindow, Frame]]:
        """Each window with the picture of its screen; two screens may have the same name."""
        pairs, left = [], list(frames)
        for window in self._windows:
            frame = next((f for f in left if f.screen == window.screen_name), None)
            if frame is not None and frame.shot.region is not None:
                left.remove(frame)
                pairs.append((window, frame))
        return pairs

    def _hide(self) -> None:
        self._hold.stop()
        self._settled.stop()
        self._has_keyboard = False
        self._choice, self._frames, self._unpainted = None, (), []
        for window in self._windows:
            if window.isVisible():
                if QGuiApplication.platformName() == "xcb":
                    window.windowHandle().setKeyboardGrabEnabled(False)
                window.finish()

    def _screen_added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._screens_changed)
        self._screens_changed()

    def _screens_changed(self) -> None:
        self.cancel()
        self._drop_windows()

    def _drop_windows(self) -> None:
        for window in self._windows:
            window.close()
            window.deleteLater()
        self._windows = []


def _instruction(task: Task) -> str:
    """What is said when the overlay opens."""
    return INSTRUCTION.format(enter=_ENTER.get(task.name, _ENTER["read"]))


def _words(task: Task, hint: bool = False) -> Words:
    """What the pill says: how to begin, or the keys that matter."""
    if hint:
        return (
            ("", "Drag over the text"),
            ("Arrows", "move a frame"),
            ("1–9", "take a part"),
            ("Esc", "cancel"),
        )
    if task.name == "translate":
        return (("Enter", "translate"), ("R", "read"), ("Esc", "cancel"))
    return (("Enter", "read"), ("T", "translate"), ("Esc", "cancel"))
