"""The log: what nobody caught is in it without a word of the user's, and the terminal is quiet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

BROKEN = """
import threading
from desktop import log
log.start()

def inner():
    raise ValueError("Secret 4711")

def outer():
    try:
        inner()
    except ValueError as error:
        raise RuntimeError("Secret 4712") from error

def ends():
    raise SystemExit

for work in (outer, ends):
    thread = threading.Thread(target=work, name="worker")
    thread.start()
    thread.join()
outer()
"""

QT = """
from desktop import log
log.start()
from PySide6.QtCore import qCritical, qWarning
qWarning("Couldn't load pipewire")
qCritical("Couldn't connect")
"""


def run(code: str, home: Path, **environment: str) -> tuple[int, str, str]:
    """Exit code, stderr and log of a program of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=dict(os.environ, XDG_STATE_HOME=str(home)) | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr, (home / "sightread/log/sightread.log").read_text()


def test_what_nobody_caught_is_in_the_log_without_its_words(tmp_path: Path) -> None:
    code, stderr, log = run(BROKEN, tmp_path, SIGHTREAD_LOG="info")
    assert code == 1
    threads = [line.partition("uncaught in thread ")[2] for line in log.splitlines()]
    assert [line.partition(":")[0] for line in threads] == ["worker", "MainThread"]
    for line in threads:
        assert "ValueError at" in line
        assert "then RuntimeError at" in line
        assert ":7 inner" in line
        assert ":13 outer" in line
    assert "Secret" not in log + stderr
    assert "Traceback" not in stderr
    assert stderr.count("\n") == 2
    assert str(tmp_path / "sightread/log/sightread.log") in stderr


def test_a_developer_gets_the_traceback(tmp_path: Path) -> None:
    _, stderr, log = run(BROKEN, tmp_path, SIGHTREAD_LOG="debug")
    assert stderr.count("RuntimeError: Secret 4712") == 2
    assert "Secret" not in log


@pytest.mark.parametrize(("level", "logged"), [("info", False), ("debug", True)])
def test_what_qt_says_is_not_for_the_terminal(tmp_path: Path, level: str, logged: bool) -> None:
    code, stderr, log = run(QT, tmp_path, SIGHTREAD_LOG=level)
    assert (code, stderr) == (0, "")
    assert ("DEBUG sightread Qt default: Couldn't load pipewire" in log) is logged


def test_what_ends_the_process_is_said(tmp_path: Path) -> None:
    code = "from PySide6.QtGui import QGuiApplication\nQGuiApplication([])\n"
    ended, stderr, log = run(QT + code, tmp_path, QT_QPA_PLATFORM="nonsense")
    assert ended < 0
    assert "no Qt platform plugin" in stderr
    assert "ERROR sightread Qt" in log


@pytest.mark.parametrize("level", ["verbose", ""])
def test_a_level_that_there_is_not_is_info(tmp_path: Path, level: str) -> None:
    code, stderr, log = run(
        "from desktop import log; log.start(); log.LOGGER.info('told'); log.moment('hidden')",
        tmp_path,
        SIGHTREAD_LOG=level,
    )
    assert (code, stderr) == (0, "")
    assert "INFO sightread told" in log
    assert "hidden" not in log
