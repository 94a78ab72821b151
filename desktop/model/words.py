"""Sizes, speeds and times in words, the same in the window and on the command line."""

from __future__ import annotations

from desktop.model.status import ModelState, ModelStatus

_UNITS = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def size(count: float) -> str:
    """Bytes in words, as disks are sold: ``2.6 GB``, ``830 MB``, ``12 bytes``."""
    for unit, worth in _UNITS:
        if count >= worth * 0.9995:
            amount = count / worth
            return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"
    return f"{count:.0f} bytes"


def memory(count: float) -> str:
    """Bytes of memory in words, as it is sold: ``12 GB`` for the 11.76 GiB that a card reports."""
    return f"{round(count / (1 << 30))} GB" if count >= 1 << 29 else "less than 1 GB"


def speed(count: float) -> str:
    """Bytes a second in words: ``4.2 MB/s``."""
    return f"{size(count)}/s"


def left(seconds: float) -> str:
    """A time to wait in words: ``about 3 minutes``; empty for 0, which means unknown."""
    if seconds <= 0:
        return ""
    if seconds < 10:
        return "a few seconds"
    if seconds < 55:
        return f"about {max(10, round(seconds / 10) * 10)} seconds"
    minutes = round(seconds / 60)
    if minutes < 60:
        return "about a minute" if minutes <= 1 else f"about {minutes} minutes"
    hours = round(seconds / 3600)
    return "about an hour" if hours <= 1 else f"about {hours} hours"


def progress(status: ModelStatus) -> str:
    """How far it has come: ``1.2 of 2.6 GB · 11 MB/s · about 2 minutes left``.

    Empty where nothing is known of that.
    """
    if not status.total:
        return ""
    parts = [part_of(status.done, status.total)]
    if status.state is ModelState.DOWNLOADING and status.speed:
        parts.append(speed(status.speed))
    if status.left:
        parts.append(f"{left(status.left)} left")
    return " · ".join(parts)


def part_of(done: float, total: float) -> str:
    """``1.2 of 2.6 GB``, ``830 MB of 2.6 GB``."""
    some, whole = size(done), size(total)
    amount, _, unit = some.partition(" ")
    return f"{amount if whole.endswith(f' {unit}') else some} of {whole}"


def percent(status: ModelStatus) -> int:
    """How far it has come, 0 to 100; 100 only when it is done."""
    return min(100, status.done * 100 // status.total) if status.total else 0
