"""A translation in two stages: the quick engine finds the paragraphs, another one translates them.
The processes are played."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from queue import Empty, Queue

import pytest

from desktop.children.child import Ended
from desktop.reader.patience import PATIENCE, Patience
from desktop.reader.worker import ReaderOptions
from desktop.values import (
    Box,
    Done,
    EngineName,
    Failed,
    FailureKind,
    Line,
    Look,
    Paragraph,
    Parted,
    Piece,
    Placed,
    Read,
    Reading,
    Ready,
    Shot,
    Started,
    Task,
)
from tests.reader.desk import Desk
from tests.reader.played import PlayedChild

SHOT = Shot(bytes(400 * 300 * 4), 400, 300)
QUICK, HUNYUAN, REMOTE = EngineName.QUICK, EngineName.HUNYUAN, EngineName.REMOTE
OPTIONS = ReaderOptions(HUNYUAN, device="cpu", unload_minutes=0)
SERVER = "https://gpu.example"
AGREED = replace(OPTIONS, engine=REMOTE, server=SERVER, agreed=SERVER)


def line(text: str, top: int, left: int = 20) -> Line:
    """A line as the quick engine finds it, wide as its text is."""
    return Line(text, Box(left, top, left + 9 * len(text), top + 20), 0.99)


GERMAN = (
    line("Wo ist der Bahnhof und die Post", 20),
    line("12,50", 100),
    line("Nicht auf die Wiese treten", 180),
    line("Bitte die Tür schließen", 260),
)

LATE = Paragraph(GERMAN[0].box, (GERMAN[0].box,), "late", "late")


class Stage:
    """A desk that was asked for a translation, and the two processes."""

    def __init__(self, options: ReaderOptions, played: Queue[PlayedChild]) -> None:
        self.desk = Desk(options, {**PATIENCE, HUNYUAN: replace(PATIENCE[HUNYUAN], load=5)})
        self._played = played
        self.engine: PlayedChild
        self.quick: PlayedChild

    def ask(self, to: str = "en") -> int:
        """Ask for a translation of the shot; both processes are there then."""
        job = self.desk.submit(SHOT, Task("translate", to))
        if not hasattr(self, "engine"):
            self.engine, self.quick = (self._played.get(timeout=5) for _ in range(2))
        assert self.engine.name in (HUNYUAN, REMOTE)
        self.engine.next("start")
        assert self.quick.next("send").job == job
        return job

    def find(self, lines: tuple[Line, ...] = GERMAN) -> Read:
        """The quick engine finds these; what the other engine is asked then."""
        self.quick.say(Ready(QUICK, "cpu", 0.1))
        self.quick.say(Started(self.desk.job, QUICK, "cpu"))
        self.quick.say(Piece(self.desk.job, "QUICK"))
        self.quick.say(Done(self.desk.job, Reading("QUICK", lines)))
        return self.asked()

    def asked(self) -> Read:
        """What the engine that translates has been sent, and begun."""
        read = self.engine.next("send")
        assert isinstance(read, Read)
        name = EngineName(self.engine.name)
        self.engine.say(Ready(name, "cpu", 0.1))
        self.engine.say(Started(read.job, name, "cpu"))
        return read

    def place(self, read: Read, number: int, text: str) -> Placed:
        """The engine has translated a paragraph, and gives its piece."""
        placed = Placed(read.job, number, replace(read.paragraphs[number], text=text))
        self.engine.say(placed)
        self.engine.say(Piece(read.job, text if number == 0 else f"\n\n{text}"))
        return placed

    def die(self) -> None:
        """The engine's process ends."""
        self.engine.say(Ended(self.engine.name, self.engine.generation, -9, wanted=False))

    def finish(self, read: Read, texts: dict[int, str]) -> Done:
        """The engine ends with these translations."""
        found = tuple(
            replace(one, text=texts.get(number, one.text))
            for number, one in enumerate(read.paragraphs)
        )
        self.engine.say(Done(read.job, Reading("all", engine=HUNYUAN, paragraphs=found)))
        done = self.desk.end()
        assert isinstance(done, Done)
        return done


