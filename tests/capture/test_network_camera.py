"""Cameras in the network, against a real server that also misbehaves."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtMultimedia import QVideoFrame, QVideoSink
from pytestqt.qtbot import QtBot

from desktop.capture import network_camera
from desktop.capture.network_camera import NetworkCamera
from tests.capture.camera_server import NAME, PASSWORD, NetworkPicture, jpeg, serving


class Watched:
    """What a network camera sent and told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.camera, self.sink = NetworkCamera(), QVideoSink()
        self.frames: list[QVideoFrame] = []
        self.failures: list[str] = []
        self.sink.videoFrameChanged.connect(self.frames.append)
        self.camera.failed.connect(self.failures.append)

    def starts(self, address: str) -> None:
        self.camera.start(address, self.sink)

    def gets_frames(self, count: int = 3) -> None:
        self.qtbot.waitUntil(lambda: len(self.frames) >= count, timeout=8000)
        assert self.failures == []

    def fails_with(self, sentence: str, server: NetworkPicture) -> None:
        self.qtbot.waitUntil(lambda: self.failures != [], timeout=8000)
        place = server.address("").removeprefix("http://")
        assert self.failures == [sentence.format(place=place)]


@pytest.fixture
def server() -> Iterator[NetworkPicture]:
    with serving() as running:
        yield running


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[Watched]:
    watched = Watched(qtbot)
    yield watched
    watched.camera.stop()


@pytest.mark.parametrize("path", ["/video", "/no-length", "/one"])
def test_frames_come(watched: Watched, server: NetworkPicture, path: str) -> None:
    watched.starts(server.address(path))
    watched.gets_frames()
    image = watched.frames[-1].toImage()
    assert (image.width(), image.height()) == (320, 240)
    colour, wanted = image.pixelColor(100, 100), QColor("#c08020")
    assert max(abs(colour.red() - wanted.red()), abs(colour.blue() - wanted.blue())) < 4


def test_what_is_shown_is_new(watched: Watched, server: NetworkPicture) -> None:
    """Large pictures come faster than they can be decoded: none of them waits in a row."""
    server.pictures = (jpeg("#101010", 2560, 1440), jpeg("#181818", 2560, 1440))
    watched.starts(server.address())
    watched.gets_frames(6)
    server.pictures = (jpeg("#f0f0f0"),)
    count = len(watched.frames)
    watched.qtbot.waitUntil(lambda: watched.frames[-1].width() == 320)
    assert len(watched.frames) - count <= 4


def test_a_password_is_used_and_never_told(
    watched: Watched, server: NetworkPicture, capfd: pytest.CaptureFixture[str]
) -> None:
    watched.starts(server.address("/closed", f"{NAME}:{PASSWORD}"))
    watched.gets_frames()
    watched.starts(server.address("/closed", f"{NAME}:wrong-{PASSWORD}"))
    watched.fails_with(network_camera.NO_ENTRY, server)
    told = capfd.readouterr()
    assert PASSWORD not in told.out + told.err + " ".join(watched.failures)


def test_any_other_video_and_ffmpeg_prints_no_password(
    watched: Watched, server: NetworkPicture, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """FFmpeg prints the whole address of each video that it opens."""
    writer = cv2.VideoWriter(
        str(tmp_path / "film.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25, (320, 240)
    )
    for _ in range(15):
        writer.write(np.full((240, 320, 3), 90, np.uint8))
    writer.release()
    server.film = (tmp_path / "film.avi").read_bytes()
    watched.starts(server.address("/film", f"{NAME}:{PASSWORD}"))
    watched.gets_frames()
    watched.fails_with(network_camera.ENDED, server)
    told = capfd.readouterr()
    assert PASSWORD not in told.out + told.err


@pytest.mark.qt_log_ignore("Could not open media", "JPEG data", extend=True)
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nothing", network_camera.NOT_THERE),
        ("/page", network_camera.WEB_PAGE),
        ("/closed", network_camera.NO_ENTRY),
        ("/junk", network_camera.NO_VIDEO),
        ("/junk-parts", network_camera.NO_VIDEO),
        ("/huge-part", network_camera.NO_VIDEO),
        ("/not-jpeg", network_camera.NO_VIDEO),
        ("/broken-jpeg", network_camera.NO_VIDEO),
    ],
)
def test_what_is_no_picture_is_told(
    watched: Watched, server: NetworkPicture, path: str, sentence: str
) -> None:
    watched.starts(server.address(path))
    watched.fails_with(sentence, server)
    assert watched.frames == []


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/elsewhere", network_camera.ELSEWHERE),
        ("/list", network_camera.PLAYLIST),
        ("/list-as-video", network_camera.PLAYLIST),
        ("/zip", network_camera.NO_VIDEO),
    ],
)
def test_no_other_host_is_asked(
    watched: Watched, server: NetworkPicture, path: str, sentence: str
) -> None:
    with serving() as other:
        server.elsewhere = other.address("/secret")
        watched.starts(server.address(path))
        watched.fails_with(sentence, server)
        watched.qtbot.wait(150)
        assert other.asked == []


def test_another_path_of_the_same_camera_is_followed(
    watched: Watched, server: NetworkPicture
) -> None:
    watched.starts(server.address("/moved"))
    watched.gets_frames()


@pytest.mark.qt_log_ignore("JPEG", "jpeg", extend=True)
def test_a_damaged_picture_among_others_is_left_out(
    watched: Watched, server: NetworkPicture
) -> None:
    whole = server.pictures[0]
    server.pictures = (whole, whole[:30] + bytes(60))
    watched.starts(server.address())
    watched.gets_frames(6)
    server.pictures = (whole[:30] + bytes(60),)
    watched.fails_with(network_camera.NO_VIDEO, server)


def test_a_stream_that_ends_is_told(watched: Watched, server: NetworkPicture) -> None:
    watched.starts(server.address("/stops"))
    watched.fails_with(network_camera.ENDED, server)


def test_a_camera_that_is_unplugged_amid_a_picture(watched: Watched) -> None:
    with serving() as server:
        watched.starts(server.address())
        watched.gets_frames()
        server.stop()
        watched.fails_with(network_camera.ENDED, server)


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_nobody_answers(watched: Watched, scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    watched.starts(f"{scheme}://{place}/video")
    watched.qtbot.waitUntil(lambda: watched.failures != [], timeout=8000)
    assert watched.failures == [network_camera.NO_ANSWER.format(place=place)]


def test_nothing_comes_after_a_stop(watched: Watched, server: NetworkPicture) -> None:
    watched.starts(server.address())
    watched.gets_frames()
    watched.camera.stop()
    count = len(watched.frames)
    watched.qtbot.wait(150)
    assert len(watched.frames) == count
    watched.starts(server.address("/one"))
    watched.gets_frames(count + 1)
