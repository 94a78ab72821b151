"""Cameras in the network: their addresses are added and removed, in the camera's window and in the
settings. A password in an address is shown only while it is being typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from desktop.capture.addresses import fault, identity, shown, told_apart
from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.flow import Flow

_ROWS = 3
_HELP = (
    "A phone with a camera app, or any camera that sends HTTP MJPEG or RTSP. A user name and a "
    "password go in front of the host:\nhttp://name:password@192.168.1.20:8080/video"
    "\nTo change a password, add the camera again with the new one."
)
KNOWN = "This camera is in the list already."


class AddressPanel(QWidget):
    """``changed`` carries all addresses (a tuple), ``added`` the new one's id as a device."""

    changed = Signal(tuple)
    added = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._addresses: list[str] = []
        self._none = _line("second", "No network camera yet.")
        self._list = QListWidget()
        self._list.setAccessibleName("Network cameras")
        self._list.setProperty("role", "field")
        self._field = QLineEdit()
        self._field.setPlaceholderText("http://192.168.1.20:8080/video")
        self._field.setAccessibleName("Address")
        self._field.setAccessibleDescription(_HELP)
        self._field.setMaxLength(2000)
        self.setFocusProxy(self._field)
        self._problem = _line("error", "")
        self._add = Button("Add the camera", "plus")
        self._remove = Button("Remove", "trash-2", name="Remove the camera")
        for button in (self._add, self._remove):
            button.setAutoDefault(False)
        self._add.clicked.connect(self.add)
        self._field.returnPressed.connect(self.add)
        self._remove.clicked.connect(self._drop)
        self._list.currentRowChanged.connect(lambda row: self._remove.setEnabled(row >= 0))
        self._lay_out()
        self.show_addresses(())

    def show_addresses(self, addresses: Sequence[str]) -> None:
        """Show these; nothing is emitted, and what is being typed stays."""
        row = self._list.currentRow()
        self._addresses = list(addresses)
        self._list.clear()
        names = (shown(address) or "Not an address" for address in addresses)
        self._list.addItems(told_apart(names))
        self._list.setCurrentRow(min(max(row, 0), len(addresses) - 1))
        self._list.setVisible(bool(addresses))
        self._remove.setVisible(bool(addresses))
        self._none.setVisible(not addresses)
        rows = max(1, min(_ROWS, len(addresses)))
        item = max(36, theme.text_pixels(2.2)) + 4
        self._list.setFixedHeight(rows * item + 2 * (theme.TIGHT + 1))

    def add(self) -> None:
        """Take the address that was typed, or say what is wrong with it."""
        address = self._field.text().strip()
        why = fault(address)
        if not why and address in self._addresses:
            why = KNOWN
        self._problem.setText(why)
        self._problem.setVisible(bool(why))
        if why:
            announce(self, why, assertive=True)
            self._field.setFocus()
            return
        self._field.clear()
        ids = list(map(identity, self._addresses))
        new = identity(address) not in ids
        row = len(ids) if new else ids.index(identity(address))
        self.show_addresses([*self._addresses[:row], address, *self._addresses[row + 1 :]])
        self._list.setCurrentRow(row)
        announce(self, f"{'Added' if new else 'Password changed'}: {shown(address)}")
        self.changed.emit(tuple(self._addresses))
        self.added.emit(identity(address))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete in the list removes."""
        if event.key() == Qt.Key.Key_Delete and self.focusWidget() is self._list:
            self._drop()
        else:
            super().keyPressEvent(event)

    def _drop(self) -> None:
        row = self._list.currentRow()
        if row < 0:
            return
        gone = self._addresses.pop(row)
        self.show_addresses(self._addresses)
        if not self._addresses:
            self._field.setFocus()
        announce(self, f"Removed: {shown(gone)}")
        self.changed.emit(tuple(self._addresses))

    def _lay_out(self) -> None:
        heading = _line("heading", "Network cameras")
        label = QLabel("Address")
        label.setBuddy(self._field)
        self._problem.hide()
        buttons = Flow()
        buttons.addWidget(self._add)
        buttons.addWidget(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        for part in (heading, self._none, self._list, label, self._field, self._problem):
            column.addWidget(part)
        column.addWidget(_line("second", _HELP))
        column.addSpacing(theme.TIGHT)
        column.addLayout(buttons)


class NetworkCameras(QDialog):
    """The panel in a window of its own, beside the live picture; Esc closes it."""

    def __init__(self, addresses: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Network cameras")
        self.setAccessibleName("Network cameras")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.panel = AddressPanel()
        self.panel.show_addresses(addresses)
        close = Button("Close", keys="Esc")
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(self.panel)
        column.addStretch()
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(theme.text_pixels(38), self.sizeHint().height())
        self.panel.setFocus()


def _line(role: str, words: str) -> QLabel:
    label = QLabel(words, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
