"""A film whose frames come at any times: JPEG pictures in a Matroska file, written here.

https://www.matroska.org/technical/elements.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import cv2

from tests.subtitles.clip import Pixels


def write(path: Path, frames: Iterable[tuple[int, Pixels]]) -> Path:
    """Each picture with the time in milliseconds at which it is shown."""
    path.write_bytes(b"".join(stream(frames)))
    return path


def stream(frames: Iterable[tuple[int, Pixels]]) -> Iterator[bytes]:
    """The parts of such a file, which may go on for ever: its length isn't told."""
    pairs = iter(frames)
    first = next(pairs)
    height, width = first[1].shape[:2]
    yield _element(0x1A45DFA3, _element(0x4282, b"matroska"))
    yield bytes.fromhex("18538067 01ffffffffffffff")
    info = _element(0x1549A966, _element(0x2AD7B1, _number(1_000_000)))
    video = _element(0xE0, _element(0xB0, _number(width)) + _element(0xBA, _number(height)))
    entry = _element(0xD7, _number(1)) + _element(0x73C5, _number(1)) + _element(0x83, _number(1))
    tracks = _element(0x1654AE6B, _element(0xAE, entry + _element(0x86, b"V_MJPEG") + video))
    yield info + tracks
    for at, picture in chain([first], pairs):
        yield _cluster(at, picture)


def _cluster(at: int, picture: Pixels) -> bytes:
    done, jpeg = cv2.imencode(".jpg", picture)
    assert done
    block = b"\x81" + b"\x00\x00" + b"\x80" + jpeg.tobytes()
    return _element(0x1F43B675, _element(0xE7, _number(at)) + _element(0xA3, block))


def _element(name: int, content: bytes) -> bytes:
    size = (len(content) | 1 << 56).to_bytes(8, "big")
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + size + content


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big")
