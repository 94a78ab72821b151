"""A row of widgets goes on in the next line, and notices what changes its height."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.flow import Flow

GAP = 6


class Row(QWidget):
    """Six widgets that are as wide and as high as they are told; ``inside`` of another layout."""

    def __init__(self, *, inside: bool) -> None:
        super().__init__()
        self.flow = Flow(None if inside else self, spacing=GAP)
        if inside:
            QVBoxLayout(self).addLayout(self.flow)
        self.parts = [self.add(50, 20) for _ in range(6)]

    def add(self, width: int, height: int) -> QWidget:
        part = QWidget()
        part.setFixedSize(width, height)
        self.flow.addWidget(part)
        part.show()
        return part


@pytest.fixture(params=[False, True], ids=["own", "inside"])
def row(qtbot: QtBot, request: pytest.FixtureRequest) -> Row:
    row = Row(inside=request.param)
    qtbot.addWidget(row)
    row.show()
    assert row.flow.heightForWidth(330) == 20
    assert row.flow.heightForWidth(329) == 20 + GAP + 20
    assert row.flow.heightForWidth(50) == 6 * 20 + 5 * GAP
    return row


def hide_one(row: Row) -> None:
    row.parts[0].hide()


def take_one(row: Row) -> None:
    row.flow.takeAt(0)


def narrow_one(row: Row) -> None:
    row.parts[0].setFixedWidth(20)


@pytest.mark.parametrize("change", [hide_one, take_one, narrow_one])
def test_what_needs_less_room_is_noticed_at_once(row: Row, change: Callable[[Row], None]) -> None:
    change(row)
    assert row.flow.heightForWidth(329) == 20


def test_what_needs_more_room_is_noticed_at_once(row: Row) -> None:
    row.parts[5].setFixedHeight(30)
    assert row.flow.heightForWidth(330) == 30
    row.add(50, 20)
    assert row.flow.heightForWidth(330) == 30 + GAP + 20
