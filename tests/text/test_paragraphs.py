"""Lines as paragraphs: by places and texts alone, and as the quick engine really finds them."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from PIL import Image, ImageDraw

from desktop.reader.quick import Quick
from desktop.text.paragraphs import flowing, language_of, needs_none, paragraphs, together
from desktop.values import Box, Line, Paragraph, Read, Task
from tests.reader.kinds import Page, Picture, font, render, shot

WIDTH, HEIGHT = 1000, 800
SIZE = 20


def line(text: str, left: int, top: int, size: float = SIZE, score: float = 0.99) -> Line:
    """A line about as wide as type of this size sets it."""
    thin = " .,:;'!|ijltfrI()[]-/1"
    width = sum(0.33 if s in thin else 0.66 if s.isupper() else 0.55 for s in text) * size
    if any(ord(sign) > 0x2E80 for sign in text):
        width = len(text) * size
    return Line(text, Box(left, top, left + round(width), top + round(1.2 * size)), score)


def block(texts: list[str], left: int, top: int, pitch: float, size: float = SIZE) -> list[Line]:
    return [line(text, left, round(top + n * pitch * size), size) for n, text in enumerate(texts)]


def sources(lines: list[Line]) -> list[str]:
    return [one.source for one in paragraphs(lines, WIDTH, HEIGHT)]


PROSE = [
    "the harbour was quiet this morning and",
    "two boats had left before the sun rose",
    "while the others lay still.",
]


def test_lines_that_stand_evenly_are_one_paragraph_in_one_box() -> None:
    (one,) = paragraphs(block(PROSE, 40, 40, 1.4), WIDTH, HEIGHT)
    assert one.source == " ".join(PROSE)
    assert len(one.rows) == 3
    assert one.box == Box.around(one.rows)
    assert (one.language, one.text, one.vertical) == ("en", "", False)


@pytest.mark.parametrize("pitch", [1.15, 1.5, 2.0])
def test_prose_may_be_set_wide(pitch: float) -> None:
    assert sources(block(PROSE, 40, 40, pitch)) == [" ".join(PROSE)]


def test_letters_of_another_size_are_another_paragraph() -> None:
    lines = [line("a heading of this", 40, 40, 30), *block(PROSE, 40, 84, 1.4)]
    assert sources(lines) == ["a heading of this", " ".join(PROSE)]


def test_more_space_than_between_the_others_begins_another() -> None:
    lines = [*block(PROSE, 40, 40, 1.4), *block(PROSE, 40, 150, 1.4)]
    assert len(sources(lines)) == 2


def test_the_items_of_a_list_are_their_own_and_take_their_lines_along() -> None:
    lines = block(["• Bread and butter for all the", "• Milk", "1. Eggs", "2) Tea"], 40, 40, 1.4)
    assert sources(lines) == [one.text for one in lines]
    hanging = [line("• Bread and butter for all the", 40, 40), line("guests of the house", 58, 68)]
    assert sources(hanging) == ["• Bread and butter for all the guests of the house"]


def test_a_first_line_that_is_set_in_begins_a_paragraph() -> None:
    second = [line("On the pier nobody spoke a word and", 75, 124), line("all waited.", 40, 152)]
    lines = [*block(PROSE, 40, 40, 1.4), *second]
    assert sources(lines) == [" ".join(PROSE), " ".join(one.text for one in second)]


def test_the_rows_of_a_menu_in_small_letters_stay_apart() -> None:
    rows = [("bread and milk", "6,50"), ("fish in salt", "12,40")]
    lines = [
        part
        for number, (dish, price) in enumerate(rows)
        for part in (line(dish, 60, 140 + 42 * number), line(price, 560, 140 + 42 * number))
    ]
    assert sources(lines) == ["bread and milk", "6,50", "fish in salt", "12,40"]


def test_the_rows_of_a_menu_and_their_prices_stay_apart_in_their_order() -> None:
    lines = []
    for number, (dish, price) in enumerate(
        [("Onion soup with cheese", "6,50 €"), ("Veal and potatoes", "18,90 €"), ("Tea", "2 €")]
    ):
        lines += [line(dish, 40, 40 + 44 * number), line(price, 600, 41 + 44 * number)]
    assert sources(lines) == [one.text for one in lines]
    assert [bool(one.text) for one in paragraphs(lines, WIDTH, HEIGHT)] == [False, True] * 3


def test_buttons_beside_one_another_and_entries_below_one_another_stay_apart() -> None:
    buttons = [line(text, 40 + 200 * n, 40) for n, text in enumerate(("Discard", "Cancel", "Save"))]
    assert sources(buttons) == ["Discard", "Cancel", "Save"]
    entries = ["File", "Edit", "View", "Bookmarks", "Help"]
    assert sources(block(entries, 40, 40, 2.0)) == entries


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    lines = block([*PROSE, *PROSE], 40, 40, 1.4)
    assert sources(lines) == [" ".join(PROSE)] * 2


def test_a_centred_sign_is_one() -> None:
    texts = ["NO ENTRY", "FOR ALL THOSE WHO", "ARE NOT AT WORK"]
    lines = [line(text, 0, 40 + 26 * n) for n, text in enumerate(texts)]
    centred = [
        Line(one.text, one.box.moved(300 - one.box.width // 2, 0), one.score) for one in lines
    ]
    assert sources(centred) == [" ".join(texts)]


def test_words_of_one_row_are_one_line() -> None:
    lines = [line("Keep", 40, 40), line("off", 90, 41), line("the grass", 128, 40)]
    (one,) = paragraphs(lines, WIDTH, HEIGHT)
    assert one.source == "Keep off the grass"
    assert len(one.rows) == 1


def test_columns_of_vertical_text_are_read_from_the_right() -> None:
    texts = ["吾輩は猫である", "名前はまだ無い", "どこで生れたか"]
    lines = [
        Line(text, Box(300 - 50 * n, 20, 334 - 50 * n, 260), 0.99) for n, text in enumerate(texts)
    ]
    far = Line("入口", Box(60, 20, 94, 90), 0.99)
    one, other = paragraphs([*reversed(lines), far], WIDTH, HEIGHT)
    assert one.vertical
    assert one.source == "".join(texts)
    assert one.rows[0].left > one.rows[-1].left
    assert one.language == "ja"
    assert other.source == "入口"
    assert other.vertical
    sideways = Line("Sideways label", Box(300, 20, 325, 260), 0.99)
    (label,) = paragraphs([sideways], WIDTH, HEIGHT)
    assert not label.vertical


def test_a_language_is_told_only_where_there_is_enough_that_is_sure() -> None:
    unsure = [Line("der die das und nicht ein", Box(40, 40, 340, 64), 0.6)]
    (one,) = paragraphs(unsure, WIDTH, HEIGHT)
    assert (one.language, one.text) == ("", "")
    # Digits in a line that is far wider are those of a text in a script that isn't known.
    (one,) = paragraphs([Line("25", Box(40, 40, 300, 70), 0.97)], WIDTH, HEIGHT)
    assert one.text == ""
    assert language_of("2. A dozen eggs") == ""
    (one,) = paragraphs([line("2. A dozen eggs", 40, 40)], WIDTH, HEIGHT)
    assert one.language == ""
    assert language_of("2. A dozen eggs", "en") == ""
    assert language_of("非常口", "ja") == "ja"
    assert language_of("非常口") == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "12,50 €",
        "12:30",
        "EUR 3.–",
        "0.5 l",
        "→",
        "+49 30 1234",
        "5 x 20 cm",
        "https://a.example/b?c=d",
        "info@example.com",
    ],
)
def test_numbers_need_no_translation(text: str) -> None:
    assert needs_none(text)
    assert not needs_none(f"{text} Uhr")


def test_the_halves_of_a_word_are_joined() -> None:
    assert flowing(["Sonnenauf-", "gang am", "Morgen"]) == "Sonnenaufgang am Morgen"
    assert flowing(["North-", "South"]) == "North-South"
    assert flowing(["3 -", "4"]) == "3 - 4"
    assert flowing(["取号，然后", "在等候区"]) == "取号，然后在等候区"


def test_what_has_no_translation_stands_in_the_text_as_it_is() -> None:
    box = Box(0, 0, 9, 9)
    one, two = Paragraph(box, (box,), "Tür", "Door"), Paragraph(box, (box,), "Hof")
    assert together([one, two]) == ("Door\n\nHof", "Tür\n\nHof")


def test_boxes_are_clipped_and_nothing_is_nothing() -> None:
    assert paragraphs([], WIDTH, HEIGHT) == ()
    (one,) = paragraphs([Line("Over the edge", Box(-9, 780, 2000, 900))], WIDTH, HEIGHT)
    assert one.box == Box(0, 780, 1000, 800)
    assert paragraphs([Line("Outside", Box(2000, 0, 2100, 20))], WIDTH, HEIGHT) == ()


# As the quick engine finds them.


class Never:
    def asked(self) -> bool:
        return False

    def interrupting(self, _act: object) -> Any:
        return nullcontext()


@pytest.fixture(scope="module")
def engine() -> Quick:
    made = Quick()
    made.load()
    return made


def found(engine: Quick, image: Image.Image) -> tuple[Paragraph, ...]:
    picture = shot(image)
    read = engine.read(Read(1, picture, Task("translate", "en")), lambda _text: None, Never())
    return paragraphs(read.lines, picture.width, picture.height)


def page(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


@pytest.mark.parametrize("kind", ["list", "receipt", "mixed sizes", "urls", "small labels"])
def test_kinds_of_separate_lines_stay_separate(engine: Quick, kind: str) -> None:
    picture: Picture = render(kind, "liberation")
    got = found(engine, picture.image)
    assert len(got) == len(picture.text.split("\n")) + (7 if kind == "receipt" else 0)
    assert all(len(one.rows) == 1 for one in got)


def test_two_columns_are_two_paragraphs_in_their_order(engine: Quick) -> None:
    got = found(engine, render("two columns", "liberation").image)
    assert [len(one.rows) for one in got] == [6, 6]
    assert got[0].source.startswith("The harbour was quiet")
    assert got[0].source.endswith("not even the gulls.")
    assert got[1].source.startswith("Inland the day")
    assert {one.language for one in got} == {"en"}


def test_a_menu(engine: Quick) -> None:
    image, draw = page(640, 300)
    face = font("serif", 20)
    draw.text((40, 20), "Speisekarte", font=font("serif", 34, True), fill="black")
    rows = [
        ("Zwiebelsuppe mit Käse", "6,50 €"),
        ("Wiener Schnitzel mit Kartoffelsalat", "18,90 €"),
        ("Apfelstrudel", "5,20 €"),
    ]
    for number, (dish, price) in enumerate(rows):
        draw.text((40, 90 + number * 45), dish, font=face, fill="black")
        draw.text((600 - face.getlength(price), 90 + number * 45), price, font=face, fill="black")
    got = found(engine, image)
    assert [one.source for one in got] == ["Speisekarte", *(text for row in rows for text in row)]
    assert [one.source for one in got if one.text] == [price for _, price in rows]


def test_a_dialog(engine: Quick) -> None:
    sheet = Page(680, 320, (245, 245, 245))
    sheet.write(30, 24, "Ungesicherte Änderungen", font("dejavu", 22, True))
    body = [
        "Das Dokument wurde geändert. Möchten",
        "Sie die Änderungen speichern, bevor das",
        "Fenster geschlossen wird?",
    ]
    sheet.block(30, 80, body, font("dejavu", 18), 1.4)
    for x, label in ((230, "Verwerfen"), (400, "Abbrechen"), (545, "Speichern")):
        sheet.write(x, 250, label, font("dejavu", 18))
    title, text, *buttons = found(engine, sheet.image)
    assert title.source == "Ungesicherte Änderungen"
    assert text.source == " ".join(body)
    assert text.language == "de"
    assert [one.source for one in buttons] == ["Verwerfen", "Abbrechen", "Speichern"]


def test_vertical_japanese(engine: Quick) -> None:
    image, draw = page(400, 300)
    texts = ["吾輩は猫である", "名前はまだ無い", "どこで生れたか"]
    for column, text in enumerate(texts):
        for row, sign in enumerate(text):
            draw.text(
                (320 - 50 * column, 20 + 34 * row), sign, font=font("chinese", 30), fill="black"
            )
    (one,) = found(engine, image)
    assert (one.source, one.vertical, one.language) == ("".join(texts), True, "ja")


def test_a_script_that_the_quick_engine_cannot_read_has_its_places_all_the_same(
    engine: Quick,
) -> None:
    image, draw = page(500, 260)
    texts = ["Добро пожаловать в город", "Не курить"]
    for number, text in enumerate(texts):
        draw.text((40, 20 + 100 * number), text, font=font("dejavu", 24), fill="black")
    got = found(engine, image)
    assert len(got) == 2
    assert all(one.text == "" and one.language in ("", "ru") for one in got)
    for number, one in enumerate(got):
        assert one.box.left < 45
        assert one.box.top < 30 + 100 * number < one.box.bottom
