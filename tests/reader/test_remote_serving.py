"""The whole way over a real server: reader thread, child, HTTP, ``transformers serve`` with the
tiny checkpoint, and back."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from desktop.reader import server_check
from desktop.reader.worker import ReaderOptions
from desktop.system.keystore import VARIABLE
from desktop.values import Done, EngineName, Failed, FailureKind, OutputKind, Piece, Started, Task
from tests.reader.desk import Desk
from tests.reader.kinds import shot
from tests.tiny_hunyuan.render import VOCABULARY, draw

CHECKPOINT = Path(__file__).resolve().parents[1] / "tiny_hunyuan" / "checkpoint"
TEXTS = ("harbour", "window 100", "water stone")
MODEL = "tencent/HunyuanOCR"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
KEY = "sk-not-for-anybody-else"

pytestmark = pytest.mark.slow


@dataclass
class Serving:
    """The server's process."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("serving")
    # The layout of the hub's cache, so that the server knows the checkpoint by the model's name.
    repository = folder / "hub" / "models--tencent--HunyuanOCR"
    shutil.copytree(CHECKPOINT, repository / "snapshots" / COMMIT)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = {
        **os.environ,
        "HF_HUB_CACHE": str(folder / "hub"),
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "OMP_NUM_THREADS": "1",  # so small a model is slower on several
    }
    command = ["serve", MODEL, "--device", "cpu", "--host", "127.0.0.1", "--port", str(port)]
    log = folder / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "transformers.cli.transformers", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    one = Serving(process, f"http://127.0.0.1:{port}", log)
    try:
        _wait(one)
        yield one
    finally:
        process.kill()
        process.wait()


def _wait(serving: Serving) -> None:
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline:
        assert serving.process.poll() is None, serving.log.read_text()
        try:
            with urllib.request.urlopen(f"{serving.address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(serving.log.read_text())


def options(serving: Serving) -> ReaderOptions:
    return ReaderOptions(EngineName.REMOTE, server=serving.address, agreed=serving.address)


@pytest.fixture(scope="module")
def desk(serving: Serving) -> Iterator[Desk]:
    patch = pytest.MonkeyPatch()
    patch.setenv(VARIABLE, KEY)
    one = Desk(options(serving))
    one.reader.warm(EngineName.REMOTE)
    yield one
    one.close()
    patch.undo()


def test_it_is_asked_for_its_model_before_a_picture_is_sent(desk: Desk, serving: Serving) -> None:
    ready = desk.ready()
    assert ready.engine is EngineName.REMOTE
    assert ready.device == serving.address.removeprefix("http://")
    assert "/v1/chat/completions" not in serving.log.read_text()
    check = server_check.ask(serving.address, "")
    assert check.ok
    assert MODEL in check.sentence


def test_it_reads_streams_and_says_where_the_picture_went(desk: Desk, serving: Serving) -> None:
    for text in TEXTS:
        answer = desk.read(shot(draw(text).image))
        assert isinstance(answer, Done)
        assert answer.reading.text == desk.text() == text
        assert sum(isinstance(message, Piece) for _, message in desk.heard) > 1
    assert answer.reading.engine is EngineName.REMOTE
    assert answer.reading.device == serving.address.removeprefix("http://")
    (note,) = answer.reading.notes
    assert note.startswith(f"Read by the server at {serving.address}")


def test_what_a_strict_server_refuses_is_left_out_and_not_asked_again(serving: Serving) -> None:
    lines = [line for line in serving.log.read_text().splitlines() if "POST" in line]
    assert sum(" 422 " in line for line in lines) == 1
    assert sum(" 200 " in line for line in lines) == len(TEXTS)


@pytest.mark.parametrize("text", ["velna", "dorim velna kasto"])
def test_it_translates(desk: Desk, text: str) -> None:
    answer = desk.read(shot(draw(text).image), Task("translate", "en"))
    assert isinstance(answer, Done)
    english = " ".join(VOCABULARY[word] for word in text.split())
    assert (answer.reading.source, answer.reading.text) == (text, english)
    assert answer.reading.kind is OutputKind.TEXT
    assert answer.reading.language == "en"


def test_a_cancel_frees_the_engine_for_the_next_picture(desk: Desk) -> None:
    page = shot(Image.effect_noise((900, 700), 90).convert("RGB"))
    waits = []
    for _ in range(3):
        job = desk.submit(page)
        desk.started()
        began = time.monotonic()
        desk.reader.cancel(job)
        answer = desk.end()
        assert isinstance(answer, Failed)
        assert answer.kind is FailureKind.CANCELLED
        follower = desk.submit(page)
        desk.next(Started)
        waits.append(time.monotonic() - began)
        desk.reader.cancel(follower)
        desk.end()
    # The budget is 0.1 s; the quickest of three, on a machine that may be slower than usual.
    assert min(waits) < 0.2, waits
    answer = desk.read(shot(draw("harbour").image))
    assert isinstance(answer, Done)
    assert answer.reading.text == "harbour"


@pytest.mark.logs_warnings
def test_killed_while_reading_it_reads_on(desk: Desk) -> None:
    desk.submit(shot(draw("harbour").image))
    os.kill(desk.pid(EngineName.REMOTE), signal.SIGKILL)
    answer = desk.end()
    assert isinstance(answer, Done)
    assert answer.reading.text == "harbour"


def test_without_a_word_of_agreement_nothing_is_sent(serving: Serving) -> None:
    before = serving.log.read_text()
    one = Desk(ReaderOptions(EngineName.REMOTE, server=serving.address, agreed="http://other"))
    answer = one.read(shot(draw("harbour").image))
    one.close()
    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NOT_AGREED
    assert serving.address in answer.sentence
    assert serving.log.read_text() == before


def test_key_text_and_picture_are_on_no_command_line_and_in_no_log(
    desk: Desk, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert isinstance(desk.read(shot(draw("harbour").image)), Done)
    command = Path(f"/proc/{desk.pid(EngineName.REMOTE)}/cmdline").read_bytes()
    assert serving.address.encode() in command
    assert KEY.encode() not in command
    for secret in (KEY, "harbour", "base64"):
        assert secret not in caplog.text


def test_a_model_that_the_server_does_not_have_is_told(serving: Serving) -> None:
    wrong = Desk(
        ReaderOptions(
            EngineName.REMOTE,
            server=serving.address,
            server_model="other/model",
            agreed=serving.address,
        )
    )
    answer = wrong.read(shot(draw("harbour").image))
    wrong.close()
    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.BAD_SERVER
    assert "no model called other/model" in answer.sentence


def test_the_server_gone_is_told(desk: Desk, serving: Serving) -> None:
    os.kill(serving.process.pid, signal.SIGKILL)
    serving.process.wait()
    began = time.monotonic()
    answer = desk.read(shot(draw("harbour").image))
    assert time.monotonic() - began < 2
    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NO_SERVER
    assert "can't be reached" in answer.sentence
