"""Paragraph after paragraph as pictures of their own, with HunyuanOCR whose answers are played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from PIL import Image

from desktop.reader.answer import Answer
from desktop.reader.canvas import cut_out
from desktop.reader.engine import CancelledError, EngineError, NoMemoryError, NoTextError
from desktop.reader.limits import REPEATED
from desktop.reader.server_errors import ServerError, too_large, unreachable
from desktop.reader.whole import Ending, read_whole
from desktop.tasks import prompt
from desktop.values import Box, EngineName, Paragraph, Placed, Read, Reading, Task
from tests.reader.kinds import sheet, shot
from tests.reader.misbehaving import Stop

SHOT = shot(sheet(400, 300))
GERMAN = ("Der Hafen ist heute zu", "Nicht auf die Wiese treten", "Bitte die Tür schließen")
ENGLISH = ("The harbour is closed today", "Keep off the grass", "Please close the door")
TASK = Task("translate", "en")


def paragraph(number: int, source: str, text: str = "") -> Paragraph:
    box = Box(20, 20 + 80 * number, 20 + 9 * len(source), 40 + 80 * number)
    return Paragraph(box, (box,), source, text, to="en")


PARAGRAPHS = tuple(paragraph(number, source) for number, source in enumerate(GERMAN))
ANSWERS = [f"{source}\n{text}" for source, text in zip(GERMAN, ENGLISH, strict=True)]

Told = list[str | Placed]


def translate(
    answers: Sequence[str | EngineError],
    paragraphs: Sequence[Paragraph] = PARAGRAPHS,
    given_up: tuple[int, ...] = (),
    notes: dict[int, str] | None = None,
    before: Callable[[int], None] = lambda _number: None,
    stop: Stop | None = None,
    task: Task = TASK,
    instead: dict[str, str] | None = None,
) -> tuple[Reading, Told, list[tuple[int, int]]]:
    """The reading, what was told on the way, and the sizes of what the model was shown."""
    told: Told = []
    seen: list[tuple[int, int]] = []
    errors = NoMemoryError if any(isinstance(a, NoMemoryError) for a in answers) else ServerError

    def write(image: Image.Image, asked: str, answer: Answer) -> tuple[str, list[str]]:
        number = len(seen)
        wanted_in = (instead or {}).get("ru", task.to) if number else task.to
        assert asked == prompt(replace(task, to=wanted_in))
        before(number)
        seen.append(image.size)
        wanted = answers[number]
        if isinstance(wanted, EngineError):
            raise wanted
        for sign in wanted:
            answer.offer(sign)
        return wanted, [notes[number]] if notes and number in notes else []

    read = Read(
        7, SHOT, task, EngineName.HUNYUAN, tuple(paragraphs), given_up, instead=instead or {}
    )
    ending = Ending(errors, "It broke off.")
    reading = read_whole(
        read, write, told.append, stop or Stop(), ending, EngineName.HUNYUAN, "cpu"
    )
    return reading, told, seen


def pieces(told: Told) -> str:
    return "".join(one for one in told if isinstance(one, str))


def texts(reading: Reading) -> list[str]:
    return [one.text for one in reading.paragraphs]


def test_each_is_shown_alone_and_told_as_soon_as_it_is_translated() -> None:
    reading, told, seen = translate(ANSWERS)
    assert texts(reading) == list(ENGLISH)
    assert reading.text == pieces(told) == "\n\n".join(ENGLISH)
    assert reading.source == "\n\n".join(GERMAN)
    assert (reading.engine, reading.language, reading.notes) == (EngineName.HUNYUAN, "en", ())
    assert {one.language for one in reading.paragraphs} == {"de"}
    placed = [one for one in told if isinstance(one, Placed)]
    assert [(one.job, one.number, one.paragraph.text) for one in placed] == [
        (7, number, text) for number, text in enumerate(ENGLISH)
    ]
    for (width, height), one in zip(seen, PARAGRAPHS, strict=True):
        assert one.box.width < width <= one.box.width + 20
        assert one.box.height < height <= one.box.height + 20


def test_what_is_written_is_shown_word_by_word_without_the_source() -> None:
    _, told, _ = translate(ANSWERS)
    first = told[: next(n for n, one in enumerate(told) if isinstance(one, Placed))]
    assert "".join(filter(None, map(str, first))) == ENGLISH[0]
    assert len([one for one in first if one]) > 10
    assert first[0] == "", "while the source is written, a sign of life"


def test_a_source_that_the_quick_engine_could_not_read_is_the_model_s() -> None:
    arabic = replace(PARAGRAPHS[0], source="")
    answer = "الخروج من هنا\nThis way out"
    reading, told, _ = translate([answer], [arabic])
    (one,) = reading.paragraphs
    assert (one.source, one.text, one.language) == ("الخروج من هنا", "This way out", "ar")
    assert pieces(told) == "This way out"


@pytest.mark.parametrize(
    "answer",
    ["Keep off the grass\nKeep off the grass", "Keep off the grass", "keep off the grass."],
    ids=["said twice", "said once", "read a little otherwise"],
)
def test_what_is_in_the_language_wanted_is_left_alone(answer: str) -> None:
    here = paragraph(1, "Keep off the grass")
    reading, _, _ = translate([ANSWERS[0], answer], [PARAGRAPHS[0], here])
    assert [one.left_alone for one in reading.paragraphs] == [False, True]
    assert reading.notes == ()
    reading, _, _ = translate([answer], [here])
    assert reading.notes == ("The text was in English already.",)


def test_lines_are_joined_headings_are_plain_and_a_hyphen_is_undone() -> None:
    one = paragraph(0, "Der Hafen ist heute geschlossen, bitte gehen Sie weiter")
    answer = (
        "# Der Hafen ist heute geschlos-\nsen, bitte gehen Sie weiter\n"
        "# The **harbour** is closed today,\nplease walk\non"
    )
    reading, _, _ = translate([answer], [one])
    assert reading.text == "The harbour is closed today, please walk on"
    assert reading.source == one.source


def test_what_is_translated_already_and_numbers_are_not_asked_of_again() -> None:
    known = [
        replace(PARAGRAPHS[0], text=ENGLISH[0]),
        paragraph(1, "12,50 €", "12,50 €"),
        PARAGRAPHS[2],
    ]
    reading, told, seen = translate([ANSWERS[2]], known)
    assert len(seen) == 1
    assert texts(reading) == [ENGLISH[0], "12,50 €", ENGLISH[2]]
    assert pieces(told) == reading.text
    assert [one.number for one in told if isinstance(one, Placed)] == [2]


@pytest.mark.parametrize("how", ["no memory", "loops", "too large for the server", "given up"])
def test_one_that_fails_does_not_cost_the_others(how: str) -> None:
    answers: list[str | EngineError] = list(ANSWERS)
    if how == "no memory":
        answers[1] = NoMemoryError("No room.")
    if how == "too large for the server":
        answers[1] = too_large("gpu.example", "413")
    if how == "given up":
        del answers[1]
    reading, told, seen = translate(
        answers,
        given_up=(1,) if how == "given up" else (),
        notes={1: REPEATED} if how == "loops" else None,
    )
    assert len(seen) == len(answers)
    assert texts(reading) == [ENGLISH[0], "", ENGLISH[2]]
    assert reading.text == "\n\n".join((ENGLISH[0], GERMAN[1], ENGLISH[2])), "nothing is lost"
    assert any(note.startswith("One paragraph could not be translated") for note in reading.notes)
    assert REPEATED not in reading.notes
    placed = {one.number: one.paragraph.text for one in told if isinstance(one, Placed)}
    untold = {1: ""} if how != "given up" else {}
    assert placed == {0: ENGLISH[0], **untold, 2: ENGLISH[2]}, "one that failed is told as well"


def test_a_server_that_has_gone_is_not_asked_for_the_rest() -> None:
    reading, _, seen = translate([ANSWERS[0], unreachable("gpu.example", "refused")])
    assert len(seen) == 2
    assert texts(reading) == [ENGLISH[0], "", ""]
    assert any(note.startswith("2 paragraphs could not") for note in reading.notes)
    assert any("gpu.example" in note for note in reading.notes)


def test_where_all_fail_that_is_told() -> None:
    with pytest.raises(NoMemoryError, match="No room"):
        translate([NoMemoryError("No room.") for _ in GERMAN])


def test_where_the_model_finds_nothing_in_any_the_whole_picture_is_asked_of() -> None:
    garbage = [paragraph(0, "lI1"), paragraph(1, ""), paragraph(2, "5", "5")]
    reading, told, seen = translate(["", "图片中没有文字。", "Der Hafen\nThe harbour"], garbage)
    assert seen[2] == (SHOT.width, SHOT.height)
    assert reading.text == "The harbour"
    assert reading.paragraphs == ()
    assert pieces(told).endswith("The harbour")
    with pytest.raises(NoTextError):
        translate(["", "", ""], garbage)


def test_a_cancel_between_two_ends_it() -> None:
    stop = Stop()
    with pytest.raises(CancelledError):
        translate(ANSWERS, before=lambda number: stop.cancel() if number else None, stop=stop)


def test_the_lines_of_others_are_covered_in_what_is_cut_out() -> None:
    image = Image.new("RGB", (200, 100), "white")
    image.paste("red", (20, 20, 120, 40))
    image.paste("blue", (20, 44, 120, 64))
    one, two = Box(20, 20, 120, 40), Box(20, 44, 120, 64)
    parts = [Paragraph(one, (one,), "a"), Paragraph(two, (two,), "b")]
    crop = cut_out(image, 0, parts, 0.5)
    assert crop.size == (120, 40)
    colours = {colour for _, colour in crop.getcolors() or ()}
    assert colours == {(255, 255, 255), (255, 0, 0)}
    assert (0, 0, 255) in {colour for _, colour in image.getcolors() or ()}


def test_japanese_in_chinese_characters_alone_is_translated_to_chinese() -> None:
    sources = ("本日は休業いたします。", "営業時間変更", "入場無料")
    found = [
        replace(paragraph(number, source), language="ja", to="zh")
        for number, source in enumerate(sources)
    ]
    found[2] = replace(found[2], language="")  # the quick engine was not sure of it
    chinese = ["今日休息。", "营业时间变更通知", "免费入场"]
    answers = [f"{source}\n{text}" for source, text in zip(sources, chinese, strict=True)]
    reading, _, _ = translate(answers, found, task=Task("translate", "zh"))
    assert texts(reading) == chinese
    assert {one.language for one in reading.paragraphs} == {"ja"}


@pytest.mark.parametrize(
    ("to", "source", "text"),
    [
        ("id", "Sila tutup pintu apabila keluar dari rumah ini", "Silakan tutup pintu saat keluar"),
        ("tr", "Zəhmət olmasa qapını bağlayın", "Lütfen kapıyı kapatın"),
        ("pt", "Por favor pecha a porta cando saias da casa", "Por favor feche a porta ao sair"),
        ("zh", "請把門關上", "请把门关上"),
    ],
    ids=["Malay", "Azerbaijani", "Galician", "traditional characters"],
)
def test_a_guess_at_the_language_takes_no_translation_away(to: str, source: str, text: str) -> None:
    found = replace(paragraph(0, source), to=to)
    reading, _, _ = translate([f"{source}\n{text}"], [found], task=Task("translate", to))
    assert texts(reading) == [text]


@pytest.mark.parametrize(
    ("to", "source", "text", "known"),
    [
        ("ar", "لطفا در را ببندید", "يرجى إغلاق الباب", ""),
        ("ru", "Моля, затворете вратата", "Пожалуйста, закройте дверь", "12"),
        ("ru", "Моля, затворете\nвратата", "Пожалуйста, закройте дверь", ""),
    ],
    ids=["Persian", "Bulgarian, a number was read", "Bulgarian in two lines"],
)
def test_what_the_quick_engine_cannot_read_is_told_from_its_translation_in_the_same_script(
    to: str, source: str, text: str, known: str
) -> None:
    found = replace(PARAGRAPHS[0], source=known, to=to)
    reading, _, _ = translate([f"{source}\n{text}"], [found], task=Task("translate", to))
    (one,) = reading.paragraphs
    assert (one.source, one.text) == (source.replace("\n", " "), text)


def test_the_language_that_the_user_chose_last_counts_for_what_only_the_model_can_read() -> None:
    russian = ("Выход здесь", "Закрыто сегодня")
    german = ("Ausgang hier", "Heute geschlossen")
    found = [replace(PARAGRAPHS[number], source="") for number in range(2)]
    answers = [f"{russian[0]}\nExit here"]
    answers += [f"{source}\n{text}" for source, text in zip(russian, german, strict=True)]
    reading, told, _ = translate(answers, found, instead={"ru": "de"})
    assert texts(reading) == list(german)
    assert (reading.language, {one.to for one in reading.paragraphs}) == ("de", {"de"})
    assert pieces(told) == reading.text, "nothing of the other language was shown"
    reading, _, _ = translate(ANSWERS[:1], found[:1], instead={"ru": "fr"})
    assert reading.language == "en", "it is German"


def test_the_same_words_in_both_languages_are_not_said_to_be_in_the_one_wanted() -> None:
    reading, _, _ = translate(["Restaurant\nRestaurant"], [paragraph(0, "Restaurant")])
    assert reading.notes == ("It reads the same in English.",)
