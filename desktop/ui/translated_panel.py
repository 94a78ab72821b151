"""What a result has besides its text once its picture is translated in place: built when first
wanted.

The picture with the pair that is lit stands where the picture stood; the switch of views stands
under the header, and what could not be placed under them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.button import Button
from desktop.ui.columns import Columns
from desktop.ui.flow import Flow
from desktop.ui.patches import Patches
from desktop.ui.result_translation import COLUMN_KEYS, VIEW_KEYS
from desktop.ui.translated_picture import TranslatedPicture
from desktop.ui.translation_view import View
from desktop.values import Paragraph

UNPLACED = "What could not be placed"
_PAIR_LINES, _MOST_LINES = 3, 5


class ViewSwitch(QWidget):
    """Three buttons of which one is chosen, and one for the columns."""

    chosen = Signal(object)
    """A ``View``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Flow(self, spacing=theme.TIGHT)
        self._group = QButtonGroup(self)
        self._buttons: dict[View, Button] = {}
        for view in View:
            button = Button(view.value, flat=True, name=f"Show: {view.value.lower()}")
            button.setToolTip(f"{view.value} ({VIEW_KEYS} goes through them)")
            button.setCheckable(True)
            button.setAutoExclusive(True)  # to a screen reader, one of several
            self._group.addButton(button)
            button.clicked.connect(lambda _=False, view=view: self.chosen.emit(view))
            row.addWidget(button)
            self._buttons[view] = button
        self.columns = Button("Two columns", "list", keys=COLUMN_KEYS, flat=True)
        self.columns.setCheckable(True)
        row.addWidget(self.columns)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_view(self, view: View) -> None:
        """Show which one is seen."""
        self._buttons[view].setChecked(True)
        for each, button in self._buttons.items():
            # Qt looks after this only when one of them gets the keyboard.
            policy = Qt.FocusPolicy.StrongFocus if each is view else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)

    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [*self._buttons.values(), self.columns]


class PicturePart(QWidget):
    """The picture, and under it the pair that is lit."""

    def __init__(self, patches: Patches, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = TranslatedPicture(patches)
        self.pair = Columns("Original and translation of the paragraph", heads=False)
        self.pair.set_lines(_PAIR_LINES)
        self.pair.setPlaceholderText("Point, or use the arrows.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.picture, 1)
        column.addWidget(self.pair)

    def is_wide(self) -> bool:
        """Whether the picture is wide for its height."""
        return self.picture.is_wide()

    def show_pair(self, pair: Paragraph | None) -> None:
        """The one that is lit."""
        self.pair.show_pairs(() if pair is None else (pair,))

    def sizeHint(self) -> QSize:
        """What the picture wants, and room for the pair."""
        hint = self.picture.sizeHint()
        return QSize(hint.width(), hint.height() + theme.SMALL + self.pair.height())


class Unplaced(QWidget):
    """Translations for which there was no room on the picture, under a heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel(UNPLACED)
        self._heading.setProperty("role", "heading")
        self.pairs = Columns(UNPLACED)
        self.pairs.set_most(_MOST_LINES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self._heading)
        column.addWidget(self.pairs)
        self.hide()

    def show_pairs(self, pairs: Sequence[Paragraph]) -> None:
        """List these; nothing is to be seen where there are none."""
        self.pairs.show_pairs(pairs)
        self.setVisible(bool(pairs))
