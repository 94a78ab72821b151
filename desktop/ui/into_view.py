"""Scrolls to what has just been opened, and gives it the keyboard; to what has got it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui import theme


def bring_into_view(widget: QWidget) -> None:
    """Scroll until ``widget`` is seen, from its top; once it has been laid out."""

    def scroll() -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea) and (page := parent.widget()) is not None:
                parent.ensureWidgetVisible(widget, 0, theme.LARGE)
                top = widget.mapTo(page, widget.rect().topLeft()).y() - theme.LARGE
                bar = parent.verticalScrollBar()
                bar.setValue(min(bar.value(), top))
                return
            parent = parent.parentWidget()

    QTimer.singleShot(0, widget, scroll)


def uncover(widget: QWidget) -> None:
    """Scroll until something of ``widget`` is seen: Qt does so only where the keyboard came from
    within what scrolls. What is seen in part stays, or it would move from under the mouse."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) and widget.visibleRegion().isEmpty():
            parent.ensureWidgetVisible(widget, 0, theme.LARGE)
        parent = parent.parentWidget()


def go_to(panel: QWidget) -> None:
    """Scroll to ``panel`` and give the keyboard to the first control in it, once it is shown."""

    def give() -> None:
        for inside in panel.findChildren(QWidget):
            takes = inside.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes and inside.isEnabled() and inside.isVisible():
                inside.setFocus(Qt.FocusReason.OtherFocusReason)
                break

    QTimer.singleShot(0, panel, give)
    bring_into_view(panel)
