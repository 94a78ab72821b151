"""Looking, checking, removing, and replacing what is on disk."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.model import disk, folder, look, manifest, tending
from desktop.model.messages import Check, Remove
from desktop.model.source import Source
from desktop.model.status import ModelState
from desktop.values import FailureKind
from tests.model.conftest import CHECKPOINT, Told, whole
from tests.model.desk import Desk
from tests.model.hub import REVISION, Hub

MakeDesk = Callable[..., Desk]
FetchNow = Callable[..., Told]

MODEL = "model.safetensors"


@pytest.fixture
def own(hub: Hub, fetch: FetchNow, home: Path) -> Path:
    """A whole model in Sightread's own folder."""
    assert not fetch().outcome.failed
    hub.requests.clear()
    hub.paths.clear()
    return home / "HunyuanOCR"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A whole model in a folder of the user's."""
    return Path(shutil.copytree(CHECKPOINT, tmp_path / "mine"))


def flip(path: Path) -> None:
    """Change one byte in the middle; no size changes."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def test_a_whole_model_passes_the_check(desk: MakeDesk, own: Path) -> None:
    files = desk()
    told = files.verify()
    assert told.state is ModelState.READY
    assert not told.failed
    assert "as published" in told.sentence
    assert files.told[0].state is ModelState.VERIFYING


@pytest.mark.parametrize("name", [MODEL, "README.md", "dflash/model.safetensors"])
def test_a_changed_byte_is_found_remembered_and_mended(
    hub: Hub,
    desk: MakeDesk,
    fetch: FetchNow,
    home: Path,
    own: Path,
    repository: dict[str, bytes],
    name: str,
) -> None:
    flip(own / name)
    files = desk()
    assert files.files.status().state is ModelState.READY  # a quick look can't know
    told = files.verify()
    assert told.state is ModelState.DAMAGED
    assert told.failed
    assert name in told.sentence
    assert "Download again" in told.sentence
    later = files.files.status()
    assert later.state is ModelState.DAMAGED
    problem = folder.examine(folder.find(""))
    assert problem is not None
    assert problem.kind is FailureKind.BAD_MODEL
    mended = fetch()
    assert mended.status.state is ModelState.READY
    assert {request.what for request in hub.requests} == {"listing", name}
    assert whole(home, repository)
    assert files.verify().state is ModelState.READY


@pytest.mark.parametrize(
    "harm",
    [
        lambda own: (own / "README.md").unlink(),
        lambda own: (own / "LICENSE").write_bytes(b""),
        lambda own: (own / manifest.NAME).write_text("{"),
        lambda own: (own / manifest.NAME).write_text('{"files": [], "damaged": [], "more": 1}'),
        lambda own: (own / MODEL).unlink(),
    ],
    ids=["missing", "empty", "no manifest", "odd manifest", "no weights"],
)
def test_a_quick_look_sees_what_is_missing(
    desk: MakeDesk,
    fetch: FetchNow,
    home: Path,
    own: Path,
    repository: dict[str, bytes],
    harm: Callable[[Path], object],
) -> None:
    harm(own)
    status = desk().files.status()
    assert status.state is ModelState.DAMAGED
    assert status.failed
    assert status.sentence.endswith(".")
    assert fetch().status.state is ModelState.READY
    assert whole(home, repository)


def test_what_is_found_whole_again_is_loaded_again(desk: MakeDesk, own: Path) -> None:
    files = desk()
    flip(own / MODEL)
    assert files.verify().state is ModelState.DAMAGED
    flip(own / MODEL)
    assert files.verify().state is ModelState.READY
    assert folder.examine(own) is None


def test_a_folder_of_the_users_of_which_nothing_is_known(
    desk: MakeDesk, mine: Path, source: Source
) -> None:
    known = {name: source.sha256[name] for name in (MODEL, "config.json")}
    told = desk(model_dir=str(mine), source=replace(source, sha256=known)).verify()
    assert told.state is ModelState.READY
    assert not told.own
    assert not told.failed
    assert "no checksum is known for" in told.sentence
    assert "generation_config.json" in told.sentence
    assert MODEL not in told.sentence  # that one is known, and agrees
    assert not (mine / manifest.NAME).exists()


def test_a_folder_of_the_users_that_is_as_published(mine: Path, source: Source) -> None:
    known = {
        path.relative_to(mine).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in mine.rglob("*.*")
    }
    outcome = tending.check(Check(1, replace(source, sha256=known), mine, own=False), print)
    assert "as published" in outcome.sentence


def test_the_hugging_face_cache_is_checked_by_its_own_names(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository = tmp_path / "hub" / "models--tencent--HunyuanOCR"
    snapshot = repository / "snapshots" / REVISION
    (repository / "blobs").mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(REVISION)
    shutil.copytree(CHECKPOINT, snapshot)
    digest = hashlib.sha256((snapshot / MODEL).read_bytes()).hexdigest()
    (snapshot / MODEL).rename(repository / "blobs" / digest)
    (snapshot / MODEL).symlink_to(repository / "blobs" / digest)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    files = desk()
    status = files.files.status()
    assert (status.state, status.own, status.revision) == (ModelState.READY, False, REVISION)
    assert files.verify().state is ModelState.READY
    flip(snapshot / MODEL)
    told = files.verify()
    assert told.state is ModelState.DAMAGED
    assert MODEL in told.sentence
    assert "let Sightread download its own copy" in told.sentence


def test_there_is_nothing_to_check(desk: MakeDesk, tmp_path: Path) -> None:
    for model_dir in ("", str(tmp_path / "nowhere")):
        told = desk(model_dir=model_dir).verify()
        assert told.state is ModelState.ABSENT
        assert told.failed
        assert "no HunyuanOCR to check" in told.sentence


def test_removing_frees_the_disk_and_says_how_much(desk: MakeDesk, home: Path, own: Path) -> None:
    files = desk()
    told = files.remove()
    assert told.state is ModelState.ABSENT
    assert told.sentence == "HunyuanOCR is removed; 7.3 MB are free again."
    assert [path.name for path in home.iterdir()] == ["HunyuanOCR.lock"]
    again = files.remove()
    assert again.sentence == "There is nothing of HunyuanOCR to remove."


def test_removing_takes_a_part_too(desk: MakeDesk, home: Path, own: Path) -> None:
    own.rename(home / "HunyuanOCR.partial")
    files = desk()
    assert files.files.status().state is ModelState.PARTIAL
    assert files.remove().state is ModelState.ABSENT
    assert [path.name for path in home.iterdir()] == ["HunyuanOCR.lock"]


def test_what_is_not_sightreads_is_never_removed(
    desk: MakeDesk, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(mine.iterdir())
    told = desk(model_dir=str(mine)).remove()
    assert told.failed
    assert "not Sightread's" in told.sentence
    assert told.state is ModelState.READY
    assert sorted(mine.iterdir()) == before


def test_what_lies_behind_a_link_is_not_sightreads(
    hub: Hub, desk: MakeDesk, fetch: FetchNow, home: Path, mine: Path, repository: dict[str, bytes]
) -> None:
    home.mkdir()
    (home / "HunyuanOCR").symlink_to(mine)
    before = {path: path.read_bytes() for path in mine.rglob("*.*")}
    files = desk()
    assert files.files.status().state is ModelState.READY
    assert files.remove().failed
    assert (home / "HunyuanOCR").is_symlink()
    assert tending.remove(Remove(1, home / "HunyuanOCR")).sentence.startswith("There is nothing")
    assert fetch().status.own
    assert whole(home, repository)
    assert not (home / "HunyuanOCR").is_symlink()
    assert {path: path.read_bytes() for path in mine.rglob("*.*")} == before


def test_while_one_is_replaced_there_is_always_a_whole_one(
    hub: Hub, fetch: FetchNow, own: Path, home: Path
) -> None:
    written = manifest.read(own)
    assert written is not None
    manifest.write(own, replace(written, revision="f" * 40))
    assert "newer version" in look.at("", replace_revision(REVISION)).sentence
    seen, done = [], threading.Event()

    def is_whole() -> bool:
        found = folder.find("")
        return found is not None and folder.examine_files(found) is None

    def watch() -> None:
        while not done.is_set():
            seen.append(is_whole() or is_whole())  # it may be renamed between the two looks

    watcher = threading.Thread(target=watch)
    watcher.start()
    told = fetch()
    done.set()
    watcher.join()
    assert told.status.revision == REVISION
    assert all(seen)
    assert len(seen) > 20
    assert {request.what for request in hub.requests} == {"listing"}  # all was alike


def replace_revision(revision: str) -> Source:
    return Source("tencent/HunyuanOCR", revision, 1)


def test_a_crash_between_the_renames_leaves_the_old_one_in_use(
    hub: Hub, fetch: FetchNow, own: Path, home: Path, repository: dict[str, bytes]
) -> None:
    own.rename(disk.old(own))
    assert folder.examine(folder.find("")) is None
    assert fetch().status.state is ModelState.READY
    assert hub.paths == []
    assert whole(home, repository)
    assert not disk.old(own).exists()


def test_what_a_crash_has_left_is_tidied_up(
    hub: Hub, fetch: FetchNow, own: Path, home: Path
) -> None:
    for leftover in ("HunyuanOCR.old", "HunyuanOCR.trash"):
        (home / leftover).mkdir()
        (home / leftover / MODEL).write_bytes(b"old")
    assert fetch().status.state is ModelState.READY
    assert sorted(path.name for path in home.iterdir()) == ["HunyuanOCR", "HunyuanOCR.lock"]


def test_of_another_versions_part_only_what_is_alike_is_kept(
    hub: Hub, fetch: FetchNow, own: Path, home: Path, repository: dict[str, bytes]
) -> None:
    written = manifest.read(own)
    assert written is not None
    own.rename(disk.partial(own))
    partial = disk.partial(own)
    (partial / "README.md").write_bytes(b"another")
    (partial / "gone.json").write_bytes(b"{}")
    files = tuple(
        replace(entry, size=7, sha256="", blob="0" * 40) if entry.name == "README.md" else entry
        for entry in written.files
    )
    manifest.write(partial, replace(written, revision="f" * 40, files=files))
    assert not fetch().outcome.failed
    assert MODEL not in {request.what for request in hub.requests}
    assert whole(home, repository)


def test_a_disk_that_fails_at_the_last_rename_keeps_the_old_one(
    own: Path, home: Path, repository: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(own, disk.partial(own))
    rename = Path.rename

    def in_use(path: Path, target: Path) -> Path:
        if path == disk.partial(own):
            raise PermissionError(errno.EACCES, "in use")  # as Windows says it
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", in_use)
    with pytest.raises(PermissionError):
        disk.put_in_place(own)
    assert whole(home, repository)
    assert not disk.old(own).exists()
    assert disk.partial(own).is_dir()


def test_without_a_library_it_is_said(
    own: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LIBRARIES", ("no_such_library",))
    status = look.at("", source)
    assert status.state is ModelState.READY
    assert status.failed
    assert "needs no_such_library" in status.sentence


@pytest.fixture(params=["a file on the way", "too long a name", "a zero", "unreadable"])
def unopened(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A folder that can't be read. The tests may run as root, who may read all."""
    (tmp_path / "file").touch()
    locked = tmp_path / "locked"
    locked.mkdir()
    looked = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path == locked:
            raise PermissionError(errno.EACCES, "Permission denied")
        return looked(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    return {
        "a file on the way": str(tmp_path / "file" / "mine"),
        "too long a name": str(tmp_path / ("x" * 300)),
        "a zero": "a\0b",
        "unreadable": str(locked),
    }[request.param]


def test_a_folder_that_can_t_be_read_is_absent_and_said(desk: MakeDesk, unopened: str) -> None:
    files = desk(model_dir=unopened)
    status = files.files.status()
    assert (status.state, status.failed, status.own) == (ModelState.ABSENT, True, False)
    assert "Choose" in status.sentence or "Fetch" in status.sentence
    assert files.verify().failed
    assert files.remove().state is ModelState.ABSENT  # the thread lives


def test_sightread_s_own_folder_that_can_t_be_read_is_absent_and_said(
    source: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIGHTREAD_DATA_DIR", str(tmp_path / ("x" * 300)))
    status = look.at("", source)
    assert (status.state, status.failed, status.own) == (ModelState.ABSENT, True, True)
    assert "can't be opened" in status.sentence
