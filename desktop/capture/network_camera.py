"""Cameras in the network, by their address: a phone's, a door's. Imports QtMultimedia.

1. What an http address gives tells by its type what it is: motion JPEG is taken apart here, with no
   more than the newest picture waiting, so that it is shown as it is now and not as it was seconds
   ago; a single picture is asked for again and again; any other video is left to QMediaPlayer.
2. An rtsp address is left to QMediaPlayer at once.
3. Whatever ends it is told once by ``failed``, in a sentence. Whoever started it starts it again.

Nothing of this is logged, and FFmpeg, which prints whole addresses, is told to be quiet.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QMediaPlayer, QPlaybackOptions, QVideoFrame, QVideoSink
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from desktop.capture.addresses import place
from desktop.capture.mjpeg import MOST_BYTES, NoVideoError, Splitter, boundary

NO_ANSWER = "Nothing answers at {place}. Check that the camera is on and in the same network."
NO_SUCH_PLACE = "There is no {place} in the network. Check the camera's address."
NO_ENTRY = "The camera at {place} wants a user name and a password. Check them in its address."
NOT_THERE = "The camera at {place} has nothing at this address. Check what stands behind the host."
NO_VIDEO = "What comes from {place} is no video that can be shown. Check the camera's address."
WEB_PAGE = "At {place} is a web page. Use the address of the video itself, often /video behind it."
NOT_SAFE = "The connection to {place} isn't safe: its certificate isn't valid. Use http:// for it."
ELSEWHERE = (
    "The camera at {place} sends this on to another address, which wasn't agreed to. If you trust "
    "it, add that address: the camera's maker or its settings tell it."
)
PLAYLIST = (
    "What comes from {place} is a list of videos and no camera. Use the camera's address for RTSP "
    "or MJPEG."
)
ENDED = "The camera at {place} has stopped sending. It is tried again."

_SNAPSHOT_MS = 150
"""Between two single pictures."""

_BROKEN = 10
"""So many pictures in a row that can't be decoded end it."""

_LISTS = ("mpegurl", "dash+xml", "xspf", "smil", "vnd.ms-sstr", "x-scpls", "vnd.ms-asf", "x-ms-asx")
"""In the types of lists, which name further addresses, of any host."""

_FILES = ("application/octet-stream", "application/mp4", "application/ogg", "")
"""Types besides ``video/`` by which some cameras send a video."""

_HEAD = 512
_LIST_HEADS = (b"#EXTM3U", b"<?xml", b"<MPD", b"<smil", b"<asx", b"[playlist]", b"[Reference]")
"""How a list may begin, whatever its type says."""

_REFUSED = 400
"""The first of the codes by which a server says no."""

_QUIET = -8
"""AV_LOG_QUIET of libavutil/log.h."""

_ERRORS = {
    QNetworkReply.NetworkError.ConnectionRefusedError: NO_ANSWER,
    QNetworkReply.NetworkError.HostNotFoundError: NO_SUCH_PLACE,
    QNetworkReply.NetworkError.AuthenticationRequiredError: NO_ENTRY,
    QNetworkReply.NetworkError.ContentAccessDenied: NO_ENTRY,
    QNetworkReply.NetworkError.ContentNotFoundError: NOT_THERE,
    QNetworkReply.NetworkError.SslHandshakeFailedError: NOT_SAFE,
    QNetworkReply.NetworkError.InsecureRedirectError: ELSEWHERE,
}


_FOR_THE_USER = (NO_ENTRY, NOT_THERE, WEB_PAGE, NOT_SAFE, ELSEWHERE, PLAYLIST)


def needs_user(sentence: str) -> bool:
    """Whether this tells what doesn't pass by itself: to try it again would only ask the camera
    with a wrong password again and again, until it locks the user out."""
    ends = (each.split("{place}") for each in _FOR_THE_USER)
    return any(sentence.startswith(head) and sentence.endswith(tail) for head, tail in ends)


