"""One running app: real processes, real sockets, a real crash."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop.system.instance import (
    Instance,
    NotAnsweringError,
    NotRunningError,
    RefusedError,
    send,
)
from desktop.values import Command, Source, Verb

SEND = """
import sys
from desktop.system.instance import send
from desktop.values import Command, Source, Verb
send(Command(Verb.CAPTURE, Source.REGION, text="x" * int(sys.argv[1])), timeout=5)
print("taken")
"""

CLAIM = """
import sys
from PySide6.QtCore import QCoreApplication
from desktop.system.instance import Instance
app = QCoreApplication([])
instance = Instance()
print(instance.claim(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def own_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIGHTREAD_INSTANCE", uuid.uuid4().hex[:8])
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def instance(qtbot: QtBot) -> Iterator[Instance]:
    instance = Instance()
    assert instance.claim()
    yield instance
    instance.close()


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_another_process_hands_its_command_over(
    instance: Instance, qtbot: QtBot, size: int
) -> None:
    with qtbot.waitSignal(instance.received, timeout=15000) as received:
        other = run(SEND, str(size))
    out, _ = other.communicate(timeout=15)
    assert received.args == [Command(Verb.CAPTURE, Source.REGION, text="x" * size)]
    assert out.strip() == "taken"


def test_nobody_there_is_told_at_once(qtbot: QtBot) -> None:
    with pytest.raises(NotRunningError):
        send(Command(Verb.STOP))


def test_only_the_first_is_the_running_app(qtbot: QtBot) -> None:
    others = [run(CLAIM) for _ in range(4)]
    claims = [other.stdout.readline().strip() for other in others if other.stdout]
    for other in others:
        other.communicate("\n", timeout=10)
    assert sorted(claims) == ["False", "False", "False", "True"]


def test_after_a_crash_the_next_start_takes_over(qtbot: QtBot, tmp_path: Path) -> None:
    crashed = run(CLAIM)
    assert crashed.stdout is not None
    assert crashed.stdout.readline().strip() == "True"
    crashed.send_signal(signal.SIGKILL)
    crashed.communicate(timeout=10)
    assert list(tmp_path.glob("*.socket")), "the crash left its socket"

    instance = Instance()
    assert instance.claim()
    with qtbot.waitSignal(instance.received, timeout=15000):
        other = run(SEND, "0")
    assert other.communicate(timeout=15)[0].strip() == "taken"
    instance.close()


def test_only_the_user_can_reach_it(instance: Instance, tmp_path: Path) -> None:
    [path] = tmp_path.glob("*.socket")
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert path.stat().st_uid == os.getuid()


@pytest.mark.parametrize("line", [b"{}\n", b"\xff\n", b"\n", b"quit\n"])
def test_nonsense_is_refused_and_the_app_goes_on(
    instance: Instance, qtbot: QtBot, tmp_path: Path, line: bytes
) -> None:
    [path] = tmp_path.glob("*.socket")
    received: list[object] = []
    instance.received.connect(received.append)
    socket = QLocalSocket()
    socket.connectToServer(str(path))
    assert socket.waitForConnected(5000)
    socket.write(line)
    qtbot.waitUntil(socket.canReadLine, timeout=10000)
    assert bytes(socket.readLine().data()) == b'{"accepted": false}\n'
    assert received == []

    with qtbot.waitSignal(instance.received, timeout=15000):
        other = run(SEND, "0")
    other.communicate(timeout=15)


def test_a_line_without_an_end_is_cut_off(instance: Instance, qtbot: QtBot, tmp_path: Path) -> None:
    [path] = tmp_path.glob("*.socket")
    socket = QLocalSocket()
    socket.connectToServer(str(path))
    assert socket.waitForConnected(5000)
    socket.write(b"y" * 5_000_000)
    unconnected = QLocalSocket.LocalSocketState.UnconnectedState
    qtbot.waitUntil(lambda: socket.state() == unconnected, timeout=10000)


def test_an_app_that_does_not_answer_is_not_waited_for(instance: Instance, qtbot: QtBot) -> None:
    # This thread doesn't turn its event loop meanwhile.
    assert QCoreApplication.instance() is not None
    with pytest.raises(NotAnsweringError):
        send(Command(Verb.STOP), timeout=0.5)


def test_a_socket_that_a_crash_left_is_nobody(qtbot: QtBot, tmp_path: Path) -> None:
    crashed = run(CLAIM)
    assert crashed.stdout is not None
    crashed.stdout.readline()
    crashed.kill()
    crashed.communicate(timeout=10)
    assert list(tmp_path.glob("*.socket"))
    with pytest.raises(NotRunningError):
        send(Command(Verb.STOP))


def test_a_command_of_another_version_is_refused(instance: Instance, qtbot: QtBot) -> None:
    code = "from desktop.system.instance import *; from desktop.values import *\n"
    other = run(
        code + "try: send(Command(Verb.CAPTURE, task=Task('Not a name')))\n"
        "except RefusedError as error: print(error.sentence)"
    )
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=15000)
    assert other.communicate()[0].strip() == RefusedError.sentence


def test_a_second_start_beside_a_stuck_first_is_told(instance: Instance, qtbot: QtBot) -> None:
    # This thread doesn't turn its event loop meanwhile.
    with pytest.raises(NotAnsweringError):
        Instance().claim_or_send(Command(Verb.HOME), timeout=0.5)


def test_a_first_without_a_socket_is_running_all_the_same(
    instance: Instance, qtbot: QtBot, tmp_path: Path
) -> None:
    [path] = tmp_path.glob("*.socket")
    path.unlink()
    with pytest.raises(NotAnsweringError):
        Instance().claim_or_send(Command(Verb.HOME))


def test_a_start_while_the_first_is_quitting_takes_over(qtbot: QtBot) -> None:
    # It turns no event loop. A thread here couldn't end it: who sends holds Python meanwhile.
    quitting = run(CLAIM.replace("sys.stdin.readline()", "import time; time.sleep(0.5)"))
    assert quitting.stdout is not None
    assert quitting.stdout.readline().strip() == "True"
    second = Instance()
    assert second.claim_or_send(Command(Verb.HOME), timeout=30)
    second.close()
    assert quitting.wait(10) == 0
    quitting.communicate()


@pytest.mark.logs_warnings
def test_without_a_place_for_the_socket_it_runs_and_says_so(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "file"))
    instance = Instance()
    assert instance.claim()
    assert "sightread capture region" in instance.problem
    instance.close()
