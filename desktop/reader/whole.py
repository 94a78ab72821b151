"""A whole picture read with HunyuanOCR, here or on a server: part by part, into one ``Reading``.

What one part costs differs between the two and is theirs; the rest is done here once. Free of torch
and Qt.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from desktop.reader.answer import Answer, Parsed, joined
from desktop.reader.canvas import parts, within
from desktop.reader.engine import CancelledError, EngineError, NoTextError, Stop
from desktop.reader.parts import in_parts
from desktop.tasks import kind, prompt
from desktop.values import EngineName, Read, Reading

Write = Callable[[Image.Image, str, Answer], tuple[str, list[str]]]
"""Reads one part, with this prompt: offers the raw pieces to the answer as they come, gives the
whole raw text, and notes. Raises EngineError."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a reading early, and lets what had been read by then stand.

    ``errors`` are what ``Write`` raises then, ``note`` is what the user is told; a part that comes
    with this note is the last one, too.
    """

    errors: type[EngineError]
    note: str


def read_whole(
    read: Read,
    write: Write,
    emit: Callable[[str], None],
    stop: Stop,
    ending: Ending,
    engine: EngineName,
    device: str,
) -> Reading:
    """Read the picture, giving the text to ``emit`` as it comes.

    Raises EngineError: CancelledError, NoTextError, and what ``write`` raises where nothing had
    been read before.
    """
    began = time.monotonic()
    try:
        asked = prompt(read.task)
    except ValueError as error:
        raise EngineError(
            "HunyuanOCR can't do this as it was asked. Choose another language or task.",
            type(error).__name__,
        ) from error
    found, notes = _parts(read, asked, write, emit, stop, ending)
    whole = joined(read.task, found)
    if not whole.text.strip():
        raise NoTextError
    return Reading(
        text=whole.text,
        lines=within(whole.lines, read.shot),
        kind=kind(read.task),
        language=whole.language,
        engine=engine,
        device=device,
        seconds=time.monotonic() - began,
        source=whole.source,
        notes=tuple(dict.fromkeys((*notes, *whole.notes))),
    )


def _parts(
    read: Read, asked: str, write: Write, emit: Callable[[str], None], stop: Stop, ending: Ending
) -> tuple[list[Parsed], list[str]]:
    cut = parts(read.shot)
    notes = [in_parts(len(cut))] if len(cut) > 1 else []
    found: list[Parsed] = []
    given = False
    for part in cut:
        if stop.asked():
            raise CancelledError
        answer = Answer(read.task, emit, "\n" if given else "")
        try:
            raw, more = write(part.image, asked, answer)
        except ending.errors:
            if not any(one.text.strip() for one in found):
                raise
            # The parts that were read are worth more than a sentence.
            return found, [*notes, ending.note]
        given = given or answer.given
        found.append(answer.finished(raw, *part.image.size, part.left, part.top))
        notes += more
        if ending.note in more:
            break
    return found, notes
