"""One request to a server and its answer, on a thread of its own.

1. The thread makes the body, connects, sends, and hands on what comes in; it blocks where it must.
2. Who waits for it does so with a time-out of his own for each step, and can be woken at any
   moment: by ``abandon``, which also shuts the connection, so that the server stops as well.

So a cancel takes milliseconds, whether the thread is at looking up a name, at the TLS handshake or
at sending a picture over a slow line; it notices later and ends by itself.

Connections are made anew for each request: what has gone to sleep can't fail then, and beside the
reading of a picture a handshake is nothing.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx2

from desktop.reader.engine import CancelledError

_MOST_WAITING = 64
_BLOCKED = 0.2


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds that a server may take: until it takes the connection, until it has told its models,
    until the first text, and from then on between two signs of life.

    A server may let a picture wait behind many others, so the first text may come late; keep-alive
    comments don't put that off.
    """

    connect: float = 5.0
    models: float = 5.0
    first: float = 120.0
    between: float = 30.0
    again: float = 0.5


@dataclass(frozen=True, slots=True)
class Head:
    """How the answer begins; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Step:
    """``connecting`` begins, or the connection is ``connected``."""

    name: str


class _End:
    """The answer has come to its end."""


class SlowError(Exception):
    """The server took longer than it may."""


_Item = _Step | Head | bytes | _End | Exception


def client() -> httpx2.Client:
    """A client that verifies every certificate against the system's trust store, and that takes
    nothing else from the environment.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` name another store, as for every program that uses
    OpenSSL: so a certificate of one's own is trusted without the rights of an administrator. No
    proxy is used, no password is looked up in ``.netrc``, no redirect is followed: pictures and the
    key go to the address that the user named, and nowhere else.
    """
    return httpx2.Client(
        verify=httpx2.create_ssl_context(trust_env=True),
        trust_env=False,
        follow_redirects=False,
        limits=httpx2.Limits(max_keepalive_connections=0),
    )


class Exchange:
    """One request. Used in a ``with`` statement; leaving it ends what is still under way."""

    def __init__(
        self,
        client: httpx2.Client,
        url: str,
        headers: Mapping[str, str],
        body: Callable[[], bytes] | None,
        waits: Waits,
    ) -> None:
        self._client, self._url, self._body = client, url, body
        # Compressed events would be held back until there are enough of them.
        self._headers = {"Accept-Encoding": "identity", **headers}
        self._waits = waits
        self._items: queue.Queue[_Item] = queue.Queue(_MOST_WAITING)
        self._gone = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.abandon()

    def abandon(self) -> None:
        """Wake who waits, with CancelledError, and shut the connection. For any thread."""
        self._gone.set()
        with contextlib.suppress(queue.Full):
            self._items.put_nowait(_End())
        if (connection := self._socket) is not None:
            with contextlib.suppress(OSError):
                # The plain one, also below TLS: SSLSocket's own can't be called while another
                # thread reads, and a close would not wake that thread.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def head(self, until: float) -> Head:
        """How the answer begins, at latest at ``until`` of ``time.monotonic``.

        Raises SlowError, CancelledError, or httpx2.TransportError.
        """
        while True:
            item = self._next(until)
            if isinstance(item, _Step) and item.name == "connecting":
                try:
                    item = self._next(min(until, time.monotonic() + self._waits.connect))
                except SlowError:
                    raise httpx2.ConnectTimeout("no connection in time") from None
            if isinstance(item, Head):
                return item

    def more(self, until: float) -> bytes:
        """The next bytes of the answer, empty at its end. Raises as ``head`` does."""
        item = self._next(until)
        return item if isinstance(item, bytes) else b""

    def all(self, until: float, most: int) -> bytes:
        """The whole answer, but no more than ``most`` bytes. Raises as ``head`` does."""
        received = bytearray()
        while len(received) < most and (more := self.more(until)):
            received += more
        return bytes(received[:most])

    def _next(self, until: float) -> _Item:
        try:
            item = self._items.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise SlowError from None
        if self._gone.is_set():
            raise CancelledError
        if isinstance(item, Exception):
            raise item
        return item

    def _run(self) -> None:
        try:
            self._exchange()
        except Exception as error:  # whatever it is, who waits gets it
            self._put(error)

    def _exchange(self) -> None:
        content = self._body() if self._body else None
        if self._gone.is_set():
            return
        request = self._client.build_request(
            "POST" if self._body else "GET",
            self._url,
            content=content,
            headers=self._headers,
            # The waiting is done by who waits; these end a thread that was left behind, and leave
            # time for a second address of the name where nobody listens at the first.
            timeout=httpx2.Timeout(
                connect=self._waits.connect / 2,
                read=self._waits.first + self._waits.models,
                write=self._waits.first + self._waits.models,
                pool=None,
            ),
            extensions={"trace": self._trace},
        )
        self._put(_Step("connecting"))
        response = self._client.send(request, stream=True)
        with contextlib.closing(response):
            self._put(Head(response.status_code, dict(response.headers)))
            for received in filter(None, response.iter_raw()):
                if self._gone.is_set():
                    return
                self._put(received)
            self._put(_End())

    def _trace(self, name: str, info: Mapping[str, Any]) -> None:
        if name in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._gone.is_set():
                self.abandon()
        elif name == "http11.send_request_headers.started":
            self._put(_Step("connected"))

    def _put(self, item: _Item) -> None:
        while not self._gone.is_set():
            try:
                self._items.put(item, timeout=_BLOCKED)
            except queue.Full:
                continue
            return
