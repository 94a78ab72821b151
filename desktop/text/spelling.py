"""A word letter by letter, for the ear: ``Qué`` is "cap Q, u, e acute"."""

from __future__ import annotations

import unicodedata

from desktop.text.scripts import primary, script, script_of_language
from desktop.text.spelling_words import ACCENTS, ALPHABETS, CAPITAL, LETTERS_OF, MARKS

_LETTER_SCRIPTS = frozenset(("Latn", "Cyrl", "Grek"))


def spelled(word: str, language: str, *, alphabet: bool = False) -> str:
    """The characters of ``word`` one after the other, parted by commas.

    Capitals are told, accents and marks have their names, digits and characters that are words
    (Han, kana, Hangul) stand for themselves. ``alphabet``: each letter as the word of a spelling
    alphabet, the one of ``language`` (BCP-47) where it has a usual one, else that of NATO.
    """
    code = primary(language)
    return ", ".join(_said(one, code, alphabet) for one in _characters(word))


def _characters(word: str) -> list[str]:
    """What is seen as one character: a letter with its marks."""
    found: list[str] = []
    for character in unicodedata.normalize("NFC", word):
        kind = unicodedata.category(character)
        if found and kind.startswith("M"):
            found[-1] += character
        elif kind not in ("Cf", "Cc", "Cs", "Co", "Cn") or character in "\n\t":
            found.append(character)
    return found


def _said(character: str, code: str, alphabet: bool) -> str:
    one = character[0]
    if not one.isalpha():
        return _mark(character, code)
    if script(one) not in _LETTER_SCRIPTS:
        return character
    if len(character) == 1 and one.isascii() and not alphabet:
        return _capital(one, code) if one.isupper() else one
    if alphabet and (word := _word(one, code)):
        # In a spelling alphabet the letter is told by its word: "groß Aachen".
        return _capital(word, code) if one.isupper() else word
    return _with_accent(character, code, alphabet)


def _capital(said: str, code: str) -> str:
    return CAPITAL.get(code, CAPITAL["en"]).format(said)


def _word(letter: str, code: str) -> str:
    words = ALPHABETS.get(code, {})
    return words.get(letter.lower()) or ALPHABETS[""].get(letter.lower(), "")


def _with_accent(character: str, code: str, alphabet: bool) -> str:
    """A letter that has a mark, or is of another alphabet."""
    one = character[0]
    if len(character) == 1 and (one.lower() in LETTERS_OF.get(code, "") or _at_home(one, code)):
        return _capital(one, code) if one.isupper() else one
    base, *marks = list(unicodedata.normalize("NFD", character))
    names = ACCENTS.get(code, ACCENTS["en"])
    accents = [names.get(mark) or _name(mark).removeprefix("combining ") for mark in marks]
    if script(base) == "Latn" and base.isascii():
        said = (_word(base, code) if alphabet else "") or base
    else:
        said = _name(base.lower()).replace(" small letter", "").replace("latin ", "")
    said = " ".join([said, *accents])
    return _capital(said, code) if base.isupper() else said


def _at_home(letter: str, code: str) -> bool:
    """Whether a letter belongs to the language's own alphabet, as far as that isn't Latin."""
    return script(letter) != "Latn" and script(letter) == script_of_language(code)


def _mark(character: str, code: str) -> str:
    one = character[0]
    if one.isdigit() and one.isascii():
        return character
    if one.isnumeric():
        return str(unicodedata.digit(one)) if one.isdigit() else character
    return MARKS.get(code, {}).get(one) or MARKS["en"].get(one) or _name(one)


def _name(character: str) -> str:
    return unicodedata.name(character, "unknown sign").lower()
