"""Source and translation come in one text; nothing may be lost where they can't be told apart."""

from __future__ import annotations

import pytest

from desktop.text.translation import source_end, split_translation

CHINESE = "请把门关上。\n晚上八点以后不要按铃。"
ENGLISH = "Please close the door.\nDo not ring the bell after eight in the evening."
GERMAN = "Bitte die Tür schließen.\nNach acht Uhr ist das Klingeln nicht erlaubt."
RUSSIAN = "Закройте, пожалуйста, дверь.\nНе звоните после восьми."


@pytest.mark.parametrize(
    ("source", "translation", "to"),
    [
        (CHINESE, ENGLISH, "en"),
        (ENGLISH, CHINESE, "zh"),
        (RUSSIAN, ENGLISH, "en"),
        (RUSSIAN, CHINESE, "zh"),
        (GERMAN, ENGLISH, "en"),
        ("欢迎使用 Sightread\n版本 2.0\nEnter 键", "Use Sightread\nVersion 2.0\nEnter key", "en"),
        ("Welcome to Sightread", "欢迎使用 Sightread", "zh"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_split(source: str, translation: str, to: str, between: str) -> None:
    assert split_translation(source + between + translation, to) == (source, translation)


@pytest.mark.parametrize(
    ("source", "translation", "to"),
    [
        ("velna dorim", "river stone", "en"),
        ("Ausgang", "Exit", "en"),
        ("Ausgang\nEingang", "Exit\nEntrance", "en"),
        ("velna\n\nkasto", "river\n\nbird", "en"),
        ("Schluss", "Fin", "fr"),
        ("Hotel", "Hotel", "en"),
    ],
)
def test_a_pair_in_one_script_is_halved(source: str, translation: str, to: str) -> None:
    assert split_translation(f"{source}\n{translation}", to) == (source, translation)


@pytest.mark.parametrize(
    ("source", "translation", "to"),
    [
        ("velna dorim\nkasto", "river stone bird", "en"),
        ("velna", "river\nstone", "en"),
        ("欢迎\nSightread", "Welcome\nSightread", "en"),
    ],
)
def test_a_blank_line_in_the_middle_parts_them(source: str, translation: str, to: str) -> None:
    assert split_translation(f"{source}\n\n{translation}", to) == (source, translation)


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("", "en"),
        ("Only one line.", "en"),
        ("One.\nTwo.\nThree.", "en"),
        ("12\n34", "en"),
        (CHINESE, "en"),
        (GERMAN, "en"),
        (ENGLISH, "en"),
        ("Exit\nHelp", "zh"),
        ("velna\nkasto\nriver", "en"),
    ],
)
def test_what_cannot_be_told_apart_stays_whole(text: str, to: str) -> None:
    assert split_translation(text, to) == ("", text)


def test_nothing_is_lost() -> None:
    source, translation = split_translation(f"{CHINESE}\n{ENGLISH}", "en")
    assert f"{source}\n{translation}" == f"{CHINESE}\n{ENGLISH}"


WRAPPED = "Bitte die Tür schließen. Nach acht\nUhr ist das Klingeln\nnicht erlaubt."
KNOWN = "Bitte die Tur schliefen. Nach acht Uhr ist das Klingeln nicht erlaubt."
"""As the quick engine reads it, not to the letter."""


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        (WRAPPED, "Please close the door. No bell\nafter eight."),
        (WRAPPED, "Please close the door.\n\nNo ringing\n\nafter\neight, thank you."),
        (GERMAN, "Fermez la porte."),
    ],
)
def test_a_source_that_is_known_is_cut_off_where_it_ends(source: str, translation: str) -> None:
    # Neither halves nor scripts would tell.
    assert split_translation(f"{source}\n{translation}", "en") != (source, translation)
    assert split_translation(f"{source}\n{translation}", "en", KNOWN) == (source, translation)


def test_a_source_that_stands_alone_is_not_halved() -> None:
    assert split_translation(GERMAN, "en", KNOWN) == ("", GERMAN)
    assert split_translation("velna dorim\nkasto", "en") == ("velna dorim", "kasto")
    assert split_translation("velna dorim\nkasto", "en", "velna dorim kasto")[0] == ""


def test_what_is_known_and_does_not_stand_there_changes_nothing() -> None:
    text = f"{CHINESE}\n{ENGLISH}"
    assert split_translation(text, "en", "1I 0B7 .,") == (CHINESE, ENGLISH)


def test_of_a_text_that_arrives_the_end_of_the_source_is_told_when_it_is_there() -> None:
    text = f"{WRAPPED}\nPlease close the door."
    ends = [source_end(text[:n], KNOWN, whole=False) for n in range(len(text))]
    assert set(ends) == {None, len(WRAPPED)}
    assert ends.index(len(WRAPPED)) == len(WRAPPED) + 1
