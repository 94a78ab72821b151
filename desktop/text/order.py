"""From boxes of text on a picture to reading order, and from there to one text.

1. Where a clear vertical gap divides the boxes and what lies on its sides reads as columns, the
   left column comes first, whole; boxes that lie across the gap (a heading) part what is above
   them from what is below.
2. What remains is read row by row, each row from left to right: lines, lists, tables.
3. Rows with clearly more space between them than the others start a new paragraph.

Two things side by side are columns when their rows don't stand on common base lines, or when both
sides are running text (three rows or more of eight line heights). Otherwise they are a table.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from desktop.text.scripts import is_cjk
from desktop.values import Box, Line

Row = tuple[int, ...]
"""Numbers of the boxes on one row, left to right."""

Paragraph = tuple[Row, ...]
"""Rows from top to bottom."""

_GAP = 1.0
_FAR = 3.0
"""Heights of a row between two rows: too far for one paragraph, however evenly they stand."""

_ACROSS = 0.34
_PAIRED = 0.6
_PROSE_WIDTH = 8.0
_PROSE_ROWS = 3
_CANDIDATES = 6

_MANY = 600
"""Boxes; of more only the best gap is tried, so that the time stays in proportion."""

_DEEPEST = 8
"""Columns within columns."""

_NEAR = 4
"""Neighbours on each side that a box is held against."""


def arrange(boxes: Sequence[Box]) -> tuple[Paragraph, ...]:
    """The boxes' numbers in reading order, as paragraphs of rows."""
    if not boxes:
        return ()
    found: list[Paragraph] = []
    for block in _blocks(boxes, list(range(len(boxes)))):
        found += _paragraphs(boxes, _rows(boxes, block))
    return tuple(found)


def joined(texts: Sequence[str]) -> str:
    """The texts of one row as one line: a space between words, none between CJK characters."""
    line = ""
    for text in texts:
        part = text.strip()
        if line and part and not (is_cjk(line[-1]) and is_cjk(part[0])):
            line += " "
        line += part
    return line


def pieces(rows: Iterable[tuple[Sequence[Line], bool]]) -> Iterator[tuple[str, Sequence[Line]]]:
    """What each row adds to the text, and the row: a line, a blank one before it where a paragraph
    begins. ``rows`` are in reading order, each with whether it opens a paragraph."""
    begun = False
    for row, opens in rows:
        if line := joined([one.text for one in row]):
            yield (("\n\n" if opens else "\n") + line if begun else line), row
            begun = True


def composed(lines: Sequence[Line]) -> tuple[str, tuple[Line, ...]]:
    """The lines' text in paragraphs, and the lines in that order."""
    rows = (
        ([lines[i] for i in row], number == 0)
        for paragraph in arrange([line.box for line in lines])
        for number, row in enumerate(paragraph)
    )
    found = list(pieces(rows))
    return "".join(text for text, _ in found), tuple(line for _, row in found for line in row)


def _blocks(boxes: Sequence[Box], members: list[int], within: int = 0) -> list[list[int]]:
    """``members`` as columns in reading order, parted by what lies across them."""
    if len(members) >= 4 and within < _DEEPEST:
        for left_end, right_start in _gaps(boxes, members):
            parts = _parted(boxes, members, left_end, right_start)
            if parts is not None:
                return [block for part in parts for block in _blocks(boxes, part, within + 1)]
    return [members]


def _gaps(boxes: Sequence[Box], members: list[int]) -> list[tuple[float, float]]:
    """Vertical strips that few boxes lie across, best first."""
    width = _GAP * median(boxes[i].height for i in members)
    found: list[tuple[int, int, tuple[float, float]]] = []
    lefts, rights = sorted(boxes[i].left for i in members), sorted(boxes[i].right for i in members)
    for start in sorted(set(rights)):
        left = bisect_right(rights, start)
        right = len(members) - bisect_left(lefts, start + width)
        across = len(members) - left - right
        if min(left, right) >= 2 and across <= _ACROSS * len(members):
            found.append((across, -min(left, right), (float(start), start + width)))
    tried = _CANDIDATES if len(members) <= _MANY else 1
    return [strip for _, _, strip in sorted(found)[:tried]]


