"""A translation in place with HunyuanOCR, here or on a server: each paragraph as a picture of its
own, one after the other.

1. What is cut out has a small margin, and the lines of other paragraphs in it are covered.
2. The answer is the text and its translation; where the one ends is found with what the quick
   engine has read there.
3. A paragraph that fails, or that the model runs in circles over, stays as it is on the picture;
   the others are translated all the same. It is told as ``Placed`` without a text, so that what
   breaks down later isn't laid to it.
4. Where the model finds nothing in any of them, the whole picture is asked of instead.

Cut out one after the other, against one pass over the whole picture whose lines are then given to
the paragraphs: tests/benchmarks/RESULTS.md, “A translation in place”, has the figures. What
decides:

- **Placement.** The answer to a whole picture is the whole source and then the whole translation,
  without places, and its lines are joined and parted as the translation wants it. A paragraph that
  is asked for alone can't land elsewhere: 48 of 48 entries of the tiny checkpoint against none.
- **The first one.** It is on the screen after its own few words. In one pass the first translated
  word comes after the source of the whole picture: on a processor 43 s instead of 9 of a menu.
- **Robustness.** One that loops, fails or kills the engine costs itself.
- **Price.** The model sees at least 512 x 512 pixels, so each costs 16 * 17 + 2 tokens of picture,
  however small it is; the tokens written are the same. On a processor that is 8 s each: a menu of
  20 entries takes three times as long in all, a page of long paragraphs less than in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.reader.answer import Answer
from desktop.reader.canvas import cut_out, whole_image
from desktop.reader.engine import CancelledError, Emit, Stop
from desktop.reader.limits import CUT_SHORT, REPEATED
from desktop.reader.nothing import says_nothing
from desktop.reader.placing import reading
from desktop.tasks import prompt
from desktop.text.outputs import parse
from desktop.text.paragraphs import flowing, language_of, main_language, needs_none
from desktop.text.translation import source_end, split_translation
from desktop.values import FailureKind, OutputKind, Paragraph, Placed, Read, Reading

if TYPE_CHECKING:
    from desktop.reader.whole import Ending, Write

MARGIN = 0.5
"""Heights of a line around what is cut out, as a person would frame it. The tiny checkpoint doesn't
mind: it translates 48 of 48 entries with none, with 0.25 and with 0.5."""

_OF_ALL = frozenset({FailureKind.NO_SERVER, FailureKind.REFUSED, FailureKind.SERVER_BUSY})
"""Failures that the next paragraph would meet as well."""

_SPOILT = frozenset({REPEATED, CUT_SHORT})
"""Notes of an answer that isn't whole."""

_MARKUP = re.compile(r"^\s{0,3}(?:#{1,6}|>)\s+|\*\*", re.MULTILINE)


def read_in_place(
    read: Read, asked: str, write: Write, emit: Emit, stop: Stop, ending: Ending
) -> Reading | None:
    """Translate the read's paragraphs; None where the model found nothing in any of them.

    Gives what was translated before as well to ``emit``, as pieces, so that those of a second
    attempt are those of the first. Raises EngineError: CancelledError, and what ``write`` raises
    where nothing could be translated.
    """
    image = whole_image(read.shot)
    found = list(read.paragraphs)
    failed, error = set(read.given_up), None
    notes: list[str] = []
    between, to, instead = "", read.task.to, read.instead
    something = any(one.text and not needs_none(one.text) for one in found)
    for number, paragraph in enumerate(found):
        if stop.asked():
            raise CancelledError
        shown = _Shown(emit, between, paragraph.source)
        if not paragraph.text and number not in failed:
            if error is not None and error.kind in _OF_ALL:
                failed.add(number)
                continue
            crop = cut_out(image, number, found, MARGIN)
            try:
                raw, more = write(crop, asked, Answer(read.task, shown.take))
                if instead and (other := _language(paragraph, raw, to, instead)):
                    to, task = other, replace(read.task, to=other)
                    found = [replace(one, to=to) for one in found]
                    raw, more = write(crop, asked := prompt(task), Answer(task, shown.take))
                instead = {}
            except ending.errors as why:
                raw, more, error = "", [ending.note], why
                notes.append(why.sentence)
            notes += [note for note in more if note not in _SPOILT and note != ending.note]
            if ending.note in more or not _SPOILT.isdisjoint(more):
                failed.add(number)
            else:
                output = parse(raw, OutputKind.TEXT, *crop.size).text
                if says_nothing(output, OutputKind.TEXT):
                    found[number] = replace(found[number], text=paragraph.source)
                else:
                    found[number] = _translated(found[number], output, to, main_language(found))
                    something = True
            emit(Placed(read.job, number, found[number]))
        shown.end(found[number].text or found[number].source)
        between = "\n\n" if shown.given or between else ""
    if not something:
        if error is not None:
            raise error
        if not failed:
            return None
    whole = reading(found, to, len(failed))
    return replace(whole, notes=tuple(dict.fromkeys((*notes, *whole.notes))))


def _language(paragraph: Paragraph, raw: str, to: str, instead: Mapping[str, str]) -> str:
    """The language that the user had chosen last for what turns out to be of this one; empty where
    it goes on as it began."""
    output = parse(raw, OutputKind.TEXT, 1, 1).text
    if says_nothing(output, OutputKind.TEXT):
        return ""
    other = instead.get(_translated(paragraph, output, to, "").language, to)
    return other if other != to else ""


def _translated(paragraph: Paragraph, output: str, to: str, page: str) -> Paragraph:
    """The paragraph, of a picture mostly in ``page``, with what the model wrote of it; left alone
    where that is nothing new. No guess at its language takes away what is new."""
    # What stands alone on its picture is called a heading by the model.
    written = _MARKUP.sub("", output).strip()
    known = paragraph.source
    source, text = split_translation(written, to, known, whole=False)
    if not source and known and source_end(written, known) is not None:
        source = text  # the text once more, and nothing else
    source, text = flowing(source.split("\n")) or known, flowing(text.split("\n"))
    language = paragraph.language or language_of(source, page)
    if source.casefold() == text.casefold():
        text = source
    return replace(paragraph, source=source, text=text, language=language)


class _Shown:
    """What of one answer is shown while it is written: only what comes after the source."""

    def __init__(self, emit: Callable[[str], None], between: str, source: str) -> None:
        self._emit, self._between, self._source = emit, between, source
        self._written, self._lines = "", 0
        self._begins: int | None = None
        self.given = ""

    def take(self, piece: str) -> None:
        """The next piece of the answer."""
        self._written += piece
        if self._begins is None and self._source and self._written.count("\n") > self._lines:
            self._lines = self._written.count("\n")
            self._begins = source_end(self._written, self._source, whole=False)
        if self._begins is None:
            self._emit("")  # a sign of life
            return
        # Lines are joined in the end, and what comes last may yet be a line break.
        new = _MARKUP.sub("", self._written[self._begins :].lstrip()).split("\n", 1)[0].rstrip()
        self._give(new)

    def end(self, text: str) -> None:
        """The whole text of the paragraph is known now."""
        self._give(text)

    def _give(self, text: str) -> None:
        if not text.startswith(self.given) or text == self.given:
            self._emit("")
            return
        self._emit(text[len(self.given) :] if self.given else self._between + text)
        self.given = text
