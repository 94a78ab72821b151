"""The address of a server, as the user wrote it, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from desktop.reader import server_errors
from desktop.system.keystore import NoAddressError, origin

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Address:
    """``base`` is what ``/chat/completions`` is put behind; ``place`` is host and port, as it is
    told to the user; ``encrypted`` says that it is https, ``loopback`` that it stays on this
    machine, unless something there passes it on."""

    base: str
    place: str
    encrypted: bool
    loopback: bool


def parsed(text: str) -> Address:
    """The address that ``text`` means, with or without ``/v1``; a prefix of the path is kept.

    Raises ServerError for what is no address, and for one with a password or a query in it: keys
    belong into the key store.
    """
    text = text.strip()
    try:
        start = origin(text)
        parts = urlsplit(text)
    except NoAddressError:
        raise server_errors.no_address() from None
    if parts.username or parts.password or parts.query or parts.fragment or " " in text:
        raise server_errors.no_address()
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    if not path.endswith("/v1"):
        path += "/v1"
    host = parts.hostname or ""
    return Address(
        start + path, start.partition("://")[2], parts.scheme == "https", _is_loopback(host)
    )


def target(address: Address, location: str) -> str:
    """Where a redirect leads to, short and without a query, as it is told to the user."""
    try:
        parts = urlsplit(urljoin(address.base, location))
        found = origin(parts.geturl()) + parts.path
    except (ValueError, NoAddressError):
        return "another address"
    for path in ("/chat/completions", "/models"):
        found = found.removesuffix("/").removesuffix(path)
    return "".join(sign for sign in found if sign.isprintable())[:_LONGEST]


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
