"""Code fences that a model puts around its answer: ```` ```html … ``` ````."""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t]{0,3}```+[ \t]*([\w+-]*)[ \t]*$")


def unfenced(text: str, *, cut: bool = True) -> str:
    """What is inside of the fence that is around the whole text; else the text itself.

    ``cut``: a fence that is opened in the first line and never closed counts as well.
    """
    lines = text.split("\n")
    first, last = _filled(lines, 0, len(lines) - 1)
    if first > last or not _FENCE.match(lines[first]):
        return text
    partner = _partners(lines)
    while first <= last and first in partner:
        if partner[first] == last:
            last -= 1
        elif partner[first] is not None or not cut:
            break
        first, last = _filled(lines, first + 1, last)
    return "\n".join(lines[first : last + 1])


def parts(text: str) -> list[tuple[bool, str]]:
    """The text cut into stretches of whole lines: ``(True, code with its fences)`` and
    ``(False, what stands between)``; joined by newlines they are the text."""
    found: list[tuple[bool, list[str]]] = []
    lines = text.split("\n")
    partner = _partners(lines)
    end = -1
    for number, line in enumerate(lines):
        if number > end and number in partner:
            closing = partner[number]
            end = len(lines) - 1 if closing is None else closing
            found.append((True, []))
        elif not found or (found[-1][0] and number > end):
            found.append((False, []))
        found[-1][1].append(line)
    return [(code, "\n".join(content)) for code, content in found]


def blocks(text: str) -> list[tuple[str, str]]:
    """``(language, code)`` of each fenced block."""
    found = []
    for code, content in parts(text):
        if code:
            opening, *lines = content.split("\n")
            if lines and _FENCE.match(lines[-1]):
                lines.pop()
            match = _FENCE.match(opening)
            found.append((match[1].lower() if match else "", "\n".join(lines)))
    return found


def _filled(lines: list[str], first: int, last: int) -> tuple[int, int]:
    """The first and the last line with something in it."""
    while first <= last and not lines[first].strip():
        first += 1
    while last > first and not lines[last].strip():
        last -= 1
    return first, last


def _partners(lines: list[str]) -> dict[int, int | None]:
    """For the line of each opening fence the line that closes it, None where nothing does.

    A fence with a word behind it opens, also inside of another; one without closes what is open.
    """
    found: dict[int, int | None] = {}
    opened: list[int] = []
    for number, line in enumerate(lines):
        if match := _FENCE.match(line):
            if match[1] or not opened:
                opened.append(number)
                found[number] = None
            else:
                found[opened.pop()] = number
    return found
