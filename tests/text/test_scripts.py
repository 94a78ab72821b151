"""Scripts and languages."""

from __future__ import annotations

import pytest

from desktop.text.scripts import Run, is_cjk, language, main_script, runs

LANGUAGES = {
    "en": "The door of the house is open for you.",
    "de": "Die Tür des Hauses ist nicht für euch offen.",
    "fr": "La porte de la maison est ouverte pour vous.",
    "es": "La puerta de la casa no está abierta para los niños.",
    "it": "La porta della casa non è aperta per gli altri.",
    "pt": "A porta da casa não está aberta para você.",
    "nl": "De deur van het huis is niet open voor een gast.",
    "tr": "Bu kapı çok eski ve şimdi açık değil.",
    "vi": "Cánh cửa của ngôi nhà này không mở cho những người lạ.",
    "id": "Pintu rumah ini tidak dibuka untuk orang yang datang dari luar.",
    "pl": "Drzwi do domu nie są otwarte dla gości i to się nie zmieni.",
    "zh": "这扇门没有打开。",
    "ja": "このドアは開いていません。",
    "ko": "문이 열려 있지 않습니다.",
    "ru": "Дверь дома не открыта.",
    "uk": "Двері її дому не відчинені.",
    "ar": "باب البيت ليس مفتوحا",
    "el": "Η πόρτα δεν είναι ανοιχτή.",
    "he": "הדלת לא פתוחה",
    "th": "ประตูไม่ได้เปิด",
    "hi": "दरवाज़ा खुला नहीं है",
}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_languages(tag: str) -> None:
    assert language(LANGUAGES[tag]) == tag


@pytest.mark.parametrize("text", ["", "12:30", "Sightread 2.0", "OK", "Berlin Paris Madrid"])
def test_thin_evidence_claims_nothing(text: str) -> None:
    assert language(text) == ""


def test_runs_cover_the_text_and_marks_go_with_what_precedes() -> None:
    text = "使用 Sightread 2.0 阅读。"
    assert runs(text) == (Run("Hani", 0, 3), Run("Latn", 3, 17), Run("Hani", 17, 20))
    assert runs("") == ()
    assert runs("12 ab") == (Run("Latn", 0, 5),)


def test_a_few_kana_among_kanji_are_japanese() -> None:
    assert main_script("日本語の文章") == "Kana"
    assert main_script("中文文章") == "Hani"


def test_cjk_characters() -> None:
    assert all(map(is_cjk, "中の。，「"))
    assert not any(map(is_cjk, "aé1.한"))
