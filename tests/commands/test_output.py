"""What comes out: each format that there is, and files that are written whole and over no input."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.commands import formats, output
from desktop.commands.read import _expanded
from desktop.commands.terminal import UsageError
from desktop.text import forms
from desktop.values import OutputKind, Reading, Shot, Task

TEXTS = {
    OutputKind.TEXT: "Hello",
    OutputKind.POSITIONS: "Hello",
    OutputKind.LAYOUT: "title: Hello",
    OutputKind.MARKDOWN: "# Hello\n\n$x^2$",
    OutputKind.TABLE: "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
    OutputKind.FORMULA: r"\frac{a}{b}",
    OutputKind.CHART: "graph TD\n  A --> B",
    OutputKind.FIELDS: '{\n  "Total": "3.45"\n}',
}


@pytest.mark.parametrize("kind", OutputKind)
def test_a_kind_s_formats_are_the_forms_that_it_has(kind: OutputKind) -> None:
    found = forms.clipboard_forms(TEXTS[kind], kind)
    mimes = {formats.FORMATS[name][0] for name in formats.OF_KIND[kind]}
    assert mimes == set(found)
    reading = Reading(TEXTS[kind], kind=kind)
    assert output.formed(reading, "") == TEXTS[kind]
    for name in formats.OF_KIND[kind]:
        assert output.formed(reading, name) == found[formats.FORMATS[name][0]]
    first = formats.OF_KIND[kind][0]
    assert formats.FORMATS[first][1] == forms.suffix(kind)


def test_formats_mean_what_they_say() -> None:
    table = Reading(TEXTS[OutputKind.TABLE], kind=OutputKind.TABLE)
    assert output.formed(table, "tsv") == "A\tB\n1\t2"
    assert output.formed(table, "markdown").startswith("| A | B |")
    formula = Reading(TEXTS[OutputKind.FORMULA], kind=OutputKind.FORMULA)
    assert output.formed(formula, "latex") == r"\frac{a}{b}"
    assert "<mfrac>" in output.formed(formula, "mathml")
    fields = Reading(TEXTS[OutputKind.FIELDS], kind=OutputKind.FIELDS)
    assert output.formed(fields, "text") == "Total: 3.45"


def test_a_file_s_ending_decides(tmp_path: Path) -> None:
    def chosen(name: str, task: str) -> str:
        [(_, found)] = output.destinations(
            str(tmp_path / name), "", ["a.png"], [Task(task)]
        ).values()
        return found

    assert chosen("a.tsv", "table") == "tsv"
    assert chosen("a.HTM", "table") == "html"
    assert chosen("a.mml", "formula") == "mathml"
    assert chosen("a.md", "document") == "markdown"
    assert chosen("a.md", "read") == "", "plain text may be called Markdown"
    assert chosen("a", "table") == chosen("a.log", "table") == ""
    with pytest.raises(UsageError) as raised:
        chosen("a.tsv", "formula")
    assert raised.value.sentence.startswith("“Formula” can't come out as tsv.")


def test_a_folder_takes_a_file_for_each_picture_and_task(tmp_path: Path) -> None:
    def names(files: list[str], *asked: str, wanted: str = "") -> list[str]:
        tasks = [Task(name) for name in asked]
        places = output.destinations(str(tmp_path), wanted, files, tasks)
        assert {place.parent for place, _ in places.values()} == {tmp_path}
        return [places[key][0].name for key in sorted(places)]

    assert names(["x/a.png", "b.jpg"], "read") == ["a.txt", "b.txt"]
    assert names(["a.png"], "read", "field") == ["a.read.txt", "a.one-field.txt"]
    assert names(["a.png", "-"], "table", wanted="tsv") == ["a.tsv", "picture.tsv"]
    assert names(["a.png", "a.jpg"], "table") == ["a.png.html", "a.jpg.html"]
    with pytest.raises(UsageError, match="same name"):
        names(["x/a.png", "y/a.png"], "read")


def test_no_input_and_no_device_is_written_over(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"picture")
    (tmp_path / "link.txt").symlink_to(picture)
    for out in (picture, tmp_path / "link.txt"):
        with pytest.raises(UsageError, match="write over the picture"):
            output.destinations(str(out), "", [str(picture)], [Task()])
    with pytest.raises(UsageError, match="is not a file"):
        output.destinations(os.devnull, "", [str(picture)], [Task()])
    with pytest.raises(UsageError, match="Make it first"):
        output.destinations(str(tmp_path / "no" / "a.txt"), "", [str(picture)], [Task()])
    with pytest.raises(UsageError, match="one picture and one task"):
        output.destinations(str(tmp_path / "a.txt"), "", ["a.png", "b.png"], [Task()])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("before")
    link = tmp_path / "link.txt"
    link.symlink_to(place)
    output.write("after ä", link)
    assert place.read_bytes() == "after ä\n".encode()
    assert link.is_symlink()
    gone = tmp_path / "gone" / "a.txt"
    with pytest.raises(OSError, match="No such file"):
        output.write("x", gone)
    place.unlink()
    place.mkdir()
    with pytest.raises(IsADirectoryError):
        output.write("x", place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "link.txt"]


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    output.write("<p>ä</p>", tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == (
        '<!doctype html>\n<meta charset="utf-8">\n<title>Sightread</title>\n<p>ä</p>\n'
    )


def test_a_pattern_that_the_shell_left_is_expanded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.png", "a.png", "c.jpg", "[1].png"):
        Path(name).touch()
    assert list(_expanded(["?.png", "-", "[1].png", "x*.gif", "c.jpg"])) == [
        *("a.png", "b.png", "-", "[1].png", "x*.gif", "c.jpg")
    ]


def test_unsure_words_are_told_with_their_place() -> None:
    reading = Reading("Total: 1,234 paid", unsure=((7, 5),))
    record = output.reading_record("a.png", Shot(bytes(4), 1, 1), Task(), reading)
    assert record["unsure"] == [{"start": 7, "word": "1,234"}]
