"""What the installers decide, and the quick way of run.sh, without installing anything."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def prepare(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "installers/prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_an_nvidia_driver_cuda_can_not_come_in(prepare: ModuleType) -> None:
    attempts = prepare.torch_attempts("2.13.0", platform="linux", nvidia=False)
    assert [attempt[0] for attempt in attempts] == ["torch==2.13.0+cpu"] * 2
    assert any(argument.endswith("/whl/cpu") for argument in attempts[-1])


@pytest.mark.parametrize(
    ("platform", "nvidia", "build"),
    [
        ("linux", True, "torch==2.13.0"),
        ("darwin", False, "torch==2.13.0"),
        ("win32", False, "torch==2.13.0"),
        ("win32", True, "torch==2.13.0+cu130"),
    ],
)
def test_each_machine_gets_its_build(
    prepare: ModuleType, platform: str, nvidia: bool, build: str
) -> None:
    [attempt] = prepare.torch_attempts("2.13.0", platform=platform, nvidia=nvidia)
    assert attempt[0] == build


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the installers, with a program that says its arguments and reads its input."""
    shutil.copytree(ROOT / "installers", tmp_path / "tree/installers")
    shutil.copytree(ROOT / "desktop/system", tmp_path / "tree/desktop/system")
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "tree")
    (tmp_path / "tree/main.py").write_text("import sys\nprint(sys.argv[1:], sys.stdin.read())\n")
    return tmp_path / "tree"


def run(tree: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(tree / "installers/run.sh"), *arguments],
        input="typed",
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
    )


def test_an_installed_program_starts_at_once_with_its_arguments(tree: Path) -> None:
    python = tree / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    shutil.copy(tree / "pyproject.toml", tree / ".venv/installed.toml")
    done = run(
        tree, "read", "a b.png", SIGHTREAD_VENV="", SIGHTREAD_SETUP="", PATH=os.environ["PATH"]
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "['read', 'a b.png'] typed\n", "")


def test_without_a_fitting_python_the_way_to_one_is_said(tree: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "cmp"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = run(tree, SIGHTREAD_VENV="", SIGHTREAD_SETUP="", PATH=str(tools))
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith("Sightread needs Python 3.11, 3.12 or 3.13. ")
    assert len(done.stderr.splitlines()) == 1


def test_the_second_of_two_starts_waits_for_the_first(prepare: ModuleType, tmp_path: Path) -> None:
    code = (
        "import fcntl, sys; file = open(sys.argv[1], 'a'); fcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True); sys.stdin.readline()"
    )
    lock = tmp_path / "venv.lock"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        assert first.stdin is not None
        first.stdout.readline()
        with lock.open("ab") as file, pytest.raises(OSError):
            prepare._lock(file.fileno(), wait=False)
        first.stdin.write(b"\n")
        first.stdin.close()
        with prepare.locked(lock):
            assert first.wait(10) == 0
