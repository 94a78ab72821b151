"""What can be believed of a text on a picture that moves: what two readings in a row agree on.

A film behind its subtitles makes the engine see words where there are none, another one each time;
a text that is still being typed ends in the middle of a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from desktop.text.scripts import is_cjk

_ALIKE = 0.85
"""How alike two readings of the same words are at least (``SequenceMatcher.ratio``)."""


def steady(rows: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """What of ``rows`` the reading ``before`` had as well: rows that stand there still, and of one
    that has grown what it was, up to a whole word."""
    found = (_agreed(row, before) for row in rows)
    return tuple(row for row in found if row)


def _agreed(row: str, before: Sequence[str]) -> str:
    if any(_alike(row, old) for old in before):
        return row
    grown = max((old for old in before if row.startswith(old)), key=len, default="")
    if not grown or row[len(grown)].isspace() or is_cjk(row[len(grown)]):
        return grown
    return grown.rpartition(" ")[0]


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
