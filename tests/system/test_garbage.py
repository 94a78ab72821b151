"""Cycles of Qt's objects end in the window's thread, whichever thread fills the memory."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop, QObject, QTimer

from desktop.system import garbage


@pytest.fixture
def collecting(qapp: object) -> Iterator[None]:
    gc.enable()
    garbage.collect_in_this_thread()
    yield
    QAbstractEventDispatcher.instance().aboutToBlock.disconnect(garbage.collect_due)


class Cycle(QObject):
    """Kept alive by itself alone; tells which thread ended it."""

    def __init__(self, ended_in: list[threading.Thread]) -> None:
        super().__init__()
        self.itself = self
        self._ended_in = ended_in

    def __del__(self) -> None:
        self._ended_in.append(threading.current_thread())


def fill() -> None:
    """Allocate what makes Python collect everything, a few times over."""
    for _ in range(1_000):
        _ = [[] for _ in range(1_000)]


def wait() -> None:
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


def test_a_cycle_is_not_ended_in_another_thread_but_in_this_one(collecting: None) -> None:
    gc.collect()
    ended_in: list[threading.Thread] = []
    Cycle(ended_in)
    filler = threading.Thread(target=fill)
    filler.start()
    filler.join()
    assert ended_in == []
    kept: list[list[object]] = [[] for _ in range(1_000)]
    wait()
    assert ended_in == [threading.current_thread()]
    del kept


def test_the_old_are_collected_too(collecting: None) -> None:
    ended_in: list[threading.Thread] = []
    cycle = Cycle(ended_in)
    gc.collect()  # it belongs to the oldest generation now
    del cycle
    kept: list[list[list[object]]] = []
    first, second, third = gc.get_threshold()
    for _ in range((second + 2) * (third + 2)):
        kept.append([[] for _ in range(first + 1)])
        garbage.collect_due()
    assert ended_in == [threading.current_thread()]
