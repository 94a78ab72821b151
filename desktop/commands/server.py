"""``sightread server key``: the key of a server, in the place where the system keeps secrets.

The key is typed without being shown, or comes on stdin; never on the command line, which every
program of the machine can see.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from desktop.commands.terminal import UsageError, can_ask, complain, open_store
from desktop.system import keystore


def run(arguments: argparse.Namespace) -> int:
    """Keep or forget a key."""
    address = arguments.address or open_store().settings.server.address
    if not address:
        raise UsageError("Which server? Give its address: https://gpu.example:8000")
    try:
        place = keystore.origin(address)
        if arguments.action == "set":
            return _set(place)
        keystore.delete(place)
    except keystore.KeyStoreError as error:
        complain(error.sentence)
        return 2 if isinstance(error, keystore.NoAddressError) else 1
    print(f"No key for {place} is kept any more.")
    return 0


def _set(place: str) -> int:
    if can_ask():
        try:
            key = getpass.getpass(f"Key for {place} (it is not shown): ", stream=sys.stderr)
        except EOFError:
            key = ""
    else:
        key = sys.stdin.readline() if sys.stdin is not None else ""
    if not key.strip():
        complain("No key was given, so nothing has changed.")
        return 1
    keystore.put(place, key)
    print(f"The key for {place} is kept in the system's key store.")
    if os.environ.get(keystore.VARIABLE):
        complain(f"{keystore.VARIABLE} is set here, and its key is used before this one.")
    return 0