@pytest.fixture
def stage(played: Queue[PlayedChild]) -> Iterator[Stage]:
    one = Stage(OPTIONS, played)
    yield one
    one.desk.close()


def texts(read: Read) -> list[str]:
    return [one.text for one in read.paragraphs]


def test_paragraphs_are_found_while_the_engine_loads_and_are_then_its_job(stage: Stage) -> None:
    stage.ask()
    assert stage.engine.got.empty(), "it has no picture before it is known what stands where"
    read = stage.find()
    parted = stage.desk.next(Parted)
    assert isinstance(parted, Parted)
    assert parted.paragraphs == read.paragraphs
    assert [one.source for one in read.paragraphs] == [one.text for one in GERMAN]
    assert [one.box for one in read.paragraphs] == [one.box for one in GERMAN]
    assert texts(read) == ["", "12,50", "", ""], "a price is a price in every language"
    assert {one.to for one in read.paragraphs} == {"en"}
    placed = stage.place(read, 0, "Where is the station?")
    done = stage.finish(read, {0: "Where is the station?", 2: "Keep off", 3: "Close the door"})
    assert done.job == read.job
    assert done.forms["text/plain"] == "all"
    kinds = [type(m) for _, m in stage.desk.heard if not isinstance(m, Ready)]
    assert kinds == [Parted, Started, Placed, Piece, Done]
    assert placed in [m for _, m in stage.desk.heard]
    assert stage.desk.text() == "Where is the station?"


@pytest.mark.parametrize("how", ["nothing", "dies", "can't be loaded", "can't be started"])
@pytest.mark.logs_warnings
def test_without_places_the_whole_picture_is_translated(stage: Stage, how: str) -> None:
    job = stage.ask()
    match how:
        case "nothing":
            stage.quick.say(Failed(job, FailureKind.NO_TEXT, "Nothing found."))
        case "dies":
            stage.quick.say(Ended("quick", 1, -9, wanted=False))
            stage.quick.next("send")
            stage.quick.say(Ended("quick", 1, -9, wanted=False))
        case "can't be loaded":
            stage.quick.say(Failed(0, FailureKind.NO_ENGINE, "No."))
        case _:
            stage.quick.refuse_for = 60
            stage.quick.say(Ended("quick", 1, -9, wanted=False))
    read = stage.asked()
    assert (read.job, read.paragraphs, read.task.to) == (job, (), "en")
    stage.engine.say(Piece(job, "Der Text\nThe text"))
    stage.engine.say(Done(job, Reading("The text", engine=HUNYUAN)))
    done = stage.desk.end()
    assert isinstance(done, Done)
    assert done.reading.text == "The text"
    assert not any(isinstance(m, Parted | Placed) for _, m in stage.desk.heard)


@pytest.mark.logs_warnings
def test_after_a_death_what_was_placed_is_not_translated_again(stage: Stage) -> None:
    stage.ask()
    read = stage.find()
    stage.place(read, 0, "Where is the station?")
    stage.desk.next(Piece)
    stage.die()
    again = stage.asked()
    assert texts(again) == ["Where is the station?", "12,50", "", ""]
    for piece in ("Where is the station?", "\n\n12,50", "\n\nKeep off"):
        stage.engine.say(Piece(again.job, piece))
    stage.engine.say(Placed(again.job, 2, replace(again.paragraphs[2], text="Keep off")))
    stage.die()
    again = stage.asked()
    assert texts(again) == ["Where is the station?", "12,50", "Keep off", ""]
    assert again.given_up == (), "each has its own two attempts"
    done = stage.finish(again, {3: "Close the door"})
    assert done.reading.paragraphs[0].text == "Where is the station?"
    assert stage.desk.text() == "Where is the station?\n\n12,50\n\nKeep off", "each once"
    assert sum(isinstance(m, Started) for _, m in stage.desk.heard) == 1


