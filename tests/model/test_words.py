"""Sizes, times, what a machine can carry, the licence, which files are wanted: words and values."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.model import carry, disk, folder, licence, manifest, words
from desktop.model.carry import Machine, sentence
from desktop.model.devices import Devices
from desktop.model.manifest import Entry, Manifest, ManifestError
from desktop.model.messages import Progress
from desktop.model.progress import Meter
from desktop.model.source import HUNYUANOCR
from desktop.model.status import ModelState, ModelStatus

GB = 1 << 30


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (999_999, "1.0 MB"),
        (45_600_000, "46 MB"),
        (999_900_000, "1.0 GB"),
        (2_622_067_581, "2.6 GB"),
        (12_345_000_000, "12 GB"),
    ],
)
def test_sizes(count: int, text: str) -> None:
    assert words.size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, ""),
        (-1, ""),
        (4, "a few seconds"),
        (12, "about 10 seconds"),
        (54, "about 50 seconds"),
        (58, "about a minute"),
        (89, "about a minute"),
        (130, "about 2 minutes"),
        (3_500, "about 58 minutes"),
        (3_700, "about an hour"),
        (9_000, "about 2 hours"),
    ],
)
def test_times(seconds: float, text: str) -> None:
    assert words.left(seconds) == text


def test_how_far_it_has_come() -> None:
    status = ModelStatus(
        ModelState.DOWNLOADING, "", done=1_200_000_000, total=2_600_000_000, speed=11e6, left=127
    )
    assert words.progress(status) == "1.2 of 2.6 GB · 11 MB/s · about 2 minutes left"
    assert words.percent(status) == 46
    assert words.part_of(830e6, 2.6e9) == "830 MB of 2.6 GB"
    assert words.progress(ModelStatus(ModelState.ABSENT, "")) == ""
    assert words.percent(ModelStatus(ModelState.ABSENT, "")) == 0


def test_the_speed_is_that_of_the_last_seconds() -> None:
    told: list[Progress] = []
    now = [0.0]
    meter = Meter(3, told.append, lambda: now[0])
    meter.begin(ModelState.DOWNLOADING, "Downloading.", 1_000, 200_000)
    assert (told[0].job, told[0].done, told[0].speed, told[0].left) == (3, 1_000, 0, 0)
    for _ in range(100):  # fast for twelve seconds
        now[0] += 0.125
        meter.add(1_000)
    assert len(told) == 51  # not more than five a second
    for _ in range(50):  # slow for six
        now[0] += 0.125
        meter.add(10)
    assert told[-1].speed == pytest.approx(80, rel=0.05)
    assert told[-1].left == pytest.approx(98_500 / 80, rel=0.05)
    meter.say("Waiting.")
    assert (told[-1].sentence, told[-1].speed) == ("Waiting.", 0)


RTX = Devices("2.13", (("NVIDIA GeForce RTX 3060", 12_629_508_096),))
SMALL = Devices("2.13", (("NVIDIA GeForce GT 710", 2 * GB),))
MAC = Devices("2.13", (), mps=True)
PLAIN = Devices("2.13")
NO_TORCH = Devices("")


@pytest.mark.parametrize(
    ("machine", "text"),
    [
        (
            Machine(RTX, 16 * GB),
            "This machine can run HunyuanOCR on its NVIDIA GeForce RTX 3060 (12 GB).",
        ),
        (
            Machine(Devices("2.13", (*SMALL.cuda, *RTX.cuda)), 16 * GB),
            "This machine can run HunyuanOCR on its NVIDIA GeForce RTX 3060 (12 GB).",
        ),
        (
            Machine(replace(RTX, cuda_free=(2 * GB,)), 16 * GB),
            "This machine can run HunyuanOCR on its NVIDIA GeForce RTX 3060 (12 GB), which has "
            "only 2 GB free: close other programs that use it.",
        ),
        (Machine(MAC, 16 * GB), "This machine can run HunyuanOCR on its Apple graphics."),
        (
            Machine(PLAIN, 16 * GB),
            "This machine can run HunyuanOCR on the processor only: a page takes minutes. "
            "A server in your office may be the better way.",
        ),
        (
            Machine(SMALL, 16 * GB),
            "The NVIDIA GeForce GT 710 (2 GB) is too small for HunyuanOCR, so it runs on the "
            "processor: a page takes minutes. A server in your office may be the better way.",
        ),
        (
            Machine(PLAIN, 4 * GB),
            "This machine has 4 GB of memory and HunyuanOCR needs 6 GB. "
            "A server in your office may be the better way.",
        ),
        (
            Machine(NO_TORCH, 16 * GB),
            "HunyuanOCR needs torch, which is not installed. Run the installer again.",
        ),
        (
            Machine(None, 16 * GB),
            "What HunyuanOCR could run on could not be found out. Run: sightread doctor.",
        ),
        (
            Machine(MAC, 16 * GB, to_fetch=2_100_000_000, disk=1_200_000_000),
            "This machine can run HunyuanOCR on its Apple graphics. "
            "It needs 2.1 GB on disk; 1.2 GB are free.",
        ),
        (
            Machine(MAC, 16 * GB, to_fetch=2_100_000_000, disk=2_100_000_000 + disk.MARGIN),
            "This machine can run HunyuanOCR on its Apple graphics. It needs 2.1 GB on disk.",
        ),
    ],
)
def test_what_a_machine_can_carry(machine: Machine, text: str) -> None:
    assert sentence(machine) == text


def test_this_machine_is_asked() -> None:
    assert carry.memory() > GB // 2
    machine = carry.gathered("")
    assert machine.devices is not None
    assert machine.to_fetch == HUNYUANOCR.size
    assert machine.disk > 0
    assert sentence(machine).endswith(".")


def test_into_a_folder_of_the_users_nothing_is_to_be_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(carry, "ask", lambda: MAC)
    assert "on disk" in carry.of_this_machine("")
    assert "on disk" not in carry.of_this_machine(str(tmp_path))


def test_the_licence_says_where_it_does_not_apply() -> None:
    for place in ("European Union", "United Kingdom", "South Korea"):
        assert place in licence.TERRITORY
    assert HUNYUANOCR.revision in licence.URL
    assert date.fromisoformat(licence.accepted_today()) <= date.today()
    assert licence.is_date(licence.accepted_today())
    assert not licence.is_date("")


def test_every_file_that_is_fetched_is_pinned_and_runs_nothing() -> None:
    safe = re.compile(r"(dflash/)?(LICENSE|[A-Za-z_]+\.(safetensors|json|jinja|md))")
    assert all(safe.fullmatch(name) for name in HUNYUANOCR.sha256)
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in HUNYUANOCR.sha256.values())
    assert {*folder.NEEDED, "model.safetensors", "LICENSE"} <= HUNYUANOCR.sha256.keys()
    assert manifest.NAME not in HUNYUANOCR.sha256
    assert re.fullmatch("[0-9a-f]{40}", HUNYUANOCR.revision)


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    written = Manifest(
        "tencent/HunyuanOCR", "f" * 40, "2026-11-21", (Entry("a.json", 2, "00", "11"),), ("a.json",)
    )
    assert manifest.read(tmp_path) is None
    manifest.write(tmp_path, written)
    assert manifest.read(tmp_path) == written
    assert [path.name for path in tmp_path.iterdir()] == [manifest.NAME]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b"{}",
        b'{"files": 5, "damaged": []}',
        b'{"files": [{"name": "a"}], "damaged": []}',
        b'{"files": [{"name": "a", "size": -1}], "damaged": []}',
        b'{"files": [{"name": 5, "size": 1}], "damaged": []}',
        b'{"files": [{"name": "a", "size": 1, "x": "y"}], "damaged": []}',
        b'{"files": [], "damaged": [], "repository": "", "revision": 1, "licence_accepted": ""}',
    ],
)
def test_an_odd_manifest_is_one_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / manifest.NAME).write_bytes(content)
    with pytest.raises(ManifestError):
        manifest.read(tmp_path)
