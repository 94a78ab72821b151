"""The parts of a result window and how they lie: header, picture and text, buttons, status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QMenu, QVBoxLayout, QWidget

from desktop.tasks import title
from desktop.ui import icons, placement, task_menu, theme
from desktop.ui.ask_card import AskCard
from desktop.ui.button import Button
from desktop.ui.failure_card import FailureCard
from desktop.ui.flow import Flow
from desktop.ui.frame import Frame, Whole
from desktop.ui.picture_pane import PicturePane
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result_forms import COPIES
from desktop.ui.result_header import ResultHeader
from desktop.ui.transport_row import TransportRow
from desktop.values import OutputKind, Task

if TYPE_CHECKING:
    from desktop.ui.columns import Columns
    from desktop.ui.find_bar import FindBar
    from desktop.ui.translated_panel import PicturePart, Unplaced, ViewSwitch

_NARROW = 560
_WIDEST = 1080
"""How wide a result may be that shows a translation in place: picture and text side by side."""


class ResultLayout:
    """Builds the widgets of a result; what they do is decided by the window."""

    def __init__(self, zoom: int) -> None:
        self.frame = Frame()
        self.whole = Whole(self.frame)
        self.header = ResultHeader()
        self.picture = PicturePane()
        self.picture.hide()
        self.pictured: PicturePane | PicturePart = self.picture
        """What shows the picture: with its translation in place, where there is one."""
        self._columns: Columns | None = None
        self._switch: ViewSwitch | None = None
        self._unplaced: Unplaced | None = None
        self.reading = ReadingPane(zoom)
        self.text = self.reading.text
        self.question = AskCard()
        self.question.hide()
        self.failure = FailureCard()
        self.failure.hide()
        self.listen = Button("Listen", "volume-2", keys="Ctrl+L")
        self.copy = Button("Copy", "copy", name="Copy the text", keys="Ctrl+Shift+C")
        self.copy_as = Button("", "ellipsis", name="Copy as…")
        self.copy_menu = QMenu(self.copy_as)
        self.copy_as.set_menu(self.copy_menu)
        self.copy_as.hide()
        self.translate = Button("Translate", "languages", name="Translate to…", keys="Ctrl+T")
        self.translate.set_menu(self.header.menu_of(self.translate, task_menu.fill_with_languages))
        self.read_as = Button("As table", "table")
        self.read_as.set_menu(self.header.menu_of(self.read_as, task_menu.fill_with_kinds))
        self.source = Button("", "code", name="Show the source", keys="Ctrl+U")
        self.source.setCheckable(True)
        self.source.hide()
        self.save = Button("", "download", name="Save…", keys="Ctrl+S")
        self.save_menu = QMenu(self.save)
        self.save.set_menu(self.save_menu)
        self.transport: TransportRow | None = None
        self.picture_button = Button("", "image", name="Show the picture", keys="Ctrl+P")
        self.picture_button.setCheckable(True)
        self._notes, self._status = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label, role in ((self._notes, "caution"), (self._status, "second")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
        self._actions = Flow()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()

    def say_status(self, sentence: str, problem: bool = False) -> None:
        """One line under the buttons."""
        self._status.setText(sentence)
        self._status.setVisible(bool(sentence))
        self._status.setProperty("role", "error" if problem else "second")
        self._status.style().polish(self._status)

    def say_notes(self, notes: tuple[str, ...]) -> None:
        """What the user should know of how it was read."""
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def show_task(self, task: Task) -> None:
        """Say in the bottom row what else the picture can be read as."""
        said = task_menu.as_title(task)
        self.read_as.setText(said)
        self.read_as.set_name(f"{said}: read it as something else", "Ctrl+J")
        self.question.setAccessibleName(title(task))

    def show_kind(self, kind: OutputKind) -> None:
        """Offer what goes with a text of this kind."""
        self.copy_as.setVisible(kind in COPIES)
        self.source.setVisible(self.reading.has_source)

    def show_speaking(self, speaking: bool, paused: bool = False) -> None:
        """The first button listens, pauses, or goes on."""
        said, icon = ("Pause", "pause") if speaking else ("Listen", "volume-2")
        if paused:
            said, icon = "Go on", "play"
        self.listen.setText(said)
        self.listen.setIcon(icons.icon(icon))
        self.listen.set_name(said, "Ctrl+L")

    def add_transport(self) -> TransportRow:
        """The row of buttons for the voice, built when it is first wanted."""
        self.transport = row = TransportRow()
        self._column.insertWidget(self._column.indexOf(self._actions) + 1, row)
        before: QWidget = self.picture_button
        for button in row.buttons.values():
            QWidget.setTabOrder(before, button)
            before = button
        row.show()  # else a turn later, and the window would not make room for it now
        return row

    def add_find_bar(self) -> FindBar:
        """The bar to find words with, built when it is first wanted."""
        from desktop.ui.find_bar import FindBar

        bar = FindBar()
        self._column.insertWidget(self._column.indexOf(self._line), bar)
        before: QWidget = self.reading.grid
        for widget in bar.controls:
            QWidget.setTabOrder(before, widget)
            before = widget
        return bar

    def add_translated(
        self, switch: ViewSwitch, picture: PicturePart, columns: Columns, unplaced: Unplaced
    ) -> None:
        """What a translation in place is seen in, built when there is one."""
        self._switch, self._columns, self._unplaced = switch, columns, unplaced
        switch.hide()
        picture.hide()
        self._column.insertWidget(1, switch)
        self._body.insertWidget(0, picture, 3)
        self._words.insertWidget(self._words.indexOf(self.reading), columns, 1)
        self._column.insertWidget(self._column.indexOf(self._line), unplaced)
        before: QWidget = self.header.close_button
        for widget in (*switch.controls(), picture.picture, picture.pair, columns):
            QWidget.setTabOrder(before, widget)
            before = widget
        QWidget.setTabOrder(self.reading.grid, unplaced.pairs)

    def set_translated(self, picture: PicturePart | None) -> None:
        """The picture is shown with its translation in place, or as it is."""
        shown = not self.pictured.isHidden()
        self.pictured.hide()
        self.pictured = picture or self.picture
        self.pictured.setVisible(shown)

    def focus_picture(self) -> None:
        """Put the keyboard into the picture that is translated in place."""
        if not isinstance(self.pictured, PicturePane):
            self.pictured.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_words(self, shown: bool) -> None:
        """Leave room beside the picture for what is read, or none."""
        self._body.setStretch(self._body.indexOf(self._words), 3 if shown else 0)

    def widest(self) -> int:
        """How wide the window may grow."""
        both = self.pictured is not self.picture and not self.pictured.isHidden()
        return _WIDEST if both else placement.WIDEST

    def enable(self, text: bool, speaking: bool, shot: bool) -> None:
        """Offer what can be done now."""
        self.listen.setEnabled(text or speaking)
        self.copy.setEnabled(text)
        self.save.setEnabled(text)
        self.copy_as.setEnabled(text)
        self.source.setEnabled(text)
        self.translate.setEnabled(shot)
        self.read_as.setEnabled(shot)

    def turn(self, width: int) -> None:
        """The picture stands left of the text; a wide one, or in a narrow window, above it."""
        across = width >= _NARROW and not self.pictured.is_wide()
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if across else direction.TopToBottom)

    def around(self) -> int:
        """The height of all that stands above and below picture and text."""
        column, header = self.frame.layout(), self.header.layout()
        if column is None or header is None:
            return 0
        # Else the column would learn a turn later that the header now takes another row.
        header.activate()
        column.activate()
        edges = column.contentsMargins()
        width = self.frame.width() - edges.left() - edges.right()
        heights = []
        for number in range(column.count()):
            item = column.itemAt(number)
            if item is None or item.isEmpty() or item.layout() is self._body:
                continue
            fixed = not item.hasHeightForWidth()
            heights.append(item.sizeHint().height() if fixed else item.heightForWidth(width))
        gaps = len(heights) * column.spacing()
        return sum(heights) + gaps + edges.top() + edges.bottom()

    def pictured_width(self) -> int:
        """The width in which a translation in place is seen well, beside its text or above it."""
        if self.widest() == placement.WIDEST:
            return 0
        beside = 0 if self.pictured.is_wide() else placement.SMALLEST[0] + theme.MEDIUM
        return self.pictured.sizeHint().width() + beside + 2 * theme.MEDIUM

    def row_width(self) -> int:
        """The width in which the header and the buttons need one row each."""
        rows = self._actions.sizeHint().width(), self.header.sizeHint().width()
        return max(rows) + 2 * theme.MEDIUM + 2

    def wanted_height(self, most: int) -> int:
        """The height of a window, up to ``most``, in which all of the text is seen."""
        text = 0 if self.reading.isHidden() else self.reading.wanted_height(most)
        if self._columns is not None and not self._columns.isHidden():
            text = self._columns.wanted_height(most)
        for card in (self.question, self.failure):
            if not card.isHidden():
                width = min(card.width(), self._body.geometry().width())
                text += card.heightForWidth(width) + theme.MEDIUM
        if not self.pictured.isHidden():
            hint = self.pictured.sizeHint().height() + 2 * theme.SMALL
            stacked = self._body.direction() == QBoxLayout.Direction.TopToBottom
            text = text + theme.MEDIUM + hint if stacked else max(text, hint)
        return self.around() + text

    def _lay_out(self) -> None:
        self._words = words = QVBoxLayout()
        words.setSpacing(theme.MEDIUM)
        words.addWidget(self.question)
        words.addWidget(self.failure)
        words.addWidget(self.reading, 1)
        words.addStretch(0)
        self._body.setSpacing(theme.MEDIUM)
        self._body.addWidget(self.picture, 2)
        self._body.addLayout(words, 3)
        actions = self._actions
        for button in (
            self.listen,
            self.copy,
            self.copy_as,
            self.translate,
            self.read_as,
            self.source,
            self.save,
            self.picture_button,
        ):
            actions.addWidget(button)
        self._line = line = QFrame()
        line.setProperty("role", "separator")
        self._column = column = QVBoxLayout(self.frame)
        column.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.header)
        column.addLayout(self._body, 1)
        column.addWidget(line)
        column.addLayout(actions)
        column.addWidget(self._notes)
        column.addWidget(self._status)
