"""Texts with their places, out of what HunyuanOCR writes for them.

The makers' own scorers (``task_scorers/spotting.py`` and ``layout.py`` of Tencent-Hunyuan/HunyuanOCR)
name the forms, with coordinates from 0 to 1000:

- ``[{"box": [x0, y0, x1, y1], "text": "…"}]``, of a layout ``{"bbox": "[[x, y] …]", "layout_type": …}``
- ``text(x0,y0),(x1,y1)text(x0,y0),(x1,y1)``
- ``<ref>text</ref><quad>(x0,y0),(x1,y1)</quad>`` and ``<quad><pos_x0><pos_y0>…</quad><ref>text</ref>``
- ``text<hy-meta><layout>kind</layout><quad>(x,y),(x,y),(x,y),(x,y)</quad></hy-meta>``

None is taken by its grammar: the answer is cut where an item must begin or end, and each item is
searched for what it holds, so that what is broken in one doesn't reach the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

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
RUN = re.compile(rf"{_PAIR}(?:\s?[,，]\s?{_PAIR})+")
_TAG = re.compile(r"</?(?:ref|quad|poly|layout|hy-meta)>|<pos_\d{1,4}>")
_NUMBERS = re.compile(rf"(?<![\w.]){_NUMBER}")
_CUT_PLACE = re.compile(
    rf"\(\s?{_NUMBER}\s?(?:[,，](?:\s?{_NUMBER}(?:\s?\)\s?(?:[,，]\s?(?:\(\s?(?:{_NUMBER}[,，]?)?)?)?)?)?)?"
    r"[\d.,]{0,9}\Z"
)
_FORM = re.compile(
    rf"(?P<json>{_OPENS.pattern})|(?P<plain>{RUN.pattern})|(?P<tags><(?:ref|quad|hy-meta)>)",
    re.IGNORECASE,
)


def items(raw: str) -> list[Item] | None:
    """The items of an answer in the order it has them; None where it is in none of the forms."""
    match = _FORM.search(raw)
    if not match:
        return None
    return _READERS[match.lastgroup or ""](raw)


def _from_json(raw: str) -> list[Item]:
    starts = [match.start() for match in _OPENS.finditer(raw)]
    found = [
        _item(raw[start:end]) for start, end in zip(starts, [*starts[1:], len(raw)], strict=True)
    ]
    return [item for item in found if item.text or item.points or item.label]


_KEY = re.compile(rf"[\"'“]?({_ANY_KEY})[\"'”]?\s{{0,9}}[:：]\s{{0,9}}", re.IGNORECASE)
_BOX = re.compile(r"[\s\"'\[({]*+-?\d[\d\s.,+\-\[\]()\"'，]*+|\{[^{}]{0,200}\}")
_STRING = {
    quote: re.compile(
        rf"{quote}((?:[^{quote}\\]++|\\.|{quote}(?!\s*+(?:,\s*+[\"']?{_ANY_KEY}[\"']?\s*+:|"
        rf"[}}\]][\s,;}}\]`]*+\Z|,?\s*+\Z)))*+)(?:{quote}|\\?\Z)",
        re.IGNORECASE | re.DOTALL,
    )
    for quote in "\"'"
}
_BARE = re.compile(r"[^,{}\[\]\"\n]*")
_TAIL = re.compile(r"[\s,;}\]`]++\Z")


def _item(chunk: str) -> Item:
    """The item in ``{"box": …, "text": "…"}`` and what follows up to the next; each may lack."""
    text, label, points = "", "", ()
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
            value, place = _unescaped(string[1]), string.end()
            if place == len(chunk) and not chunk.endswith(string[0][:1]):
                value = value.removesuffix("\\")
        else:
            bare = _BARE.match(chunk, place)
            value, place = (bare[0].strip(), bare.end()) if bare else ("", place)
        if re.fullmatch(_TEXT_KEY, key):
            text = f"{text} {value}".strip()
        else:
            label = label or value.strip()
    return Item(text, label, points)


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "\n"}


def _unescaped(value: str) -> str:
    if "\\" not in value:
        return value
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        pass
    # LaTeX whose backslashes weren't doubled: what is no escape of JSON stays.
    return _ESCAPE.sub(
        lambda match: (
            chr(int(match[1], 16))
            if match[1]
            else match[2]
            if match[2] in '"\\/'
            else _LETTERS.get(match[2], match[0])
        ),
        value,
    )


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
            found.append(Item(text.strip().lstrip(",，").strip(), points=points))
    rest = (held + raw[place:]).strip(" \n\t,，")
    rest = _CUT_PLACE.sub("", rest).strip()
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


def _from_tags(raw: str) -> list[Item]:
    """Cuts the answer where each item begins, or ends for ``hy-meta``, whatever tags it lacks."""
    found: list[Item] = []
    if "<hy-meta>" in raw:
        for chunk in raw.split("</hy-meta>"):
            text, _, meta = chunk.partition("<hy-meta>")
            label, _, place = meta.partition("</layout>")
            found.append(_tagged(text, label, place))
    else:
        opening = "<quad>" if 0 <= raw.find("<quad>") < _found(raw, "<ref>") else "<ref>"
        before, *chunks = raw.split(opening)
        found.append(_tagged(before, "", ""))
        for chunk in chunks:
            if opening == "<quad>":
                place, _, text = chunk.partition("</quad>")
                found.append(_tagged(text, "", place))
                continue
            text, _, rest = chunk.partition("<quad>")
            place, _, more = rest.partition("</quad>")
            found += [_tagged(text, "", place), _tagged(more, "", "")]
    return [item for item in found if item.text or item.label or item.points]


def _found(raw: str, mark: str) -> int:
    place = raw.find(mark)
    return len(raw) if place < 0 else place


def _tagged(text: str, label: str, place: str) -> Item:
    numbers = _points(place.replace("<pos_", " "))
    return Item(_TAG.sub("", text).strip(), _TAG.sub("", label).strip(), numbers)


_READERS: dict[str, Callable[[str], list[Item]]] = {
    "json": _from_json,
    "plain": _from_runs,
    "tags": _from_tags,
}
