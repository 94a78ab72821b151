"""The small grey frame, from whatever a camera gives."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from desktop.camera.shrinking import Small, shrunk, shrunk_frame
from tests.camera.scenes import Pixels, Scene, View, desk, letter, to_image


@pytest.fixture(scope="module")
def scene(qapp: object) -> Pixels:
    return Scene(letter(), desk()).frame(View())


def grey(small: Small | None) -> Pixels:
    assert small is not None
    return np.frombuffer(small.grey, np.uint8).reshape(small.height, small.width).astype(int)


def expected(frame: Pixels) -> Pixels:
    whole = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return cv2.resize(whole, (480, 270), interpolation=cv2.INTER_AREA).astype(int)


def test_an_image_becomes_small_and_grey(scene: Pixels) -> None:
    found = grey(shrunk(to_image(scene)))
    assert found.shape == (270, 480)
    assert np.abs(found - expected(scene)).mean() < 4


@pytest.mark.parametrize("full", [True, False])
def test_the_plane_of_brightness_is_taken_as_it_is(scene: Pixels, full: bool) -> None:
    form = QVideoFrameFormat(QSize(1280, 720), QVideoFrameFormat.PixelFormat.Format_NV12)
    ranges = QVideoFrameFormat.ColorRange
    form.setColorRange(ranges.ColorRange_Full if full else ranges.ColorRange_Video)
    frame = QVideoFrame(form)
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    whole = cv2.cvtColor(scene, cv2.COLOR_BGR2GRAY)
    plane = whole if full else np.rint(whole * (219 / 255) + 16).astype(np.uint8)
    rows = np.zeros((720, frame.bytesPerLine(0)), np.uint8)
    rows[:, :1280] = plane
    frame.bits(0)[: rows.size] = rows.tobytes()
    frame.unmap()
    found = grey(shrunk_frame(frame))
    assert found.shape == (270, 480)
    assert np.abs(found - expected(scene)).mean() < 4
    assert not frame.isMapped()


def test_a_frame_of_colours_is_taken_as_well(scene: Pixels) -> None:
    found = grey(shrunk_frame(QVideoFrame(to_image(scene))))
    assert np.abs(found - expected(scene)).mean() < 4


@pytest.mark.parametrize(
    ("size", "small"),
    [
        ((1, 1), (1, 1)),
        ((479, 3), (479, 3)),
        ((4000, 2), (480, 1)),
        ((1081, 1921), (270, 480)),
        ((481, 271), (480, 270)),
    ],
)
def test_any_size_keeps_its_shape(size: tuple[int, int], small: tuple[int, int]) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    found = shrunk(image)
    assert found is not None
    assert (found.width, found.height) == small
    assert found.grey == bytes([255]) * (small[0] * small[1])


def test_no_picture_is_none() -> None:
    assert shrunk(QImage()) is None
    assert shrunk_frame(QVideoFrame()) is None
