"""The keys of a result window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.ui.result_layout import ResultLayout
from desktop.ui.text_pane import USUAL_ZOOM


def bind(window: QWidget, view: ResultLayout, escape: Callable[[], None]) -> None:
    """Have the keys press the buttons of ``view``, zoom its text, and ``escape``."""
    for keys, button in (
        ("Ctrl+L", view.listen),
        ("Ctrl+Shift+C", view.copy),
        ("Ctrl+J", view.read_as),
        ("Ctrl+U", view.source),
        ("Ctrl+S", view.save),
        ("Ctrl+P", view.picture_button),
        ("P", view.picture_button),
        ("Ctrl+R", view.header.again),
        ("F5", view.header.again),
    ):
        # A plain letter reaches this only while the keyboard isn't in the text.
        QShortcut(QKeySequence(keys), window).activated.connect(button.click)
    QShortcut(QKeySequence("Ctrl+K"), window).activated.connect(view.header.open_tasks)
    # The button offers the languages; the key takes the one of the settings at once.
    QShortcut(QKeySequence("Ctrl+T"), window).activated.connect(view.header.translate)
    QShortcut(QKeySequence("Esc"), window).activated.connect(escape)
    control, text = Qt.Modifier.CTRL, view.text
    larger, smaller = partial(text.zoom_by, 1), partial(text.zoom_by, -1)
    for key, change in (
        (Qt.Key.Key_Plus, larger),
        (Qt.Key.Key_Equal, larger),
        (Qt.Key.Key_Minus, smaller),
        (Qt.Key.Key_Underscore, smaller),
        (Qt.Key.Key_0, partial(text.set_zoom, USUAL_ZOOM)),
    ):
        QShortcut(QKeySequence(control | key), window).activated.connect(change)
