"""The quick engine: RapidOCR's PP-OCRv6 models on the CPU, tuned for screenshots.

1. The picture gets a border in its background's colour: without it tiny and faint snips come
   back empty. What is larger than a screen is cut into parts, along rows or columns without text.
2. Detection finds the lines; their boxes alone decide the reading order (``text/order.py``).
   Where nothing is found, there is a closer look (``closer.py``).
3. The lines are recognised in that order, several at once, each on one core, and given out as
   soon as a row is complete. That takes half the time of RapidOCR's own batches, which fill every
   line up to the widest and keep all cores waiting for one another. (The first row alone, on all
   cores, would be shown sooner, and heard later: a voice wants the whole sentence.)
4. Words with a character that recognition was less certain of than ``SURE`` are told.
5. For a translation only the places count, which another engine reads: a line in a script that
   recognition doesn't know (Arabic, Russian) is given as well, its text empty or uncertain.

A cancel stops the model inside of its computation, through onnxruntime's run options.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from desktop.reader import quick_models
from desktop.reader.blank import blank
from desktop.reader.closer import closer
from desktop.reader.crops import HEIGHT, cropped, filled
from desktop.reader.ctc import Recognised, recognised
from desktop.reader.db import Corners, corners
from desktop.reader.engine import CancelledError, NoTextError, Stop
from desktop.reader.parts import Pixels, cuts, in_parts
from desktop.reader.unsure import along, unsure
from desktop.tasks import kind
from desktop.text.order import arrange, pieces
from desktop.text.scripts import language
from desktop.values import Box, EngineName, Line, Read, Reading, Shot

BORDER = 32

SIDE = 1280
"""Pixels of the longer side that detection sees, of a picture up to ``LARGE``: print 11 pixels high
on a screen of 1920 x 1080 is still found, in half the time of 1600."""

LARGE, LARGE_SIDE = 2048, 1600
"""The longer side of what is larger than that."""

FINE = 1.5
"""From so many physical pixels a logical one, print is that much larger as well, and detection sees
the picture that much smaller."""

_LOWEST, _LONG = 8, 1.5
"""Logical pixels that a line is high at least, and how much longer than high, where nothing of it
could be recognised: what detection takes for text on textures is mostly smaller or square."""

LEAST_SCORE = 0.5
"""Lines that recognition is less certain of are no text (RapidOCR's own default)."""

_SHORT, _TALL, _CERTAIN = 3, 40, 0.95
"""Characters of a short line, logical pixels of a tall one, and the least score of what is both.
What detection takes for text on 204 pictures without any (gradients, noise, clouds, shapes,
landscapes, grids: the kinds of tests/reader/textless.py) is nearly always that: without this, 41
of those this was first measured on are read as a letter or two; with it 9 of those of the tests, a
letter or two each."""

SURE = 0.8
"""Characters less certain make their word unsure.

Measured on rendered words, numbers and codes in four fonts, 13 to 22 pixels, light and dark, other
ones than the number was chosen on. Clean: 0.1 % of 3500 right words are marked, and 5 of the 20
wrong ones (the rest are 0 for O and I for l, which look alike). Blurred, noisy, small or as poor
JPEG, so that 15 % of 4200 words are wrong: 77 % of the wrong words are marked, 70 % of the marked
are wrong, 6 % of the right ones are marked. With 0.7 it is 67, 76 and 4 %, with 0.9 85, 61 and
10 %.
"""

_WIDTH = 160
"""Pixels that a line is wide at least where it is recognised. The models were trained on a width of
320, and half of it reads short words as well in half the time."""


Rows = Generator[tuple[list[Line], bool], None, None]
"""Rows of lines in reading order; with each, whether it opens a paragraph."""

IsLine = Callable[[Recognised, Box, float], bool]
"""Whether what was recognised in a box is a line of text, at so many pixels a logical one."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A line that was detected: where it lies, and its four corners in the framed part."""

    box: Box
    corners: Corners
    framed: Pixels


class _Session:
    """One of the models: can be told to break off."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self.options = onnxruntime.RunOptions()

    def __call__(self, content: NDArray[np.float32]) -> Any:
        return self._session.run(None, {self._input: content}, self.options)[0]

    def renew(self) -> None:
        self.options = onnxruntime.RunOptions()

    def terminate(self) -> None:
        self.options.terminate = True


class Quick:
    """The quick engine. ``cores``: how many to use, the physical ones by default."""

    name = EngineName.QUICK
    device = "cpu"
    notes: tuple[str, ...] = ()
    memory = 0

    def __init__(self, cores: int | None = None) -> None:
        self._cores = cores or physical_cores()

    def load(self) -> None:
        """Load both models and run them once; about half a second."""
        detecting = _session("det", self._cores)
        recognising = _session("rec", 1)
        characters: str = recognising.get_modelmeta().custom_metadata_map["character"]
        self._labels = ["blank", *characters.splitlines(), " "]
        self._detecting, self._recognising = _Session(detecting), _Session(recognising)
        self._pool = ThreadPoolExecutor(self._cores, thread_name_prefix="recognising")
        self._corners(np.full((320, 320, 3), 255, np.uint8), SIDE)
        for _ in range(self._cores):
            self._pool.submit(self._line, np.full((48, 320, 3), 255, np.uint8)).result()

    def read(self, read: Read, emit: Callable[[str], None], stop: Stop) -> Reading:
        """Read the picture row by row."""
        began = time.monotonic()
        for session in (self._detecting, self._recognising):
            session.renew()
        with stop.interrupting(self._break_off):
            try:
                is_line = _may_be_text if read.task.name == "translate" else _is_text
                lines, text, parts, certain = self._rows(read.shot, is_line, emit, stop)
            except Exception:
                # However the models report having been broken off.
                if stop.asked():
                    raise CancelledError from None
                raise
        if not lines:
            raise NoTextError(read.shot)
        notes = (in_parts(parts),) if parts > 1 else ()
        return Reading(
            text=text,
            lines=tuple(lines),
            kind=kind(read.task),
            language=language(text),
            engine=self.name,
            device=self.device,
            seconds=time.monotonic() - began,
            notes=notes,
            unsure=unsure(text, certain, SURE),
        )

    def _break_off(self) -> None:
        self._detecting.terminate()
        self._recognising.terminate()

    def _rows(
        self, shot: Shot, is_line: IsLine, emit: Callable[[str], None], stop: Stop
    ) -> tuple[list[Line], str, int, list[float]]:
        """All lines in reading order, the whole text, the number of parts, and how certain each
        character of the text is."""
        picture = _coloured(shot)
        lines: list[Line] = []
        known: list[tuple[str, Sequence[float]]] = []
        text, parts = "", 0

        def rows() -> Rows:
            nonlocal parts
            for top, bottom in cuts(picture, 0):
                found: list[_Found] = []
                for left, right in cuts(picture[top:bottom], 1):
                    parts += 1
                    part = picture[top:bottom, left:right]
                    found += self._detect(part, left, top, shot.scale)
                yield from self._recognised(found, known, shot.scale, is_line, stop)

        def alone() -> Rows:
            """Of a picture on which nothing was found, after a closer look."""
            found: list[_Found] = []
            if not blank(shot):
                for part, left, top in closer(picture, _paper(picture)):
                    found += self._detect(part, left, top, shot.scale)
            yield from self._recognised(found, known, shot.scale, is_line, stop)

        def noted(found_rows: Rows) -> Rows:
            for row, opens in found_rows:
                lines.extend(row)
                yield row, opens

        for look in (rows, alone):
            with closing(look()) as found_rows:
                for piece, _ in pieces(noted(found_rows)):
                    emit(piece)
                    text += piece
            if lines:
                break
        return lines, text, parts, along(text, known)

    def _detect(self, part: Pixels, left: int, top: int, scale: float) -> list[_Found]:
        framed = _framed(part)
        height, width = part.shape[:2]
        return [
            _Found(_box(four, left, top, width, height), four, framed)
            for four in self._corners(framed, _side(max(framed.shape[:2]), scale))
        ]

    def _corners(self, framed: Pixels, side: int) -> NDArray[np.float32]:
        """Lines x four corners x two, in pixels of ``framed``."""
        height, width = framed.shape[:2]
        content = _seen(framed, min(1.0, side / max(height, width)))
        return corners(self._detecting(content)[0, 0], height, width)

    def _recognised(
        self,
        found: Sequence[_Found],
        known: list[tuple[str, Sequence[float]]],
        scale: float,
        is_line: IsLine,
        stop: Stop,
    ) -> Rows:
        """Adds each line's text to ``known``, with the certainty of its characters."""
        paragraphs = arrange([one.box for one in found])
        waiting: dict[int, Future[Recognised]] = {
            i: self._pool.submit(self._recognise, found[i])
            for paragraph in paragraphs
            for row in paragraph
            for i in row
        }
        try:
            for paragraph in paragraphs:
                opens = True
                for row in paragraph:
                    read = [(found[i].box, waiting[i].result()) for i in row]
                    kept = [(box, one) for box, one in read if is_line(one, box, scale)]
                    if stop.asked():
                        raise CancelledError
                    known += [(one.text, one.certain) for _, one in kept]
                    line = [
                        Line(one.text, box, one.score, unsure(one.text, one.certain, SURE))
                        for box, one in kept
                    ]
                    if line:
                        yield line, opens
                        opens = False
        finally:
            for future in waiting.values():
                future.cancel()

    def _recognise(self, found: _Found) -> Recognised:
        crop = cropped(found.framed, found.corners)
        return self._line(crop) if crop.size else Recognised()

    def _line(self, crop: Pixels) -> Recognised:
        height, width = crop.shape[:2]
        content = filled(crop, max(_WIDTH / HEIGHT, width / height))
        return recognised(self._recognising(content[np.newaxis])[0], self._labels)


def _is_text(one: Recognised, box: Box, scale: float) -> bool:
    text = one.text.strip()
    if len(text) <= _SHORT and box.height > _TALL * scale:
        return one.score >= _CERTAIN and any(sign.isalnum() for sign in text)
    return bool(text) and one.score >= LEAST_SCORE


def _may_be_text(one: Recognised, box: Box, scale: float) -> bool:
    """Whether somebody who reads more scripts may read something there."""
    if one.text.strip():
        return _is_text(one, box, scale) or (box.height <= _TALL * scale and len(one.text) > _SHORT)
    long, short = max(box.width, box.height), min(box.width, box.height)
    return short >= _LOWEST * scale and long >= _LONG * short


def physical_cores() -> int:
    """Cores that this process may use, two threads of one core counted once; 8 at most."""
    allowed = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    siblings = set()
    for number in allowed:
        path = Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list")
        siblings.add(path.read_text() if path.exists() else number)
    threads = len(siblings)
    known = any(isinstance(sibling, str) for sibling in siblings)
    return min(8, threads if known or threads <= 2 else threads // 2)


def _session(model: str, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the cores from the rest of the machine, and from each
    # other: without it detection takes 0.6 of the processor time and no longer.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(quick_models.path(model)), options, providers=["CPUExecutionProvider"]
    )


def _coloured(shot: Shot) -> Pixels:
    four = np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width, 4)
    # In a tenth of the time that numpy takes for it.
    return np.asarray(cv2.cvtColor(four, cv2.COLOR_BGRA2BGR), np.uint8)


def _framed(part: Pixels) -> Pixels:
    sides = (BORDER, BORDER, BORDER, BORDER)
    paper = _paper(part).tolist()
    framed = cv2.copyMakeBorder(part, *sides, cv2.BORDER_CONSTANT, value=paper)
    return np.asarray(framed, np.uint8)


def _paper(part: Pixels) -> NDArray[np.uint8]:
    """The colour that the part's edge has most of."""
    edge = np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])
    return np.asarray(np.median(edge, axis=0), np.uint8)


