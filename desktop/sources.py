"""From a command to a picture: where it comes from, who is asked for it, and who answers.

1. ``begin`` takes the picture at once, or asks: the overlay, the camera, the list of windows, the
   accessibility bus, the files.
2. Whoever is asked answers by ``take``, ``take_window``, ``take_element``, ``take_file``,
   ``refuse`` or ``abandon``.
3. One of the signals tells the end: ``taken``, ``refused`` or ``left``. A new ``begin``, or
   ``leave``, forgets whoever has not answered; requests are numbered, so that a late answer is
   dropped in one comparison.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.capture.errors import CaptureError
from desktop.rooms import Asked, Rooms
from desktop.settings import Settings
from desktop.values import FailureKind, Region, Shot, Source, Task

REPAINT_MS = 60
"""What other programs get to repaint where the result window was, before the screen is taken."""

NO_REGION = "No region has been read yet. Read a region first."


class Sources(QObject):
    """Gets the picture for one command at a time."""

    taken = Signal(Shot, Task)
    refused = Signal(Task, FailureKind, str)
    """There is no picture: a sentence says why and what to do."""
    left = Signal()
    """The user left without a picture."""
    awaited = Signal()
    """The picture is on its way and takes a while."""
    file_wanted = Signal(Task)
    """The user is to choose a file."""
    named = Signal(str)
    """What is being read is called this."""
    told = Signal(str)
    """A sentence for the user, meanwhile."""

    def __init__(
        self,
        rooms: Rooms,
        settings: Callable[[], Settings],
        step_aside: Callable[[], bool],
        uncover: Callable[[], bool],
        parent: QObject,
    ) -> None:
        """``step_aside`` hides our own window if it is in the way, and says whether it was;
        ``uncover`` takes away for good what lies over the very place of the last picture."""
        super().__init__(parent)
        self._rooms = rooms
        self._settings = settings
        self._step_aside, self._uncover = step_aside, uncover
        self._uncovered_at = -float("inf")
        """When what lay there was taken away last, in seconds of ``time.monotonic``."""
        self._number = 0
        self._request = 0
        """The request whose picture is awaited, 0 for none."""
        self._repainting = 0
        """The request for which our windows have left the screen last."""
        self._task = Task()
        self._asked: Asked | None = None
        self.last_region: Region | None = None
        """Where the last picture of the screen was taken."""

    @property
    def busy(self) -> bool:
        """Whether a picture is awaited."""
        return self._asked is not None or bool(self._request)

    def begin(self, source: Source, task: Task, paths: tuple[str, ...] = ()) -> None:
        """Get a picture from ``source`` for ``task``."""
        self.leave()
        self._number += 1
        self._request, self._task = self._number, task
        if self._uncover():
            self._uncovered_at = time.monotonic()
        try:
            self._ask(source, paths)
        except CaptureError as error:
            self.refuse(self._request, error.kind, error.sentence)

    @property
    def _uncovered(self) -> bool:
        """Whether what lay there may still be seen, though it was taken away."""
        return time.monotonic() - self._uncovered_at < REPAINT_MS / 1000

    def leave(self) -> None:
        """No picture is wanted any more."""
        asked, self._asked = self._asked, None
        self._request = 0
        if asked is not None:
            asked.close()

    # What those who are asked answer

    def take(self, shot: Shot, task: Task) -> None:
        """The overlay or the camera has a picture; the user may have chosen another task there."""
        self._request, self._asked = 0, None
        if shot.region is not None:
            self.last_region = shot.region
        self.taken.emit(shot, task)

    def take_file(self, request: int, shot: Shot) -> None:
        """A file has been loaded for ``request``."""
        if request == self._request:
            self.take(shot, self._task)

    def take_element(self, request: int, region: Region, name: str) -> None:
        """The element that has the keyboard lies in ``region``, and is called ``name``."""
        if request == self._request:
            self.named.emit(name)
            self._after_repaint(lambda: self._rooms.capture.grab(region))

    def take_window(self, region: Region) -> None:
        """The window that was chosen is in front now, in ``region``."""
        if self._asked is not None:
            self._asked = None
            self._after_repaint(lambda: self._rooms.capture.grab(region))

    def refuse(self, request: int, kind: FailureKind, sentence: str) -> None:
        """There is no picture for ``request``."""
        if request == self._request:
            task = self._task
            self.leave()
            self.refused.emit(task, kind, sentence)

    def give_up(self, sentence: str) -> None:
        """Whoever was asked has no picture, and says why."""
        self.refuse(self._request, FailureKind.BAD_REGION, sentence)

    def abandon(self) -> None:
        """Whoever was asked was left without a picture."""
        if self._asked is not None:
            self._asked, self._request = None, 0
            self.left.emit()

    # How each is asked

    def _ask(self, source: Source, paths: tuple[str, ...]) -> None:
        capture, task = self._rooms.capture, self._task
        match source:
            case Source.REGION if self._uncovered:
                request = self._request
                QTimer.singleShot(REPAINT_MS, self, lambda: self._choose_uncovered(request))
            case Source.REGION:
                self._choose()
            case Source.CAMERA:
                self._asked = camera = self._rooms.camera()
                camera.begin(task, self._settings().camera.device)
            case Source.WINDOWS:
                found = capture.windows()
                self._asked = windows = self._rooms.windows()
                windows.choose(found)
            case Source.FOCUS:
                self._rooms.elements.ask(self._request)
            case Source.WINDOW:
                self._after_repaint(capture.window)
            case Source.SCREEN:
                self._after_repaint(capture.screen)
            case Source.AGAIN:
                self._after_repaint(self._same_region)
            case Source.CLIPBOARD:
                match capture.clipboard():
                    case Shot() as shot:
                        self.take(shot, task)
                    case path:
                        self._load((str(path),))
            case Source.FILE:
                self._load(paths)

    def _choose(self) -> None:
        frames = self._rooms.capture.freeze()
        self._asked = chooser = self._rooms.chooser()
        chooser.choose(frames, self._task)

    def _choose_uncovered(self, request: int) -> None:
        """What lay there is gone by now."""
        if request != self._request:
            return
        try:
            self._choose()
        except CaptureError as error:
            self.refuse(request, error.kind, error.sentence)

    def _same_region(self) -> Shot:
        if self.last_region is None:
            raise CaptureError(FailureKind.BAD_REGION, NO_REGION)
        return self._rooms.capture.grab(self.last_region)

    def _load(self, paths: tuple[str, ...]) -> None:
        if not paths:
            self._request = 0
            self.file_wanted.emit(self._task)
            return
        if len(paths) > 1:
            self.told.emit(f"Reading the first of {len(paths)} pictures.")
        self.awaited.emit()
        self._rooms.files.load(self._request, paths[0])

    def _after_repaint(self, grab: Callable[[], Shot]) -> None:
        """Take the picture once our own windows have left the screen: the result until there is
        another, all others for this moment."""
        capture, request, task = self._rooms.capture, self._request, self._task
        self._repainting = request

        def seen() -> Shot:
            try:
                return grab()
            finally:
                capture.show_own()

        def now() -> None:
            if request != self._repainting:
                return  # another picture waits for the same
            if request != self._request:
                capture.show_own()
                return
            try:
                shot = seen()
            except CaptureError as error:
                self.refuse(request, error.kind, error.sentence)
            else:
                self.take(shot, task)

        aside = self._step_aside()
        if capture.hide_own() or aside or self._uncovered:
            QTimer.singleShot(REPAINT_MS, now)
        else:
            now()
