"""Tiles in as many columns as there is room for; arrow keys walk over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.tile import Tile
from desktop.ui.tile_row import RowTile


@dataclass(frozen=True, slots=True)
class Section:
    """Tiles of one size, at least one; ``columns`` are the numbers of columns that they may stand
    in, the largest first and 1 last."""

    tiles: Sequence[Tile | RowTile]
    columns: Sequence[int]

    def fitting(self, width: int) -> int:
        """The number of columns in a grid of this width."""
        widest = max(tile.sizeHint().width() for tile in self.tiles) + theme.MEDIUM
        room = (width + theme.MEDIUM) // widest
        return next((columns for columns in self.columns if columns <= room), 1)

    def size(self, width: int) -> QSize:
        """The size of a tile in a grid of this width, all as high as the highest must be."""
        across = (width + theme.MEDIUM) // self.fitting(width) - theme.MEDIUM
        return QSize(across, max(tile.heightForWidth(across) for tile in self.tiles))


class TileGrid(QWidget):
    """Sections under each other, each in columns of its own."""

    def __init__(self, *sections: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = sections
        self._tiles = [tile for section in sections for tile in section.tiles]
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for tile in self._tiles:
            tile.setParent(self)
            tile.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """As many columns as may be."""
        width = max(
            max(tile.sizeHint().width() for tile in section.tiles) * section.columns[0]
            + (section.columns[0] - 1) * theme.MEDIUM
            for section in self._sections
        )
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One column, as high as the present width needs."""
        width = max(tile.minimumSizeHint().width() for tile in self._tiles)
        return QSize(width, self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:
        """The height of all rows in a grid of this width."""
        return max(place.bottom() for place in self._places(width)) + 1

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
        """Left and right go to the tile before or after, up and down to the one above or below."""
        if not isinstance(watched, (Tile, RowTile)) or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress or event.modifiers():
            return False
        here = self._tiles.index(watched)
        match event.key():
            case Qt.Key.Key_Left:
                there = max(0, here - 1)
            case Qt.Key.Key_Right:
                there = min(len(self._tiles) - 1, here + 1)
            case Qt.Key.Key_Up:
                there = self._beyond(here, -1)
            case Qt.Key.Key_Down:
                there = self._beyond(here, 1)
            case _:
                return False
        self._tiles[there].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _beyond(self, here: int, way: int) -> int:
        """The tile of the next row up (``way`` -1) or down (1) that is nearest; ``here`` if there
        is none."""
        places = self._places(self.width())
        mine = places[here]

        def far(index: int) -> tuple[int, int]:
            return (places[index].top() - mine.top()) * way, abs(places[index].left() - mine.left())

        others = [index for index in range(len(places)) if far(index)[0] > 0]
        return min(others, key=far, default=here)

    def _places(self, width: int) -> list[QRect]:
        """Where each tile stands in a grid of this width."""
        places: list[QRect] = []
        top = 0
        for section in self._sections:
            size, columns = section.size(width), section.fitting(width)
            for index in range(len(section.tiles)):
                row, column = divmod(index, columns)
                x, y = column * (size.width() + theme.MEDIUM), row * (size.height() + theme.MEDIUM)
                places.append(QRect(x, top + y, size.width(), size.height()))
            top = places[-1].bottom() + 1 + theme.MEDIUM
        return places

    def _arrange(self) -> None:
        for tile, place in zip(self._tiles, self._places(self.width()), strict=True):
            tile.setGeometry(place)
