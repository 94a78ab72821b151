"""Checking and removing a folder on disk; what goes wrong on the disk, as sentences."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from desktop.model import checking, disk, manifest, words
from desktop.model.messages import Check, Outcome, Progress, Remove
from desktop.model.progress import Meter
from desktop.model.status import ModelState


class WorkError(Exception):
    """A job ends without its aim. ``sentence`` tells the user; ``detail`` is for the log."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.detail = sentence, detail


def told(error: WorkError | OSError) -> WorkError:
    """The sentence for an error of the disk."""
    if isinstance(error, WorkError):
        return error
    detail = f"{type(error).__name__}: {error.strerror}"  # its own text holds the path
    match error.errno:
        case number if number in disk.FULL:
            sentence = (
                "The disk is full. Free some room, then download again: it goes on where it "
                "stopped."
            )
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.ENOTDIR | errno.EEXIST:
            sentence = (
                "The folder of HunyuanOCR can't be changed: it is read-only, belongs to somebody "
                "else, or is in use. Close what uses it, or set SIGHTREAD_DATA_DIR to a folder of "
                "your own."
            )
        case _:
            sentence = "The disk that holds HunyuanOCR can't be used. Check it, then try again."
    return WorkError(sentence, detail)


BUSY = WorkError(
    "Another Sightread is at work on HunyuanOCR's files. Wait until it is done, then try again."
)


def check(message: Check, tell: Callable[[Progress], None]) -> Outcome:
    """Check every file. Raises WorkError, OSError."""
    try:
        with _claimed(message):
            return _check(message, tell)
    except disk.BusyError as error:
        raise BUSY from error


def _claimed(message: Check) -> AbstractContextManager[None]:
    """Nobody replaces our own folder meanwhile; one that can't be written can't be replaced."""
    if message.own and os.access(message.folder.parent, os.W_OK):
        return disk.claimed(message.folder)
    return nullcontext()


def _check(message: Check, tell: Callable[[Progress], None]) -> Outcome:
    meter = Meter(message.job, tell)
    folder = message.folder
    size = checking.total(folder)
    meter.begin(ModelState.VERIFYING, "Checking every file of HunyuanOCR.", 0, size)
    verdict = checking.verify(folder, message.source, meter.add)
    if message.own:
        _note(message, verdict.wrong)
    if verdict.wrong:
        names = ", ".join(verdict.wrong)
        remedy = (
            "Download again: only what is damaged is fetched."
            if message.own
            else "Fetch it again where you got it from, or let Sightread download its own copy."
        )
        return Outcome(
            message.job, f"{names} of HunyuanOCR is damaged. {remedy}", failed=True, damaged=True
        )
    if verdict.unknown:
        names = ", ".join(verdict.unknown)
        return Outcome(
            message.job,
            "The files of HunyuanOCR are complete. Whether they are unchanged can't be told: "
            f"no checksum is known for {names}.",
        )
    return Outcome(
        message.job, f"Every file of HunyuanOCR is as published; {words.size(size)} checked."
    )


def _note(message: Check, wrong: tuple[str, ...]) -> None:
    """Write down what is damaged, so that it isn't loaded until it is mended."""
    try:
        written = manifest.read(message.folder)
    except manifest.ManifestError:
        return  # such a folder isn't loaded anyway
    if written is not None and written.damaged != wrong:
        manifest.write(message.folder, replace(written, damaged=wrong))


def remove(message: Remove) -> Outcome:
    """Delete Sightread's own folder. Raises WorkError, OSError."""
    try:
        with disk.claimed(message.target):
            freed = disk.remove(message.target)
    except disk.BusyError as error:
        raise BUSY from error
    if not freed:
        return Outcome(message.job, "There is nothing of HunyuanOCR to remove.")
    return Outcome(message.job, f"HunyuanOCR is removed; {words.size(freed)} are free again.")
