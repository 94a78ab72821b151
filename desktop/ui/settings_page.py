"""One page of the settings window: its rows, what stands below them, and "Restore".

It is built bit by bit, so that no turn of the event loop takes long: a page of twenty rows takes
more than the window may stand still.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.button import Button
from desktop.ui.setting_row import SettingRow
from desktop.ui.settings_schema import Page, Row

_NARROW = 32
"""Under this many text heights the window is narrow."""
_SEEN = 2.5
"""Pages in sight then; the half one says that there are more."""


class SettingsPage(QScrollArea):
    """Shows ``page``; what doesn't fit is scrolled to.

    Only its heading is there at first; ``build`` adds the rest. ``row_built`` carries each row as
    it is added.
    """

    changed = Signal(str, object)
    restored = Signal(str)
    recording = Signal(bool)
    row_built = Signal(SettingRow)

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.rows: list[SettingRow] = []
        self._groups: list[tuple[QLabel, list[SettingRow]]] = []
        self._panels: list[tuple[QWidget, Callable[[], str]]] = []
        self._words = ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setObjectName("page")
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        column.setSpacing(theme.LARGE)
        self._rows, self.extra, self._end = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for part in (self._rows, self.extra, self._end):
            part.setSpacing(theme.LARGE)
            column.addLayout(part)
        column.addStretch(1)
        self.setWidget(content)
        self._say(page.title, "heading")
        if page.intro:
            self._say(page.intro, "second")
        self._steps: deque[Callable[[], object]] = deque(self._row_steps())

    @property
    def complete(self) -> bool:
        """Whether all of it has been built."""
        return not self._steps

    def then(self, step: Callable[[], object]) -> None:
        """Build this too, below what there is."""
        self._steps.append(step)

    def build(self, seconds: float) -> None:
        """Go on building for so long, at least by one step."""
        until = time.perf_counter() + seconds
        while self._steps:
            self._steps.popleft()()
            if time.perf_counter() >= until:
                break
        if self.complete:
            self.search(self._words)

    def search(self, words: str) -> None:
        """Show only what ``words`` fit; no words show everything."""
        self._words = words = words.strip().lower()
        whole = fits_whole(self.page, words)
        for row in self.rows:
            row.setVisible(whole or words in row.words)
        for label, rows in self._groups:
            label.setVisible(any(not row.isHidden() for row in rows))
        for panel, about in self._panels:
            panel.setVisible(whole or words in about())

    def add_panel(self, panel: QWidget, about: Callable[[], str]) -> None:
        """Put ``panel`` below the rows; ``about`` gives the words that a search finds it by."""
        self.extra.addWidget(panel)
        self._panels.append((panel, about))

    def add_restore(self) -> None:
        """Put "Restore" at the end."""
        restore = Button("Restore", "undo-2", name=f"Restore: {self.page.title} as it came")
        restore.clicked.connect(lambda: self.restored.emit(self.page.id))
        self._end.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)

    def _row_steps(self) -> list[Callable[[], None]]:
        def step(row: Row) -> Callable[[], None]:
            return lambda: self._add(row)

        return [step(row) for row in self.page.rows]

    def _add(self, row: Row) -> None:
        if row.group and row.group != self.page.title:
            self._groups.append((self._say(row.group, "heading"), []))
        built = SettingRow(row)
        if self._groups:
            self._groups[-1][1].append(built)
        built.changed.connect(self.changed)
        built.recording.connect(self.recording)
        self.rows.append(built)
        self.row_built.emit(built)
        self._rows.addWidget(built)

    def _say(self, sentence: str, role: str) -> QLabel:
        label = QLabel(sentence, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        self._rows.addWidget(label)
        return label


def turn(
    window: QWidget, row: QBoxLayout, left: tuple[QLineEdit, QListWidget], beside: int
) -> None:
    """Lay the ``row`` of a window out for its present width: search and list of pages so wide
    ``beside`` the page, or in a narrow window above it, with some pages of the list in sight."""
    narrow = window.width() < _NARROW * theme.text_pixels()
    direction = QBoxLayout.Direction
    row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
    for part in left:
        part.setMinimumWidth(0 if narrow else beside)
        part.setMaximumWidth(window.maximumWidth() if narrow else beside)
    pages = left[1]
    seen = round(_SEEN * pages.sizeHintForRow(0)) if narrow else window.maximumHeight()
    pages.setMaximumHeight(seen)
    first = row.itemAt(0)
    if first is not None and (column := first.layout()) is not None:
        edge = theme.MEDIUM if narrow else 0
        column.setContentsMargins(theme.MEDIUM, theme.LARGE, edge, theme.MEDIUM)


def fits_whole(page: Page, words: str) -> bool:
    """Whether ``words`` are those of the page itself, so that all of it fits."""
    words = words.strip().lower()
    return words in page.title.lower() or words in page.intro.lower()


def fits(page: Page, words: str) -> bool:
    """Whether anything on the page fits ``words``; the page need not have been built."""
    words = words.strip().lower()
    return (
        fits_whole(page, words)
        or any(words in row.words for row in page.rows)
        or words in page.about
    )
