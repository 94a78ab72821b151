"""Tiles in as many columns as there is room for; arrow keys walk over them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.tile import Tile


class TileGrid(QWidget):
    """A grid of ``tiles``: one, two or four columns, as wide as the widest tile asks."""

    def __init__(self, tiles: Sequence[Tile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = list(tiles)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for tile in self._tiles:
            tile.setParent(self)
            tile.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """Four columns."""
        width = 4 * self._widest() + 3 * theme.MEDIUM
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One column, as high as the present width needs."""
        return QSize(self._widest(), self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:
        """The height of all rows in a grid of this width."""
        tile, columns = self._tile(width)
        rows = -(-len(self._tiles) // columns)
        return rows * (tile.height() + theme.MEDIUM) - theme.MEDIUM

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the tiles out anew."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Lay the tiles out anew when one of them needs other room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys go to the neighbour."""
        if not isinstance(watched, Tile) or not isinstance(event, QKeyEvent):
            return False
        columns = self._tile(self.width())[1]
        steps = {
            Qt.Key.Key_Left.value: -1,
            Qt.Key.Key_Right.value: 1,
            Qt.Key.Key_Up.value: -columns,
            Qt.Key.Key_Down.value: columns,
        }
        if event.type() != QEvent.Type.KeyPress or event.key() not in steps:
            return False
        index = self._tiles.index(watched) + steps[event.key()]
        if 0 <= index < len(self._tiles):
            self._tiles[index].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _widest(self) -> int:
        return max(tile.sizeHint().width() for tile in self._tiles)

    def _tile(self, width: int) -> tuple[QSize, int]:
        """The size of a tile and the number of columns in a grid of this width."""
        fitting = (width + theme.MEDIUM) // (self._widest() + theme.MEDIUM)
        columns = 4 if fitting >= 4 else 2 if fitting >= 2 else 1
        across = (width + theme.MEDIUM) // columns - theme.MEDIUM
        return QSize(across, max(tile.height_at(across) for tile in self._tiles)), columns

    def _arrange(self) -> None:
        size, columns = self._tile(self.width())
        for index, tile in enumerate(self._tiles):
            row, column = divmod(index, columns)
            x = column * (size.width() + theme.MEDIUM)
            y = row * (size.height() + theme.MEDIUM)
            tile.setGeometry(QRect(QPoint(x, y), size))
