"""When the picture is taken by itself: once it is steady, sharp and lit."""

from __future__ import annotations

from desktop.camera.values import Seen


class Taking:
    """For one thread."""

    def see(self, seen: Seen) -> bool:
        """Whether a picture is to be taken now: gather the next ``MOST_SHOTS`` whole frames and
        ``Eyes.flatten(job, shots, anyway=False)`` them. Then False until ``took`` or ``missed``."""
        raise NotImplementedError

    def took(self) -> None:
        """One was taken, by itself or with the key: the next one only after the page went away or
        was turned (document mode)."""
        raise NotImplementedError

    def missed(self) -> None:
        """All were blurred: try again as soon as it is steady."""
        raise NotImplementedError
