r"""Formulas out of what a model writes for them: LaTeX without dollars, one formula a line.

What is between ``$``, ``$$``, ``\[ \]`` or ``\( \)`` is a formula; in an answer without any of
them every line is one, unless a brace, an environment or ``\\`` holds it open.
"""

from __future__ import annotations

import re
from collections import Counter

from desktop.text.clean import one_line
from desktop.text.fences import blocks, parts, unfenced

_TOKEN = re.compile(
    r"\\(?:begin|end)\s?\{[^{}\n]{1,30}\}|\\(?:begin|end)(?![a-zA-Z])(?:\s?\{[^{}\n]{0,30}\Z)?"
    r"|\\(?:left|right)(?![a-zA-Z])|\\[a-zA-Z]+|\\.|[{}]|\$\$?|\n|[^\\{}$\n]+|\\",
    re.DOTALL,
)
_ACTIVE = re.compile(r"[\\{}$]")
_FENCE = re.compile(r"```+")
_LETTER = re.compile(r"\w")
_CLOSER = {r"\[": r"\]", r"\(": r"\)", "$$": "$$", "$": "$"}
_CUT = (r"\begin", r"\end")
_MARKS = frozenset((r"\[", r"\]", r"\(", r"\)", "$", "$$"))
_NAME = re.compile(r"\{(.*)\}")
_WRAPPERS = frozenset(
    f"{name}{star}" for name in ("equation", "displaymath", "math") for star in ("", "*")
)
"""Environments that say that this is a formula, no more."""


def formulas(text: str) -> tuple[str, tuple[str, ...]]:
    """The formulas, one a line, and notes."""
    plain = unfenced(text).strip()
    inside = [code for language, code in blocks(plain) if language in ("latex", "tex", "math", "")]
    found, prose = _delimited("\n".join(inside) or plain)
    if inside:
        prose = any(_LETTER.search(stretch) for code, stretch in parts(plain) if not code)
    mended = False
    lines = []
    for formula in found:
        whole, changed = balanced(_FENCE.sub(" ", formula))
        whole = one_line(_FENCE.sub(" ", whole))
        mended = mended or changed
        if whole:
            lines.append(whole)
    notes = []
    if mended:
        notes.append("The end of the formula is missing.")
    if prose and lines:
        notes.append("The words around the formula were left out.")
    return "\n".join(lines), tuple(notes)


def _delimited(text: str) -> tuple[list[str], bool]:
    """The formulas between delimiters, and whether words are around them; else the lines."""
    found: list[str] = []
    words: list[str] = []
    current = words
    opener, depth = "", 0
    for part in _TOKEN.findall(text):
        # ``$a$$b$`` are two, ``$$a$`` is one whose last mark lacks a half.
        half = depth == 0 and opener in ("$", "$$") and part in ("$", "$$")
        if opener and (part == _CLOSER[opener] or half):
            found.append("".join(current))
            again = opener == "$" and part == "$$"
            current, opener, depth = [] if again else words, "$" if again else "", 0
        elif not opener and part in _CLOSER and depth == 0:
            current, opener = [], part
        else:
            depth = max(0, depth + (part == "{") - (part == "}"))
            current.append(part)
    if opener:
        found.append("".join(current))
    if not any(one.strip() for one in found):
        return _lines(text), False
    return found, bool(_LETTER.search("".join(words)))


def _lines(text: str) -> list[str]:
    found: list[str] = []
    current: list[str] = []
    depth, last = 0, ""
    for part in [*_TOKEN.findall(text), "\n"]:
        if part == "{" or _environment(part, "begin"):
            depth += 1
        elif part == "}" or _environment(part, "end"):
            depth = max(0, depth - 1)
        if part == "\n" and depth == 0 and last != "\\\\":
            found.append("".join(current))
            current = []
        else:
            current.append(part)
        last = part if part.strip() else last
    return [*found, "".join(current).strip()]


def balanced(formula: str) -> tuple[str, bool]:
    r"""The formula with every brace, ``\left`` and environment closed, and whether it had to be
    mended; a closing one without its opening one is left out."""
    if not _ACTIVE.search(formula):
        return formula.strip(), False
    stack: list[str] = []
    open_now: Counter[str] = Counter()
    out: list[str] = []
    mended = False

    def close_to(wanted: str) -> None:
        nonlocal mended
        while stack:
            top = stack.pop()
            open_now[top] -= 1
            if top == wanted:
                return
            out.append(_closing(top))
            mended = True

    for part in _TOKEN.findall(formula):
        opens = part if part in ("{", r"\left") else _environment(part, "begin")
        closes = {"}": "{", r"\right": r"\left"}.get(part) or _environment(part, "end")
        if (opens or closes)[4:] in _WRAPPERS:
            continue
        if opens:
            stack.append(opens)
            open_now[opens] += 1
        elif closes:
            if not open_now[closes]:
                mended = True
                out.append(" ")  # what stands on its sides must not become one command
                continue
            close_to(closes)
        elif part.startswith(_CUT) or part == "\\" or (part in _MARKS and not open_now["{"]):
            mended = True
            out.append(" ")
            continue
        out.append(part)
    # A line break with nothing behind it, or what is left of a command that was cut.
    while out and out[-1].strip() in ("", "\\", "\\\\"):
        out.pop()
    close_to("")
    return "".join(out).strip(), mended


def _environment(part: str, kind: str) -> str:
    if part[0] == "\\" and part.startswith(f"\\{kind}") and (match := _NAME.search(part)):
        return f"env:{match[1].strip()}"
    return ""


def _closing(opened: str) -> str:
    if opened == "{":
        return "}"
    return r"\right." if opened == r"\left" else rf"\end{{{opened[4:]}}}"
