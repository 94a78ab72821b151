"""The server that reads when the user chose one: its address, its key, and the user's agreement.

The panel keeps no key: what is typed goes out once, to the system's key store, and the field is
empty again.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.settings import Server
from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.flow import Flow
from desktop.ui.mark import Mark
from desktop.ui.setting_row import SettingRow
from desktop.ui.settings_schema import SERVER_ROWS


class ServerPanel(QWidget):
    """Everything about the server on one card.

    ``changed`` carries the path of a setting and its new value: address, model name, agreement.
    ``key_entered`` carries address and key, ``key_forgotten`` and ``key_asked`` the address;
    ``test_requested`` address and model name.
    """

    changed = Signal(str, object)
    key_entered = Signal(str, str)
    key_forgotten = Signal(str)
    key_asked = Signal(str)
    test_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._server = Server()
        self.rows: Sequence[SettingRow] = [SettingRow(row) for row in SERVER_ROWS]
        self._key, self._key_state = QLineEdit(), _label("")
        self._save = Button("Save", "key-round", name="Save the key")
        self._forget = Button("Forget", "trash-2", name="Forget the key")
        self._test = Button("Test the connection", "server")
        self._mark, self._state = Mark(1.4), _label("")
        self._goes, self._open = _label(""), _label("caution")
        self._agree = QCheckBox("I agree: send pictures there")
        self._lay_out()
        for row in self.rows:
            row.changed.connect(self.changed)
        self._key.returnPressed.connect(self._save_key)
        self._key.textChanged.connect(lambda text: self._save.setEnabled(bool(text.strip())))
        self._save.clicked.connect(self._save_key)
        self._forget.clicked.connect(lambda: self.key_forgotten.emit(self._server.address))
        self._test.clicked.connect(self._ask_for_test)
        self._agree.toggled.connect(self._agreed)
        self.set_server_state("", False)
        self.show_server(Server())

    def show_server(self, server: Server) -> None:
        """Show these settings; nothing is emitted but the question for another server's key."""
        other = server.address != self._server.address
        if server != self._server:
            self.set_server_state("", False)
        self._server = server
        for row in self.rows:
            row.show_value(getattr(server, row.row.path.removeprefix("server.")))
        there = bool(server.address)
        for widget in (self._key, self._forget, self._test):
            widget.setEnabled(there)
        self._save.setEnabled(there and bool(self._key.text().strip()))
        self._agree.blockSignals(True)
        self._agree.setChecked(there and server.agreed == server.address)
        self._agree.blockSignals(False)
        self._agree.setVisible(there)
        self._goes.setText(goes_to(server.address))
        self._goes.setVisible(there)
        self._agree.setAccessibleDescription(self._goes.text())
        self._open.setVisible(there and readable_on_the_way(server.address))
        if other:
            self._key.clear()
            self._say_of_key("")
            if there:
                self.key_asked.emit(server.address)

    def set_key_state(self, sentence: str) -> None:
        """Say how it stands with the key."""
        told = bool(self._key_state.text()) and sentence != self._key_state.text()
        self._say_of_key(sentence)
        if told:
            announce(self, sentence)

    def set_server_state(self, sentence: str, ok: bool) -> None:
        """Say what came of the test; empty: nothing was tested."""
        self._state.setText(sentence)
        self._state.setVisible(bool(sentence))
        self._mark.setVisible(bool(sentence))
        name, color = ("circle-check", "accent") if ok else ("triangle-alert", "caution")
        self._mark.show_icon(name, color)
        self._test.setEnabled(bool(self._server.address))
        announce(self, sentence, assertive=bool(sentence) and not ok)

    def _save_key(self) -> None:
        key = self._key.text().strip()
        if key and self._server.address:
            self._key.clear()
            self._say_of_key("Saving…")
            self.key_entered.emit(self._server.address, key)

    def _ask_for_test(self) -> None:
        self.set_server_state("", False)
        self._test.setEnabled(False)
        self._state.setText("Asking the server…")
        self._state.show()
        announce(self, self._state.text())
        self.test_requested.emit(self._server.address, self._server.model)

    def _agreed(self, agreed: bool) -> None:
        self.changed.emit("server.agreed", self._server.address if agreed else "")

    def _say_of_key(self, sentence: str) -> None:
        self._key_state.setText(sentence)
        self._key_state.setVisible(bool(sentence))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.LARGE)
        heading = _label("heading")
        heading.setText("Server")
        column.addWidget(heading)
        for row in self.rows:
            column.addWidget(row)
        column.addLayout(self._key_row())
        column.addWidget(self._goes)
        column.addWidget(self._open)
        column.addWidget(self._agree)
        tested = QHBoxLayout()
        tested.setSpacing(theme.SMALL)
        tested.addWidget(self._test, 0, Qt.AlignmentFlag.AlignTop)
        tested.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        tested.addWidget(self._state, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(tested)
        self._open.setText("Without https, others on the network can see them.")

    def _key_row(self) -> QVBoxLayout:
        label = QLabel("Key")
        label.setBuddy(self._key)
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setAccessibleName("Key of the server")
        self._key.setAccessibleDescription(_KEPT)
        self._key.setPlaceholderText("None")
        buttons = QWidget()
        flow = Flow(buttons)
        flow.addWidget(self._save)
        flow.addWidget(self._forget)
        line = QHBoxLayout()
        line.setSpacing(theme.SMALL)
        line.addWidget(self._key, 1)
        line.addWidget(buttons)
        rows = QVBoxLayout()
        rows.setSpacing(theme.TIGHT)
        help_line = _label("second")
        help_line.setText(_KEPT)
        for widget in (label, help_line):
            rows.addWidget(widget)
        rows.addLayout(line)
        rows.addWidget(self._key_state)
        return rows


_KEPT = "Only if the server asks for one. It is kept in the system's key store."


def goes_to(address: str) -> str:
    """What the user agrees to."""
    return f"Pictures you read leave this machine and go to {address}." if address else ""


def readable_on_the_way(address: str) -> bool:
    """Whether others on the network could see what is sent to ``address``."""
    # It comes with the reader; the window opens without.
    from desktop.reader import server_address
    from desktop.reader.server_errors import ServerError

    try:
        found = server_address.parsed(address)
    except ServerError:
        return False
    return not found.encrypted and not found.loopback


def fault(address: str) -> str:
    """What is wrong with an address, in a sentence; empty: nothing, or it is empty."""
    from desktop.reader import server_address
    from desktop.reader.server_errors import ServerError

    try:
        if address:
            server_address.parsed(address)
    except ServerError as error:
        return error.sentence
    return ""


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
