"""What can go wrong while a picture is taken, each with one sentence for the user."""

from __future__ import annotations

from desktop.values import FailureKind


class CaptureError(Exception):
    """No picture could be taken.

    ``sentence`` is for the user: what happened and what to do; it holds no file name. ``kind`` is
    the stable name of the failure.
    """

    def __init__(self, kind: FailureKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


class ScreenError(CaptureError):
    """The screen can't be seen: no display, no permission, a session that doesn't allow it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(FailureKind.NO_SCREEN, sentence)


class RegionError(CaptureError):
    """There is nothing at that place: an empty region, one outside of every screen, no window."""

    def __init__(self, sentence: str) -> None:
        super().__init__(FailureKind.BAD_REGION, sentence)


class PictureError(CaptureError):
    """A file can't be taken as a picture."""

    def __init__(self, sentence: str) -> None:
        super().__init__(FailureKind.BAD_PICTURE, sentence)


class ClipboardError(CaptureError):
    """The clipboard holds no picture."""

    def __init__(self, sentence: str) -> None:
        super().__init__(FailureKind.NO_PICTURE, sentence)
