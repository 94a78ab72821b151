"""Whether a text is in a language so surely that nobody need translate it to that one.

``scripts.language`` names the likeliest of the languages that it knows, and that is often a
relative of the one that it is: Malay for Indonesian, Galician for Portuguese, Azerbaijani for
Turkish, Haitian for French, Japanese or traditional characters for Chinese. To a voice that matters
little; to who asked for a translation it matters whether there is one. So more is asked for here:
no letters that the language hasn't, and where a relative has the same small words, one that it
hasn't.
"""

from __future__ import annotations

import re

from desktop.text.scripts import latin_scores, main_script

_LEAST = 2.0
"""Small words and letters with marks that must speak for a language of Latin script."""

_SHARE = 0.2
"""Of the words; of German, English and French prose, 0.3 to 0.5 are small words of these lists."""

_FOREIGN = 0.06
"""Of the words that may have foreign letters: names are spelt as they are at home."""

_MARKS = {
    "de": "äöüßéàè",
    "en": "éèêïçñ",
    "es": "áéíñóúü",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "id": "é",
    "it": "àèéìíîòóùú",
    "ms": "é",
    "pt": "áâãàçéêíóôõúü",
    "tr": "çğıöşüâîû",
}
_NOT_IN = {"tr": "qwx"}
"""Letters of the plain alphabet that the language does without."""

_ONLY_THERE = {
    "id": "bisa karena silakan bahwa uang kantor",
    "ms": "kerana sila awak apabila bahawa wang pejabat",
    "pt": "não um uma com em são mais mas você pelo pela sem ou isso isto",
}
"""Small words that the nearest relative (Malay, Indonesian, Galician) writes otherwise."""

_WORD = re.compile(r"[^\W\d_]+")


def surely_in(text: str, tag: str) -> bool:
    """Whether ``text`` is in the language ``tag`` (BCP-47) beyond its relatives; False where its
    script is shared with others and nothing more is known of it."""
    match main_script(text):
        case "Latn":
            return _surely_latin(text, tag)
        case "Hani":
            return tag == "zh" and any(map(_simplified, text))
        case "Kana":
            return tag == "ja"
        case "Hang":
            return tag == "ko"
        case _:
            return False


def _surely_latin(text: str, tag: str) -> bool:
    words = _WORD.findall(text.lower())
    scores, _ = latin_scores(text)
    score = scores.get(tag, 0.0)
    others = max(other for language, other in scores.items() if language != tag)
    if score < max(_LEAST, _SHARE * len(words)) or others >= score:
        return False
    known = _MARKS.get(tag)
    if known is not None:
        without = _NOT_IN.get(tag, "")
        foreign = [word for word in words if any(_is_foreign(s, known, without) for s in word)]
        if len(foreign) > _FOREIGN * len(words):
            return False
    own = set(_ONLY_THERE.get(tag, "").split())
    return not own or not own.isdisjoint(words)


def _is_foreign(sign: str, known: str, without: str) -> bool:
    return (sign > "\x7f" and sign not in known) or sign in without


def _simplified(sign: str) -> bool:
    """Whether the character is written so in simplified Chinese alone."""
    return _is_in(sign, "gb2312") and not _is_in(sign, "shift_jis") and not _is_in(sign, "big5")


def _is_in(sign: str, character_set: str) -> bool:
    try:
        sign.encode(character_set)
    except UnicodeEncodeError:
        return False
    return sign > "\x7f"
