"""Where the writing of HunyuanOCR ends, wherever it runs: free of torch.

The numbers are the makers' (model card of tencent/HunyuanOCR), but for ``MOST_TOKENS``: the model
can write 32768 tokens, and what is longer than a quarter of that has always gone astray.
"""

from __future__ import annotations

from desktop.text.repeats import LONGEST_UNIT, TIMES, repeat

MOST_TOKENS = 8192
REPETITION_PENALTY = 1.08

REPEATED = "The engine began to repeat itself; the repetition was left out."
CUT_SHORT = "The text was longer than the engine could write; its end is missing."


def loop(text: str) -> int | None:
    """Where the repetition begins that ``text`` ends with; None when it doesn't end in a loop.

    ``text[:loop(text)]`` keeps what was repeated once. For a text that grows: ask after every few
    tokens; it takes 0.1 ms however long the text is.
    """
    window = text[-LONGEST_UNIT * (TIMES + 1) :]
    place = repeat(window)
    return None if place is None else len(text) - len(window) + place
