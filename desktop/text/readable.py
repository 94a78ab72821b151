"""A text so that a voice says it well: what voices get wrong is put in words.

Voices know letters, numbers and the usual marks. They are bad at dates in figures, at addresses,
codes, signs, and at what another country writes differently; what espeak-ng 1.51 says of each was
listened to for every rule. What is right stays as it is.

Each rule finds stretches of the text as it was written; where two want the same stretch, the
earlier rule has it. Every character of the outcome knows its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.text import readable_codes, readable_numbers, readable_signs
from desktop.text.readable_words import Part, Rule, words_of


@dataclass(frozen=True, slots=True)
class Said:
    """What is said.

    ``where`` holds for each character of ``text``, and for its end, the place in the source: never
    less than the one before. What is inserted has the place of the sign that it stands for; where
    the order changes (``$5``, ``5 dollars``), all has the place at which the stretch begins.
    """

    text: str
    where: tuple[int, ...]


_LETTERS = r"[^\W\d_²³¹½¼¾⅓⅔⅛º]*"
_PLAIN = re.compile(rf"{_LETTERS}(?:[ ,;:!?'’\"()]{_LETTERS})*+")
"""Nothing but words. The point at the end of a sentence may be that of an abbreviation."""
_SHORT = re.compile(r"[IVX](?!\w)|м[лр]")


@lru_cache(maxsize=16)
def _rules(known: str) -> tuple[tuple[re.Pattern[str], tuple[Rule, ...]], ...]:
    """The rules by what a text must hold for any of a group to be of use, the first ones first."""
    return (
        (re.compile(r"[@#/\\]|[\w-]\.\w"), readable_codes.ADDRESSES),
        (re.compile(r"\d"), readable_numbers.DATES + readable_codes.CODES),
        (re.compile(r"[\d½¼¾⅓⅔⅛]|[IVX](?!\w)"), readable_numbers.RULES),
        (re.compile(r"[.°º§©№]|м[лр]"), readable_signs.abbreviations(known)),
        (re.compile(r"[^\w\s,;:!?'\"()’“”.]|[²³_]|\.\.|\. \."), readable_signs.RULES),
    )


def readable(text: str, language: str) -> Said:
    """``text``, in ``language`` (BCP-47; English words for those without their own), to be said.

    Nothing raises; the time grows with the length.
    """
    if _PLAIN.fullmatch(text) and not _SHORT.search(text):
        return Said(text, tuple(range(len(text) + 1)))
    words = words_of(language)
    taken = bytearray(len(text))
    found: list[tuple[int, int, Sequence[Part]]] = []
    rules = (rule for gate, group in _rules(words["known"]) if gate.search(text) for rule in group)
    for pattern, said in rules:
        for match in pattern.finditer(text):
            start, end = match.span()
            if (
                start < end
                and not any(taken[start:end])
                and (parts := said(match, words)) is not None
            ):
                taken[start:end] = b"\x01" * (end - start)
                found.append((start, end, parts))
    return _put_together(text, sorted(found, key=lambda one: one[0]))


def _put_together(text: str, found: Sequence[tuple[int, int, Sequence[Part]]]) -> Said:
    pieces: list[str] = [""]
    where: list[int] = []
    place = 0
    inserted = False

    def keep(start: int, end: int) -> None:
        nonlocal inserted
        if start >= end:
            return
        if inserted and pieces[-1].endswith(" ") and not text[start].isalnum():
            pieces[-1] = pieces[-1][:-1]  # a blank that was put in before a blank or a comma
            where.pop()
        pieces.append(text[start:end])
        where.extend(range(start, end))
        inserted = False

    for start, end, parts in found:
        keep(place, start)
        for first, second in parts:
            if not isinstance(first, str):
                keep(first, second)
                continue
            words = first.lstrip(" ") if pieces[-1][-1:] in _NEEDLESS else first
            if words:
                pieces.append(words)
                where.extend([second] * len(words))
                inserted = True
        place = end
    keep(place, len(text))
    return Said("".join(pieces), (*where, len(text)))


_NEEDLESS = ("", " ", "\n", "\t", "\u00a0", "(", "[", "“", "«", "„")
"""After these no blank is put in."""
