"""What the user sets of the camera and of its picture, put into force: settings, zoom, freezing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.settings import CameraSettings
from desktop.ui.camera_modes import FROZEN, UNFROZEN
from desktop.ui.camera_options import CameraOptions
from desktop.ui.camera_picture import LivePicture

if TYPE_CHECKING:  # they import QtMultimedia
    from desktop.capture.camera_values import Setup
    from desktop.capture.feed import Feed
    from desktop.ui.camera_sight import Sight


class Adjusting(QObject):
    """Between the options and the camera, which is there once it has been ``attach``-ed."""

    told = Signal(str)
    """A sentence for the user."""
    no_picture = Signal()
    """There is none that could be frozen."""

    def __init__(
        self, options: CameraOptions, picture: LivePicture, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._options, self._picture = options, picture
        self._feed: Feed | None = None
        self._sight: Sight | None = None
        self.settings = CameraSettings()
        options.adjusted.connect(self.adjust)
        options.frozen.connect(self.freeze)
        picture.resized.connect(self._resize)

    def attach(self, feed: Feed, sight: Sight) -> None:
        """Frames come from ``feed``, and pictures are made of them by ``sight``."""
        self._feed, self._sight = feed, sight
        sight.size = self._picture.pixels
        self.follow(self.settings)

    def follow(self, settings: CameraSettings) -> None:
        """Have these settings in force."""
        self.settings = self._options.settings = settings
        width, _, height = settings.size.partition("x")
        size = (int(width), int(height)) if width.isdigit() and height.isdigit() else None
        self._options.setup = replace(self._options.setup, size=size)
        if self._feed is not None and self._sight is not None:
            self._feed.set_addresses(settings.addresses)
            self._feed.adjust(self._options.setup)
            self._sight.auto, self._sight.straighten = settings.auto, settings.straighten
            self._sight.guide(aloud=settings.speak)
            self._face()

    def begin(self) -> None:
        """The camera gives its first picture: have it as the user wants it."""
        if self._feed is None or self._sight is None:
            return
        self._options.abilities = self._feed.abilities
        self._options.has_picture = True
        self._face()
        self.adjust(self._options.setup)

    def _face(self) -> None:
        """Left and right are told as the user sees them. Few systems know where a camera looks."""
        if self._sight is not None:
            can = self._options.abilities
            self._sight.faces_user = can.faces_user or self.settings.faces_user

    def end(self) -> None:
        """There is no picture any more."""
        self._options.has_picture = self._options.is_frozen = False
        self._picture.clear()

    def adjust(self, setup: Setup) -> None:
        """Have the camera so; what it doesn't zoom by itself is cut out of its picture."""
        if self._feed is None or self._sight is None:
            return
        own = self._feed.abilities.zoom
        self._sight.zoom = 1.0 if own >= setup.zoom else setup.zoom / own
        self._feed.adjust(setup)
        self._mark()
        self._sight.redraw()

    def freeze(self, frozen: bool) -> None:
        """Let the picture stand still, or go on."""
        if self._sight is None or not self._sight.has_frame:
            self.no_picture.emit()
            return
        self._sight.frozen = self._options.is_frozen = frozen
        self._picture.outline(None)
        self._mark()
        self.told.emit(FROZEN if frozen else UNFROZEN)
        self._sight.begin()

    def _mark(self) -> None:
        """Show on the picture what isn't as usual."""
        zoom = self._options.setup.zoom
        marks = ["Frozen"] * self._options.is_frozen + [f"{zoom:g}×"] * (zoom > 1)
        self._picture.mark(" · ".join(marks))

    def _resize(self) -> None:
        if self._sight is not None:
            self._sight.size = self._picture.pixels
            self._sight.redraw()
