"""Buttons with an icon, all of one size, each with a name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.ui import icons, theme


class Button(QPushButton):
    """A push button; ``icon`` is a name in ``resources/icons``.

    With an empty ``text`` only the icon is seen and ``name`` is what screen readers and the tooltip
    say. ``keys`` are the keys that do the same, told in the tooltip.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        *,
        name: str = "",
        keys: str = "",
        flat: bool = False,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_only = not text
        self.setProperty("primary", primary)
        self.setProperty("flat", flat)
        self.setProperty("square", self._icon_only)
        self.setAutoDefault(True)
        if icon:
            self.setIcon(icons.icon(icon, "on_accent" if primary else None))
        self.set_name(name or text, keys)
        self._size_icon()

    def set_name(self, name: str, keys: str = "") -> None:
        """What the button and its menu are called, and the keys that do the same."""
        self.setAccessibleName(name)
        if menu := self.menu():
            menu.setAccessibleName(name)
        self.setToolTip(f"{name} ({keys})" if keys else name)

    def set_menu(self, menu: QMenu) -> None:
        """Open ``menu`` when pressed, and show that it does."""
        self.setProperty("menu", True)
        self.setMenu(menu)
        menu.setAccessibleName(self.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        """Keep the icon as large as the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._size_icon()

    def _size_icon(self) -> None:
        side = theme.text_pixels(1.25)
        wanted = QSize(side if self._icon_only else side + theme.TIGHT, side)
        if self.iconSize() != wanted:
            self.setIconSize(wanted)
