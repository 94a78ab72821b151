"""``sightread tasks``: what can be asked of a picture, and how."""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from typing import Any

from desktop.commands.asked import OPTIONS
from desktop.commands.terminal import open_store
from desktop.settings import Settings
from desktop.tasks import CATALOGUE, Need
from desktop.values import EngineName

_INDENT = 20


def run(arguments: argparse.Namespace) -> int:
    """Print the catalogue and the user's own tasks."""
    listed = records(open_store().settings)
    if arguments.json:
        print(json.dumps(listed, ensure_ascii=False, indent=1))
        return 0
    width = min(80, shutil.get_terminal_size().columns)
    for entry in listed:
        print(_entry(entry, width))
    print("\nTo ask one of them: sightread read FILE --task NAME")
    return 0


def records(settings: Settings) -> list[dict[str, Any]]:
    """Every task: the name for ``--task``, what it is, what comes out, what it must be told."""
    every = [engine.value for engine in EngineName if engine is not EngineName.AUTO]
    catalogue = [
        {
            "name": entry.name,
            "title": entry.title,
            "help": entry.help,
            "kind": entry.kind.value,
            "needs": OPTIONS[entry.need].partition(" ")[0],
            "engines": [name for name in every if entry.quick or name != EngineName.QUICK.value],
            "own": False,
        }
        for entry in CATALOGUE.values()
    ]
    own = [
        {
            "name": task.name,
            "title": task.name,
            "help": f"A task of your own; it gives {task.kind.value}.",
            "kind": task.kind.value,
            "needs": "",
            "engines": [name for name in every if name != EngineName.QUICK.value],
            "own": True,
        }
        for task in settings.tasks.own
    ]
    return catalogue + own


def _entry(entry: dict[str, Any], width: int) -> str:
    words = entry["help"]
    need = Need.NOTHING if entry["own"] else CATALOGUE[entry["name"]].need
    if need is Need.LANGUAGE:
        words += f" {OPTIONS[need]}, or the language of the settings."
    elif need is not Need.NOTHING:
        words += f" Needs {OPTIONS[need]}."
    if EngineName.QUICK.value in entry["engines"]:
        words += " The quick engine can do it too."
    name = f'"{entry["name"]}"' if " " in entry["name"] else entry["name"]
    lines = textwrap.wrap(words, width - _INDENT)
    head = f"{name:{_INDENT}}" if len(name) < _INDENT else f"{name}\n{'':{_INDENT}}"
    return head + f"\n{'':{_INDENT}}".join(lines)
