"""Another program whose picture changes on demand: subtitles, a chat, a caption, a film.

Usage as a program: ``python stage.py X Y WIDTH HEIGHT PIXELS``; each line of its input is a JSON
object: ``text`` is what it shows from now on, ``film`` whether squares wander behind it. It answers
with the time (``time.monotonic``) at which that was painted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtCore import QRect, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Stage:
    """The other program; ``show`` returns when it is painted."""

    def __init__(self, where: tuple[int, int, int, int], pixels: int = 28) -> None:
        self._program = subprocess.Popen(
            [sys.executable, __file__, *map(str, (*where, pixels))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        self._answer()

    def show(self, text: str, film: bool = False) -> float:
        """Show this; returns the time at which it was painted."""
        assert self._program.stdin is not None
        self._program.stdin.write(json.dumps({"text": text, "film": film}) + "\n")
        self._program.stdin.flush()
        return self._answer()

    def close(self) -> None:
        self._program.kill()
        self._program.communicate()

    def _answer(self) -> float:
        assert self._program.stdout is not None
        answer = self._program.stdout.readline()
        assert answer, "the stage is gone"
        return float(answer)


class _Sheet(QWidget):
    def __init__(self, pixels: int) -> None:
        super().__init__()
        self.setWindowTitle("Stage")
        self._font = QFont("DejaVu Sans")
        self._font.setPixelSize(pixels)
        self._text, self._frame, self._answered = "", 0, False
        self._film = QTimer(self, interval=40)
        self._film.timeout.connect(self._next_frame)
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._obey)

    def _obey(self) -> None:
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        order = json.loads(line)
        self._text, self._answered = order["text"], False
        if order["film"]:
            self._film.start()
        else:
            self._film.stop()
        self.update()

    def _next_frame(self) -> None:
        self._frame += 1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#202428"))
        if self._film.isActive():
            for number in range(8):
                x = (self._frame * (7 + number) + number * 97) % self.width()
                painter.fillRect(QRect(x, number * 3, 40, 30), QColor.fromHsv(number * 40, 90, 120))
        painter.setFont(self._font)
        painter.setPen(QColor("white"))
        where = self.rect().adjusted(20, 40, -20, -10)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft, self._text)
        painter.end()
        if not self._answered:
            self._answered = True
            QTimer.singleShot(0, lambda: print(time.monotonic(), flush=True))


def main() -> None:
    x, y, width, height, pixels = map(int, sys.argv[1:6])
    app = QApplication(sys.argv[:1])
    sheet = _Sheet(pixels)
    sheet.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    sheet.setGeometry(x, y, width, height)
    sheet.show()
    app.exec()


if __name__ == "__main__":
    main()
