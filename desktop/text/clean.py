"""What may stand in a text that a model wrote, before anything is looked for in it."""

from __future__ import annotations

import re

# Overrides and isolates can make a text look like another one (CVE-2021-42574). The marks
# U+200E, U+200F and the joiners U+200C, U+200D belong to Hebrew, Arabic, Persian and emoji.
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\r\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"))


def clean(raw: str) -> str:
    """``raw`` without control characters (tab and newline stay), lone surrogates and marks that
    turn the direction of writing over. Character by character: pieces may be cleaned one by one."""
    return _HARMFUL.sub("", raw).translate(_BREAKS)


def one_line(text: str) -> str:
    """The text with each run of white space as one space."""
    return " ".join(text.split()) if text else text
