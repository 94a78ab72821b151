"""What a server that doesn't read means by it: its status, its headers, or a broken connection."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

import httpx2

from desktop.reader import server_errors
from desktop.reader.server_address import Address, target
from desktop.reader.server_errors import Remedy, ServerError

LONGEST_WAIT = 10.0
"""Seconds that a busy server may ask to be waited for; a longer wait is the user's to decide."""

EXTRAS = {
    "top_k": 1,
    "repetition_penalty": 1.08,
    # The same, as llama.cpp's server calls it; -1: over the whole text, as the makers mean it.
    "repeat_penalty": 1.08,
    "repeat_last_n": -1,
}
"""The makers' settings that are no part of OpenAI's protocol: a strict server refuses them."""

_TOO_LONG = ("max_tokens", "max_completion_tokens", "context length", "max_model_len")
_TOO_LARGE = ("context size", "too large", "encoder cache", "too many pixels", "exceeds")


def refusal(
    address: Address, model: str, status: int, headers: Mapping[str, str], body: bytes
) -> ServerError:
    """Why a server answered with ``status`` instead of a text; ``body`` is the begin of what it
    said. For 401 and 403 there is ``server_errors.wants_key``."""
    place, detail = address.place, f"status {status}"
    match status:
        case _ if 300 <= status < 400 and "location" in headers:
            return server_errors.moved(place, target(address, headers["location"]))
        case 404 | 405:
            return server_errors.no_model(place, model, detail)
        case 413:
            return server_errors.too_large(place, detail)
        case 408 | 425 | 429 | 503 | 529:
            wait = _wait(headers.get("retry-after", ""))
            may_wait = wait is not None and wait <= LONGEST_WAIT
            return server_errors.busy(place, wait or 0.0, detail, may_wait=may_wait)
        case _ if 400 <= status < 500:
            return _declined(place, model, body.decode("utf-8", "replace").lower(), detail)
        case _ if 500 <= status < 600:
            return server_errors.broke_down(place, detail)
        case _:
            return server_errors.no_reader(place, detail)


def said(address: Address, status: int) -> ServerError:
    """Why an answer that began well says that the server failed."""
    detail = f"error event {status}"
    if status in (429, 503):
        return server_errors.busy(address.place, 0.0, detail, may_wait=False)
    if 400 <= status < 500:
        return server_errors.declined(address.place, detail)
    return server_errors.broke_down(address.place, detail)


def disconnected(address: Address, error: Exception) -> ServerError | None:
    """Why there is no connection, or no answer over it; None for an error that means neither."""
    place, detail = address.place, type(error).__name__
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol | UnicodeError):
        return server_errors.no_address()
    if isinstance(error, httpx2.ConnectError):
        for cause in _causes(error):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return server_errors.not_trusted(place, _reason(cause))
            if isinstance(cause, ssl.SSLError):
                return server_errors.no_tls(place, detail)
            if isinstance(cause, socket.gaierror):
                return server_errors.unknown_host(place)
        return server_errors.unreachable(place, detail, Remedy.AGAIN)
    if isinstance(error, httpx2.ConnectTimeout):
        return server_errors.unreachable(place, detail)
    if isinstance(error, httpx2.RemoteProtocolError) and "disconnected" not in str(error):
        return server_errors.no_reader(place, detail)
    if isinstance(error, httpx2.TransportError):
        return server_errors.hung_up(place, detail)
    return None


def _declined(place: str, model: str, words: str, detail: str) -> ServerError:
    if any(name in words for name in EXTRAS):
        return server_errors.declined(place, detail, Remedy.PLAIN)
    if any(sign in words for sign in _TOO_LONG):
        return server_errors.too_large(place, detail, Remedy.UNLIMITED)
    if any(sign in words for sign in _TOO_LARGE):
        return server_errors.too_large(place, detail)
    if model.lower() in words:
        return server_errors.no_model(place, model, detail)
    return server_errors.declined(place, detail)


def _wait(retry_after: str) -> float | None:
    """Seconds that a ``Retry-After`` asks for: a number, or a date (RFC 9110, section 10.2.3)."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _reason(error: ssl.SSLCertVerificationError) -> str:
    """OpenSSL's words for it, without the names in them."""
    words = str(error.verify_message or "").partition(",")[0].rstrip(".")
    return words[:1].lower() + words[1:]
