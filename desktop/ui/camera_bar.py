"""The upper row of the camera window: which camera, what becomes of the picture, the options."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.capture.camera_values import Device
from desktop.ui import theme
from desktop.ui.camera_modes import Mode
from desktop.ui.camera_options import CameraOptions
from desktop.ui.flow import Flow


class CameraBar(QWidget):
    """``device_chosen`` carries the id of a camera, ``mode_chosen`` a ``Mode``."""

    device_chosen = Signal(str)
    mode_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.devices = _Devices()
        self.devices.setAccessibleName("Camera to use")
        self.devices.setToolTip("Camera to use")
        self.devices.setMinimumHeight(theme.TARGET)
        self.devices.activated.connect(self._chosen)
        self._listed: tuple[Device, ...] | None = None
        self.modes: dict[Mode, QRadioButton] = {}
        self.options = CameraOptions(self)
        self._lay_out()

    @property
    def controls(self) -> Sequence[QWidget]:
        """In the order in which the keyboard goes through them."""
        return (self.devices, *self.modes.values(), self.options.button)

    def list_devices(self, found: tuple[Device, ...], present: str) -> None:
        """Offer these; the one whose id is ``present`` is chosen."""
        if found != self._listed:
            self._listed = found
            self.devices.clear()
            for device in found:
                self.devices.addItem(device.name, device.id)
            self.devices.setEnabled(bool(found))
            if not found:
                self.devices.addItem("No camera")
        self.show_device(present)

    def show_device(self, device_id: str) -> None:
        """Show which one is in use, or wanted."""
        self.devices.setCurrentIndex(max(0, self.devices.findData(device_id)))

    def show_mode(self, mode: Mode) -> None:
        """Show which one is in force."""
        self.modes[mode].setChecked(True)
        for other, button in self.modes.items():
            # Tab goes to the one in force; Qt sees to that only where it was clicked.
            focus = Qt.FocusPolicy.StrongFocus if other is mode else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focus)

    def _chosen(self, index: int) -> None:
        device_id = self.devices.itemData(index)
        if isinstance(device_id, str):
            self.device_chosen.emit(device_id)

    def _lay_out(self) -> None:
        label = QLabel("Camera")
        label.setBuddy(self.devices)
        camera, modes = QWidget(), QWidget()
        row = QHBoxLayout(camera)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(label)
        row.addWidget(self.devices)
        choices = QHBoxLayout(modes)
        choices.setContentsMargins(theme.SMALL, 0, theme.SMALL, 0)
        choices.setSpacing(theme.LARGE)
        group = QButtonGroup(self)
        for number, mode in enumerate(Mode, start=1):
            button = self.modes[mode] = QRadioButton(mode.value)
            button.setMinimumHeight(theme.TARGET)
            button.setToolTip(f"{mode.help} ({number})")
            button.setAccessibleDescription(mode.help)
            button.clicked.connect(lambda _=False, mode=mode: self.mode_chosen.emit(mode))
            group.addButton(button)
            choices.addWidget(button)
        flow = Flow(spacing=theme.MEDIUM, at_right=1)
        for part in (camera, modes, self.options.button):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(flow)


class _Devices(QComboBox):
    """As wide as its longest name, within limits; Qt's own hint is a pixel short in a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint() + QSize(theme.TIGHT, 0)
        return QSize(min(hint.width(), theme.text_pixels(18)), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.text_pixels(8), super().minimumSizeHint().height())
