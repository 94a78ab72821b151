"""Qt's pictures as shots and back, and what the clipboard may hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QClipboard, QColor, QGuiApplication, QImage
from PySide6.QtMultimedia import QVideoFrame
from pytestqt.qtbot import QtBot

from desktop.capture.errors import CaptureError, ClipboardError
from desktop.capture.qt import from_clipboard, from_frame, from_image, to_image
from desktop.values import FailureKind, Shot


def coloured(width: int, height: int, corner: str = "red") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#0a14c8"))
    image.setPixelColor(0, 0, QColor(corner))
    return image


@pytest.fixture
def clipboard(qtbot: QtBot) -> QClipboard:
    found = QGuiApplication.clipboard()
    found.clear()
    return found


def test_an_image_and_back(qtbot: QtBot) -> None:
    shot = from_image(coloured(7, 5), (-3, 4), 1.25)
    assert shot.pixels[:3] == b"\x00\x00\xff"
    assert shot.pixels[4:7] == b"\xc8\x14\x0a"
    assert (shot.origin, shot.scale) == ((-3, 4), 1.25)
    image = to_image(shot)
    assert image.pixelColor(0, 0) == QColor("red")
    assert image.devicePixelRatio() == 1.25
    assert image.width() == 7


def test_an_image_shares_the_shots_pixels(qtbot: QtBot) -> None:
    shot = Shot(bytes(400 * 300 * 4), 400, 300)
    before = sys.getrefcount(shot.pixels)
    image = to_image(shot)
    during = sys.getrefcount(shot.pixels)
    del image
    after = sys.getrefcount(shot.pixels)
    assert (during - before, after - before) == (1, 0)  # kept alive, not copied


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_transparency_is_laid_on_white(qtbot: QtBot, ratio: float) -> None:
    image = QImage(3, 2, QImage.Format.Format_ARGB32)
    image.fill(0)
    image.setPixelColor(2, 1, QColor("black"))
    image.setDevicePixelRatio(ratio)
    shot = from_image(image)
    assert shot.pixels[:3] == b"\xff\xff\xff"
    assert shot.pixels[-4:-1] == b"\x00\x00\x00"


def test_an_image_without_pixels(qtbot: QtBot) -> None:
    with pytest.raises(CaptureError):
        from_image(QImage())


def test_a_camera_frame(qtbot: QtBot) -> None:
    shot = from_frame(QVideoFrame(coloured(64, 48)))
    assert (shot.width, shot.height, shot.origin) == (64, 48, None)
    assert shot.pixels[8:11] == b"\xc8\x14\x0a"


def test_an_empty_camera_frame(qtbot: QtBot) -> None:
    with pytest.raises(CaptureError) as caught:
        from_frame(QVideoFrame())
    assert caught.value.kind is FailureKind.NO_CAMERA


def test_a_picture_on_the_clipboard(clipboard: QClipboard) -> None:
    clipboard.setImage(coloured(9, 6))
    shot = from_clipboard()
    assert isinstance(shot, Shot)
    assert (shot.width, shot.height) == (9, 6)
    assert shot.pixels[4:7] == b"\xc8\x14\x0a"


def test_a_copied_file_goes_before_its_icon(clipboard: QClipboard, tmp_path: Path) -> None:
    path = tmp_path / "a picture.PNG"
    coloured(4, 4).save(str(path))
    content = QMimeData()
    content.setUrls([QUrl("https://example.org/x.png"), QUrl.fromLocalFile(str(path))])
    content.setImageData(coloured(32, 32))
    clipboard.setMimeData(content)
    assert from_clipboard() == path


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_copied_path(clipboard: QClipboard, tmp_path: Path, quote: str) -> None:
    path = tmp_path / "a.jpg"
    coloured(4, 4).save(str(path))
    clipboard.setText(f"{quote}{path}{quote}\n")
    assert from_clipboard() == path


@pytest.mark.parametrize(
    "text",
    ["", "Hello", "no/such/file.png", "x" * 5000 + ".png", "a\0b.png", "https://a.org/b.png"],
)
def test_no_picture_is_said(clipboard: QClipboard, text: str) -> None:
    if text:
        clipboard.setText(text)
    with pytest.raises(ClipboardError) as caught:
        from_clipboard()
    assert caught.value.kind is FailureKind.NO_PICTURE
    assert "Copy one" in caught.value.sentence
