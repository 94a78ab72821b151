"""Shared by the tests of typesetting: an application for Qt's fonts, and the real quick engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.reader.worker import ReaderOptions
from desktop.values import EngineName
from tests.reader.desk import Desk


@pytest.fixture(autouse=True)
def application(qapp: QGuiApplication) -> QGuiApplication:
    return qapp


@pytest.fixture(scope="module")
def quick() -> Iterator[Desk]:
    """One quick engine for a module: starting it takes longest."""
    one = Desk(ReaderOptions(EngineName.QUICK))
    yield one
    one.close()
