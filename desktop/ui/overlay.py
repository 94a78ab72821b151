"""The region overlay: frozen screens, one window on each, and a region chosen on them.

1. ``prepare`` makes the windows ahead of the first key press, so that showing them is quick.
2. ``choose`` puts the frozen pictures in and shows them.
3. Soon after they are painted, or at the first step to a block, ``scan_wanted`` asks for the lines
   of text on the screen under the pointer; ``set_blocks`` brings them, perhaps late, perhaps never.
4. Mouse and keys go into one ``Choice`` and one ``Search``; the windows only paint them.
5. ``chosen`` brings the part of the frozen pictures, ``read_from`` what was already read of it,
   ``cancelled`` nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QKeyEvent, QScreen

from desktop.capture.errors import CaptureError, ScreenError
from desktop.capture.layout import Frame, cut
from desktop.capture.screens import CHANGED, freeze
from desktop.ui import overlay_keys
from desktop.ui.announce import announce
from desktop.ui.keys import latin
from desktop.ui.overlay_choice import (
    NOTHING_CHOSEN,
    OTHER_CORNER,
    TOO_SMALL,
    Choice,
    Outcome,
    Point,
)
from desktop.ui.overlay_hold import Hold
from desktop.ui.overlay_keys import ARROWS, NAME
from desktop.ui.overlay_scene import Scene, Words
from desktop.ui.overlay_search import Search
from desktop.ui.overlay_window import OverlayWindow, ours
from desktop.values import Line, Reading, Region, Shot, Task

_SETTLED = 150  # ms without a repeat of a held key, before its last step is announced
_SEARCHED = 150
"""ms after the windows are painted: until then their first word and key have the processor."""
NO_BLOCK = "No block of text is chosen. Press Tab first."
KEYBOARD_HELD = "Another program holds the keyboard. Press Esc there, or use the mouse."


class Overlay(QObject):
    """Lets the user choose a region of the frozen screens.

    ``chosen`` carries the picture of the region and the task; a region over several screens is put
    together from all of them. ``read_from`` carries the picture from a block on, and the reading
    made of the lines found. ``announced`` carries what has changed, in words. ``shown`` comes when
    every window has been painted, ``listening`` when they have the keyboard too. ``scan_wanted``
    carries a frozen screen whose lines are wanted: the last one that it was sent with.
    """

    chosen = Signal(Shot, Task)
    read_from = Signal(Shot, Reading)
    cancelled = Signal()
    scan_wanted = Signal(Shot)
    announced = Signal(str)
    shown = Signal()
    listening = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows: list[OverlayWindow] = []
        self._frames: tuple[Frame, ...] = ()
        self._task = Task()
        self._choice: Choice | None = None
        self._search: Search | None = None
        self._pressed_on: Region | None = None
        self._note: Words = ()
        self._is_problem = False
        self._pending = ""
        self._pointer: Point | None = None
        self._unpainted: list[OverlayWindow] = []
        self._hold = Hold(self)
        self._hold.taken.connect(self._begin_to_listen)
        self._hold.refused.connect(functools.partial(self._complain, KEYBOARD_HELD))
        self._settled = QTimer(self, interval=_SETTLED, singleShot=True)
        self._settled.timeout.connect(self._say_pending)
        self._searched = QTimer(self, interval=_SEARCHED, singleShot=True)
        self._searched.timeout.connect(self._look)
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
            window = OverlayWindow(self, screen, NAME, overlay_keys.instruction(Task()))
            self._windows.append(window)
            window.rehearse(overlay_keys.hint())
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
        self._clear_note()
        regions = [frame.shot.region or Region(0, 0, 0, 0) for _, frame in pairs]
        position, current = QCursor.pos(), 0
        for number, (window, _) in enumerate(pairs):
            if window.area.contains(position):
                current = number
        self._choice = Choice(regions, [frame.shot.scale for _, frame in pairs], current)
        shots = [frame.shot for frame in self._frames]
        own = functools.partial(ours, self._windows)
        self._search = Search(self._choice, shots, self.scan_wanted.emit, own)
        self._unpainted = [window for window, _ in pairs]
        under = pairs[current][0]
        for window, frame in pairs:
            window.begin(frame.shot)
        self._pointer = under.point(under.mapFromGlobal(position))
        self._refresh()
        if QGuiApplication.platformName() != "xcb":
            under.raise_()
            under.activateWindow()

    def set_blocks(self, lines: Sequence[Line]) -> None:
        """The lines on the screen of the last ``scan_wanted``, with boxes in its pixels."""
        if self._search is None:
            return
        if words := self._search.answer(lines):
            self._pointer, self._note = None, ()
            if not self._search.is_lit:
                self._note = (("", words),)
            self._say(words)
        self._refresh()

    def scan_failed(self, sentence: str) -> None:
        """That screen can't be searched: ``sentence`` is said to whoever waits for a block."""
        if self._search is not None and (words := self._search.fail(sentence)):
            self._complain(words)

    def close(self) -> None:
        """Take the windows away without a signal."""
        self._hide()

    def painted(self, window: OverlayWindow) -> None:
        """A window has been painted for the first time; it may have been closed since."""
        if window not in self._unpainted:
            return
        self._unpainted.remove(window)
        if not self._unpainted:
            self.shown.emit()
            self._hold.take([each for each in self._windows if each.isVisible()])
            self._searched.start()

    def _look(self) -> None:
        if self._search is not None:
            self._search.look()

    def _begin_to_listen(self) -> None:
        # Not before: who hears it may press the key at once.
        self._say(overlay_keys.instruction(self._task))
        self.listening.emit()

    def pressed(self, point: Point) -> None:
        """The left button went down at a point of the virtual desktop."""
        if self._choice and self._search:
            self._clear_note()
            self._pointer, self._pressed_on = point, self._search.under(point)
            self._choice.press(point)
            self._refresh()

    def moved(self, point: Point) -> None:
        """The pointer moved, with or without the button."""
        self._pointer = point
        if self._choice:
            self._choice.move(point)
        self._refresh()

    def released(self, point: Point, keep: bool) -> None:
        """The left button came up. A click on a block takes it; with Shift it sets a corner."""
        choice, block = self._choice, self._pressed_on
        if choice is None:
            return
        self._pressed_on = None
        outcome = choice.release(point, keep)
        still = outcome is Outcome.CORNER or choice.region == block
        if block is not None and still and not keep:
            choice.take(block)
            outcome = Outcome.TAKE
        match outcome:
            case Outcome.TAKE:
                self._take(self._task)
                return
            case Outcome.SMALL:
                self._complain(TOO_SMALL)
            case Outcome.CORNER:
                self._say(OTHER_CORNER)
            case Outcome.OPEN if choice.region is not None:
                self._say(choice.words)
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
        choice, search = self._choice, self._search
        if choice is None or search is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif overlay_keys.asks_for_keys(event):
            self._note = overlay_keys.every_key(self._task, len(choice.screens))
            self._say(overlay_keys.spoken(self._note))
            self._refresh()
        elif not choice.busy:
            before = choice.region
            words = self._changed(choice, search, event)
            if words and self._choice is choice:
                self._clear_note()
                if choice.region == before:
                    self._note = (("", words),)  # nothing else shows it
                self._pointer = None
                self._say(words, event.isAutoRepeat())
                self._refresh()

    def _changed(self, choice: Choice, search: Search, event: QKeyEvent) -> str:
        """What the key did to the region, in words; empty if it isn't one of ours."""
        key, modifiers = latin(event), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        fine = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in ARROWS:
            search.forget()
            resize = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            return choice.arrow(*ARROWS[key], fine, resize)
        if event.isAutoRepeat():
            return ""
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and modifiers == Qt.KeyboardModifier.ControlModifier:
            return self._finish(self._task, alone=True)
        if fine or modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return ""  # the hotkey that opened this is perhaps still held down
        if (step := overlay_keys.step(event)) is not None:
            return search.step(step)
        search.forget()
        if (number := overlay_keys.digit(event)) is not None:
            return choice.digit(number)
        match key:
            case Qt.Key.Key_A:
                return choice.whole()
            case Qt.Key.Key_S:
                return choice.next_screen()
            case Qt.Key.Key_Backspace:
                return choice.back()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return self._finish(self._task)
            case Qt.Key.Key_B:
                return self._finish(self._task, alone=True)
            case Qt.Key.Key_T:
                return self._finish(replace(self._task, name="translate"))
            case Qt.Key.Key_R:
                return self._finish(replace(self._task, name="read"))
        return ""

    def _finish(self, task: Task, *, alone: bool = False) -> str:
        """Enter or a letter: from the lit block on, or the region; ``alone``: the lit block only.

        Returns what to say when there is nothing to take.
        """
        found = self._search.reading(alone=alone) if self._search else None
        if alone and found is None:
            return NO_BLOCK
        if task.name == "read" and found is not None:
            self._hide()
            self.read_from.emit(*found)
        else:
            self._take(task)
        return ""

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
        self._note, self._is_problem = (("", sentence),), True
        self._say(sentence)
        self._refresh()

    def _clear_note(self) -> None:
        self._note, self._is_problem = (), False

    def _say(self, words: str, held: bool = False) -> None:
        self._pending = words
        if held:
            self._settled.start()
            return
        self._settled.stop()
        self.announced.emit(words)
        for window in self._windows:
            if window.isVisible():
                announce(window, words, narrated=True)
                break

    def _say_pending(self) -> None:
        self._say(self._pending)

    def _refresh(self) -> None:
        for window in self._windows:
            if window.isVisible() and self._choice is not None and self._search is not None:
                window.show_scene(self._scene(window, self._choice, self._search))

    def _scene(self, window: OverlayWindow, choice: Choice, search: Search) -> Scene:
        here = choice.screens[choice.current] == window.place
        pointed = self._pointer if here and self._pointer else None
        over = choice.under(pointed) if pointed and not choice.busy else None
        hovered = search.under(pointed) if pointed else None
        window.point_at(over if hovered is None else None)
        region = choice.region
        return Scene(
            image=window.image,
            screen=window.place,
            unit=window.unit,
            region=region,
            pointer=pointed if over is None else None,
            grid=choice.grid,
            handles=region is not None and not choice.busy and choice.anchor is None,
            words=(self._note or overlay_keys.on(self._task, region, search.is_lit))
            if here
            else (),
            size=f"{region.width} × {region.height}" if region and here else "",
            problem=self._is_problem,
            lines=search.lines(window.place),
            lit=hovered if hovered != region else None,
        )

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
        self._hold.let_go()
        self._settled.stop()
        self._searched.stop()
        self._choice, self._frames, self._unpainted = None, (), []
        self._search = self._pressed_on = None
        for window in self._windows:
            if window.isVisible():
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
