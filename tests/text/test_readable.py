"""What voices get wrong is put in words; the rest stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.readable import Said, readable

ENGLISH = {
    "on 2026-11-20 or 20.11.2026": "on November 20, 2026 or 20 November 2026",
    "11/20/2026 but 11/12/2026": "November 20, 2026 but 11/12/2026",
    "3:00 pm, 3:45 pm": "3 pm, 3:45 pm",
    "$1,234.56, $1.00, $0.99": "1234 dollars 56, 1 dollar, 99 cents",
    "£3m, ¥500, 1.234,56 €, -$5": "3 million pounds, 500 yen, 1234 euros 56, -5 dollars",
    "$5/month and $1.5bn": "5 dollars per month and 1.5 billion dollars",
    "+49 30 1234567 or 415-555-1234": "plus 4 9, 3 0, 1 2 3 4 5 6 7 or 4 1 5, 5 5 5, 1 2 3 4",
    "Serial A7F-0921-XK or X7K9P2": "Serial A, 7 F, 0 9 2 1, X K or X 7 K 9 P 2",
    "COVID-19, UTF-8, F-16, MP3-PLAYER": "COVID-19, UTF-8, F-16, MP3-PLAYER",
    "DE89 3704 0044 0532 0130 00": "D E 8 9, 3 7 0 4, 0 0 4 4, 0 5 3 2, 0 1 3 0, 0 0",
    "v1.2.3 at 192.168.1.100": "v1.2.3 at 192 dot 168 dot 1 dot 100",
    "10–20, 10-20, 9:00-17:00, 2-1": "10 to 20, 10 to 20, 9:00 to 17:00, 2-1",
    "The area is in m².": "The area is in m squared.",
    "x² plus y²": "x squared plus y squared",
    "80 km/h, 1 km, 20 °C, 5 m², 16 GB": "80 kilometers per hour, 1 kilometer, "
    "20 degrees Celsius, 5 square meters, 16 gigabytes",
    "5m and 4G and 5 m": "5m and 4G and 5 meters",
    "½ and 1½ and ¾": "one half and 1 and a half and three quarters",
    "https://example.com/docs/a-b.html?x=1.": "example dot com slash docs slash a b dot html, "
    "and more.",
    "(see www.my-shop.com/)": "(see my dash shop dot com)",
    "ada.l@example.com": "ada dot l at example dot com",
    "/usr/share/x.py and/or C:\\Ada\\a.txt": "slash usr slash share slash x dot py and/or "
    "C colon backslash Ada backslash a dot txt",
    "report_final.pdf": "report final dot pdf",
    "@ada #tag #1": "at ada hashtag tag number 1",
    "- item\n• two": "item\ntwo",
    "Name: _____ Date: ........ 5": "Name: blank Date: 5",
    "----------": "",
    "A → B ☐ x ✓ y": "A right arrow B empty box x check mark y",
    "★★★★☆": "4 stars",
    "3f2a9c1e4b5d6a7f8e9d0c1b2a3f4e5d6c7b8a9f": "3 f 2 a to 8 a, 9 f, 40 characters",
    "a1b2c3d": "a, 1 b 2, c 3 d",
    "No. 5, Dr. Who vs. Mr. X": "number 5, Dr Who versus Mr X",
    "1 000 000 and 1.234,56 and 1,234.56": "1000000 and 1234.56 and 1,234.56",
    "1920x1080, −5, ~5": "1920 by 1080, minus 5, about 5",
    "a ≤ b, x³": "a is at most b, x cubed",
    "Chapter IV, World War II, Henry VIII": "Chapter 4, World War 2, Henry VIII",
    "part MIX, Act IIII": "part MIX, Act IIII",
    "2026-11-20T10:00:00, 2026/11/20": "November 20, 2026, 10:00:00, November 20, 2026",
    "ISBN 978-3-16-148410-0": "ISBN 9 7 8, 3, 1 6, 1 4 8 4 1 0, 0",
    "1-800-555-0199 but 9-1-1": "1, 8 0 0, 5 5 5, 0 1 9 9 but 9-1-1",
    "MAC 00:1A:2B:3C:4D:5E": "MAC 0 0, 1 A, 2 B, 3 C, 4 D, 5 E",
    "Order 12345678901": "Order 1 2 3 4, 5 6 7 8, 9 0 1",
}
OTHERS = {
    "de": {
        "Am 20.11.2026 um 15:45 Uhr": "Am zwanzigsten November 2026 um 15 Uhr 45",
        "der 3. Mai, 15:00": "der dritte Mai, 15 Uhr",
        "1.234,56 € und 1,234.56 $": "1234 Euro 56 und 1234 Dollar 56",
        "z. B. Nr. 5, ca. 3 Mio. usw.": "zum Beispiel Nummer 5, circa 3 Millionen und so weiter.",
        "Hunde, Katzen usw.": "Hunde, Katzen und so weiter.",
        "ada@example.de": "ada ät example Punkt de",
        "Kapitel IX": "Kapitel 9",
        "10–20 km/h, 2½": "10 bis 20 Kilometer pro Stunde, 2 einhalb",
    },
    "fr": {
        "Le 20/11/2026 à 15h45, n° 5": "Le 20 novembre 2026 à 15 heures 45, numéro 5",
        "1 234,56 €": "1234 euros 56",
    },
    "es": {"1/2/2026, 1.234,56 €": "1 de febrero de 2026, 1234 euros 56"},
    "it": {"1/2/2026, 80 km/h": "primo febbraio 2026, 80 chilometri orari"},
    "pt-BR": {"R$ 5,00 em 20/11/2026": "5 reais em 20 de novembro de 2026"},
    "nl": {"20-11-2026, € 5": "20 november 2026, 5 euro"},
    "ru": {
        "20.11.2026, 10 000 ₽, 80 км/ч": "20 ноября 2026, 10000 рублей, 80 километров в час",
        "2026 г. и 5 г, 10 м": "2026 года и 5 граммов, 10 метров",
        "несколько млн рублей": "несколько миллионов рублей",
        "ada@example.ru": "ada собака example точка ru",
    },
    "zh": {"2026-11-20 ¥500 50% 10–20 20℃": "2026年11月20日 500元 百分之50 10到20 20摄氏度"},
    "ja": {"¥500 50% 3〜5人": "500円 50パーセント 3から5人"},
    # Without words of their own: English ones for signs, dates and measures as they are.
    "sv": {"2026-11-20, 10–20, 5 km": "2026-11-20, 10 to 20, 5 km"},
}
RIGHT = (
    "Plain words stay.",
    "It costs 1,234.56 or 50% of 1.5.",
    "Read me, please: NASA & AT&T don't (15:45) say no!",
    "Das ist 1.234,5 groß.",
    "e.g. C++ or C#",
)


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert readable(text, "en").text == ENGLISH[text]


@pytest.mark.parametrize(("language", "text"), [(tag, t) for tag in OTHERS for t in OTHERS[tag]])
def test_other_languages(language: str, text: str) -> None:
    assert readable(text, language).text == OTHERS[language][text]


@pytest.mark.parametrize("text", RIGHT)
def test_what_a_voice_says_well_stays(text: str) -> None:
    language = "de" if text.startswith("Das") else "en"
    assert readable(text, language) == Said(text, tuple(range(len(text) + 1)))


def heard(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Each word that is said, and the character that it stands for."""
    said = readable(text, language)
    found, place = [], 0
    for word in said.text.split(" "):
        found.append((word, text[said.where[place]]))
        place += len(word) + 1
    return found


