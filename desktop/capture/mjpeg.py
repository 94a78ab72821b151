"""Motion JPEG as network cameras send it: pictures one after the other in one endless answer.

The form is ``multipart/x-mixed-replace``: a boundary, a few headers, an empty line, a picture, and
the boundary again. Cameras differ in the rest: with or without a length, with dashes in the
boundary's name or without.
"""

from __future__ import annotations

import re

MOST_HEADERS = 64 * 1024
MOST_BYTES = 32 * 1024 * 1024
"""Of a picture; what goes on longer is none."""

_JPEG = b"\xff\xd8"
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,9})\s*$", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(r'boundary="?([^";,\s]+)', re.IGNORECASE)


class NoVideoError(Exception):
    """What comes is no motion JPEG."""


def boundary(content_type: str) -> str:
    """The name of the boundary in the answer's type, without dashes; empty where there is none."""
    found = _BOUNDARY.search(content_type)
    return found[1].lstrip("-") if found else ""


class Splitter:
    """Takes the bytes as they come, and gives the pictures that are whole."""

    def __init__(self, name: str) -> None:
        """``name`` is the boundary's."""
        self._boundary = b"--" + name.encode("latin-1", "replace") if name else b""
        self._rest = bytearray()
        self._length: int | None = None
        self._in_picture = False

    def feed(self, some: bytes) -> list[bytes]:
        """The JPEGs that these bytes complete, in order.

        Raises NoVideoError for headers without an end and for what is no JPEG.
        """
        self._rest += some
        found = []
        while (picture := self._next()) is not None:
            found.append(picture)
        return found

    def _next(self) -> bytes | None:
        if not self._in_picture and not self._past_headers():
            return None
        rest = self._rest
        if len(rest) >= 2 and not rest.startswith(_JPEG):
            raise NoVideoError("a part that is no JPEG")
        if self._length is not None:
            end = self._length if len(rest) >= self._length else -1
        else:
            end = rest.find(self._boundary) if self._boundary else -1
        if end < 0:
            if len(rest) > MOST_BYTES:
                raise NoVideoError("a picture without an end")
            return None
        picture = bytes(rest[:end])
        del rest[:end]
        self._in_picture = False
        return picture

    def _past_headers(self) -> bool:
        """Whether a picture begins at the front now."""
        end, skip = self._rest.find(b"\r\n\r\n"), 4
        if end < 0:
            end, skip = self._rest.find(b"\n\n"), 2
        if end < 0:
            if len(self._rest) > MOST_HEADERS:
                raise NoVideoError("headers without an end")
            return False
        headers = bytes(self._rest[:end]).replace(b"\r\n", b"\n")
        length = _LENGTH.search(headers)
        self._length = int(length[1]) if length else None
        if self._length == 0 or (self._length is None and not self._boundary):
            raise NoVideoError("parts without a length")
        if self._length is not None and self._length > MOST_BYTES:
            raise NoVideoError("a part too long for a picture")
        del self._rest[: end + skip]
        self._in_picture = True
        return True
