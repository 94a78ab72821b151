"""A whole picture read with HunyuanOCR, here or on a server: part by part, into one ``Reading``.

What one part costs differs between the two and is theirs; the rest is done here once. Free of torch
and Qt.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from desktop.reader.answer import Answer, Parsed, joined
from desktop.reader.blank import blank
from desktop.reader.canvas import parts, within
from desktop.reader.engine import CancelledError, Emit, EngineError, NoTextError, Stop
from desktop.reader.in_place import read_in_place
from desktop.reader.nothing import says_nothing
from desktop.reader.parts import in_parts
from desktop.reader.unsure import Places, along, carried, carried_items, unsure
from desktop.tasks import kind, prompt
from desktop.values import EngineName, OutputKind, Read, Reading, Task

SURE = 0.6
"""Tokens that the model held for less likely make their word unsure.

Measured with the tiny checkpoint of the tests, on lines that it wasn't trained on; the published
model may differ. Clean: 0.6 % of 646 right words are marked, 25 % of the 20 wrong ones. Blurred,
noisy or small, so that 31 % of 678 words are wrong: 47 % of the wrong words are marked, 86 % of the
marked are wrong, 3 % of the right ones are marked.
"""

_TRANSCRIBES = frozenset(
    {"read", "subtitles", "field", "document", "document-layout", "positions", "positions-plain"}
)
"""Tasks whose answer is what stands on the picture. The words of a translation or of an answer
could well be others: how likely they are says nothing of how they were read."""

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


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written of a part, and how certain each character is."""

    raw: str
    certain: Sequence[float]


def read_whole(
    read: Read,
    write: Write,
    emit: Emit,
    stop: Stop,
    ending: Ending,
    engine: EngineName,
    device: str,
) -> Reading:
    """Read the picture, giving the text to ``emit`` as it comes; one that is empty isn't asked of.
    Of a translation whose paragraphs have places, paragraph by paragraph.

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
    if blank(read.shot):
        raise NoTextError(read.shot)
    if read.paragraphs:
        placed = read_in_place(read, asked, write, emit, stop, ending)
        if placed is not None:
            seconds = time.monotonic() - began
            return replace(placed, engine=engine, device=device, seconds=seconds)
    found, written, notes = _parts(read, asked, write, emit, stop, ending)
    whole = joined(read.task, found)
    if says_nothing(whole.text, kind(read.task)):
        raise NoTextError(read.shot)
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
        unsure=_unsure(read.task, whole, written),
    )


def _unsure(task: Task, whole: Parsed, written: list[_Written]) -> Places:
    known = [one for one in written if one.certain]
    if task.name not in _TRANSCRIBES or not known:
        return ()
    raw = "\n".join(one.raw for one in known)
    raw_certain = [1.0]
    for one in known:
        raw_certain += [*one.certain[: len(one.raw)], 1.0]
    certain = raw_certain[1:-1]
    if kind(task) is OutputKind.POSITIONS:
        texts = [line.text for line in whole.lines]
        of_lines = carried_items(raw, certain, texts)
        return unsure(whole.text, along(whole.text, list(zip(texts, of_lines, strict=True))), SURE)
    return unsure(whole.text, carried(raw, certain, whole.text), SURE)


def _parts(
    read: Read, asked: str, write: Write, emit: Callable[[str], None], stop: Stop, ending: Ending
) -> tuple[list[Parsed], list[_Written], list[str]]:
    cut = parts(read.shot)
    notes = [in_parts(len(cut))] if len(cut) > 1 else []
    found: list[Parsed] = []
    written: list[_Written] = []
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
            return found, written, [*notes, ending.note]
        given = given or answer.given
        found.append(answer.finished(raw, *part.image.size, part.left, part.top))
        written.append(_Written(raw, answer.certain))
        notes += more
        if ending.note in more:
            break
    return found, written, notes
