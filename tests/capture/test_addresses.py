"""Addresses of cameras: what is one, and that a password is never shown."""

from __future__ import annotations

import pytest

from desktop.capture.addresses import (
    NO_ADDRESS,
    NO_HOST,
    NO_SCHEME,
    SPECIAL,
    fault,
    identity,
    place,
    shown,
    title,
    told_apart,
)


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.20:8080/video",
        " https://cam.example/a?x=1 ",
        "rtsp://name:word@10.0.0.7:554/stream1",
        "http://[fe80::1]:81/video",
    ],
)
def test_what_is_an_address(address: str) -> None:
    assert fault(address) == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", NO_ADDRESS),
        ("   ", NO_ADDRESS),
        ("192.168.1.20", NO_SCHEME),
        ("ftp://a/b", NO_SCHEME),
        ("file:///etc/passwd", NO_SCHEME),
        ("http://", NO_HOST),
        ("http://a:99999/", NO_HOST),
        ("http://[::1/video", NO_HOST),
        ("http://user:p#ss@h/v", SPECIAL),
        ("http://user:p/ss@h/v", SPECIAL),
    ],
)
def test_what_is_none(address: str, why: str) -> None:
    assert fault(address) == why


def test_a_password_is_never_shown() -> None:
    address = "http://name:secret@192.168.1.20:8080/video?pwd=secret"
    for words in (shown(address), title(address), place(address)):
        assert "secret" not in words
    assert shown(address) == "http://name@192.168.1.20:8080/video"
    assert title(address) == "Network camera 192.168.1.20:8080/video"
    assert place("rtsp://u:secret@[fe80::1]:554/x") == "[fe80::1]:554"


def test_two_channels_are_two_cameras_and_another_password_is_none() -> None:
    first, second = "rtsp://me:one@h/cam?channel=1", "rtsp://me:one@h/cam?channel=2"
    assert identity(first) != identity(second)
    assert identity(first) == identity(first.replace("one", "two"))
    assert told_apart(map(title, (first, second))) == (
        "Network camera h/cam",
        "Network camera h/cam (2)",
    )