@pytest.mark.parametrize("how", ["dies", "is silent"])
@pytest.mark.logs_warnings
def test_a_paragraph_that_kills_the_engine_does_not_cost_the_others(
    played: Queue[PlayedChild], how: str
) -> None:
    stage = Stage(OPTIONS, played)
    try:
        if how == "is silent":
            quiet = Patience(load=5, begin=5, silence=0.3, silence_per_megapixel=0)
            stage.desk.reader._handling._patience = {**PATIENCE, HUNYUAN: quiet}
        stage.ask()
        read = stage.find()
        stage.place(read, 0, "Where is the station?")
        if how == "dies":
            stage.die()
            stage.asked()
            stage.die()
        last = stage.asked()
        assert last.given_up == (2,)
        assert texts(last) == ["Where is the station?", "12,50", "", ""]
        assert stage.finish(last, {3: "Close the door"})
    finally:
        stage.desk.close()


@pytest.mark.logs_warnings
def test_what_was_translated_is_kept_when_the_engine_breaks_down_for_good(stage: Stage) -> None:
    job = stage.ask()
    read = stage.find()
    stage.place(read, 0, "Where is the station?")
    stage.place(read, 2, "Keep off")
    stage.die()
    stage.asked()
    stage.die()
    done = stage.desk.end()
    assert isinstance(done, Done)
    assert done.job == job
    assert done.reading.text.split("\n\n") == [
        "Where is the station?",
        "12,50",
        "Keep off",
        "Bitte die Tür schließen",
    ]
    assert done.reading.engine is HUNYUAN
    assert any("broke down twice" in note for note in done.reading.notes)
    assert any(note.startswith("One paragraph could not") for note in done.reading.notes)
    with pytest.raises(AssertionError):
        stage.desk.next(Done, Failed, timeout=0.2)


@pytest.mark.logs_warnings
def test_a_picture_of_one_paragraph_that_kills_the_engine_fails_as_ever(stage: Stage) -> None:
    job = stage.ask()
    stage.find(GERMAN[:1])
    stage.die()
    stage.asked()
    stage.die()
    failed = stage.desk.end()
    assert isinstance(failed, Failed)
    assert (failed.job, failed.kind) == (job, FailureKind.ENGINE_DIED)


@pytest.mark.logs_warnings
def test_an_engine_that_dies_over_everything_is_given_up(stage: Stage) -> None:
    stage.ask()
    stage.find()
    sent = 1
    while True:
        stage.die()
        try:
            stage.engine.next("send", timeout=0.3)
        except Empty:
            break
        stage.engine.say(Ready(HUNYUAN, "cpu", 0.1))
        stage.engine.say(Started(stage.desk.job, HUNYUAN, "cpu"))
        sent += 1
    assert sent == 6, "two attempts, and two more for each of two paragraphs left out"
    assert isinstance(stage.desk.end(), Failed)


@pytest.mark.parametrize("when", ["while it is looked for", "while it is translated"])
def test_a_cancel_is_answered_at_once_and_once(stage: Stage, when: str) -> None:
    job = stage.ask()
    if when == "while it is translated":
        stage.place(stage.find(), 0, "Where is the station?")
        stage.desk.next(Placed)
    began = time.monotonic()
    stage.desk.reader.cancel(job)
    failed = stage.desk.end()
    assert time.monotonic() - began < 0.5
    assert isinstance(failed, Failed)
    assert failed.kind is FailureKind.CANCELLED
    asked = stage.quick if when == "while it is looked for" else stage.engine
    assert asked.next("cancel") == job
    stage.quick.say(Done(job, Reading("late", GERMAN)))
    stage.engine.say(Placed(job, 0, LATE))
    stage.engine.say(Done(job, Reading("late")))
    with pytest.raises(AssertionError):
        stage.desk.next(Parted, Placed, Done, Failed, timeout=0.2)


