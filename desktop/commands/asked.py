"""What is asked of the pictures: tasks, as the command line names them.

A task is named as the catalogue has it, or as the user called it in the settings; capitals don't
matter for the latter.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence
from dataclasses import replace

from desktop.commands.terminal import UsageError, open_store
from desktop.settings import OwnTask, Settings
from desktop.tasks import CATALOGUE, Need, missing
from desktop.values import OutputKind, Task

OPTIONS: dict[Need, str] = {
    Need.NOTHING: "",
    Need.LANGUAGE: "--to LANGUAGE",
    Need.FIELDS: "--field NAME, once for each",
    Need.FIELD: "--field NAME",
    Need.QUESTION: "--question TEXT",
    Need.PROMPT: "--prompt TEXT",
}
"""How a task is told what it needs."""

_GOES_WITH = {
    "to": ("translate",),
    "field": ("fields", "field"),
    "question": ("ask",),
    "prompt": ("own",),
    "kind": ("own",),
}

_REPAIRS = {
    Need.FIELDS: "--task fields needs the names of the fields: --field Total --field Date",
    Need.FIELD: "--task field needs one name: --field Total. For several: --task fields",
    Need.QUESTION: '--task ask needs a question: --question "Who sent this?"',
    Need.PROMPT: '--task own needs a prompt: --prompt "List the names on this picture."',
}


def tasks(arguments: argparse.Namespace, settings: Settings) -> tuple[Task, ...]:
    """The tasks of ``read``, each once, told what they need. Raises UsageError."""
    names = arguments.task or ["read"]
    found = [_told(named(name, settings.tasks.own), arguments) for name in names]
    _check_options(found, arguments)
    languages = settings.languages
    complete = [
        replace(task, to=task.to or languages.to) if _in_general(task, settings) else task
        for task in found
    ]
    for task in complete:
        need = missing(task)
        if need is Need.LANGUAGE:
            continue  # what is remembered goes by the text's language: the reader will know
        if need is Need.PROMPT and task.title:
            raise UsageError(f"The task “{task.title}” has no prompt. Give it one in Settings.")
        if need is not Need.NOTHING:
            raise UsageError(_REPAIRS[need])
    return tuple(dict.fromkeys(complete))


def _in_general(task: Task, settings: Settings) -> bool:
    """Whether it is translated to one language whatever it is in."""
    return task.name == "translate" and not settings.languages.remembered


def capture_task(arguments: argparse.Namespace) -> Task:
    """The task of ``capture``; what it isn't told, the app asks for. Raises UsageError."""
    name = arguments.task
    own = () if name in CATALOGUE else open_store().settings.tasks.own
    task = _told(named(name, own), arguments)
    _check_options([task], arguments)
    return task


def named(name: str, own: Sequence[OwnTask]) -> Task:
    """The task with this name. Raises UsageError with the nearest one."""
    if name in CATALOGUE:
        return Task(name)
    wanted = name.strip().casefold()
    for task in own:
        if task.name.casefold() == wanted:
            return task.task
    for entry in CATALOGUE.values():
        if entry.title.casefold() == wanted:
            return Task(entry.name)
    names = {known.casefold(): known for known in (*CATALOGUE, *(task.name for task in own))}
    near = difflib.get_close_matches(wanted, names, 1)
    meant = f" Did you mean {names[near[0]]}?" if near else ""
    raise UsageError(f"There is no task “{name}”.{meant} To see them all: sightread tasks")


def _told(task: Task, arguments: argparse.Namespace) -> Task:
    match task.name:
        case "translate":
            return replace(task, to=arguments.to or "")
        case "fields" | "field":
            names = (name.strip() for name in arguments.field or ())
            return replace(task, fields=tuple(dict.fromkeys(filter(None, names))))
        case "ask":
            return replace(task, wording=arguments.question or "")
        case "own" if not task.title:
            kind = OutputKind(arguments.kind) if arguments.kind else None
            return replace(task, wording=arguments.prompt or "", kind=kind)
        case _:
            return task


def _check_options(found: Sequence[Task], arguments: argparse.Namespace) -> None:
    asked = {task.name for task in found if not task.title}
    for option, names in _GOES_WITH.items():
        if getattr(arguments, option) is not None and asked.isdisjoint(names):
            goes = " or ".join(f"--task {name}" for name in names)
            raise UsageError(f"--{option} goes with {goes}.")
