"""Which voice speaks what: values in, values out."""

from __future__ import annotations

import pytest

from desktop.speech.alignment import places
from desktop.speech.messages import Voice
from desktop.speech.voices import choose_voice, missing_voice

ESPEAK = tuple(
    Voice(f"x/{tag}", tag, (tag,))
    for tag in (
        *("cmn-latn-pinyin", "cmn", "de", "en-029", "en-gb", "en-gb-scotland", "en-us", "es-419"),
        *("es", "fr-be", "fr-fr", "pt", "pt-br", "nb", "vi-vn-x-central", "vi", "yue", "ru-lv"),
        "ru",
    )
)
SAPI = tuple(
    Voice(f"HKEY\\{name}", name, (tag,))
    for name, tag in (
        ("Zira", "en-US"),
        ("Huihui", "zh-CN"),
        ("Tracy", "zh-HK"),
        ("Maria", "pt-BR"),
    )
)
MAC = (Voice("com.apple.Anna", "Anna", ("de_DE",)), Voice("com.apple.Kyoko", "Kyoko", ("ja_JP",)))


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("en", "en-us"),
        ("en-GB", "en-gb"),
        ("en_GB", "en-gb"),
        ("en-AU", "en-us"),
        ("zh", "cmn"),
        ("zh-CN", "cmn"),
        ("zh-Hans", "cmn"),
        ("zh-TW", "cmn"),
        ("zh-HK", "yue"),
        ("zh-yue", "yue"),
        ("yue", "yue"),
        ("pt", "pt"),
        ("pt-PT", "pt"),
        ("pt-BR", "pt-br"),
        ("es", "es"),
        ("es-MX", "es"),
        ("fr", "fr-fr"),
        ("no", "nb"),
        ("vi", "vi"),
        ("ru", "ru"),
        ("DE-de", "de"),
    ],
)
def test_espeak_voice_for_a_language(language: str, tag: str) -> None:
    voice = choose_voice(ESPEAK, language)
    assert voice is not None
    assert voice.name == tag


def test_other_systems_spellings() -> None:
    names = {language: choose_voice(SAPI, language) for language in ("zh", "zh-HK", "pt", "en-GB")}
    found = {language: voice.name for language, voice in names.items() if voice}
    assert found == {"zh": "Huihui", "zh-HK": "Tracy", "pt": "Maria", "en-GB": "Zira"}
    assert choose_voice(MAC, "ja") == MAC[1]


def test_the_users_voice_speaks_its_own_language_only() -> None:
    scottish = "x/en-gb-scotland"
    for language in ("en", "en-US", ""):
        voice = choose_voice(ESPEAK, language, scottish)
        assert voice is not None
        assert voice.id == scottish
    german = choose_voice(ESPEAK, "de", scottish)
    assert german is not None
    assert german.name == "de"


def test_a_voice_that_is_gone_is_passed_over() -> None:
    voice = choose_voice(ESPEAK, "en", "x/uninstalled")
    assert voice is not None
    assert voice.name == "en-us"


def test_no_voice() -> None:
    assert choose_voice(ESPEAK, "th") is None
    assert choose_voice((), "") is None
    assert choose_voice(MAC, "") == MAC[0]


def test_the_sentence_names_the_language_and_the_way() -> None:
    assert "Thai" in missing_voice("th", "espeak")
    assert "apt-get install -y espeak-ng" in missing_voice("th", "espeak")
    others = missing_voice("th", "espeak", others=True)
    assert others == "There is no voice for Thai. This espeak-ng has none; a newer one may."
    assert "Chinese" in missing_voice("zh-CN", "sapi5")
    assert "Add voices" in missing_voice("zh-CN", "sapi5")
    assert "System Settings" in missing_voice("xx", "nsss")


def test_places_of_words_in_the_text_as_it_was() -> None:
    whole = "Title\n\nA long  hyphen-\nated word.\nEnd"
    spoken = "A long hyphenated word."
    where = places(spoken, whole, 7)
    for word in ("A", "long", "word."):
        offset = spoken.index(word)
        assert whole[where[offset] : where[offset + len(word) - 1] + 1] == word
    offset = spoken.index("hyphenated")
    assert whole[where[offset] : where[offset + 9] + 1] == "hyphen-\nated"