def test_a_newer_translation_takes_over_and_the_older_ones_words_are_dropped(
    stage: Stage,
) -> None:
    first = stage.ask()
    second = stage.ask()
    stage.quick.say(Done(first, Reading("old", GERMAN[:1])))
    stage.quick.say(Failed(first, FailureKind.CANCELLED, "Stopped."))
    read = stage.find(GERMAN[2:])
    assert read.job == second
    assert [one.source for one in read.paragraphs] == [one.text for one in GERMAN[2:]]
    stage.finish(read, {0: "Keep off", 1: "Close the door"})
    ends = [m for _, m in stage.desk.heard if isinstance(m, Done | Failed)]
    assert [(type(m), m.job) for m in ends] == [(Failed, first), (Done, second)]


def test_what_is_in_the_language_wanted_needs_no_model(stage: Stage) -> None:
    job = stage.ask("de")
    stage.quick.say(Ready(QUICK, "cpu", 0.1))
    stage.quick.say(Done(job, Reading("QUICK", (GERMAN[0], GERMAN[1]))))
    done = stage.desk.end()
    assert isinstance(done, Done)
    assert done.reading.notes == ("The text was in German already.",)
    assert done.reading.engine is QUICK
    assert all(one.left_alone for one in done.reading.paragraphs)
    assert done.reading.text == f"{GERMAN[0].text}\n\n12,50"
    assert any(isinstance(m, Parted) for _, m in stage.desk.heard)
    with pytest.raises(Empty):
        stage.engine.next("send", timeout=0.1)
    # The same of a picture of numbers.
    job = stage.ask("en")
    stage.quick.say(Done(job, Reading("QUICK", (GERMAN[1],))))
    done = stage.desk.end()
    assert isinstance(done, Done)
    assert done.reading.notes == ("There are only numbers here; they need no translation.",)


def test_an_engine_that_cannot_be_loaded_is_told_before_anything_is_found(stage: Stage) -> None:
    job = stage.ask()
    stage.engine.say(Failed(0, FailureKind.BAD_MODEL, "It can't be loaded."))
    failed = stage.desk.end()
    assert isinstance(failed, Failed)
    assert (failed.job, failed.sentence) == (job, "It can't be loaded.")
    assert stage.quick.next("cancel") == job
    stage.quick.say(Done(job, Reading("late", GERMAN)))
    with pytest.raises(AssertionError):
        stage.desk.next(Parted, Done, Failed, timeout=0.2)


@pytest.mark.parametrize(
    ("asked", "remembered", "to"),
    [("fr", {"de": "es"}, "fr"), ("", {"de": "es"}, "es"), ("", {"ja": "es"}, "ru")],
    ids=["asked for", "remembered", "of the settings"],
)
def test_the_language_is_the_one_asked_for_or_the_last_one_for_this_source(
    stage: Stage, asked: str, remembered: dict[str, str], to: str
) -> None:
    stage.desk.reader.configure(replace(OPTIONS, to="ru", remembered=remembered))
    stage.ask(asked)
    read = stage.find()
    assert read.task.to == to
    done = stage.finish(read, {0: "…", 2: "…", 3: "…"})
    assert any(note.endswith("is untested by its makers.") for note in done.reading.notes)


def test_while_the_language_is_asked_for_both_engines_are_loaded(
    stage: Stage, played: Queue[PlayedChild]
) -> None:
    stage.desk.reader.look(Look(1, SHOT, Task("translate"), HUNYUAN))
    for name in (HUNYUAN, QUICK):
        child = played.get(timeout=5)
        assert child.name == name
        child.next("start")
        with pytest.raises(Empty):
            child.next("send", timeout=0.1)