def test_inserted_words_stand_at_their_sign() -> None:
    assert heard("to a@b.com now") == [
        ("to", "t"),
        ("a", "a"),
        ("at", "@"),
        ("b", "b"),
        ("dot", "."),
        ("com", "c"),
        ("now", "n"),
    ]
    assert heard("5–6 km") == [("5", "5"), ("to", "–"), ("6", "6"), ("kilometers", "k")]
    assert heard("1 000 x") == [("1", "1"), ("000", "0"), ("x", "x")]


def test_where_the_order_changes_all_stands_at_the_beginning() -> None:
    assert heard("a $5 b") == [("a", "a"), ("5", "$"), ("dollars", "$"), ("b", "b")]


TAGS = st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "ru", "zh", "ja", "sv", "", "?"])
SIGNS = "0123456789 .,:-–/@#$€½²_=★→•%°\n+~AaBbmkghCx€№年'()&?٣"


@settings(deadline=None)
@given(st.text(SIGNS, max_size=60) | st.text(max_size=60), TAGS)
def test_each_character_knows_its_place(text: str, language: str) -> None:
    said = readable(text, language)
    assert len(said.where) == len(said.text) + 1
    assert list(said.where) == sorted(said.where)
    assert said.where[-1] == len(text)
    assert all(0 <= place < len(text) for place in said.where[:-1])


@settings(deadline=None)
@given(st.text(SIGNS, max_size=60), TAGS)
def test_no_letter_is_lost(text: str, language: str) -> None:
    said = readable(text, language)
    if said.text == text:
        assert said.where == tuple(range(len(text) + 1))


def test_letters_alone_are_never_touched() -> None:
    text = 'Äpfel, Birnen und (vielleicht) "Quitten"; l\'été. '
    assert readable(text, "de").text == text


UNITS = [*SIGNS, "1.", "1,000", "a@", "a.b", "/a", "0 ", "A1-", "http://", "- ", "__", "+1 ", "v."]


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_takes_no_time(unit: str) -> None:
    text = (unit * 8_000)[:8_000]
    began = time.process_time()
    readable(text, "de")
    assert time.process_time() - began < 0.3
