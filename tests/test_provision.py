"""What HunyuanOCR needs is got off the window's thread, and told on it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.model import carry, look
from desktop.model.status import ModelState
from desktop.provision import Provision
from desktop.reader import server_check
from desktop.system import keystore
from tests.reader.misbehaving import MODELS, Misbehaving, reply

CHECKPOINT = Path(__file__).parent / "tiny_hunyuan" / "checkpoint"


@pytest.fixture
def provision(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provision]:
    monkeypatch.setenv("SIGHTREAD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    made = Provision("")
    yield made
    made.close()


def test_how_it_stands_is_told_on_the_window_s_thread(provision: Provision, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    provision.model_changed.connect(lambda _: threads.append(threading.current_thread()))
    with qtbot.waitSignals([provision.model_changed, provision.machine_known], timeout=60000):
        provision.look()
    assert threads == [threading.main_thread()]


def test_a_folder_of_the_user_s_is_looked_at(provision: Provision, qtbot: QtBot) -> None:
    with qtbot.waitSignal(provision.model_changed, timeout=60000) as told:
        provision.set_model_dir(str(CHECKPOINT))
    status = told.args[0]
    assert (status.state, status.own) == (ModelState.READY, False)


def test_nothing_is_asked_for_before_the_licence_is_accepted(
    provision: Provision, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Misbehaving(reply(404))
    monkeypatch.setenv("HF_ENDPOINT", server.address)
    with qtbot.waitSignal(provision.model_changed, timeout=60000) as told:
        provision.download("")
    assert told.args[0].failed
    assert "licence" in told.args[0].sentence
    assert server.requests == []
    server.close()


def test_a_server_is_tested_without_a_picture(provision: Provision, qtbot: QtBot) -> None:
    server = Misbehaving(reply(500), models=reply(200, MODELS))
    with qtbot.waitSignal(provision.server_known, timeout=60000) as told:
        provision.test_server(server.address, "")
    assert told.args == [
        f"The server at 127.0.0.1:{server.port} answers with the model tencent/HunyuanOCR.",
        True,
    ]
    with qtbot.waitSignal(provision.server_known, timeout=60000) as told:
        provision.test_server(server.address, "another")
    assert told.args[1] is False
    assert "tencent/HunyuanOCR" in told.args[0]
    assert server.asked == []
    server.close()


def test_a_key_from_the_environment_is_known_without_being_shown(
    provision: Provision, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTREAD_SERVER_KEY", "not to be seen")
    with qtbot.waitSignal(provision.key_known, timeout=60000) as told:
        provision.look_at_key("https://gpu.example")
    assert told.args == ["A key is kept."]


NEVER = """
import sys, threading
from PySide6.QtCore import QCoreApplication, QTimer
from desktop.model import carry
from desktop.provision import Provision
from desktop.reader import server_check
from desktop.system import keystore
begun = threading.Semaphore(0)
def never(*_arguments):
    begun.release()
    threading.Event().wait()
keystore.get = carry.of_this_machine = server_check.ask = never
app = QCoreApplication(sys.argv)
provision = Provision("")
provision.look()
provision.look_at_key("https://gpu.example")
provision.test_server("https://gpu.example", "")
for _ in range(3):
    begun.acquire()
QTimer.singleShot(0, app.quit)
app.exec()
provision.close()
print("closed")
"""


def test_questions_that_are_never_answered_don_t_hold_up_the_end() -> None:
    root = Path(__file__).parents[1]
    ended = subprocess.run(
        [sys.executable, "-c", NEVER], cwd=root, capture_output=True, text=True, timeout=30
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "closed\n", "")


def test_a_key_store_that_waits_for_its_password_holds_up_nobody(
    provision: Provision, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked = threading.Event()

    def get(_address: str) -> None:
        unlocked.wait()

    monkeypatch.setattr(keystore, "get", get)
    monkeypatch.setattr(carry, "of_this_machine", lambda _model_dir: "It can.")
    provision.look_at_key("https://gpu.example")
    with qtbot.waitSignals([provision.model_changed, provision.machine_known]):
        provision.look()
    unlocked.set()


def test_a_key_store_that_stays_locked_is_a_sentence(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked = threading.Event()
    monkeypatch.setattr(keystore, "put", lambda _address, _key: unlocked.wait())
    impatient = Provision("", unlock_seconds=0.05)
    with qtbot.waitSignal(impatient.key_known) as told:
        impatient.put_key("https://gpu.example", "not to be seen")
    assert told.args == ["The system's key store is locked. Unlock it, then try again."]
    unlocked.set()
    impatient.close()


@pytest.mark.logs_warnings
def test_whatever_fails_is_a_sentence_and_no_key_is_logged(
    provision: Provision,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError(f"not foreseen: {arguments}")

    for room, name in (
        (look, "at"),
        (carry, "of_this_machine"),
        (keystore, "put"),
        (server_check, "ask"),
    ):
        monkeypatch.setattr(room, name, broken)
    told: list[str] = []
    provision.model_changed.connect(lambda status: told.append(status.sentence))
    provision.machine_known.connect(told.append)
    with qtbot.waitSignals([provision.model_changed, provision.machine_known]):
        provision.look()
    assert len(told) == 2
    assert all(words.endswith("could not be found out. Run: sightread doctor.") for words in told)
    with qtbot.waitSignal(provision.key_known) as key:
        provision.put_key("https://gpu.example", "not to be seen")
    assert "key store could not be asked" in key.args[0]
    with qtbot.waitSignal(provision.server_known) as server:
        provision.test_server("https://gpu.example", "")
    assert server.args == ["The server could not be asked. Run: sightread doctor.", False]
    assert "RuntimeError" in caplog.text
    assert "not to be seen" not in caplog.text
