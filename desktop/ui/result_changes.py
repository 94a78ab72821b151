"""What a key of a result window changes without a word on it, told: the size of the text, what is
shown, where one is in a menu.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.ui.announce import says_what_happens
from desktop.ui.button import Button
from desktop.ui.result_layout import ResultLayout


class Changes(QObject):
    """Watches the parts of one result window. ``tell`` tells everybody; ``say`` only Sightread's
    own voice, what a screen reader knows by itself."""

    def __init__(
        self,
        view: ResultLayout,
        tell: Callable[[str], None],
        say: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._view, self._tell, self._say = view, tell, say
        self._by_key = False
        """The menu that is open was opened by a key: the mouse shows for itself where it is."""
        view.text.zoom_pressed.connect(self._zoomed)
        view.source.clicked.connect(self._source_shown)
        for button, shown, hidden in (
            (view.picture_button, "Picture shown.", "Picture hidden."),
            (view.header.pin, "Kept in front.", "No longer kept in front."),
        ):
            button.clicked.connect(
                lambda on, shown=shown, hidden=hidden: tell(shown if on else hidden)
            )
        for button in view.frame.findChildren(Button):
            if (menu := button.menu()) is not None:
                menu.aboutToShow.connect(partial(self._opened, button))
                menu.hovered.connect(self._entered)

    def _zoomed(self, percent: int, end: str) -> None:
        self._tell(f"Text at {percent} percent{f', the {end}' if end else ''}.")

    def _source_shown(self, source: bool) -> None:
        if self._view.reading.has_source:
            self._tell("Source shown." if source else "Source hidden.")
        else:
            self._tell("This text has no source.")

    def _opened(self, button: Button) -> None:
        self._by_key = QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
        if self._by_key and says_what_happens():
            self._say(f"{button.accessibleName()}.")

    def _entered(self, action: QAction) -> None:
        if self._by_key and says_what_happens():
            self._say(_said(action))


def _said(action: QAction) -> str:
    """An entry of a menu, in words."""
    title, _, _ = action.text().partition("\t")
    parts = [title.replace("&&", "&")]
    if isinstance(action.menu(), QMenu):
        parts.append("more")
    if action.isChecked():
        parts.append("chosen")
    if not action.isEnabled():
        parts.append("not available")
    return f"{', '.join(parts)}."
