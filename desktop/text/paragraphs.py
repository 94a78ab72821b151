"""From lines of text on a picture to paragraphs that can be translated where they stand.

1. Tall boxes of Chinese or Japanese are vertical text: columns side by side are one paragraph, the
   right one first.
2. The rest is put in reading order (``order.arrange``). What lies close together on a row is one
   stretch of text; what lies apart is a cell, a button, a price, and stays for itself.
3. Stretches below one another are a chain where they stand evenly, are as large, and are aligned:
   at the left, at the right, or centred.
4. A chain is cut to paragraphs where the text says so: at list items, between rows of a menu or of
   a table, and where a line ends although the next one's first word would have had room.

How large the letters are is told by how wide the text is, far surer than by the height of its box:
a box is low around ``sour cream`` and high around ``Spaghetti``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import mean, median

from desktop.text.order import arrange, joined
from desktop.text.scripts import is_cjk, language, main_script, script
from desktop.values import Box, Line, Paragraph

SURE = 0.8
"""Certainty of the quick engine from which its words are taken for what stands there. Of lines in
a script that it can't read it gives an empty text, or the digits among the letters, at 0.5 to 0.97;
so what is sure must also be about as wide as its box."""

_TALL = 1.8
_SAME_SIZE, _SAME_HEIGHT = 1.22, 1.5
_WORD_SPACE = 0.9
"""Letter sizes between two words of one line, at most."""
_ALIGNED = 0.6
_INDENT = 4.0
_PITCH, _TIGHT = 2.3, 1.5
"""Letter sizes from one base line to the next: at most in prose, and where lines stand so close
that they belong together whatever they say. Word processors set 1.15 to 2, signs 1.1 to 1.4; menus
of programs and lists of food 1.8 and more."""
_EVEN = 0.3
_TELLING = 4
"""Words of Latin script that tell a language against the rest of the picture's."""

