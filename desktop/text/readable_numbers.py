"""Dates, times, amounts, ranges and measures in words: ``2026-11-20`` is "November 20, 2026"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.text.readable_units import CURRENCIES, MONTHS, UNITS
from desktop.text.readable_words import Part, Rule, Words

_NUM = (
    r"\d{1,3}(?:(?:[,.'’\u00a0\u202f\u2009 ]\d{3}){1,6}(?!\d))(?:[.,]\d{1,2}(?!\d))?"
    r"|\d{1,15}(?:[.,]\d{1,6}(?!\d))?"
)
_ISO = re.compile(
    r"(?<![A-Za-z\d./-])(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?P<time>T)(?=\d\d:)|(?![A-Za-z\d/-]))"
)
_DOTTED = re.compile(
    r"(?<![\w.,-])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.[ \u00a0]?(\d{4}|\d{2})(?!\w|[.,-]\d)"
)
_SLASHED = re.compile(r"(?<![\w./,-])(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\w|[./,-]\w)")
_DAY_MONTH = re.compile(r"(?<![\w.,-])(\d{1,2})\.(\d{1,2})\.(?!\w)(?=\s|[–-]|\Z)")
_ORDINAL = re.compile(r"(?<![\w.,-])(\d{1,2})\.(?=[ \u00a0]([A-Z][a-zä]+))")
_VERSION = re.compile(r"(?:version|ver\.?|v\.?|release|ip)[ \u00a0]?\Z", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\w.,:])(\d{1,2})([:.h])(\d{2})(?P<uhr>[ \u00a0]?(?:Uhr|[ap]\.?m\.?))?(?!\w|[:.,]\d)"
)
_BEFORE = re.compile(
    rf"(?<![\w.,])(?P<sign>US\$|R\$|[$€£¥₹₽₩₺]|(?:EUR|USD|GBP|CHF|JPY)(?=[ \u00a0]?\d))[ \u00a0]?"
    rf"(?P<number>{_NUM})"
    r"(?P<many>[ \u00a0]?(?:[kK]|m|M|mn|bn|B|million|billion|Mio\.?|Mrd\.?)(?!\w))?"
    r"(?P<per>/(?=[a-z]))?"
)
_BEHIND = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUM})"
    r"(?P<many>[ \u00a0]?(?:Mio\.?|Mrd\.?|mln|mld|млн|млрд)(?!\w))?[ \u00a0]?"
    r"(?P<sign>[$€£¥₹₽₩₺]|(?:EUR|USD|GBP|CHF|JPY|zł|руб\.?)(?!\w))(?P<per>/(?=\w))?"
)
_ANY_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_UNIT = re.compile(rf"(?<=[\d½¼¾])(?P<space>[ \u00a0\u202f]?)(?P<unit>{_ANY_UNIT})(?![\w²³/°])")
_RANGE = re.compile(r"(?<=[\d%°€½])[ \u00a0]?[–—〜～][ \u00a0]?(?=[\d$€£])")
_HYPHENS = re.compile(
    r"(?<![A-Za-z\d.,/:-])(\d{1,4}|\d{1,2}:\d{2})-(\d{1,4}|\d{1,2}:\d{2})(?![A-Za-z\d-]|[.,:/]\d)"
)
_BY = re.compile(r"(?<=\d)[ \u00a0]?[x×][ \u00a0]?(?=\d)")
_ROMAN = re.compile(
    r"\b(?:Chapter|Part|Act|Scene|Section|Article|Volume|Book|Appendix|World War|Type|Phase|Grade|"
    r"Kapitel|Teil|Band|Akt|Abschnitt|Weltkrieg|Chapitre|Partie|Tome|Acte|Capítulo|Parte|Tomo|"
    r"Capitolo|Atto|Hoofdstuk|Deel)[ \u00a0](?P<roman>X{0,3}(?:IX|IV|V?I{0,3}))(?![\w’'])"
)
_MINUS = re.compile(r"(?<![\w)\]])[−–](?=\d)|−(?= ?\d)")
_ABOUT = re.compile(r"(?<![\w~])~[ \u00a0]?(?=[\d$€£])")
_FRACTION = re.compile(r"(?P<whole>(?<=\d)[ \u00a0]?)?(?P<sign>[½¼¾⅓⅔⅛])")
_GROUPED = re.compile(rf"(?<![\w.,])(?:{_NUM})(?![\w]|[.,]\d)")
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,9}(?:\.\d{1,6})?)[ \u00a0]?[%％]")

_YEAR = re.compile(r"(?<!\d)\d{4}\Z")
_AMOUNT_ENDS = re.compile(r"\d[ \u00a0]\Z")
_FRACTIONS = {
    "½": "half",
    "¼": "quarter",
    "¾": "three_quarters",
    "⅓": "third",
    "⅔": "two_thirds",
    "⅛": "eighth",
}
_MANY = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "mio": "million",
    "mln": "million",
    "млн": "million",
    "million": "million",
    "b": "billion",
    "bn": "billion",
    "billion": "billion",
    "mrd": "billion",
    "mld": "billion",
    "млрд": "billion",
}
_DAYS = """
    erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt
    fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst
    dreiundzwanzigst vierundzwanzigst fünfundzwanzigst sechsundzwanzigst siebenundzwanzigst
    achtundzwanzigst neunundzwanzigst dreißigst einunddreißigst
