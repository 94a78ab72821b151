"""JSON as a model writes it: fenced, cut off, with quotes that aren't escaped, or single ones.

What is right is read by ``json`` itself. The rest is cut into tokens, and the tokens are taken for
what they can only be: a container that isn't closed ends with its parent, a value without a key and
a key without a value are kept.
"""

from __future__ import annotations

import json
import re
from typing import Any

from desktop.text.clean import clean

DEEPEST = 12
"""Containers within containers; what is deeper is put into the deepest."""

_LONGEST_NUMBER = 15
"""Digits; a longer one (an account, a card) would lose its last ones in programs that count in
doubles, and stays a text."""

_AFTER = (
    r"\s*+(?:[}\]:：]|[\"'][^\"'\n]{1,80}[\"']\s?[:：]"
    r"|[,，]\s*+(?:[\"'“{\[}\]\d-]|true|false|null|None|\Z)|\Z)"
)
_TOKEN = re.compile(
    r"(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>[,，;])|(?P<colon>[:：=])"
    # A line that begins with a key ends a string whose quote is missing.
    rf'|"(?P<double>(?:[^"\\\n]++|\\.|\n(?![^\S\n]*+"[^"\n]{{1,80}}"\s?[:：])|"(?!{_AFTER}))*+)'
    r'(?:"|\\?(?=\n|\Z))'
    rf"|'(?P<single>(?:[^'\\\n]++|\\.|\n|'(?!{_AFTER}))*+)(?:'|\\?\Z)"
    r"|“(?P<curly>[^”]*+)(?:”|\Z)"
    r"|(?P<word>[^\s{}\[\],，:：\"'“][^{}\[\],，:：\n]*)",
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None, "None": None, "True": True, "False": False}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LATEX = re.compile(
    r"\\\\|\\(?=[bf][a-z]|u(?![0-9a-fA-F]{4})|(?:times|theta|text(?:bf|it|rm)?|tau|tan|tilde|tfrac|"
    r"nabla|neq|rho|right|rangle|rceil|rfloor)(?![a-z]))"
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}


class NoJsonError(ValueError):
    """There is no JSON in the text."""


def loads(text: str) -> tuple[Any, bool]:
    """The value, and whether it was whole. A key that comes again makes its value a list; numbers
    that would not be written again as they are (``12.50``) stay texts.

    Raises NoJsonError for a text without a bracket.
    """
    start = min((place for place in map(text.find, "{[") if place >= 0), default=-1)
    if start < 0:
        raise NoJsonError
    text = _latex_kept(text)
    start = min(place for place in map(text.find, "{[") if place >= 0)
    try:
        value, end = _STRICT.raw_decode(text, start)
    except (ValueError, RecursionError):
        return _tolerant(text[start:])
    if _depth(value) > DEEPEST or re.search(r"[{\[]", text[end:]):
        return _tolerant(text[start:])
    return _cleaned(value), True


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return joined([(clean(key), _cleaned(entry)) for key, entry in value.items()])
    return [_cleaned(entry) for entry in value] if isinstance(value, list) else value


def unescaped(written: str) -> str:
    """What is between the quotes of a string; a backslash that escapes nothing (LaTeX) stays."""
    if "\\" not in written:
        return written
    written = _latex_kept(written)
    try:
        return clean(str(json.loads(f'"{written}"', strict=False)))
    except ValueError:
        return clean(_ESCAPE.sub(_character, written))


def _latex_kept(written: str) -> str:
    r"""Backslashes of LaTeX that weren't doubled, doubled: ``\frac`` would be a form feed."""
    if "\\" not in written:
        return written
    return _LATEX.sub(lambda match: match[0] if len(match[0]) == 2 else "\\\\", written)


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _LETTERS.get(match[2], match[0])


def number(written: str) -> int | float | str:
    """The number, or the text where the number would be written in another way."""
    if not _NUMBER.fullmatch(written) or sum(map(str.isdigit, written)) > _LONGEST_NUMBER:
        return written
    value = float(written) if re.search("[.eE]", written) else int(written)
    return value if repr(value) == written else written


def joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as an object; a key that comes again has a list of its values."""
    found: dict[str, Any] = {}
    again: set[str] = set()
    for key, value in pairs:
        if key not in found:
            found[key] = value
        elif key in again:
            found[key].append(value)
        else:
            again.add(key)
            found[key] = [found[key], value]
    return found


_STRICT = json.JSONDecoder(
    object_pairs_hook=joined, parse_float=number, parse_int=number, parse_constant=str, strict=False
)


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level and deepest <= DEEPEST:
        following: list[Any] = []
        for entry in level:
            if isinstance(entry, dict):
                following += entry.values()
            elif isinstance(entry, list):
                following += entry
        if any(isinstance(entry, (dict, list)) for entry in level):
            deepest += 1
        level = following
    return deepest


class _Frame:
    """A container that is being filled; ``pairs`` of an object, ``values`` of a list."""

    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object
        self.pairs: list[tuple[str, Any]] = []
        self.values: list[Any] = []
        self.key: str | None = None
        self.keyed = False

    def put(self, value: Any) -> None:
        if not self.is_object:
            self.values.append(value)
        elif self.keyed:
            self.pairs.append((self.key or "", value))
            self.key, self.keyed = None, False
        elif isinstance(value, str):
            self.lone()
            self.key = value
        else:
            self.pairs.append((self.key or "", value))
            self.key = None

    def lone(self) -> None:
        """A key without a value is kept."""
        if self.key is not None:
            self.pairs.append((self.key, None))
            self.key, self.keyed = None, False

    def value(self) -> Any:
        self.lone()
        return joined(self.pairs) if self.is_object else self.values


def _tolerant(text: str) -> tuple[Any, bool]:
    root = _Frame(is_object=False)
    stack = [root]
    beyond = 0
    whole = True
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        frame = stack[-1]
        if kind == "open":
            if len(stack) > DEEPEST:
                beyond, whole = beyond + 1, False
            else:
                stack.append(_Frame(token[0] == "{"))
        elif kind == "close":
            if beyond:
                beyond -= 1
            elif len(stack) > 1:
                stack.pop()
                stack[-1].put(frame.value())
            else:
                whole = False
        elif kind == "comma":
            frame.lone()
        elif kind == "colon":
            frame.keyed = frame.key is not None
        elif kind == "word":
            frame.put(_word(token[0].strip()))
        else:
            closed = token[0][-1:] in "\"'”" and len(token[0]) > 1
            whole = whole and closed
            frame.put(unescaped(token[kind or 0] or ""))
    whole = whole and len(stack) == 1 and not beyond
    while len(stack) > 1:
        frame = stack.pop()
        stack[-1].put(frame.value())
    return (root.values[0] if len(root.values) == 1 else root.values), whole


def _word(written: str) -> Any:
    if written in _WORDS:
        return _WORDS[written]
    return number(written)
