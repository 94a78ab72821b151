"""The log: a small file in the system's own place, for developers.

It never holds recognised text, pictures or names of captured files. With ``SIGHTREAD_LOG=debug`` it
also holds the moments that the budgets are about, as ``moment NAME at T``: T in seconds of
``time.monotonic``, which every process of a Linux machine shares.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

LOGGER = logging.getLogger("sightread")

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def path() -> Path:
    """The log file."""
    return Path(platformdirs.user_log_dir("sightread", appauthor=False)) / "sightread.log"


def start() -> None:
    """Write to the log file; to stderr where that can't be written."""
    handler: logging.Handler
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path(), maxBytes=512 * 1024, backupCount=1, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORMAT))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(os.environ.get("SIGHTREAD_LOG", "info").upper())
    LOGGER.propagate = False


def moment(name: str) -> None:
    """Note that ``name`` has come about, for who measures."""
    LOGGER.debug("moment %s at %.6f", name, time.monotonic())
