"""Bullets, rules, arrows, boxes, stars and abbreviations: said as what they mean, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.text.readable_words import Part, Rule, Words

_BULLET = re.compile(r"^[ \t]*[-*•·‣▪■□●○◦◆◇–—►▶➤➢→⇒❖⁃∙][ \t\u00a0]+(?=\S)", re.MULTILINE)
_RULE = re.compile(r"(?<![-_=~*#─━═.·…•])[-=~*#─━═]{3,}+[ \u00a0]*+")
_BLANK = re.compile(r"_{3,}+")
_LEADER = re.compile(r"(?<![.·…])(?:[.·]{4,}+|…{2,}+|(?:[.·][ \u00a0]){3,}+[.·]?)[ \u00a0]*+")
_DRAWN = re.compile(r"[\u2500-\u257f\u2580-\u259f]++")
_BAR = re.compile(r"(?<=\S)[ \u00a0][|¦│][ \u00a0](?=\S)")
_ARROW = re.compile(r"[→⇒➜➔➝⟶←⇐⟵↑⇑↓⇓↔⇔]|(?<=\s)(?:-{1,2}|=)>(?=\s)")
_BOX = re.compile(r"[☐☑☒✓✔✗✘✅❌]\ufe0f?")
_STARS = re.compile(r"(?:★\ufe0f?|⭐\ufe0f?){2,10}+☆{0,9}|★☆{1,9}")
_COMPARED = re.compile(r"[≤≥≠]")
_RAISED = re.compile(r"(?<=[^\W\d_])[²³](?!\w)")
_AGAIN = re.compile(r"([\u2600-\u27bf\U0001f300-\U0001faff])(?:\ufe0f?\1)+\ufe0f?")

_ARROWS = {
    "→": "→⇒➜➔➝⟶",
    "←": "←⇐⟵",
    "↑": "↑⇑",
    "↓": "↓⇓",
    "↔": "↔⇔",
}
_ARROW_OF = {sign: name for name, signs in _ARROWS.items() for sign in signs}
_BOX_OF = {"☐": "box"} | dict.fromkeys("☑✓✔✅", "check") | dict.fromkeys("☒✗✘❌", "cross")


def _silent(match: re.Match[str], words: Words) -> Sequence[Part]:
    del match, words
    return []


def _pause(match: re.Match[str], words: Words) -> Sequence[Part]:
    """A comma between words, nothing at the ends of a line."""
    del words
    text, (start, end) = match.string, match.span()
    before = text[:start].rstrip(" \t\u00a0")[-1:] if start else ""
    after = text[end : end + 3].lstrip(" \t\u00a0")[:1]
    if not before or not after or before in "\n,.;:!?" or after in "\n,.;:!?":
        return []
    return [(", ", start)]


def _blank(match: re.Match[str], words: Words) -> Sequence[Part]:
    text, (start, end) = match.string, match.span()
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    if not line.strip("_ \t"):
        return []
    return [(f" {words['blank']} ", start)]


def _arrow(match: re.Match[str], words: Words) -> Sequence[Part]:
    name = words[_ARROW_OF.get(match[0], "→")]
    return [(f" {name} ", match.start())]


def _box(match: re.Match[str], words: Words) -> Sequence[Part]:
    return [(f" {words[_BOX_OF[match[0][0]]]} ", match.start())]


def _stars(match: re.Match[str], words: Words) -> Sequence[Part]:
    full = match[0].count("★") + match[0].count("⭐")
    space = "" if words["known"] in ("zh", "ja") else " "
    return [(f"{full}{space}{words['stars']}", match.start())]


def _compared(match: re.Match[str], words: Words) -> Sequence[Part]:
    return [(f" {words[match[0]]} ", match.start())]


def _raised(match: re.Match[str], words: Words) -> Sequence[Part]:
    return [(f" {words['squared' if match[0] == '²' else 'cubed']}", match.start())]


def _once(match: re.Match[str], words: Words) -> Sequence[Part]:
    del words
    return [match.span(1)]


_SHORT: dict[str, dict[str, str]] = {
    "en": {
        r"No\.(?=\s?\d)": "number",
        r"Nos\.(?=\s?\d)": "numbers",
        r"pp?\.(?=\s?\d)": "page",
        r"Fig\.(?=\s?\d)": "figure",
        r"vs\.": "versus",
        r"approx\.": "approximately",
        r"Mr\.(?=\s)": "Mr",
        r"Mrs\.(?=\s)": "Mrs",
        r"Ms\.(?=\s)": "Ms",
        r"Dr\.(?=\s)": "Dr",
        r"St\.(?=\s[A-Z])": "St",
        r"Prof\.(?=\s)": "Professor",
        r"Vol\.(?=\s?\d)": "volume",
        r"Ch\.(?=\s?\d)": "chapter",
        r"etc\.": "et cetera",
    },
    "de": {
        r"Nr\.": "Nummer",
        r"z\.\s?B\.": "zum Beispiel",
        r"d\.\s?h\.": "das heißt",
        r"u\.\s?a\.": "unter anderem",
        r"u\.\s?U\.": "unter Umständen",
        r"o\.\s?Ä\.": "oder Ähnliches",
        r"i\.\s?d\.\s?R\.": "in der Regel",
        r"ca\.": "circa",
        r"bzw\.": "beziehungsweise",
        r"usw\.": "und so weiter",
        r"etc\.": "et cetera",
        r"ggf\.": "gegebenenfalls",
        r"evtl\.": "eventuell",
        r"inkl\.": "inklusive",
        r"zzgl\.": "zuzüglich",
        r"vgl\.": "vergleiche",
        r"gem\.": "gemäß",
        r"Abb\.": "Abbildung",
        r"Abs\.(?=\s?\d)": "Absatz",
        r"Art\.(?=\s?\d)": "Artikel",
        r"S\.(?=\s?\d)": "Seite",
        r"Kap\.(?=\s?\d)": "Kapitel",
        r"Tel\.": "Telefon",
        r"Str\.": "Straße",
        r"St\.(?=\s[A-Z])": "Sankt",
        r"Mio\.": "Millionen",
        r"Mrd\.": "Milliarden",
        r"MwSt\.": "Mehrwertsteuer",
        r"Hr\.": "Herr",
        r"Fr\.(?=\s[A-Z])": "Frau",
        r"Dr\.(?=\s)": "Doktor",
        r"Prof\.": "Professor",
        r"Std\.": "Stunden",
        r"Min\.(?=\s)": "Minuten",
    },
    "fr": {
        r"n[°º](?=\s?\d)": "numéro",
        r"M\.(?=\s[A-Z])": "Monsieur",
        r"env\.": "environ",
        r"p\.\s?ex\.": "par exemple",
        r"p\.(?=\s?\d)": "page",
        r"etc\.": "et cetera",
        r"tél\.": "téléphone",
        r"Tél\.": "téléphone",
        r"av\.\s?J\.-C\.": "avant Jésus-Christ",
        r"§": "paragraphe",
        r"©": "copyright",
    },
    "es": {
        r"n\.?[°º](?=\s?\d)": "número",
        r"núm\.": "número",
        r"Sr\.": "señor",
        r"Sra\.": "señora",
        r"p\.\s?ej\.": "por ejemplo",
        r"EE\.\s?UU\.": "Estados Unidos",
        r"pág\.": "página",
        r"aprox\.": "aproximadamente",
        r"tel\.": "teléfono",
        r"Tel\.": "teléfono",
        r"etc\.": "etcétera",
    },
    "it": {
        r"n\.(?=\s?\d)": "numero",
        r"ecc\.": "eccetera",
        r"pag\.": "pagina",
        r"Sig\.": "Signor",
        r"tel\.": "telefono",
        r"Tel\.": "telefono",
        r"ad\s?es\.": "ad esempio",
    },
    "pt": {
        r"n\.?[°º](?=\s?\d)": "número",
        r"Sr\.": "senhor",
        r"Sra\.": "senhora",
        r"p\.\s?ex\.": "por exemplo",
        r"pág\.": "página",
        r"etc\.": "etcétera",
        r"tel\.": "telefone",
        r"Tel\.": "telefone",
    },
    "nl": {
        r"nr\.": "nummer",
        r"bijv\.": "bijvoorbeeld",
        r"bv\.": "bijvoorbeeld",
        r"d\.w\.z\.": "dat wil zeggen",
        r"o\.a\.": "onder andere",
        r"ca\.": "circa",
        r"enz\.": "enzovoort",
        r"incl\.": "inclusief",
        r"excl\.": "exclusief",
        r"blz\.": "bladzijde",
        r"tel\.": "telefoon",
        r"Tel\.": "telefoon",
    },
    "ru": {
        r"т\.\s?е\.": "то есть",
        r"т\.\s?д\.": "так далее",
        r"т\.\s?п\.": "тому подобное",
        r"т\.\s?к\.": "так как",
        r"руб\.": "рублей",
        r"ул\.": "улица",
        r"стр\.": "страница",
        r"тел\.": "телефон",
        r"др\.": "другие",
        r"(?<=\d{4} )гг?\.": "года",
        r"млн\.?": "миллионов",
        r"млрд\.?": "миллиардов",
        r"тыс\.": "тысяч",
        r"им\.": "имени",
    },
}


def abbreviations(code: str) -> tuple[Rule, ...]:
    """Those of one language, all in one search; a point that ends the sentence stays."""
    found = list(_SHORT.get(code, {}).items())
    if not found:
        return ()
    pattern = re.compile(
        r"(?<![\w.])(?:"
        + "|".join(f"(?P<a{n}>{short})" for n, (short, _) in enumerate(found))
        + ")"
    )

    def said(match: re.Match[str], words: Words) -> Sequence[Part] | None:
        if words["language"] != code:
            return None
        word = found[int((match.lastgroup or "a0")[1:])][1]
        text, (start, end) = match.string, match.span()
        if match[0].endswith(".") and _ends(text, end):
            return [(word, start), (end - 1, end)]
        return [(word + (" " if text[end : end + 1].isalnum() else ""), start)]

    return ((pattern, said),)


def _ends(text: str, end: int) -> bool:
    """Whether the sentence ends behind the point at ``end - 1``."""
    after = text[end : end + 40].lstrip(' \t\u00a0"”»)')
    return not after or after[0] == "\n"


RULES: tuple[Rule, ...] = (
    (_BULLET, _silent),
    (_BLANK, _blank),
    (_LEADER, _pause),
    (_RULE, _pause),
    (_STARS, _stars),
    (_BOX, _box),
    (_ARROW, _arrow),
    (_COMPARED, _compared),
    (_RAISED, _raised),
    (_BAR, _pause),
    (_DRAWN, _pause),
    (_AGAIN, _once),
)
