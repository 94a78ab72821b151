"""``sightread model``: HunyuanOCR's files on this machine.

The licence and its territory are shown and accepted before the first byte, and the date is kept in
the settings. Ctrl+C pauses a download; the next one goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import queue
import textwrap
from dataclasses import replace
from typing import Any

from desktop.commands.terminal import (
    Progress,
    UsageError,
    can_ask,
    complain,
    open_store,
    progress,
    says_yes,
)
from desktop.model import carry, licence, words
from desktop.model.files import ModelFiles
from desktop.model.source import HUNYUANOCR, Source
from desktop.model.status import ModelState, ModelStatus
from desktop.settings import Settings, Store

_UNDER_WAY = frozenset({ModelState.DOWNLOADING, ModelState.VERIFYING})
_TURN = 0.5
"""Seconds: on Windows, a wait without an end hears no Ctrl+C."""

_UNTIL_PAUSED = 10.0


def run(arguments: argparse.Namespace, source: Source = HUNYUANOCR) -> int:
    """Do what is asked; 0 when the model is as it was wanted, 130 when it was interrupted."""
    settings = open_store().settings
    told: queue.Queue[ModelStatus] = queue.Queue()
    model_dir = arguments.model_dir or settings.engine.model_dir
    files = ModelFiles(model_dir, told.put, source=source)
    try:
        match arguments.action:
            case "status":
                return _status(files.status(), settings, model_dir, as_json=arguments.json)
            case "download":
                return _download(files, told, settings, source, arguments)
            case "verify":
                files.verify()
                return _end(_followed(told, "checking"), as_json=arguments.json)
            case _:
                return _remove(files, told, arguments)
    finally:
        files.close()


def record(status: ModelStatus) -> dict[str, Any]:
    """How it stands, as JSON."""
    return {
        "state": status.state.value,
        "sentence": status.sentence,
        "folder": str(status.folder) if status.folder else "",
        "revision": status.revision,
        "done": status.done,
        "total": status.total,
        "own": status.own,
        "failed": status.failed,
    }


def _status(status: ModelStatus, settings: Settings, model_dir: str, *, as_json: bool) -> int:
    machine = carry.of_this_machine(model_dir)
    accepted = settings.model.licence_accepted
    if not licence.is_date(accepted):
        accepted = ""
    if as_json:
        print(json.dumps(record(status) | {"machine": machine, "licence_accepted": accepted}))
    else:
        print(status.sentence)
        rows = {
            "Folder": str(status.folder) if status.folder else "",
            "Revision": status.revision,
            "Size": words.size(status.total) if status.total else "",
            "Machine": machine,
            "Licence": f"accepted on {accepted}" if accepted else "not accepted yet",
        }
        for name, value in rows.items():
            if value:
                print(
                    textwrap.fill(
                        f"{name:9} {value}",
                        80,
                        subsequent_indent=" " * 10,
                        break_long_words=False,
                        break_on_hyphens=False,
                    )
                )
        if status.own and status.state is not ModelState.READY:
            print("To have it: sightread model download")
    return 0 if status.state is ModelState.READY and not status.failed else 1


def _download(
    files: ModelFiles,
    told: queue.Queue[ModelStatus],
    settings: Settings,
    source: Source,
    arguments: argparse.Namespace,
) -> int:
    now = files.status()
    newest = now.revision == source.revision or not now.own
    if now.state is ModelState.READY and newest:
        return _end(now, as_json=arguments.json)
    accepted = settings.model.licence_accepted
    if now.own and not licence.is_date(accepted):
        accepted = _accepted(arguments)
        if not accepted:
            complain("The licence is not accepted, so nothing is downloaded.")
            return 1
        _keep(accepted)
    files.download(accepted)
    try:
        status = _followed(told, "downloading")
    except KeyboardInterrupt:
        return _pause(files, told)
    return _end(status, as_json=arguments.json)


def _accepted(arguments: argparse.Namespace) -> str:
    """The date, when the user accepts what is shown; else empty. Raises UsageError."""
    for part in (licence.TEXT_SUMMARY, licence.TERRITORY):
        complain(textwrap.fill(part, 80) + "\n")
    complain(f"The licence: {licence.URL}\n")
    if arguments.accept_licence:
        return licence.accepted_today()
    if not can_ask():
        raise UsageError(
            "If you accept the licence and are outside of these places, add --accept-licence."
        )
    yes = says_yes(f"{licence.QUESTION}\nType yes to accept:")
    return licence.accepted_today() if yes else ""


def _keep(accepted: str) -> None:
    """Keep the date in the settings. They are opened anew: the app may have changed them."""
    store = Store()
    try:
        model = replace(store.settings.model, licence_accepted=accepted)
        store.change(replace(store.settings, model=model))
    except OSError as error:
        complain(
            f"The date can't be kept in the settings ({error.strerror}): you will be asked again."
        )


def _followed(told: queue.Queue[ModelStatus], doing: str) -> ModelStatus:
    """Show how far it has come until it is settled."""
    with progress() as bar:
        while True:
            status = _next(told)
            if status.state not in _UNDER_WAY:
                return status
            _show(bar, status, doing)


def _show(bar: Progress, status: ModelStatus, doing: str) -> None:
    now = "checking" if status.state is ModelState.VERIFYING else doing
    bar.tell(status.done, status.total or 1, words.progress(status) or now)


def _next(told: queue.Queue[ModelStatus]) -> ModelStatus:
    while True:
        try:
            return told.get(timeout=_TURN)
        except queue.Empty:
            continue


def _pause(files: ModelFiles, told: queue.Queue[ModelStatus]) -> int:
    files.pause()
    try:
        while (status := told.get(timeout=_UNTIL_PAUSED)).state in _UNDER_WAY:
            pass
    except queue.Empty:
        status = files.status()
    have = words.part_of(status.done, status.total) if status.total else "nothing yet"
    complain(f"Paused: {have}. Run it again to go on.")
    return 130


def _remove(
    files: ModelFiles, told: queue.Queue[ModelStatus], arguments: argparse.Namespace
) -> int:
    now = files.status()
    if now.own and now.state is not ModelState.ABSENT and not arguments.yes:
        if not can_ask():
            raise UsageError("To remove HunyuanOCR without being asked, add --yes.")
        if not says_yes(
            f"This deletes {words.size(now.done or now.total)} of HunyuanOCR in {now.folder}.\n"
            "Type yes to remove it:"
        ):
            complain("Nothing is removed.")
            return 1
    files.remove()
    return _end(_next(told), as_json=arguments.json)


def _end(status: ModelStatus, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(record(status), ensure_ascii=False))
    elif status.failed:
        complain(status.sentence)
    else:
        print(status.sentence)
    return 1 if status.failed else 0
