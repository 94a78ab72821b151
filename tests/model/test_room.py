"""A disk without room, one that fills up, one that can't be written, one that another works on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.model import disk
from desktop.model.status import ModelState
from tests.model.conftest import MODEL, SIZE, Told, is_a_sentence, whole
from tests.model.hub import Answer, Hub, always

FetchNow = Callable[..., Told]


def test_a_disk_without_room_is_told_before_the_first_byte(
    hub: Hub, fetch: FetchNow, source: Any
) -> None:
    told = fetch(free=lambda _folder: 1_000_000)
    assert told.outcome.failed
    assert told.outcome.sentence == (
        "HunyuanOCR needs 7.3 MB on disk; 1.0 MB are free. Free 206 MB more, then download again."
    )
    assert {request.what for request in hub.requests} == {"listing"}
    enough = source.size + disk.MARGIN
    assert not fetch(free=lambda _folder: enough).outcome.failed


def test_only_what_is_missing_must_have_room(hub: Hub, fetch: FetchNow) -> None:
    hub.behave = always(MODEL, Answer(451))
    assert fetch().status.state is ModelState.PARTIAL
    hub.behave = lambda _request: None
    assert fetch(free=lambda _folder: 1_000_000).outcome.failed
    assert not fetch(free=lambda _folder: SIZE + disk.MARGIN).outcome.failed


def test_a_disk_that_fills_up_on_the_way(
    hub: Hub, fetch: FetchNow, home: Path, repository: dict[str, bytes]
) -> None:
    part = home / "HunyuanOCR.partial" / f"{MODEL}.part"
    hub.behave = always(MODEL, Answer(451))
    assert fetch().status.state is ModelState.PARTIAL  # the plan is made
    hub.behave = lambda _request: None
    part.symlink_to("/dev/full")
    told = fetch()
    assert "The disk is full" in told.outcome.sentence
    assert told.status.state is ModelState.PARTIAL
    part.unlink()
    assert not fetch().outcome.failed
    assert whole(home, repository)


def test_a_folder_that_cannot_be_written(hub: Hub, fetch: FetchNow, home: Path) -> None:
    home.write_text("a file where the folder should be")
    told = fetch()
    assert "can't be changed" in told.outcome.sentence
    assert is_a_sentence(told.outcome.sentence)
    assert hub.paths == []


def test_two_at_once_don_t_meet(hub: Hub, fetch: FetchNow, home: Path) -> None:
    with disk.claimed(home / "HunyuanOCR"):
        told = fetch()
    assert told.outcome.failed
    assert "Another Sightread" in told.outcome.sentence
    assert hub.paths == []
    assert not fetch().outcome.failed
