"""The one Qt application of a process without a window: of a command that speaks or draws.

Qt allows one at a time, and one that draws can speak too; the other way round it can't.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication

_kept: list[QCoreApplication] = []
"""It must outlive what was made with it, and end where it was begun."""


def speaking() -> QCoreApplication:
    """The application there is, or one that only has an event loop."""
    return QCoreApplication.instance() or _keep(QCoreApplication(["sightread"]))


def drawing() -> QCoreApplication:
    """The application there is, or one with fonts. On Linux it asks for no screen, whatever the
    environment says: nothing is shown, and where there is none Qt would end the process. Elsewhere
    the system's own has the fonts."""
    from PySide6.QtGui import QGuiApplication

    there = QCoreApplication.instance()
    if isinstance(there, QGuiApplication):
        return there
    if there is not None:
        _kept.clear()
        there.shutdown()
    if sys.platform != "linux":
        return _keep(QGuiApplication(["sightread"]))
    before = os.environ.get("QT_QPA_PLATFORM")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        return _keep(QGuiApplication(["sightread"]))
    finally:
        if before is None:
            del os.environ["QT_QPA_PLATFORM"]
        else:
            os.environ["QT_QPA_PLATFORM"] = before


def _keep(made: QCoreApplication) -> QCoreApplication:
    _kept[:] = [made]
    return made
