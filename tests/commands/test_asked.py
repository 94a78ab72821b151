"""What is asked: tasks by their names and their needs, and sentences that say how to repair."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from desktop.cli import main
from desktop.commands.asked import tasks
from desktop.commands.parser import parsed, parser
from desktop.settings import OwnTask, Settings, Tasks
from desktop.tasks import CATALOGUE, Need, missing, prompt
from desktop.values import OutputKind, Task
from tests.commands.desk import ROOT

OWN = OwnTask("Names of People", "List the people.", OutputKind.TABLE)
SETTINGS = Settings(tasks=Tasks(own=(OWN, OwnTask("Empty"), OwnTask("table", "x"))))

Write = Callable[[str], None]


def asked(words: list[str]) -> tuple[Task, ...]:
    return tasks(parser().parse_args(["read", "a.png", *words]), SETTINGS)


def test_every_task_of_the_catalogue_can_be_asked() -> None:
    told = {
        Need.NOTHING: [],
        Need.LANGUAGE: ["--to", "de"],
        Need.FIELDS: ["--field", "Total", "--field", "Date"],
        Need.FIELD: ["--field", "Total"],
        Need.QUESTION: ["--question", "Who?"],
        Need.PROMPT: ["--prompt", "List {them}."],
    }
    for name, entry in CATALOGUE.items():
        [task] = asked(["--task", name, *told[entry.need]])
        assert task.name == name
        assert missing(task) is Need.NOTHING
        assert prompt(task)


def test_arguments_reach_their_task() -> None:
    words = ["--task", "fields", "--field", " Total ", "--field", "Date", "--field", "Date"]
    assert asked(words) == (Task("fields", fields=("Total", "Date")),)
    own = ["--task", "own", "--prompt", "List.", "--kind", "table"]
    assert asked(own) == (Task("own", wording="List.", kind=OutputKind.TABLE),)
    assert asked(["--task", "translate"]) == (Task("translate", to="en"),)


def test_files_may_stand_behind_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = parsed(["read", "a.png", "--task", "table", "b.png", "-", "--json", "c.png"])
    assert arguments.files == ["a.png", "b.png", "-", "c.png"]
    for words in ("read a.png --json --fast", "stop now", "read a.png --json -x b.png"):
        with pytest.raises(SystemExit) as ended:
            parsed(words.split())
        assert ended.value.code == 2
        assert "unrecognized arguments" in capsys.readouterr().err


def test_several_tasks_in_their_order_and_each_once() -> None:
    words = ["--task", "table", "--task", "read", "--task", "table"]
    assert asked(words) == (Task("table"), Task("read"))


@pytest.mark.parametrize("name", ["Names of People", "names of people"])
def test_an_own_task_is_asked_by_its_name(name: str) -> None:
    assert asked(["--task", name]) == (OWN.task,)


def test_sightread_s_own_names_come_first_and_titles_will_do() -> None:
    assert asked(["--task", "table"]) == (Task("table"),)
    assert asked(["--task", "Text with positions"]) == (Task("positions"),)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--task tabel", "There is no task “tabel”. Did you mean table?"),
        ("--task zzzzz", "There is no task “zzzzz”. To see them all: sightread tasks"),
        ("--task fields", "--task fields needs the names of the fields: --field Total"),
        ("--task fields --field=", "--task fields needs the names of the fields"),
        ("--task field --field a --field b", "--task field needs one name"),
        ("--task ask", "--task ask needs a question: --question"),
        ("--task own", "--task own needs a prompt: --prompt"),
        ("--to de", "--to goes with --task translate."),
        ("--field a", "--field goes with --task fields or --task field."),
        ("--question a", "--question goes with --task ask."),
        ("--prompt a", "--prompt goes with --task own."),
        ("--kind table", "--kind goes with --task own."),
        ("--server gpu", "--server takes an address like https://"),
        ("--server https://me:pw@gpu", "--server takes an address like https://"),
        ("--server http://gpu --engine quick", "--server goes with --engine remote"),
        ("--server-model x", "--server-model goes with --server ADDRESS."),
        ("--task table --format latex", "“Table” can't come out as latex. It can as: html"),
        ("--json --format text", "--json prints whole results"),
        ("--json --out x.txt", "--json prints whole results"),
    ],
)
def test_what_does_not_go_is_told_before_anything_is_read(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", "a.png", *words.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert err.count("\n") == 1
    assert "pw" not in err


def test_an_own_task_without_a_prompt_is_told(
    write_settings: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write_settings('[[tasks.own]]\nname = "Empty"\n')
    assert main(["read", "a.png", "--task", "empty"]) == 2
    assert capsys.readouterr().err == ("The task “Empty” has no prompt. Give it one in Settings.\n")


def test_the_list_has_all_tasks_and_their_needs(
    write_settings: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write_settings('[[tasks.own]]\nname = "My names"\nprompt = "x"\nkind = "table"\n')
    assert main(["tasks", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in listed] == [*CATALOGUE, "My names"]
    by_name = {entry["name"]: entry for entry in listed}
    assert by_name["fields"]["needs"] == "--field"
    assert by_name["read"]["engines"] == ["quick", "hunyuan", "remote"]
    assert by_name["table"]["engines"] == ["hunyuan", "remote"]
    assert (by_name["My names"]["own"], by_name["My names"]["kind"]) == (True, "table")

    assert main(["tasks"]) == 0
    shown = capsys.readouterr().out
    assert '"My names"' in shown
    for entry in CATALOGUE.values():
        assert f"\n{entry.name} " in f"\n{shown}"
        assert " ".join(entry.help.split()) in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    "command",
    [
        *("", "read", "capture", "tasks", "say", "doctor", "stop", "server", "server key"),
        *("model", *(f"model {name}" for name in ("status", "download", "verify", "remove"))),
    ],
)
def test_the_help_fits_eighty_columns(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 4
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("words", ["server key set gpu", "server key forget ftp://gpu"])
def test_an_address_that_is_none(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("key\n"))
    assert main(words.split()) == 2
    assert "http://" in capsys.readouterr().err


def test_to_understand_a_command_nothing_is_loaded_that_makes_texts() -> None:
    """A hotkey of the desktop may wait for it."""
    code = (
        "import sys; from desktop import cli; cli.parsed(['capture', 'region'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('desktop.text')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
