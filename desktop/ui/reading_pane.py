"""What was read, as what it is: text, a page, a table; or its source.

1. While a text arrives, and of plain text always, it is a ``TextPane``: the user's to edit.
2. ``settle`` has the page of any other kind made on a thread and shows it when it is ready, unless
   the user has begun to edit.
3. ``show_source`` goes to the source and back; what was changed there is set anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QAbstractScrollArea, QStackedLayout, QWidget

from desktop.text import forms
from desktop.ui import placement, theme
from desktop.ui.grid_view import GridView
from desktop.ui.page import PLAIN, Look, Page, Typesetter
from desktop.ui.rich_view import RichView
from desktop.ui.text_pane import TextPane
from desktop.values import OutputKind

PageUse = Callable[[Page], None]


class ReadingPane(QWidget):
    """``shown`` tells that another view of the text took the place of the last one; ``copied`` that
    the user wants what is selected on the clipboard, ``line_wanted`` the line of the caret."""

    shown = Signal()
    copied = Signal()
    line_wanted = Signal()

    def __init__(self, zoom: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = TextPane(zoom)
        self.rich = RichView()
        self.grid = GridView()
        self._views = QStackedLayout(self)
        for view in (self.text, self.rich, self.grid):
            self._views.addWidget(view)
        self._kind = OutputKind.TEXT
        self._page: Page | None = None
        self._waiting: list[PageUse] = []
        self._source = False
        self._typesetter = Typesetter(self)
        self._typesetter.ready.connect(self._made)
        for view in (self.text, self.rich, self.grid):
            view.copied.connect(self.copied)
        self.rich.line_wanted.connect(self.line_wanted)
        self.text.line_wanted.connect(self.line_wanted)
        self.text.zoom_changed.connect(self._dress)
        self._dress()

    @property
    def kind(self) -> OutputKind:
        """What the text is; ``TEXT`` while it still arrives."""
        return self._kind

    @property
    def has_source(self) -> bool:
        """Whether there is a source to show besides the page."""
        return self._kind not in PLAIN

    @property
    def source_shown(self) -> bool:
        """Whether the text itself is seen."""
        return self.current() is self.text

    def current(self) -> TextPane | RichView | GridView:
        """The view that is seen."""
        view = self._views.currentWidget()
        if not isinstance(view, TextPane | RichView | GridView):
            raise TypeError(view)
        return view

    def clear_for(self, waiting: str) -> None:
        """Empty, with ``waiting`` in the place of the text until there is some."""
        self._kind, self._page, self._source = OutputKind.TEXT, None, False
        self._waiting.clear()
        self._typesetter.number += 1  # what is still being made is of no use any more
        self.text.clear_for(waiting)
        self._views.setCurrentWidget(self.text)

    def settle(self, text: str, kind: OutputKind) -> None:
        """Make the whole text ``text``, and show it as its ``kind`` as soon as that can be."""
        self.text.settle(text)
        self._kind = kind
        if kind in PLAIN:
            return
        self._source = self.text.edited
        self._begin()

    def show_source(self, source: bool) -> None:
        """Show the text itself, or what it means."""
        self._source = source
        if source:
            self._turn_to(self.text)
        else:
            self.with_page(lambda _: None)

    def with_page(self, use: PageUse) -> None:
        """Call ``use`` with the page of the text as it stands: now, or when it has been made."""
        text = self.text.toPlainText()
        if self._kind in PLAIN:
            use(Page(text, self._kind, forms.clipboard_forms(text, self._kind), text))
            return
        if self._page and self._page.text == text:
            self._show_made()
            use(self._page)
            return
        self._waiting.append(use)
        self._begin()

    def selected(self) -> Mapping[str, str]:
        """The selection by MIME type; empty where nothing is selected."""
        view = self.current()
        if isinstance(view, TextPane):
            cursor = view.textCursor()
            return {"text/plain": view.chosen()[0]} if cursor.hasSelection() else {}
        return view.selected_forms()

    def focus(self) -> None:
        """Put the keyboard into what is seen."""
        self.current().setFocus(Qt.FocusReason.OtherFocusReason)

    def viewport(self) -> QWidget:
        """Where the text is drawn."""
        return self.current().viewport()

    def wanted_height(self, most: int) -> int:
        """The height that all of it needs at its present width, up to ``most`` pixels."""
        view = self.current()
        return view.wanted_height(most) + self.height() - view.viewport().height()

    def wanted_width(self, most: int) -> int:
        """The width that it would take, up to ``most`` pixels."""
        return self.current().wanted_width(most)

    def minimumSizeHint(self) -> QSize:
        """Two lines of a few words."""
        return self.text.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme, and the system's size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange):
            self._dress()

    def _dress(self) -> None:
        """Set the page anew, in the size and the colours of the moment."""
        size = f"font-size: {theme.text_pixels(self.text.zoom / 100)}px;"
        for view in (self.rich, self.grid, self.grid.horizontalHeader()):
            if view.styleSheet() != size:
                view.setStyleSheet(size)
        self.updateGeometry()  # two lines of the new size
        if self._page is not None:
            self._begin()

    def _begin(self) -> None:
        self._typesetter.begin(self.text.toPlainText(), self._kind, self._look())

    def _look(self) -> Look:
        colors, font = theme.tokens(), QFont(theme.sized(self.text.zoom / 100))
        return Look(
            font=font,
            x_height=QFontMetricsF(font).xHeight(),
            ratio=self.devicePixelRatioF(),
            text=colors.text.name(),
            second=colors.text2.name(),
            line=theme.blend(colors.line, colors.raised, 0.5).name(),
            header=theme.blend(colors.accent, colors.raised, 0.1).name(),
            widest=placement.WIDEST - 2 * theme.WIDE,
        )

    def _made(self, number: int, page: Page) -> None:
        if number != self._typesetter.number:
            return
        again = self._page is not None and self._page.text == page.text
        self._page = page
        if page.grid:
            self.grid.show_grid(page.grid, keep_place=again)
        else:
            self.rich.show_page(page, keep_place=again)
        # The user began to edit while it was being made.
        if not self._source and page.text == self.text.toPlainText():
            self._show_made()
        waiting, self._waiting = self._waiting, []
        for use in waiting:
            use(page)

    def _show_made(self) -> None:
        if self._page and not self._source:
            self._turn_to(self.grid if self._page.grid else self.rich)

    def _turn_to(self, view: QAbstractScrollArea) -> None:
        before = self.current()
        if view is before:
            return
        focused = before.hasFocus()
        self._views.setCurrentWidget(view)
        if focused:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()
