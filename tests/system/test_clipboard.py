"""The clipboard, read back from outside by xclip."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.system.clipboard import Clipboard


@pytest.fixture
def clipboard(qtbot: QtBot) -> Iterator[Clipboard]:
    yield Clipboard()
    QGuiApplication.clipboard().clear()


def pasted(qtbot: QtBot, form: str = "UTF8_STRING") -> str:
    """What another program gets; this process serves it, so its event loop must turn."""
    with subprocess.Popen(
        ["xclip", "-selection", "clipboard", "-out", "-target", form],
        stdout=subprocess.PIPE,
    ) as process:
        chunks: list[bytes] = []
        assert process.stdout is not None
        import threading

        reader = threading.Thread(target=lambda: chunks.append(process.stdout.read()))
        reader.start()
        qtbot.waitUntil(lambda: not reader.is_alive(), timeout=20000)
    return chunks[0].decode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Total: $1,234.56",
        "收据 你好，世界 🧾👩‍👩‍👧",
        "two\nlines\tand a tab",
        "",
        "1 MB of 文字 " * 65536,
    ],
    ids=["latin", "chinese and emoji", "lines", "empty", "1 MB"],
)
def test_another_program_gets_the_text(clipboard: Clipboard, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(clipboard.stored, timeout=5000) as stored:
        clipboard.put({"text/plain": text})
    assert stored.args == [True, "Copied."]
    if text:
        assert pasted(qtbot) == text


def test_each_program_takes_the_form_that_it_understands(
    clipboard: Clipboard, qtbot: QtBot
) -> None:
    forms = {
        "text/plain": "Tea\t1.20",
        "text/html": "<table><tr><td>Tea</td><td>1.20</td></tr></table>",
        "text/markdown": "| Tea | 1.20 |",
    }
    with qtbot.waitSignal(clipboard.stored, timeout=5000):
        clipboard.put(forms)
    for form, text in forms.items():
        assert pasted(qtbot, form) == text


def test_the_latest_text_is_answered_once(clipboard: Clipboard, qtbot: QtBot) -> None:
    answers: list[bool] = []
    clipboard.stored.connect(lambda ok, _sentence: answers.append(ok))
    clipboard.put({"text/plain": "first"})
    clipboard.put({"text/plain": "second"})
    qtbot.wait(400)
    assert answers == [True]
    assert pasted(qtbot) == "second"


def test_a_clipboard_that_another_program_keeps_taking_is_told(
    clipboard: Clipboard, qtbot: QtBot
) -> None:
    board = QGuiApplication.clipboard()

    def take_over() -> None:
        if board.text() == "mine":
            subprocess.run(
                ["xclip", "-selection", "clipboard"], input=b"theirs", check=True, timeout=10
            )

    board.dataChanged.connect(take_over)
    try:
        with qtbot.waitSignal(clipboard.stored, timeout=10000) as stored:
            clipboard.put({"text/plain": "mine"})
    finally:
        board.dataChanged.disconnect(take_over)
    assert stored.args is not None
    ok, sentence = stored.args
    assert not ok
    assert sentence.endswith("Copy it again.")
