"""Commands on their way to the running app: whatever arrives, only a whole command is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop.system.wire import LONGEST, WireError, decode, encode
from desktop.values import Command, Source, Task, Verb

WHOLE = Command(
    Verb.CAPTURE, Source.FILE, Task("translate", "zh-Hant"), ("/tmp/a\udcffb.png",), "文字\n🧾"
)


@pytest.mark.parametrize("command", [WHOLE, *(Command(verb) for verb in Verb)])
def test_a_command_arrives_as_it_was_sent(command: Command) -> None:
    line = encode(command)
    assert line.count(b"\n") == 1
    assert decode(line) == command


def _changed(**changes: Any) -> bytes:
    return json.dumps(json.loads(encode(WHOLE)) | changes).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"verb": "quit"}',
        b"x" * (LONGEST + 1),
        _changed(verb="destroy"),
        _changed(verb=["quit"]),
        _changed(source="moon"),
        _changed(source=1),
        _changed(task="read"),
        _changed(task={"name": "read"}),
        _changed(task={"name": "../read", "to": ""}),
        _changed(task={"name": "read", "to": "en; rm"}),
        _changed(paths="/tmp"),
        _changed(paths=[1]),
        _changed(paths=["a\0b"]),
        _changed(paths=[""]),
        _changed(text=None),
        _changed(extra=1),
    ],
    ids=range(23),
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        decode(line)
