"""Everything of a translation in place that is on a screen, built when it is first wanted."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.ui.columns import Columns
from desktop.ui.patches import Patches
from desktop.ui.picture_saving import PictureSaver
from desktop.ui.place_overlay import PlaceOverlay
from desktop.ui.result_layout import ResultLayout
from desktop.ui.translated_panel import PicturePart, Unplaced, ViewSwitch
from desktop.ui.translation_view import View


class TranslationParts:
    """Those of one result window."""

    def __init__(self, view: ResultLayout, parent: QObject) -> None:
        self.view = View.TRANSLATION
        self.patches: Patches = Patches(parent)
        self.saver: PictureSaver = PictureSaver(parent)
        self.overlay: PlaceOverlay = PlaceOverlay(self.patches, parent)
        self.switch: ViewSwitch = ViewSwitch()
        self.picture: PicturePart = PicturePart(self.patches)
        self.unplaced: Unplaced = Unplaced()
        self.columns: Columns = Columns("Original and translation")
        self.columns.hide()
        view.add_translated(self.switch, self.picture, self.columns, self.unplaced)
        self.set_zoom(view.text.zoom)

    def clear(self) -> None:
        """Nothing is translated."""
        self.patches.begin(None)
        self.overlay.hide()
        self.columns.show_pairs(())
        self.switch.columns.blockSignals(True)
        self.switch.columns.setChecked(False)
        self.switch.columns.blockSignals(False)
        self.switch.hide()

    def show_view(self, view: View) -> None:
        """See this from now on."""
        self.view = view
        self.switch.show_view(view)
        self.picture.picture.set_view(view)
        self.overlay.set_translated(view is not View.ORIGINAL)

    def set_zoom(self, percent: int) -> None:
        """Show all text at this size."""
        for columns in (self.columns, self.picture.pair, self.unplaced.pairs):
            columns.set_zoom(percent)
