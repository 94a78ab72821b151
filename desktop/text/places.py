"""Texts with places as lines of a picture: coordinates become pixels, the order that of reading."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from desktop.text.clean import one_line
from desktop.text.fences import unfenced
from desktop.text.items import Item, Points, items
from desktop.text.order import composed
from desktop.values import Box, Line

Parsed = tuple[str, tuple[Line, ...], tuple[str, ...]]
"""Text, lines, notes."""

_NO_TEXT = re.compile(
    r"(?:[\w，, ]{0,12}(?:没有|未)(?:检测到|识别到|发现)?(?:任何|可识别的?)?(?:文字|文本)"
    r"(?:内容|信息)?|无文字|\[\s*\]"
    r"|(?:there is )?no (?:visible |readable )?text(?: \w+){0,4})[。.!]?",
    re.IGNORECASE,
)
"""How the model says that there is none (``task_scorers/spotting.py``)."""


def positions(text: str, width: int, height: int) -> Parsed:
    """Lines of text with boxes in pixels of a picture of ``width`` x ``height``, in reading order,
    and the paragraphs they make."""
    found = items(text)
    if found is None:
        plain = unfenced(text).strip()
        if _NO_TEXT.fullmatch(plain):
            return "", (), ()
        return plain, (), ("The places of the lines are missing.",) if plain else ()
    lines, rest = _placed(found, [item.text for item in found], width, height)
    whole, ordered = composed(lines)
    text = "\n\n".join(part for part in (whole, "\n".join(rest)) if part)
    return text, ordered, _lost(rest, "line")


def layout(text: str, width: int, height: int) -> Parsed:
    """One line for each block of a page, in the model's order: its kind, and its text if any."""
    found = items(text)
    if found is None:
        plain = unfenced(text).strip()
        return plain, (), ("The places of the blocks are missing.",) if plain else ()
    blocks = [block(item) for item in found]
    lines, rest = _placed(found, blocks, width, height)
    return "\n".join(filter(None, blocks)), tuple(lines), _lost(rest, "block")


def block(item: Item) -> str:
    """One line for a block of a layout: ``Section title: Results``."""
    label = one_line(re.sub(r"[_-]+", " ", item.label))
    label = label[:1].upper() + label[1:]
    text = one_line(item.text)
    return f"{label}: {text}" if label and text else label or text


def box(points: Points, width: int, height: int, *, most: float = 1000) -> Box | None:
    """The upright box around ``points`` of 0 to ``most``, in pixels of a picture of ``width`` x
    ``height``; None where nothing of it lies on the picture."""
    if len(points) < 4:
        return None
    across, down = points[0::2], points[1::2]
    left = max(0, math.floor(min(across) * width / most))
    top = max(0, math.floor(min(down) * height / most))
    right = min(width, math.ceil(max(across) * width / most))
    bottom = min(height, math.ceil(max(down) * height / most))
    return Box(left, top, right, bottom) if left < right and top < bottom else None


def lines_of(found: Sequence[Item], width: int, height: int) -> list[Line]:
    """The items that have a place, as lines: of one without a text its kind."""
    return _placed(found, [item.text or block(item) for item in found], width, height)[0]


def _placed(
    found: Sequence[Item], texts: Sequence[str], width: int, height: int
) -> tuple[list[Line], list[str]]:
    """The texts that have a place on the picture as lines, and those that have none."""
    most = 1000.0
    numbers = {number for item in found for number in item.points}
    if numbers and max(numbers) <= 1 and any(number % 1 for number in numbers):
        most = 1.0  # the place is given in parts of one
    lines, rest = [], []
    for item, text in zip(found, texts, strict=True):
        if not text:
            continue
        if place := box(item.points, width, height, most=most):
            lines.append(Line(text, place))
        else:
            rest.append(text)
    return lines, rest


def _lost(rest: Sequence[str], name: str) -> tuple[str, ...]:
    if not rest:
        return ()
    many = f"{len(rest)} {name}s were" if len(rest) > 1 else f"1 {name} was"
    return (f"{many} kept without a place on the picture.",)
