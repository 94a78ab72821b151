"""A download from a hub on loopback, through the child, as a user meets it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.model import folder, manifest, words
from desktop.model.files import ModelFiles
from desktop.model.source import Source
from desktop.model.status import ModelState, ModelStatus
from tests.model.conftest import UNWANTED, whole
from tests.model.desk import UNDER_WAY, Desk, wait_for_the_lock
from tests.model.hub import REVISION, Answer, Hub, Request

MakeDesk = Callable[..., Desk]

BIG = "dflash/model.safetensors"


def slowly(request: Request) -> Answer | None:
    """The big file takes a second and a half, unless the hub is told to hurry."""
    return Answer(rate=2_000_000) if request.what == BIG else None


def test_a_download_ends_with_a_model_that_can_be_loaded(
    hub: Hub, desk: MakeDesk, home: Path, repository: dict[str, bytes], source: Source
) -> None:
    files = desk()
    absent = files.files.status()
    assert absent.state is ModelState.ABSENT
    assert words.size(source.size) in absent.sentence
    ready = files.download()
    assert ready.state is ModelState.READY, ready
    assert ready.own
    assert not ready.failed
    assert ready.folder == home / "HunyuanOCR"
    assert whole(home, repository)
    assert folder.examine(folder.find("")) is None
    assert sorted(path.name for path in home.iterdir()) == ["HunyuanOCR", "HunyuanOCR.lock"]
    assert {status.state for status in files.told[:-1]} <= UNDER_WAY
    assert files.threads == {"model files"}


def test_size_speed_and_time_left_are_told_at_most_five_times_a_second(
    hub: Hub, desk: MakeDesk, source: Source
) -> None:
    hub.behave = lambda request: Answer(rate=2_000_000) if request.what == BIG else None
    files = desk()
    assert files.download().state is ModelState.READY
    moving = [status for status in files.told if status.speed]
    assert len(moving) >= 4
    assert 0 < moving[-1].left < 5
    assert all(status.total == source.size for status in moving)
    # A check that takes long on a busy machine counts anew.
    done = [status.done for status in files.told if status.state is ModelState.DOWNLOADING]
    assert done == sorted(done)
    assert 1_000_000 < moving[-1].speed < 8_000_000
    # What begins anew is told at once; what only grows waits for its turn.
    gaps = [
        later - earlier
        for (status, earlier), later in zip(
            zip(files.told, files.moments, strict=True), files.moments[1:], strict=False
        )
        if status in moving
    ]
    assert sorted(gaps)[len(gaps) // 2] > 0.15


def test_what_was_fetched_is_written_down(
    hub: Hub, desk: MakeDesk, home: Path, repository: dict[str, bytes]
) -> None:
    desk().download("2026-11-20")
    table = json.loads((home / "HunyuanOCR" / manifest.NAME).read_text())
    assert table["revision"] == REVISION
    assert table["licence_accepted"] == "2026-11-20"
    assert {entry["name"]: (entry["size"], entry["sha256"]) for entry in table["files"]} == {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in repository.items()
        if name not in UNWANTED
    }


def test_only_what_is_wanted_is_asked_for_and_at_the_pinned_commit(
    hub: Hub, desk: MakeDesk
) -> None:
    assert desk().download().state is ModelState.READY
    assert len(hub.asked("listing")) == 1
    assert not {request.what for request in hub.requests} & UNWANTED
    assert all(REVISION in path or "/storage/" in path for path in hub.paths)
    assert not any("v1.0" in path for path in hub.paths)


@pytest.mark.parametrize("accepted", ["", "yes", "2026-13-01"])
def test_without_the_licence_no_byte_is_asked_for(hub: Hub, desk: MakeDesk, accepted: str) -> None:
    refused = desk().download(accepted)
    assert refused.failed
    assert "licence" in refused.sentence
    assert refused.state is ModelState.ABSENT
    assert hub.paths == []


def test_a_folder_of_the_users_is_not_downloaded_into(
    hub: Hub, desk: MakeDesk, tmp_path: Path
) -> None:
    refused = desk(model_dir=str(tmp_path / "mine")).download()
    assert refused.failed
    assert "Empty the folder in Settings, or start without --model-dir" in refused.sentence
    assert hub.paths == []


def test_what_is_there_is_not_fetched_again(hub: Hub, desk: MakeDesk) -> None:
    files = desk()
    files.download()
    asked = len(hub.paths)
    again = files.download()
    assert again.state is ModelState.READY
    assert not again.failed
    assert len(hub.paths) == asked


def test_after_a_pause_it_goes_on_at_the_byte(
    hub: Hub, desk: MakeDesk, home: Path, repository: dict[str, bytes]
) -> None:
    hub.behave = slowly
    files = desk()
    total = sum(map(len, repository.values()))
    files.begin(done=total // 6)
    since = len(files.told)
    files.files.pause()
    paused = files.settled(since)
    assert paused.state is ModelState.PARTIAL
    assert not paused.failed
    assert "go on" in paused.sentence
    assert 0 < paused.done < paused.total
    assert files.files.status() == paused
    part = home / "HunyuanOCR.partial" / f"{BIG}.part"
    size = part.stat().st_size
    assert 0 < size < len(repository[BIG])
    assert folder.find("") is None
    hub.hurry.set()
    ready = files.download()
    assert ready.state is ModelState.READY, ready
    assert [request.begin for request in hub.asked(BIG)] == [0, size]
    assert len(hub.asked("listing")) == 1
    assert whole(home, repository)


def test_a_wish_during_the_pause_is_not_lost(hub: Hub, desk: MakeDesk) -> None:
    hub.behave = slowly
    files = desk()
    files.begin()
    since = len(files.told)
    files.files.pause()
    files.files.download("2026-11-21")
    hub.hurry.set()
    assert files.settled(since).state is ModelState.PARTIAL
    files.wait(lambda status: status.state is ModelState.READY, since)


def test_a_second_wish_is_answered_with_how_the_first_one_stands(hub: Hub, desk: MakeDesk) -> None:
    hub.behave = slowly
    files = desk()
    files.begin()
    assert files.files.status().state in UNDER_WAY
    files.files.verify()
    files.files.remove()
    files.files.download("2026-11-21")
    hub.hurry.set()
    assert files.settled().state is ModelState.READY
    assert len(hub.asked("listing")) == 1


def test_after_close_nothing_is_delivered_and_no_child_is_left(
    hub: Hub, desk: MakeDesk, home: Path
) -> None:
    hub.behave = slowly
    files = desk()
    files.begin()
    files.files.close()
    hub.hurry.set()
    told = len(files.told)
    # The lock is free as soon as the child is gone.
    wait_for_the_lock(home)
    assert len(files.told) == told
    files.files.download("2026-11-21")
    assert desk().download().state is ModelState.READY
    assert len(files.told) == told


def test_a_wish_before_close_is_not_answered_after_it(source: Source) -> None:
    told: list[ModelStatus] = []

    def deliver(status: ModelStatus) -> None:
        told.append(status)
        answered.wait()  # until all wishes are there
        files.close()

    answered = threading.Event()
    files = ModelFiles("", deliver, source=source)
    for _ in range(3):
        files.pause()
    answered.set()
    worker = next(t for t in threading.enumerate() if t.name == "model files")
    worker.join()
    assert len(told) == 1


def test_a_token_goes_to_the_hub_alone_and_only_if_the_user_names_one(
    hub: Hub, desk: MakeDesk, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf" / "token").write_text("hf_lies_around")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    hub.storage = hub.address.replace("127.0.0.1", "localhost")
    files = desk()
    assert files.download().state is ModelState.READY
    assert not any("authorization" in headers for headers in hub.headers)
    files.remove()
    hub.headers.clear()
    monkeypatch.setenv("HF_TOKEN", "hf_named")
    assert files.download().state is ModelState.READY
    told = {
        headers["host"].partition(":")[0]: headers.get("authorization") for headers in hub.headers
    }
    assert told == {"127.0.0.1": "Bearer hf_named", "localhost": None}


def test_offline_mode_is_honoured(
    hub: Hub, desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    refused = desk().download()
    assert refused.failed
    assert "HF_HUB_OFFLINE" in refused.sentence
    assert hub.paths == []
