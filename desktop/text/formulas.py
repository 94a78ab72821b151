r"""Formulas out of what a model writes for them: LaTeX without dollars, one formula a line.

What is between ``$``, ``$$``, ``\[ \]`` or ``\( \)`` is a formula; in an answer without any of
them every line is one, unless a brace, an environment or ``\\`` holds it open.
"""

from __future__ import annotations

import re
from collections import Counter

from desktop.text.fences import blocks, unfenced

_TOKEN = re.compile(
    r"\\(?:begin|end)\s?\{[^{}\n]{1,30}\}|\\left(?![a-zA-Z])|\\right(?![a-zA-Z])|\\[a-zA-Z]+|\\.|[{}]|\$\$?|"
    r"\n|[^\\{}$\n]+|\\",
    re.DOTALL,
)
_ACTIVE = re.compile(r"[\\{}]")
_CLOSER = {r"\[": r"\]", r"\(": r"\)", "$$": "$$", "$": "$"}
_NAME = re.compile(r"\{(.*)\}")
_NUMBERED = r"(?:equation|displaymath|math|eqnarray)\*?"
_WRAPPER = re.compile(rf"\\begin\s?\{{({_NUMBERED})\}}(.*)\\end\s?\{{\1\}}", re.DOTALL)


def formulas(text: str) -> tuple[str, tuple[str, ...]]:
    """The formulas, one a line, and notes."""
    plain = unfenced(text).strip()
    inside = [code for language, code in blocks(plain) if language in ("latex", "tex", "math", "")]
    found, prose = _delimited("\n".join(inside) or plain)
    if inside:
        prose = True
    mended = False
    lines = []
    for formula in found:
        whole, changed = balanced(" ".join(_unwrapped(formula).split()))
        mended = mended or changed
        if whole:
            lines.append(whole)
    notes = []
    if mended:
        notes.append("The end of the formula is missing.")
    if prose and lines:
        notes.append("The words around the formula were left out.")
    return "\n".join(lines), tuple(notes)


def _unwrapped(formula: str) -> str:
    match = _WRAPPER.fullmatch(formula.strip()) if r"\begin" in formula else None
    return match[2] if match else formula


def _delimited(text: str) -> tuple[list[str], bool]:
    """The formulas between delimiters, and whether words are around them; else the lines."""
    found: list[str] = []
    closer, depth, prose = "", 0, False
    current: list[str] = []
    for part in _TOKEN.findall(text):
        if closer:
            if part == closer:
                found.append("".join(current))
                closer, current, depth = "", [], 0
            else:
                current.append(part)
        elif part in _CLOSER and depth == 0:
            if not found and any(one.strip() for one in current):
                prose = prose or bool(re.search(r"\w", "".join(current)))
            closer, current = _CLOSER[part], []
        else:
            depth = max(0, depth + (part == "{") - (part == "}"))
            current.append(part)
    if closer:
        found.append("".join(current))
    elif found:
        prose = prose or bool(re.search(r"\w", "".join(current)))
    return (found, prose) if found else (_lines(text), False)


def _lines(text: str) -> list[str]:
    found: list[str] = []
    current: list[str] = []
    depth = 0
    for part in [*_TOKEN.findall(text), "\n"]:
        if part == "{" or part.startswith(r"\begin"):
            depth += 1
        elif part == "}" or part.startswith(r"\end"):
            depth = max(0, depth - 1)
        if part == "\n" and depth == 0 and not (current and current[-1].strip() == "\\\\"):
            found.append("".join(current))
            current = []
        else:
            current.append(part)
    return [*found, "".join(current)]


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
        if opens:
            stack.append(opens)
            open_now[opens] += 1
        elif closes:
            if not open_now[closes]:
                mended = True
                continue
            close_to(closes)
        elif part == "\\":
            mended = True
            continue
        out.append(part)
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
