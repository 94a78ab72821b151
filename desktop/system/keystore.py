"""The key of a server, in the place where the system keeps secrets.

The Secret Service of a Linux desktop (GNOME Keyring, KWallet, KeePassXC), the macOS Keychain, the
Windows Credential Locker; all through ``keyring``. Its stores are named here, not found: whatever
plug-in, configuration or environment would put the key into a plain file is never asked.

Every call may wait for the user to unlock the store, and the first one loads keyring, so none
belongs on the window's thread; importing this module costs nothing.

In the store the key stands under the service ``sightread`` and, as the user's name, the origin of
the server's address, so that another address never gets it. The environment's
``SIGHTREAD_SERVER_KEY`` wins over the store, for whichever server is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

VARIABLE = "SIGHTREAD_SERVER_KEY"
SERVICE = "sightread"

_STORES = (
    ("keyring.backends.Windows", "WinVaultKeyring"),
    ("keyring.backends.macOS", "Keyring"),
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
)

_LOCKED = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})
"""Errors of keyring and of the Secret Service's library that say that the user didn't unlock."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

_T = TypeVar("_T")


class KeyStoreError(Exception):
    """The key can't be had or kept: ``sentence`` for the user, ``detail`` for the log."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class NoAddressError(KeyStoreError):
    """A key belongs to a server, and what was given is no address of one."""

    def __init__(self) -> None:
        super().__init__("The server's address must begin with http:// or https://.")


class NoKeyStoreError(KeyStoreError):
    """No store for secrets runs on this system, or not now."""


class LockedKeyStoreError(KeyStoreError):
    """The user didn't unlock the store."""


def get(address: str) -> str | None:
    """The key of the server at ``address``, None where none is kept.

    Raises KeyStoreError.
    """
    user = origin(address)
    if key := os.environ.get(VARIABLE, "").strip():
        return key
    store = _store()
    return _asked(lambda: _looked_up(store, user))


def put(address: str, key: str) -> None:
    """Keep ``key`` for the server at ``address``, in the place of an older one.

    Raises KeyStoreError.
    """
    user, key = origin(address), key.strip()
    if not fits(key):
        raise KeyStoreError(
            "A key has letters, digits and signs, without spaces in between. "
            "Copy it again from where you got it."
        )
    store = _store()
    _asked(lambda: store.set_password(SERVICE, user, key))


def delete(address: str) -> None:
    """Forget the key of the server at ``address``; nothing happens if none is kept.

    Raises KeyStoreError.
    """
    user = origin(address)
    store = _store()

    def forget() -> None:
        # Asked first: a store may tell "there is none" and "it failed" with the same error.
        if _looked_up(store, user) is not None:
            store.delete_password(SERVICE, user)

    _asked(forget)


def check() -> None:
    """Find the store without asking it for anything. Raises NoKeyStoreError where there is none."""
    _store()


def origin(address: str) -> str:
    """The part of an address that a key belongs to: ``https://gpu.example:8000``.

    Lower case, without path, the port left out where it is the scheme's own. Raises NoAddressError
    for what is no address of a web server.
    """
    try:
        parts = urlsplit(address.strip())
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        raise NoAddressError from None
    if scheme not in _DEFAULT_PORTS or not host:
        raise NoAddressError
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" + (f":{port}" if port not in (None, _DEFAULT_PORTS[scheme]) else "")


def fits(key: str) -> bool:
    """Whether the key can be sent in a header of HTTP: visible ASCII, at least one sign."""
    return bool(key) and all("!" <= sign <= "~" for sign in key)


class _Store(Protocol):
    """What each of keyring's stores can do."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def _store() -> _Store:
    for module, name in _STORES:
        kind: Any = getattr(import_module(module), name)
        if kind.viable:
            store: _Store = kind()
            return store
    raise NoKeyStoreError(
        "No key store runs on this system. Start one, such as GNOME Keyring or KWallet, "
        f"or put the key into the environment as {VARIABLE}."
    )


def _looked_up(store: _Store, user: str) -> str | None:
    if type(store).__module__ == "keyring.backends.SecretService":
        # keyring unlocks the store before it looks, and so would ask for a password over a key that
        # was never kept. What is in a store can be seen while it is locked.
        secretstorage: Any = import_module("secretstorage")
        with closing(secretstorage.dbus_init()) as bus:
            found = secretstorage.search_items(bus, {"service": SERVICE, "username": user})
            if next(found, None) is None:
                return None
    return store.get_password(SERVICE, user) or None


def _asked(question: Callable[[], _T]) -> _T:
    """The store's answer. Raises KeyStoreError whatever the store raises."""
    try:
        return question()
    # Behind keyring stand D-Bus, Security.framework and CredWrite, each with errors of its own.
    except Exception as error:
        name = type(error).__name__
        if name in _LOCKED:
            raise LockedKeyStoreError(
                "The system's key store is locked. Unlock it, then try again.", name
            ) from None
        raise KeyStoreError(
            "The system's key store can't be opened. Unlock it or start it anew, then try again, "
            f"or put the key into the environment as {VARIABLE}.",
            name,
        ) from None