""".split()  # noqa: SIM905
_TO_THE = re.compile(
    r"\b(?:am|dem|den|vom|zum|beim|im|und|oder|bis|ab|seit|des)[ \u00a0]\Z", re.IGNORECASE
)
_THE = re.compile(r"\b(?:der|das|die)[ \u00a0]\Z", re.IGNORECASE)


def _day_of(text: str, place: int, day: int) -> str:
    """The German ordinal, in the case that the word before it asks for."""
    before = text[max(0, place - 8) : place]
    ending = "en" if _TO_THE.search(before) else "e" if _THE.search(before) else "er"
    return _DAYS[day - 1] + ending


def _date(
    text: str, place: int, date: tuple[int, int, str], words: Words, *, us: bool
) -> Sequence[Part] | None:
    """The date ``(day, month, year)``; None where there is no such day."""
    day, month, year = date
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    code = words["known"]
    if code in ("zh", "ja"):
        return [(f"{year}年{month}月{day}日" if year else f"{month}月{day}日", place)]
    if words["language"] != code:
        return None  # the voice doesn't speak English
    name = MONTHS[code][month - 1]
    match code:
        case "en":
            said = f"{name} {day}, {year}" if us else f"{day} {name} {year}"
        case "de":
            said = f"{_day_of(text, place, day)} {name} {year}"
        case "es" | "pt":
            said = f"{day} de {name} de {year}" if year else f"{day} de {name}"
        case "fr" | "it" if day == 1:
            said = f"{'1er' if code == 'fr' else 'primo'} {name} {year}"
        case _:
            said = f"{day} {name} {year}"
    return [(said.strip(), place)]


def _iso(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    date = (int(match[4]), int(match[3]), match[1])
    parts = _date(match.string, match.start(), date, words, us=True)
    return [*parts, (", ", match.start("time"))] if parts and match["time"] else parts


def _dotted(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    if len(match[3]) == 2 and (len(match[1]) < 2 or len(match[2]) < 2 or words["known"] == "en"):
        return None  # 1.2.34 is a version
    if _VERSION.search(match.string, max(0, match.start() - 9), match.start()):
        return None
    date = (int(match[1]), int(match[2]), match[3])
    return _date(match.string, match.start(), date, words, us=False)


def _slashed(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if words["known"] in ("zh", "ja") or (match[2] == "-" and len(year) == 2):
        return None
    if words["known"] == "en" and first <= 12 < second:
        return _date(match.string, match.start(), (second, first, year), words, us=True)
    if words["known"] == "en" and (second > 12 or first <= 12):
        return None  # 11/12/2026 has two meanings
    return _date(match.string, match.start(), (first, second, year), words, us=False)


def _day_month(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    if words["known"] != "de":
        return None
    return _date(match.string, match.start(), (int(match[1]), int(match[2]), ""), words, us=False)


def _ordinal(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    if words["known"] != "de" or match[2] not in MONTHS["de"] or not 1 <= int(match[1]) <= 31:
        return None
    return [(_day_of(match.string, match.start(), int(match[1])), match.start())]


def _clock(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    hour, minute, behind = match[1], match[3], (match["uhr"] or "").strip()
    if int(hour) > 24 or int(minute) > 59 or (match[2] == "." and behind != "Uhr"):
        return None
    place = match.start(2)
    bare = minute.lstrip("0")
    if words["known"] == "de" and match[2] != "h" and behind in ("Uhr", ""):
        return [match.span(1), (f" Uhr {bare}".rstrip(), place)]
    if words["known"] == "fr" and (match[2] == "h" or minute == "00"):
        return [match.span(1), (f" heures {bare}".rstrip(), place)]
    if words["known"] == "en" and behind and match[2] == ":" and not bare:
        return [match.span(1), match.span("uhr")]
    return None


def _amount(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    code = words["known"]
    if words["language"] != code:
        return None
    apart = match.start("number") - match.end("sign") == 1
    if apart and _AMOUNT_ENDS.search(match.string, max(0, match.start() - 2), match.start()):
        return None  # the sign belongs to the number before it
    names = CURRENCIES[code].get(match["sign"].rstrip("."), "")
    if not names:
        return None
    whole, cents = _cut(match["number"], words)
    one, many, cent = (
        (names.split("/") * 3)[:3] if "/" not in names else [*names.split("/"), ""][:3]
    )
    scale = words[_MANY[match["many"].strip().lower().rstrip(".")]] if match["many"] else ""
    per = f" {words['per']} " if match["per"] else ""
    space = "" if code in ("zh", "ja") else " "
    if scale:
        number = whole + (_point(words) + cents if cents else "")
        return [(f"{number}{space}{scale}{space}{many}{per}", match.start())]
    if len(cents) not in (0, 2) or (cents and (code in ("zh", "ja", "ru"))):
        number = whole + _point(words) + cents
        return [(f"{number}{space}{many}{per}", match.start())]
    if cents.strip("0") and whole == "0" and cent:
        return [(f"{int(cents)} {cent}{per}", match.start())]
    name = one if whole == "1" else many
    said = f"{whole}{space}{name}" + (f" {cents}" if cents.strip("0") else "")
    return [(said + per, match.start())]


def _point(words: Words) -> str:
    return "," if words["decimal"] == "comma" else "."


def _cut(number: str, words: Words) -> tuple[str, str]:
    """The whole part, without the marks of its thousands, and the decimals."""
    marks = [mark for mark in number if not mark.isdigit()]
    if not marks:
        return number, ""
    last = number.rindex(marks[-1])
    behind = len(number) - last - 1
    grouped = len(marks) > 1 and len(set(marks)) == 1
    decimal = (
        marks[-1] in ".,"
        and not grouped
        and (behind != 3 or (len(marks) == 1 and marks[-1] == _point(words) and number[0] == "0"))
    )
    if decimal:
        return _digits(number[:last]), number[last + 1 :]
    return _digits(number), ""


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _grouped(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    """A number whose marks this voice would take for something else."""
    number = match[0]
    marks = [mark for mark in number if not mark.isdigit()]
    if not marks:
        return None
    point = _point(words)
    group = "," if point == "." else "."
    if len(set(marks)) == 1 and marks[0] in ".,":
        if len(marks) == 1 or marks[0] == group:
            return None
    elif marks == [group] * (len(marks) - 1) + [point]:
        return None
    if marks[0] == " " and marks.count(" ") == 1 and words["language"] not in _BLANKS:
        return None  # one blank may part two numbers, where thousands aren't written so
    if words["known"] == "fr" and set(marks) <= {" ", "\u00a0", "\u202f", ","}:
        return None
    whole, decimals = _cut(number, words)
    start = match.start()
    said: list[Part] = []
    left = len(whole)
    for place in range(start, match.end()):
        if number[place - start].isdigit():
            if left == 0 and decimals and said and said[-1][0] != point:
                said.append((point, place - 1))
                decimals = ""
            said.append((place, place + 1))
            left -= 1 if left else 0
    return said


_BLANKS = frozenset(("fr", "ru", "pl", "cs", "sk", "sv", "nb", "no", "fi", "uk", "bg", "hu"))


def _unit(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    code = words["known"]
    name = UNITS[match["unit"]].get(code, "") if words["language"] == code else ""
    if not name:
        return None
    if not match["space"] and len(match["unit"]) == 1 and match["unit"] != "℃":
        return None  # 5m are millions, 4G is no weight
    if match["unit"] == "г" and _YEAR.search(
        match.string, max(0, match.start() - 5), match.start()
    ):
        return None
    one, _, many = name.partition("/")
    before = match.string[max(0, match.start() - 2) : match.start()]
    single = before[-1:] == "1" and not before[:1].isdigit() and before[:1] not in (".", ",")
    space = "" if code in ("zh", "ja") else " "
    return [(f"{space}{one if single or not many else many}", match.start("unit"))]


def _range(match: re.Match[str], words: Words) -> Sequence[Part]:
    word = words["to"] if words["known"] in ("zh", "ja") else f" {words['to']} "
    return [(word, match.start() + match[0].index(match[0].strip()))]


def _hyphens(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    first, second = match[1], match[2]
    if ":" in first or ":" in second:
        if not (":" in first and ":" in second):
            return None
    elif second[0] == "0" or first[0] == "0" or int(first) >= int(second):
        return None
    elif len(first) != len(second) and len(second) == 4:
        return None  # 555-1234 is a telephone
    word = words["to"] if words["known"] in ("zh", "ja") else f" {words['to']} "
    return [match.span(1), (word, match.end(1)), match.span(2)]


def _by(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    if "×" in match[0]:
        return None
    return [(f" {words['by']} ", match.start() + match[0].index("x"))]


def _roman(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    """Only behind a noun that is counted: ``I`` and ``MIX`` are words, ``Henry VIII`` is read."""
    del words
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in match["roman"]]
    if not values:
        return None
    number = sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )
    return [(match.start(), match.start("roman")), (str(number), match.start("roman"))]


def _minus(match: re.Match[str], words: Words) -> Sequence[Part]:
    return [(f"{words['minus']} ", match.start())]


def _about(match: re.Match[str], words: Words) -> Sequence[Part]:
    return [(f"{words['about']} ", match.start())]


def _fraction(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    if words["language"] != words["known"]:
        return None
    name = words[_FRACTIONS[match["sign"]]]
    joint = f" {words['and']} " if match["whole"] is not None else ""
    if words["known"] == "de" and joint and match["sign"] == "½":
        joint, name = " ", "einhalb"
    if words["known"] in ("en", "es", "it", "pt") and joint and match["sign"] == "½":
        name = {"en": "a half", "es": "medio", "it": "mezzo", "pt": "meio"}[words["known"]]
    return [(joint + name, match.start("sign"))]


def _percent(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    if words["known"] == "zh":
        return [(f"百分之{match[1]}", match.start())]
    if words["known"] == "ja":
        return [match.span(1), ("パーセント", match.end() - 1)]
    return None


DATES: tuple[Rule, ...] = (
    (_ISO, _iso),
    (_DOTTED, _dotted),
    (_SLASHED, _slashed),
    (_DAY_MONTH, _day_month),
    (_ORDINAL, _ordinal),
)
RULES: tuple[Rule, ...] = (
    (_BEFORE, _amount),
    (_BEHIND, _amount),
    (_CLOCK, _clock),
    (_PERCENT, _percent),
    (_UNIT, _unit),
    (_HYPHENS, _hyphens),
    (_RANGE, _range),
    (_BY, _by),
    (_ROMAN, _roman),
    (_MINUS, _minus),
    (_ABOUT, _about),
    (_FRACTION, _fraction),
    (_GROUPED, _grouped),
)
