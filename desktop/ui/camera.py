"""The camera window: the live picture, one shutter, and one line that says what to do.

QtMultimedia is imported when the window is opened for the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.capture.errors import CaptureError
from desktop.capture.qt import from_frame
from desktop.ui import icons, theme
from desktop.ui.announce import announce
from desktop.ui.keys import latin
from desktop.values import Shot, Task

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame, QVideoSink

    from desktop.capture.camera import Device, FrameSource

READY = "Press Space or Enter to take the picture."
STARTING = "The camera is starting."
NONE_FOUND = "No camera found. Connect one and it appears here."
DISCONNECTED = "The camera was disconnected. Connect it again, or choose another one."
NO_MULTIMEDIA = (
    "The camera needs a system library that is missing. Run “sightread doctor” to see which."
)

_SHUTTER = 72
_GUIDANCE = 1.6
_TAKE_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_C)


class CameraWindow(QDialog):
    """Shows a camera's live picture and takes one frame of it.

    ``taken`` carries the frame and the task, and the window closes; ``closed`` comes last, however
    it was closed. ``announced`` carries each line of guidance to be spoken; ``failed`` comes beside
    it when the line is a problem. ``device_chosen`` carries the id of a camera that the user chose.

    ``make_source`` makes what frames come from: ``capture.camera.Cameras`` unless another is given.
    """

    taken = Signal(Shot, Task)
    closed = Signal()
    announced = Signal(str)
    failed = Signal(str)
    device_chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget | None = None,
        make_source: Callable[[], FrameSource] | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_source = make_source
        self._source: FrameSource | None = None
        self._sink: QVideoSink | None = None
        self._task = Task()
        self._device = ""
        self._waiting_for = ""
        self._lost = False  # the camera in use was unplugged; no other one is started unasked
        self.setWindowTitle("Camera")
        self.setAccessibleName("Camera")
        self.setWindowIcon(icons.icon("camera"))
        self._build()
        room = self.screen().availableGeometry().size()
        self.resize(min(960, room.width() * 9 // 10), min(780, room.height() * 9 // 10))

    def begin(self, task: Task, device_id: str = "") -> None:
        """Open, with the camera of this id; the default one where it is empty or not connected."""
        self._task = task
        self._modes[task.name == "translate"].setChecked(True)
        self._waiting_for, self._lost = device_id, False
        self._picture.clear()
        self.show()
        self.raise_()
        self.activateWindow()
        self._shutter.setFocus()
        if self._source is None and not self._connect_source():
            self._tell(NO_MULTIMEDIA, problem=True)
            return
        self._list_devices()

    def take(self, task: Task | None = None) -> None:
        """Take the frame that is shown, for ``task`` or the mode that is chosen."""
        frame = self._picture.frame
        if frame is None:
            self._tell(self._guidance.text(), problem=False)
            return
        try:
            shot = from_frame(frame)
        except CaptureError as error:
            self._tell(error.sentence, problem=True)
            return
        self._stop()
        self.taken.emit(shot, task or self._task)
        self.close()

    def _build(self) -> None:
        self._devices = _Devices()
        self._devices.setAccessibleName("Camera to use")
        self._devices.setToolTip("Camera to use")
        self._devices.setMinimumHeight(theme.TARGET)
        self._devices.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._devices.activated.connect(self._choose_device)
        label = QLabel("Camera")
        label.setBuddy(self._devices)
        self._modes = [QRadioButton("Read"), QRadioButton("Translate")]
        group = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(theme.MEDIUM)
        bar.addWidget(label)
        bar.addWidget(self._devices)
        bar.addStretch()
        for mode, name in zip(self._modes, ("read", "translate"), strict=True):
            mode.setMinimumHeight(theme.TARGET)
            mode.clicked.connect(lambda _=False, name=name: self._set_mode(name))
            group.addButton(mode)
            bar.addWidget(mode)
        self._modes[1].setToolTip("Translate the picture (T takes it at once)")
        self._modes[0].setToolTip("Read the picture")
        self._guidance = QLabel()
        self._guidance.setStyleSheet(
            f"font-size: {theme.text_pixels(_GUIDANCE)}px; font-weight: 600"
        )
        self._guidance.setWordWrap(True)
        self._guidance.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture = _Picture()
        self._shutter = Shutter(self._picture)
        self._shutter.clicked.connect(lambda: self.take())
        self._picture.carry(self._shutter)
        top = QVBoxLayout()
        top.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        top.setSpacing(theme.MEDIUM)
        top.addLayout(bar)
        top.addWidget(self._guidance)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(top)
        page.addWidget(self._picture, 1)
        self.setTabOrder(self._shutter, self._devices)
        self.setTabOrder(self._devices, self._modes[0])
        self.setTabOrder(self._modes[0], self._modes[1])

    def _connect_source(self) -> bool:
        try:
            from PySide6.QtMultimedia import QVideoSink

            from desktop.capture.camera import Cameras
        except ImportError:  # a system library that QtMultimedia needs
            return False
        self._source = self._make_source() if self._make_source else Cameras(self)
        self._source.devices_changed.connect(self._list_devices)
        self._source.failed.connect(self._source_failed)
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._show_frame)
        return True

    def _list_devices(self) -> None:
        """Take up what is connected: start the camera that is wanted, or say that it is gone."""
        if self._source is None or not self.isVisible():
            return
        found = self._source.devices()
        ids = [device.id for device in found]
        self._fill_chooser(found)
        if self._device and self._device in ids:
            return
        if self._device:  # it was running, and is waited for
            self._device, self._lost = "", True
            self._source.stop()
            self._picture.clear()
            self._shutter.set_ready(False)
            self._tell(DISCONNECTED, problem=True)
            return
        if not found:
            self._picture.clear()
            self._shutter.set_ready(False)
            self._tell(NONE_FOUND, problem=True)
            return
        if self._waiting_for in ids:
            self._start(self._waiting_for)
        elif not self._lost:
            self._start(ids[0])

    def _fill_chooser(self, found: tuple[Device, ...]) -> None:
        self._devices.clear()
        for device in found:
            self._devices.addItem(device.name, device.id)
        self._devices.setEnabled(bool(found))
        if not found:
            self._devices.addItem("No camera")
        wanted = self._devices.findData(self._device or self._waiting_for)
        self._devices.setCurrentIndex(max(wanted, 0))

    def _start(self, device_id: str) -> None:
        if self._source is None or self._sink is None:
            return
        self._device = self._waiting_for = device_id
        self._lost = False
        self._devices.setCurrentIndex(self._devices.findData(device_id))
        self._picture.clear()
        self._shutter.set_ready(True)
        self._shutter.setFocus()
        self._tell(STARTING, problem=False, aloud=False)
        self._source.start(device_id, self._sink)

    def _choose_device(self, index: int) -> None:
        device_id = self._devices.itemData(index)
        if isinstance(device_id, str):
            self.device_chosen.emit(device_id)
            self._start(device_id)

    def _set_mode(self, name: str) -> None:
        self._task = replace(self._task, name=name)

    def _show_frame(self, frame: QVideoFrame) -> None:
        if not self._device or not frame.isValid():
            return
        first = self._picture.frame is None
        self._picture.put(frame)
        if first:
            self._tell(READY, problem=False)

    def _source_failed(self, sentence: str) -> None:
        self._device = ""
        self._picture.clear()
        self._shutter.set_ready(False)
        self._tell(sentence, problem=True)

    def _tell(self, sentence: str, problem: bool, aloud: bool = True) -> None:
        self._guidance.setText(sentence)
        if aloud:
            announce(self, sentence, narrated=True)
            self.announced.emit(sentence)
        if problem:
            self.failed.emit(sentence)

    def _stop(self) -> None:
        self._device = ""
        if self._source is not None:
            self._source.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control inside took: the shutter's, T, and Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.isAutoRepeat():
            event.ignore()
        elif latin(event) in _TAKE_KEYS:
            self.take()
        elif latin(event) == Qt.Key.Key_T:
            self.take(replace(self._task, name="translate"))
        else:
            event.ignore()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the camera go."""
        self._stop()
        self._picture.clear()
        event.accept()
        self.closed.emit()


