r"""Where the formulas are in a running text: ``$ $``, ``$$ $$``, ``\( \)`` and ``\[ \]``.

A dollar may be one: ``$5 and $6`` holds no formula. As in pandoc the first dollar has no space
behind it and the second none before it, and no digit after it; HunyuanOCR writes spaces on both
sides, which counts where the inside looks like a formula.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

LONGEST = 4000
"""Characters of one formula; what is longer is text with a lost mark."""

_TOKEN = re.compile(
    r"(?P<ticks>`+)|(?P<mark>\$\$|\$|\\[()\[\]])|(?P<escape>\\.)|(?P<blank>\n[ \t]*(?=\n))",
    re.DOTALL,
)
_CLOSER = {r"\[": r"\]", r"\(": r"\)", "$$": "$$", "$": "$"}
_LIKE_MATH = re.compile(r"[\\^_={}<>+×÷]|^\s*[A-Za-z]\s*$")


def apart(text: str) -> Iterator[tuple[str, str]]:
    """``("text" | "formula" | "display", content)`` in turn; code in backticks is text."""
    tokens = list(_TOKEN.finditer(text))
    where: dict[str, list[int]] = {}
    for number, token in enumerate(tokens):
        where.setdefault("\n" if token["blank"] is not None else token[0], []).append(number)
        if token["ticks"]:
            where.setdefault("code", []).append(number)
    place = number = 0
    while number < len(tokens):
        token = tokens[number]
        closing = _closing(token, number, tokens, where, text)
        if closing is None:
            number += 1
            continue
        if token["mark"]:
            if token.start() > place:
                yield "text", text[place : token.start()]
            display = token[0] in ("$$", r"\[")
            inside = text[token.end() : tokens[closing].start()].strip()
            yield "display" if display else "formula", inside
            place = tokens[closing].end()
        number = closing + 1
    if place < len(text):
        yield "text", text[place:]


def _closing(
    token: re.Match[str],
    number: int,
    tokens: list[re.Match[str]],
    where: dict[str, list[int]],
    text: str,
) -> int | None:
    """The number of the token that closes this one."""
    closer = token[0] if token["ticks"] else _CLOSER.get(token[0])
    if closer is None or token["escape"]:
        return None
    found = _following(where.get(closer, []), number)
    if found is None:
        return None
    if token["mark"] and tokens[found].start() - token.end() > LONGEST:
        return None
    blank = _following(where.get("\n", []), number)
    in_line = token[0] in ("$", r"\(") or token["ticks"]
    if in_line and blank is not None and blank < found:
        return None
    code = _following(where.get("code", []), number)
    if in_line and not token["ticks"] and code is not None and code < found:
        return None
    inside = text[token.end() : tokens[found].start()]
    if token["mark"] and not inside.strip():
        return None
    if token[0] == "$" and not _is_formula(
        inside, text[tokens[found].end() : tokens[found].end() + 1]
    ):
        return None
    return found


def _following(numbers: list[int], number: int) -> int | None:
    place = bisect_left(numbers, number + 1)
    return numbers[place] if place < len(numbers) else None


def _is_formula(inside: str, after: str) -> bool:
    before_space, after_space = inside[:1].isspace(), inside[-1:].isspace()
    if before_space != after_space or "\n\n" in inside:
        return False
    if before_space:
        return bool(_LIKE_MATH.search(inside))
    return not after.isdigit()
