"""A camera in the network, which can misbehave: a real HTTP server on this machine."""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter

NAME, PASSWORD = "reader", "s3cret-word"
_PAUSE = 1 / 30


def jpeg(colour: str, width: int = 320, height: int = 240) -> bytes:
    """A picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpg"))
    writer.setQuality(90)
    assert writer.write(image)
    return bytes(buffer.data().data())


class NetworkPicture(ThreadingHTTPServer):
    """``pictures`` are sent over and over on ``/video``; the other paths misbehave."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.pictures: tuple[bytes, ...] = (jpeg("#c08020"),)
        self.film = b""
        """A video file, sent on ``/film``."""
        self.elsewhere = ""
        """Where ``/elsewhere`` and the lists lead."""
        self.asked: list[str] = []
        """The paths that were asked for."""
        self.going = True
        self.ended = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Who looked has gone."""

    def address(self, path: str = "/video", login: str = "") -> str:
        user = f"{login}@" if login else ""
        return f"http://{user}127.0.0.1:{self.server_address[1]}{path}"

    def stop(self) -> None:
        self.going = False
        self.ended.set()
        self.shutdown()
        self.server_close()


@contextmanager
def serving(port: int = 0) -> Iterator[NetworkPicture]:
    """A server that runs meanwhile."""
    server = NetworkPicture(port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        if server.going:
            server.stop()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: NetworkPicture

    def log_message(self, words: str, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        match self.path:
            case "/video":
                self._stream(length=True)
            case "/no-length":
                self._stream(length=False)
            case "/closed":
                if self._allowed():
                    self._stream(length=True)
            case "/one":
                self._answer("image/jpeg", self.server.pictures[0])
            case "/film":
                if self._allowed():
                    self._answer("video/x-msvideo", self.server.film)
            case "/page":
                self._answer("text/html", b"<html>Welcome to my camera</html>")
            case "/junk":
                self._endless("application/octet-stream", b"")
            case "/junk-parts":
                self._endless("multipart/x-mixed-replace; boundary=frame", b"")
            case "/huge-part":
                self._endless(
                    "multipart/x-mixed-replace; boundary=frame",
                    b"--frame\r\nContent-Length: 999999999\r\n\r\n\xff\xd8",
                )
            case "/not-jpeg":
                self._endless(
                    "multipart/x-mixed-replace; boundary=frame",
                    b"--frame\r\nContent-Length: 4\r\n\r\nRIFF\r\n",
                )
            case "/broken-jpeg":
                self._answer("image/jpeg", b"\xff\xd8" + b"x" * 500)
            case "/silent":
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                self.wfile.flush()
                self.server.ended.wait()
            case "/stops":
                self._part(self._begin("frame"), self.server.pictures[0], length=True)
            case "/moved":
                self._send_on("/video")
            case "/elsewhere":
                self._send_on(self.server.elsewhere)
            case "/list":
                self._answer("application/vnd.apple.mpegurl", self._list())
            case "/list-as-video":
                self._answer("video/mp4", self._list())
            case "/zip":
                self._answer("application/zip", b"PK")
            case _:
                self.send_error(404)

    def _send_on(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _list(self) -> bytes:
        entry = f"#EXTINF:5,\n{self.server.elsewhere}\n"
        return f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n{entry}#EXT-X-ENDLIST\n".encode()

    def _allowed(self) -> bool:
        wanted = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == f"Basic {wanted}":
            return True
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="camera"')
        self.send_header("Content-Length", "0")
        self.end_headers()
        return False

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _begin(self, boundary: str) -> str:
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={boundary}")
        self.end_headers()
        return boundary

    def _stream(self, *, length: bool) -> None:
        # Some cameras have the dashes in the name, some haven't.
        boundary = self._begin("frame" if length else "--myboundary")
        number = 0
        while self.server.going:
            pictures = self.server.pictures
            self._part(boundary.lstrip("-"), pictures[number % len(pictures)], length=length)
            number += 1
            self.server.ended.wait(_PAUSE)

    def _part(self, boundary: str, picture: bytes, *, length: bool) -> None:
        size = f"Content-Length: {len(picture)}\r\n" if length else ""
        head = f"--{boundary}\r\nContent-Type: image/jpeg\r\n{size}\r\n"
        self.wfile.write(head.encode() + picture + b"\r\n")

    def _endless(self, kind: str, start: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(start)
        while self.server.going:
            self.wfile.write(os.urandom(8192).replace(b"\n", b"x"))
            self.server.ended.wait(0.002)
