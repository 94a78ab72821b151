"""The one story of a translation in place, told with rooms that only take notes."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.settings import After, Outputs, Settings
from desktop.sources import REPAINT_MS
from desktop.text.paragraphs import main_language
from desktop.values import (
    Box,
    Command,
    EngineName,
    Paragraph,
    Parted,
    Piece,
    Placed,
    Reading,
    Source,
    Task,
    Verb,
)
from tests.test_session import AGAIN, REGION, SHOT, Stage, was_read

TO_ENGLISH = Task("translate", "en")
BOX = Box(0, 0, 8, 2)
SOURCE = Paragraph(BOX, (BOX,), "Sortie", "", "fr", "en")
TRANSLATED = Paragraph(BOX, (BOX,), "Sortie", "Way out", "fr", "en")


@pytest.fixture
def stage(qapp: object) -> Stage:
    return Stage()


def translated(stage: Stage) -> int:
    """A region is translated to its end; it lies over the screen then."""
    job = stage.capture(TO_ENGLISH)
    stage.session.receive(Parted(job, (SOURCE,)))
    stage.notes.covered = True
    stage.session.receive(Placed(job, 0, TRANSLATED))
    stage.session.receive(Piece(job, "Way out"))
    stage.session.receive(was_read(job, Reading("Way out", paragraphs=(TRANSLATED,))))
    return job


def test_paragraphs_and_their_translations_reach_the_result(stage: Stage) -> None:
    job = translated(stage)
    assert stage.notes.heard("part") == [(job, (SOURCE,))]
    assert stage.notes.heard("place") == [(job, 0, "Way out")]


def test_what_comes_late_of_an_older_picture_is_dropped(stage: Stage) -> None:
    old = stage.capture(TO_ENGLISH)
    new = stage.capture(TO_ENGLISH)
    stage.session.receive(Parted(old, (SOURCE,)))
    stage.session.receive(Placed(old, 0, TRANSLATED))
    assert not stage.notes.heard("part")
    assert not stage.notes.heard("place")
    stage.session.receive(Parted(new, (SOURCE,)))
    assert [job for job, _ in stage.notes.heard("part")] == [new]


def test_nothing_comes_after_it_was_cancelled(stage: Stage) -> None:
    job = stage.capture(TO_ENGLISH)
    stage.session.receive(Parted(job, (SOURCE,)))
    stage.session.cancel()
    stage.session.receive(Placed(job, 0, TRANSLATED))
    assert not stage.notes.heard("place")


def test_it_is_spoken_as_it_comes_in_its_own_language(stage: Stage) -> None:
    job = stage.capture(TO_ENGLISH)
    stage.session.receive(Parted(job, (SOURCE, SOURCE)))
    stage.session.receive(Piece(job, "Way out"))
    assert [call[1] for call in stage.notes.heard("begin")] == ["en"]
    assert [text for _, text in stage.notes.heard("feed")] == ["Way out"]
    stage.session.receive(Piece(job, "\n\nTickets"))
    stage.session.receive(was_read(job, Reading("Way out\n\nTickets")))
    assert [text for _, text in stage.notes.heard("feed")] == ["Way out", "\n\nTickets"]


def test_a_new_capture_takes_it_off_the_screen_before_the_picture(
    stage: Stage, qtbot: QtBot
) -> None:
    translated(stage)
    stage.notes.calls.clear()
    stage.session.perform(REGION)
    assert "freeze" not in stage.notes.names(), "it may still be seen"
    qtbot.waitUntil(lambda: "choose" in stage.notes.names())
    names = stage.notes.names()
    assert names.index("uncover") < names.index("freeze") < names.index("choose")


def test_the_key_pressed_twice_waits_no_less(stage: Stage, qtbot: QtBot) -> None:
    translated(stage)
    stage.notes.calls.clear()
    stage.session.perform(REGION)
    stage.session.perform(REGION)
    assert "freeze" not in stage.notes.names(), "it may still be seen"
    qtbot.waitUntil(lambda: "choose" in stage.notes.names())
    qtbot.wait(2 * REPAINT_MS)
    assert stage.notes.names().count("choose") == 1


def test_the_same_region_again_waits_as_well(stage: Stage, qtbot: QtBot) -> None:
    translated(stage)
    stage.notes.calls.clear()
    stage.session.perform(AGAIN)
    assert "grab" not in stage.notes.names()
    qtbot.waitUntil(lambda: "grab" in stage.notes.names())


def test_leaving_before_the_overlay_is_there_leaves_it_away(stage: Stage, qtbot: QtBot) -> None:
    translated(stage)
    stage.notes.calls.clear()
    stage.session.perform(REGION)
    stage.session.perform(Command(Verb.CAPTURE, Source.CLIPBOARD, Task("read")))
    qtbot.wait(120)
    assert "choose" not in stage.notes.names()


def test_in_the_program_the_stop_key_silences_first_and_then_takes_it_away(stage: Stage) -> None:
    stage.settings = Settings(after=After(translate=Outputs(), stay=True))
    translated(stage)
    stage.session.narrator.started(1)
    stage.session.perform(Command(Verb.STOP))
    assert stage.notes.covered, "it was for the voice"
    stage.session.narrator.ended(1)
    stage.session.perform(Command(Verb.STOP))
    assert not stage.notes.covered


def test_beside_a_result_the_stop_key_is_for_the_voice_alone(stage: Stage) -> None:
    translated(stage)
    stage.session.perform(Command(Verb.STOP))
    assert stage.notes.covered


def test_a_picture_that_was_never_on_the_screen_is_told_alike(stage: Stage) -> None:
    stage.session.perform(Command(Verb.CAPTURE, Source.FILE, TO_ENGLISH, ("a.png",)))
    request, _ = stage.notes.heard("load")[-1]
    stage.session.sources.take_file(request, SHOT)
    job = stage.notes.heard("submit")[-1][0].job
    stage.session.receive(Parted(job, (SOURCE,)))
    assert stage.notes.heard("part") == [(job, (SOURCE,))]


def test_a_language_is_kept_for_the_one_that_the_reader_looks_it_up_by(stage: Stage) -> None:
    chosen: list[tuple[str, str]] = []
    stage.session.language_chosen.connect(lambda source, to: chosen.append((source, to)))
    stage.capture(TO_ENGLISH)
    stage.session.read_again(Task("translate", "fr"), EngineName.AUTO)
    read = stage.notes.heard("submit")[-1][0]
    assert read.insist, "it was chosen for this very picture"
    german = "Bitte beachten Sie die Hinweise auf der Rückseite des Gerätes und im Heft"
    english = "Keep away from children and the fire at all times"
    found = tuple(
        Paragraph(BOX, (BOX,), source, "…", language, "fr")
        for source, language in ((german, "de"), ("Made in China", ""), (english, "en"))
    )
    source = f"{english}\n\n{english}"
    whole = Reading("…", paragraphs=found, source=source, language="fr")
    stage.session.receive(was_read(read.job, whole))
    assert chosen == [(main_language(found), "fr")] == [("de", "fr")]


def test_the_language_of_the_settings_is_not_insisted_on(stage: Stage) -> None:
    stage.capture(Task("translate"))
    assert not stage.notes.heard("submit")[-1][0].insist
