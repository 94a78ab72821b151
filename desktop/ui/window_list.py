"""The list of windows, to choose one by ear: arrows or letters, and Enter reads it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QCloseEvent, QCursor, QFontMetrics, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.capture.front import ToFront
from desktop.capture.windows import UNNAMED, Window
from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.values import Region

TITLE = "Choose a window"
HINT = "Arrows or letters choose, Enter reads it, Escape leaves."

_WINDOW = Qt.ItemDataRole.UserRole
_MOST_ROWS = 9
Index = QModelIndex | QPersistentModelIndex


class WindowList(QDialog):
    """Lets the user choose one of the windows of other programs, and brings it to the front.

    ``chosen`` carries where it lies, in physical pixels of the virtual desktop, once it is in front
    and painted; where it can't be brought there, that is said and the list is shown again.
    ``failed`` carries that sentence where no other window is left: it is for the session to say.
    ``cancelled``: none is wanted. ``announced`` carries what Sightread's own voice says; a screen
    reader reads the list by itself.
    """

    chosen = Signal(Region)
    failed = Signal(str)
    cancelled = Signal()
    announced = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self._windows: tuple[Window, ...] = ()
        self._taken: Window | None = None
        self._is_open = False
        self._list = _Names()
        self._list.setAccessibleName("Windows")
        self._list.setAccessibleDescription(HINT)
        self._list.setItemDelegate(_Row(self._list))
        self._list.currentRowChanged.connect(self._say_row)
        self._list.itemActivated.connect(self._take)
        self._list.unknown.connect(self._say_unknown)
        self._hint = QLabel(wordWrap=True)
        self._front = ToFront(self)
        self._front.there.connect(self.chosen)
        self._front.failed.connect(self._ask_again)
        self._lay_out()

    def choose(self, windows: Sequence[Window]) -> None:
        """Show these windows, at least one, with the first selected; the answer comes once."""
        self._show(windows, "")

    def _show(self, windows: Sequence[Window], problem: str) -> None:
        """Show these windows, and under them what went wrong with the last one."""
        self._front.stop()
        self._windows = tuple(windows)
        self._hint.setText(problem or HINT)
        self._hint.setProperty("role", "caution" if problem else "second")
        self._hint.style().polish(self._hint)
        self._list.blockSignals(True)
        self._list.clear()
        for window in windows:
            item = QListWidgetItem(_spoken(window), self._list)
            item.setData(_WINDOW, window)
        self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._is_open = True
        self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        self._list.setFocus()
        self.announced.emit(f"{problem or f'{TITLE}.'} {self._words(0)}")
        announce(self, problem)

    def close(self) -> bool:
        """Go away without an answer."""
        self._is_open = False
        self._front.stop()
        return super().close()

    def reject(self) -> None:
        """Escape: none is wanted."""
        was_open, self._is_open = self._is_open, False
        super().reject()
        if was_open:
            self.cancelled.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window manager's button is Escape."""
        event.accept()
        self.reject()

    def _take(self, item: QListWidgetItem) -> None:
        self._is_open = False
        self.hide()  # it would be in the picture
        window: Window = item.data(_WINDOW)
        self._taken = window
        self._front.bring(window)

    def _ask_again(self, sentence: str) -> None:
        """The window that was taken doesn't come: another one, if there is one."""
        left = [window for window in self._windows if window != self._taken]
        if left:
            self._show(left, sentence)
        else:
            self.failed.emit(sentence)

    def _words(self, row: int) -> str:
        return f"{_spoken(self._windows[row])}. {row + 1} of {len(self._windows)}."

    def _say_row(self, row: int) -> None:
        if self._is_open and row >= 0:
            self.announced.emit(self._words(row))

    def _say_unknown(self, letters: str) -> None:
        sentence = f"No window has {letters} in its name."
        self.announced.emit(sentence)
        announce(self, sentence, spoken=True)  # the list stays where it is: it tells nothing

    def _lay_out(self) -> None:
        heading = QLabel(TITLE)
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(heading)
        column.addWidget(self._list, 1)
        column.addWidget(self._hint)

    def _place(self) -> None:
        """In the middle of the screen that the pointer is on, as high as the list wants."""
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        room, em = screen.availableGeometry(), theme.text_pixels()
        rows = min(max(self._list.count(), 3), _MOST_ROWS)
        self._list.setMinimumHeight(min(rows * _height() + 2 * theme.SMALL, room.height() // 2))
        width = min(em * 38, room.width() * 9 // 10)
        height = min(
            max(self.sizeHint().height(), self.heightForWidth(width)), room.height() * 9 // 10
        )
        place = QRect(0, 0, width, height)
        place.moveCenter(room.center())
        self.setGeometry(place)


class _Names(QListWidget):
    """Windows by name: letters go to the next one that has a word beginning with them."""

    unknown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "field")
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self._letters = ""
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._forget)

    def keyboardSearch(self, letters: str) -> None:
        """Go to the next window that has a word beginning with what has been typed."""
        self._pause.start(QApplication.keyboardInputInterval() * 2)
        again = letters == self._letters  # the same letter once more: the next one
        self._letters += "" if again else letters
        begin = self.currentRow() + (1 if again or len(self._letters) == 1 else 0)
        sought = self._letters.casefold()
        for step in range(self.count()):
            row = (begin + step) % self.count()
            name = self.item(row).data(_WINDOW).name.casefold()
            if name.startswith(sought) or f" {sought}" in name:
                if row == self.currentRow():
                    self.currentRowChanged.emit(row)  # it is said again
                self.setCurrentRow(row)
                return
        self.unknown.emit(self._letters)
        self._forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the row; the rest is the list's."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.itemActivated.emit(item)
            return
        super().keyPressEvent(event)

    def _forget(self) -> None:
        self._letters = ""


class _Row(QStyledItemDelegate):
    """A window on two lines: its title, and under it its program and why it can't be seen."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the list, as high as two lines."""
        return QSize(0, _height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as the style draws it; on it the two lines."""
        window: Window = index.data(_WINDOW)
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        colors = theme.tokens()
        area = option.rect.adjusted(theme.MEDIUM, theme.SMALL, -theme.MEDIUM, -theme.SMALL)
        under = ", ".join(part for part in (_program(window), window.note) if part)
        for text, factor, color, top in (
            (_title(window), 1.0, colors.text, True),
            (under, theme.SECOND, colors.text2, False),
        ):
            font = theme.sized(factor)
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            edge = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignBottom
            if not under:
                edge = Qt.AlignmentFlag.AlignVCenter
            painter.setFont(font)
            painter.setPen(color)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | edge, shown)


def _title(window: Window) -> str:
    return window.title.strip() or window.program.strip() or UNNAMED


def _program(window: Window) -> str:
    return window.program.strip() if window.title.strip() else ""


def _spoken(window: Window) -> str:
    """What is said of it: its name, and why it can't be seen."""
    return ", ".join(part for part in (window.name, window.note) if part)


def _height() -> int:
    """The height of a row, in logical pixels."""
    lines = (QFontMetrics(theme.sized(factor)).height() for factor in (1.0, theme.SECOND))
    return sum(lines) + 2 * theme.SMALL + theme.TIGHT
