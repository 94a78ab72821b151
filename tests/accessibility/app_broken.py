"""The app with one thing broken for each check of the gate, to see each check find it.

In the home window: "Read this window" has no name, "Read the screen" doesn't take the keyboard, the
focus of "Camera" isn't seen, "Help" is too low, a widget that says nothing takes the keyboard, and
second text is too pale. In the help window Tab is swallowed by the field, which has no label. In
the list of windows the last has no name, and which one is chosen isn't seen. Backspace says nothing
over the frozen screen.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)

from desktop.app import run
from desktop.ui import overlay_choice, theme
from desktop.ui.help import HelpWindow
from desktop.ui.home import Home
from desktop.ui.window_list import WindowList


class Breaker(QObject):
    """Breaks each window when it is shown."""

    def __init__(self) -> None:
        super().__init__()
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, Home):
            self._break_home(watched)
        elif event.type() == QEvent.Type.Show and isinstance(watched, HelpWindow):
            watched.findChild(QLabel).setBuddy(QWidget(watched))
            watched.findChild(QLineEdit).setAccessibleName("Words to find")
        elif event.type() == QEvent.Type.Show and isinstance(watched, WindowList):
            names = watched.findChild(QListWidget)
            names.item(names.count() - 1).setText("")
            names.setStyleSheet("QListWidget::item:selected { border-color: transparent }")
        return (
            isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
        )

    def _break_home(self, home: Home) -> None:
        buttons = {each.accessibleName(): each for each in home.findChildren(QPushButton)}
        buttons["Read this window"].setAccessibleName("")
        buttons["Read the screen"].setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons["Camera"].setProperty("ringless", True)
        buttons["Help"].setFixedHeight(20)
        silent = QWidget(home.centralWidget())
        silent.setAccessibleName("Silent")
        silent.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        silent.setGeometry(0, 0, 40, 40)
        silent.show()


if __name__ == "__main__":
    overlay_choice.NO_LARGER = ""
    theme.LIGHT = replace(theme.LIGHT, text2=QColor("#A0A0A0"))
    sys.exit(run(on_built=Breaker))
