"""Another program on the screen: shows a text in a plain window at a given place.

Usage: ``python scene.py X Y WIDTH HEIGHT PIXELS FONT TITLE TEXT [INK PAPER]``. Prints "shown" once
it is drawn.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Scene(QWidget):
    """A sheet of paper with a text on it."""

    def __init__(self, text: str, font: QFont, ink: str, paper: str) -> None:
        super().__init__()
        self._text, self._font, self._ink, self._paper = text, font, ink, paper
        self._shown = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._paper))
        painter.setFont(self._font)
        painter.setPen(QColor(self._ink))
        where = self.rect().adjusted(20, 16, -20, -16)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft, self._text)
        if not self._shown:
            self._shown = True
            QTimer.singleShot(0, lambda: print("shown", flush=True))


def main() -> None:
    """Show the window that the arguments describe, until the process is ended."""
    x, y, width, height, pixels = map(int, sys.argv[1:6])
    font = QFont(sys.argv[6])
    font.setPixelSize(pixels)
    title, text = sys.argv[7:9]
    ink, paper = sys.argv[9:11] if len(sys.argv) > 9 else ("#111111", "#ffffff")
    app = QApplication(sys.argv[:1])
    scene = Scene(text, font, ink, paper)
    scene.setWindowTitle(title)
    scene.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    scene.setGeometry(x, y, width, height)
    scene.show()
    app.exec()


if __name__ == "__main__":
    main()
