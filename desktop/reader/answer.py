"""What HunyuanOCR answers to one picture, here or on a server: raw text in, what is meant out.

1. The raw pieces are offered as they come; what can be shown of them is given on, none of it twice
   when the picture is read once more.
2. The whole raw text is parsed as what the task asked for, boxes in pixels of the shot.
3. A picture that was cut into parts has an answer for each; ``joined`` makes one of them.

Free of torch and Qt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.reader.choice import untested_source
from desktop.tasks import kind
from desktop.text.order import arrange
from desktop.text.order import joined as in_one_line
from desktop.text.outputs import Stream, parse
from desktop.text.scripts import language
from desktop.text.translation import split_translation
from desktop.values import Line, OutputKind, Task

_MARKUP = (OutputKind.TABLE, OutputKind.FORMULA, OutputKind.CHART, OutputKind.FIELDS)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What an answer means: the parts of a ``Reading`` that come from the raw text alone."""

    text: str = field(repr=False)
    lines: tuple[Line, ...] = ()
    source: str = field(default="", repr=False)
    language: str = ""
    notes: tuple[str, ...] = ()


class Answer:
    """One answer of the model to ``task``; what can be shown at once goes to ``emit``.

    ``between`` comes before the first piece: what parts this answer from an earlier part's.
    """

    def __init__(self, task: Task, emit: Callable[[str], None], between: str = "") -> None:
        self._task, self._emit, self._between = task, emit, between
        self._given = ""
        self.certain: Sequence[float] = ()
        """Of each character of the raw text, 0 to 1; empty where whoever writes doesn't know it."""
        self.restart()

    @property
    def given(self) -> bool:
        """Whether anything has been given to ``emit``."""
        return bool(self._given)

    def restart(self) -> None:
        """The picture is read once more: the raw pieces begin anew."""
        # Of the stream only texts are used, so any size of the picture does.
        self._stream = Stream(kind(self._task), 1, 1)
        self._again = ""

    def offer(self, raw_piece: str) -> None:
        """The next piece of the raw text."""
        self._again += self._stream.add(raw_piece)
        if new := self._again[len(self._given) :]:
            self._emit(new if self._given else self._between + new)
            self._given = self._again

    def finished(self, raw: str, width: int, height: int, left: int = 0, top: int = 0) -> Parsed:
        """What the whole ``raw`` text means.

        ``width`` and ``height`` are those of the picture in pixels of the shot, ``left`` and
        ``top`` its corner there. The text is empty where nothing was found.
        """
        task = self._task
        output = parse(raw, kind(task), width, height)
        parsed = Parsed(output.text, _moved(output.lines, left, top), notes=output.notes)
        if task.name == "translate":
            source, text = split_translation(output.text.strip(), task.to)
            return replace(
                parsed,
                text=text,
                source=source,
                language=task.to,
                notes=(*parsed.notes, *untested_source(source, task.to)),
            )
        return replace(parsed, language=_language(task, output.text))


def joined(task: Task, parts: Sequence[Parsed]) -> Parsed:
    """The answers to a picture's parts, in reading order, as one.

    Tables follow one another, formulas become rows of one, fields are taken from where they were
    found, and texts with positions are put in order anew, by their boxes.
    """
    filled = [part for part in parts if part.text.strip()]
    if len(filled) == 1:
        return replace(filled[0], notes=_once(parts))
    lines = tuple(line for part in filled for line in part.lines)
    text = _together(kind(task), [part.text for part in filled], lines)
    return Parsed(
        text,
        lines,
        "\n".join(part.source for part in filled if part.source),
        task.to if task.name == "translate" else _language(task, text),
        _once(parts),
    )


def _language(task: Task, text: str) -> str:
    if task.name == "translate-document":
        return "zh"
    return "" if kind(task) in _MARKUP else language(text)


def _moved(lines: Sequence[Line], left: int, top: int) -> tuple[Line, ...]:
    return tuple(replace(line, box=line.box.moved(left, top)) for line in lines)


def _once(parts: Sequence[Parsed]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for part in parts for note in part.notes))


def _together(what: OutputKind, texts: list[str], lines: Sequence[Line]) -> str:
    match what:
        case OutputKind.POSITIONS if lines:
            paragraphs = arrange([line.box for line in lines])
            return "\n\n".join(
                "\n".join(in_one_line([lines[i].text for i in row]) for row in paragraph)
                for paragraph in paragraphs
            )
        case OutputKind.MARKDOWN | OutputKind.CHART:
            return "\n\n".join(texts)
        case OutputKind.FORMULA if texts:
            rows = " \\\\\n".join(text.strip() for text in texts)
            return f"\\begin{{gathered}}\n{rows}\n\\end{{gathered}}"
        case OutputKind.FIELDS if texts:
            return _fields(texts)
        case _:
            return "\n".join(texts)


def _fields(texts: list[str]) -> str:
    """Every field with what was found for it: twice found and different, both."""
    found: dict[str, list[Any]] = {}
    for text in texts:
        try:
            table = json.loads(text)
        except ValueError:
            table = None
        if not isinstance(table, dict):
            return "\n".join(texts)
        for name, value in table.items():
            values = found.setdefault(name, [])
            if value not in ("", None, [], {}) and value not in values:
                values.append(value)
    merged = {
        name: values if len(values) > 1 else (values or [""])[0] for name, values in found.items()
    }
    return json.dumps(merged, ensure_ascii=False, indent=2)
