"""What the installers decide, and what they leave behind, without installing anything."""

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


def program(path: Path, script: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def stand_in_pip(venv: Path, refuses: str = "") -> Path:
    """An environment whose pip writes down what it is asked for; that file."""
    asked = venv / "asked"
    refuse = f"case $* in *{refuses}*) echo pip has its reasons; exit 1;; esac" if refuses else ""
    program(venv / "bin/python", f'echo "$*" >>{asked}\n{refuse}')
    return asked


def requirements(asked: Path) -> list[str]:
    words = [line.split() for line in asked.read_text().splitlines()]
    return [word for line in words if "install" in line for word in line if "torch==" in word]


def test_a_driver_of_nvidia_is_found(
    prepare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    version = tmp_path / "version"
    assert not prepare.has_nvidia(version)
    tool = program(tmp_path / "nvidia-smi", "exit 9")
    assert not prepare.has_nvidia(version)
    program(tool, "exit 0")
    assert prepare.has_nvidia(version)
    tool.unlink()
    version.touch()
    assert prepare.has_nvidia(version)


@pytest.mark.parametrize(
    ("nvidia", "wanted"), [(False, ["torch==2.13.0+cpu"]), (True, ["torch==2.13.0"])]
)
def test_pip_is_asked_for_the_build_that_fits(
    prepare: ModuleType, tmp_path: Path, nvidia: bool, wanted: list[str]
) -> None:
    asked = stand_in_pip(tmp_path)
    prepare.install_torch(tmp_path, "2.13.0", nvidia=nvidia)
    assert requirements(asked) == wanted


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the installers, with a program that says its arguments and reads its input."""
    shutil.copytree(ROOT / "installers", tmp_path / "tree/installers")
    shutil.copytree(ROOT / "desktop/system", tmp_path / "tree/desktop/system")
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "tree")
    (tmp_path / "tree/main.py").write_text("import sys\nprint(sys.argv[1:], sys.stdin.read())\n")
    return tmp_path / "tree"


def run(tree: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"SIGHTREAD_VENV": "", "SIGHTREAD_SETUP": "", **environment}
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
    done = run(tree, "read", "a b.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "['read', 'a b.png'] typed\n", "")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home dir"


def search_path(home: Path) -> str:
    return os.pathsep.join([str(home / ".local/bin"), os.environ["PATH"]])


def test_without_torch_the_installation_goes_on_and_says_so(tree: Path, home: Path) -> None:
    asked = stand_in_pip(tree / ".venv", refuses="torch==")
    done = run(tree, HOME=str(home), PATH=search_path(home))
    assert done.returncode == 0
    assert requirements(asked)
    said = [line for line in done.stderr.splitlines() if "could not be installed" in line]
    assert len(said) == 1
    assert said[0].startswith("torch could not be installed, so HunyuanOCR can't run yet;")
    assert asked.read_text().splitlines()[-1] == str(tree / "main.py")


def test_after_an_interruption_it_is_set_up_before_it_starts(tree: Path) -> None:
    stand_in_pip(tree / ".venv")
    shutil.copy(tree / "pyproject.toml", tree / ".venv/installed.toml")
    (tree / "installers/prepare.py").write_text("print('prepared')")
    assert run(tree).stderr == ""
    (tree / ".venv/unfinished").touch()
    assert run(tree).stderr == "prepared\n"


def test_the_command_starts_the_program_from_anywhere(tree: Path, home: Path) -> None:
    stand_in_pip(tree / ".venv")
    done = run(tree, HOME=str(home))
    command = home / ".local/bin/sightread"
    assert f"{command.parent}, which is not in your PATH." in done.stderr
    (tree / ".venv/bin/python").unlink()
    (tree / ".venv/bin/python").symlink_to(sys.executable)
    called = subprocess.run(
        [str(command), "read", "a b.png"], input="", capture_output=True, text=True, cwd="/"
    )
    assert called.stdout == "['read', 'a b.png'] \n", called.stderr


def test_the_command_is_written_anew_but_never_over_another_program(tree: Path, home: Path) -> None:
    stand_in_pip(tree / ".venv")
    command = program(home / ".local/bin/sightread", "echo another program")
    before = command.read_bytes()
    done = run(tree, HOME=str(home))
    assert command.read_bytes() == before
    assert f"{command} is another program's and stays." in done.stderr
    command.unlink()
    for _ in range(2):
        done = run(tree, HOME=str(home), PATH=search_path(home), SIGHTREAD_SETUP="again")
        assert str(home) not in done.stderr
    command.write_text(command.read_text().replace(str(tree), "/an/older/place"))
    run(tree, HOME=str(home), PATH=search_path(home), SIGHTREAD_SETUP="again")
    assert str(tree) in command.read_text()


def test_a_home_that_can_not_be_written_stops_nothing(tree: Path, tmp_path: Path) -> None:
    stand_in_pip(tree / ".venv")
    (tmp_path / "file").touch()
    done = run(tree, HOME=str(tmp_path / "file"))
    assert done.returncode == 0
    assert "sightread can't be written: Not a directory. Start Sightread with: sh " in done.stderr


def prepare_for_tests(tree: Path, home: Path) -> None:
    subprocess.run(
        [sys.executable, str(tree / "installers/prepare.py"), "--tests"],
        env={**os.environ, "HOME": str(home), "SIGHTREAD_VENV": "", "SIGHTREAD_SETUP": ""},
        check=True,
        capture_output=True,
    )


def test_the_tests_leave_no_command_and_a_start_after_them_installs_nothing_again(
    tree: Path, home: Path
) -> None:
    asked = stand_in_pip(tree / ".venv")
    prepare_for_tests(tree, home)
    assert not home.exists()
    prepared = asked.read_text()
    assert "pytest==" in prepared
    run(tree, "stop", HOME=str(home))
    assert (home / ".local/bin/sightread").exists()
    prepare_for_tests(tree, home)
    assert asked.read_text() == f"{prepared}{tree / 'main.py'} stop\n"


def test_a_server_that_neither_speaks_nor_dies_does_not_hold_the_tests(
    tree: Path, tmp_path: Path
) -> None:
    (tree / "installers/prepare.py").write_text("")
    tools, limit, server = tmp_path / "tools", tmp_path / "limit", tmp_path / "server"
    program(tree / ".venv/bin/python", "exit 0")
    program(tools / "Xvfb", f"trap : TERM; echo $$ >{server}; while :; do sleep 0.1; done")
    timeout = shutil.which("timeout")
    program(tools / "timeout", f'echo "$1" >{limit}; shift; exec {timeout} 1 "$@"')
    done = subprocess.run(
        ["/bin/sh", str(tree / "installers/test.sh")],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "SIGHTREAD_VENV": "",
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        },
        timeout=30,
    )
    assert done.returncode == 1
    assert done.stderr == "The tests can't run: Xvfb did not start.\n"
    assert limit.read_text() == "30\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(server.read_text()), 0)


@pytest.mark.parametrize(
    ("user", "tools", "prefix"),
    [
        ("0", ("sudo",), "apt-get install python3.13 python3.13-venv"),
        ("1000", ("sudo",), "sudo apt-get install python3.13 python3.13-venv"),
        ("1000", (), "su -c 'apt-get install python3.13 python3.13-venv'"),
    ],
)
def test_the_way_to_a_python_is_one_that_this_user_can_go(
    tree: Path, tmp_path: Path, user: str, tools: tuple[str, ...], prefix: str
) -> None:
    folder = tmp_path / "tools"
    for name in ("apt-get", "apt-cache", *tools):
        program(folder / name, "exit 0")
    program(folder / "id", f"echo {user}")
    for name in ("dirname", "cmp"):
        (folder / name).symlink_to(str(shutil.which(name)))
    done = run(tree, PATH=str(folder))
    assert done.stderr.endswith(f" Install it: {prefix}\n")


def test_without_a_fitting_python_the_way_to_one_is_said(tree: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "cmp"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = run(tree, PATH=str(tools))
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
