"""An icon beside words that say the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui import icons, theme

_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange)


class Mark(QLabel):
    """Shows the icon ``name`` of ``resources/icons``, ``factor`` times as high as text, in the
    colour of the token ``color``; it follows the theme and the size of text."""

    def __init__(
        self, factor: float, name: str = "", color: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._factor, self._name, self._color = factor, name, color
        self._draw()

    def show_icon(self, name: str, color: str | None = None) -> None:
        """Show this icon instead."""
        self._name, self._color = name, color
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw it anew in the colours and at the size of the moment."""
        super().changeEvent(event)
        if event.type() in _CHANGES:
            self._draw()

    def _draw(self) -> None:
        if self._name:
            side, ratio = theme.text_pixels(self._factor), self.devicePixelRatioF()
            self.setPixmap(icons.pixmap(self._name, side, self._color, ratio))
