"""Which screen reader is noticed, and when: with a process of its name, and the bus it tells."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.system.screen_reader import ScreenReader, running


class Orca:
    """A process of the reader's name, and a list of processes in which it alone stands: who works
    on this may need the real one."""

    def __init__(self, folder: Path) -> None:
        self._program = folder / "orca"
        self._program.write_text("#!/bin/sh\nread line\n")
        self._program.chmod(0o755)
        self._processes = folder / "proc"
        self._processes.mkdir()
        (self._processes / "version").write_text("as on Linux\n")
        (self._processes / "4194305").mkdir()  # has ended while it was looked at
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([self._program], stdin=subprocess.PIPE)
        number = str(self._process.pid)
        (self._processes / number).symlink_to(Path("/proc") / number)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def running(self) -> str:
        return running(self._processes)


@pytest.fixture
def orca(tmp_path: Path) -> Iterator[Orca]:
    made = Orca(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def reader(qtbot: QtBot, orca: Orca) -> Iterator[ScreenReader]:
    made = ScreenReader(running=orca.running)
    yield made
    made.close()


def enable(on: bool) -> None:
    """Tell the bus what a reader tells when it starts or ends."""
    subprocess.run(
        [
            *("dbus-send", "--session", "--print-reply", "--dest=org.a11y.Bus", "/org/a11y/bus"),
            *("org.freedesktop.DBus.Properties.Set", "string:org.a11y.Status"),
            *("string:ScreenReaderEnabled", f"variant:boolean:{'true' if on else 'false'}"),
        ],
        check=True,
        capture_output=True,
        timeout=10,
    )


@pytest.fixture
def accessibility_bus() -> Iterator[None]:
    enable(False)
    yield
    enable(False)


def test_a_reader_is_known_by_its_process(orca: Orca) -> None:
    assert orca.running() == ""
    orca.start()
    deadline = time.monotonic() + 5
    while not (name := orca.running()) and time.monotonic() < deadline:
        time.sleep(0.01)  # until it has become that program
    assert name == "Orca"
    orca.stop()
    assert orca.running() == ""


def test_looking_is_told_once_for_each_change(
    qtbot: QtBot, reader: ScreenReader, orca: Orca
) -> None:
    told: list[str] = []
    reader.changed.connect(told.append)
    orca.start()

    def noticed() -> bool:
        reader.look()
        return reader.name == "Orca"

    qtbot.waitUntil(noticed, timeout=5000)
    reader.look()
    qtbot.wait(100)
    orca.stop()
    with qtbot.waitSignal(reader.changed):
        reader.look()
    assert told == ["Orca", ""]


def test_it_looks_by_itself_when_the_system_tells(
    qtbot: QtBot, reader: ScreenReader, orca: Orca, accessibility_bus: None
) -> None:
    orca.start()
    with qtbot.waitSignal(reader.changed, timeout=5000) as changed:
        enable(True)
    assert changed.args == ["Orca"]


def test_a_flag_without_a_reader_is_not_believed(
    qtbot: QtBot, reader: ScreenReader, accessibility_bus: None
) -> None:
    enable(True)
    reader.look()
    qtbot.wait(1200)
    assert reader.name == ""


@pytest.mark.logs_warnings
def test_a_look_that_breaks_is_not_the_last(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    looked: list[int] = []

    def looks() -> str:
        looked.append(1)
        if len(looked) == 1:
            raise OSError("of a file")
        return "Orca"

    reader = ScreenReader(running=looks)
    reader.look()
    qtbot.waitUntil(lambda: "OSError at" in caplog.text)
    assert "of a file" not in caplog.text

    def noticed() -> bool:
        reader.look()
        return reader.name == "Orca"

    qtbot.waitUntil(noticed)
    reader.close()


def test_what_is_seen_after_the_end_is_not_told(qtbot: QtBot, orca: Orca) -> None:
    reader = ScreenReader(running=orca.running)
    told: list[str] = []
    reader.changed.connect(told.append)
    orca.start()
    reader.look()
    reader.close()
    for thread in threading.enumerate():
        if thread.name == "screen reader":
            thread.join(5)
    qtbot.wait(50)
    assert told == []
    assert reader.name == ""