def test_the_crops_go_to_the_server_that_was_agreed_to_and_no_other(
    played: Queue[PlayedChild],
) -> None:
    stage = Stage(AGREED, played)
    try:
        stage.ask()
        read = stage.find()
        assert stage.engine.arguments == ("remote", SERVER, "")
        assert [one.source for one in read.paragraphs] == [one.text for one in GERMAN]
        stage.engine.say(Done(read.job, Reading("all", engine=REMOTE, paragraphs=read.paragraphs)))
        done = stage.desk.end()
        assert isinstance(done, Done)
        assert done.reading.notes == (
            f"Read by the server at {SERVER}: the picture was sent there.",
        )
        # Gone back on while the quick engine looked: nothing is sent.
        job = stage.ask()
        stage.desk.reader.configure(replace(AGREED, agreed=""))
        stage.quick.say(Done(job, Reading("QUICK", GERMAN)))
        failed = stage.desk.end()
        assert isinstance(failed, Failed)
        assert failed.kind is FailureKind.NO_SERVER
        with pytest.raises(Empty):
            stage.engine.next("send", timeout=0.1)
        # What needs no translation isn't sent either, and nobody says that it was.
        stage.desk.reader.configure(AGREED)
        job = stage.ask("de")
        stage.quick.say(Done(job, Reading("QUICK", GERMAN[:1])))
        done = stage.desk.end()
        assert isinstance(done, Done)
        assert done.reading.notes == ("The text was in German already.",)
    finally:
        stage.desk.close()


@pytest.mark.logs_warnings
def test_what_failed_softly_is_not_blamed_for_a_death(stage: Stage) -> None:
    stage.ask()
    read = stage.find()
    stage.engine.say(Placed(read.job, 0, read.paragraphs[0]))
    stage.place(read, 2, "Keep off")
    stage.die()
    again = stage.asked()
    assert again.given_up == (0,)
    stage.die()
    failed = stage.desk.end()
    assert isinstance(failed, Done)
    assert failed.reading.paragraphs[2].text == "Keep off"
    placed = [m.number for _, m in stage.desk.heard if isinstance(m, Placed)]
    assert placed == [2], "the app is told of translations alone"


@pytest.mark.logs_warnings
def test_the_words_after_one_that_was_left_out_are_whole(stage: Stage) -> None:
    stage.ask()
    read = stage.find()
    stage.place(read, 0, "Where is the station?")
    stage.engine.say(Piece(read.job, "\n\n12,50"))
    stage.engine.say(Piece(read.job, "\n\nKeep off the gr"))
    stage.die()
    stage.asked()
    stage.die()
    last = stage.asked()
    assert last.given_up == (2,)
    for piece in ("Where is the station?", "\n\n12,50", f"\n\n{GERMAN[2].text}"):
        stage.engine.say(Piece(last.job, piece))
    stage.engine.say(Piece(last.job, "\n\nClose "))
    stage.engine.say(Piece(last.job, "the door"))
    stage.finish(last, {3: "Close the door"})
    assert stage.desk.text() == (
        "Where is the station?\n\n12,50\n\nKeep off the gr\n\nClose the door"
    )


def test_a_language_chosen_for_the_picture_is_insisted_on(stage: Stage) -> None:
    stage.desk.job = 1
    stage.desk.reader.submit(Read(1, SHOT, Task("translate", "de"), insist=True))
    stage.engine, stage.quick = (stage._played.get(timeout=5) for _ in range(2))
    stage.quick.next("send")
    read = stage.find()
    assert texts(read) == ["", "12,50", "", ""], "though it is German"


@pytest.mark.logs_warnings
def test_what_is_remembered_goes_along_where_the_language_is_not_known_yet(stage: Stage) -> None:
    stage.desk.reader.configure(replace(OPTIONS, to="en", remembered={"ru": "fr"}))
    stage.ask("")
    read = stage.find(tuple(Line("", Box(20, top, 300, top + 20), 0.5) for top in (20, 180)))
    assert (read.task.to, dict(read.instead)) == ("en", {"ru": "fr"})
    french = replace(read.paragraphs[0], source="Выход", text="Sortie", language="ru", to="fr")
    stage.engine.say(Placed(read.job, 0, french))
    stage.die()
    again = stage.asked()
    assert (again.task.to, dict(again.instead)) == ("fr", {})
    assert {one.to for one in again.paragraphs} == {"fr"}
