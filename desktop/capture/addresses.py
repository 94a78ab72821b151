"""Addresses of cameras in the network: what is one, and how it is shown without its password."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

SCHEMES = ("http", "https", "rtsp", "rtsps")

NO_ADDRESS = "Type the address of the camera, such as http://192.168.1.20:8080/video."
NO_SCHEME = "A camera's address begins with http://, https:// or rtsp://."
NO_HOST = "This address names no camera. It looks like http://192.168.1.20:8080/video."
SPECIAL = "In a password, write / as %2F, # as %23 and ? as %3F."

_NETWORK = "network-"


def identity(address: str) -> str:
    """What a camera is known by: the same with another password, another one with anything else
    of the address. It tells nothing of the address."""
    parts = _parts(address)
    if parts is None:
        known = address.strip()
    else:
        known = f"{parts.scheme}://{parts.username or ''}@{_place(parts)}{parts.path}?{parts.query}"
    return _NETWORK + hashlib.sha256(known.encode()).hexdigest()[:24]


def is_network(device_id: str) -> bool:
    """Whether the camera of this id is one in the network."""
    return device_id.startswith(_NETWORK)


def told_apart(names: Iterable[str]) -> tuple[str, ...]:
    """The names; a second one that is the same, as of two channels, gets a number."""
    found: Counter[str] = Counter()
    told = []
    for name in names:
        found[name] += 1
        told.append(f"{name} ({found[name]})" if found[name] > 1 else name)
    return tuple(told)


def fault(address: str) -> str:
    """Why ``address`` can't be one of a camera, in a sentence; empty where it can."""
    if not address.strip():
        return NO_ADDRESS
    parts = _parts(address)
    if parts is None:
        # What stands behind a / or # in a password is taken for a path: a port isn't a number.
        return SPECIAL if "@" in address else NO_HOST
    if parts.scheme not in SCHEMES:
        return NO_SCHEME
    return "" if parts.hostname else NO_HOST


def shown(address: str) -> str:
    """The address without its password and without what stands behind a question mark, where some
    cameras have it too: for a list, a sentence, a log. Empty for one that can't be taken apart."""
    parts = _parts(address)
    if parts is None:
        return ""
    user = f"{parts.username}@" if parts.username else ""
    return f"{parts.scheme}://{user}{_place(parts)}{parts.path}"


def title(address: str) -> str:
    """What the camera is called in a list: where it is."""
    parts = _parts(address)
    return f"Network camera {_place(parts)}{parts.path}" if parts else "Network camera"


def place(address: str) -> str:
    """Host and port, for a sentence."""
    parts = _parts(address)
    return _place(parts) if parts else ""


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
        _ = parts.port  # raises where it is none
    except ValueError:
        return None
    return parts


def _place(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{parts.port}" if parts.port else host
