"""Whatever goes wrong ends in one clear sentence, nothing is lost, and the app still answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from Xlib import XK, X, display

from desktop.values import Command, Source, Verb
from tests.end_to_end.desk import ROOT, App, Scene, clipboard, drag, press, wait_for

TEXT = "Nothing is lost 2026"
PLACE = (100, 80, 620, 130)

Start = Callable[..., App]
Show = Callable[..., Scene]


def read_region(app: App) -> None:
    app.mark()
    press("ctrl+alt+r")
    app.wait("overlay listens")
    drag(110, 90, 710, 200)


@pytest.fixture
def bare_screen() -> Iterator[str]:
    """An X server without a window manager and without a tray."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


def test_no_text_in_the_region(app: App, scene: Show) -> None:
    scene("", PLACE)
    read_region(app)
    wait_for(lambda: app.shows("Nothing found in this region."), "the sentence")
    assert clipboard() == "nothing yet"


def test_a_region_without_an_area_can_be_chosen_anew(app: App, scene: Show) -> None:
    scene(TEXT, PLACE)
    press("ctrl+alt+r")
    app.wait("overlay listens")
    drag(300, 300, 301, 301)
    drag(110, 90, 710, 200)
    wait_for(lambda: TEXT in clipboard(), "the text")


def test_translation_without_the_model_is_told_and_the_quick_engine_is_offered(
    app: App, scene: Show
) -> None:
    scene(TEXT, PLACE)
    press("ctrl+alt+g")
    app.wait("overlay listens")
    drag(110, 90, 710, 200)
    wait_for(lambda: app.shows("HunyuanOCR is needed for “Translate”"), "the sentence")
    press("Escape")
    read_region(app)
    wait_for(lambda: TEXT in clipboard(), "the text, read by the quick engine")


def test_recognised_text_and_file_names_never_reach_the_log(
    app: App, scene: Show, tmp_path: Path
) -> None:
    scene("Secret 8417", PLACE)
    read_region(app)
    wait_for(lambda: "Secret 8417" in clipboard(), "the text")
    app.command("say", "Private sentence")
    app.wait("first sound")
    picture = tmp_path / "diary.png"
    picture.write_text("no picture")
    app.send(Command(Verb.CAPTURE, Source.FILE, paths=(str(picture),)))
    wait_for(lambda: app.shows("not a picture"), "the sentence about the file")
    for text in (app.log(), app.said_on_stderr()):
        for private in ("8417", "Private", "diary"):
            assert private not in text


def test_recording_a_hotkey_sets_nothing_off(app: App) -> None:
    app.send(Command(Verb.SETTINGS))
    wait_for(lambda: app.shows("They work in every program."), "the settings")
    app.mark()
    press("Tab")  # from the list of pages to the first field, that of "Read a region"
    press("ctrl+alt+g")
    wait_for(lambda: app.shows("is already used for"), "the conflict to be told")
    assert "overlay shown" not in [name for name, _ in app.moments()]
    press("Escape")
    press("Escape")


def test_engine_killed_while_it_reads(start: Start, scene: Show) -> None:
    scene(TEXT, PLACE)
    app = start()
    app.wait("warm")
    (engine,) = app.children("desktop.reader.child")
    os.kill(engine, signal.SIGSTOP)  # it holds the picture when it dies
    read_region(app)
    app.wait("read")
    os.kill(engine, signal.SIGKILL)
    wait_for(lambda: TEXT in clipboard(), "the text, read by a new engine")
    assert app.children("desktop.reader.child") != [engine]


def test_two_captures_at_once(start: Start, scene: Show) -> None:
    scene(TEXT, PLACE)
    app = start(HF_HOME="/nonexistent")
    press("ctrl+alt+r")
    press("ctrl+alt+g")  # takes the place of the first
    app.wait("overlay listens")
    drag(110, 90, 710, 200)
    wait_for(lambda: app.shows("HunyuanOCR is needed for “Translate”"), "the second one's answer")
    app.mark()
    press("ctrl+alt+r")
    app.wait("overlay listens")
    drag(110, 90, 710, 200)
    wait_for(lambda: TEXT in clipboard(), "the text")


def test_a_hotkey_that_another_program_has(start: Start, scene: Show) -> None:
    other = display.Display()
    code = other.keysym_to_keycode(XK.string_to_keysym("r"))
    root = other.screen().root
    root.grab_key(code, X.ControlMask | X.Mod1Mask, False, X.GrabModeAsync, X.GrabModeAsync)
    other.sync()
    try:
        scene(TEXT, PLACE)
        app = start()
        assert app.command().returncode == 0
        wait_for(lambda: app.shows("Another program has taken Ctrl+Alt+R"), "the sentence")
        press("ctrl+alt+w")
        app.wait("read")
    finally:
        other.close()


def test_a_broken_settings_file_is_kept_and_told(start: Start) -> None:
    app = start(settings="[voice\nrate = fast")
    kept = app.home / "config" / "settings.broken.toml"
    assert kept.read_text(encoding="utf-8").startswith("[voice\nrate = fast")
    assert app.command().returncode == 0
    wait_for(lambda: app.shows("settings could not be read"), "the sentence")


def test_no_tray(start: Start, bare_screen: str) -> None:
    app = start(DISPLAY=bare_screen)
    wait_for(lambda: app.shows("this desktop has no tray"), "the home window")
    assert app.shows("Read a region")


def test_no_sound_device(start: Start, scene: Show) -> None:
    scene(TEXT, PLACE)
    app = start(PULSE_SERVER="unix:/nonexistent")
    read_region(app)
    wait_for(lambda: TEXT in clipboard(), "the text")
    assert app.command().returncode == 0
    wait_for(lambda: app.shows("sound device"), "the sentence")


def test_nothing_is_left_running_when_the_app_is_killed(start: Start) -> None:
    app = start()
    app.wait("warm")
    children = app.children("desktop")
    assert len(children) == 2
    app.process.kill()
    app.process.wait()

    def gone() -> bool:
        return not any(os.path.exists(f"/proc/{pid}") for pid in children)  # noqa: PTH110

    wait_for(gone, "the children to end", 3)


@pytest.mark.parametrize("folder", ["nonexistent", "resources"])
def test_a_model_folder_that_is_none(folder: str) -> None:
    picture = "resources/samples/receipt.png"
    done = subprocess.run(
        [sys.executable, "main.py", "read", "--engine", "hunyuan", "--model-dir", folder, picture],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "HunyuanOCR" in done.stderr
    assert done.stderr.count("\n") == 2, "a sentence, and the command that helps"
