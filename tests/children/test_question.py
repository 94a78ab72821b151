"""Questions to programs that answer once: every way in which they can fail to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop.children import question


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a module called ``asked``, which the children find."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "asked.py"


def test_the_answer_comes_back(program: Path) -> None:
    program.write_text("import json, sys; print(json.dumps(sys.argv[1:]))", encoding="utf-8")
    assert question.ask("asked", "文字", "a b", timeout_seconds=20) == ["文字", "a b"]


@pytest.mark.parametrize(
    ("code", "timeout", "why"),
    [
        ("print('no answer')", 20, "JSONDecodeError"),
        ("print('{}'); raise SystemExit(3)", 20, "CalledProcessError"),
        ("input()", 20, "CalledProcessError"),
        ("import time; time.sleep(60)", 0.5, "TimeoutExpired"),
    ],
    ids=["garbage", "a failure", "it asks back", "silence"],
)
def test_a_program_that_does_not_answer_is_told(
    program: Path, code: str, timeout: float, why: str
) -> None:
    program.write_text(code, encoding="utf-8")
    with pytest.raises(question.NoAnswerError, match=why):
        question.ask("asked", timeout_seconds=timeout)


def test_without_an_interpreter_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(question.NoAnswerError, match="FileNotFoundError"):
        question.ask("asked", timeout_seconds=20)
