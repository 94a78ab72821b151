"""Picture files as people have them, and as they break."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from desktop.capture import files
from desktop.capture.errors import PictureError
from desktop.capture.files import load
from desktop.values import FailureKind, Shot


def pixel(shot: Shot, x: int, y: int) -> tuple[int, int, int]:
    """Red, green, blue."""
    at = (y * shot.width + x) * 4
    blue, green, red = shot.pixels[at : at + 3]
    return red, green, blue


def refused(path: Path) -> str:
    with pytest.raises(PictureError) as caught:
        load(path)
    assert caught.value.kind is FailureKind.BAD_PICTURE
    assert path.name not in caught.value.sentence
    return caught.value.sentence


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".gif", ".tif", ".webp", ".ppm", ".tga"])
def test_colours_and_places_are_kept(tmp_path: Path, suffix: str) -> None:
    image = Image.new("RGB", (5, 3), (10, 200, 30))
    image.putpixel((4, 0), (250, 0, 7))
    path = tmp_path / f"colours{suffix}"
    if suffix == ".webp":
        image.save(path, lossless=True)
    else:
        image.save(path)
    shot = load(path)
    assert (shot.width, shot.height, shot.origin) == (5, 3, None)
    assert pixel(shot, 0, 0) == (10, 200, 30)
    assert pixel(shot, 4, 0) == (250, 0, 7)


def test_the_cameras_turn_is_honoured(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste((200, 0, 0), (0, 0, 10, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned clockwise by a quarter
    image.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    shot = load(tmp_path / "photo.jpg")
    assert (shot.width, shot.height) == (20, 40)
    assert pixel(shot, 10, 2)[1] < 60
    assert pixel(shot, 10, 35)[1] > 200


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (4, 1), (0, 0, 0, 0))
    image.putpixel((0, 0), (0, 0, 0, 255))
    image.convert(mode).save(tmp_path / "logo.png")
    shot = load(tmp_path / "logo.png")
    assert pixel(shot, 0, 0) == (0, 0, 0)
    assert pixel(shot, 3, 0) == (255, 255, 255)


def test_of_an_animated_picture_the_first(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (4, 4), "red"), Image.new("RGB", (4, 4), "blue")
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second])
    assert pixel(load(tmp_path / "a.gif"), 1, 1) == (255, 0, 0)


def test_sixteen_bits_of_grey_are_spread(tmp_path: Path) -> None:
    image = Image.new("I;16", (3, 1))
    for x, value in enumerate((0, 32768, 65535)):
        image.putpixel((x, 0), value)
    image.save(tmp_path / "scan.png")
    shot = load(tmp_path / "scan.png")
    assert [pixel(shot, x, 0)[0] for x in range(3)] == [0, 127, 255]


def test_floats_are_spread(tmp_path: Path) -> None:
    image = Image.new("F", (2, 1))
    image.putpixel((1, 0), 1.0)
    image.save(tmp_path / "float.tif")
    shot = load(tmp_path / "float.tif")
    assert [pixel(shot, x, 0)[0] for x in range(2)] == [0, 255]


@pytest.mark.parametrize(("mode", "name"), [("CMYK", "a.jpg"), ("1", "a.png"), ("L", "a.png")])
def test_other_modes(tmp_path: Path, mode: str, name: str) -> None:
    Image.new("RGB", (8, 8), "white").convert(mode).save(tmp_path / name)
    assert min(pixel(load(tmp_path / name), 4, 4)) > 250


def test_a_broken_picture(tmp_path: Path) -> None:
    Image.effect_noise((200, 200), 80).save(tmp_path / "whole.png")
    content = (tmp_path / "whole.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(content[: len(content) // 2])
    assert refused(tmp_path / "cut.png") == files.DAMAGED


def test_a_picture_with_scrambled_bytes(tmp_path: Path) -> None:
    Image.effect_noise((200, 200), 80).save(tmp_path / "a.png")
    content = bytearray((tmp_path / "a.png").read_bytes())
    content[60:4000] = bytes(3940)
    (tmp_path / "a.png").write_bytes(content)
    assert refused(tmp_path / "a.png") == files.DAMAGED


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    assert refused(tmp_path / "a.png") == files.EMPTY


def test_not_a_picture(tmp_path: Path) -> None:
    (tmp_path / "letter.png").write_text("Dear Sir or Madam, " * 30)
    assert refused(tmp_path / "letter.png") == files.NOT_A_PICTURE


def test_a_phones_heic_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    assert refused(tmp_path / "a.heic") == files.HEIC


def test_a_format_that_starts_programs_is_not_read(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.eps")
    assert refused(tmp_path / "a.eps") == files.NOT_A_PICTURE


def test_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.png") == files.MISSING
    with pytest.raises(PictureError, match="no such file"):
        load("a\0b.png")


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path) == files.FOLDER


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert refused(tmp_path / "pipe.png") == files.NOT_A_FILE


@pytest.mark.parametrize("side", [14_200, 60_000])
def test_a_bomb_is_refused_unopened(tmp_path: Path, side: int) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    (tmp_path / "bomb.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100)))
    )
    assert refused(tmp_path / "bomb.png") == files.TOO_LARGE


def test_twenty_thousand_pixels_wide(tmp_path: Path) -> None:
    Image.new("1", (20_000, 300), 1).save(tmp_path / "wide.png")
    shot = load(tmp_path / "wide.png")
    assert (shot.width, shot.height) == (20_000, 300)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may read every file: be another user for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


def test_a_forbidden_file(tmp_path: Path, nobody: None) -> None:
    path = Path("/etc/shadow")
    assert refused(path) == files.FORBIDDEN
    if os.geteuid() == 65534:  # a folder that may not be entered
        assert refused(tmp_path / "a.png") == files.FORBIDDEN


def test_a_stream_is_read_like_a_file(tmp_path: Path) -> None:
    Image.new("RGB", (5, 3), (10, 200, 30)).save(tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    assert load(io.BytesIO(content)) == load(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", files.EMPTY),
        (b"Dear Sir or Madam, " * 30, files.NOT_A_PICTURE),
        (b"\0\0\0\x18ftypheic" + bytes(100), files.HEIC),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n", files.NOT_A_PICTURE),
    ],
)
def test_a_stream_without_a_picture(content: bytes, sentence: str) -> None:
    with pytest.raises(PictureError) as caught:
        load(io.BytesIO(content))
    assert caught.value.sentence == sentence
