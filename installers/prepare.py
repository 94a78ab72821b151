"""Makes the private environment that Sightread runs in. Started by run.sh, run.ps1 and test.sh.

1. take the lock, so that two starts at once don't disturb each other
2. on Debian and Ubuntu install the missing system libraries, where that is allowed
3. make the environment, or make it anew where an installation was interrupted
4. install the dependencies of pyproject.toml, then the build of torch that fits the machine
5. write the command ``sightread`` for the user, not for the tests
6. leave a copy of pyproject.toml as the sign that everything in it is installed

Standard library only. Speaks to the user on stderr in plain sentences; the exit status is 0 when
the program can start, even where a part is missing that it can do without.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop.system import libraries  # noqa: E402

TORCH_INDEX = "https://download.pytorch.org/whl/"

_COMMAND_SIGN = "# Starts Sightread; written by its installer, which may write it anew."

TEST_TOOLS = (
    "at-spi2-core",
    "dbus",
    "espeak-ng",
    "fonts-dejavu-core",
    "fonts-liberation2",
    "fonts-wqy-zenhei",
    "gir1.2-atspi-2.0",
    "gnome-keyring",
    "openbox",
    "procps",
    "pulseaudio",
    "pulseaudio-utils",
    "python3-gi",
    "trayer",
    "x11-utils",
    "x11-xkb-utils",
    "x11-xserver-utils",
    "xclip",
    "xdotool",
    "xvfb",
)


class PreparationError(Exception):
    """The program can't start. The text is one sentence for the user that says what to do."""


