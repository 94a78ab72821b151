"""HunyuanOCR's files from the command line: a hub on loopback, a terminal that is typed at."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from desktop.model import look
from desktop.model.source import Source
from desktop.model.status import ModelState
from tests.commands.desk import ROOT, Terminal
from tests.model.conftest import hub, repository, source
from tests.model.hub import Answer, Hub

Start = Callable[..., Terminal]

__all__ = ["hub", "repository", "source"]

BIG = "dflash/model.safetensors"

Program = Callable[..., list[str]]


@pytest.fixture
def program(source: Source, environment: dict[str, str]) -> Program:
    table = json.dumps(asdict(source) | {"sha256": dict(source.sha256)})
    environment["PYTHONPATH"] = str(ROOT)

    def words(*arguments: str) -> list[str]:
        return ["tests/commands/model_program.py", table, "model", *arguments]

    return words


def run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def accepted(home: Path) -> date:
    table = tomllib.loads((home / "config" / "settings.toml").read_text())
    return date.fromisoformat(table["model"]["licence_accepted"])


def test_from_nothing_to_a_model_and_back(
    hub: Hub, home: Path, environment: dict[str, str], terminal: Start, program: Program
) -> None:
    environment["HF_ENDPOINT"] = hub.address
    today = date.today()
    (home / "config").mkdir()
    (home / "config" / "settings.toml").write_text("[voice]\nrate = 333\n")
    before = run(program("status", "--json"), environment)
    assert before.returncode == 1
    told = json.loads(before.stdout)
    assert (told["state"], told["licence_accepted"]) == ("absent", "")
    assert told["machine"].startswith("This machine")

    at = terminal(program=program("download"))
    at.wait_for("Type yes to accept:")
    shown = " ".join(at.written.split())
    assert "European Union, the United Kingdom and South Korea" in shown
    assert "Tencent" in shown
    assert hub.paths == [], "nothing is fetched before the licence is accepted"
    at.type("yes\n")
    code, out, _ = at.end()
    assert (code, "HunyuanOCR is on this machine" in out) == (0, True)
    assert "%" in at.written
    assert (home / "data" / "HunyuanOCR" / "model.safetensors").is_file()
    assert today <= accepted(home) <= date.today()
    settings = tomllib.loads((home / "config" / "settings.toml").read_text())
    assert settings["voice"]["rate"] == 333

    asked = len(hub.paths)
    again = run(program("download", "--json"), environment)
    assert (again.returncode, json.loads(again.stdout)["state"]) == (0, "ready")
    assert len(hub.paths) == asked, "there is nothing left to fetch"
    assert run(program("verify"), environment).stdout.startswith("Every file of HunyuanOCR is as")

    weights = home / "data" / "HunyuanOCR" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    damaged = run(program("verify"), environment)
    assert (damaged.returncode, damaged.stdout) == (1, "")
    assert damaged.stderr.startswith("model.safetensors of HunyuanOCR is damaged.")

    unasked = run(program("remove"), environment)
    assert (unasked.returncode, "--yes" in unasked.stderr) == (2, True)
    at = terminal(program=program("remove"))
    at.wait_for("Type yes to remove it:")
    at.type("no\n")
    assert at.end()[0] == 1
    assert weights.exists()
    removed = run(program("remove", "--yes"), environment)
    assert (removed.returncode, "HunyuanOCR is removed" in removed.stdout) == (0, True)
    assert not weights.exists()
    nothing = run(program("remove", "--yes"), environment)
    assert (nothing.returncode, "nothing of HunyuanOCR" in nothing.stdout) == (0, True)


def test_an_interrupt_pauses_and_the_next_goes_on(
    hub: Hub,
    source: Source,
    home: Path,
    environment: dict[str, str],
    terminal: Start,
    program: Program,
) -> None:
    environment["HF_ENDPOINT"] = hub.address
    today = date.today()
    hub.behave = lambda asked: Answer(rate=400_000) if asked.what == BIG else None
    at = terminal(program=program("download", "--accept-licence"))
    at.wait_for(" left")
    at.process.send_signal(signal.SIGINT)
    code, _, lines = at.end()
    assert code == 130
    assert lines[-1].startswith("Paused: ")
    assert lines[-1].endswith(" MB. Run it again to go on.")

    status = look.at("", source)
    assert status.state is ModelState.PARTIAL
    assert 0 < status.done < status.total
    assert today <= accepted(home) <= date.today()
    hub.behave = lambda _asked: None
    done = run(program("download"), environment)
    assert (done.returncode, done.stderr) == (0, ""), "it was accepted the first time"
    assert any(request.begin > 0 for request in hub.asked(BIG))


@pytest.mark.parametrize(("typed", "said"), [("no\n", "is not accepted"), ("\n", "not accepted")])
def test_without_a_yes_nothing_is_fetched(
    hub: Hub,
    home: Path,
    environment: dict[str, str],
    terminal: Start,
    program: Program,
    typed: str,
    said: str,
) -> None:
    environment["HF_ENDPOINT"] = hub.address
    at = terminal(program=program("download"))
    at.wait_for("Type yes to accept:")
    at.type(typed)
    code, _, lines = at.end()
    assert (code, said in lines[-1]) == (1, True)
    assert hub.paths == []
    assert not (home / "config").exists()


def test_without_a_terminal_the_option_is_needed(
    hub: Hub, environment: dict[str, str], program: Program
) -> None:
    environment["HF_ENDPOINT"] = hub.address
    done = run(program("download"), environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--accept-licence" in done.stderr
    assert "South Korea" in " ".join(done.stderr.split())
    assert hub.paths == []


def test_a_hub_that_is_not_there_is_one_sentence(
    environment: dict[str, str], program: Program, write_settings: Callable[[str], None]
) -> None:
    write_settings('[model]\nlicence_accepted = "2026-11-21"\n')
    environment["HF_HUB_OFFLINE"] = "1"
    done = run(program("download"), environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_folder_of_the_user_s_is_left_alone(
    home: Path, environment: dict[str, str], program: Program
) -> None:
    mine = home / "mine"
    mine.mkdir()
    (mine / "notes.txt").touch()
    done = run(program("remove", "--yes", "--model-dir", str(mine)), environment)
    assert (done.returncode, "Delete it yourself" in done.stderr) == (1, True)
    done = run(program("download", "--model-dir", str(mine)), environment)
    assert (done.returncode, "folder of your own" in done.stderr) == (1, True)
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]
