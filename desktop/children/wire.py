"""What travels between the app and its children: pickled values, each behind its length.

A frame is eight bytes of length, big endian, and a pickle of protocol 5. Both ends of a pipe belong
to the same program and the same user; nothing else ever writes to it.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from io import RawIOBase

_LENGTH = struct.Struct(">Q")
_LIMIT = 1 << 32


@dataclass(frozen=True, slots=True)
class Cancel:
    """To a child: whatever belongs to ``job`` is not wanted any more."""

    job: int


@dataclass(frozen=True, slots=True)
class Ping:
    """To a child, which answers with the same at once: it lives, and its threads still run."""


class WireError(Exception):
    """What came through the pipe is no frame, or breaks off in the middle of one."""


def pack(message: object) -> tuple[bytes, bytes]:
    """The two parts of a frame: length and pickle."""
    payload = pickle.dumps(message, protocol=5)
    return _LENGTH.pack(len(payload)), payload


def write(pipe: RawIOBase, frame: tuple[bytes, bytes]) -> None:
    """Write all of ``frame``. Raises OSError when the other end is gone."""
    for part in frame:
        view = memoryview(part)
        while view:
            view = view[pipe.write(view) or 0 :]


def read(pipe: RawIOBase) -> object:
    """The next message. Raises EOFError at the end of the pipe, WireError inside of a frame."""
    header = _exactly(pipe, _LENGTH.size)
    (length,) = _LENGTH.unpack(header)
    if length > _LIMIT:
        raise WireError(f"a frame of {length} bytes")
    try:
        payload = _exactly(pipe, length)
    except EOFError:
        raise WireError("the pipe ended inside of a frame") from None
    try:
        return pickle.loads(payload)  # noqa: S301 - both ends are this program
    except Exception as error:
        raise WireError(f"a frame holds no message: {type(error).__name__}") from error


def _exactly(pipe: RawIOBase, count: int) -> bytearray:
    content = bytearray(count)
    view, filled = memoryview(content), 0
    while filled < count:
        got = pipe.readinto(view[filled:])
        if not got:
            if filled:
                raise WireError("the pipe ended inside of a frame")
            raise EOFError
        filled += got
    return content
