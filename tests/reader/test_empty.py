"""An empty picture isn't read; one that holds a small, faint or lone word is."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from desktop.reader.blank import blank
from desktop.reader.closer import closer
from desktop.reader.engine import NoTextError
from desktop.reader.hunyuan import Hunyuan
from desktop.reader.nothing import says_nothing
from desktop.reader.parts import pixels
from desktop.tasks import CATALOGUE, prompt
from desktop.values import Done, Failed, FailureKind, OutputKind, Placed, Read, Task
from tests.reader.desk import Desk
from tests.reader.kinds import KINDS, font, render, shot
from tests.reader.misbehaving import Stop
from tests.reader.test_hunyuan import CHECKPOINT
from tests.reader.textless import COUNT, draw
from tests.tiny_hunyuan import render as tiny

LARGE, SMALL = (1280, 800), (300, 80)


def word(
    size: tuple[int, int], text: str, px: int, paper: int, ink: int, corner: bool = False
) -> Image.Image:
    """One word on grey paper, in the middle or in the lower right corner."""
    image = Image.new("RGB", size, (paper, paper, paper))
    place = (size[0] - 70, size[1] - 36) if corner else (size[0] // 3, size[1] // 2 - px)
    ImageDraw.Draw(image).text(place, text, font=font("liberation", px), fill=(ink, ink, ink))
    return image


FAINT = {
    "in a corner": (word((1920, 1080), "Save", 11, 255, 20, corner=True), "Save"),
    "in a corner of a large screen": (word((3840, 2160), "Save", 14, 255, 20, True), "Save"),
    "contrast 1.3:1": (word(LARGE, "Read more below", 16, 255, 226), "Read more below"),
    "contrast 1.3:1 on dark": (word(LARGE, "Read more below", 16, 60, 74), "Read more below"),
    "white on near white": (word(SMALL, "white words", 16, 250, 255), "white words"),
    "two levels": (word(LARGE, "white words", 16, 253, 255), "white words"),
    "a number": (word(LARGE, "7", 24, 245, 30), "7"),
}


@pytest.mark.parametrize("name", FAINT)
def test_what_is_small_faint_or_alone_is_read(quick: Desk, name: str) -> None:
    image, text = FAINT[name]
    assert not blank(shot(image))
    answer = quick.read(shot(image))
    assert isinstance(answer, Done)
    assert answer.reading.text == text
    (line,) = answer.reading.lines
    assert line.box.left >= image.width // 4, "where it stands on the whole picture"
    assert line.box.top >= image.height // 4


def test_two_words_far_apart_are_two_islands_and_a_texture_is_none() -> None:
    image = word((1280, 800), "Save", 14, 250, 240, corner=True)
    ImageDraw.Draw(image).text((30, 20), "File", font=font("liberation", 14), fill=(230, 230, 230))
    found = closer(pixels(shot(image)).copy(), np.full(3, 250, np.uint8))
    assert [(left < 30, top < 20) for _, left, top in found] == [(True, True), (False, False)]
    for part, _, _ in found:
        assert part.shape[1] < 100
        assert (part.min(), part.max()) == (0, 255), "its levels are spread"
    texture = np.zeros((900, 900, 3), np.uint8)
    texture[::60, ::60] = 255
    assert closer(texture, np.zeros(3, np.uint8)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_screenshot_is_blank(kind: str) -> None:
    assert not blank(render(kind, "dejavu").shot)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (2, 2), (700, 3), (640, 480)], ids=str)
def test_one_colour_is_blank(size: tuple[int, int]) -> None:
    assert blank(shot(Image.new("RGB", size, (31, 90, 200))))


def test_a_smooth_course_is_blank_and_a_single_pixel_is_not() -> None:
    course = Image.linear_gradient("L").resize((700, 900)).convert("RGB")
    assert blank(shot(course))
    for place in ((3, 3), (350, 255), (350, 256), (690, 880)):
        spotted = course.copy()
        red, green, blue = (level + 2 for level in spotted.getpixel(place))
        spotted.putpixel(place, (red, green, blue))
        assert not blank(shot(spotted)), place


def read_empty(quick: Desk, numbers: range) -> int:
    """How many of these pictures without text the quick engine reads something on."""
    answers = [quick.read(shot(draw(number))) for number in numbers]
    for answer in answers:
        if isinstance(answer, Failed):
            assert answer.kind is FailureKind.NO_TEXT
            assert answer.sentence == "Nothing found in this picture."
    return sum(isinstance(answer, Done) for answer in answers)


def test_of_pictures_without_text_few_are_read(quick: Desk) -> None:
    """Two of each kind."""
    assert read_empty(quick, range(0, COUNT, 17)) <= 1
    assert read_empty(quick, range(5, COUNT, 17)) <= 2


@pytest.fixture(scope="module")
def trained() -> Hunyuan:
    made = Hunyuan(str(CHECKPOINT), "cpu")
    made.load()
    return made


COURSE = Image.linear_gradient("L").rotate(90).resize((200, 60)).convert("RGB")


def told(task: str) -> Task:
    kind = OutputKind.TEXT if task == "own" else None
    return Task(task, "en", ("Total",), "What is this?", kind=kind)


@pytest.mark.parametrize("task", CATALOGUE)
def test_hunyuanocr_is_asked_nothing_of_an_empty_picture(trained: Hunyuan, task: str) -> None:
    pieces: list[str | Placed] = []
    with pytest.raises(NoTextError, match="Nothing found"):
        trained.read(Read(1, shot(COURSE), told(task)), pieces.append, Stop())
    assert pieces == []


def test_it_would_make_something_up(trained: Hunyuan) -> None:
    """What the test above keeps from being said."""
    tokens = trained.network.tokens(COURSE, prompt(Task()), 1 << 20, lambda: None)
    with torch.inference_mode():
        written = [token for _, lot in zip(range(6), tokens, strict=False) for token in lot]
    tokens.close()
    assert trained.network.decoded(written).strip()


def test_hunyuanocr_reads_what_is_faint(trained: Hunyuan) -> None:
    image = tiny.draw("harbour", ink=(226, 226, 226), paper=(255, 255, 255)).image
    reading = trained.read(Read(1, shot(image), Task()), lambda _piece: None, Stop())
    assert reading.text


@pytest.mark.parametrize(
    ("text", "kind", "nothing"),
    [
        ("图中没有文字。", OutputKind.TEXT, True),
        ("图片中没有检测到任何文字内容", OutputKind.MARKDOWN, True),
        ("There is no text in this image.", OutputKind.TEXT, True),
        ("The picture contains no text", OutputKind.TEXT, True),
        ("No text found.", OutputKind.TEXT, False),
        ("There is no text in this image. Or is there?", OutputKind.TEXT, False),
        (" \n", OutputKind.TABLE, True),
        ("{}", OutputKind.FIELDS, True),
        ('{"Total": "", "Items": [{"Price": null}]}', OutputKind.FIELDS, True),
        ('{"Total": "", "Paid": 0}', OutputKind.FIELDS, False),
        ("{}", OutputKind.TEXT, False),
        ("not JSON", OutputKind.FIELDS, False),
    ],
)
def test_answers_that_say_nothing(text: str, kind: OutputKind, nothing: bool) -> None:
    assert says_nothing(text, kind) is nothing
