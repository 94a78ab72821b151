"""Which script a text is written in, and a guess at its language.

A script tells the language outright, or nearly (kana: Japanese). Among the languages of Latin
script the small words and the letters with marks decide; where they don't, nothing is claimed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x024F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0530, 0x058F, "Armn"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x3005, 0x3007, "Hani"),
    (0x3040, 0x309F, "Kana"),
    (0x30A0, 0x30FA, "Kana"),
    (0x30FC, 0x30FF, "Kana"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFF, "Arab"),
    (0xFF66, 0xFF9F, "Kana"),
    (0x20000, 0x323AF, "Hani"),
)

_LANGUAGE_OF = {
    "Hani": "zh",
    "Kana": "ja",
    "Hang": "ko",
    "Cyrl": "ru",
    "Arab": "ar",
    "Grek": "el",
    "Hebr": "he",
    "Thai": "th",
    "Deva": "hi",
    "Armn": "hy",
    "Beng": "bn",
    "Guru": "pa",
    "Gujr": "gu",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Laoo": "lo",
    "Mymr": "my",
    "Geor": "ka",
    "Ethi": "am",
    "Khmr": "km",
}
_ALSO_IN = {
    "Cyrl": "uk bg sr mk be kk ky mn tg tt ba cv os",
    "Hani": "cmn yue wuu nan hak lzh",
    "Arab": "fa ur ps sd ug ckb",
    "Hebr": "yi",
    "Grek": "grc",
    "Deva": "mr ne sa kok",
    "Beng": "as",
}
_SCRIPT_OF = {code: name for name, code in _LANGUAGE_OF.items()} | {
    code: name for name, codes in _ALSO_IN.items() for code in codes.split()
}
_WITH_SIGNS = frozenset(
    "Deva Beng Guru Gujr Taml Telu Knda Mlym Sinh Thai Laoo Mymr Khmr Hani".split()  # noqa: SIM905
)
"""Scripts whose vowel signs (or, of Han, iteration marks) aren't letters to Python."""

_WORDS = {
    "en": "the of and to in is that for it with as was on are this be by not or from have you "
    "your at an has do can will they we his her its if all",
    "de": "der die das und ist nicht ein eine zu den mit von für auf im sich dem des es sie wir "
    "ich werden wird auch bei aus nach oder wie sind hat kein",
    "fr": "le la les et est un une des du en pour que qui dans pas sur au avec ne se ce par plus "
    "sont nous vous ou cette il elle être aux",
    "es": "el la los las y es un una de que en por con para no se del al lo su como más pero sus "
    "está este son hay muy o",
    "it": "il lo la gli le e è un una di che in per con non si del della dei al come più sono "
    "questo anche nel alla ma da",
    "pt": "o a os as e é um uma de que em por com para não se do da dos das no na ao mais como "
    "mas foi são você",
    "nl": "de het een en is van dat niet te op met voor zijn aan er om ook als maar bij naar uit "
    "worden deze",
    "tr": "ve bir bu için ile de da çok ne var daha gibi olarak olan değil kadar sonra ama mi en",
    "id": "dan yang di ini itu untuk dengan dari tidak ke pada adalah akan dalam juga atau oleh "
    "anda kami bisa ada",
    "vi": "và là của có không cho một được các trong với này những người đã để khi từ tôi",
    "pl": "i w na z do nie się to jest że o jak za po dla od przez ale są może",
}
_LANGUAGES_OF_WORD: dict[str, set[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF_WORD.setdefault(_word, set()).add(_language)

_MARKS = {
    "de": "ßäöü",
    "fr": "çœêèàùâîôûë",
    "es": "ñ¿¡áíóú",
    "it": "àèìòù",
    "pt": "ãõçáâêó",
    "tr": "ışğçöü",
    "vi": "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "pl": "ąęłńśźżć",
}
_MARK_WEIGHT = 0.7
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch ``text[start:end]`` in one script (ISO 15924; Kana is both kana)."""

    script: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def script(character: str) -> str:
    """The script of one character, empty for what belongs to all of them."""
    point = ord(character)
    if point < 0x80:
        return "Latn" if character.isalpha() else ""
    for first, last, name in _RANGES:
        if first <= point <= last:
            return name if character.isalpha() or name in _WITH_SIGNS else ""
    return ""


def is_cjk(character: str) -> bool:
    """Whether the character is written without spaces around it: Han, kana, their punctuation."""
    point = ord(character)
    return (
        script(character) in ("Hani", "Kana")
        or 0x3000 <= point <= 0x303F
        or (0xFF01 <= point <= 0xFF60)
    )


def runs(text: str) -> tuple[Run, ...]:
    """The text cut where the script changes; spaces, digits and marks go with what precedes."""
    found: list[Run] = []
    for place, character in enumerate(text):
        name = script(character)
        if found and name in ("", found[-1].script):
            found[-1] = Run(found[-1].script, found[-1].start, place + 1)
        elif found and not found[-1].script:
            found[-1] = Run(name, found[-1].start, place + 1)
        else:
            found.append(Run(name, place, place + 1))
    return tuple(found)


def main_script(text: str) -> str:
    """The script that most of the text is in, empty when it has no letters.

    A letter of Han, kana or Hangul counts as two: it holds as much as a syllable.
    """
    counts: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if name := script(character):
            counts[name] += times * (2 if name in ("Hani", "Kana", "Hang") else 1)
    if counts["Kana"] * 8 >= counts["Hani"] + counts["Kana"] > 0:
        counts["Kana"] += counts.pop("Hani", 0)
    return counts.most_common(1)[0][0] if counts.total() else ""


def language(text: str) -> str:
    """The language as a BCP-47 tag, empty when the evidence is thin."""
    name = main_script(text)
    if name == "Cyrl" and re.search("[іїєґІЇЄҐ]", text) and not re.search("[ыэъёЫЭЪЁ]", text):
        return "uk"
    return _latin(text) if name == "Latn" else _LANGUAGE_OF.get(name, "")


def language_of_script(name: str) -> str:
    """The language that a script alone tells (``Hang``: ``ko``), empty for Latin and unknown."""
    return _LANGUAGE_OF.get(name, "")


def script_of_language(tag: str) -> str:
    """The script that a language (BCP-47) is written in: ``Latn`` where nothing else is known."""
    if "latn" in tag.lower():
        return "Latn"
    return _SCRIPT_OF.get(primary(tag), "Latn")


def primary(tag: str) -> str:
    """The language of a tag, without country and script: ``pt`` of ``pt-BR``."""
    return tag.lower().replace("_", "-").partition("-")[0]


def latin_scores(text: str) -> tuple[dict[str, float], int]:
    """How much speaks for each language of Latin script, small words counted, and how many words
    there are. All zero where nothing does."""
    words = _WORD.findall(text.lower())
    marks = Counter(character for character in text.lower() if character > "\x7f")
    scores = dict.fromkeys(_WORDS, 0.0)
    for word in words:
        for code in _LANGUAGES_OF_WORD.get(word, ()):
            scores[code] += 1
    for code, letters in _MARKS.items() if marks else ():
        scores[code] += _MARK_WEIGHT * sum(marks[mark] for mark in letters)
    return scores, len(words)


def _latin(text: str) -> str:
    scores, words = latin_scores(text)
    (best, score), (_, second) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    # Two small words, or a fifth of a short line: less is chance.
    enough = score >= 2 or (score >= 1 and words <= 5)
    return best if enough and score > second else ""
