"""A sound server of one's own, where the suite's has not been started, and waiting with Qt."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QApplication

from tests.speech.recorder import Recorder

SINK = "test"


def _running() -> bool:
    try:
        listed = subprocess.run(
            ["pactl", "list", "short", "sinks"], capture_output=True, text=True, timeout=10
        )
    except FileNotFoundError:
        raise RuntimeError("the tests of sound need pulseaudio and pulseaudio-utils") from None
    return listed.returncode == 0 and f"\t{SINK}\t" in listed.stdout


@pytest.fixture(scope="session")
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A PulseAudio server with the null sink ``test``: the one that runs, or a new one."""
    if _running():
        yield
        return
    with _server(tmp_path_factory.mktemp("runtime")):
        yield


@pytest.fixture
def private_sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A server of this test's own, whose devices it may take away."""
    with _server(tmp_path_factory.mktemp("private")):
        yield


@contextmanager
def _server(folder: Path) -> Iterator[None]:
    folder.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    server = subprocess.Popen(
        [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            f"--load=module-null-sink sink_name={SINK}",
            "--load=module-native-protocol-unix",
        ],
        stderr=subprocess.DEVNULL,
        # Only one server may have its name on the session bus, and the suite's may have it.
        env={**os.environ, "HOME": str(folder), "DBUS_SESSION_BUS_ADDRESS": "disabled:"},
    )
    try:
        deadline = time.monotonic() + 10
        while not _running():
            if time.monotonic() > deadline or server.poll() is not None:
                raise RuntimeError("pulseaudio did not start")
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(5)
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture(scope="module")
def recorder(sound_server: None, qapp: QApplication) -> Iterator[Recorder]:
    """Hears what is played."""
    QMediaDevices.audioOutputs()  # warns of libraries that aren't there, once
    with Recorder(SINK) as recorder:
        yield recorder
