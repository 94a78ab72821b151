"""Press a key, and hear, see and paste what was on the screen: the whole way, from outside."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from desktop.values import Command, Source, Verb
from tests.end_to_end.desk import App, Scene, clipboard, drag, focused, press, wait_for
from tests.speech.recorder import Recorder

TEXT = "The quick brown fox jumps\nover 13 lazy dogs in 2026."
PLACE = (100, 80, 620, 130)

Show = Callable[..., Scene]


def words(text: str) -> str:
    """The text with its white space made plain."""
    return " ".join(text.split())


def test_hotkey_and_mouse(app: App, scene: Show) -> None:
    scene(TEXT, PLACE)
    with Recorder() as recorder:
        press("ctrl+alt+r")
        app.wait("overlay listens")
        drag(110, 90, 710, 200)
        wait_for(lambda: words(clipboard()) == words(TEXT), "the text on the clipboard")
        recorder.wait_sound(app.wait("first sound") - 0.1)
    assert app.shows("The quick brown fox jumps")
    assert app.shows("over 13 lazy dogs in 2026.")


def test_keyboard_alone(app: App, scene: Show) -> None:
    # The first arrow shows a region on the middle third of the screen, wherever the mouse is.
    scene("Read by keyboard 42", (440, 330, 400, 120))
    with Recorder() as recorder:
        press("ctrl+alt+r")
        app.wait("overlay listens")
        press("Right")
        press("Left")
        press("shift+Down")
        press("Return")
        wait_for(lambda: "Read by keyboard 42" in words(clipboard()), "the text on the clipboard")
        recorder.wait_sound(app.wait("first sound") - 0.1)
    assert app.shows("Read by keyboard 42")
    press("Escape")
    wait_for(lambda: not app.shows("Read by keyboard 42"), "the result to close")


def test_the_same_region_again_reads_what_is_there_now(app: App, scene: Show) -> None:
    first = scene("First page", PLACE)
    press("ctrl+alt+r")
    app.wait("overlay listens")
    drag(110, 90, 710, 200)
    wait_for(lambda: "First page" in clipboard(), "the first text")
    first.close()
    scene("Second page", PLACE)
    press("ctrl+alt+b")
    wait_for(lambda: "Second page" in clipboard(), "the second text")


def test_active_window_and_whole_screen(app: App, scene: Show) -> None:
    scene("A window of its own", PLACE)
    press("ctrl+alt+w")
    wait_for(lambda: words(clipboard()) == "A window of its own", "the window's text")
    press("Escape")
    press("ctrl+alt+f")
    wait_for(lambda: "A window of its own" in words(clipboard()), "the screen's text")


def test_escape_gives_the_keyboard_back(app: App, scene: Show) -> None:
    scene("untouched", PLACE)
    before = focused()
    press("ctrl+alt+r")
    app.wait("overlay listens")
    press("Escape")
    app.wait("left")
    assert focused() == before
    app.mark()
    press("ctrl+alt+r")
    app.wait("overlay listens")
    drag(110, 90, 710, 200)
    wait_for(lambda: "untouched" in clipboard(), "the text")
    wait_for(lambda: focused() != before, "the result to have the keyboard")
    press("Escape")
    wait_for(lambda: focused() == before, "the keyboard to be back")


def test_stop_key_silences_at_once(app: App, scene: Show) -> None:
    scene("A long story that goes on and on for quite a while. " * 2, (60, 80, 1160, 130), 20)
    with Recorder() as recorder:
        press("ctrl+alt+r")
        app.wait("overlay listens")
        drag(65, 85, 1210, 205)
        recorder.wait_sound(app.wait("first sound") - 0.1)
        press("ctrl+alt+h")
        silence = recorder.wait_silence(app.began)
        assert silence < app.wait("silence") + 0.2
    assert app.shows("A long story that goes on")


def test_a_picture_on_the_clipboard_and_one_in_a_file(app: App, tmp_path: Path) -> None:
    copied, opened = tmp_path / "copied.png", tmp_path / "opened.png"
    for path, text in ((copied, "Copied picture 7"), (opened, "Opened picture 8")):
        image = Image.new("RGB", (420, 90), "white")
        font = ImageFont.truetype("DejaVuSans.ttf", 32)
        ImageDraw.Draw(image).text((24, 24), text, font=font, fill="black")
        image.save(path)
    subprocess.run(
        ["xclip", "-selection", "clipboard", "-t", "image/png", "-i", str(copied)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    assert app.command("capture", "clipboard").returncode == 0
    wait_for(lambda: clipboard().strip() == "Copied picture 7", "the text of the copied picture")
    app.send(Command(Verb.CAPTURE, Source.FILE, paths=(str(opened),)))
    wait_for(lambda: clipboard().strip() == "Opened picture 8", "the text of the file")
    press("Escape")
    assert app.command("home").returncode == 0
    wait_for(lambda: app.shows("Opened picture 8"), "the last result in the home window")