class NetworkCamera(QObject):
    """Sends the frames of one address to a sink. For the window's thread; no method waits."""

    failed = Signal(str)
    _decoded = Signal(int, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = QNetworkAccessManager(self)
        self._reply: QNetworkReply | None = None
        self._player: QMediaPlayer | None = None
        self._sink: QVideoSink | None = None
        self._address = ""
        self._splitter: Splitter | None = None
        self._single = False
        self._run = 0
        """The number of this start: what comes of an older one is dropped."""
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._decoding = False
        self._broken = 0
        """Pictures in a row that could not be decoded."""
        self._waiting = b""
        """The newest picture that isn't being decoded yet."""
        self._decoded.connect(self._show)
        self._again = QTimer(self, singleShot=True, interval=_SNAPSHOT_MS)
        self._again.timeout.connect(self._ask)

    def start(self, address: str, sink: QVideoSink) -> None:
        """Send the frames of ``address`` to ``sink``, until ``stop`` or another start."""
        self.stop()
        self._address, self._sink = address, sink
        if QUrl(address).scheme().startswith("rtsp"):
            self._play()
        else:
            self._ask()

    def stop(self) -> None:
        """Send no more."""
        self._run += 1
        self._broken = 0
        self._again.stop()
        self._sink, self._splitter, self._waiting, self._single = None, None, b"", False
        if self._reply is not None:
            reply, self._reply = self._reply, None
            reply.disconnect(self)
            reply.abort()
            reply.deleteLater()
        if self._player is not None:
            player, self._player = self._player, None
            player.disconnect(self)
            player.stop()
            player.deleteLater()

    # Over http

    def _ask(self) -> None:
        request = QNetworkRequest(QUrl(self._address))
        request.setAttribute(
            QNetworkRequest.Attribute.CacheLoadControlAttribute,
            QNetworkRequest.CacheLoadControl.AlwaysNetwork,
        )
        # The default follows anywhere, to what only this machine can reach too.
        request.setAttribute(
            QNetworkRequest.Attribute.RedirectPolicyAttribute,
            QNetworkRequest.RedirectPolicy.SameOriginRedirectPolicy,
        )
        self._splitter, self._single = None, False
        self._reply = reply = self._network.get(request)
        reply.setReadBufferSize(MOST_BYTES)
        reply.readyRead.connect(self._receive)
        reply.finished.connect(self._finished)

    def _receive(self) -> None:
        reply = self._reply
        if reply is None or _status_of(reply) >= _REFUSED:
            return  # what is wrong is told when it is over
        if self._splitter is None and not self._single and not self._recognise(reply):
            return
        if self._splitter is None:
            if reply.bytesAvailable() >= MOST_BYTES:
                self._fail(NO_VIDEO)
            return  # a single picture is read when it is whole
        try:
            found = self._splitter.feed(bytes(reply.readAll().data()))
        except NoVideoError:
            self._fail(NO_VIDEO)
            return
        if found:
            self._decode(found[-1])

    def _recognise(self, reply: QNetworkReply) -> bool:
        """Whether the answer is pictures that are taken apart here."""
        kind = str(reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader) or "").lower()
        if kind.startswith("multipart/"):
            whole = str(reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader))
            self._splitter = Splitter(boundary(whole))
        elif kind.startswith("image/"):
            self._single = True
        elif kind.startswith("text/"):
            self._fail(WEB_PAGE)
            return False
        elif any(name in kind for name in _LISTS):
            self._fail(PLAYLIST)
            return False
        elif not kind.startswith("video/") and kind.split(";")[0].strip() not in _FILES:
            self._fail(NO_VIDEO)
            return False
        elif _is_list(bytes(reply.peek(_HEAD).data())):
            self._fail(PLAYLIST)
            return False
        else:
            self._drop_reply()
            self._play()
            return False
        return True

    def _finished(self) -> None:
        reply = self._reply
        if reply is None:
            return
        error = reply.error()
        if error != QNetworkReply.NetworkError.NoError:
            streamed = self._splitter is not None
            self._fail(ENDED if streamed else _ERRORS.get(error, NO_ANSWER))
        elif self._single:
            self._decode(bytes(reply.readAll().data()))
            self._drop_reply()
            self._again.start()
        else:
            self._fail(ENDED if self._splitter is not None else NO_VIDEO)

    def _drop_reply(self) -> None:
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.disconnect(self)
            reply.abort()
            reply.deleteLater()

    def _decode(self, picture: bytes) -> None:
        if self._decoding:
            self._waiting = picture
            return
        self._decoding, self._waiting = True, b""
        self._pool.start(_Decode(self, self._run, picture))

    def _show(self, run: int, image: QImage) -> None:
        self._decoding = False
        if run == self._run and self._sink is not None:
            if image.isNull():
                self._broken += 1
                if self._broken >= (1 if self._single else _BROKEN):
                    self._fail(NO_VIDEO)
                    return
            else:
                self._broken = 0
                self._sink.setVideoFrame(QVideoFrame(image))
        if self._waiting:
            self._decode(self._waiting)

    # What FFmpeg knows

    def _play(self) -> None:
        if self._sink is None:
            return
        _quiet_ffmpeg()
        options = QPlaybackOptions()
        options.setPlaybackIntent(QPlaybackOptions.PlaybackIntent.LowLatencyStreaming)
        self._player = player = QMediaPlayer(self)
        player.setPlaybackOptions(options)
        player.setVideoSink(self._sink)
        player.errorOccurred.connect(self._broke)
        player.mediaStatusChanged.connect(self._status)
        player.setSource(QUrl(self._address))
        player.play()

    def _broke(self, error: QMediaPlayer.Error, _words: str) -> None:
        if error == QMediaPlayer.Error.FormatError:
            self._fail(NO_VIDEO)
        elif error == QMediaPlayer.Error.AccessDeniedError:
            self._fail(NO_ENTRY)
        elif error != QMediaPlayer.Error.NoError:
            self._fail(NO_ANSWER)

    def _status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self._fail(ENDED)
        elif (
            status == QMediaPlayer.MediaStatus.LoadedMedia
            and self._player is not None
            and not self._player.hasVideo()
        ):
            self._fail(NO_VIDEO)

    def _fail(self, sentence: str) -> None:
        address = self._address
        self.stop()
        self.failed.emit(sentence.format(place=place(address)))


def _is_list(head: bytes) -> bool:
    """Whether what begins so is a list of addresses, or text at all that may be one."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return begin.startswith(tuple(each.lower() for each in _LIST_HEADS))


def _status_of(reply: QNetworkReply) -> int:
    return int(reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0)


class _Decode(QRunnable):
    def __init__(self, camera: NetworkCamera, run: int, picture: bytes) -> None:
        super().__init__()
        self._camera, self._number, self._picture = camera, run, picture

    def run(self) -> None:
        self._camera._decoded.emit(self._number, QImage.fromData(self._picture))


def _quiet_ffmpeg() -> None:
    """Have FFmpeg print nothing: of each stream it opens it prints the address, password and all.

    Where its library isn't found beside Qt's, as in a package of another maker, it is left alone.
    """
    folder = Path(PySide6.__file__).parent
    for found in (*folder.glob("Qt/lib/libavutil*"), *folder.glob("avutil*.dll")):
        try:
            ctypes.CDLL(str(found)).av_log_set_level(_QUIET)
        except (OSError, AttributeError):
            continue