def _side(longer: int, scale: float) -> int:
    """Pixels of the longer side that detection sees at most."""
    side = SIDE if longer <= LARGE else LARGE_SIDE
    return min(side, int(longer / FINE)) if scale >= FINE else side


def _seen(framed: Pixels, ratio: float) -> NDArray[np.float32]:
    """What detection sees: 1 x 3 x height x width, -1 to 1, both sides multiples of 32.

    Equal to RapidOCR's own preparation (``DetPreProcess``), which takes seven times as long.
    """
    height, width = (max(32, round(int(side * ratio) / 32) * 32) for side in framed.shape[:2])
    small = cv2.resize(framed, (width, height))
    content = np.empty((1, 3, height, width), np.float32)
    for channel in range(3):
        np.multiply(small[:, :, channel], np.float32(1 / 127.5), out=content[0, channel])
    content -= 1
    return content


def _box(four: Corners, left: int, top: int, width: int, height: int) -> Box:
    """The upright box around four corners of a framed part, in pixels of the shot."""
    low = np.clip(four.min(axis=0) - BORDER, 0, (width - 1, height - 1))
    high = np.clip(four.max(axis=0) - BORDER, 1, (width, height))
    return Box(
        left + int(low[0]), top + int(low[1]), left + int(np.ceil(high[0])), top + int(high[1])
    )
