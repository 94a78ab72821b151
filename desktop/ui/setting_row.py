"""One setting on its page: its label, its control, one line of help, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.hotkey_edit import HotkeyEdit
from desktop.ui.setting_values import limits
from desktop.ui.settings_schema import Control, Row

_NARROW = 32
"""Under this many text heights the control stands below its label."""


class SettingRow(QWidget):
    """Sets one setting. ``changed`` carries its path and the new value."""

    changed = Signal(str, object)
    recording = Signal(bool)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self.words = row, row.words
        self._problem = _line("error")
        self._problem.hide()
        self._field: QWidget
        self._show: Callable[[object], None]
        self.control = self._control()
        self._lay_out()

    def show_value(self, value: object) -> None:
        """Show ``value``; nothing is emitted."""
        self.control.blockSignals(True)
        self._show(value)
        self.control.blockSignals(False)

    def show_problem(self, sentence: str) -> None:
        """Say under the control what is wrong; empty: nothing."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence or self.row.help)

    @property
    def problem(self) -> str:
        """The sentence that is shown."""
        return self._problem.text()

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer ``choices``; the present value stays, even where it isn't among them."""
        if not isinstance(self.control, QComboBox):
            raise TypeError(f"{self.row.path} is no choice")
        present = self.control.currentData()
        self.control.blockSignals(True)
        self.control.clear()
        for value, title in choices:
            self.control.addItem(title, value)
        self._show(present)
        self.control.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The control beside its label, or below it in a narrow window."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW * theme.text_pixels()
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _lay_out(self) -> None:
        help_line = _line("second")
        help_line.setText(self.row.help)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.TIGHT)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.TIGHT)
        outer.addLayout(self._box)
        outer.addWidget(self._problem)
        words = QVBoxLayout()
        words.setSpacing(0)
        if self.row.control is Control.CHECK:
            words.addWidget(self.control, 0, Qt.AlignmentFlag.AlignLeft)
            help_line.setIndent(round(theme.text_pixels(1.25)) + theme.MEDIUM)
        else:
            label = QLabel(self.row.label)
            label.setBuddy(self.control)
            words.addWidget(label)
        words.addWidget(help_line)
        self._box.addLayout(words, 3)
        if self.row.control is not Control.CHECK:
            self._box.addWidget(self._field, 2)
        if not self.control.accessibleName():
            self.control.setAccessibleName(self.row.label)
        self.control.setAccessibleDescription(self.row.help)

    def _refused(self, sentence: str) -> None:
        self.show_problem(sentence)
        announce(self, sentence, assertive=True)

    def _emit(self, value: object) -> None:
        self.changed.emit(self.row.path, value)

    def _control(self) -> QWidget:
        match self.row.control:
            case Control.CHECK:
                return self._check()
            case Control.CHOICE:
                return self._choice()
            case Control.NUMBER:
                return self._number()
            case Control.HOTKEY:
                return self._hotkey()
            case Control.FOLDER:
                return self._folder()
            case Control.TEXT:
                return self._text()

    def _check(self) -> QWidget:
        box = QCheckBox(self.row.label)
        self._field = box
        box.toggled.connect(self._emit)
        self._show = lambda value: box.setChecked(bool(value))
        return box

    def _choice(self) -> QWidget:
        box = _Choice()
        self._field = box
        for value, title in self.row.choices:
            box.addItem(title, value)

        def show(value: object) -> None:
            place = box.findData(value)
            if place < 0 and value:
                own = f"{value}{self.row.unit}" if self.row.unit else f"{value} (not found)"
                box.addItem(own, value)
                place = box.count() - 1
            box.setCurrentIndex(max(place, 0))

        self._show = show
        box.currentIndexChanged.connect(lambda _: self._emit(box.currentData()))
        return box

    def _number(self) -> QWidget:
        low, high = limits(self.row.path)
        spin, slider = _Spin(), _Slide(Qt.Orientation.Horizontal)
        step = 5 if high <= 500 else 10
        spin.setRange(low, high)
        spin.setSingleStep(step)
        spin.setSuffix(self.row.unit)
        spin.setKeyboardTracking(False)
        spin.setMinimumWidth(theme.text_pixels(6.5))
        spin.lineEdit().setTextMargins(theme.TIGHT, 0, 0, 0)
        slider.setRange(low, high)
        slider.setSingleStep(step)
        slider.setPageStep(step * 5)
        slider.setTracking(False)
        slider.setMinimumWidth(theme.text_pixels(3))
        slider.setAccessibleName(f"{self.row.label}, slider")
        slider.valueChanged.connect(spin.setValue)
        spin.valueChanged.connect(self._emit)

        def follow(value: int) -> None:
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)

        def show(value: object) -> None:
            number = int(str(value))
            spin.setValue(number)
            follow(number)

        spin.valueChanged.connect(follow)
        self._field = QWidget()
        row = QHBoxLayout(self._field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.MEDIUM)
        row.addWidget(slider, 1)
        row.addWidget(spin)
        self._show = show
        return spin

    def _hotkey(self) -> QWidget:
        field = HotkeyEdit(f"Hotkey: {self.row.label}")
        self._field = field
        field.changed.connect(self._emit)
        field.refused.connect(self._refused)
        field.recording.connect(self.recording)
        self._show = lambda value: field.set_hotkey(str(value))
        return field

    def _text(self) -> QWidget:
        line = QLineEdit()
        line.setPlaceholderText(self.row.empty)
        line.editingFinished.connect(lambda: self._emit(line.text().strip()))
        self._field = line
        self._show = lambda value: line.setText(str(value))
        return line

    def _folder(self) -> QWidget:
        line, browse = QLineEdit(), Button("Browse…", "folder-open", name="Browse for the folder")
        line.setPlaceholderText(self.row.empty)
        line.setClearButtonEnabled(False)
        line.editingFinished.connect(lambda: self._emit(line.text().strip()))

        def choose() -> None:
            dialog = QFileDialog(self, self.row.label, line.text())
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.fileSelected.connect(take)
            dialog.open()

        def take(folder: str) -> None:
            line.setText(folder)
            self._emit(folder)

        browse.clicked.connect(choose)
        self._field = QWidget()
        row = QHBoxLayout(self._field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(line, 1)
        row.addWidget(browse)
        self._show = lambda value: line.setText(str(value))
        return line


class _Choice(QComboBox):
    """Turning the wheel over it scrolls the page instead of changing a setting unseen."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Spin(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Slide(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _line(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
