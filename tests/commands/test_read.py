"""Reading files as a user does: a server on loopback answers, a terminal shows how far it is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.commands.desk import ROOT, Terminal
from tests.reader.misbehaving import Misbehaving, hold, says

Start = Callable[..., Terminal]

TABLE = "<table>\n<tr><td>Bread</td><td>3.45</td></tr>\n</table>"

Write = Callable[[str], None]


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    one = Misbehaving(says("planet 90210"))
    yield one
    one.close()


def picture(path: Path, shade: int = 255) -> str:
    image = Image.new("RGB", (160, 64), (shade, shade, shade))
    image.putpixel((80, 32), (0, 0, 0))  # an empty picture is sent nowhere
    image.save(path)
    return str(path)


def run(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", "read", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_server_named_here_reads_and_where_pictures_go_is_said_first(
    server: Misbehaving, home: Path, environment: dict[str, str]
) -> None:
    server.steps = [says(TABLE), says(r"\frac{a}{b}")]
    environment["SIGHTREAD_SERVER_KEY"] = "sk-secret"
    words = ["--server", server.address, "--server-model", "ocr", "--json"]
    done = run(picture(home / "a.png"), *words, "--task", "table", "--task", "formula",
               environment=environment)  # fmt: skip
    assert done.stderr == f"Pictures leave this machine and go to {server.address}.\n"
    assert done.returncode == 0
    table, formula = map(json.loads, done.stdout.splitlines())
    assert (table["task"], table["title"], table["kind"]) == ("table", "Table", "table")
    assert table["engine"] == "remote"
    assert table["text"] == TABLE
    assert any(server.address in note for note in table["notes"])
    assert (formula["task"], formula["text"]) == ("formula", r"\frac{a}{b}")
    assert [asked.asked["model"] for asked in server.asked] == ["ocr", "ocr"]
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer sk-secret"}
    assert "sk-secret" not in done.stdout + done.stderr


def test_nothing_goes_to_a_server_that_was_not_agreed_to(
    server: Misbehaving, home: Path, environment: dict[str, str], write_settings: Write
) -> None:
    settings = f'[engine]\nengine = "remote"\n[server]\naddress = "{server.address}"\n'
    write_settings(settings)
    done = run(picture(home / "a.png"), environment=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Agree to that first" in done.stderr
    assert done.stderr.endswith("Or agree here, by naming it: --server ADDRESS\n")
    assert server.requests == []

    write_settings(f'{settings}agreed = "{server.address}"\n')
    done = run(picture(home / "a.png"), environment=environment)
    assert (done.returncode, done.stdout) == (0, "planet 90210\n")
    assert done.stderr.startswith(f"Pictures leave this machine and go to {server.address}.\n")
    assert done.stderr.count(server.address) == 1, "said once, before"


def test_forms_go_to_stdout_and_into_files(
    server: Misbehaving, home: Path, environment: dict[str, str]
) -> None:
    server.steps = [says(TABLE)]
    one = [picture(home / "a.png"), "--task", "table", "--server", server.address]
    assert run(*one, "--format", "tsv", environment=environment).stdout == "Bread\t3.45\n"
    done = run(*one, "--out", str(home / "bill.md"), environment=environment)
    assert (done.returncode, done.stdout) == (0, "")
    assert (home / "bill.md").read_text().startswith("| Bread | 3.45 |")
    pages = home / "pages"
    pages.mkdir()
    done = run(picture(home / "b.png"), *one, "--out", str(pages), environment=environment)
    assert done.returncode == 0
    assert sorted(path.name for path in pages.iterdir()) == ["a.html", "b.html"]
    assert TABLE in (pages / "b.html").read_text()


def test_what_a_task_needs_is_told_before_the_first_picture(
    home: Path, environment: dict[str, str]
) -> None:
    files = [picture(home / f"{name}.png") for name in "abc"]
    done = run(*files, "--task", "table", environment=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("HunyuanOCR") == 1
    assert done.stderr.endswith("\nOr here: sightread model download\n")


@pytest.mark.parametrize("mixed", [False, True])
def test_the_bar_and_the_lines_keep_apart(
    server: Misbehaving, home: Path, environment: dict[str, str], terminal: Start, mixed: bool
) -> None:
    server.steps = [says("first line\nsecond line")]
    files = [picture(home / "a.png"), str(home / "gone.png"), picture(home / "b.png")]
    words = ["read", *files, "--server", server.address]
    at = terminal(*words, mixed=mixed)
    code, out, lines = at.end()
    assert code == 1
    assert " 67% " in at.written
    assert "2 of 3 pictures" in at.written
    text = [f"==> {files[0]} <==", "first line", "second line"]
    text += [f"==> {files[2]} <==", "first line", "second line"]
    said = [
        f"Pictures leave this machine and go to {server.address}.",
        f"{files[1]}: There is no such file. Check its name.",
    ]
    summary = "1 of 3 pictures could not be read."
    if mixed:
        assert lines == [said[0], *text[:3], said[1], *text[3:], summary]
    else:
        assert out.splitlines() == text
        assert lines == [*said, summary]


def test_one_picture_has_no_bar(
    server: Misbehaving, home: Path, environment: dict[str, str], terminal: Start
) -> None:
    words = ["read", picture(home / "a.png"), "--server", server.address]
    at = terminal(*words)
    assert at.end()[:2] == (0, "planet 90210\n")
    assert "%" not in at.written
    assert "\r" not in at.written.replace("\r\n", "")


def test_an_interrupt_ends_cleanly_and_keeps_what_was_read(
    server: Misbehaving, home: Path, environment: dict[str, str], terminal: Start
) -> None:
    server.steps = [says("planet 90210"), hold]
    files = [picture(home / "a.png"), picture(home / "b.png"), picture(home / "c.png")]
    at = terminal("read", *files, "--server", server.address)
    at.wait_for("1 of 3 pictures")
    while len(server.asked) < 2:
        assert at.process.poll() is None
    at.process.send_signal(signal.SIGINT)
    code, out, lines = at.end()
    assert code == 130
    assert out == f"==> {files[0]} <==\nplanet 90210\n"
    assert lines == [f"Pictures leave this machine and go to {server.address}."]
    assert server.left.wait(5), "the server was let go"
