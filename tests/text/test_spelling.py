"""Letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.spelling import spelled
from desktop.text.spelling_words import ALPHABETS


@pytest.mark.parametrize(
    ("word", "language", "said"),
    [
        ("Quick", "en", "cap Q, u, i, c, k"),
        ("Qué", "en-GB", "cap Q, u, e acute"),
        ("e\u0301", "en", "e acute"),
        ("Straße", "de", "groß S, t, r, a, ß, e"),
        ("çö", "de", "c Cedille, ö"),
        ("Été", "fr", "E accent aigu majuscule, t, e accent aigu"),
        ("Ñu", "es", "Ñ mayúscula, u"),
        ("Łódź", "pl", "cap Ł, ó, d, ź"),
        ("A7-x_y", "en", "cap A, 7, dash, x, underscore, y"),
        ("a.b", "de", "a, Punkt, b"),
        ("«§»", "en", "left-pointing double angle quotation mark, section, "
         "right-pointing double angle quotation mark"),
        ("你好", "zh", "你, 好"),
        ("스톱", "ko", "스, 톱"),
        ("\u1109\u1173\u1110\u1169\u11b8", "ko", "스, 톱"),
        ("👩\u200d💻", "en", "woman, personal computer"),
        ("नमस्ते", "hi", "न, म, स्, ते"),
        ("Да", "ru", "заглавная Д, а"),
        # A letter of another alphabet that only looks the same is told.
        ("Pаy", "en", "cap P, cyrillic a, y"),
        ("α", "en", "greek alpha"),
        ("٣²", "en", "3, 2"),
        ("👍🏽", "en", "thumbs up sign, emoji modifier fitzpatrick type-4"),
        ("", "en", ""),
    ],
)  # fmt: skip
def test_letters(word: str, language: str, said: str) -> None:
    assert spelled(word, language) == said


@pytest.mark.parametrize(
    ("word", "language", "said"),
    [
        ("Quick", "en", "cap Quebec, Uniform, India, Charlie, Kilo"),
        ("übt", "de", "Umlaut Unna, Berlin, Tübingen"),
        ("té", "fr", "Thérèse, Eugène accent aigu"),
        ("ñu", "es", "Ñoño, Ulises"),
        ("gatto", "it", "Genova, Ancona, Torino, Torino, Otranto"),
        ("мой", "ru", "Михаил, Ольга, Иван краткий"),
        ("x1.", "pt", "X-ray, 1, ponto"),
        ("ab", "ru", "Alfa, Bravo"),
    ],
)
def test_alphabets(word: str, language: str, said: str) -> None:
    assert spelled(word, language, alphabet=True) == said


def test_no_letter_lacks_a_word() -> None:
    assert all(len(ALPHABETS[code]) >= 26 for code in ALPHABETS)


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(["", "en", "de", "ru", "zh", "?"]), st.booleans())
def test_any_text_is_spelled(word: str, language: str, alphabet: bool) -> None:
    said = spelled(word, language, alphabet=alphabet)
    if any(map(str.isalnum, word)):
        assert said
