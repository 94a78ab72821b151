"""A command as one line of JSON, on its way from a second start to the running app.

Whatever arrives is checked to the last field: another program may have written it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from desktop.values import Command, OutputKind, Source, Task, Verb

LONGEST = 4 * 1024 * 1024
"""Bytes that a line may have; a text to be spoken is in it."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_TAG = re.compile(r"([A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,4})?")


class WireError(ValueError):
    """The line is not a command."""


def encode(command: Command) -> bytes:
    """``command`` as one line, the line's end included."""
    record = {
        "verb": command.verb.value,
        "source": None if command.source is None else command.source.value,
        "task": {
            "name": command.task.name,
            "to": command.task.to,
            "fields": list(command.task.fields),
            "wording": command.task.wording,
            "title": command.task.title,
            "kind": None if command.task.kind is None else command.task.kind.value,
        },
        "paths": list(command.paths),
        "text": command.text,
    }
    # ASCII: file names that aren't UTF-8 hold lone surrogates, which only the escapes can carry.
    return json.dumps(record).encode("ascii") + b"\n"


def decode(line: bytes) -> Command:
    """The command that ``line`` holds. Raises WireError when it isn't exactly one."""
    if len(line) > LONGEST:
        raise WireError("the line is too long")
    try:
        record = json.loads(line.decode("utf-8"))
    # RecursionError: ten thousand opening brackets.
    except (ValueError, RecursionError):
        raise WireError("the line is not JSON") from None
    fields = _fields(record, {"verb", "source", "task", "paths", "text"}, "the command")
    task = _fields(fields["task"], {"name", "to", "fields", "wording", "title", "kind"}, "the task")
    paths, wanted, kind = fields["paths"], task["fields"], task["kind"]
    if not isinstance(paths, list) or not isinstance(wanted, list):
        raise WireError("paths or fields is not a list")
    source = fields["source"]
    try:
        return Command(
            Verb(_text(fields["verb"])),
            None if source is None else Source(_text(source)),
            Task(
                _matching(_NAME, task["name"]),
                _matching(_TAG, task["to"]),
                tuple(_text(name) for name in wanted),
                _text(task["wording"]),
                _text(task["title"]),
                None if kind is None else OutputKind(_text(kind)),
            ),
            tuple(_path(path) for path in paths),
            _text(fields["text"]),
        )
    except WireError:
        raise
    except ValueError:
        raise WireError("no such verb, source or kind") from None


def _fields(value: Any, names: set[str], what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or set(value) != names:
        raise WireError(f"{what} does not have the fields {', '.join(sorted(names))}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise WireError("a field is not a text")
    return value


def _path(value: Any) -> str:
    if not _text(value) or "\0" in value:
        raise WireError("a path is empty or holds a zero byte")
    return _text(value)


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not pattern.fullmatch(_text(value)):
        raise WireError("the task is not named as tasks are")
    return _text(value)
