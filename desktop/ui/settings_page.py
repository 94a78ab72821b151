"""One page of the settings window: its rows, and "Restore"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.button import Button
from desktop.ui.setting_row import SettingRow
from desktop.ui.settings_schema import Page


class SettingsPage(QScrollArea):
    """Shows ``page``; what doesn't fit is scrolled to."""

    changed = Signal(str, object)
    restored = Signal(str)
    recording = Signal(bool)

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.rows: list[SettingRow] = []
        self._panels: list[tuple[QWidget, Callable[[], str]]] = []
        self._groups: list[tuple[QLabel, list[SettingRow]]] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setObjectName("page")
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        self.column.setSpacing(theme.LARGE)
        self._say(page.title, "heading")
        if page.intro:
            self._say(page.intro, "second")
        for row in page.rows:
            self._add(row.group, SettingRow(row))
        self.extra = QVBoxLayout()
        self.extra.setSpacing(theme.MEDIUM)
        self.column.addLayout(self.extra)
        self.column.addStretch(1)
        if page.rows:
            restore = Button("Restore", "undo-2", name=f"Restore: {page.title} as it came")
            restore.clicked.connect(lambda: self.restored.emit(page.id))
            self.column.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)
        self.setWidget(content)

    def search(self, words: str) -> bool:
        """Show only what ``words`` fit; whether anything does. No words show everything."""
        words = words.strip().lower()
        whole = words in self.page.title.lower() or words in self.page.intro.lower()
        found = [whole or words in row.words for row in self.rows]
        for row, fits in zip(self.rows, found, strict=True):
            row.setVisible(fits)
        for label, rows in self._groups:
            label.setVisible(any(not row.isHidden() for row in rows))
        for panel, about in self._panels:
            found.append(whole or words in about())
            panel.setVisible(found[-1])
        return whole or any(found)

    def add_panel(self, panel: QWidget, about: Callable[[], str]) -> None:
        """Put ``panel`` below the rows; ``about`` gives the words that a search finds it by."""
        self.extra.addWidget(panel)
        self._panels.append((panel, about))

    def _add(self, group: str, row: SettingRow) -> None:
        if group and group != self.page.title:
            self._groups.append((self._say(group, "heading"), []))
        if self._groups:
            self._groups[-1][1].append(row)
        row.changed.connect(self.changed)
        row.recording.connect(self.recording)
        self.rows.append(row)
        self.column.addWidget(row)

    def _say(self, sentence: str, role: str) -> QLabel:
        label = QLabel(sentence, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        self.column.addWidget(label)
        return label
