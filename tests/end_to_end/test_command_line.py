"""The command line as a user types it: results on stdout, sentences on stderr, exit codes."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.end_to_end.desk import ROOT, App, wait_for

TEXT = "Invoice 4711"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, with a screen."""
    return dict(
        os.environ,
        SIGHTREAD_CONFIG_DIR=str(tmp_path / "config"),
        SIGHTREAD_INSTANCE=f"cli-{os.getpid()}-{tmp_path.name}",
        XDG_STATE_HOME=str(tmp_path / "state"),
        SIGHTREAD_DATA_DIR=str(tmp_path / "data"),
        HF_HOME=str(tmp_path / "huggingface"),
    )


@pytest.fixture
def run(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the program in a home of its own, without a screen."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)

    def done(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "main.py", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=not isinstance(options.get("input"), bytes),
            timeout=110,
            **options,
        )

    return done


Run = Callable[..., subprocess.CompletedProcess[str]]


def picture(path: Path, text: str = TEXT, size: tuple[int, int] = (420, 90)) -> Path:
    """A file with this text on white."""
    image = Image.new("RGB", size, "white")
    font = ImageFont.truetype("DejaVuSans.ttf", 32)
    ImageDraw.Draw(image).text((24, 24), text, font=font, fill="black")
    image.save(path)
    return path


def records(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def claimed_size(path: Path, width: int, height: int) -> Path:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
    return path


def test_the_readme_s_first_command(run: Run) -> None:
    done = run("read", "resources/samples/receipt.png")
    assert done.returncode == 0
    assert "Total" in done.stdout or "TOTAL" in done.stdout
    assert done.stderr == ""


def test_no_engine_leaves_a_trace_of_reports_to_its_makers(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment["HOME"] = str(home)
    environment.pop("XDG_CACHE_HOME", None)
    assert run("read", picture(tmp_path / "a.png")).returncode == 0
    assert [path.name for path in home.rglob("*") if path.is_file()] == []


def test_json_has_its_documented_form(run: Run, tmp_path: Path) -> None:
    done = run("read", "--json", picture(tmp_path / "a.png"))
    (record,) = records(done)
    assert set(record) == {
        "file",
        "ok",
        "width",
        "height",
        "task",
        "title",
        "to",
        "fields",
        "text",
        "kind",
        "language",
        "source",
        "engine",
        "device",
        "seconds",
        "notes",
        "lines",
        "unsure",
        "paragraphs",
    }
    assert record["paragraphs"] == []
    assert (record["ok"], record["text"], record["width"]) == (True, TEXT, 420)
    (line,) = record["lines"]
    left, top, right, bottom = line["box"]
    assert 0 <= left < right <= 420
    assert 0 <= top < bottom <= 90
    assert 0 <= line["score"] <= 1


def test_many_files_go_on_after_each_kind_of_bad_one(run: Run, tmp_path: Path) -> None:
    good = picture(tmp_path / "good.png")
    cut = tmp_path / "cut.png"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    words = tmp_path / "words.png"
    words.write_text("not a picture")
    empty = tmp_path / "empty.png"
    empty.touch()
    blank = tmp_path / "blank.png"
    Image.new("RGB", (300, 200), "white").save(blank)
    dot = tmp_path / "dot.png"
    Image.new("RGB", (1, 1), "black").save(dot)
    bomb = claimed_size(tmp_path / "bomb.png", 100_000, 100_000)
    bad = [cut, words, empty, bomb, tmp_path, tmp_path / "missing.png", blank, dot]
    last = picture(tmp_path / "last.png", "Still here 99")
    done = run("read", "--json", good, *bad, last)
    assert done.returncode == 1
    found = records(done)
    assert [record["ok"] for record in found] == [True, *[False] * len(bad), True]
    assert found[0]["text"] == TEXT
    assert found[-1]["text"] == "Still here 99"
    kinds = [record["error"]["kind"] for record in found[1:-1]]
    assert kinds == ["bad-picture"] * 6 + ["no-text", kinds[-1]]
    assert kinds[-1] in {"no-text", "bad-picture"}
    for record in found[1:-1]:
        message = record["error"]["message"]
        assert message.endswith(".")
        assert len(message) > 10
        assert "Traceback" not in message


def test_an_animated_picture_reads_its_first_frame(run: Run, tmp_path: Path) -> None:
    frames = [Image.open(picture(tmp_path / f"{n}.png", f"Frame {n}")) for n in range(3)]
    frames[0].save(tmp_path / "film.gif", save_all=True, append_images=frames[1:])
    done = run("read", tmp_path / "film.gif")
    assert done.returncode == 0
    assert done.stdout.strip() == "Frame 0"


def test_a_picture_20000_pixels_wide_is_read(run: Run, tmp_path: Path) -> None:
    wide = picture(tmp_path / "wide.png", size=(20_000, 90))
    done = run("read", "--json", wide)
    assert done.returncode == 0
    assert TEXT in records(done)[0]["text"]


def test_two_tasks_on_each_of_two_pictures(run: Run, tmp_path: Path) -> None:
    names = [str(picture(tmp_path / f"{name}.png", f"Page {name}")) for name in "ab"]
    done = run("read", *names, "--task", "positions", "--task", "read")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        *(
            f"==> {names[0]}, Text with positions <==",
            "Page a",
            f"==> {names[0]}, Read <==",
            "Page a",
        ),
        *(
            f"==> {names[1]}, Text with positions <==",
            "Page b",
            f"==> {names[1]}, Read <==",
            "Page b",
        ),
    ]
    done = run("read", "--json", tmp_path / "gone.png", names[0], "--task", "positions",
               "--task", "read")  # fmt: skip
    found = [(record["task"], record["ok"]) for record in records(done)]
    assert found == [("positions", False), ("read", False), ("positions", True), ("read", True)]
    assert done.stderr == "1 of 2 pictures could not be read in every way.\n"


def test_standard_input_is_a_picture_too(run: Run, tmp_path: Path) -> None:
    done = run("read", "-", input=picture(tmp_path / "a.png").read_bytes())
    assert done.returncode == 0
    assert done.stdout.decode().strip() == TEXT  # type: ignore[attr-defined]


def test_translation_without_the_model_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    done = run("read", "--task", "translate", "--to", "de", picture(tmp_path / "a.png"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "HunyuanOCR" in done.stderr
    assert "not on this machine" in done.stderr
    assert "sightread model download" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "--engine", "best", "a.png"],
        ["read", "--to", "de", "a.png"],
        ["capture", "desk"],
        ["read", "--task", "translate", "--to", "xx", "a.png"],
        ["fly"],
        ["model"],
        ["read", "--task", "fly", "a.png"],
        ["say", " "],
    ],
)
def test_a_command_that_is_not_understood(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_version(run: Run) -> None:
    done = run("--version")
    assert done.stdout.startswith("sightread 0.")


@pytest.mark.parametrize("arguments", [["stop"], ["capture", "region"]])
def test_a_command_to_an_app_that_does_not_run(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert "not running" in done.stderr
    assert "installers/run.sh" in done.stderr


def test_no_screen_ends_in_one_sentence_that_names_the_command(run: Run) -> None:
    done = run()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "There is no screen" in done.stderr
    assert "installers/run.sh read" in done.stderr


def test_doctor_names_each_part_and_what_mends_it(run: Run) -> None:
    done = run("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert done.returncode == 0
    assert {
        "System",
        "Settings",
        "Screen",
        "Libraries",
        "Quick engine",
        "Devices",
        "HunyuanOCR",
        "Server",
        "Key store",
        "Tasks",
        "Voices",
        "Sound",
        "Camera",
        "Hotkeys",
    } <= set(checks)
    assert checks["Screen"]["health"] == "note"
    assert checks["HunyuanOCR"]["health"] == "note"
    assert all(check["mend"] for check in checks.values() if check["health"] == "lack")


def test_a_closed_pipe_is_no_error(environment: dict[str, str], tmp_path: Path) -> None:
    shown = subprocess.run(
        f"{sys.executable} main.py read --json {picture(tmp_path / 'a.png')} | true",
        shell=True,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in shown.stderr
    assert "BrokenPipe" not in shown.stderr


def test_speaking_is_interrupted(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "main.py",
            "say",
            "one two three four five six seven eight nine ten " * 20,
        ],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    asked = ["pgrep", "-P", str(process.pid), "-f", "desktop.speech.child"]
    wait_for(lambda: subprocess.run(asked, stdout=subprocess.DEVNULL).returncode == 0, "the voice")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20)[1] == ""
    assert process.returncode == 130


def test_say_and_stop_reach_the_running_app(start: Callable[..., App]) -> None:
    app = start()
    assert app.command("say", "Hello from the command line, for quite a while.").returncode == 0
    app.wait("first sound")
    assert app.command("stop").returncode == 0
    app.wait("silence")


def test_a_second_start_hands_over_to_the_first(start: Callable[..., App]) -> None:
    app = start()
    second = app.command()
    assert second.returncode == 0
    assert app.process.poll() is None
    assert app.shows("Sightread reads what you see")
