"""The menu of the camera window: what is seldom changed, and only what the camera can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.capture.camera_values import Abilities, Light, Setup, Size, size_title
from desktop.settings import CameraSettings
from desktop.ui.button import Button

ONLY_BY_KEY = "Only Space takes the picture."

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)


def zoom_title(zoom: float) -> str:
    """As it stands in the menu."""
    return "1× (whole picture)" if zoom == 1 else f"{zoom:g}×"


class CameraOptions(QObject):
    """A button and its menu, filled anew each time that it opens."""

    changed = Signal(CameraSettings)
    """Settings that the user changed here."""
    adjusted = Signal(object)
    """A ``Setup``: what the user wants of the camera."""
    frozen = Signal(bool)
    told = Signal(str)
    """A sentence for the user: what a key has changed."""
    device_added = Signal(str)
    """The id of a camera of the network that the user has added."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.settings = CameraSettings()
        self.setup = Setup()
        self.abilities = Abilities()
        self.is_frozen = False
        self.has_picture = False
        self.button = Button("Camera options", "settings", parent=parent)
        self.button.setAutoDefault(False)
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill)
        self.button.set_menu(self._menu)
        self._menu.setToolTipsVisible(True)

    def reset(self) -> None:
        """The camera is opened anew: zoom, light and torch are as usual; the size stays."""
        self.setup = Setup(size=self.setup.size)
        self.is_frozen = self.has_picture = False

    def zoom_by(self, steps: int) -> None:
        """Zoom so many steps further in."""
        nearest = min(range(len(ZOOMS)), key=lambda place: abs(ZOOMS[place] - self.setup.zoom))
        zoom = ZOOMS[min(len(ZOOMS) - 1, max(0, nearest + steps))]
        self.adjust(replace(self.setup, zoom=zoom))
        self.told.emit(f"Zoom {zoom:g}.")

    def toggle_auto(self) -> None:
        """Have pictures taken by themselves, or no longer."""
        auto = not self.settings.auto
        self._change(replace(self.settings, auto=auto))
        self.told.emit("Pictures are taken by themselves." if auto else ONLY_BY_KEY)

    def toggle_torch(self) -> None:
        """Switch the torch on or off, where there is one."""
        if self.abilities.torch:
            torch = not self.setup.torch
            self.adjust(replace(self.setup, torch=torch))
            self.told.emit("Torch on." if torch else "Torch off.")

    def show_network(self) -> None:
        """Show the cameras of the network, to add and remove some."""
        from desktop.ui.camera_addresses import NetworkCameras

        dialog = NetworkCameras(self.settings.addresses, self.button.window())
        dialog.panel.changed.connect(
            lambda addresses: self._change(replace(self.settings, addresses=addresses))
        )
        dialog.panel.added.connect(self.device_added)
        dialog.open()

    def _fill(self) -> None:
        menu, settings, can = self._menu, self.settings, self.abilities
        menu.clear()
        self._check(
            "Take the picture by itself\tA",
            settings.auto,
            lambda on: self._change(replace(settings, auto=on)),
            "Once the page is whole, steady and sharp",
        )
        self._check(
            "Straighten the page",
            settings.straighten,
            lambda on: self._change(replace(settings, straighten=on)),
        )
        self._check(
            "Speak guidance",
            settings.speak,
            lambda on: self._change(replace(settings, speak=on)),
        )
        self._check(
            "Tones that tell how near it is to good",
            settings.tones,
            lambda on: self._change(replace(settings, tones=on)),
        )
        if not can.faces_user:
            self._check(
                "The camera faces me",
                settings.faces_user,
                lambda on: self._change(replace(settings, faces_user=on)),
                "Left and right are told as you see them when you hold a page towards it",
            )
        menu.addSeparator()
        freeze = self._check("Freeze the picture\tF", self.is_frozen, self.frozen.emit)
        freeze.setEnabled(self.has_picture)
        self._choices(
            "Zoom",
            [(zoom, zoom_title(zoom)) for zoom in ZOOMS],
            self.setup.zoom,
            lambda zoom: self.adjust(replace(self.setup, zoom=zoom)),
        )
        if can.torch:
            self._check(
                "Torch\tL", self.setup.torch, lambda on: self.adjust(replace(self.setup, torch=on))
            )
        if can.light:
            self._choices(
                "Light",
                [(light, light.value.capitalize()) for light in Light],
                self.setup.light,
                lambda light: self.adjust(replace(self.setup, light=light)),
            )
        if len(can.sizes) > 1:
            sizes: list[tuple[Size | None, str]] = [(None, "Automatic")]
            sizes += [(size, size_title(size)) for size in can.sizes]
            self._choices("Resolution", sizes, self.setup.size, self._size)
        menu.addSeparator()
        menu.addAction("Network cameras…", self.show_network)

    def _size(self, size: Size | None) -> None:
        self.adjust(replace(self.setup, size=size))
        written = f"{size[0]}x{size[1]}" if size else ""
        self._change(replace(self.settings, size=written))

    def _check(
        self, title: str, on: bool, call: Callable[[bool], object], help_: str = ""
    ) -> QAction:
        action = self._menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(on)
        action.setToolTip(help_)
        action.toggled.connect(call)
        return action

    def _choices(
        self,
        title: str,
        choices: list[tuple[Any, str]],
        present: Any,
        call: Callable[[Any], object],
    ) -> None:
        menu = self._menu.addMenu(title)
        group = QActionGroup(menu)
        for value, name in choices:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(value == present)
            action.setActionGroup(group)
            action.triggered.connect(lambda _=False, value=value: call(value))

    def adjust(self, setup: Setup) -> None:
        """Have the camera so."""
        self.setup = setup
        self.adjusted.emit(setup)

    def _change(self, settings: CameraSettings) -> None:
        self.settings = settings
        self.changed.emit(settings)
