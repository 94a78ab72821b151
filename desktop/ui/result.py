"""The window that shows what was read.

1. ``open`` starts a job: the window stands beside the region, says "Reading…" and takes the focus.
2. ``append`` fills it; ``finish`` or ``fail`` ends it. What belongs to another job is dropped.
3. The text is the user's at once: what they change is never written over.

It emits what the user wants and does none of it, but saving the text to a file.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QScreen,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget

from desktop.capture.errors import ScreenError
from desktop.capture.layout import Screen, to_points
from desktop.capture.screens import screens
from desktop.tasks import can_do
from desktop.ui import icons, placement, theme
from desktop.ui.announce import announce
from desktop.ui.placement import Side
from desktop.ui.result_layout import ResultLayout
from desktop.ui.spans import line_at, line_spans
from desktop.ui.text_pane import USUAL_ZOOM
from desktop.values import EngineName, Failed, FailureKind, Reading, Region, Shot, Task

_START = (500, 200)
_PART_OF_SCREEN, _GROWN = 0.7, 0.9
_LINES = 6


class ResultWindow(QMainWindow):
    """Shows one job at a time. All text in it is plain text.

    ``again`` asks for the same shot to be read as another task or by another engine. What happens
    is told to screen readers.
    """

    again = Signal(Task, EngineName)
    copy_requested = Signal(str)
    listen_requested = Signal(str)
    stop_requested = Signal()
    closed = Signal()
    zoom_changed = Signal(int)
    settings_requested = Signal()

    def __init__(self, zoom: int = USUAL_ZOOM, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Sightread: result")
        self.setWindowIcon(icons.icon("sightread"))
        self._job = -1
        self._task, self._engine = Task(), EngineName.AUTO
        self._shot: Shot | None = None
        self._region: Region | None = None
        self._screen = Region(0, 0, 0, 0)
        self._side = Side.CENTRE
        self._moved = self._reading = self._speaking = False
        self._read = self._spoken = self._figures = ""
        self._offset = 0
        self._spans: list[tuple[int, int]] = []
        self._view = ResultLayout(zoom)
        self.setCentralWidget(self._view.frame)
        self._connect()

    # What the session tells it

    def open(self, job: int, shot: Shot | None, task: Task, beside: Region | None) -> None:
        """Start showing ``job``, beside a region in physical pixels; None: amid the screen."""
        if shot is not self._shot or shot is None:
            self._engine = EngineName.AUTO
        self._job, self._shot, self._task = job, shot, task
        self._read = self._spoken = self._figures = ""
        self._offset, self._spans, self._reading = 0, [], True
        view = self._view
        view.header.show_asked(task, self._engine)
        view.header.again.setEnabled(shot is not None)
        view.picture_button.setEnabled(shot is not None)
        view.picture.set_shot(shot)
        view.failure.hide()
        view.text.show()
        view.text.clear_for("Reading…")
        view.say_status("Reading…")
        view.say_notes(())
        self._enable()
        self._stand(beside)
        self.reopen()
        announce(self, "Reading…")

    def reopen(self) -> None:
        """Show the window as it is, in front, with the keyboard in its text."""
        self.show()
        self.raise_()
        self.activateWindow()
        first = None if self._view.failure.isHidden() else self._view.failure.first_button()
        (first or self._view.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self) -> bool:
        """Show the last result again; False where nothing has been read yet."""
        if self._job < 0:
            return False
        self.reopen()
        return True

    def step_aside(self) -> bool:
        """Hide while the screen is taken; False where the window wasn't in the way."""
        if not self.isVisible():
            return False
        self.hide()
        return True

    def append(self, job: int, text: str) -> None:
        """Add the next piece of ``job``."""
        if job != self._job:
            return
        self._read += text
        self._view.text.append(text)
        self._enable()
        self._fit()

    def finish(self, job: int, reading: Reading) -> None:
        """Show the whole of what was read in ``job``."""
        if job != self._job:
            return
        self._reading, self._read = False, reading.text
        view = self._view
        view.text.settle(reading.text)
        view.text.setPlaceholderText("")
        view.picture.set_lines(reading.lines)
        self._spans = line_spans(reading.text, reading.lines)
        view.header.show_done(reading.language, reading.engine, reading.device)
        count = sum(1 for line in reading.text.splitlines() if line.strip())
        lines = "1 line" if count == 1 else f"{count} lines"
        kept = " · your changes are kept" if view.text.edited else ""
        self._figures = f"{lines} · {reading.seconds:.1f} s{kept}"
        view.say_status(self._figures)
        view.say_notes(reading.notes)
        self._enable()
        self._fit(widen=True)
        for sentence in (f"{lines}.", *reading.notes):
            announce(self, sentence)

    def fail(self, job: int, failed: Failed) -> None:
        """Say why ``job`` could not be read, in the place of the text; keep what had come."""
        if job != self._job:
            return
        self._reading = False
        view = self._view
        view.text.setPlaceholderText("")
        view.say_status("Stopped." if failed.kind == FailureKind.CANCELLED else "")
        kept = bool(view.text.toPlainText())
        if failed.kind != FailureKind.CANCELLED or not kept:
            view.failure.show_failure(failed, self._task, self._shot is not None)
            view.text.setVisible(kept)
            if button := view.failure.first_button():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._enable()
        self._fit()
        announce(self, failed.sentence, assertive=True)

    def set_copied(self, job: int, ok: bool, sentence: str = "") -> None:
        """Say that the text is on the clipboard, or in ``sentence`` why not."""
        if job != self._job:
            return
        if ok:
            self._view.say_status(f"{self._figures} · copied" if self._figures else "Copied.")
            announce(self, sentence or "Copied.")
        else:
            self._view.say_status(sentence, problem=True)
            announce(self, sentence, assertive=True)
        self._fit()

    def set_speaking(self, speaking: bool) -> None:
        """Whether this text is being spoken now."""
        self._speaking = speaking
        self._view.show_speaking(speaking)
        self._enable()
        if not speaking:
            self.clear_highlight()

    def highlight(self, start: int, length: int) -> None:
        """Mark the word being spoken: characters of the text that was read, or given to listen to.

        Nothing is marked where the user has changed these words since.
        """
        spoken = self._spoken or self._read
        begin = start + self._offset
        if self.text()[begin : begin + length] != spoken[start : start + length]:
            self.clear_highlight()
            return
        self._view.text.highlight(begin, length)
        self._view.picture.set_current(line_at(self._spans, begin))

    def clear_highlight(self) -> None:
        """Mark nothing."""
        self._view.text.clear_highlight()
        self._view.picture.set_current(None)

    def text(self) -> str:
        """The text as it stands, with the user's changes."""
        return self._view.text.toPlainText()

    def set_zoom(self, percent: int) -> None:
        """Show the text at ``percent`` of the system's size."""
        self._view.text.set_zoom(percent)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being done and give the focus back."""
        super().closeEvent(event)
        self.stop_requested.emit()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the picture beside the text, or above it in a narrow window."""
        super().resizeEvent(event)
        self._view.turn(event.size().width())

    # What the user does

    def _connect(self) -> None:
        view = self._view
        view.header.chosen.connect(self._ask)
        view.header.refreshed.connect(self._refresh)
        view.header.pinned.connect(self._pin)
        view.header.closed.connect(self.close)
        view.failure.again.connect(self._refresh)
        view.failure.quick.connect(self._quick)
        view.failure.settings.connect(self.settings_requested)
        view.text.zoom_changed.connect(self.zoom_changed)
        view.text.textChanged.connect(self._enable)
        view.listen.clicked.connect(self._listen_or_stop)
        view.copy.clicked.connect(lambda: self.copy_requested.emit(self._selected()[0]))
        view.save.clicked.connect(self._save)
        view.picture_button.toggled.connect(self._show_picture)
        view.frame.taken.connect(self._taken)
        for keys, button in (
            ("Ctrl+L", view.listen),
            ("Ctrl+Shift+C", view.copy),
            ("Ctrl+T", view.translate),
            ("Ctrl+S", view.save),
            ("Ctrl+P", view.picture_button),
            ("P", view.picture_button),
            ("Ctrl+R", view.header.again),
            ("F5", view.header.again),
            ("Esc", view.header.close_button),
        ):
            # A plain letter reaches this only while the keyboard isn't in the text.
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)

        control, zoom = Qt.Modifier.CTRL, view.text
        for key, change in (
            (Qt.Key.Key_Plus, lambda: zoom.zoom_by(1)),
            (Qt.Key.Key_Equal, lambda: zoom.zoom_by(1)),
            (Qt.Key.Key_Minus, lambda: zoom.zoom_by(-1)),
            (Qt.Key.Key_Underscore, lambda: zoom.zoom_by(-1)),
            (Qt.Key.Key_0, lambda: zoom.set_zoom(USUAL_ZOOM)),
        ):
            QShortcut(QKeySequence(control | key), self).activated.connect(change)

    def _ask(self, task: Task, engine: EngineName) -> None:
        self._engine = engine
        self.again.emit(task, engine)

    def _refresh(self) -> None:
        self._ask(self._task, self._engine)

    def _quick(self) -> None:
        able = can_do(EngineName.QUICK, self._task)
        self._ask(self._task if able else Task("read"), EngineName.QUICK)

    def _pin(self, pinned: bool) -> None:
        self.windowHandle().setFlag(Qt.WindowType.WindowStaysOnTopHint, pinned)

    def _listen_or_stop(self) -> None:
        if self._speaking:
            self.stop_requested.emit()
            return
        self._spoken, self._offset = self._selected()
        self.listen_requested.emit(self._spoken)

    def _selected(self) -> tuple[str, int]:
        """The selected text, else all of it; and where it begins, in characters."""
        cursor, text = self._view.text.textCursor(), self.text()
        if not cursor.hasSelection():
            return text, 0
        units = text.encode("utf-16-le")
        first, last = 2 * cursor.selectionStart(), 2 * cursor.selectionEnd()
        before = units[:first].decode("utf-16-le")
        return units[first:last].decode("utf-16-le"), len(before)

    def _save(self) -> None:
        dialog = QFileDialog(self, "Save the text", str(Path.home()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Text (*.txt)", "All files (*)"])
        dialog.setDefaultSuffix("txt")
        dialog.selectFile("Sightread.txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._write)
        dialog.open()

    def _write(self, path: str) -> None:
        try:
            Path(path).write_text(self.text(), encoding="utf-8")
        except OSError:
            sentence = "The text could not be saved there. Choose another folder."
            self._view.say_status(sentence, problem=True)
            announce(self, sentence, assertive=True)
            return
        self._view.say_status(f"{self._figures} · saved" if self._figures else "Saved.")
        announce(self, "Saved.")

    def _show_picture(self, shown: bool) -> None:
        self._view.picture.setVisible(shown)
        self._view.turn(self.width())
        self._fit()

    def _taken(self) -> None:
        self._moved = True

    def _enable(self) -> None:
        self._view.enable(bool(self.text()), self._speaking, self._shot is not None)

    # Where it stands

    def _stand(self, beside: Region | None) -> None:
        screen, self._region = self._located(beside)
        room = screen.availableGeometry()
        self._screen = Region(room.x(), room.y(), room.width(), room.height())
        if self._moved and not self._covers(self._region) and room.contains(self.geometry()):
            return
        self._moved = False
        scale = theme.text_pixels() / 14
        width = self._region.width + 2 * theme.WIDE if self._region else _START[0]
        wanted = (self._clamped(max(width, round(_START[0] * scale))), round(_START[1] * scale))
        # The side is chosen for what the window may grow to.
        grown = (wanted[0], round(self._screen.height * _GROWN))
        self._side = placement.choose_side(self._region, self._screen, grown)
        self._put(*wanted)

    def _located(self, beside: Region | None) -> tuple[QScreen, Region | None]:
        """The screen to stand on, and what to stand beside, in logical pixels."""
        if beside is not None:
            places = _places()
            if found := to_points(beside, places):
                return QApplication.screens()[places.index(found[0])], found[1]
        return QGuiApplication.screenAt(QCursor.pos()) or self.screen(), None

    def _covers(self, region: Region | None) -> bool:
        if region is None:
            return False
        place = self.geometry()
        mine = Region(place.x(), place.y(), place.width(), place.height())
        common = mine.intersected(region)
        return bool(common.width and common.height)

    def _clamped(self, width: int) -> int:
        least = max(placement.SMALLEST[0], self._view.frame.minimumSizeHint().width())
        return max(least, min(placement.WIDEST, width))

    def _fit(self, widen: bool = False) -> None:
        """Grow to what the text needs; never shrink, and never after the user took hold of it."""
        if self._moved or not self.isVisible():
            return
        text, most = self._view.text, round(self._screen.height * _PART_OF_SCREEN)
        width, widened = self.width(), False
        if widen:
            around = self.width() - text.viewport().width()
            width = max(width, self._clamped(around + text.wanted_width(placement.WIDEST)))
            if width != self.width():
                widened = True
                self._put(width, self.height())
        # With large type the buttons alone may fill that part: some lines are always seen.
        if not self._view.failure.isHidden():
            most = self._screen.height
        most = max(most, self._view.around() + _LINES * text.fontMetrics().lineSpacing())
        # Where wider lines need less height, what was too high is given back.
        least = 0 if widened else self.height()
        self._put(width, max(least, min(most, self._view.wanted_height(most))))

    def _put(self, width: int, height: int) -> None:
        place = placement.place(self._side, self._region, self._screen, (width, height))
        wanted = QRect(place.x, place.y, place.width, place.height)
        if wanted != self.geometry():
            self.setGeometry(wanted)


def _places() -> tuple[Screen, ...]:
    """Where the screens lie, in Qt's order; none where they can't be seen."""
    try:
        return screens()
    except ScreenError:
        return ()
