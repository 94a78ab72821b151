"""The window's side of the camera's eyes: frames go to the child, what it saw comes back.

Nothing queues: a frame that comes while the child looks at another is dropped. A child that dies or
hangs is started anew with the next frame; once that doesn't help, it is said, and pictures are
handed back as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.values import Shot


class Eyes(QObject):
    """Looks at frames and flattens pages. For the window thread; no method waits."""

    seen = Signal(object)
    """A ``Seen``."""
    flattened = Signal(object)
    """A ``Flattened``; each ``flatten`` is answered with one, whatever happens to the child."""
    blind = Signal(str)
    """Frames can't be looked at now: a sentence. Told once, until frames are seen again."""

    def wants(self, time: float) -> bool:
        """Whether a frame of this time (seconds) would be looked at, and is worth being shrunk."""
        raise NotImplementedError

    def look(
        self,
        number: int,
        grey: bytes,
        width: int,
        height: int,
        time: float,
        mirrored: bool = False,
    ) -> bool:
        """Look at this frame (``values.Frame``), unless another is being looked at: then False."""
        raise NotImplementedError

    def flatten(self, job: int, shots: Sequence[Shot], anyway: bool = True) -> None:
        """Choose the sharpest of the pictures and straighten its page (``values.Flatten``)."""
        raise NotImplementedError

    def rest(self) -> None:
        """End the child; the next frame starts one. What is being flattened is still answered."""
        raise NotImplementedError

    def close(self) -> None:
        """End the child. No signal comes after this."""
        raise NotImplementedError
