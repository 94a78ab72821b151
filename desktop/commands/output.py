"""What comes out of a reading: on stdout, in a file, as JSON.

Without a format it is the canonical form of its kind (``values.OutputKind``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop.commands.formats import FORMATS, OF_KIND, OF_TRANSLATION
from desktop.commands.terminal import UsageError
from desktop.system.whole_file import write_whole
from desktop.tasks import kind, title
from desktop.text import forms, pairs
from desktop.values import Box, Failed, OutputKind, Reading, Shot, Task

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pdf", ".svg")

_BY_SUFFIX = {suffix: name for name, (_, suffix) in FORMATS.items()} | {
    ".htm": "html",
    ".markdown": "markdown",
    ".mathml": "mathml",
}

_PAGE = '<!doctype html>\n<meta charset="utf-8">\n<title>Sightread</title>\n'
"""Without it a browser guesses the encoding."""


class FormError(Exception):
    """What was read lacks a format that its kind has; ``sentence`` is for the user, ``text`` what
    can be given out instead, so that what took long isn't lost."""

    def __init__(self, sentence: str, text: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.text = sentence, text


def check(name: str, asked: Sequence[Task]) -> None:
    """Raise UsageError unless each of the tasks can come out in this format."""
    for task in asked:
        known = _formats(task)
        if name not in known:
            raise UsageError(
                f"“{title(task)}” can't come out as {name}. It can as: {', '.join(known)}."
            )


def destinations(
    out: str, name: str, files: Sequence[str], asked: Sequence[Task]
) -> dict[tuple[int, int], tuple[Path, str]]:
    """Where each picture's tasks are written, by their numbers, each with its format or "".

    ``out`` is a file for one picture and one task, or a folder, where the files are called as the
    pictures are. ``name`` is the format that was asked for, or "". Raises UsageError, also where a
    picture would be written over.
    """
    path = Path(out)
    if path.is_dir():
        places = _in_folder(path, name, files, asked)
    elif len(files) * len(asked) > 1:
        raise UsageError(
            f"--out {out} takes one picture and one task. For more, name a folder that is there."
        )
    else:
        _check_ending(path, name)
        _check_place(path, files)
        places = {(0, 0): (path, name or _by_suffix(path, asked[0]))}
    for place, _ in places.values():
        _check_place(place, files)
    return places


def _in_folder(
    folder: Path, name: str, files: Sequence[str], asked: Sequence[Task]
) -> dict[tuple[int, int], tuple[Path, str]]:
    stems = ["picture" if file == "-" else Path(file).stem for file in files]
    if len(set(stems)) < len(stems):  # scan.png and scan.jpg
        stems = ["picture" if file == "-" else Path(file).name for file in files]
    places: dict[tuple[int, int], tuple[Path, str]] = {}
    for one, stem in enumerate(stems):
        for two, task in enumerate(asked):
            own = name or ("markdown" if task.name == "translate" else "")
            suffix = FORMATS[own][1] if own else forms.suffix(kind(task))
            middle = f".{_file_name(title(task))}" if len(asked) > 1 else ""
            places[one, two] = (folder / f"{stem}{middle}{suffix}", own)
    if len({place for place, _ in places.values()}) < len(places):
        raise UsageError("Two of these pictures have the same name. Write them to two folders.")
    return places


def _file_name(words: str) -> str:
    kept = "".join(sign if sign.isalnum() else "-" for sign in words.casefold())
    return kept.strip("-") or "own"


def _by_suffix(path: Path, task: Task) -> str:
    """The format that the file's name asks for; plain text may well be called Markdown."""
    suffix = path.suffix.casefold()
    name = _BY_SUFFIX.get(suffix, "picture" if suffix in _PICTURES else "")
    if not name or (name == "markdown" and _formats(task) == ("text",)):
        return ""
    if name == "picture" and task.name == "translate" and suffix != ".png":
        raise UsageError(f"A translated picture is written as PNG: --out {path.stem}.png")
    check(name, [task])
    return name


def _check_ending(path: Path, name: str) -> None:
    """A picture is called one, and nothing else is: who opens the file goes by that."""
    suffix = path.suffix.casefold()
    if name == "picture" and suffix != ".png":
        raise UsageError(f"A translated picture is written as PNG: --out {path.stem}.png")
    if name not in ("", "picture") and suffix in _PICTURES:
        raise UsageError(f"{path.name} would be no picture: --out {path.stem}{FORMATS[name][1]}")


def _check_place(place: Path, files: Sequence[str]) -> None:
    if not place.parent.is_dir():
        raise UsageError(f"There is no folder {place.parent}. Make it first.")
    if not place.exists():
        return
    if not place.is_file():
        raise UsageError(f"{place} is not a file. Name another with --out.")
    if any(file != "-" and Path(file).exists() and place.samefile(file) for file in files):
        raise UsageError(f"--out {place} would write over the picture. Name another file.")


@dataclass(frozen=True, slots=True)
class Made:
    """What is written of a reading, and sentences about it."""

    content: str | bytes = field(repr=False)
    notes: tuple[str, ...] = ()


def made(shot: Shot, task: Task, reading: Reading, name: str, file: str) -> Made:
    """What was read of the picture in ``file``, in this format. Raises FormError."""
    if task.name != "translate" or name in ("", "text"):
        return Made(formed(reading, name))
    if name == "json":
        record = reading_record(file, shot, task, reading)
        return Made(json.dumps(record, ensure_ascii=False, indent=2))
    if name in ("markdown", "html"):
        table = pairs.table(reading.paragraphs, reading.source, reading.text)
        return Made(formed(replace(reading, text=table, kind=OutputKind.MARKDOWN), name))
    if not reading.paragraphs:
        raise FormError(
            "Where the text stands on the picture was not found: here it is as text. A file of it "
            "is written as .md or .json.",
            reading.text,
        )
    from desktop.commands.composed import png

    content, unplaced = png(shot, reading.paragraphs)
    missing = (reading.paragraphs[number].text for number in unplaced)
    return Made(content, tuple(f"There was no room on the picture for: {one}" for one in missing))


def _formats(task: Task) -> tuple[str, ...]:
    return OF_TRANSLATION if task.name == "translate" else OF_KIND[kind(task)]


def formed(reading: Reading, name: str) -> str:
    """The reading's text in this format, or as it is for "". Raises FormError."""
    if not name or name not in OF_KIND[reading.kind]:
        return reading.text
    found = forms.clipboard_forms(reading.text, reading.kind).get(FORMATS[name][0])
    if found is None:
        first = OF_KIND[reading.kind][0]
        raise FormError(f"What was read has no {name} form. Take --format {first}.")
    return found


def write(content: str | bytes, place: Path) -> None:
    """Put the text, or the bytes, into the file, whole or not at all. Raises OSError."""
    if isinstance(content, str):
        page = _PAGE if place.suffix.casefold() in (".html", ".htm") else ""
        content = f"{page}{content.rstrip()}\n".encode(errors="replace")
    write_whole(place, content)


def reading_record(name: str, shot: Shot, task: Task, reading: Reading) -> dict[str, Any]:
    """The JSON object of one task on one picture, as ``cli`` documents it."""
    return {
        "file": name,
        "ok": True,
        "width": shot.width,
        "height": shot.height,
        "task": task.name,
        "title": title(task),
        "to": task.to or (reading.language if task.name == "translate" else ""),
        "fields": list(task.fields),
        "text": reading.text,
        "kind": reading.kind.value,
        "language": reading.language,
        "source": reading.source,
        "engine": reading.engine.value,
        "device": reading.device,
        "seconds": round(reading.seconds, 3),
        "notes": list(reading.notes),
        "lines": [
            {
                "text": line.text,
                "box": _corners(line.box),
                "score": round(line.score, 3),
            }
            for line in reading.lines
        ],
        "paragraphs": [
            {
                "box": _corners(one.box),
                "rows": [_corners(row) for row in one.rows],
                "source": one.source,
                "translation": one.text,
                "language": one.language,
                "to": one.to,
                "vertical": one.vertical,
            }
            for one in reading.paragraphs
        ],
        "unsure": [
            {"start": start, "word": reading.text[start : start + length]}
            for start, length in reading.unsure
        ],
    }


def _corners(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def failure_record(name: str, task: Task, failed: Failed) -> dict[str, Any]:
    """The JSON object of what could not be read."""
    return {
        "file": name,
        "ok": False,
        "task": task.name,
        "title": title(task),
        "error": {"kind": failed.kind.value, "message": failed.sentence},
    }
