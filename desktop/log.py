"""The log: a small file in the system's own place, for developers.

It never holds recognised text, pictures or names of captured files. Of an exception that nobody
caught it holds the kind and the places in the code; its message may hold text. With
``SIGHTREAD_LOG=debug`` the whole of it goes to stderr, and the log also holds what Qt says and the
moments that the budgets are about, as ``moment NAME at T``: T in seconds of ``time.monotonic``,
which every process of a Linux machine shares.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
import time
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:  # who only asks for the path may be without Qt's libraries
    from PySide6.QtCore import QMessageLogContext, QtMsgType

LOGGER = logging.getLogger("sightread")

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def path() -> Path:
    """The log file."""
    return Path(platformdirs.user_log_dir("sightread", appauthor=False)) / "sightread.log"


def start() -> None:
    """Write to the log file; to stderr where that can't be written.

    From here on, exceptions that nobody catches and what Qt says go there as well.
    """
    handler: logging.Handler
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path(), maxBytes=512 * 1024, backupCount=1, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORMAT))
    LOGGER.addHandler(handler)
    level = os.environ.get("SIGHTREAD_LOG", "").upper()
    LOGGER.setLevel(logging.getLevelNamesMapping().get(level, logging.INFO))
    LOGGER.propagate = False
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    take_qt_messages()


def take_qt_messages() -> None:
    """What Qt and its plugins say (of missing services, mostly) is for the log, not for stderr."""
    from PySide6.QtCore import qInstallMessageHandler

    qInstallMessageHandler(_qt_message)
    # Qt may speak until the process ends, Python can listen until here.
    atexit.register(qInstallMessageHandler, None)


def moment(name: str) -> None:
    """Note that ``name`` has come about, for who measures."""
    LOGGER.debug("moment %s at %.6f", name, time.monotonic())


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    thread = threading.current_thread().name
    LOGGER.error("uncaught in thread %s: %s", thread, places(error))
    if LOGGER.isEnabledFor(logging.DEBUG):
        sys.__excepthook__(kind, error, trace)
    elif sys.stderr is not None:  # there is none under pythonw
        sys.stderr.write(f"Something in Sightread broke. The log has the details: {path()}\n")


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def places(error: BaseException) -> str:
    """The kinds of an exception and of what led to it, each with its places in the code: what the
    log may hold of one that was caught."""
    frames = " > ".join(
        f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    )
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    led = f"{places(before)}, then " if before is not None else ""
    return f"{led}{type(error).__name__} at {frames or 'no place'}"


def _qt_message(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    fatal = kind.name == "QtFatalMsg"
    LOGGER.log(logging.ERROR if fatal else logging.DEBUG, "Qt %s: %s", context.category, words)
    if fatal and sys.stderr is not None:  # Qt ends the process now
        sys.stderr.write(f"{words}\n")
