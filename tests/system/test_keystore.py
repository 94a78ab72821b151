"""The key store: a real gnome-keyring on a D-Bus session of its own, locked, unlocked, and none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.system.keystore import (
    VARIABLE,
    KeyStoreError,
    LockedKeyStoreError,
    NoAddressError,
    NoKeyStoreError,
    fits,
    get,
    origin,
    put,
)

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://GPU.example:8000/v1"

PROGRAM = """
import json, sys
from desktop.system import keystore
said = []
for call in json.loads(sys.stdin.read()):
    if call[0] == "lock":
        import secretstorage
        secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
        continue
    try:
        said.append(getattr(keystore, call[0])(*call[1:]))
    except keystore.KeyStoreError as error:
        said.append([type(error).__name__, error.sentence, error.detail])
print(json.dumps(said))
"""

Ask = Callable[..., list[Any]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Calls the key store's functions in a process on a new D-Bus session, one after the other."""
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        assert shutil.which(program), f"{program} is missing: install dbus and gnome-keyring"

    def calls(
        *said: tuple[str, ...], unlocked: bool = True, more: Mapping[str, str] | None = None
    ) -> list[Any]:
        start = "printf secret | gnome-keyring-daemon --unlock --components=secrets >&2; "
        shell = (start if unlocked else "") + 'exec "$@"'
        # No display: nothing can ask the user for the password, as over ssh.
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path / "keyrings"),
            "XDG_RUNTIME_DIR": str(tmp_path),
        }
        done = subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", shell, "sh", sys.executable, "-c", PROGRAM],
            input=json.dumps(said),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            cwd=ROOT,
            env=environment | dict(more or {}),
        )
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return calls


def test_a_key_is_kept_changed_and_forgotten_and_another_server_never_gets_it(ask: Ask) -> None:
    other_port, other_scheme = "https://gpu.example:8001", "http://gpu.example:8000"
    assert ask(
        ("get", ADDRESS),
        ("put", ADDRESS, " sk-one "),
        ("get", "https://gpu.example:8000"),
        ("put", ADDRESS, "sk-two"),
        ("get", ADDRESS),
        ("get", other_port),
        ("get", other_scheme),
        ("delete", ADDRESS),
        ("get", ADDRESS),
        ("delete", ADDRESS),
    ) == [None, None, "sk-one", None, "sk-two", None, None, None, None, None]


def test_it_outlives_the_program(ask: Ask) -> None:
    ask(("put", ADDRESS, "sk-kept"))
    assert ask(("get", ADDRESS)) == ["sk-kept"]


def test_a_locked_store_is_told(ask: Ask) -> None:
    name, sentence, detail = ask(("put", ADDRESS, "sk-kept"), ("lock",), ("get", ADDRESS))[1]
    assert name == LockedKeyStoreError.__name__
    assert sentence == "The system's key store is locked. Unlock it, then try again."
    assert "sk-kept" not in detail


def test_nobody_is_asked_to_unlock_the_store_over_a_key_that_was_never_kept(ask: Ask) -> None:
    other = "http://localhost:8000"
    answers = ask(("put", ADDRESS, "sk-kept"), ("lock",), ("get", other), ("delete", other))
    assert answers == [None, None, None]
    assert ask(("get", ADDRESS), ("delete", ADDRESS), unlocked=False)[0][0] in (
        LockedKeyStoreError.__name__,
        KeyStoreError.__name__,
    )


def test_nothing_is_set_up_over_a_key_that_was_never_kept(ask: Ask) -> None:
    assert ask(("get", ADDRESS), ("delete", ADDRESS), unlocked=False) == [None, None]


def test_a_store_that_was_never_set_up_is_told(ask: Ask) -> None:
    name, sentence, _ = ask(("put", ADDRESS, "sk-kept"), unlocked=False)[0]
    assert name == KeyStoreError.__name__
    assert "Unlock it" in sentence


def test_without_a_session_bus_the_way_out_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    for call in (lambda: get(ADDRESS), lambda: put(ADDRESS, "sk")):
        with pytest.raises(NoKeyStoreError, match=VARIABLE):
            call()


def test_the_environment_wins_and_needs_no_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    monkeypatch.setenv(VARIABLE, " sk-environment\n")
    assert get(ADDRESS) == "sk-environment"


def test_a_plain_file_is_never_asked_whatever_is_configured(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Keyring(KeyringBackend):\n"
        "    priority = 99\n"
        f"    def set_password(self, s, u, p): open({str(tmp_path / 'leak')!r}, 'w').write(p)\n"
        "    def get_password(self, s, u): return 'sk-plain'\n"
        "    def delete_password(self, s, u): pass\n"
    )
    more = {"PYTHON_KEYRING_BACKEND": "plain.Keyring", "PYTHONPATH": str(tmp_path)}
    assert ask(("put", ADDRESS, "sk-secret"), ("get", ADDRESS), more=more) == [None, "sk-secret"]
    assert not (tmp_path / "leak").exists()
    for file in (tmp_path / "keyrings").rglob("*"):
        assert file.is_dir() or b"sk-secret" not in file.read_bytes()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://GPU.example:8000/v1", "https://gpu.example:8000"),
        (" http://127.0.0.1:8000/a/b?c#d ", "http://127.0.0.1:8000"),
        ("https://gpu.example:443", "https://gpu.example"),
        ("http://gpu.example:443", "http://gpu.example:443"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_a_key_belongs_to_scheme_host_and_port(address: str, expected: str) -> None:
    assert origin(address) == expected


@pytest.mark.parametrize(
    "address",
    ["", "gpu.example:8000", "ftp://gpu.example", "https://", "http://a:99999", "http://["],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(NoAddressError, match="must begin with"):
        origin(address)
    with pytest.raises(KeyStoreError):
        get(address)


@pytest.mark.parametrize("key", ["", "two words", "new\nline", "schlüssel", "\x7f"])
def test_a_key_that_no_header_takes_is_told_and_not_kept(key: str) -> None:
    assert not fits(key)
    with pytest.raises(KeyStoreError, match="without spaces"):
        put(ADDRESS, key)
