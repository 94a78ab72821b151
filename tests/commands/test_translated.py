"""A translation from the command line: on the picture, in two columns, as JSON. A server on
loopback translates, the quick engine finds the places."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from desktop.commands import output, read
from desktop.commands.parser import parsed
from desktop.commands.terminal import UsageError
from desktop.text.pairs import table
from desktop.values import Box, Paragraph, Reading, Task
from tests.commands.test_read import run
from tests.reader.kinds import Page, font, sheet, shot
from tests.reader.misbehaving import Misbehaving, says

GERMAN = ("Nicht auf die Wiese treten", "Bitte die Tür | leise schließen", "12,50 €")
ENGLISH = ("Keep off the grass", "Close the door | quietly please", "12,50 €")
BOX = Box(0, 0, 9, 9)
TRANSLATE = Task("translate", "en")


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    """It translates the two lines in their order."""
    one = Misbehaving(says(""))
    one.steps = [says(f"{GERMAN[n]}\n{ENGLISH[n]}") for n in range(2)]
    yield one
    one.close()


@pytest.fixture
def sign(home: Path) -> Path:
    page = Page(520, 300)
    for number, text in enumerate(GERMAN):
        page.write(40, 30 + 90 * number, text, font("dejavu", 24))
    page.image.save(home / "sign.png")
    return home / "sign.png"


def words(server: Misbehaving, *more: str) -> list[str]:
    where = ["--server", server.address, "--server-model", "ocr"]
    return ["--task", "translate", "--to", "en", *where, *more]


def test_the_picture_is_written_with_the_translation_in_place(
    server: Misbehaving, sign: Path, environment: dict[str, str]
) -> None:
    out = sign.with_name("translated.png")
    environment = {name: value for name, value in environment.items() if name != "DISPLAY"}
    done = run(str(sign), *words(server, "--out", str(out)), environment=environment)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Pictures leave this machine and go to {server.address}.\n"
    before, after = (Image.open(path).convert("RGB") for path in (sign, out))
    assert after.size == before.size
    changed = ImageChops.difference(before, after)
    assert changed.crop((0, 20, 520, 70)).getbbox() is not None
    assert changed.crop((0, 200, 520, 300)).getbbox() is None, "a price stays as it is"
    asked = [request for request in server.requests if request.method == "POST"]
    assert len(asked) == 2
    assert all(request.picture.height < 100 for request in asked), "each line alone"


def test_source_and_translation_stand_in_two_columns(
    server: Misbehaving, sign: Path, environment: dict[str, str]
) -> None:
    out = sign.with_name("translated.md")
    done = run(str(sign), *words(server, "--out", str(out)), environment=environment)
    assert done.returncode == 0, done.stderr
    head, rule, one, two, three = out.read_text().splitlines()
    assert (head, rule) == ("| Original | Translation |", "| --- | --- |")
    assert one == f"| {GERMAN[0]} | {ENGLISH[0]} |"
    assert two.count(" | ") == 1, "a pipe in the text is no column"
    assert r"Close the door \| quietly" in two
    assert three == "| 12,50 € | 12,50 € |"


@pytest.mark.parametrize("how", ["--json", "--out"])
def test_the_places_and_pairs_are_in_the_json(
    server: Misbehaving, sign: Path, environment: dict[str, str], how: str
) -> None:
    out = sign.with_name("translated.json")
    more = ["--json"] if how == "--json" else ["--out", str(out)]
    done = run(str(sign), *words(server, *more), environment=environment)
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout if how == "--json" else out.read_text())
    assert record["to"] == record["language"] == "en"
    assert record["text"] == "\n\n".join(ENGLISH)
    first = record["paragraphs"][0]
    left, top, right, bottom = first.pop("box")
    assert first.pop("rows") == [[left, top, right, bottom]]
    assert abs(left - 40) < 8
    assert top < 45 < bottom
    assert first == {
        "source": GERMAN[0],
        "translation": ENGLISH[0],
        "language": "de",
        "to": "en",
        "vertical": False,
    }


def test_no_text_no_picture_and_no_place_are_a_sentence_each(
    server: Misbehaving, home: Path, sign: Path, environment: dict[str, str]
) -> None:
    out, empty = str(home / "out.png"), home / "empty.png"
    Image.new("RGB", (160, 64), "white").save(empty)
    done = run(str(empty), *words(server, "--out", out), environment=environment)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [f"{empty}: Nothing found in this picture."]
    letter = home / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7\n")
    done = run(str(letter), *words(server, "--out", out), environment=environment)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "not a picture that can be read. Save it as PNG or JPEG." in done.stderr
    done = run(str(sign), *words(server, "--out", f"{home}/no/out.png"), environment=environment)
    assert (done.returncode, done.stderr) == (
        2,
        f"There is no folder {home / 'no'}. Make it first.\n",
    )
    assert not os.path.exists(out)  # noqa: PTH110


@pytest.mark.parametrize(
    ("out", "task", "sentence"),
    [
        ("a.png", Task(), "“Read” can't come out as picture. It can as: text."),
        ("a.pdf", Task("table"), "can't come out as picture"),
        ("a.jpg", TRANSLATE, "A translated picture is written as PNG: --out a.png"),
        ("a.tsv", TRANSLATE, "“Translate” can't come out as tsv. It can as: picture, markdown"),
    ],
    ids=["picture of text", "PDF", "JPEG", "spreadsheet"],
)
def test_an_ending_that_does_not_fit_the_task_is_said(
    tmp_path: Path, out: str, task: Task, sentence: str
) -> None:
    with pytest.raises(UsageError) as said:
        output.destinations(str(tmp_path / out), "", ["page.webp"], [task])
    assert sentence in str(said.value)


def test_a_folder_takes_the_two_columns_and_the_format_that_is_named(tmp_path: Path) -> None:
    for name, ending in (("", "md"), ("picture", "png"), ("json", "json")):
        places = output.destinations(str(tmp_path), name, ["a.jpg"], [TRANSLATE])
        assert places == {(0, 0): (tmp_path / f"a.{ending}", name or "markdown")}


def test_without_places_there_is_no_picture_but_the_pair() -> None:
    reading = Reading("The harbour\nis closed", source="Der Hafen\nist zu")
    picture = shot(sheet(100, 50))
    with pytest.raises(output.FormError, match=r"written as \.md or \.json") as refused:
        output.made(picture, TRANSLATE, reading, "picture", "a.png")
    assert refused.value.text == reading.text, "what took long isn't lost"
    made = output.made(picture, TRANSLATE, reading, "markdown", "a.png")
    assert str(made.content).endswith("| Der Hafen<br>ist zu | The harbour<br>is closed |")
    assert "Hafen" not in repr(made)
    assert output.made(picture, TRANSLATE, reading, "", "a.png").content == reading.text
    assert "<td>Der Hafen" in str(output.made(picture, TRANSLATE, reading, "html", "a").content)


def test_what_found_no_room_on_the_picture_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.commands import composed

    one = Paragraph(BOX, (BOX,), "Hof", "Courtyard")
    compose: Callable[..., object] = lambda _shot, _paragraphs: (b"png", (0,))  # noqa: E731
    monkeypatch.setattr(composed, "png", compose)
    reading = Reading("Courtyard", paragraphs=(one,))
    made = output.made(shot(sheet(100, 50)), TRANSLATE, reading, "picture", "a.png")
    assert made == output.Made(b"png", ("There was no room on the picture for: Courtyard",))


def test_nothing_in_a_cell_is_markup() -> None:
    one = Paragraph(BOX, (BOX,), "a|b *c* <d> \\ `e` &lt;", "f_g_ [h](i)\nj")
    assert table([one], "", "").splitlines()[2] == (
        r"| a\|b \*c\* \<d\> \\ \`e\` \&lt; | f\_g\_ \[h\](i)<br>j |"
    )


@pytest.mark.parametrize(
    ("name", "out", "sentence"),
    [
        ("json", "z.png", "z.png would be no picture: --out z.json"),
        ("markdown", "z.jpg", "z.jpg would be no picture: --out z.md"),
        ("picture", "z.md", "A translated picture is written as PNG: --out z.png"),
    ],
)
def test_a_file_is_what_it_is_called(tmp_path: Path, name: str, out: str, sentence: str) -> None:
    with pytest.raises(UsageError) as said:
        output.destinations(str(tmp_path / out), name, ["page.webp"], [TRANSLATE])
    assert str(said.value) == sentence


def test_a_picture_is_not_printed(sign: Path, environment: dict[str, str]) -> None:
    more = ("--task", "translate", "--to", "en", "--format", "picture")
    done = run(str(sign), *more, environment=environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "A picture goes to a file. Name it: --out NAME.png\n"


def test_where_no_place_is_known_the_translation_is_printed(
    home: Path, sign: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = Reading("The harbour is closed", source="Der Hafen ist zu", language="en")
    monkeypatch.setattr(read, "answer", lambda _job, _messages: reading)
    words = ["read", str(sign), "--task", "translate", "--to", "en", "--engine", "remote"]
    words += ["--server", "http://127.0.0.1:9", "--server-model", "ocr"]
    code = read.run(parsed([*words, "--out", str(home / "out.png")]), lambda _text: 0)
    told = capsys.readouterr()
    assert code == 1
    assert told.out == "The harbour is closed\n"
    assert "was not found: here it is as text" in told.err
    assert not (home / "out.png").exists()


_DRAW = """
from desktop.commands.composed import png
from desktop.values import Box, Paragraph, Shot
box = Box(20, 20, 180, 50)
found = (Paragraph(box, (box,), "Hof", "Courtyard"),)
content, unplaced = png(Shot(bytes([255]) * (200 * 80 * 4), 200, 80), found)
assert content.startswith(b"\\x89PNG"), content[:9]
"""
_SPEAK = """
from desktop.app import speak
from desktop.settings import Settings
speak("Courtyard", Settings())
"""


@pytest.mark.parametrize(
    ("program", "platform"),
    [(_DRAW + _SPEAK + _DRAW, "xcb"), (_SPEAK + _DRAW + _SPEAK, "wayland"), (_DRAW, "")],
    ids=["drawn first", "spoken first", "drawn"],
)
def test_one_process_draws_and_speaks_in_any_order_and_without_a_screen(
    environment: dict[str, str], program: str, platform: str
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    if platform:
        environment["QT_QPA_PLATFORM"] = platform
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
