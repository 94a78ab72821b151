"""What is known of HunyuanOCR's files on this machine, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ModelState(StrEnum):
    """How it stands with the files. Names are stable: they are part of ``--json``."""

    ABSENT = "absent"
    PARTIAL = "partial"
    """A download that was paused or broke off, and can go on."""
    DOWNLOADING = "downloading"
    VERIFYING = "verifying"
    READY = "ready"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """The files, and how far a download or a verification has come.

    ``folder`` is where the model lies or will lie, ``revision`` the commit that it is of. ``done``
    and ``total`` count bytes, ``speed`` is bytes a second over the last seconds, ``left`` seconds
    to the end; 0 while unknown. ``own``: the folder is Sightread's own, so that it may remove it.
    ``sentence`` is for the user: how it stands, or what went wrong and what to do; ``failed`` says
    that it is the latter.
    """

    state: ModelState
    sentence: str
    folder: Path | None = None
    revision: str = ""
    done: int = 0
    total: int = 0
    speed: float = 0.0
    left: float = 0.0
    own: bool = False
    failed: bool = False
