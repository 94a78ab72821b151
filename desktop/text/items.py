"""Texts with their places, out of what HunyuanOCR writes for them.

The makers' own scorers (``task_scorers/spotting.py`` and ``layout.py`` in the repository
Tencent-Hunyuan/HunyuanOCR) name the forms, with coordinates from 0 to 1000:

- ``[{"box": [x0, y0, x1, y1], "text": "…"}]``, of a layout
  ``[{"bbox": "[[x, y], …]", "layout_type": "…", "text": "…"}]``
- ``text(x0,y0),(x1,y1)text(x0,y0),(x1,y1)``
- ``<ref>text</ref><quad>(x0,y0),(x1,y1)</quad>``
- ``<quad><pos_x0><pos_y0><pos_x1><pos_y1></quad><ref>text</ref>``
- ``text<hy-meta><layout>kind</layout><quad>(x,y),(x,y),(x,y),(x,y)</quad></hy-meta>``

None is taken by its grammar: the answer is cut where an item must begin or end, and each item is
searched for what it holds, so that what is broken in one doesn't reach the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from desktop.text.loose_json import unescaped

Points = tuple[float, ...]
"""x and y in turn, 0 to 1000: two corners or more; empty where there is no place."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text, what it is (``label``: title, table … of a layout), and its place."""

    text: str
    label: str = ""
    points: Points = ()


_BOX_KEY = (
    r"(?:b?box(?:_2d|2d)?|bounding_?box|coord(?:inate)?s?|location|position|polygon|poly|quad|points|"
    r"rect)"
)
_TEXT_KEY = r"(?:text(?:_content)?|content|value|words?|line|transcription)"
_LABEL_KEY = r"(?:layout_?type|layout|type|category|label|class(?:_name)?)"
_ANY_KEY = rf"(?:{_BOX_KEY}|{_TEXT_KEY}|{_LABEL_KEY})"
_NUMBER = r"-?\d+(?:\.\d+)?"
_PAIR = rf"\(\s?{_NUMBER}\s?[,，]\s?{_NUMBER}\s?\)"

_OPENS = re.compile(rf"\{{\s{{0,9}}[\"'“]?{_ANY_KEY}[\"'”]?\s{{0,9}}[:：]", re.IGNORECASE)
RUN = re.compile(rf"{_PAIR}(?:\s?[,，]\s?{_PAIR})++")
_TAG = re.compile(r"</?(?:ref|quad|poly|layout|hy-meta)>|<pos_\d{1,4}>")
_NUMBERS = re.compile(rf"(?<![\w.]){_NUMBER}")
_FENCES = re.compile(r"\A\s*```[\w+-]*(?:\n|\Z)|\n```\s*\Z|\A```\Z")
_CUT_PLACE = re.compile(
    rf"\(\s?{_NUMBER}\s?(?:[,，](?:\s?{_NUMBER}(?:\s?\)\s?(?:[,，]\s?(?:\(\s?(?:{_NUMBER}[,，]?)?)?)?)?)?)?"
    r"[\d.,]{0,9}\Z"
)
_FORM = re.compile(
    rf"(?P<json>{_OPENS.pattern})|(?P<plain>{RUN.pattern})|(?P<ref><ref>)|(?P<quad><quad>)"
    r"|(?P<meta><hy-meta>)",
    re.IGNORECASE,
)


def items(raw: str) -> list[Item] | None:
    """The items of an answer in the order it has them; None where it is in none of the forms."""
    match = _FORM.search(raw)
    return _READERS[match.lastgroup or ""](raw) if match else None


class Arriving:
    """The same items while the answer still arrives: each as soon as it is complete."""

    def __init__(self) -> None:
        self._form = ""
        self._pieces: list[str] = []
        self._end = ""

    def add(self, piece: str) -> list[Item]:
        """The items that ``piece`` completes."""
        # Only the end is searched, and the whole is put together only where an item is complete:
        # an answer of single characters takes no more time than its length.
        self._pieces.append(piece)
        window = self._end + piece
        self._end = window[-_OVERLAP:]
        if not self._form:
            match = _FORM.search(window)
            self._form = (match.lastgroup or "") if match else ""
        if not self._form or not self._cut(window):
            return []
        pending = "".join(self._pieces)
        place = self._cut(pending)
        self._pieces = [pending[place:]]
        self._end = self._pieces[0][-_OVERLAP:]
        return _READERS[self._form](pending[:place]) if place else []

    def _cut(self, text: str) -> int:
        """Where the last item that is complete ends; 0 where none is."""
        place = 0
        for match in _BREAKS[self._form].finditer(text):
            if match.lastgroup == "whole":
                place = match.end()
            elif match.lastgroup == "next":
                place = match.start()
        return place


def _from_json(raw: str) -> list[Item]:
    starts = [match.start() for match in _OPENS.finditer(raw)]
    return _filled([_item(raw[start:end]) for start, end in pairwise([*starts, len(raw)])])


_KEY = re.compile(rf"[\"'“]?({_ANY_KEY})[\"'”]?\s{{0,9}}[:：]\s{{0,9}}", re.IGNORECASE)
_BOX = re.compile(r"[\s\"'\[({]*+-?\d[\d\s.,+\-\[\]()\"'，]*+|\{[^{}]{0,200}\}")
_STRING = {
    quote: re.compile(
        rf"{quote}((?:[^{quote}\\]++|\\.|{quote}(?!\s*+(?:,\s*+[\"']?{_ANY_KEY}[\"']?\s*+:|"
        rf"[}}\]][\s,;}}\]`]*+\Z|,?\s*+\Z)))*+)({quote}?)\\?",
        re.IGNORECASE | re.DOTALL,
    )
    for quote in "\"'"
}
_BARE = re.compile(r"[^,{}\[\]\"\n]*")


