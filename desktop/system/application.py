"""The one Qt application of a process without a window: of a command that speaks or draws.

Qt allows one at a time, and it can't be replaced once something has been made with it. So it is the
same for both, whichever comes first: one with fonts.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

_PLATFORM = "QT_QPA_PLATFORM"

_kept: list[QGuiApplication] = []
"""It must outlive what was made with it."""


def application() -> QCoreApplication:
    """The application there is, or a new one. On Linux it asks for no screen, whatever the
    environment says: nothing is shown, and where there is none Qt would end the process. Elsewhere
    it is the system's own, which alone has the fonts.

    Raises RuntimeError where there is one that can't draw.
    """
    there = QCoreApplication.instance()
    if there is not None:
        if not isinstance(there, QGuiApplication):
            raise RuntimeError("the application of this process has no fonts")
        return there
    before = os.environ.get(_PLATFORM)
    if sys.platform == "linux":
        os.environ[_PLATFORM] = "offscreen"
    try:
        _kept.append(QGuiApplication(["sightread"]))
    finally:
        if before is not None:
            os.environ[_PLATFORM] = before
        else:
            os.environ.pop(_PLATFORM, None)
    return _kept[-1]
