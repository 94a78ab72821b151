"""``sightread say``: what is said, how, and into which file; without a screen or a sound device."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main
from tests.commands.desk import ROOT, Terminal
from tests.speech.conftest import recorder, sound_server
from tests.speech.recorder import Recorder

__all__ = ["recorder", "sound_server"]

ENGLISH = "gmw/en-us"


def run(
    environment: dict[str, str],
    *arguments: str,
    given: bytes = b"",
    runtime: str = "/nonexistent",
) -> subprocess.CompletedProcess[bytes]:
    """Run it; ``runtime`` is where a sound device would be found."""
    return subprocess.run(
        [sys.executable, "main.py", "say", *arguments],
        cwd=ROOT,
        env=dict(environment, XDG_RUNTIME_DIR=runtime),
        input=given,
        capture_output=True,
        timeout=60,
    )


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def test_a_text_becomes_a_file(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "talk.mp3"
    done = run(environment, "-", "--out", str(out), "--voice", ENGLISH, given=b"Good morning.")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert out.read_bytes()[:3] == b"ID3" or out.read_bytes()[0] == 0xFF


def test_a_file_of_text_is_spoken_at_the_rate_of_the_settings(
    environment: dict[str, str], tmp_path: Path, write_settings: Callable[[str], None]
) -> None:
    (tmp_path / "talk.txt").write_bytes(b"\xef\xbb\xbfThe clocks were striking thirteen.")
    write_settings("[voice]\nrate = 100\n")
    lengths = []
    for own in ([], ["--rate", "400"]):
        out = tmp_path / "talk.wav"
        words = ["--file", str(tmp_path / "talk.txt"), "--out", str(out), *own]
        done = run(environment, *words)
        assert (done.returncode, done.stderr) == (0, b"")
        lengths.append(seconds(out))
    assert lengths[0] > 2 * lengths[1]


def test_a_sentence_without_a_voice_does_not_silence_the_others(
    environment: dict[str, str], recorder: Recorder
) -> None:
    began = time.monotonic()
    text = "ភាសាខ្មែរ. Good morning to you. And a good evening as well."
    done = run(environment, text, runtime=environment["XDG_RUNTIME_DIR"])
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1
    heard = sum(end - start for start, end in recorder.sounds(began))
    assert heard > 2, done.stderr.decode()


def test_where_there_is_no_sound_device_it_ends(environment: dict[str, str]) -> None:
    done = run(dict(environment, PULSE_SERVER="unix:/nonexistent"), "Good morning.")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("There is no sound device")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Hello", "--out", "a.ogg"], r"Sound is saved as WAV, FLAC or MP3\..*\.wav, \.flac"),
        (["Hello", "--out", "nowhere/a.wav"], r"There is no folder nowhere\. Make it first\."),
        (["Hello", "--file", "a.txt"], r"Give a text or --file, not both\."),
        (["--file", "none.txt"], r"none\.txt can't be opened: No such file or directory\."),
        (["--file", str(ROOT / "resources/samples/sign.png")], r".*sign\.png is no text in UTF-8"),
        (["--file", str(ROOT / "README.md"), "--out", str(ROOT)], r"Sound is saved as"),
        ([], r"There is nothing to say\. Give a text: sightread say TEXT"),
        (["Hello", "--language", "xx"], r"There is no language xx\. Give its tag, such as en,"),
        (["Hello", "--language", "english", "--out", "a.wav"], r"There is no language english\."),
        (["Hello", "--voice", "Gandalf"], r"There is no voice Gandalf\..*sightread say --voices"),
    ],
)
def test_what_can_not_be_meant_is_said(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["say", *words]) == 2
    told = capsys.readouterr().err
    assert re.match(sentence, told), told
    assert told.count("\n") == 1


def test_a_language_without_a_voice_is_told_with_what_brings_one(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = run(environment, "ភាសាខ្មែរ", "--language", "km", "--out", str(tmp_path / "a.wav"))
    assert done.returncode == 0
    told = done.stderr.decode()
    assert told.startswith("There is no voice for"), told
    assert "a newer one may" in told


def test_a_text_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "text.wav"
    text.write_text("Hello")
    assert main(["say", "--file", str(text), "--out", str(text)]) == 2
    assert "would write over the text" in capsys.readouterr().err
    assert text.read_text() == "Hello"


@pytest.mark.parametrize("rate", ["79", "901", "fast"])
def test_a_rate_out_of_range_is_refused(rate: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["say", "Hello", "--rate", rate])
    assert ended.value.code == 2
    assert f"{rate} is not from 80 to 900" in capsys.readouterr().err


def test_the_voices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "--voices"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {len(line) for line in lines} == {3}
    assert [name for voice, name, _ in lines if voice == ENGLISH] == ["English (America)"]


def test_how_far_it_is_stands_on_the_terminal_and_ctrl_c_leaves_nothing(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    book = tmp_path / "book.txt"
    book.write_text("The clocks were striking thirteen, and nobody knew why. " * 9000)
    shell = terminal("say", "--file", str(book), "--out", str(tmp_path / "out" / "book.flac"))
    shell.wait_for("% ")
    shell.wait_for("book.flac")
    assert len(list((tmp_path / "out").iterdir())) == 1
    shell.process.send_signal(signal.SIGINT)
    shell.process.wait(20)
    assert shell.process.returncode == 130
    deadline = time.monotonic() + 5
    while list((tmp_path / "out").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list((tmp_path / "out").iterdir()) == []
