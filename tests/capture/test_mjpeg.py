"""Motion JPEG, taken apart however the bytes come."""

from __future__ import annotations

import random

import pytest

from desktop.capture.mjpeg import MOST_BYTES, MOST_HEADERS, NoVideoError, Splitter, boundary

PICTURES = [
    b"\xff\xd8" + bytes([number]) * (50 + 700 * number) + b"\xff\xd9" for number in (1, 2, 3)
]


def streamed(*, length: bool, newline: bytes = b"\r\n") -> bytes:
    parts = []
    for picture in PICTURES:
        size = b"Content-Length: %d" % len(picture) + newline if length else b""
        parts.append(b"--frame" + newline + b"Content-Type: image/jpeg" + newline + size + newline)
        parts.append(picture + newline)
    return b"".join(parts) + b"--frame" + newline


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("multipart/x-mixed-replace; boundary=frame", "frame"),
        ('multipart/x-mixed-replace;boundary="my frame"', "my"),
        ("multipart/x-mixed-replace; BOUNDARY=--frame; x=1", "frame"),
        ("multipart/x-mixed-replace", ""),
    ],
)
def test_the_boundary(kind: str, name: str) -> None:
    assert boundary(kind) == name


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_pictures_come_out_however_they_are_cut(length: bool, newline: bytes, seed: int) -> None:
    whole, chance, found = streamed(length=length, newline=newline), random.Random(seed), []
    splitter, place = Splitter("frame"), 0
    while place < len(whole):
        size = chance.choice((1, 2, 7, 100, 4000))
        found += splitter.feed(whole[place : place + size])
        place += size
    assert [picture.rstrip(b"\r\n") for picture in found] == PICTURES


@pytest.mark.parametrize(
    "junk",
    [
        b"x" * (MOST_HEADERS + 1),
        b"--frame\r\n\r\nGIF89a, and no picture",
        b"--frame\r\nContent-Length: 0\r\n\r\n",
        b"--frame\r\nContent-Length: %d\r\n\r\n" % (MOST_BYTES + 1),
        b"\0" * 100 + b"\r\n\r\n" + b"\0" * 100,
    ],
)
def test_junk_is_told(junk: bytes) -> None:
    with pytest.raises(NoVideoError):
        Splitter("frame").feed(junk)


def test_a_picture_without_an_end_takes_no_more_than_its_share() -> None:
    splitter = Splitter("frame")
    splitter.feed(b"--frame\r\n\r\n\xff\xd8" + b"x" * (MOST_BYTES - 2))
    with pytest.raises(NoVideoError):
        splitter.feed(b"x")


def test_parts_without_a_length_and_without_a_boundary() -> None:
    with pytest.raises(NoVideoError):
        Splitter("").feed(b"Content-Type: image/jpeg\r\n\r\n\xff\xd8")
