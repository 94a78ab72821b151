"""Bytes from the hub, by huggingface_hub: its listing, its addresses, its HTTP client.

Its ``hf_hub_download`` is not used: since 2.x it writes into a file of a random name and deletes
that when the transfer breaks off, so that a pause at 90 % would begin again at nothing; and Xet,
which it prefers where installed, puts a file together from chunks in any order, so that no length
says how much is there. Here each file grows from its beginning over plain HTTP with ranges, and
whatever ends the process, the next one goes on at the byte.

Only for the child: importing this takes half a second.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

# Before huggingface_hub is imported, which reads them then. A token is sent only if the user names
# one in the environment: one that lies on the disk would also go to a mirror.
os.environ.update(
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_IMPLICIT_TOKEN="1",  # noqa: S106 - no secret
    HF_HUB_DISABLE_UPDATE_CHECK="1",
)

import httpx2
from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
from huggingface_hub.utils import (  # type: ignore[attr-defined]
    build_hf_headers,
    get_session,
)

from desktop.model.manifest import Entry
from desktop.model.source import Source

_HUB = "https://huggingface.co"
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_HEX = frozenset("0123456789abcdef")


class TransferError(Exception):
    """A file could not be fetched. ``sentence`` tells the user; ``detail`` is for the log."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class BrokeOffError(TransferError):
    """It may go on after a while: in ``after`` seconds if the server named a time.

    ``brief`` says what happened without saying what to do, for while it is tried again.
    """

    def __init__(self, brief: str, detail: str, advice: str = "", after: float = 0.0) -> None:
        super().__init__(f"{brief}{advice or _GO_ON}", detail)
        self.brief = brief
        self.after = after


class OutOfRangeError(TransferError):
    """The server has no bytes where the file should go on: what is there is not a part of it."""


_GO_ON = " Check the connection, then download again: it goes on where it stopped."
_LATER = " Download again later: it goes on where it stopped."


