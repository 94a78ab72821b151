"""A server on loopback that speaks as much of OpenAI's protocol as a test wants, byte for byte."""

from __future__ import annotations

import base64
import io
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

MODELS = {"object": "list", "data": [{"id": "tencent/HunyuanOCR", "object": "model"}]}


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def asked(self) -> dict[str, Any]:
        table: dict[str, Any] = json.loads(self.body)
        return table

    @property
    def url(self) -> str:
        """The data URL of the picture."""
        url: str = self.asked["messages"][1]["content"][0]["image_url"]["url"]
        return url

    @property
    def picture(self) -> Image.Image:
        return Image.open(io.BytesIO(base64.b64decode(self.url.partition(",")[2])))


class Wire:
    """The server's end of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def hung_up(self, timeout: float = 10.0) -> bool:
        """Wait until the client closes the connection."""
        self.connection.settimeout(timeout)
        with suppress(ConnectionError, ssl.SSLError):
            while self.connection.recv(65536):
                continue
        return True

    def reset(self) -> None:
        """Break the connection off, as a crash does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


Step = Callable[[Wire], None]


def reply(status: int, body: bytes | object = b"", **headers: str) -> Step:
    """A whole answer; a body that isn't bytes goes as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {"content-type": "application/json", "content-length": str(len(content))}
    names |= {name.replace("_", "-"): value for name, value in headers.items()}

    def step(wire: Wire) -> None:
        wire.send(_head(status, names) + content)

    return step


def stream(*chunks: bytes, then: Step | None = None, kind: str = "text/event-stream") -> Step:
    """Chunks of a streamed answer, byte for byte, and then the end or what ``then`` does."""

    def step(wire: Wire) -> None:
        wire.send(_head(200, {"content-type": kind, "transfer-encoding": "chunked"}))
        for chunk in chunks:
            wire.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if then is None:
            wire.send(b"0\r\n\r\n")
        else:
            then(wire)

    return step


def event(text: str | None = None, reason: str | None = None) -> bytes:
    """An event with a piece of text, or with the reason to finish."""
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return b"data: %s\n\n" % json.dumps({"choices": [choice]}, ensure_ascii=False).encode()


DONE = b"data: [DONE]\n\n"


def says(text: str) -> Step:
    """A well-behaved answer."""
    return stream(event(text), event(reason="stop"), DONE)


def hold(wire: Wire) -> None:
    """Say nothing more until the client hangs up."""
    wire.hung_up()


def reset(wire: Wire) -> None:
    wire.reset()


class Misbehaving:
    """The server. Each picture that it is asked to read takes the next of ``steps``, the last one
    again and again; ``models`` answers to the question for its models."""

    def __init__(
        self, *steps: Step, models: Step | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.steps = list(steps)
        self.models = models or reply(200, MODELS)
        self.requests: list[Request] = []
        self.left = threading.Event()
        """Set when a connection has ended that a picture was asked over."""
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def asked(self) -> list[Request]:
        """The requests to read a picture."""
        return [request for request in self.requests if request.method == "POST"]

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        request = _received(connection)
        if request is None:
            return
        self.requests.append(request)
        wire = Wire(connection)
        if request.method == "GET":
            self.models(wire)
            return
        try:
            (self.steps.pop(0) if len(self.steps) > 1 else self.steps[0])(wire)
        finally:
            self.left.set()


class Stop:
    """What tells an engine that its job isn't wanted any more."""

    def __init__(self) -> None:
        self._asked = False
        self._act: Callable[[], None] | None = None

    def cancel(self) -> None:
        self._asked = True
        if self._act is not None:
            self._act()

    def asked(self) -> bool:
        return self._asked

    def interrupting(self, act: Callable[[], None]) -> AbstractContextManager[None]:
        @contextmanager
        def inside() -> Iterator[None]:
            self._act = act
            try:
                if self._asked:
                    act()
                yield
            finally:
                self._act = None

        return inside()


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status} Whatever",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode()


def _received(connection: socket.socket) -> Request | None:
    file = connection.makefile("rb")
    method, path, _ = (file.readline().decode() or "  ").split(" ", 2)
    headers = {}
    while line := file.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = file.read(int(headers.get("content-length", 0)))
    return Request(method, path, headers, body) if method else None
