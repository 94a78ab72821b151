"""Which voice each part of a text wants: runs of one language.

1. Words are found, and cut where the script changes (``使用Sightread``); a foreign letter or two in
   a word of another alphabet (a homoglyph, ``α-helix``) change nothing.
2. A script tells the language, or the language of the reading does where it is written in that
   script. Latin words keep the voice of a Latin reading, unless a clear stretch of several words is
   in another language; in a reading of another script they are English, unless they tell otherwise.
3. Digits, marks and blanks between two runs go with the neighbour that they belong to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from desktop.text.scripts import language as guessed
from desktop.text.scripts import (
    language_of_script,
    latin_scores,
    main_script,
    primary,
    runs,
    script_of_language,
)


@dataclass(frozen=True, slots=True)
class VoiceRun:
    """``text[start:end]`` is for a voice of ``language`` (BCP-47); empty: the default voice."""

    start: int
    end: int
    language: str


@dataclass(slots=True)
class _Piece:
    """Letters of one script."""

    start: int
    end: int
    script: str
    language: str = ""


_ALPHABETS = frozenset(("Latn", "Cyrl", "Grek"))
"""Scripts that share the shapes of letters, and whose words are parted by blanks."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SEGMENT = re.compile(r"[.!?…:;\"“”„«»‹›()\[\]—\n\t]+")
_OPENING = frozenset("([{“‘«‹„‚「『（〈《【〔［｛¿¡")
_CLOSING = frozenset(")]}”’»›」』）〉》】〕］｝")
_UNIT = re.compile(
    r"(?:[kcmµ]?m|[kKMGT]?B|[kKMGT]bps|[mµk]?g|m?l|k?W|kWh|[km]?V|m?Ah?|[kMG]?Hz|px|pt|dpi|fps"
    r"|h|s|ms|min|[CF]|dB|°C)",
)
_FOREIGN_WORDS = 4
"""So many words a stretch needs to be heard in another language of the same script."""


def voice_runs(text: str, language: str) -> tuple[VoiceRun, ...]:
    """The runs of ``text``, without gaps; ``language`` is that of the reading, empty if unknown.

    No run is of marks alone, unless all of the text is. Linear, and nothing raises.
    """
    if not text:
        return ()
    base = language or guessed(text)
    pieces = list(_pieces(text))
    _name(text, pieces, base)
    return tuple(_joined(text, pieces, base))


def _pieces(text: str) -> Iterator[_Piece]:
    for word in _WORD.finditer(text):
        if word[0].isascii():
            yield _Piece(word.start(), word.end(), "Latn")
            continue
        found = [run for run in runs(word[0]) if run.script]
        if len(found) > 1 and all(run.script in _ALPHABETS for run in found):
            letters: Counter[str] = Counter()
            for run in found:
                letters[run.script] += run.end - run.start
            yield _Piece(word.start(), word.end(), letters.most_common(1)[0][0])
            continue
        for run in found:
            yield _Piece(word.start() + run.start, word.start() + run.end, run.script)


def _kind(piece: _Piece) -> str:
    return "Hani" if piece.script == "Kana" else piece.script


def _name(text: str, pieces: Sequence[_Piece], base: str) -> None:
    """Gives each piece its language, stretch by stretch of one script."""
    at_home = script_of_language(base)
    for script, group in groupby(pieces, _kind):
        stretch = list(group)
        words = text[stretch[0].start : stretch[-1].end]
        if script == "Latn" and at_home == "Latn":
            _name_latin(text, stretch, base)
            continue
        if script == "Latn":
            named = base if _stays(text, stretch) else _foreign_latin(words)
        elif script == "Hani":
            named = _han(words, base)
        elif script == at_home or (script == "Grek" and len(words) == 1 and base):
            named = base
        else:
            named = _of_script(words, script)
        for piece in stretch:
            piece.language = named


def _stays(text: str, stretch: Sequence[_Piece]) -> bool:
    """Whether Latin letters belong to the sentence around them: one letter, a unit of measure."""
    if len(stretch) > 1:
        return False
    start, end = stretch[0].start, stretch[0].end
    if end - start == 1:
        return True
    before = text[max(0, start - 2) : start].rstrip()
    return before[-1:].isdigit() and _UNIT.fullmatch(text, start, end) is not None


def _foreign_latin(words: str) -> str:
    return guessed(words) or "en"


def _han(words: str, base: str) -> str:
    """Chinese or Japanese: the base where it is one of them, unless kana speak against it."""
    japanese = main_script(words) == "Kana"
    if script_of_language(base) in ("Hani", "Kana"):
        return "ja" if japanese else base
    return "ja" if japanese else "zh"


def _of_script(words: str, script: str) -> str:
    if script == "Arab" and any(letter in "ٹڈڑےں" for letter in words):
        return "ur"
    if script == "Arab" and any(letter in "پچژگ" for letter in words):
        return "fa"
    return guessed(words) if script == "Cyrl" else language_of_script(script)


def _name_latin(text: str, stretch: Sequence[_Piece], base: str) -> None:
    """The base, but for the sentences, quotations and brackets that are clearly in another."""
    home = primary(base)
    number = 0
    while number < len(stretch):
        last = number
        while last + 1 < len(stretch) and not _SEGMENT.search(
            text, stretch[last].end, stretch[last + 1].start
        ):
            last += 1
        named = base
        if last - number + 1 >= _FOREIGN_WORDS:
            scores, words = latin_scores(text[stretch[number].start : stretch[last].end])
            best = max(scores, key=scores.__getitem__)
            ours = scores.get(home, 0.0)
            clear = scores[best] >= max(2.0, words / 8) and scores[best] > 2 * ours + 1
            # One language more: what speaks for a sister (Spanish, Portuguese) is no proof.
            alone = all(scores[best] > score for code, score in scores.items() if code != best)
            known = home in scores or ours > 0
            if best != home and clear and alone and (known or not home or scores[best] >= 3):
                named = best
        for piece in stretch[number : last + 1]:
            piece.language = named
        number = last + 1


def _joined(text: str, pieces: Sequence[_Piece], base: str) -> Iterator[VoiceRun]:
    if not pieces:
        yield VoiceRun(0, len(text), base)
        return
    start, before = 0, pieces[0]
    for piece in pieces[1:]:
        if piece.language != before.language:
            cut = _cut(text, before.end, piece.start)
            yield VoiceRun(start, cut, before.language)
            start = cut
        before = piece
    yield VoiceRun(start, len(text), before.language)


def _cut(text: str, start: int, end: int) -> int:
    """Where in the marks, digits and blanks ``text[start:end]`` the second run begins."""
    opened: list[int] = []
    for place in range(start, end):
        character = text[place]
        if character in _OPENING and not (character in "‘’" and text[place - 1].isalpha()):
            opened.append(place)
        elif character in _CLOSING and opened:
            opened.pop()
        elif character in "\"'" and place > start and text[place - 1].isspace():
            opened.append(place)
    if opened:
        return opened[0]
    blank = end
    while blank > start and not text[blank - 1].isspace():
        blank -= 1
    # What stands right before a word, behind a blank, is its own: ``#tag``, ``3型``.
    return blank if blank > start else end
