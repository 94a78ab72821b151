"""Commands on their way to the running app: whatever arrives, only a whole command is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop.system.wire import LONGEST, WireError, decode, encode
from desktop.values import Command, OutputKind, Source, Task, Verb

TASK = Task(
    "own",
    "zh-Hant",
    ("Total", "日期"),
    "What is {this}?\n1. …",
    "Totals of the month",
    OutputKind.TABLE,
)
WHOLE = Command(Verb.CAPTURE, Source.FILE, TASK, ("/tmp/a\udcffb.png",), "文字\n🧾")


@pytest.mark.parametrize("command", [WHOLE, *(Command(verb) for verb in Verb)])
def test_a_command_arrives_as_it_was_sent(command: Command) -> None:
    line = encode(command)
    assert line.count(b"\n") == 1
    assert decode(line) == command


def _changed(**changes: Any) -> bytes:
    return json.dumps(json.loads(encode(WHOLE)) | changes).encode()


def _other_task(**changes: Any) -> bytes:
    return _changed(task=json.loads(encode(WHOLE))["task"] | changes)


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
        _other_task(name="../read"),
        _other_task(to="en; rm"),
        _other_task(fields="Total"),
        _other_task(fields=[1]),
        _other_task(wording=None),
        _other_task(kind="picture"),
        _other_task(extra=1),
        _changed(paths="/tmp"),
        _changed(paths=[1]),
        _changed(paths=["a\0b"]),
        _changed(paths=[""]),
        _changed(text=None),
        _changed(extra=1),
    ],
    ids=range(28),
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        decode(line)
