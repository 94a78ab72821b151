"""What is seen in the camera window, from top to bottom: bar, sentence, picture, foot."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.camera_bar import CameraBar
from desktop.ui.camera_foot import CameraFoot
from desktop.ui.camera_picture import LivePicture
from desktop.ui.camera_shutter import Shutter

_GUIDANCE = 1.6


class CameraPage(QWidget):
    """The parts, laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = CameraBar(self)
        self.sentence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.sentence.setStyleSheet(
            f"font-size: {theme.text_pixels(_GUIDANCE)}px; font-weight: 600"
        )
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMinimumHeight(round(theme.text_pixels(_GUIDANCE) * 1.6))
        self.picture = LivePicture()
        self.shutter = Shutter(self.picture)
        self.picture.carry(self.shutter)
        self.foot = CameraFoot()
        top = QVBoxLayout()
        top.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        top.setSpacing(theme.SMALL)
        top.addWidget(self.bar)
        top.addWidget(self.sentence)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(top)
        page.addWidget(self.picture, 1)
        page.addWidget(self.foot)
        order = [self.shutter, *self.bar.controls, self.foot.drop, self.foot.finish]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