def _parted(
    boxes: Sequence[Box], members: list[int], left_end: float, right_start: float
) -> list[list[int]] | None:
    """The members parted by the strip, or None where no part of them is columns."""
    parts: list[list[int]] = []
    whole: list[int] = []
    band: list[int] = []
    columns_seen = False

    def close_band() -> None:
        nonlocal columns_seen, whole, band
        left = [i for i in band if boxes[i].right <= left_end]
        right = [i for i in band if boxes[i].left >= right_start]
        if _are_columns(boxes, left, right):
            columns_seen = True
            parts.extend(part for part in (whole, left, right) if part)
            whole = []
        else:
            whole.extend(band)
        band = []

    for i in sorted(members, key=lambda i: boxes[i].top + boxes[i].bottom):
        if boxes[i].right > left_end and boxes[i].left < right_start:
            close_band()
            whole.append(i)
        else:
            band.append(i)
    close_band()
    if not columns_seen:
        return None
    return [*parts, whole] if whole else parts


def _are_columns(boxes: Sequence[Box], left: list[int], right: list[int]) -> bool:
    left_rows, right_rows = _rows(boxes, left), _rows(boxes, right)
    fewer, more = sorted((left_rows, right_rows), key=len)
    if len(fewer) < 2:
        return False
    centres = sorted(_centre(boxes, row) for row in more)
    reach = 0.35 * median(boxes[i].height for i in left + right)
    paired = 0
    for row in fewer:
        centre = _centre(boxes, row)
        place = bisect_right(centres, centre - reach)
        paired += place < len(centres) and centres[place] < centre + reach
    if paired < _PAIRED * len(fewer):
        return True
    return all(_is_prose(boxes, rows) for rows in (left_rows, right_rows))


def _is_prose(boxes: Sequence[Box], rows: list[Row]) -> bool:
    widths = [
        (boxes[row[-1]].right - boxes[row[0]].left) / max(boxes[i].height for i in row)
        for row in rows
    ]
    return len(rows) >= _PROSE_ROWS and median(widths) >= _PROSE_WIDTH


def _centre(boxes: Sequence[Box], row: Row) -> float:
    return sum(boxes[i].top + boxes[i].bottom for i in row) / (2 * len(row))


class _OpenRow:
    """A row that may still get boxes: they are held from left to right."""

    def __init__(self, boxes: Sequence[Box], first: int) -> None:
        self._boxes = boxes
        self._lefts: list[int] = []
        self._tops = self._bottoms = 0
        self.members: list[int] = []
        self.add(first)

    def add(self, i: int) -> None:
        """``i`` lies on the row."""
        box = self._boxes[i]
        place = bisect_right(self._lefts, box.left)
        self._lefts.insert(place, box.left)
        self.members.insert(place, i)
        self._tops += box.top
        self._bottoms += box.bottom

    def takes(self, i: int) -> bool:
        """Whether ``i`` overlaps by half of the lower one's height and lies beside the others."""
        box, members = self._boxes[i], self.members
        top, bottom = self._tops / len(members), self._bottoms / len(members)
        height = box.bottom - box.top
        shared = (bottom if bottom < box.bottom else box.bottom) - (
            top if top > box.top else box.top
        )
        if shared < 0.5 * (height if height < bottom - top else bottom - top):
            return False
        place = bisect_right(self._lefts, box.left)
        ends, starts = box.right - height // 2, box.left + height // 2
        for j in members[place - _NEAR if place > _NEAR else 0 : place + _NEAR]:
            other = self._boxes[j]
            if other.right > starts and ends > other.left:
                return False
        return True


def _rows(boxes: Sequence[Box], members: list[int]) -> list[Row]:
    """Members that overlap by half of the lower one's height share a row."""
    rows: list[_OpenRow] = []
    for i in sorted(members, key=lambda i: boxes[i].top + boxes[i].bottom):
        for row in rows[-2:]:
            if row.takes(i):
                row.add(i)
                break
        else:
            rows.append(_OpenRow(boxes, i))
    return [tuple(row.members) for row in rows]


def _paragraphs(boxes: Sequence[Box], rows: list[Row]) -> list[Paragraph]:
    tops = [min(boxes[i].top for i in row) for row in rows]
    bottoms = [max(boxes[i].bottom for i in row) for row in rows]
    spaces = [max(0, top - bottom) for top, bottom in zip(tops[1:], bottoms, strict=False)]
    usual = median(spaces) if len(spaces) >= 2 else 0.0
    found: list[Paragraph] = []
    current: list[Row] = [rows[0]] if rows else []
    for number, space in enumerate(spaces):
        height = min(bottoms[number] - tops[number], bottoms[number + 1] - tops[number + 1])
        least = max((0.8 if len(spaces) >= 2 else 1.5) * height, 1.7 * usual + 0.1 * height)
        if space > min(least, _FAR * height):
            found.append(tuple(current))
            current = []
        current.append(rows[number + 1])
    return [*found, tuple(current)] if current else found