class Hub:
    """The hub that ``HF_ENDPOINT`` names. ``silence``: seconds without a byte that are borne."""

    def __init__(self, silence: float) -> None:
        token = os.environ.get("HF_TOKEN", "").strip()
        self._token: str | bool = token or False
        self._timeout = httpx2.Timeout(silence)
        self._silence = silence
        self._endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or _HUB
        if self._endpoint == _HUB:
            self._name = "Hugging Face"
        else:
            host = self._endpoint.partition("://")[2].partition("/")[0]
            self._name = f"The server {host or self._endpoint}"

    def listing(self, source: Source) -> tuple[Entry, ...]:
        """The files of ``source``, smallest first. Raises TransferError."""
        try:
            info = HfApi(self._endpoint, token=self._token).model_info(
                source.repository,
                revision=source.revision,
                files_metadata=True,
                timeout=self._silence,
            )
            entries = [
                Entry(
                    file.rfilename,
                    _count(file.size),
                    _hexadecimal(file.lfs.sha256 if file.lfs else "", 64),
                    _hexadecimal(file.blob_id or "", 40),
                )
                for file in info.siblings or ()
                if file.rfilename in source.sha256
            ]
        except Exception as error:
            raise self._told(error) from error
        if info.sha != source.revision or not source.sha256.keys() <= {e.name for e in entries}:
            raise self._no_hub(ValueError(f"revision {info.sha}, {len(entries)} files"))
        return tuple(sorted(entries, key=lambda entry: (entry.size, entry.name)))

    def fetch(self, source: Source, entry: Entry, part: Path, wrote: Callable[[int], None]) -> None:
        """Let ``part`` grow to the size of ``entry``; ``wrote(bytes)`` is told of each piece.

        When the server begins anew, ``wrote`` is told so with a negative number. Raises
        TransferError, and OSError of the disk.
        """
        have = part.stat().st_size if part.exists() else 0
        headers = build_hf_headers(token=self._token)
        # Compressed, a file has no bytes to go on at.
        headers["Accept-Encoding"] = "identity"
        if have:
            headers["Range"] = f"bytes={have}-"
        url = hf_hub_url(
            source.repository, entry.name, revision=source.revision, endpoint=self._endpoint
        )
        try:
            with get_session().stream("GET", url, headers=headers, timeout=self._timeout) as answer:
                self._check(answer)
                begin = have if answer.status_code == 206 else 0
                _check_range(answer, begin)
                wrote(begin - have)
                self._write(answer, entry, part, begin, wrote)
        except OfflineModeIsEnabled as error:
            raise self._told(error) from error
        except (TransferError, OSError):
            raise  # of the disk: what breaks on the way is no OSError in this client
        except Exception as error:
            raise self._told(error) from error

    def _write(
        self,
        answer: httpx2.Response,
        entry: Entry,
        part: Path,
        begin: int,
        wrote: Callable[[int], None],
    ) -> None:
        # Unbuffered: what has arrived is in the file, however this process ends.
        with part.open("r+b" if begin else "wb", buffering=0) as file:
            file.seek(begin)
            at = begin
            for piece in answer.iter_bytes():
                at += len(piece)
                if at > entry.size:
                    raise OutOfRangeError(f"{entry.name} is longer than it should be.", "too long")
                view = memoryview(piece)
                while view:
                    view = view[file.write(view) :]
                wrote(len(piece))
        if at < entry.size:
            raise BrokeOffError("The connection broke off.", f"{at} of {entry.size} bytes")

    def _check(self, answer: httpx2.Response) -> None:
        """Raise TransferError for an answer that isn't the file."""
        status = answer.status_code
        if status in (200, 206):
            return
        raise self._refused(status, answer.headers.get("Retry-After", ""))

    def _refused(self, status: int, retry_after: str = "") -> TransferError:
        name, detail = self._name, f"HTTP {status}"
        match status:
            case 401 | 403:
                return TransferError(
                    f"{name} lets only people with an account fetch this. Get an access token "
                    "there, put it into the environment variable HF_TOKEN, and download again.",
                    detail,
                )
            case 404 | 410:
                return TransferError(
                    f"{name} doesn't have this version of HunyuanOCR any more. Update Sightread, "
                    "or choose a folder that has the model.",
                    detail,
                )
            case 407:
                return self._proxy(detail)
            case 416:
                return OutOfRangeError("There is nothing at this place of the file.", detail)
            case 429:
                brief = f"{name} has too many downloads from this address."
                return BrokeOffError(brief, detail, _LATER, _seconds(retry_after))
            case _ if status in _BUSY:
                brief = f"{name} is busy."
                return BrokeOffError(brief, detail, _LATER, _seconds(retry_after))
        return TransferError(
            f"{name} refused the download. Try again later, or choose a folder that has the model.",
            detail,
        )

    def _told(self, error: Exception) -> TransferError:
        """The sentence for what went wrong on the way."""
        name, detail = self._name, type(error).__name__
        if isinstance(error, HfHubHTTPError):
            answer = error.response
            return self._refused(answer.status_code, answer.headers.get("Retry-After", ""))
        if _not_trusted(error):
            return TransferError(
                f"{name} shows a certificate that is not trusted, so nothing was fetched. Check "
                "the clock of this machine, and whether a firewall reads the connection.",
                detail,
            )
        match error:
            case OfflineModeIsEnabled():
                return TransferError(
                    "HF_HUB_OFFLINE forbids every download. Unset it, then download again.", detail
                )
            case httpx2.ProxyError():
                return self._proxy(detail)
            case httpx2.TooManyRedirects():
                return TransferError(
                    f"{name} sends the download around in circles. Try again later, and check "
                    "HF_ENDPOINT if you set it.",
                    detail,
                )
            case httpx2.ConnectError() | httpx2.ConnectTimeout():
                return BrokeOffError(f"{name} can't be reached.", detail)
            case httpx2.TimeoutException():
                return BrokeOffError(f"{name} has gone silent.", detail)
            case httpx2.UnsupportedProtocol() | httpx2.InvalidURL() | httpx2.LocalProtocolError():
                return TransferError(
                    f"{name} is no address that anything can be fetched from. Check HF_ENDPOINT.",
                    detail,
                )
            case httpx2.TransportError() | httpx2.StreamError() | httpx2.DecodingError():
                return BrokeOffError("The connection broke off.", detail)
        return self._no_hub(error)

    def _proxy(self, detail: str) -> TransferError:
        return TransferError(
            "The proxy doesn't let the download through. Check HTTPS_PROXY, then download again.",
            detail,
        )

    def _no_hub(self, error: Exception) -> TransferError:
        return TransferError(
            f"{self._name} doesn't answer as Hugging Face does. Check HF_ENDPOINT if you set it, "
            "and whether this network asks for a login first.",
            f"{type(error).__name__}: {error}"[:200],
        )


def _check_range(answer: httpx2.Response, begin: int) -> None:
    """Raise OutOfRangeError unless the answer begins at the byte that was asked for."""
    unit, _, place = answer.headers.get("Content-Range", "").partition(" ")
    if begin and (unit != "bytes" or place.partition("-")[0] != str(begin)):
        raise OutOfRangeError("The server sends another part of the file.", "other range")


def _seconds(retry_after: str) -> float:
    """How long a ``Retry-After`` asks to wait: a number of seconds, or a date; else 0."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _not_trusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _count(size: object) -> int:
    if type(size) is not int or size < 0:
        raise ValueError("no size")
    return size


def _hexadecimal(digest: object, length: int) -> str:
    if digest == "":
        return ""
    if not isinstance(digest, str) or len(digest) != length or not _HEX.issuperset(digest):
        raise ValueError("no hash")
    return digest
