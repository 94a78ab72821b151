"""Eyes that see what they are told to see."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.camera.values import ALL_BLURRED, EDGES_NOT_FOUND, Advice, Corners, Flattened, Seen
from desktop.values import Shot

CORNERS: Corners = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))


class ScriptedEyes(QObject):
    """``advice`` is what is seen on every frame; None: nothing is looked at."""

    seen = Signal(object)
    flattened = Signal(object)
    blind = Signal(str)

    def __init__(self, advice: Advice | None = None) -> None:
        super().__init__()
        self.advice = advice
        self.looked: list[tuple[int, int, bool]] = []
        self.asked: list[tuple[int, bool]] = []
        self.found = True
        self.content = b"one"
        self.blurred = 0
        """So many times all pictures are blurred."""
        self.resting = 0

    def wants(self, time: float) -> bool:
        return self.advice is not None

    def look(
        self,
        number: int,
        grey: bytes,
        width: int,
        height: int,
        time: float,
        mirrored: bool = False,
        beside: bytes = b"",
    ) -> bool:
        assert len(grey) == width * height
        self.looked.append((width, height, mirrored))
        if self.advice is None:
            return False
        corners = None if self.advice is Advice.NO_PAGE else CORNERS
        content = self.content if self.advice is Advice.GOOD else b""
        alike = 1.0 if not beside or beside == content else 0.5
        seen = Seen(number, time, corners, 1.0, 0.8, 0.0, True, 0.0, self.advice, content, alike)
        QTimer.singleShot(0, self, lambda: self.seen.emit(seen))
        return True

    def flatten(self, job: int, shots: Sequence[Shot], anyway: bool = True) -> None:
        self.asked.append((len(shots), anyway))
        shot: Shot | None = shots[0]
        if self.blurred and not anyway:
            self.blurred -= 1
            shot = None
        sentence = ALL_BLURRED if shot is None else "" if self.found else EDGES_NOT_FOUND
        answer = Flattened(job, shot, self.found and shot is not None, sentence, CORNERS)
        QTimer.singleShot(0, self, lambda: self.flattened.emit(answer))

    def rest(self) -> None:
        self.resting += 1

    def close(self) -> None:
        self.advice = None
