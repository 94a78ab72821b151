"""From what the model writes to what is shown, and to one reading of several parts."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from desktop.reader.answer import Answer, Parsed, joined
from desktop.reader.limits import loop
from desktop.values import Box, Line, OutputKind, Task

SPOTTED = '[{"box": [100, 200, 500, 300], "text": "one"}, {"box": [100, 400, 500, 500], "text": "t'


def silent(_piece: str) -> None:
    """Nobody listens."""


def test_it_is_free_of_torch_and_qt() -> None:
    code = (
        "import sys, desktop.reader.answer, desktop.reader.limits\n"
        "print(sorted({'torch', 'transformers', 'PySide6', 'numpy'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_a_part_read_once_more_gives_nothing_twice() -> None:
    heard: list[str] = []
    answer = Answer(Task("read"), heard.append, "\n")
    assert not answer.given
    answer.offer("one ")
    answer.offer("two ")
    answer.restart()
    for piece in ("one", " two", " three"):
        answer.offer(piece)
    assert "".join(heard) == "\none two three"
    assert answer.given


def test_positions_stream_as_texts_and_end_as_boxes_in_pixels_of_the_shot() -> None:
    heard: list[str] = []
    answer = Answer(Task("positions"), heard.append)
    for character in SPOTTED:
        answer.offer(character)
    assert "".join(heard).splitlines()[0] == "one"
    assert "box" not in "".join(heard)
    parsed = answer.finished(SPOTTED, 2000, 1000, left=4000, top=100)
    assert parsed.lines[0] == Line("one", Box(4200, 300, 5000, 400))
    assert parsed.text.startswith("one")


@pytest.mark.parametrize(
    ("task", "raw", "language"),
    [
        (Task("read"), "Der Hund und die Katze sind nicht hier", "de"),
        (Task("table"), "<table><tr><td>the of and</td></tr></table>", ""),
        (Task("formula"), "the = of + and", ""),
        (Task("fields", fields=("the",)), '{"the": "of and"}', ""),
        (Task("translate-document"), "# 标题", "zh"),
        (Task("own", wording="x", kind=OutputKind.FIELDS), '{"the": "of and"}', ""),
    ],
    ids=lambda value: value.name if isinstance(value, Task) else None,
)
def test_the_language_is_told_of_text_and_not_of_markup(
    task: Task, raw: str, language: str
) -> None:
    assert Answer(task, silent).finished(raw, 10, 10).language == language


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("Der Hund und die Katze sind nicht hier", ""),
        ("Το σκυλί δεν είναι εδώ", "Translation from Greek is untested by its makers."),
        ("The dog and the cat are not here", "The text was in English already."),
    ],
)
def test_a_source_that_no_translation_is_published_of_is_marked(source: str, note: str) -> None:
    raw = f"{source}\n\nThe dog is in the house of the cat"
    if note.startswith("The text"):
        raw = f"{source}\n\n{source}"
    parsed = Answer(Task("translate", "en"), silent).finished(raw, 10, 10)
    assert parsed.source == source
    assert parsed.language == "en"
    assert parsed.notes == ((note,) if note else ())


def part(text: str, *boxes: Box, source: str = "", notes: tuple[str, ...] = ()) -> Parsed:
    lines = tuple(Line(word, box) for word, box in zip(text.split(), boxes, strict=False))
    return Parsed(text, lines, source, notes=notes)


def test_fields_of_several_parts_are_taken_from_where_they_were_found() -> None:
    parts = [
        part('{"name": "Ada", "date": ""}'),
        part('{"name": "Ada", "date": "1843"}'),
        part('{"name": "Bea"}'),
    ]
    whole = joined(Task("fields", fields=("name", "date")), parts)
    assert json.loads(whole.text) == {"name": ["Ada", "Bea"], "date": "1843"}


def test_lines_of_several_parts_are_put_in_order_by_their_boxes() -> None:
    below = part("end", Box(10, 90, 60, 100))
    left = part("one three", Box(0, 0, 30, 10), Box(0, 12, 30, 22))
    right = part("two", Box(40, 0, 70, 10))
    whole = joined(Task("positions"), [left, right, below])
    assert whole.text == "one two\nthree\n\nend"
    assert len(whole.lines) == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("read", "a\nb"),
        ("document", "a\n\nb"),
        ("table", "a\nb"),
        ("formula", "\\begin{gathered}\na \\\\\nb\n\\end{gathered}"),
    ],
)
def test_parts_become_one(name: str, text: str) -> None:
    parts = [part("a", notes=("x",)), part(" \n"), part("b", notes=("x",))]
    whole = joined(Task(name), parts)
    assert (whole.text, whole.notes) == (text, ("x",))
    assert joined(Task(name), parts[:2]).text == "a"
    assert joined(Task(name), parts[1:2]).text == ""


def test_sources_of_several_parts_are_kept() -> None:
    parts = [part("one", source="uno"), part("two", source="due")]
    whole = joined(Task("translate", "en"), parts)
    assert (whole.text, whole.source, whole.language) == ("one\n\ntwo", "uno\ndue", "en")


def test_the_loop_guard_finds_where_the_repetition_begins() -> None:
    start = "".join(f"Line {number} of a page. " for number in range(300)) + "It goes on:"
    text = start + " again and" * 12
    assert text[: loop(text)] == start + " again and"
    assert loop(start) is None
