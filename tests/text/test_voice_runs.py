"""The voice of each run: script and language."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.voice_runs import VoiceRun, voice_runs

EXAMPLES = {
    ("使用 Sightread 2.0 阅读。", "zh"): "zh:使用 |en:Sightread 2.0 |zh:阅读。",
    ("他说“hello world”。然后走了", "zh"): "zh:他说|en:“hello world”。|zh:然后走了",
    ("他（very happy）走了", "zh"): "zh:他|en:（very happy）|zh:走了",
    ("共有 12 个文件，3 个错误", "zh"): "zh:共有 12 个文件，3 个错误",
    ("高度 10 km 以上", "zh"): "zh:高度 10 km 以上",
    ("请到A座301", "zh-CN"): "zh-CN:请到A座301",
    ("日本語のテキストとEnglish words", "ja"): "ja:日本語のテキストと|en:English words",
    ("漢字だけ 学校", "ja"): "ja:漢字だけ 学校",
    ("The word 你好 means hello.", "en"): "en:The word |zh:你好 |en:means hello.",
    ("He wrote こんにちは twice", "en"): "en:He wrote |ja:こんにちは |en:twice",
    ("안녕 means hi", "en"): "ko:안녕 |en:means hi",
    ("Привет Windows 11, как дела", "ru"): "ru:Привет |en:Windows 11, |ru:как дела",
    ("Витамин C полезен", "ru"): "ru:Витамин C полезен",
    ("Це її дім, not mine", "uk"): "uk:Це її дім, |en:not mine",
    ("Say «Двері її дому» now", "en"): "en:Say |uk:«Двері її дому» |en:now",
    ("Hello (привет, שלום) all", "en"): "en:Hello |ru:(привет, |he:שלום) |en:all",
    ("مرحبا world", "ar"): "ar:مرحبا |en:world",
    ("این پنجره است", "en"): "fa:این پنجره است",
    ("Η λέξη Python είναι", "el"): "el:Η λέξη |en:Python |el:είναι",
    ("ภาษาไทย and เหมือนกัน", "th"): "th:ภาษาไทย |en:and |th:เหมือนกัน",
    ("नमस्ते दुनिया hello", "hi"): "hi:नमस्ते दुनिया |en:hello",
    ("வணக்கம் hello", "en"): "ta:வணக்கம் |en:hello",
    # One script: only a clear stretch changes the voice.
    ("Das neue iPhone von Apple ist da.", "de"): "de:Das neue iPhone von Apple ist da.",
    ("Das heißt auf Englisch New York Times.", "de"): "de:Das heißt auf Englisch New York Times.",
    (
        'Er sagte: "This is not what you have to do for me." Und ging.',
        "de",
    ): 'de:Er sagte: |en:"This is not what you have to do for me." |de:Und ging.',
    (
        "Please wait. Die Tür des Hauses ist nicht offen. Thanks.",
        "en",
    ): "en:Please wait. |de:Die Tür des Hauses ist nicht offen. |en:Thanks.",
    ("Das Lied „Let it be“ ist schön.", "de"): "de:Das Lied „Let it be“ ist schön.",
    ("Ein Hotel in Las Vegas", "de"): "de:Ein Hotel in Las Vegas",
    # A letter of another alphabet within a word, or alone, is no other language.
    ("Pаypal and α-helix and π", "en"): "en:Pаypal and α-helix and π",
    ("Работa идёт", "ru"): "ru:Работa идёт",
    # What nothing is known of.
    ("12:30 – 14", ""): ":12:30 – 14",
    ("Foobar 你好", ""): ":Foobar |zh:你好",
    ("...", "de"): "de:...",
    ("“привет” is a word", "en"): "ru:“привет” |en:is a word",
    ("тэг #hello там", "ru"): "ru:тэг |en:#hello |ru:там",
}


def shown(text: str, language: str) -> str:
    found = voice_runs(text, language)
    return "|".join(f"{run.language}:{text[run.start : run.end]}" for run in found)


@pytest.mark.parametrize(("text", "language"), EXAMPLES)
def test_runs(text: str, language: str) -> None:
    assert shown(text, language) == EXAMPLES[text, language]


def test_no_text_has_no_run() -> None:
    assert voice_runs("", "en") == ()


LETTERS = "abcÄß ,.!?()“”'\"0123456789€$абвπΩ你好のカ한글שלمرحไทยहि\n\u0301😀μ"


@settings(deadline=None)
@given(st.text(LETTERS) | st.text(), st.sampled_from(["", "en", "de", "zh", "ru", "ja", "x-?"]))
def test_runs_cover_any_text_without_gaps(text: str, language: str) -> None:
    found = voice_runs(text, language)
    assert "".join(text[run.start : run.end] for run in found) == text
    assert all(run.start < run.end for run in found)
    for before, after in pairwise(found):
        assert before.end == after.start
        assert before.language != after.language
        assert any(map(str.isalpha, text[after.start : after.end]))
        assert any(map(str.isalpha, text[before.start : before.end]))


def test_a_run_knows_its_place() -> None:
    assert voice_runs("ab 你好", "en") == (VoiceRun(0, 3, "en"), VoiceRun(3, 5, "zh"))
