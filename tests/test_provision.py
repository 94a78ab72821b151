"""What HunyuanOCR needs is got off the window's thread, and told on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.model.status import ModelState
from desktop.provision import Provision
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
