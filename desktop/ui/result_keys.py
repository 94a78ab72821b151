"""The keys of a result window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.ui.result_find import Find
from desktop.ui.result_layout import ResultLayout
from desktop.ui.result_listening import Listening
from desktop.ui.result_tables import Tables
from desktop.ui.result_walk import Walk
from desktop.ui.transport_row import KEYS
from desktop.values import Verb

_UNITS = (
    ("sentence", "Alt+Down", "Alt+Up"),
    ("paragraph", "Ctrl+Down", "Ctrl+Up"),
    ("line", "F9", "Shift+F9"),
    ("heading", "Alt+PgDown", "Alt+PgUp"),
    # A plain letter reaches these only while no text is typed into.
    ("heading", "H", "Shift+H"),
)
"""What the caret goes through, the keys for the next and for the one before: sentences as in
screen readers and Word, headings by letter as in browsers."""

_CELLS = (("Right", 1, 0), ("Left", -1, 0), ("Down", 0, 1), ("Up", 0, -1))
_WITH = ("Alt+Shift+", "Ctrl+Alt+")
"""As Orca has it, and as NVDA and JAWS have it: few desktops take both for themselves. Where one
does, the arrows alone are left: see ``result_tables``."""


def bind(window: QWidget, view: ResultLayout, do: Mapping[str, Callable[[], object]]) -> None:
    """Have the keys press the buttons of ``view``, zoom its text, and ``do`` what they name."""
    for keys, button in (
        ("Ctrl+L", view.listen),
        ("Ctrl+Shift+C", view.copy),
        ("Ctrl+J", view.read_as),
        ("Ctrl+U", view.source),
        ("Ctrl+P", view.picture_button),
        ("P", view.picture_button),
        ("Ctrl+R", view.header.again),
        ("F5", view.header.again),
    ):
        # A plain letter reaches this only while the keyboard isn't in the text.
        _on(window, keys, button.click)
    _on(window, "Ctrl+K", view.header.open_tasks)
    # The button offers the languages; the key takes the one of the settings at once.
    _on(window, "Ctrl+T", view.header.translate)
    for keys, action in do.items():
        _on(window, keys, action)
    control, text = Qt.Modifier.CTRL, view.text
    larger, smaller = partial(text.zoom_by, 1), partial(text.zoom_by, -1)
    for key, change in (
        (Qt.Key.Key_Plus, larger),
        (Qt.Key.Key_Equal, larger),
        (Qt.Key.Key_Minus, smaller),
        (Qt.Key.Key_Underscore, smaller),
        (Qt.Key.Key_0, partial(text.zoom_by, 0)),
    ):
        QShortcut(QKeySequence(control | key), window).activated.connect(change)


def bind_voice(window: QWidget, reading: QWidget, listening: Listening) -> None:
    """Have keys tell the voice what its buttons tell it; in ``reading``, to begin at the caret."""
    for verb, keys in KEYS.items():
        if verb not in (Verb.FASTER, Verb.SLOWER):
            _on(window, keys, partial(listening.command, verb))
    for key, verb in (
        (Qt.Key.Key_Plus, Verb.FASTER),
        (Qt.Key.Key_Equal, Verb.FASTER),
        (Qt.Key.Key_Minus, Verb.SLOWER),
        (Qt.Key.Key_Underscore, Verb.SLOWER),
    ):
        sequence = QKeySequence(Qt.Modifier.ALT | key)
        QShortcut(sequence, window).activated.connect(partial(listening.command, verb))
    for keys in ("Ctrl+Return", "Ctrl+Enter"):  # in a question they answer it
        shortcut = QShortcut(QKeySequence(keys), reading)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(listening.read_from_caret)


def bind_walk(window: QWidget, walk: Walk, tables: Tables, find: Find) -> None:
    """Have keys take the caret through the text."""
    for name, following, previous in _UNITS:
        _on(window, following, partial(walk.go, name, 1))
        _on(window, previous, partial(walk.go, name, -1))
    for held in _WITH:
        for arrow, across, down in _CELLS:
            _on(window, f"{held}{arrow}", partial(walk.go_beside, across, down))
    # As H, only while no text is typed into.
    _on(window, "T", partial(tables.enter, 1))
    _on(window, "Shift+T", partial(tables.enter, -1))
    _on(window, "F8", partial(walk.go_unsure, 1))
    _on(window, "Shift+F8", partial(walk.go_unsure, -1))
    _on(window, "Ctrl+F", find.begin)
    _on(window, "F3", partial(find.step, 1))
    _on(window, "Shift+F3", partial(find.step, -1))


def _on(window: QWidget, keys: str, action: Callable[[], object]) -> None:
    QShortcut(QKeySequence(keys), window).activated.connect(action)