class _Devices(QComboBox):
    """As wide as its longest name; Qt's own hint is a pixel short in a style sheet."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(theme.TIGHT, 0)


class _Picture(QWidget):
    """The live picture, whole, as large as it fits; a camera's outline while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.frame: QVideoFrame | None = None
        self._image = QImage()
        self._carried: QWidget | None = None
        self.setAccessibleName("Live picture")
        self.setMinimumSize(320, 240)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def carry(self, widget: QWidget) -> None:
        """Keep ``widget`` at the lower middle of the picture."""
        self._carried = widget

    def put(self, frame: QVideoFrame) -> None:
        """Show this frame."""
        self.frame, self._image = frame, QImage()
        self.update()

    def clear(self) -> None:
        """Show none."""
        self.frame, self._image = None, QImage()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._carried is not None:
            size = self._carried.size()
            left = (self.width() - size.width()) // 2
            self._carried.move(left, self.height() - size.height() - theme.WIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = theme.blend(theme.tokens().text, theme.tokens().ground, 0.06)
        if self.frame is None:
            painter.fillRect(self.rect(), ground)
            side = 96
            faint = theme.blend(theme.tokens().text2, ground, 0.5)
            icon = icons.pixmap("camera", side, faint, self.devicePixelRatioF())
            middle = self.rect().center()
            painter.drawPixmap(middle.x() - side // 2, middle.y() - side // 2, icon)
            return
        if self._image.isNull():
            self._image = self.frame.toImage()
        painter.fillRect(self.rect(), QColor("black"))
        size = QSize(self._image.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)


class Shutter(QAbstractButton):
    """The one large round button; drawn in white and black, it is seen on any picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ready = False
        self.setText("Take the picture")
        self.setAccessibleName("Take the picture")
        self.setToolTip("Take the picture (Space)")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringless", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_SHUTTER + 16, _SHUTTER + 16)

    def set_ready(self, ready: bool) -> None:
        """Draw it empty while there is no picture. It can be pressed all the same, keeps the focus,
        and then says why there is none."""
        self._ready = ready
        self.update()

    def sizeHint(self) -> QSize:
        """The circle and the ring of focus around it."""
        return QSize(_SHUTTER + 16, _SHUTTER + 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ring, gap and disc, and the focus around them."""
        colors = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QPointF(self.rect().center()) + QPointF(0.5, 0.5), _SHUTTER / 2
        if self._ready:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 150))
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(QColor("white") if self._ready else colors.text2, 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 3, radius - 3)
        if self._ready:
            painter.setPen(Qt.PenStyle.NoPen)
            inner = radius - (13 if self.isDown() else 9)
            lit = self.isDown() or self.underMouse()
            painter.setBrush(colors.accent if lit else QColor("white"))
            painter.drawEllipse(middle, inner, inner)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            outer = radius + theme.FOCUS_OFFSET + theme.FOCUS_WIDTH / 2 + 1
            for color, width in ((colors.raised, 5), (colors.accent, theme.FOCUS_WIDTH + 1)):
                painter.setPen(QPen(color, width))
                painter.drawEllipse(middle, outer, outer)
