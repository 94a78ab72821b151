"""The command line without an engine: encodings, words for the running app, what goes together."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.cli import main
from desktop.commands.formats import FORMATS
from desktop.system.instance import Instance
from desktop.values import Command, OutputKind, Source, Task, Verb

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user of our own."""
    monkeypatch.setenv("SIGHTREAD_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SIGHTREAD_INSTANCE", uuid.uuid4().hex[:8])
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")


def start(*arguments: str | bytes, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "main.py", *arguments], cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE
    )


def test_into_a_pipe_it_is_utf_8_whatever_the_system_says() -> None:
    out, err = start("read", "--json", "发票.png").communicate(timeout=60)
    assert err == b""
    assert json.loads(out.decode("utf-8"))["file"] == "发票.png"


def test_half_a_character_in_a_name_is_json_all_the_same() -> None:
    out, err = start("read", "--json", b"a\xff.png").communicate(timeout=60)
    assert err == b""
    assert os.fsencode(json.loads(out)["file"]) == b"a\xff.png"


def test_a_terminal_that_lacks_a_character_shows_another() -> None:
    ours, theirs = os.openpty()
    process = start("read", "--json", "发票.png", stdout=theirs)
    os.close(theirs)
    shown = os.read(ours, 4096)
    _, err = process.communicate(timeout=60)
    os.close(ours)
    assert err == b""
    assert b'"file": "??.png"' in shown


@pytest.fixture
def instance(qtbot: QtBot) -> Iterator[Instance]:
    instance = Instance()
    assert instance.claim()
    yield instance
    instance.close()


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("capture clipboard", Command(Verb.CAPTURE, Source.CLIPBOARD)),
        ("capture file", Command(Verb.CAPTURE, Source.FILE)),
        (
            "capture region --task translate --to de",
            Command(Verb.CAPTURE, Source.REGION, Task("translate", "de")),
        ),
        (
            "capture window --task fields --field Total --field Date",
            Command(Verb.CAPTURE, Source.WINDOW, Task("fields", fields=("Total", "Date"))),
        ),
        ("capture screen --task ask", Command(Verb.CAPTURE, Source.SCREEN, Task("ask"))),
        (
            "capture region --task names",
            Command(
                Verb.CAPTURE,
                Source.REGION,
                Task("own", wording="List.", title="Names", kind=OutputKind.TABLE),
            ),
        ),
        ("last", Command(Verb.LAST)),
        ("home", Command(Verb.HOME)),
        ("settings", Command(Verb.SETTINGS)),
        ("help", Command(Verb.HELP)),
        ("quit", Command(Verb.QUIT)),
    ],
)
def test_what_the_running_app_is_told(
    instance: Instance, qtbot: QtBot, tmp_path: Path, words: str, command: Command
) -> None:
    (tmp_path / "config").mkdir()
    own = '[[tasks.own]]\nname = "Names"\nprompt = "List."\nkind = "table"\n'
    (tmp_path / "config" / "settings.toml").write_text(own)
    with qtbot.waitSignal(instance.received, timeout=15000) as received:
        process = start(*words.split())
    assert received.args == [command]
    assert process.communicate(timeout=15) == (b"", b"")
    assert process.returncode == 0


@pytest.mark.parametrize("words", ["capture region --to de", "read --to de a.png"])
def test_a_language_without_a_translation(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words.split()) == 2
    assert capsys.readouterr().err == "--to goes with --task translate.\n"


@pytest.mark.parametrize("words", ["stop", "say Hello", ""])
def test_an_app_that_does_not_answer(instance: Instance, words: str) -> None:
    # This thread doesn't turn its event loop meanwhile.
    process = start(*words.split())
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, b"")
    assert err.startswith(b"Sightread is running but does not answer.")
    assert err.count(b"\n") == 1


@pytest.mark.parametrize(
    "command",
    [
        *("", "read", "capture", "tasks", "say", "doctor", "bench", "server key"),
        *("model", "model status", "model download", "model verify", "model remove"),
    ],
)
def test_the_readme_has_every_option_and_command(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    words = capsys.readouterr().out
    options = set(re.findall(r"--[a-z-]+", words)) - {"--help"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Command line")[2]
    assert {option for option in options if option not in readme} == set()
    choices = set[str]()
    if not command:
        choices = {*Verb, *Source, "read", "doctor", "bench", "tasks", "model", "server", *FORMATS}
    if command == "model":
        choices = {"status", "download", "verify", "remove"}
    assert {name for name in choices if not re.search(rf"[ |`]{name}\b", readme)} == set()
