"""Cyclic garbage, collected where Qt's objects live.

Python collects it in whichever thread happens to allocate. A QObject in a cycle would then be
destroyed in the reader's thread while its own thread still sends it events, and Qt crashes.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QAbstractEventDispatcher


def collect_in_this_thread() -> None:
    """From now on garbage is collected when this thread's event loop is about to wait.

    Nowhere else, and so never while something is being done. To be called once Qt's application
    has been made.
    """
    gc.disable()
    QAbstractEventDispatcher.instance().aboutToBlock.connect(collect_due)


def collect_due() -> None:
    """Collect what Python would have collected by now."""
    for generation, (count, most) in reversed(
        list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    ):
        if count > most:
            gc.collect(generation)
            return
