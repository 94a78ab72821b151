"""A translation over the very place on the screen, the whole way with HunyuanOCR's own classes.

The tiny trained checkpoint translates; another engine reads off the screen what is there then.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mss
import mss.tools
import pytest

from desktop.values import Region
from tests.end_to_end.desk import App, Scene, clipboard, drag, press, wait_for
from tests.end_to_end.test_hunyuan import INSIDE, PLACE, SETTINGS

NAME = "Translation in its place"
QUIET = SETTINGS + "\n[voice]\nasked = true\nannounce = false\n[after.translate]\nspeak = false\n"
REGION = Region(INSIDE[0], INSIDE[1], INSIDE[2] - INSIDE[0], INSIDE[3] - INSIDE[1])
"""What is dragged over."""

Start = Callable[..., App]
Show = Callable[..., Scene]

pytestmark = pytest.mark.timeout(180)


def pixels() -> bytes:
    """What is on the screen there now."""
    with mss.MSS() as eyes:
        area = {"left": REGION.x, "top": REGION.y, "width": REGION.width, "height": REGION.height}
        return bytes(eyes.grab(area).rgb)


def read(app: App, folder: Path) -> str:
    """What the quick engine reads on the screen there."""
    path = folder / "there.png"
    mss.tools.to_png(pixels(), (REGION.width, REGION.height), output=str(path))
    done = app.command("read", str(path), "--engine", "quick")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_covers_the_place_until_escape(start: Start, scene: Show, tmp_path: Path) -> None:
    scene("velna dorim", PLACE, 30)
    app = start(settings=QUIET)
    before = pixels()
    press("ctrl+alt+g")
    app.wait("overlay listens")
    drag(*INSIDE)
    app.wait("done", 90)
    wait_for(lambda: app.shows(NAME), "the window over the place")
    wait_for(lambda: pixels() != before, "the translation there")
    assert clipboard().strip() == "river stone"
    assert read(app, tmp_path) == "river stone"
    press("F4")  # side by side
    press("F4")  # the original
    wait_for(lambda: pixels() == before, "the original there")
    press("F4")
    wait_for(lambda: pixels() != before, "the translation again")
    press("Escape")
    wait_for(lambda: pixels() == before, "the screen as it was")
    assert not app.shows(NAME)


def test_a_new_capture_sees_what_lies_under_it(start: Start, scene: Show) -> None:
    scene("velna dorim", PLACE, 30)
    app = start(settings=QUIET)
    before = pixels()
    press("ctrl+alt+g")
    app.wait("overlay listens")
    drag(*INSIDE)
    app.wait("done", 90)
    wait_for(lambda: pixels() != before, "the translation there")
    app.mark()
    press("ctrl+alt+b")  # the same region again: read, not translated
    app.wait("done", 60)
    wait_for(lambda: clipboard().strip() == "velna dorim", "the original's text")
    assert pixels() == before


def test_in_the_program_the_stop_key_takes_it_away(start: Start, scene: Show) -> None:
    scene("velna dorim", PLACE, 30)
    app = start(
        settings=QUIET.replace("[after.translate]", "[after]\nstay = true\n[after.translate]")
    )
    before = pixels()
    press("ctrl+alt+g")
    app.wait("overlay listens")
    drag(*INSIDE)
    app.wait("done", 90)
    wait_for(lambda: pixels() != before, "the translation there")
    press("ctrl+alt+h")
    wait_for(lambda: pixels() == before, "the screen as it was")
