"""The loop guard: greedy decoding can fall into repeating one short unit for ever.

The makers of HunyuanOCR look for a unit that ends the text eight times or more, stop there and
keep it once. A text can rightly hold such a run, so more is asked where that is likely: see
``LEAST`` below.
"""

from __future__ import annotations

TIMES = 8
"""How often the unit must end the text, at least (the makers' number)."""

LONGEST_UNIT = 400
"""Characters; a longer unit isn't looked for, so that a check stays cheap (about 0.1 ms)."""

LEAST = {"word": 60, "letter": 80, "line": 400}
"""Characters that the run must be long in all.

``word``: units with letters or digits ("the the the"). ``letter``: one letter or digit over and
over ("00000000": a number may have many). ``line``: units without letter or digit, as the dashes
under a table's head, a leader of dots, empty cells: longer than a wide row of a page has them.
"""


def repeat(text: str) -> int | None:
    """Where the second occurrence of a unit begins that ``text`` ends with again and again.

    ``text[:repeat(text)]`` keeps it once. None when the text doesn't end in a loop. A part of the
    unit at the very end, cut off by the stream, doesn't hide the loop: only the end is looked at,
    so ask after each piece.
    """
    length = len(text)
    for unit in range(1, min(LONGEST_UNIT, length // TIMES) + 1):
        if text[-1] != text[-1 - unit] or text[-unit:] != text[-2 * unit : -unit]:
            continue
        start = length - unit
        while start > 0 and text[start - 1] == text[start - 1 + unit]:
            start -= 1
        run = length - start
        if run >= TIMES * unit and run >= _least(text[-unit:]):
            return start + unit
    return None


def _least(unit: str) -> int:
    if not any(character.isalnum() for character in unit):
        return LEAST["line"]
    return LEAST["letter"] if len(set(unit)) == 1 else LEAST["word"]
