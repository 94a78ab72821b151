"""What is left untranslated must be in the language wanted, not in a relative of it."""

from __future__ import annotations

import pytest

from desktop.text.own_language import surely_in


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("de", "Wo ist der Bahnhof und die Post"),
        ("en", "The harbour is closed today, and so is the office of the master."),
        ("fr", "La porte est fermée et les bureaux sont à l'étage."),
        ("es", "La puerta está cerrada y no hay nadie en la oficina."),
        ("id", "Silakan tutup pintu dan jendela, karena anjing bisa lari dari rumah ini"),
        ("pt", "Por favor feche a porta quando sair, não deixe uma luz ligada"),
        ("tr", "Bu kapı için bir anahtar var, lütfen kapıyı kapatın"),
        ("zh", "请把门关上"),
        ("ja", "本日は休業いたします"),
        ("ko", "문을 닫아 주세요"),
    ],
)
def test_of_plain_prose_it_is_sure(tag: str, text: str) -> None:
    assert surely_in(text, tag)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("id", "Sila tutup pintu apabila keluar dari rumah ini"),
        ("tr", "Zəhmət olmasa qapını bağlayın, bu qapı üçün bir açar var"),
        ("pt", "Por favor pecha a porta cando saias da casa e non deixes a luz"),
        ("fr", "Siouplè fèmen pòt la lè ou soti nan kay la"),
        ("zh", "請把門關上"),
        ("zh", "本日休業"),
        ("zh", "出口"),
        ("ru", "Моля, затворете вратата"),
        ("ar", "لطفا در را ببندید"),
        ("en", "Exit"),
        ("en", ""),
    ],
    ids=[
        "Malay",
        "Azerbaijani",
        "Galician",
        "Haitian",
        "traditional characters",
        "Japanese",
        "both",
        "Bulgarian",
        "Persian",
        "one word",
        "nothing",
    ],
)
def test_of_a_relative_of_the_language_it_is_not(tag: str, text: str) -> None:
    assert not surely_in(text, tag)
