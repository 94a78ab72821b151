"""The real child, asked one thing after the other, and a screen for who draws pages."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue

import cv2
import pytest
from PySide6.QtWidgets import QApplication

from desktop.camera.values import Flatten, Flattened, Frame, Seen
from desktop.children.child import Child
from desktop.values import Shot
from tests.camera.scenes import Pixels


class Asked:
    """The child behind its pipe."""

    def __init__(self) -> None:
        self.answers: SimpleQueue[object] = SimpleQueue()
        self.child = Child("eyes", "desktop.camera.child", [], self.answers.put)
        self._number = 0

    def look(self, frame: Pixels, time: float, mirrored: bool = False) -> Seen:
        """What the child sees on a frame of colours, or of greys."""
        grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        self._number += 1
        height, width = grey.shape
        self.child.send(Frame(self._number, grey.tobytes(), width, height, time, mirrored))
        seen = self.answers.get(timeout=60)
        assert isinstance(seen, Seen)
        assert (seen.number, seen.time) == (self._number, time)
        return seen

    def flatten(self, *frames: Pixels, anyway: bool = True) -> Flattened:
        """The page on the best of the frames."""
        self._number += 1
        self.child.send(Flatten(self._number, tuple(shot(frame) for frame in frames), anyway))
        flattened = self.answers.get(timeout=60)
        assert isinstance(flattened, Flattened)
        assert flattened.job == self._number
        return flattened


def shot(frame: Pixels) -> Shot:
    """A frame of colours as a shot."""
    height, width = frame.shape[:2]
    return Shot(cv2.cvtColor(frame, cv2.COLOR_BGR2BGRA).tobytes(), width, height)


@pytest.fixture(scope="module")
def child(qapp: QApplication) -> Iterator[Asked]:
    """One child for each file of tests; its memory of the frame before is a second old at least, or
    is the test's own."""
    asked = Asked()
    yield asked
    asked.child.kill()
