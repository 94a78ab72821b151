"""What HunyuanOCR answers to a translation: the text it read, and then the translation of it.

Nothing marks where the one ends, so the place is found by what the two must have in common: they
differ in language, and the translation has as many paragraphs or lines as its source.
"""

from __future__ import annotations

from collections import Counter

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


def split_translation(text: str, to: str) -> tuple[str, str]:
    """``(source, translation)`` of an answer translated to ``to``, a BCP-47 tag.

    ``("", text)`` when the two can't be told apart, so that nothing is ever lost.
    """
    if not text.strip():
        return "", text
    return _by_script(text, to) or _by_halves(text, to) or ("", text)


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


def _by_halves(text: str, to: str) -> tuple[str, str] | None:
    """Cut in the middle of the paragraphs or lines, where the halves' languages say so."""
    for separator in ("\n\n", "\n"):
        parts = [part for part in text.split(separator) if part.strip()]
        if len(parts) < 2 or len(parts) % 2:
            continue
        middle = len(parts) // 2
        source, translation = separator.join(parts[:middle]), separator.join(parts[middle:])
        was, now = language(source), language(translation)
        if was != now and (now == to or (was and was != to and not now)):
            return source.strip(), translation.strip()
    return None


def _cut(lines: list[str], place: int) -> tuple[str, str]:
    return "\n".join(lines[:place]).strip(), "\n".join(lines[place:]).strip()
