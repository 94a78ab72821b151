"""Why a server didn't read a picture, each with its sentence, and what may be tried once more.

Only kinds of errors and numbers go into ``detail``: what a server says may repeat the prompt, and
with it words of the user's.
"""

from __future__ import annotations

from enum import Enum, auto

from desktop.reader.engine import EngineError
from desktop.values import FailureKind

_IN_SETTINGS = "in Settings, Engine and model"


class Remedy(Enum):
    """What may be done about a failure before it is told; each a limited number of times."""

    AGAIN = auto()
    """Nothing was answered: the same once more."""
    WAIT = auto()
    """The server asked to come back in a few seconds."""
    PLAIN = auto()
    """Without the fields that are no part of OpenAI's protocol."""
    UNLIMITED = auto()
    """Without saying how many tokens may be written."""
    SMALLER = auto()
    """With half the pixels."""
    KEY = auto()
    """With the key that is in the key store now."""
    MODEL = auto()
    """With the model that the server names now."""


class ServerError(EngineError):
    """The server didn't read the picture. ``remedies`` may help, the first that wasn't used up;
    ``wait`` is seconds until the server may be asked again."""

    def __init__(
        self, sentence: str, detail: str = "", *remedies: Remedy, wait: float = 0.0
    ) -> None:
        super().__init__(sentence, detail)
        self.remedies = remedies
        self.wait = wait


class NoServerError(ServerError):
    """Nothing answers at the address, or not to the end."""

    kind = FailureKind.NO_SERVER


class BadServerError(ServerError):
    """What answers isn't what it should be."""

    kind = FailureKind.BAD_SERVER


class RefusedError(ServerError):
    """The server wants a key, or another one."""

    kind = FailureKind.REFUSED


class BusyError(ServerError):
    """The server has no time now."""

    kind = FailureKind.SERVER_BUSY


class TooLargeError(ServerError):
    """The server doesn't take a picture of this size."""

    kind = FailureKind.TOO_LARGE


def no_address() -> ServerError:
    """What was set is no address of a server."""
    return BadServerError(
        "The server's address must be like https://gpu.example:8000, without a key in it. "
        f"Correct it {_IN_SETTINGS}."
    )


def unknown_host(place: str) -> ServerError:
    """No machine has the address's name."""
    return NoServerError(
        f"No machine is known as {place}. Check your network, and the server's address "
        f"{_IN_SETTINGS}.",
        "name not resolved",
    )


def unreachable(place: str, detail: str, *remedies: Remedy) -> ServerError:
    """Nobody takes the connection."""
    return NoServerError(
        f"The server at {place} can't be reached. Check that it runs, and its address "
        f"{_IN_SETTINGS}.",
        detail,
        *remedies,
    )


def hung_up(place: str, detail: str) -> ServerError:
    """The connection ended before any answer."""
    return NoServerError(
        f"The server at {place} broke off before it answered. Try again.", detail, Remedy.AGAIN
    )


def broke_off(place: str, detail: str) -> ServerError:
    """The answer began, and ended before there was any text in it."""
    return NoServerError(
        f"The server at {place} broke off before any text came. Try again.", detail
    )


def not_trusted(place: str, reason: str) -> ServerError:
    """The certificate doesn't prove that the server is the one that was named."""
    why = f" ({reason})" if reason else ""
    return BadServerError(
        f"The server at {place} can't prove who it is{why}, so nothing was sent. Ask who runs it "
        "for a certificate that this machine trusts.",
        "certificate not trusted",
    )


def no_tls(place: str, detail: str) -> ServerError:
    """There is a server, but it doesn't speak TLS."""
    return BadServerError(
        f"The server at {place} doesn't answer to https, so nothing was sent. Check its address "
        f"{_IN_SETTINGS}.",
        detail,
    )


def moved(place: str, to: str) -> ServerError:
    """The server sends on to another address, where nothing is sent."""
    return BadServerError(
        f"The server at {place} sends on to {to}. Nothing was sent there; if you trust that "
        f"address, enter it {_IN_SETTINGS}.",
        "redirect",
    )


def wants_key(place: str, *, had_one: bool, problem: str, detail: str) -> ServerError:
    """No key, or the wrong one; ``problem`` is what kept the key from being read, if anything."""
    if problem and not had_one:
        return RefusedError(f"The server at {place} wants a key. {problem}", detail, Remedy.KEY)
    wants = "another key. Change it" if had_one else "a key. Enter it"
    return RefusedError(f"The server at {place} wants {wants} {_IN_SETTINGS}.", detail, Remedy.KEY)


def no_model(place: str, model: str, detail: str) -> ServerError:
    """The server doesn't know the model, or has nothing at the path."""
    return BadServerError(
        f"The server at {place} has no model called {model}, or its address is another. "
        f"Check both {_IN_SETTINGS}.",
        detail,
        Remedy.MODEL,
    )


def unnamed_model(place: str, count: int) -> ServerError:
    """Which of the server's models is HunyuanOCR can't be told."""
    return BadServerError(
        f"The server at {place} has {count} models, and none is called HunyuanOCR. Enter the "
        f"model's name {_IN_SETTINGS}.",
        f"{count} models",
    )


def too_large(place: str, detail: str, *remedies: Remedy) -> ServerError:
    """The picture, or the answer to it, doesn't fit into the server."""
    return TooLargeError(
        f"The server at {place} takes no picture of this size. Choose a smaller region.",
        detail,
        *remedies,
        Remedy.SMALLER,
    )


def busy(place: str, wait: float, detail: str, *, may_wait: bool) -> ServerError:
    """The server has no time; ``wait`` is the seconds that it asked for, 0 for none named."""
    when = f"in {wait:.0f} seconds" if wait >= 1 else "in a moment"
    remedies = (Remedy.WAIT,) if may_wait else ()
    return BusyError(
        f"The server at {place} is busy. Try again {when}.", detail, *remedies, wait=wait
    )


def slow(place: str, detail: str) -> ServerError:
    """The server took the picture and said nothing for as long as it was waited for."""
    return BusyError(
        f"The server at {place} took the picture and gave no text for too long. It may be busy: "
        "try again, or choose a smaller region.",
        detail,
    )


def silent(place: str, detail: str) -> ServerError:
    """The server took the connection and said nothing."""
    return NoServerError(
        f"The server at {place} doesn't answer. Check that it runs, and its address "
        f"{_IN_SETTINGS}.",
        detail,
    )


def broke_down(place: str, detail: str) -> ServerError:
    """The server itself failed over the picture."""
    return BadServerError(
        f"The server at {place} broke down over this. Try again, or ask who runs it.", detail
    )


def no_reader(place: str, detail: str) -> ServerError:
    """What answers doesn't speak the protocol, or doesn't take the request."""
    return BadServerError(
        f"What answers at {place} is no server that reads with HunyuanOCR. "
        f"Check its address {_IN_SETTINGS}.",
        detail,
    )


def declined(place: str, detail: str, *remedies: Remedy) -> ServerError:
    """The server speaks the protocol and doesn't take the request."""
    return BadServerError(
        f"The server at {place} doesn't take this request. Check that it serves HunyuanOCR, and "
        f"the model's name {_IN_SETTINGS}.",
        detail,
        *remedies,
    )