_ITEM = re.compile(r"\s*(?:[•◦▪‣●○■□◆★※·*–—-]\s+|[•●■◆]|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s+)")
_ENDED = re.compile(r"[.!?:;。！？：；…]['\"”’»)\]]?\s*$")
_LEADER = re.compile(r"(?:\s*[.·…_]{2,}|\s+[.·…_])\s*$")
_MEASURES = """
    eur usd gbp chf jpy cny rmb krw kr sek nok dkk zl pln kc czk ft huf tl rub inr
    kg g mg l dl cl ml m cm mm km h min s am pm x
"""
_UNITS = frozenset(_MEASURES.split())
_ADDRESS = re.compile(r"\S+://\S*|\S+@\S+\.\S+|www\.\S+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(eq=False, slots=True)
class _Stretch:
    """Text on one row, or one vertical column; ``size`` is that of its letters in pixels."""

    box: Box
    text: str
    score: float
    size: float
    row: int = 0
    mates: int = 0
    """Other stretches on its row."""
    priced: bool = False
    """Whether one of these is a number."""
    lines: list[Box] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def sure(self) -> bool:
        return self.score >= SURE and bool(self.text)


def paragraphs(lines: Sequence[Line], width: int, height: int) -> tuple[Paragraph, ...]:
    """The paragraphs of a picture of ``width`` x ``height`` pixels, in reading order.

    Each ``language`` is told only where the recognition was sure. What needs no translation
    whatever its language, numbers and prices, has its ``source`` as its ``text`` already.
    """
    frame = Box(0, 0, width, height)
    kept = [replace(line, box=line.box.clipped(frame)) for line in lines]
    kept = [line for line in kept if line.box.width > 0 and line.box.height > 0]
    upright = [line for line in kept if not _is_tall(line)]
    tall = [_stretch([line], vertical=True) for line in kept if _is_tall(line)]
    page = language_of(" ".join(line.text for line in kept if line.score >= SURE))
    found = [_paragraph(one, page) for one in _horizontal(upright)]
    for group in _vertical(tall):
        made = _paragraph(group, page, vertical=_is_vertical(group))
        middle = (made.box.top + made.box.bottom) / 2
        place = next((n for n, one in enumerate(found) if one.box.top >= middle), len(found))
        found.insert(place, made)
    return tuple(found)


def needs_none(text: str) -> bool:
    """Whether ``text`` is the same in every language: numbers, prices, times, measures, signs,
    addresses of the web and of mail."""
    words = _WORD.findall(_ADDRESS.sub("", text))
    return all(word.casefold() in _UNITS for word in words)


def main_language(paragraphs: Sequence[Paragraph]) -> str:
    """The language that most of the text is in, empty where none is known: what is remembered of a
    language goes by it."""
    letters: Counter[str] = Counter()
    for one in paragraphs:
        if one.language:
            letters[one.language] += len(one.source)
    return max(letters, key=lambda tag: letters[tag], default="")


def together(paragraphs: Sequence[Paragraph]) -> tuple[str, str]:
    """``(text, source)`` of the whole picture: a blank line between two paragraphs. What has no
    translation stands in the text as it is, so that nothing is lost."""
    texts = [one.text or one.source for one in paragraphs]
    sources = [one.source for one in paragraphs]
    return "\n\n".join(filter(None, texts)), "\n\n".join(filter(None, sources))


# Stretches.


def _stretch(lines: Sequence[Line], *, vertical: bool = False) -> _Stretch:
    text = joined([line.text for line in lines])
    box = Box.around([line.box for line in lines])
    across, down = (box.height, box.width) if vertical else (box.width, box.height)
    score = min(line.score for line in lines)
    wide = _advance(text)
    size = across / wide if wide >= 2 else down * 0.8
    if text and not 0.5 * down * wide < across < 1.35 * down * (wide + 0.7):
        score, size = min(score, SURE / 2), down * 0.8  # so wide it says something else
    return _Stretch(box, text, score, size, lines=[line.box for line in lines])


def _advance(text: str) -> float:
    """How wide the text is set, about, in sizes of its letters."""
    wide = 0.0
    for sign in text:
        if is_cjk(sign) or script(sign) == "Hang":
            wide += 1.0
        elif sign in " .,:;'!|ijltfrI()[]-/1":
            wide += 0.33
        else:
            wide += 0.8 if sign in "mwMW@%" else 0.66 if sign.isupper() else 0.55
    return wide


def _is_tall(line: Line) -> bool:
    return line.box.height >= _TALL * line.box.width and len(line.text.strip()) != 1


def _is_vertical(group: Sequence[_Stretch]) -> bool:
    """Whether it is written downwards, not sideways."""
    text = "".join(one.text for one in group)
    return not text or 2 * sum(map(is_cjk, text)) >= len(text)


def _cells(row: Sequence[Line], number: int) -> list[_Stretch]:
    """The stretches of a row, from left to right."""
    parts: list[list[Line]] = []
    for line in row:
        if parts and _goes_on(parts[-1][-1], line):
            parts[-1].append(line)
        else:
            parts.append([line])
    cells = [_stretch(_in_order(part)) for part in parts]
    for cell in cells:
        others = [one for one in cells if one is not cell]
        cell.row, cell.mates = number, len(others)
        cell.priced = any(one.text and needs_none(one.text) for one in others)
    return cells


def _goes_on(before: Line, line: Line) -> bool:
    one, two = _stretch([before]), _stretch([line])
    size = max(one.size, two.size)
    gap = line.box.left - before.box.right
    close = 0.5 if needs_none(before.text) != needs_none(line.text) else _WORD_SPACE
    return gap <= close * size and _as_large(one, two)


def _in_order(part: Sequence[Line]) -> Sequence[Line]:
    right_to_left = main_script(" ".join(line.text for line in part)) in ("Arab", "Hebr")
    return part[::-1] if right_to_left else part


def _as_large(one: _Stretch, two: _Stretch) -> bool:
    high, low = sorted((one.box.height, two.box.height), reverse=True)
    if high > _SAME_HEIGHT * low:
        return False
    if min(_advance(one.text), _advance(two.text)) < 2.5:
        return True  # of so little text the width tells nothing
    large, small = max(one.size, two.size), min(one.size, two.size)
    return large <= _SAME_SIZE * small


# Horizontal text.


def _horizontal(lines: Sequence[Line]) -> list[list[_Stretch]]:
    """The paragraphs, each as its stretches from top to bottom, in reading order."""
    found: list[list[_Stretch]] = []
    for block in arrange([line.box for line in lines]):
        chains: list[list[_Stretch]] = []
        for number, row in enumerate(block):
            free = list(chains)
            for cell in _cells([lines[i] for i in row], number):
                chain = next((one for one in free if _is_below(one, cell)), None)
                if chain is None:
                    chains.append([cell])
                else:
                    free.remove(chain)
                    chain.append(cell)
        parts = [part for chain in chains for part in _cut(chain)]
        found += sorted(parts, key=lambda part: (part[0].row, part[0].box.left))
    return found


def _is_below(chain: Sequence[_Stretch], cell: _Stretch) -> bool:
    """Whether the cell goes on with the chain, by where it stands and how large it is."""
    last = chain[-1]
    size = max(last.size, cell.size)
    pitch = (cell.middle - last.middle) / size
    if not 0.6 <= pitch <= _PITCH or not _as_large(last, cell):
        return False
    if len(chain) > 1:
        usual = median(two.middle - one.middle for one, two in pairwise(chain))
        if abs(cell.middle - last.middle - usual) > _EVEN * size:
            return False
    return _is_aligned(chain, cell, size)


def _is_aligned(chain: Sequence[_Stretch], cell: _Stretch, size: float) -> bool:
    last, reach = chain[-1].box, _ALIGNED * size
    further = cell.box.left - last.left
    if abs(further) <= reach:
        return True
    near = abs(further) <= _INDENT * size
    if len(chain) == 1 and near:
        hangs = bool(_ITEM.match(chain[0].text)) and further > 0
        opens = further < 0 and last.right >= cell.box.right - 3 * size
        if hangs or opens:
            return True
    if len(chain) > 1 and near and abs(chain[-2].box.left - last.left) <= reach:
        return False  # a first line, set in
    if abs(cell.box.left + cell.box.right - last.left - last.right) <= 2 * reach:
        return True
    return abs(cell.box.right - last.right) <= reach


def _cut(chain: Sequence[_Stretch]) -> list[list[_Stretch]]:
    """The chain's paragraphs."""
    edge = max(one.box.right for one in chain)
    left = sorted(one.box.left for one in chain)
    centred = len(chain) > 1 and left[-1] - left[0] > _ALIGNED * chain[0].size
    entries = all(one.text[:1].isupper() or one.text[:1].isdigit() for one in chain[1:])
    found = [[chain[0]]]
    for before, one in pairwise(chain):
        if _parts(before, one, edge, centred=centred, entries=entries):
            found.append([one])
        else:
            found[-1].append(one)
    return found


def _parts(before: _Stretch, one: _Stretch, edge: int, *, centred: bool, entries: bool) -> bool:
    """Whether a paragraph ends with ``before``, and the next begins with ``one``.

    ``edge`` is the right one of their chain; ``entries``: each line of it begins as a sentence.
    """
    size = max(before.size, one.size)
    tight = one.middle - before.middle <= _TIGHT * size
    if not before.sure or not one.sure:
        return not tight  # nobody knows what they say
    if _ITEM.match(one.text):
        return True
    if needs_none(before.text) or needs_none(one.text):
        return True
    if before.priced and one.priced:
        return True  # two rows of a menu, however they are written
    had_room = not centred and before.box.right + _first_word(one) < edge
    begins_small = one.text.lstrip("\"'“„«([")[:1].islower()
    if begins_small and not _ENDED.search(before.text) and (tight or not had_room):
        return False
    if before.mates and one.mates and (before.priced == one.priced or not tight):
        return True  # rows of a table, or of a menu
    return had_room or (entries and not tight)


def _first_word(one: _Stretch) -> float:
    """Pixels that the first word takes at the end of another line, with its space."""
    words = one.text.split()
    if is_cjk(one.text[0]):
        return 1.3 * one.size
    return (_advance(words[0]) + 0.6) * one.size if words else 0.0


# Vertical text.


def _vertical(columns: Sequence[_Stretch]) -> list[list[_Stretch]]:
    """Columns side by side as paragraphs: from top to bottom, then from right to left."""
    groups: list[list[_Stretch]] = []
    for column in sorted(columns, key=lambda one: -one.box.right):
        group = next((one for one in groups if _is_beside(one[-1], column)), None)
        if group is None:
            groups.append([column])
        else:
            group.append(column)
    tiers: list[list[list[_Stretch]]] = []
    for group in sorted(groups, key=lambda one: one[0].box.top):
        if tiers and group[0].box.top < tiers[-1][0][0].box.bottom:
            tiers[-1].append(group)
        else:
            tiers.append([group])
    return [group for tier in tiers for group in sorted(tier, key=lambda one: -one[0].box.right)]


def _is_beside(right: _Stretch, left: _Stretch) -> bool:
    size = max(right.box.width, left.box.width)
    gap = right.box.left - left.box.right
    return (
        -0.3 * size <= gap <= 1.2 * size
        and size <= _SAME_HEIGHT * min(right.box.width, left.box.width)
        and abs(right.box.top - left.box.top) <= 1.5 * size
        and _is_vertical([right]) == _is_vertical([left])
        and bool(_is_vertical([left]))
    )


# The paragraph.


def _paragraph(stretches: Sequence[_Stretch], page: str, *, vertical: bool = False) -> Paragraph:
    source = _LEADER.sub("", flowing([one.text for one in stretches]))
    rows = tuple(Box.around(one.lines) for one in stretches)
    sure = bool(source) and mean(one.score for one in stretches) >= SURE
    tag = language_of(source, page) if sure else ""
    text = source if sure and needs_none(source) else ""
    return Paragraph(Box.around(rows), rows, source, text, tag, vertical=vertical)


def language_of(source: str, page: str = "") -> str:
    """The language of a paragraph on a picture that is mostly in ``page``, empty when the evidence
    is thin: one small word tells much of a page, and nothing of two words."""
    found = language(source)
    if found == "zh" and page == "ja":
        return page  # a word of Japanese in Chinese characters
    if main_script(source) == "Latn" and found != page and len(_WORD.findall(source)) < _TELLING:
        return ""
    return found


def flowing(lines: Iterable[str]) -> str:
    """The lines as one: a space between words, none between CJK characters, and the halves of a
    word that a hyphen parts at the end of a line joined."""
    text = ""
    for line in lines:
        text = _on(text, line.strip())
    return text


def _on(source: str, line: str) -> str:
    if len(source) > 1 and source[-1] in "-\u2010\u00ad" and source[-2].isalpha():
        if line[:1].islower():
            return source[:-1] + line
        return source + line if source[-1] != "\u00ad" else source[:-1] + line
    return joined([source, line])
