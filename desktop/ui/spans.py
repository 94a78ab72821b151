"""Where the lines found on a picture stand in its text. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.values import Line


def line_spans(text: str, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """For each of ``lines`` its first character in ``text`` and the one past its last.

    Lines stand in the text in reading order, perhaps joined to paragraphs. One that isn't found as
    it is gets an empty span.
    """
    spans, position = [], 0
    for line in lines:
        found = text.find(line.text, position) if line.text else -1
        if found < 0:
            spans.append((position, position))
        else:
            position = found + len(line.text)
            spans.append((found, position))
    return spans


def line_at(spans: Sequence[tuple[int, int]], position: int) -> int | None:
    """The number of the line whose span holds ``position``, or None."""
    for number, (start, end) in enumerate(spans):
        if start <= position < end:
            return number
    return None
