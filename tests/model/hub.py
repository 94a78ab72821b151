"""A server on loopback that speaks the hub's protocol, and misbehaves on demand.

The listing and ``resolve`` are as the hub has them: small files come from there, large ones by a
redirect to a second address that knows ranges. Every request is kept in ``requests``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import cast
from urllib.parse import unquote, urlsplit

REPOSITORY = "tencent/HunyuanOCR"
REVISION = "0123456789abcdef0123456789abcdef01234567"
_LARGE = 10_000
_PIECE = 16_384


@dataclass(frozen=True)
class Request:
    """What somebody asked for: ``listing``, or the name of a file; ``begin`` of its range."""

    what: str
    begin: int
    path: str
    headers: dict[str, str]
    number: int
    """How often that was asked for before."""


@dataclass(frozen=True)
class Answer:
    """How a request is answered when not as it should be."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    """Sent in the place of what was asked for."""
    cut: int = -1
    """The connection is closed after so many bytes of the body."""
    silent: int = -1
    """After so many bytes nothing comes any more."""
    rate: int = 0
    """Bytes a second."""
    ranges: bool = True
    """Whether a range is honoured."""
    shift: int = 0
    """The part that is sent begins so many bytes too late, and says so."""
    length: bool = True
    """Whether a length is told."""


Behaviour = Callable[[Request], Answer | None]


def always(what: str, answer: Answer) -> Behaviour:
    """Every request for ``what`` is answered so."""
    return lambda request: answer if request.what == what else None


class Hub:
    """The server; ``behave`` may be set at any time."""

    def __init__(self, files: dict[str, bytes], tls: ssl.SSLContext | None = None) -> None:
        self.files = files
        self.requests: list[Request] = []
        self.behave: Behaviour = lambda _request: None
        self.listed: dict[str, bytes] | None = None
        """What the listing tells of, when not of ``files``."""
        self.table: object = None
        """What is sent in the place of the listing."""
        self.refuse = 0
        """The status of every answer, if it is to be refused."""
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.heard: Callable[[], None] = lambda: None
        """Called with every request."""
        self.gone = threading.Event()
        self.hurry = threading.Event()
        """Once set, no rate counts any more."""
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.hub = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if tls else "http"
        self.address = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self.storage = self.address
        """Where large files are redirected to."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Hub:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gone.set()
        self.hurry.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def asked(self, what: str) -> list[Request]:
        """The requests for ``listing`` or a file."""
        return [request for request in self.requests if request.what == what]

    def listing(self) -> object:
        """What the hub tells of the repository."""
        if self.table is not None:
            return self.table
        files = self.files if self.listed is None else self.listed
        return {
            "id": REPOSITORY,
            "modelId": REPOSITORY,
            "sha": REVISION,
            "private": False,
            "tags": [],
            "downloads": 0,
            "siblings": [_sibling(name, content) for name, content in files.items()],
        }


def is_large(content: bytes) -> bool:
    """Whether the hub keeps it outside of git, where it knows its SHA-256."""
    return len(content) > _LARGE


def _sibling(name: str, content: bytes) -> dict[str, object]:
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    sibling: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": blob}
    if is_large(content):
        sha256 = hashlib.sha256(content).hexdigest()
        sibling["lfs"] = {"size": len(content), "sha256": sha256, "pointerSize": 135}
    return sibling


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: Hub

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def hub(self) -> Hub:
        return cast(_Server, self.server).hub

    def log_message(self, *_arguments: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.paths.append(path)
        self.hub.heard()
        self.hub.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self.hub.refuse:
            self._send(self.hub.refuse, {}, b"")
            return
        if path == f"/api/models/{REPOSITORY}/revision/{REVISION}":
            self._answer("listing", json.dumps(self.hub.listing()).encode())
            return
        for place in (f"/{REPOSITORY}/resolve/{REVISION}/", "/storage/"):
            name = path.removeprefix(place)
            if name != path and name in self.hub.files:
                content = self.hub.files[name]
                if place == "/storage/" or not is_large(content):
                    self._answer(name, content)
                else:
                    self._redirect(name, content)
                return
        self._send(404, {"X-Error-Code": "EntryNotFound"}, b"{}")

    def _redirect(self, name: str, content: bytes) -> None:
        headers = {
            "Location": f"{self.hub.storage}/storage/{name}",
            "X-Repo-Commit": REVISION,
            "X-Linked-Etag": f'"{hashlib.sha256(content).hexdigest()}"',
            "X-Linked-Size": str(len(content)),
        }
        self._send(302, headers, b"")

    def _answer(self, what: str, content: bytes) -> None:
        begin = int(self.headers.get("Range", "bytes=0-")[6:].split("-")[0])
        number = len(self.hub.asked(what))
        request = Request(what, begin, self.path, dict(self.headers.items()), number)
        self.hub.requests.append(request)
        answer = self.hub.behave(request) or Answer()
        content = content if answer.content is None else answer.content
        headers = {"X-Repo-Commit": REVISION, "Accept-Ranges": "bytes", **answer.headers}
        if answer.status:
            self._send(answer.status, headers, content if answer.content is not None else b"")
        elif begin and answer.ranges:
            if begin >= len(content):
                headers["Content-Range"] = f"bytes */{len(content)}"
                self._send(416, headers, b"")
                return
            begin += answer.shift
            headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
            self._send(206, headers, content[begin:], answer)
        else:
            if headers.get("Content-Encoding") == "gzip":
                content = gzip.compress(content)
            self._send(200, headers, content, answer)

    def _send(
        self, status: int, headers: dict[str, str], content: bytes, answer: Answer | None = None
    ) -> None:
        answer = answer or Answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer.length:
            self.send_header("Content-Length", str(len(content)))
        self.close_connection = not answer.length
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self._body(content, answer)

    def _body(self, content: bytes, answer: Answer) -> None:
        for end in (answer.cut, answer.silent):
            if end >= 0:
                content = content[:end]
        view = memoryview(content)
        while view:
            piece, view = view[:_PIECE], view[_PIECE:]
            self.wfile.write(piece)
            if answer.rate:
                self.hub.hurry.wait(len(piece) / answer.rate)
        if answer.silent >= 0:
            self.wfile.flush()
            self.hub.gone.wait(60)
        if answer.cut >= 0 or answer.silent >= 0:
            self.close_connection = True
