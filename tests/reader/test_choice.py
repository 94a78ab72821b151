"""Which engine reads, and the sentence where none does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.reader.choice import Choice, ReaderOptions, choose, untested, untested_source
from desktop.values import EngineName, Failed, FailureKind, OutputKind, Read, Shot, Task

REMOTE = EngineName.REMOTE
ADDRESS = "https://gpu.example:8000"
SERVED = ReaderOptions(REMOTE, server=ADDRESS, agreed=ADDRESS)


def read(task: Task | None = None, engine: EngineName = EngineName.AUTO) -> Read:
    return Read(4, Shot(bytes(4), 1, 1), task or Task(), engine)


def failed(options: ReaderOptions, one: Read) -> Failed:
    choice = choose(one, options)
    assert isinstance(choice, Failed)
    assert choice.job == one.job
    assert "Settings, Engine and model" in choice.sentence
    return choice


def test_a_server_reads_only_at_the_address_that_was_agreed_to() -> None:
    choice = choose(read(), SERVED)
    assert isinstance(choice, Choice)
    assert choice.engine is REMOTE
    assert ADDRESS in choice.notes[0]
    assert not choice.stand_in
    for agreed in ("", ADDRESS + "/", "https://other.example"):
        told = failed(replace(SERVED, agreed=agreed), read())
        assert told.kind is FailureKind.NOT_AGREED
        assert told.sentence.startswith(
            f"Pictures will leave this machine and go to {ADDRESS}. Agree"
        )


def test_without_an_address_there_is_no_server() -> None:
    options = ReaderOptions(REMOTE, agreed="")
    assert failed(options, read()).kind is FailureKind.NO_SERVER
    assert failed(ReaderOptions(), read(engine=REMOTE)).kind is FailureKind.NO_SERVER


def test_a_read_for_this_machine_stays_here() -> None:
    options = replace(SERVED, engine=EngineName.AUTO)
    assert choose(read(), options) == Choice(EngineName.QUICK)
    assert choose(read(engine=EngineName.QUICK), SERVED) == Choice(EngineName.QUICK)
    assert failed(options, read(Task("table"))).kind is FailureKind.NO_MODEL


@pytest.mark.parametrize(
    ("task", "title"),
    [
        (Task("table"), "“Table”"),
        (Task("ask", wording="SECRET?"), "“Ask a question”"),
        (Task("own", wording="x", title="Wine list", kind=OutputKind.FIELDS), "“Wine list”"),
    ],
    ids=lambda value: value.name if isinstance(value, Task) else None,
)
def test_what_only_hunyuan_can_do_is_told_by_its_title(task: Task, title: str) -> None:
    missing = failed(ReaderOptions(), read(task))
    assert missing.sentence.startswith(f"HunyuanOCR is needed for {title} and is not on this")
    assert "Download" in missing.sentence
    quick = failed(ReaderOptions(EngineName.QUICK), read(task))
    assert quick.kind is FailureKind.NO_ENGINE
    assert title in quick.sentence
    assert "SECRET" not in missing.sentence + quick.sentence


def test_untested_translations_are_marked() -> None:
    assert untested(Task("translate", "fr")) == (
        "Translation to French is untested by its makers.",
    )
    assert untested(Task("translate", "zh")) == untested(Task("document")) == ()
    greek = "Το σκυλί δεν είναι εδώ"
    assert "Greek" in untested_source(greek, "zh")[0]
    assert untested_source(greek, "fr") == (), "the target's note is enough"
    assert untested_source("", "en") == untested_source("4711", "en") == ()
    assert "English already" in untested_source("This is the text of it", "en")[0]
