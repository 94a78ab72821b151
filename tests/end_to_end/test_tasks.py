"""More than reading: own tasks, several tasks on one capture, a server that must be agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desktop.values import Command, Source, Task, Verb
from tests.end_to_end.desk import App, Scene, clipboard, drag, press, wait_for, xdotool
from tests.end_to_end.test_hunyuan import INSIDE, PLACE, SETTINGS
from tests.reader.misbehaving import Misbehaving, says

Start = Callable[..., App]
Show = Callable[..., Scene]

TABLE = (
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Green tea</td><td>2.40</td></tr></table>"
)

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def office() -> Iterator[Misbehaving]:
    """A server that answers every picture with a table."""
    server = Misbehaving(says(TABLE))
    yield server
    server.close()


def _settings(address: str, more: str = "") -> str:
    return f'[engine]\nengine = "remote"\n[server]\naddress = "{address}"\n{more}'


def _choose(app: App, hotkey: str) -> None:
    press(hotkey)
    app.wait("overlay listens")
    drag(*INSIDE)


def test_a_task_of_the_user_s_own_on_its_own_hotkey(start: Start, scene: Show) -> None:
    scene("planet 90210", PLACE, 30)
    own = 'name = "Line"\nprompt = "提取图中的文字。"\nkind = "text"\nhotkey = "<ctrl>+<alt>+x"\n'
    app = start(settings=f"{SETTINGS}\n[[tasks.own]]\n{own}")
    _choose(app, "ctrl+alt+x")
    wait_for(lambda: clipboard().strip() == "planet 90210", "the text", 60)
    assert app.shows("Line")


def test_another_task_on_the_same_capture(start: Start, scene: Show) -> None:
    shown = scene("velna dorim", PLACE, 30)
    app = start(settings=SETTINGS)
    _choose(app, "ctrl+alt+r")
    wait_for(lambda: clipboard().strip() == "velna dorim", "the text", 60)
    shown.close()  # what is asked now is asked of the shot
    app.wait("silence")
    press("ctrl+t")
    wait_for(lambda: clipboard().strip() == "river stone", "the translation", 60)


def test_no_picture_leaves_the_machine_before_the_user_agreed(
    start: Start, scene: Show, office: Misbehaving
) -> None:
    scene("planet 90210", PLACE, 30)
    app = start(settings=_settings(office.address))
    app.send(Command(Verb.CAPTURE, Source.REGION, Task("table")))
    app.wait("overlay listens")
    drag(*INSIDE)
    wait_for(lambda: app.shows(office.address.partition("//")[2]), "where pictures go")
    assert office.asked == []
    app.press_button("Send pictures there")
    wait_for(lambda: clipboard() == "Item\tPrice\nGreen tea\t2.40", "the table", 30)
    assert len(office.asked) == 1
    assert office.asked[0].picture.width > 250
    assert wait_for(lambda: app.shows("the picture was sent there"), "the note")
    assert 'agreed = "http' in (app.home / "config" / "settings.toml").read_text(encoding="utf-8")


def test_a_table_is_pasted_as_a_table(start: Start, scene: Show, office: Misbehaving) -> None:
    scene("planet 90210", PLACE, 30)
    agreed = f'agreed = "{office.address}"\n[hotkeys]\ntable = "<ctrl>+<alt>+x"'
    app = start(settings=_settings(office.address, agreed))
    _choose(app, "ctrl+alt+x")
    wait_for(lambda: clipboard() == "Item\tPrice\nGreen tea\t2.40", "the table", 30)
    assert "<table" in clipboard("text/html")
    assert "| Green tea | 2.40 |" in clipboard("text/markdown")
    wait_for(lambda: app.shows("Green tea"), "the table's cell")


def test_a_task_that_must_be_told_more_asks_in_the_result(
    start: Start, scene: Show, office: Misbehaving
) -> None:
    office.steps[:] = [says('{"Total": "12.50", "Date": "20 November"}')]
    scene("planet 90210", PLACE, 30)
    agreed = f'agreed = "{office.address}"\n[hotkeys]\nfields = "<ctrl>+<alt>+x"'
    app = start(settings=_settings(office.address, agreed))
    _choose(app, "ctrl+alt+x")
    wait_for(lambda: app.shows("Which fields"), "the question")
    assert office.asked == []
    xdotool("type", "--delay", 30, "Total")
    press("Return")
    xdotool("type", "--delay", 30, "Date")
    press("ctrl+Return")
    wait_for(lambda: clipboard() == "Total: 12.50\nDate: 20 November", "the fields", 30)
    prompt = office.asked[0].asked["messages"][1]["content"][1]["text"]
    assert "['Total', 'Date']" in prompt


def test_the_first_start_welcomes_aloud_and_only_once(start: Start) -> None:
    app = start(first_start=True)
    wait_for(lambda: app.shows("F2"), "the key that has it read aloud")
    app.mark()
    press("F2")
    app.wait("first sound")
    app.press_button("Skip the welcome")
    settings = app.home / "config" / "settings.toml"
    wait_for(settings.exists, "the settings saved")
    assert "seen = true" in settings.read_text(encoding="utf-8")
