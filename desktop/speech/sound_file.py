"""Files of sound: WAV by the standard library, FLAC and MP3 by libsndfile (package ``soundfile``).

A file is written under another name beside, and takes its own at the end: whole, or not at all.
"""

from __future__ import annotations

import array
import contextlib
import errno
import io
import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar, cast

ENDINGS = (".wav", ".flac", ".mp3")
"""What a name may end with, and with that which forms there are."""

_LIBSNDFILE = {".flac": ("FLAC", "PCM_16"), ".mp3": ("MP3", "MPEG_LAYER_III")}
_MP3 = {"bitrate_mode": "CONSTANT", "compression_level": 0.7}
"""Of libsndfile's scale from 0, the best, to 1: 56 kbit/s at 22050 Hz, clear for a voice."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


_Answer = TypeVar("_Answer")


class SoundFileError(Exception):
    """It can't be saved there; ``sentence`` is for the user: why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check(path: Path) -> None:
    """Raise SoundFileError where a file of sound can't be called ``path``."""
    if path.suffix.casefold() not in ENDINGS:
        raise SoundFileError(
            f"Sound is saved as WAV, FLAC or MP3. Give the file one of these endings: "
            f"{', '.join(ENDINGS)}."
        )
    if not path.parent.is_dir():
        raise SoundFileError(f"There is no folder {path.parent}. Make it first.")
    if path.is_dir():
        raise SoundFileError(f"{path} is a folder. Give the file another name.")


def refusal(error: OSError, path: Path) -> SoundFileError:
    """What ``error`` means for saving ``path``, for the user."""
    if error.errno in _FULL:
        return SoundFileError("The disk is full. Make room, or save to another one.")
    if error.errno in _FORBIDDEN:
        return SoundFileError(f"Nothing can be written in {path.parent}. Choose another folder.")
    reason = error.strerror or "the disk refused"
    return SoundFileError(
        f"{path.name} can't be saved: {reason[:1].lower()}{reason[1:]}. Choose another place."
    )


class SoundFile:
    """Mono sound of 16 bit, ``rate`` samples a second, on its way into the file ``path``.

    A context: at its end the file takes its name, unless an exception leaves it. Raises
    SoundFileError. ``opened`` opens the file ``beside`` for writing; tests give one that refuses.
    """

    def __init__(
        self,
        path: Path,
        beside: Path,
        rate: int,
        opened: Callable[[Path], IO[bytes]] = lambda path: path.open("xb+"),
    ) -> None:
        self._path, self._beside = path, beside
        try:
            self._file = _Watched(opened(beside))
        except OSError as error:
            raise refusal(error, path) from error
        try:
            self._form: Any = self._begun(rate)
        except BaseException:
            self._forget()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._forget()
            return
        try:
            self._ask(self._form.close)
            self._ask(self._file.flush)
            os.fsync(self._file.fileno())
            self._file.close()
            self._beside.replace(self._path)
        except OSError as refused:
            self._forget()
            raise refusal(refused, self._path) from refused
        except SoundFileError:
            self._forget()
            raise

    def write(self, pcm: bytes) -> None:
        """Add samples, in the machine's byte order."""
        if isinstance(self._form, wave.Wave_write):
            self._ask(lambda: self._form.writeframes(_little(pcm)))
        else:
            self._ask(lambda: self._form.buffer_write(pcm, "int16"))

    def _begun(self, rate: int) -> Any:
        ending = self._path.suffix.casefold()
        if ending == ".wav":
            form = wave.open(cast("IO[bytes]", self._file), "wb")  # noqa: SIM115 - closed in __exit__
            form.setnchannels(1)
            form.setsampwidth(2)
            form.setframerate(rate)
            return form
        try:
            import soundfile
        except (ImportError, OSError) as error:  # without its library it raises OSError
            raise SoundFileError(
                "FLAC and MP3 need the package soundfile, which is missing here. Save it as .wav."
            ) from error
        name, subtype = _LIBSNDFILE[ending]
        options = _MP3 if ending == ".mp3" else {}
        return soundfile.SoundFile(self._file, "w", rate, 1, subtype, format=name, **options)

    def _ask(self, act: Callable[[], object]) -> None:
        """Have something written. libsndfile goes on without what the disk refused, or asserts."""
        try:
            act()
        except (AssertionError, RuntimeError) as error:
            if self._file.refused is None:
                raise SoundFileError(
                    f"{self._path.name} can't be made. Save it as .wav."
                ) from error
        if self._file.refused is not None:
            raise refusal(self._file.refused, self._path) from self._file.refused

    def _forget(self) -> None:
        self._file.abandon()
        self._beside.unlink(missing_ok=True)


class _Watched(io.RawIOBase):
    """Hands on what is written, and keeps the first refusal: libsndfile can't be told of it.

    From then on, and once it is abandoned, what is written goes nowhere: both forms write their
    ends when they are forgotten.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._over = False
        self.refused: OSError | None = None

    def write(self, part: Any) -> int:
        return self._try(lambda: self._file.write(part), len(part))

    def readinto(self, buffer: Any) -> int:
        part = self._try(lambda: self._file.read(len(buffer)), b"")
        buffer[: len(part)] = part
        return len(part)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._try(lambda: self._file.seek(offset, whence), 0)

    def tell(self) -> int:
        return self._try(self._file.tell, 0)

    def flush(self) -> None:
        self._try(self._file.flush, None)

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        if not self._over:
            self._over = True
            self._file.close()

    def abandon(self) -> None:
        """Let the file go, whatever can't be written any more."""
        self._over = True
        with contextlib.suppress(
            OSError
        ):  # what is buffered is written first; it closes all the same
            self._file.close()

    def _try(self, act: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
        if self._over or self.refused is not None:
            return otherwise
        try:
            return act()
        except OSError as error:  # a seek may write, too: what is buffered
            self.refused = error
            return otherwise


def _little(pcm: bytes) -> bytes:
    """WAV's byte order."""
    if sys.byteorder == "little":
        return pcm
    samples = array.array("h", pcm)
    samples.byteswap()
    return samples.tobytes()
