"""SIGKILL at any moment, of the child and of the app: what is on disk is whole, or goes on."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from desktop.model import folder, manifest
from desktop.model.source import Source
from desktop.model.status import ModelState
from tests.model.conftest import whole
from tests.model.desk import Desk, wait_for_the_lock
from tests.model.hub import Answer, Hub, Request

MakeDesk = Callable[..., Desk]

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


def slowly(request: Request) -> Answer | None:
    """About a quarter of a second for the two large files."""
    return Answer(rate=32_000_000) if request.what.endswith(".safetensors") else None


def make_older(home: Path) -> None:
    """Let the whole folder be one of an older version, of which one small file is another."""
    own = home / "HunyuanOCR"
    written = manifest.read(own)
    assert written is not None
    (own / "README.md").write_bytes(b"# Older      \n")
    (own / "dflash" / "model.safetensors").write_bytes(b"older")
    files = tuple(
        replace(entry, size=(own / entry.name).stat().st_size, sha256="0" * 64)
        for entry in written.files
    )
    manifest.write(own, replace(written, revision="f" * 40, files=files))


def _has_come(hub: Hub, requests: int) -> bool:
    return len(hub.paths) >= requests


@pytest.mark.slow
@pytest.mark.logs_warnings
def test_a_child_killed_twenty_times_always_ends_with_a_whole_model_or_a_sentence(
    hub: Hub, desk: MakeDesk, home: Path, repository: dict[str, bytes]
) -> None:
    hub.behave = slowly
    chance = random.Random(20261121)
    files = desk()
    hub.heard = files.look_up
    kills, met = 0, set()
    had_one = False
    while kills < KILLS:  # pytest's time-out is the end of it
        begun, asked = len(files.told), len(hub.paths)
        files.files.download("2026-11-21")
        enough = asked + (kills % 5 < 4)  # one in five before anything was asked
        files.kill(begun, partial(_has_come, hub, enough), chance.uniform(0, 0.2))
        status = files.settled(begun)
        wait_for_the_lock(home)
        found = folder.find("")
        assert found is not None or not had_one, "there was a moment without a model"
        assert found is None or folder.examine_files(found) is None
        if status.failed:
            assert "goes on where it stopped" in status.sentence
        if status.failed:
            kills += 1
            met.add(status.state)
        if status.state is ModelState.READY and not status.failed:
            assert whole(home, repository)
            had_one = chance.random() < 0.5
            if had_one:
                make_older(home)
            else:
                files.remove()
    files.files.download("2026-11-21")
    files.wait(lambda status: status.state is ModelState.READY and not status.failed, begun + 1)
    assert whole(home, repository)
    assert files.verify().state is ModelState.READY
    assert ModelState.PARTIAL in met
    assert sorted(path.name for path in home.iterdir()) == ["HunyuanOCR", "HunyuanOCR.lock"]


APP = """
import json, sys, threading
from desktop.model.files import ModelFiles
from desktop.model.source import Source
source = Source(*sys.argv[1:3], 1, json.loads(sys.argv[3]))
files = ModelFiles("", lambda status: print(status.done, flush=True), source=source)
files.download("2026-11-21")
threading.Event().wait()
"""


def test_the_child_ends_with_a_killed_app_and_the_next_one_goes_on(
    hub: Hub, desk: MakeDesk, home: Path, source: Source, repository: dict[str, bytes]
) -> None:
    hub.behave = lambda request: Answer(rate=2_000_000) if "dflash/m" in request.what else None
    app = subprocess.Popen(
        [
            sys.executable,
            "-c",
            APP,
            source.repository,
            source.revision,
            json.dumps(dict(source.sha256)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert app.stdout is not None
    for line in app.stdout:
        if int(line) > 1_000_000:
            break
    app.kill()
    app.wait()
    app.stdout.close()
    hub.hurry.set()
    wait_for_the_lock(home)
    files = desk()
    paused = files.files.status()
    assert paused.state is ModelState.PARTIAL
    assert paused.done > 1_000_000
    assert files.download().state is ModelState.READY
    assert [request.begin for request in hub.asked("dflash/model.safetensors")][1] > 900_000
    assert whole(home, repository)


def test_a_second_process_is_told_and_harms_nothing(
    hub: Hub, desk: MakeDesk, home: Path, repository: dict[str, bytes]
) -> None:
    hub.behave = lambda request: Answer(rate=500_000) if "dflash/m" in request.what else None
    first, second = desk(), desk()
    first.begin()
    told = second.download()
    assert told.failed
    assert "Another Sightread" in told.sentence
    removed = second.remove()
    assert removed.failed
    assert "Another Sightread" in removed.sentence
    hub.hurry.set()
    assert first.settled().state is ModelState.READY
    assert whole(home, repository)


def test_without_its_library_the_download_is_a_sentence(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "huggingface_hub.py").write_text("raise ModuleNotFoundError('broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = desk().download()
    assert told.failed
    assert "Run the installer again" in told.sentence


@pytest.mark.logs_warnings
def test_a_child_that_cannot_be_started_is_a_sentence(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    told = desk().download()
    assert told.failed
    assert told.sentence.endswith(".")
