"""One download, from the first question to the folder in its place.

1. Claim the folder; an earlier process may have been killed anywhere.
2. Take the plan: the list of files and what they must be, once asked and then kept beside them.
3. Take over what may be good of a folder that is to be replaced, as if it had just arrived.
4. Make sure that the disk has room, before the first byte of a file.
5. Fetch each file into ``NAME.part``, going on at the byte; check it; only then call it ``NAME``.
6. Write everything through to the disk, and put the folder in its place at one stroke.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from desktop.model import checking, disk, manifest, words
from desktop.model import folder as model_folder
from desktop.model.manifest import Entry, Manifest, ManifestError
from desktop.model.messages import Fetch, Outcome, Progress
from desktop.model.progress import Meter
from desktop.model.status import ModelState
from desktop.model.tending import BUSY, WorkError
from desktop.model.transfer import BrokeOffError, Hub, OutOfRangeError, TransferError

Got = TypeVar("Got")

_LARGE = 1_000_000
"""Bytes of a file that isn't checked again when a download goes on."""

_FETCHING = "Downloading HunyuanOCR."
_CHECKING = "Checking what has arrived."
_ASKING = "Asking what there is to download."
_HERE = "HunyuanOCR is on this machine, and every file is checked."


class Fetching:
    """One job. ``tell`` is given each ``Progress``; ``free`` the free bytes where a path lies."""

    def __init__(
        self,
        job: Fetch,
        tell: Callable[[Progress], None],
        free: Callable[[Path], int] = disk.free,
    ) -> None:
        self._job, self._free = job, free
        self._source, self._target = job.source, job.target
        self._partial = disk.partial(job.target)
        self._meter = Meter(job.job, tell)
        self._hub = Hub(job.pace.silence)

    def run(self) -> Outcome:
        """Do it. Raises WorkError, OSError."""
        try:
            with disk.claimed(self._target):
                return Outcome(self._job.job, self._run())
        except disk.BusyError as error:
            raise BUSY from error
        except TransferError as error:
            raise WorkError(error.sentence, error.detail) from error

    def _run(self) -> str:
        if self._is_there():
            disk.delete(self._partial)
            return _HERE
        plan = self._plan()
        self._take_over(plan)
        self._make_room(plan)
        self._meter.begin(
            ModelState.DOWNLOADING,
            _FETCHING,
            sum(self._have(entry) for entry in plan.files),
            plan.total,
        )
        files = tuple(self._got(entry) for entry in plan.files)
        manifest.write(self._partial, replace(plan, files=files))
        if problem := model_folder.examine_files(self._partial):
            raise WorkError(
                "What was downloaded is not a HunyuanOCR that can be loaded. Update Sightread.",
                problem.detail or problem.sentence,
            )
        disk.put_in_place(self._target)
        return _HERE

    def _is_there(self) -> bool:
        try:
            written = manifest.read(self._target)
        except ManifestError:
            return False
        return (
            written is not None
            and written.revision == self._source.revision
            and model_folder.examine_files(self._target) is None
        )

    # The plan.

    def _plan(self) -> Manifest:
        try:
            kept = manifest.read(self._partial)
        except ManifestError:
            kept = None
        if kept is not None and kept.revision == self._source.revision:
            return kept
        self._meter.begin(ModelState.DOWNLOADING, _ASKING, 0, self._source.size)
        files = self._patiently(lambda: self._hub.listing(self._source), lambda: 0)
        known = tuple(
            replace(entry, sha256=self._source.sha256.get(entry.name, entry.sha256))
            for entry in files
        )
        plan = Manifest(
            self._source.repository, self._source.revision, self._job.licence_accepted, known
        )
        self._drop_others(plan, kept)
        self._partial.mkdir(exist_ok=True)
        manifest.write(self._partial, plan)
        return plan

    def _drop_others(self, plan: Manifest, kept: Manifest | None) -> None:
        """Of another version, keep only the files that both have alike."""
        alike = {_identity(entry) for entry in kept.files} if kept else set()
        keep = {
            self._partial / name
            for entry in plan.files
            if _identity(entry) in alike
            for name in (entry.name, f"{entry.name}.part")
        }
        for path in self._partial.rglob("*"):
            if path.is_file() and path not in keep:
                path.unlink()

    def _take_over(self, plan: Manifest) -> None:
        """Link what may be good of the folder that is replaced, as if it had just arrived."""
        for entry in plan.files:
            there, part = self._target / entry.name, self._part(entry)
            if part.exists() or (self._partial / entry.name).exists():
                continue
            if there.is_file() and there.stat().st_size == entry.size:
                part.parent.mkdir(parents=True, exist_ok=True)
                _link(there, part)

    def _make_room(self, plan: Manifest) -> None:
        missing = plan.total - sum(self._have(entry) for entry in plan.files)
        free = self._free(self._partial)
        if missing and free < missing + disk.MARGIN:
            more = words.size(missing + disk.MARGIN - free)
            raise WorkError(
                f"HunyuanOCR needs {words.size(missing)} on disk; {words.size(free)} are free. "
                f"Free {more} more, then download again."
            )

    # One file.

    def _have(self, entry: Entry) -> int:
        for path in (self._partial / entry.name, self._part(entry)):
            if path.is_file():
                return min(path.stat().st_size, entry.size)
        return 0

    def _part(self, entry: Entry) -> Path:
        return self._partial / f"{entry.name}.part"

    def _got(self, entry: Entry) -> Entry:
        """The file, fetched and checked, with its SHA-256."""
        path, part = self._partial / entry.name, self._part(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            if entry.sha256 and path.stat().st_size == entry.size >= _LARGE:
                return entry
            path.replace(part)
        fetched = 0
        while fetched < 2:
            fetched += self._arrive(entry, part)
            found = self._digests(entry, part)
            if checking.agrees(entry, found):
                if entry.size >= _LARGE:
                    disk.sync(part)
                part.replace(path)
                return replace(entry, sha256=found.sha256)
            self._begin_anew(part)
        raise self._damaged(entry)

    def _digests(self, entry: Entry, part: Path) -> checking.Digests:
        with_blob = not entry.sha256
        if entry.size * 2 < self._meter.total:  # only the weights take long enough to be told
            return checking.digests(part, lambda _count: None, with_blob=with_blob)
        done, total = self._meter.done, self._meter.total
        self._meter.begin(ModelState.VERIFYING, _CHECKING, 0, entry.size)
        found = checking.digests(part, self._meter.add, with_blob=with_blob)
        self._meter.begin(ModelState.DOWNLOADING, _FETCHING, done, total)
        return found

    def _arrive(self, entry: Entry, part: Path) -> bool:
        """Fetch until ``part`` has its size, whatever it holds; whether anything was missing."""
        anew = asked = False
        while not part.exists() or part.stat().st_size != entry.size:
            asked = True
            try:
                self._patiently(
                    lambda: self._hub.fetch(self._source, entry, part, self._meter.add),
                    lambda: part.stat().st_size if part.exists() else 0,
                )
            except OutOfRangeError as error:
                if anew:
                    raise self._damaged(entry) from error
                anew = True
                self._begin_anew(part)
        return asked

    def _begin_anew(self, part: Path) -> None:
        if part.exists():
            self._meter.add(-part.stat().st_size)
            part.unlink()

    def _damaged(self, entry: Entry) -> WorkError:
        return WorkError(
            f"The file {entry.name} came damaged, twice. Download again later, or from another "
            "network.",
            f"{entry.name}: neither size nor hash agree",
        )

    # Patience.

    def _patiently(self, act: Callable[[], Got], progress: Callable[[], int]) -> Got:
        """Do ``act`` until it succeeds, with growing waits. Raises TransferError."""
        pace, tries, had = self._job.pace, 0, progress()
        while True:
            try:
                return act()
            except BrokeOffError as error:
                now = progress()
                if now > had:
                    tries = 0
                had = now
                if tries >= len(pace.waits) or error.after > pace.longest:
                    raise
                wait = max(pace.waits[tries], error.after)
                tries += 1
                again = f"Trying again in {words.left(wait).removeprefix('about ')}."
                self._meter.say(f"{error.brief} {again}")
                time.sleep(wait)


def _identity(entry: Entry) -> tuple[str, int, str]:
    return entry.name, entry.size, entry.sha256 or entry.blob


def _link(there: Path, here: Path) -> None:
    """A second name for the same content; a copy on disks that have no such thing."""
    try:
        os.link(there, here)
    except OSError:
        shutil.copyfile(there, here)
