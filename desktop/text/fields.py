"""Fields and their values: a JSON object, out of what a model writes for it."""

from __future__ import annotations

import json
import re
from typing import Any

from desktop.text.clean import one_line
from desktop.text.fences import blocks, unfenced
from desktop.text.loose_json import NoJsonError, joined, loads, number

_LINE = re.compile(r"[ \t]*(?:[-*•]\s+)?([^:：\n]{1,80}?)[ \t]*[:：][ \t]*([^\n]*)")


def fields(text: str) -> tuple[str, tuple[str, ...]]:
    """The object as JSON, indented by two, and notes. Empty for an empty text."""
    plain = unfenced(text).strip()
    if not plain or _is_canonical(plain):
        return plain, ()
    fenced = next((code for language, code in blocks(plain) if language in ("json", "")), "")
    for candidate in filter(None, (fenced, plain)):
        if not re.match(r"[^{\[]{0,400}[{\[]", candidate):
            continue
        try:
            value, whole = loads(candidate)
        except NoJsonError:
            continue
        if found := _object(value):
            return written(found), () if whole else ("The fields were not complete.",)
    return _from_lines(plain)


def _is_canonical(plain: str) -> bool:
    if not plain.startswith("{\n") or "\\u" in plain:
        return False
    try:
        return written(json.loads(plain)) == plain
    except (ValueError, RecursionError):
        return False


def load(text: str) -> dict[str, Any]:
    """The object of a canonical text; of any other text the one it would become."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = json.loads(fields(text)[0] or "{}")
    return value if isinstance(value, dict) else {"values": value}


def written(found: dict[str, Any]) -> str:
    """The canonical form."""
    return json.dumps(found, ensure_ascii=False, indent=2)


def lines(found: dict[str, Any]) -> list[str]:
    """``Key: value``, one a line; what is within something is put behind its name."""
    written_lines: list[str] = []
    waiting: list[tuple[str, Any]] = [("", found)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict) and value:
            waiting += [(f"{name} {key}".strip(), entry) for key, entry in reversed(value.items())]
        elif isinstance(value, list) and any(isinstance(entry, (dict, list)) for entry in value):
            waiting += [(name, entry) for entry in reversed(value)]
        else:
            written_lines.append(f"{name}: {_words(value)}" if name else _words(value))
    return written_lines


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    if value is None or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(str(value))


def _object(value: Any) -> dict[str, Any]:
    """One object: a list of objects is one with all their keys."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not value:
        return {}
    if not all(isinstance(entry, dict) for entry in value):
        return {"values": value}
    return joined([pair for entry in value for pair in entry.items()])


def _from_lines(plain: str) -> tuple[str, tuple[str, ...]]:
    pairs: list[tuple[str, Any]] = []
    rest: list[str] = []
    for line in plain.split("\n"):
        if match := _LINE.fullmatch(line):
            pairs.append((match[1].strip(" *\"'"), number(match[2].strip(" *"))))
        elif line.strip():
            rest.append(line.strip())
    if not pairs:
        return written({"text": plain}), ("The answer has no fields; it was kept as text.",)
    if rest:
        pairs.append(("text", "\n".join(rest)))
    return written(joined(pairs)), ()
