"""Which words an engine was unsure of: from probabilities to places in the text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from rapidocr.ch_ppocr_rec.utils import CTCLabelDecode

from desktop.reader.answer import Answer
from desktop.reader.ctc import recognised
from desktop.reader.engine import CancelledError
from desktop.reader.hunyuan import Hunyuan
from desktop.reader.unsure import along, carried, carried_items, unsure
from desktop.reader.whole import SURE, Ending, read_whole
from desktop.values import Done, EngineName, Read, Task
from tests.reader.desk import Desk
from tests.reader.kinds import KINDS, render, sheet, shot
from tests.reader.misbehaving import Stop
from tests.reader.test_hunyuan import CHECKPOINT
from tests.tiny_hunyuan.render import draw


def doubting(text: str, *parts: str) -> list[float]:
    """Certain of all but the first place of each of the parts."""
    certain = [0.9] * len(text)
    for part in parts:
        place = text.index(part)
        certain[place : place + len(part)] = [0.1] * len(part)
    return certain


@pytest.mark.parametrize(
    ("text", "parts", "words"),
    [
        ("Total: $1,234.56 paid", ["3"], ["$1,234.56"]),
        ("one two\nthree", ["o", "t", "th"], ["one", "two", "three"]),
        ("no word | here", ["|"], []),
        ("欢迎使用 Sightread", ["迎使"], ["迎使"]),
        ("版本Version已经", ["e", "经"], ["Version", "经"]),
        ("请按，或按", ["，"], []),
        ("sure", [], []),
        ("", [], []),
    ],
)
def test_words(text: str, parts: list[str], words: list[str]) -> None:
    places = unsure(text, doubting(text, *parts), 0.5)
    assert [text[start : start + length] for start, length in places] == words
    assert list(places) == sorted(places)


@given(st.lists(st.tuples(st.text("ab 你 .\n"), st.floats(0, 1))))
def test_every_place_is_a_word_with_a_doubtful_character(parts: list[tuple[str, float]]) -> None:
    text = "".join(part for part, _ in parts)
    certain = [sure for part, sure in parts for _ in part]
    end = -1
    for start, length in unsure(text, certain, 0.5):
        word = text[start : start + length]
        assert start > end
        end = start + length - 1
        assert word == word.strip() != ""
        assert min(certain[start : start + length]) < 0.5
        assert any(sign.isalnum() for sign in word)


def test_lines_of_a_row_are_found_in_the_text() -> None:
    text = "Milk 1.29\n\n你好世界"
    parts = [(" Milk ", [0, 0.1, 0.2, 0.3, 0.4, 0]), ("1.29", [0.5] * 4), ("你好", [0.6, 0.7])]
    certain = along(text, [*parts, ("世界", [0.8, 0.9])])
    assert certain == [0.1, 0.2, 0.3, 0.4, 1, *[0.5] * 4, 1, 1, 0.6, 0.7, 0.8, 0.9]


def test_only_lines_that_stand_as_they_were_written_are_carried_over() -> None:
    raw = "```\n## Title\nsame\nsame\nmended <b>\n```"
    known = [place / 100 for place in range(len(raw))]
    text = "## Title\n\nsame\nsame\nmended"
    certain = carried(raw, known, text)
    first, second = raw.index("same"), raw.index("same\nm")
    assert certain[:8] == known[4:12]
    assert certain[text.index("same") :][:4] == known[first : first + 4]
    assert certain[text.index("same\nm") :][:4] == known[second : second + 4]
    assert certain[text.index("mended") :] == [1.0] * 6


def test_texts_with_places_are_found_in_any_order_and_never_in_their_numbers() -> None:
    raw = '[{"box": [12, 3, 9, 9], "text": "12"}, {"box": [12, 0, 9, 2], "text": "Top"}]'
    known = [place / 100 for place in range(len(raw))]
    found = carried_items(raw, known, ["Top", "12", "gone", "12"])
    top, number = raw.index("Top"), raw.index('"12"') + 1
    assert found == [known[top : top + 3], known[number : number + 2], [1.0] * 4, [1.0] * 2]
    plain = "Top(12,0),(90,2)12(3,3),(9,9)"
    known = [place / 100 for place in range(len(plain))]
    (one,) = carried_items(plain, known, ["12"])
    assert one == known[plain.index("12(") :][:2]


LABELS = ["blank", *"abcdef", "你", " "]


@pytest.mark.parametrize("seed", range(20))
def test_a_line_is_read_as_rapidocr_reads_it(seed: int) -> None:
    likely = np.random.default_rng(seed).dirichlet(np.full(len(LABELS), 0.1), 40)
    likely = likely.repeat(2, axis=0)
    ((text, score),), _ = CTCLabelDecode(LABELS[1:-1])(likely[None])
    mine = recognised(likely.astype(np.float32), LABELS)
    assert mine.text == text
    assert mine.score == pytest.approx(score, abs=1e-4)
    assert len(mine.certain) == len(text)
    assert min(mine.certain) > 0


def test_a_character_is_as_certain_as_in_the_surest_of_its_columns() -> None:
    likely = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.9, 0.1], [0.3, 0.7]], np.float32)
    mine = recognised(likely, ["", "a"])
    assert mine.text == "aa"
    assert mine.certain == pytest.approx((0.8, 0.7))
    assert mine.score == pytest.approx(0.65)
    assert recognised(likely[:1], ["", "a"]).text == ""


@pytest.mark.parametrize("kind", KINDS)
def test_hardly_a_word_of_a_clean_screenshot_is_unsure(quick: Desk, kind: str) -> None:
    answer = quick.read(render(kind, "dejavu").shot)
    assert isinstance(answer, Done)
    text, unsure_words = answer.reading.text, answer.reading.unsure
    # Of all 13: "Milk 1 l" is read as "1I", and that is rightly marked.
    assert [text[start : start + length] for start, length in unsure_words] in ([], ["1I"])


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


def test_words_of_a_blurred_picture_are_unsure(quick: Desk) -> None:
    answer = quick.read(shot(blurred(render("special characters", "dejavu").image, 2.2)))
    assert isinstance(answer, Done)
    reading = answer.reading
    words = [reading.text[start : start + length] for start, length in reading.unsure]
    assert words
    assert set(words) < set(reading.text.split())
    of_lines = [
        line.text[start : start + length] for line in reading.lines for start, length in line.unsure
    ]
    assert of_lines == words, "each line knows its own"


@pytest.fixture(scope="module")
def trained() -> Hunyuan:
    made = Hunyuan(str(CHECKPOINT), "cpu")
    made.load()
    return made


def test_words_that_hunyuanocr_was_unsure_of(trained: Hunyuan) -> None:
    clear = draw("window 100", px=26).image
    marked = []
    for image in (clear, blurred(clear, 2.5)):
        reading = trained.read(Read(1, shot(image), Task()), lambda _piece: None, Stop())
        words = [reading.text[start : start + length] for start, length in reading.unsure]
        assert set(words) <= set(reading.text.split())
        marked.append(words)
    assert marked[0] == []
    assert marked[1]
    assert 0 < SURE < 1


def doubtful(task: Task, *written: str) -> list[str]:
    """The unsure words of a picture in parts, of which each character was unlikely."""
    texts = iter(written)

    def write(_image: Image.Image, _asked: str, answer: Answer) -> tuple[str, list[str]]:
        raw = next(texts)
        answer.certain = [0.1] * len(raw)
        return raw, []

    asked = Read(1, shot(sheet(64, 3600 * len(written))), task)
    ending = Ending(CancelledError, "")
    reading = read_whole(asked, write, lambda _: None, Stop(), ending, EngineName.HUNYUAN, "cpu")
    return [reading.text[start : start + length] for start, length in reading.unsure]


@pytest.mark.parametrize(
    ("task", "unsure_words"),
    [
        (Task(), ["first", "part", "last"]),
        (Task("document"), ["first", "part", "last"]),
        (Task("translate", "en"), []),
        (Task("translate-document"), []),
        (Task("ask", wording="What is it?"), []),
        (Task("table"), []),
    ],
    ids=lambda value: value.name if isinstance(value, Task) else "",
)
def test_only_what_was_read_can_be_unsure(task: Task, unsure_words: list[str]) -> None:
    """The words of a translation or of an answer could well be others."""
    assert doubtful(task, "first part", "last") == unsure_words


def test_lines_with_places_have_unsure_words() -> None:
    raw = '[{"box": [0, 0, 900, 9], "text": "two words"}, {"box": [0, 90, 9, 99], "text": "one"}]'
    assert doubtful(Task("positions"), raw) == ["two", "words", "one"]
