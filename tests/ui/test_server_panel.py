"""The server: its key goes out once and is kept nowhere here, and pictures only where agreed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.settings import Server
from desktop.ui.server_panel import ServerPanel, fault, readable_on_the_way

HERE = Server("https://gpu.example:8000", "hunyuan")


@pytest.fixture
def panel(qtbot: QtBot, dress: Callable[..., None]) -> ServerPanel:
    shown = ServerPanel()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def button(panel: ServerPanel, text: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.text() == text)


def key_field(panel: ServerPanel) -> QLineEdit:
    return next(e for e in panel.findChildren(QLineEdit) if e.accessibleName().startswith("Key"))


def words(panel: ServerPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_without_an_address_nothing_can_be_asked_for(panel: ServerPanel) -> None:
    assert not button(panel, "Test the connection").isEnabled()
    assert not key_field(panel).isEnabled()
    assert not panel.findChild(QCheckBox).isVisible()


def test_a_key_goes_out_once_and_leaves_the_field(qtbot: QtBot, panel: ServerPanel) -> None:
    panel.show_server(HERE)
    field = key_field(panel)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert not button(panel, "Save").isEnabled()
    qtbot.keyClicks(field, " sk-secret ")
    with qtbot.waitSignal(panel.key_entered) as heard:
        qtbot.mouseClick(button(panel, "Save"), Qt.MouseButton.LeftButton)
    assert heard.args == [HERE.address, "sk-secret"]
    assert field.text() == ""
    panel.set_key_state("A key is kept.")
    assert "A key is kept." in words(panel)


def test_what_was_typed_for_one_server_never_goes_to_another(
    qtbot: QtBot, panel: ServerPanel
) -> None:
    panel.show_server(HERE)
    qtbot.keyClicks(key_field(panel), "sk-secret")
    panel.set_key_state("A key is kept.")
    with qtbot.waitSignal(panel.key_asked) as heard:
        panel.show_server(Server("https://other.example"))
    assert heard.args == ["https://other.example"]
    assert key_field(panel).text() == ""
    assert "A key is kept." not in words(panel)


def test_a_key_is_forgotten(qtbot: QtBot, panel: ServerPanel) -> None:
    panel.show_server(HERE)
    with qtbot.waitSignal(panel.key_forgotten) as heard:
        qtbot.mouseClick(button(panel, "Forget"), Qt.MouseButton.LeftButton)
    assert heard.args == [HERE.address]


def test_the_connection_is_tested_and_the_answer_told(
    qtbot: QtBot, panel: ServerPanel, told: list[str]
) -> None:
    panel.show_server(HERE)
    test = button(panel, "Test the connection")
    with qtbot.waitSignal(panel.test_requested) as heard:
        qtbot.mouseClick(test, Qt.MouseButton.LeftButton)
    assert heard.args == [HERE.address, "hunyuan"]
    assert not test.isEnabled()
    panel.set_server_state("Nothing answers there.", False)
    assert test.isEnabled()
    assert told == ["Asking the server…", "Nothing answers there."]
    assert "Nothing answers there." in words(panel)
    panel.show_server(Server("https://other.example"))
    assert "Nothing answers there." not in words(panel), "that was another server"


def test_where_pictures_go_is_said_beside_the_agreement(qtbot: QtBot, panel: ServerPanel) -> None:
    panel.show_server(HERE)
    sentence = f"Pictures you read leave this machine and go to {HERE.address}."
    agree = panel.findChild(QCheckBox)
    assert sentence in words(panel)
    assert agree.accessibleDescription() == sentence
    assert not agree.isChecked()
    with qtbot.waitSignal(panel.changed) as heard:
        agree.click()
    assert heard.args == ["server.agreed", HERE.address]
    with qtbot.waitSignal(panel.changed) as heard:
        agree.click()
    assert heard.args == ["server.agreed", ""]


def test_an_agreement_to_another_address_is_none(qtbot: QtBot, panel: ServerPanel) -> None:
    with qtbot.assertNotEmitted(panel.changed):
        panel.show_server(Server("https://b.example", "", "https://a.example"))
        assert not panel.findChild(QCheckBox).isChecked()
        panel.show_server(Server("https://b.example", "", "https://b.example"))
        assert panel.findChild(QCheckBox).isChecked()


@pytest.mark.parametrize(
    ("address", "readable"),
    [
        ("http://gpu.example:8000", True),
        ("https://gpu.example", False),
        ("http://127.0.0.1:8000", False),
        ("nonsense", False),
    ],
)
def test_what_others_could_see_is_said(panel: ServerPanel, address: str, readable: bool) -> None:
    assert readable_on_the_way(address) is readable
    panel.show_server(Server(address))
    assert ("Without https" in words(panel)) is readable


def test_an_address_is_looked_at() -> None:
    assert fault("") == ""
    assert fault("http://gpu:8000/v1") == ""
    assert fault("gpu:8000")
    assert fault("https://user:password@gpu.example")
