"""What HunyuanOCR answers to a translation: the text it read, and then the translation of it.

Nothing marks where the one ends, so the place is found by what is known of the two: the translation
is in the language asked for, the source isn't, and both have as many paragraphs or lines.

0. Where the source is known from elsewhere, the cut is where it ends.
1. A blank line with as many lines before it as after it parts them.
2. Where the scripts differ, the cut is where the target's begins.
3. Else they are the halves of an even number of paragraphs or lines.

The halves' languages may speak against 1 and 3; then, and when nothing tells, the text stays whole.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from desktop.text.scripts import language, main_script, script

_SCRIPT_OF = {
    "ar": "Arab",
    "el": "Grek",
    "he": "Hebr",
    "hi": "Deva",
    "ja": "Kana",
    "ko": "Hang",
    "ru": "Cyrl",
    "th": "Thai",
    "uk": "Cyrl",
    "zh": "Hani",
}


_ALIKE = 0.8
"""Share of its characters, in order, that another engine reads as well (``source_end``): of clear
print nearly all are the same, and of two texts in one language, about half."""

_WHOLE = 0.95


def split_translation(
    text: str, to: str, known: str = "", *, whole: bool = True
) -> tuple[str, str]:
    """``(source, translation)`` of an answer translated to ``to``, a BCP-47 tag.

    ``known`` is the source as another engine has read it, if one has. ``("", text)`` when the two
    can't be told apart, so that nothing is ever lost.

    Not ``whole``: the text is that of one paragraph, whose source stands in it for certain; then
    what is about the first half is the source, where nothing else tells and ``known`` is in another
    script: what the other engine can't read.
    """
    if not text.strip():
        return "", text
    if known and (place := source_end(text, known)) is not None:
        source, translation = text[:place].strip(), text[place:].strip()
        return (source, translation) if translation else ("", text)
    return (
        _by_blank_line(text, to)
        or _by_script(text, to)
        or _halves(text, "\n\n", to)
        or _halves(text, "\n", to)
        or (None if whole or main_script(known) == main_script(text) else _middle(text))
        or ("", text)
    )


def source_end(text: str, known: str, *, whole: bool = True) -> int | None:
    """Where the line ends with which ``known`` ends in ``text``; None where none is alike.

    Not ``whole``: of a text that still arrives, as soon as nothing of the source can follow.
    """
    wanted = "".join(known.split()).casefold()
    ends = [place for place, sign in enumerate(text) if sign == "\n"]
    if whole:
        ends.append(len(text))
    best, found = _ALIKE, None
    for end in ends:
        head = "".join(text[:end].split()).casefold()
        if len(head) * 5 > len(wanted) * 6 + 10:
            break
        if len(head) < len(wanted) * (_ALIKE if whole else _WHOLE) - 1:
            continue
        alike = SequenceMatcher(None, head, wanted, autojunk=False).ratio()
        if alike > best:
            best, found = alike, end
    return found


def _by_blank_line(text: str, to: str) -> tuple[str, str] | None:
    halves = _halves(text, "\n\n", to)
    if halves is None:
        return None
    before, after = (sum(bool(line.strip()) for line in half.split("\n")) for half in halves)
    return halves if before == after else None


def _by_script(text: str, to: str) -> tuple[str, str] | None:
    """Cut where the target's script begins to be the main one for good."""
    target = _SCRIPT_OF.get(to, "Latn")
    lines = text.split("\n")
    scripts = [_script(line) for line in lines]
    lettered = [number for number, script in enumerate(scripts) if script]
    if not lettered or scripts[lettered[-1]] != target:
        return None
    # Names and numbers keep their script in a translation, and a source may hold words in the
    # target's: so the cut is where most of what is before is foreign and most of what is after
    # is not.
    best, cut = 0, None
    for place in lettered[1:]:
        if scripts[place] != target:
            continue
        before = [scripts[n] for n in lettered if n < place]
        after = [scripts[n] for n in lettered if n >= place]
        foreign, own = sum(s != target for s in before), sum(s == target for s in after)
        score = foreign - (len(before) - foreign) + own - (len(after) - own)
        if foreign * 2 > len(before) and own * 2 > len(after) and score > best:
            best, cut = score, place
    return _cut(lines, cut) if cut is not None else None


def _script(line: str) -> str:
    """The line's script; Latin only where little else is: names stay Latin in every script."""
    counts = Counter(filter(None, map(script, line)))
    if (latin := counts["Latn"]) and counts.total() - latin >= 0.15 * counts.total():
        line = "".join(character for character in line if script(character) != "Latn")
    return main_script(line)


def _halves(text: str, separator: str, to: str) -> tuple[str, str] | None:
    """The two halves of an even number of parts, unless their languages speak against it."""
    parts = text.split(separator)
    filled = [number for number, part in enumerate(parts) if part.strip()]
    if len(filled) < 2 or len(filled) % 2:
        return None
    middle = filled[len(filled) // 2]
    source = separator.join(parts[:middle]).strip()
    translation = separator.join(parts[middle:]).strip()
    return (source, translation) if _may_be(source, translation, to) else None


def _middle(text: str) -> tuple[str, str] | None:
    """What comes before and after the line break that is nearest to the middle of the text."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return None
    if len(lines) % 2 == 0:
        return _cut(lines, len(lines) // 2)
    lengths = [len(line) for line in lines]
    before = [sum(lengths[:place]) for place in range(1, len(lines))]
    nearest = min(before, key=lambda length: abs(2 * length - sum(lengths)))
    return _cut(lines, before.index(nearest) + 1)


def _may_be(source: str, translation: str, to: str) -> bool:
    was, now = language(source), language(translation)
    if main_script(translation) != _SCRIPT_OF.get(to, "Latn") and now != to:
        return False
    if now not in ("", to):
        return False
    # A first half in the target's language is the first half of a translation without its source.
    return was != to or source == translation


def _cut(lines: list[str], place: int) -> tuple[str, str]:
    return "\n".join(lines[:place]).strip(), "\n".join(lines[place:]).strip()
