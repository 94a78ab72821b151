"""What is said of a run of frames: one instruction at a time, the worst first."""

from __future__ import annotations

from desktop.camera.values import Advice, Seen


class Guidance:
    """For one thread."""

    def see(self, seen: Seen) -> Advice | None:
        """What is to be said (``.sentence``) and shown now, None: nothing new."""
        raise NotImplementedError

    @property
    def advice(self) -> Advice | None:
        """What was said last and still holds; None before anything was."""
        raise NotImplementedError

    @property
    def distance(self) -> float:
        """How near it is to good: 0 nothing is right, 1 good; for the tones."""
        raise NotImplementedError

    def begin(self) -> None:
        """Forget what was said: the camera has been started, or the picture taken."""
        raise NotImplementedError
