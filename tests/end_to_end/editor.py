"""Another program that is typed into: a window with a text to read, and a field with the keyboard.

Usage: ``python editor.py X Y WIDTH HEIGHT PARAGRAPH…``. Prints "shown" once it is drawn, and from
then on each text that the field holds.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget


def main() -> None:
    """Show the window until the process is ended."""
    x, y, width, height = map(int, sys.argv[1:5])
    app = QApplication(sys.argv[:1])
    font = QFont("DejaVu Sans")
    font.setPixelSize(26)
    window = QWidget()
    window.setWindowTitle("Editor")
    # The window manager's frame would be read as well, with its icons.
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.setStyleSheet("background: white; color: #111111")
    column = QVBoxLayout(window)
    column.setSpacing(50)
    for paragraph in sys.argv[5:]:
        label = QLabel(paragraph)
        label.setFont(font)
        column.addWidget(label)
    field = QLineEdit()
    field.textChanged.connect(lambda text: print(text, flush=True))
    column.addWidget(field)
    window.setGeometry(x, y, width, height)
    window.show()
    window.activateWindow()
    field.setFocus()
    QTimer.singleShot(300, lambda: print("shown", flush=True))
    app.exec()


if __name__ == "__main__":
    main()