def say(sentence: str) -> None:
    """One line to the user."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; waits while another process holds it.

    The system lets go of it when the process ends, however it ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        try:
            _lock(file.fileno(), wait=False)
        except OSError:
            say("Another start is setting Sightread up. Waiting for it.")
            _lock(file.fileno(), wait=True)
        yield


def _lock(handle: int, *, wait: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        # LK_LOCK gives up after ten seconds.
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    raise
            else:
                return
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def apt_prefix() -> list[str] | None:
    """How apt-get can be called here without a question; None: not at all."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages; False where that isn't allowed or doesn't succeed."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    say(f"Installing {len(packages)} system package(s): {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    apt += ["-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if _quietly(install) is None:
        return True
    # The lists of a fresh machine are empty or old.
    _quietly([*apt, "update"])
    problem = _quietly(install)
    if problem is not None:
        say(problem)
    return problem is None


def _quietly(command: list[str]) -> str | None:
    """Run ``command``; None when it succeeded, else the end of what it said."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return None
    return "\n".join(done.stdout.strip().splitlines()[-12:])


def install_libraries() -> None:
    """Install what Qt and the voice need of the system, or say the command that does."""
    missing = libraries.missing()
    if not missing:
        return
    packages = sorted(set(missing.values()))
    if shutil.which("apt-get") is None:
        names = ", ".join(sorted(missing))
        say(f"These system libraries are missing; install the packages that bring them: {names}")
    elif not apt_install(packages):
        say(f"Some system libraries are missing. Install them: {libraries.command(packages)}")


def install_test_tools() -> None:
    """Install the virtual screen and what else the tests need; Debian and Ubuntu only."""
    if shutil.which("dpkg-query") is None:
        say(f"The tests need the Debian packages {' '.join(TEST_TOOLS)} or their like.")
        return
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *TEST_TOOLS],
        capture_output=True,
        text=True,
        check=False,
    )
    present = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    absent = [package for package in TEST_TOOLS if package not in present]
    if absent and not apt_install(absent):
        raise PreparationError(
            f"The test tools are missing. Install them: {libraries.command(absent)}"
        )


def environment_python(venv: Path) -> Path:
    """The interpreter of the private environment."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def make_environment(venv: Path) -> None:
    """Make the environment in ``venv`` anew, with pip in it. Raises PreparationError."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not apt_install([package]):
            raise PreparationError(
                f"This Python can't make an environment. Install the part that is missing: "
                f"{libraries.command([package])}"
            )
    say(f"Making a private environment in {venv}")
    # The real path holds the version: after an upgrade of the system's Python it is gone, and the
    # environment is made anew instead of starting without its packages.
    python = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    problem = _quietly([python, "-m", "venv", "--clear", str(venv)])
    if problem is not None:
        say(problem)
        raise PreparationError(f"No environment could be made in {venv}. See the lines above.")


def pip(venv: Path, *arguments: str) -> str | None:
    """Install with pip into ``venv``, quietly; None when it succeeded, else what pip said."""
    command = [str(environment_python(venv)), "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off"]
    return _quietly([*command, *arguments])


def has_nvidia(driver: Path = Path("/proc/driver/nvidia/version")) -> bool:
    """Whether an NVIDIA driver is at work; ``driver`` is the file that Linux has then."""
    if driver.exists():
        return True
    tool = shutil.which("nvidia-smi")
    return tool is not None and _quietly([tool, "-L"]) is None


def torch_attempts(version: str, *, platform: str, nvidia: bool) -> list[list[str]]:
    """What pip is given for torch on this machine, in the order of the attempts.

    Linux: the package index carries the CUDA build, PyTorch's own index the CPU build (a version
    ending in ``+cpu`` exists there alone, so CUDA's gigabytes can't come in by accident).
    Windows: the other way round. macOS: there is one build.
    """
    plain = [f"torch=={version}"]
    patience = ["--retries", "2", "--timeout", "15"]
    if platform == "linux" and not nvidia:
        build = f"torch=={version}+cpu"
        own = ["--extra-index-url", f"{TORCH_INDEX}cpu", *patience]
        # First as pip is configured: it may know a nearer place, and if not it says so at once.
        return [[build], [build, *own]]
    if platform == "win32" and nvidia:
        return [[f"torch=={version}+cu130", "--extra-index-url", f"{TORCH_INDEX}cu130", *patience]]
    return [plain]


def install_torch(venv: Path, version: str, *, nvidia: bool) -> None:
    """Install torch, or say that it is missing: the quick engine does without."""
    build = "the build for NVIDIA GPUs, some 3 GB" if nvidia else "the build without CUDA"
    say(f"Installing torch {version}, {build}")
    problem: str | None = None
    for arguments in torch_attempts(version, platform=sys.platform, nvidia=nvidia):
        problem = pip(venv, *arguments)
        if problem is None:
            return
    if problem is not None:
        say(problem)
    say(
        "torch could not be installed, so HunyuanOCR can't run yet; the quick engine reads. "
        f"To try again: {retry_command()}"
    )


def retry_command() -> str:
    """The command that sets the environment up anew."""
    if sys.platform == "win32":
        return "$env:SIGHTREAD_SETUP='again'; installers\\run.cmd"
    return "SIGHTREAD_SETUP=again sh installers/run.sh"


def prepare(venv: Path, *, tests: bool) -> None:
    """Bring ``venv`` to what pyproject.toml asks for. Raises PreparationError."""
    pyproject = ROOT / "pyproject.toml"
    wanted = pyproject.read_bytes()
    installed, installed_tests = venv / "installed.toml", venv / "installed-tests.toml"
    unfinished = venv / "unfinished"
    usable = environment_python(venv).exists() and not unfinished.exists()
    again = bool(os.environ.get("SIGHTREAD_SETUP"))

    # The tests' copy stands for both; the other one for a start by run.sh, with its command.
    done = usable and not again and (_holds(installed, wanted) or _holds(installed_tests, wanted))
    if done and (not tests or _holds(installed_tests, wanted)):
        if not tests:
            write_command(venv)
            installed.write_bytes(wanted)
        return
    asks_pip = [str(environment_python(venv)), "-m", "pip", "--version"]
    if not usable or _quietly(asks_pip) is not None:
        make_environment(venv)
    table = tomllib.loads(wanted.decode("utf-8"))
    project = table["project"]

    unfinished.touch()
    if not done:
        installed.unlink(missing_ok=True)
        installed_tests.unlink(missing_ok=True)
        say("Installing Sightread's parts; the first time takes a few minutes")
        _require(unfinished, pip(venv, *project["dependencies"]))
        install_torch(venv, table["tool"]["sightread"]["torch"], nvidia=has_nvidia())
    if tests:
        say("Installing the test tools")
        _require(unfinished, pip(venv, *project["optional-dependencies"]["test"]))
        installed_tests.write_bytes(wanted)
    else:
        write_command(venv)
        installed.write_bytes(wanted)
    unfinished.unlink()


def write_command(venv: Path) -> None:
    """Write ``~/.local/bin/sightread``, which the program names; a file of another stays as it is.

    On Windows nothing is written.
    """
    if sys.platform == "win32":
        return
    call = shlex.join([str(environment_python(venv)), str(ROOT / "main.py")])
    script = os.fsencode(f'#!/bin/sh\n{_COMMAND_SIGN}\nexec {call} "$@"\n')
    command = Path("~/.local/bin/sightread").expanduser()
    start = f"sh {shlex.quote(str(ROOT / 'installers/run.sh'))}"
    try:
        if command.is_symlink() or command.exists():
            before = command.read_bytes()
            if before == script:
                return
            if command.is_symlink() or _COMMAND_SIGN.encode() not in before:
                say(f"{command} is another program's and stays. Start Sightread with: {start}")
                return
        command.parent.mkdir(parents=True, exist_ok=True)
        new = command.with_name(".sightread.new")
        new.write_bytes(script)
        new.chmod(0o755)
        new.replace(command)
    except OSError as error:
        say(f"{command} can't be written: {error.strerror or error}. Start Sightread with: {start}")
        return
    if str(command.parent) not in os.environ.get("PATH", "").split(os.pathsep):
        say(
            f"The command sightread is in {command.parent}, which is not in your PATH. Add this "
            'line to ~/.profile and log in again: export PATH="$HOME/.local/bin:$PATH"'
        )


def _holds(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


def _require(unfinished: Path, problem: str | None) -> None:
    """Raise PreparationError when pip failed. It ended by itself, so what it did is whole."""
    if problem is None:
        return
    unfinished.unlink()
    say(problem)
    raise PreparationError(
        "Sightread's parts could not be installed. Check the connection and start again; "
        "what has been installed is kept."
    )


def main() -> int:
    """Prepare everything; 0 when the program can start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="what the tests need, too")
    tests: bool = parser.parse_args().tests
    # What the user's shell has set for another Python has no business in this one.
    for name in ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"):
        os.environ.pop(name, None)
    venv = Path(os.environ.get("SIGHTREAD_VENV") or ROOT / ".venv").absolute()
    try:
        with locked(venv.with_name(venv.name + ".lock")):
            if sys.platform == "linux":
                install_libraries()
                if tests:
                    install_test_tools()
            prepare(venv, tests=tests)
    except PreparationError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"The environment in {venv} can't be written: {error.strerror or error}.")
        return 1
    except KeyboardInterrupt:
        say("Stopped. Start again to go on.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
