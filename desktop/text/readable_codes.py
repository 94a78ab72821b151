"""Addresses, paths and codes in words: ``ada@example.com`` is "ada at example dot com"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from desktop.text.readable_words import Part, Rule, Words

_DOMAINS = (
    "com|org|net|edu|gov|info|dev|app|io|ai|eu|de|at|ch|fr|es|it|pt|br|nl|be|ru|uk|us|ca|au|nz|jp|"
    "cn|kr|in|pl|cz|se|no|dk|fi|gr|tr|ua|mx|ar|tv|me|online|shop|museum|example|test"
)
_FILES = (
    "pdf|docx?|xlsx?|pptx?|odt|ods|txt|md|csv|json|xml|html?|css|js|ts|py|rs|go|java|cpp|toml|ya?ml|"
    "ini|cfg|log|zip|gz|tar|7z|exe|msi|dmg|deb|rpm|png|jpe?g|gif|svg|webp|mp3|wav|flac|mp4|mkv|sh"
)
_URL = re.compile(
    rf"(?<![\w@.-])(?:(?P<scheme>(?:https?|ftp|file)://|mailto:|www\.)[^\s<>\"“”«»（）。，、]{{1,2000}}"
    rf"|(?:[\w-]{{1,63}}\.){{1,5}}(?:{_DOMAINS})(?::\d{{2,5}})?(?:/[^\s<>\"“”«»（）。，、]{{0,2000}}|(?![\w.-]*\w)))",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w-])")
_PATH = re.compile(
    r"(?<![\w/\\.~:])(?:(?:~|\.{1,2}|(?=/))(?:/[\w.@+-]{1,100}){1,30}/?"
    r"|[A-Za-z]:\\(?:[\w.@+ -]{1,100}\\){0,30}[\w.@+-]{0,100})"
)
_FILE = re.compile(
    rf"(?<![\w/\\.@-])[\w-]{{1,80}}(?:\.[\w-]{{1,20}}){{0,3}}?\.(?:{_FILES})(?![\w.]*\w)"
)
_HANDLE = re.compile(r"(?<![\w@.])@(?=[^\W\d]\w{1,38}(?!\w))")
_TAG = re.compile(r"(?<![\w#&])#(?=[^\W\d]\w{1,60}(?!\w))")
_NUMBER = re.compile(r"(?<![\w#&])#(?=\d{1,6}(?!\w))")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?!\w)")
_UUID = re.compile(r"(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-])")
_HARDWARE = re.compile(r"(?<![\w:])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}(?![\w:])")
_HASH = re.compile(r"(?<!\w)(?=[a-f]{0,30}\d)(?=\d{0,30}[a-f])[0-9a-f]{7,128}(?!\w)")
_CODE = re.compile(r"(?<![\w-])[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){0,9}(?![\w-])")
_PHONE = re.compile(
    r"(?<![\w.,+/-])(?<!\d[ \u00a0])(?:\+\d{1,3}(?:[ \u00a0./-]{0,2}\(?\d{1,5}\)?){2,6}"
    r"|\(\d{2,5}\)[ \u00a0]?\d{3,5}(?:[ -]?\d{2,5}){0,3}"
    r"|0\d{2,5}[ \u00a0]?[/ -][ \u00a0]?\d{3,9}(?:[ -]\d{1,5}){0,3}"
    r"|\d{1,5}(?:-\d{1,7}){3,5}|\d{3}[ -]\d{3}-\d{4}|\d{3}-\d{4})(?![\w-]|[.,/]\d)"
)
_LONG = re.compile(r"(?<![\w.,:-])\d{8,40}(?![\w-]|[.,:]\d)")
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)")
_SEPARATORS = re.compile(r"[./\\@_:~+-]|%[0-9A-Fa-f]{2}")
_OPAQUE = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[\w=%-]{16,}")

_LONGEST_ADDRESS = 60
"""Characters of an address that are said; the rest is "and more"."""


def _url(match: re.Match[str], words: Words) -> Sequence[Part]:
    start, end = match.span()
    while end > start + 1 and match.string[end - 1] in ".,;:!?'\")]}>…":
        if match.string[end - 1] == ")" and "(" in match.string[start:end]:
            break
        end -= 1
    tail = (end, match.end())
    start += len(match["scheme"] or "")
    if match.string.startswith("www.", start):
        start += 4
    while end > start and match.string[end - 1] == "/":
        end -= 1
    cut = _shortened(match.string, start, end)
    parts = _host_and_path(match.string, start, cut, words)
    return [*parts, *([(f", {words['more']}", cut)] if cut < end else []), tail]


def _shortened(text: str, start: int, end: int) -> int:
    """Where the part of an address ends that is worth being heard."""
    cut = end
    for mark in "?#":
        if (place := text.find(mark, start, cut)) >= 0:
            cut = place
    if opaque := _OPAQUE.search(text, text.find("/", start, cut) + 1 or cut, cut):
        cut = opaque.start()
    if cut - start > _LONGEST_ADDRESS:
        slash = text.rfind("/", start + 1, start + _LONGEST_ADDRESS)
        cut = slash if slash > 0 else start + _LONGEST_ADDRESS
    while cut > start and text[cut - 1] == "/":
        cut -= 1
    return cut


def _host_and_path(text: str, start: int, end: int, words: Words) -> list[Part]:
    slash = text.find("/", start, end)
    slash = end if slash < 0 else slash
    host = _named(text, start, slash, words)
    # The dashes of a path part words, those of a host are part of the name.
    return host + _named(text, slash, end, words, {"-": " ", "_": " ", "+": " "})


def _named(
    text: str, start: int, end: int, words: Words, instead: dict[str, str] | None = None
) -> list[Part]:
    """The stretch with a word for each of its separators."""
    said: list[Part] = []
    for mark in _SEPARATORS.finditer(text, start, end):
        word = (instead or {}).get(mark[0]) or (" " if mark[0][0] == "%" else f" {words[mark[0]]} ")
        said += [(start, mark.start()), (word, mark.start())]
        start = mark.end()
    return [*said, (start, end)]


def _all(match: re.Match[str], words: Words) -> Sequence[Part]:
    return _named(match.string, match.start(), match.end(), words)


def _path(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    if match[0].count("/") + match[0].count("\\") < 2 and "." not in match[0]:
        return None
    end = match.end()
    while match.string[end - 1] in ".":
        end -= 1
    parts = _named(match.string, match.start(), end, words, {"-": " ", "_": " "})
    return [*parts, (end, match.end())]


def _file(match: re.Match[str], words: Words) -> Sequence[Part]:
    return _named(match.string, match.start(), match.end(), words, {"-": " ", "_": " "})


def _sign(name: str) -> Callable[[re.Match[str], Words], Sequence[Part]]:
    return lambda match, words: [(f"{words[name]} ", match.start())]


def _letters(text: str, start: int, end: int, words: Words) -> list[Part]:
    """Character by character, groups parted by a comma.

    So is an English A from what follows: it would be heard as the article.
    """
    article = "Aa" if words["known"] == "en" else ""
    said: list[Part] = []
    between = ""
    for place in range(start, end):
        if text[place].isalnum():
            said += [(between, place), (place, place + 1)]
            between = ", " if text[place] in article else " "
        elif said:
            between = ", "
    return said


def _spelled(match: re.Match[str], words: Words) -> Sequence[Part]:
    return _letters(match.string, *match.span(), words)


def _phone(match: re.Match[str], words: Words) -> Sequence[Part]:
    said = _letters(match.string, *match.span(), words)
    if match[0][0] == "+":
        return [(f"{words['+']} ", match.start()), *said]
    return said


def _in_groups(match: re.Match[str], words: Words) -> Sequence[Part]:
    """In fours, or of a long one what it begins and ends with."""
    start, end = match.span()
    if end - start >= 32:
        return [
            *_letters(match.string, start, start + 4, words),
            (f" {words['to']} ", start + 4),
            *_letters(match.string, end - 4, end, words),
            (f", {end - start} {words['characters']}", end - 1),
        ]
    said: list[Part] = []
    for first in range(start, end, 4):
        said += [(", " if first > start else "", first)]
        said += _letters(match.string, first, min(first + 4, end), words)
    return said


def _code(match: re.Match[str], words: Words) -> Sequence[Part] | None:
    groups = match[0].split("-")
    if any(len(group) > 3 and group.isalpha() for group in groups):
        return None  # MP3-PLAYER: a word is read
    mixed = any(_changes(group) >= (1 if len(groups) > 1 else 2) for group in groups)
    return _spelled(match, words) if mixed and len(match[0]) >= 5 else None


def _changes(group: str) -> int:
    """How often letters and digits take turns: more than once is no word with a number."""
    return sum(one.isdigit() != two.isdigit() for one, two in pairwise(group))


def _dotted(match: re.Match[str], words: Words) -> Sequence[Part]:
    return _named(match.string, *match.span(), words)


ADDRESSES: tuple[Rule, ...] = (
    (_MAIL, _all),
    (_URL, _url),
    (_PATH, _path),
    (_FILE, _file),
    (_HANDLE, _sign("@")),
    (_TAG, _sign("hashtag")),
    (_NUMBER, _sign("number")),
)
CODES: tuple[Rule, ...] = (
    (_IBAN, _spelled),
    (_UUID, _in_groups),
    (_HARDWARE, _spelled),
    (_HASH, _in_groups),
    (_PHONE, _phone),
    (_ADDRESS, _dotted),
    (_LONG, _in_groups),
    (_CODE, _code),
)