def _item(chunk: str) -> Item:
    """The item in ``{"box": …, "text": "…"}`` and what follows up to the next; each may lack."""
    text, label = "", ""
    points: Points = ()
    place = 1
    while match := _KEY.search(chunk, place):
        key, place = match[1].lower(), match.end()
        if re.fullmatch(_BOX_KEY, key):
            if box := _BOX.match(chunk, place):
                points, place = _points(box[0]), box.end()
            continue
        string = (
            _STRING[chunk[place]].match(chunk, place)
            if chunk[place : place + 1] in _STRING
            else None
        )
        if string:
            value, place = unescaped(string[1]), string.end()
            if not string[2]:
                value = _unclosed(value)
        else:
            bare = _BARE.match(chunk, place)
            value, place = (bare[0].strip(), bare.end()) if bare else ("", place)
        if re.fullmatch(_TEXT_KEY, key):
            text = f"{text} {value}".strip()
        else:
            label = label or value.strip()
    return Item(text, label, points)


def _unclosed(value: str) -> str:
    """A text without the brackets that a missing quote has put into it."""
    bare = value.rstrip(" \n\t,]`\\")
    return bare[:-1].rstrip() if bare.endswith("}") else value


def _points(written: str) -> Points:
    numbers = [float(number[:12]) for number in _NUMBERS.findall(written)[:64]]
    if len(numbers) < 4:
        return ()
    return tuple(numbers[:4] if len(numbers) < 8 else numbers[: len(numbers) // 2 * 2])


def _from_runs(raw: str) -> list[Item]:
    found: list[Item] = []
    place, held = 0, ""
    matches = list(RUN.finditer(raw))
    for number, match in enumerate(matches):
        text = held + raw[place : match.start()]
        place, held = match.end(), ""
        follows = matches[number + 1].start() if number + 1 < len(matches) else len(raw)
        points = _points(match[0])
        if len(points) % 4 == 2 or len(points) == 6:
            # The text itself ends with a pair: ``see (12,3),(x0,y0),(x1,y1)``.
            comma = match[0].index(")") + 1
            text, points = text + match[0][:comma], points[2:]
        elif follows == place < len(raw) and not _is_line(points):
            # So does this one: ``points (2,4),(3,3)(x0,y0),(x1,y1)``.
            held = text + match[0]
            continue
        if len(points) >= 8 and not _is_quad(points):
            points = points[:4]
        if text.strip(" \n\t,，"):
            found.append(Item(_bare(text.strip().lstrip(",，")), points=points))
    rest = _bare(_CUT_PLACE.sub("", (held + raw[place:]).strip(" \n\t,，")))
    return [*found, Item(rest)] if rest else found


def _is_line(points: Points) -> bool:
    """Whether the two corners can hold a line of text: no text is 3 thousandths of a page high."""
    return points[2] - points[0] > 3 and points[3] - points[1] > 3


def _is_quad(points: Points) -> bool:
    """Whether the first and the third of four corners lie across from each other."""
    across, down = points[0:8:2], points[1:8:2]
    width, height = max(across) - min(across), max(down) - min(down)
    return (
        abs(abs(across[2] - across[0]) - width) <= 15 + 0.2 * width
        and abs(abs(down[2] - down[0]) - height) <= 15 + 0.2 * height
    )


def layout_items(raw: str) -> list[Item]:
    """The items of an answer in the form with ``<hy-meta>``."""
    found = []
    for chunk in raw.split("</hy-meta>"):
        text, _, meta = chunk.partition("<hy-meta>")
        label, _, place = meta.partition("</layout>")
        found.append(_tagged(text, label, place))
    return _filled(found)


def _from_refs(raw: str) -> list[Item]:
    before, *chunks = raw.split("<ref>")
    found = [_tagged(before, "", "")]
    for chunk in chunks:
        text, _, rest = chunk.partition("<quad>")
        place, _, more = rest.partition("</quad>")
        found += [_tagged(text, "", place), _tagged(more, "", "")]
    return _filled(found)


def _from_quads(raw: str) -> list[Item]:
    before, *chunks = raw.split("<quad>")
    found = [_tagged(before, "", "")]
    for chunk in chunks:
        place, _, text = chunk.partition("</quad>")
        found.append(_tagged(text, "", place))
    return _filled(found)


def _filled(found: list[Item]) -> list[Item]:
    return [item for item in found if item.text or item.label or item.points]


def _tagged(text: str, label: str, place: str) -> Item:
    numbers = _points(place.replace("<pos_", " "))
    return Item(_bare(_TAG.sub(" ", text)), _TAG.sub(" ", label).strip(), numbers)


def _bare(text: str) -> str:
    """The text without a code fence that was opened before it or closed behind it."""
    return _FENCES.sub("", text).strip()


_READERS: dict[str, Callable[[str], list[Item]]] = {
    "json": _from_json,
    "plain": _from_runs,
    "ref": _from_refs,
    "quad": _from_quads,
    "meta": layout_items,
}

_BREAKS = {
    "json": re.compile(rf"(?P<next>{_OPENS.pattern})", re.IGNORECASE),
    # A run may still grow, and a bracket behind it may open the real place (see ``_from_runs``).
    "plain": re.compile(rf"{RUN.pattern}(?P<whole>\s?(?=[^\s,，(]))?"),
    "ref": re.compile("(?P<next><ref>)"),
    "quad": re.compile("(?P<next><quad>)"),
    "meta": re.compile("(?P<whole></hy-meta>)"),
}
"""Where an item ends for certain (``whole``) or the next one begins (``next``)."""

_OVERLAP = 160
"""Characters; longer than what is searched for ever is."""
