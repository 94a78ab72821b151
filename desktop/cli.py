"""The command line.

Exit codes: 0 done; 1 something could not be done, the sentence is on stderr; 2 the command line was
not understood; 130 interrupted. Results go to stdout, everything else to stderr.

``read --json`` prints one JSON object a line, one for each picture, in the order given. The form is
stable; later versions may add keys::

    {"file": "a.png", "ok": true, "width": 800, "height": 200, "task": "read", "to": "",
     "text": "…", "kind": "text", "language": "en", "source": "", "engine": "quick",
     "device": "cpu", "seconds": 0.31, "notes": [], "lines": [{"text": "…",
     "box": [left, top, right, bottom], "score": 0.99}]}
    {"file": "b.png", "ok": false, "error": {"kind": "bad-picture", "message": "…"}}
"""

from __future__ import annotations

import argparse
import io
import json
import queue
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop import __version__
from desktop.capture.errors import CaptureError
from desktop.capture.files import load
from desktop.reader.worker import Message, Reader, ReaderOptions
from desktop.settings import Device, Settings, Store
from desktop.system.facts import has_display, missing_libraries
from desktop.tasks import CATALOGUE, LANGUAGES
from desktop.values import (
    Command,
    Done,
    EngineName,
    Failed,
    Read,
    Reading,
    Shot,
    Source,
    Task,
    Verb,
)

NO_SCREEN = (
    "There is no screen to show windows on. "
    "To read a picture without one: sh installers/run.sh read FILE"
)

_VERBS = {
    Verb.STOP: "stop speaking",
    Verb.LAST: "show the last result",
    Verb.HOME: "show the home window",
    Verb.SETTINGS: "show the settings",
    Verb.HELP: "show the app's help, with every key",
    Verb.QUIT: "end the running app",
}
"""What the running app is told by a word alone."""


def main(argv: Sequence[str]) -> int:
    """Run the command line ``argv`` (without the program's name) and return the exit code."""
    _set_encoding()
    arguments = _parser().parse_args(argv)
    if getattr(arguments, "to", None) and arguments.task != "translate":
        _complain("--to goes with --task translate.")
        return 2
    try:
        match arguments.command:
            case None:
                return _start(arguments.model_dir)
            case "read":
                return _read(arguments)
            case "capture":
                task = Task(arguments.task, arguments.to or "")
                return _send(Command(Verb.CAPTURE, Source(arguments.source), task))
            case "say":
                return _say(" ".join(arguments.text))
            case "doctor":
                from desktop.doctor import report

                return report(as_json=arguments.json, model_dir=arguments.model_dir)
            case verb:
                return _send(Command(Verb(verb)))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output left (`| head`): not our failure, and no traceback at exit.
        sys.stdout = None
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sightread",
        description="Reads what you see. Without a command, starts the app in the tray.",
    )
    parser.add_argument("--version", action="version", version=f"sightread {__version__}")
    model = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: the sub-command's default must not overwrite what stood before the sub-command.
    model.add_argument(
        "--model-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder with HunyuanOCR's files",
    )
    parser.add_argument(
        "--model-dir", metavar="DIR", default="", help="the folder with HunyuanOCR's files"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    task = argparse.ArgumentParser(add_help=False)
    task.add_argument("--task", choices=tuple(CATALOGUE), default="read", help="default: read")
    task.add_argument(
        "--to",
        choices=tuple(LANGUAGES),
        metavar="LANGUAGE",
        help=f"translate to: {', '.join(LANGUAGES)} (default: the one in the settings)",
    )

    read = commands.add_parser("read", parents=[task, model], help="read pictures in files")
    read.add_argument("files", nargs="+", metavar="FILE", help="a picture; - for standard input")
    read.add_argument("--engine", choices=tuple(EngineName), help="default: as in the settings")
    read.add_argument("--device", choices=tuple(Device), help="default: as in the settings")
    read.add_argument("--json", action="store_true", help="one JSON object a line for each picture")
    read.add_argument("--speak", action="store_true", help="read it aloud as well")

    capture = commands.add_parser(
        "capture", parents=[task], help="let the running app capture and read"
    )
    capture.add_argument(
        "source",
        choices=tuple(map(str, Source)),
        help="again: the same region; file: asks for one (read FILE needs no app)",
    )

    say = commands.add_parser("say", help="speak a text")
    say.add_argument("text", nargs="+", metavar="TEXT")

    for verb, words in _VERBS.items():
        commands.add_parser(verb, help=words)

    doctor = commands.add_parser(
        "doctor", parents=[model], help="what this machine has and lacks, and what mends it"
    )
    doctor.add_argument("--json", action="store_true", help="the same as JSON")
    return parser


def _start(model_dir: str) -> int:
    # Asked before Qt is imported: without a screen, or without its libraries, Qt ends the process.
    if problem := missing_libraries() if has_display() else NO_SCREEN:
        _complain(problem)
        return 1
    from desktop.app import run
    from desktop.system.instance import SendError

    try:
        return run(model_dir)
    except SendError as error:
        _complain(error.sentence)
        return 1


def _set_encoding() -> None:
    """Make any text printable: Windows gives a pipe the encoding of the last century."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            # Half a character in a file's name becomes its escape, which is JSON's as well.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _send(command: Command) -> int:
    from desktop.system.instance import SendError, send

    try:
        send(command)
    except SendError as error:
        _complain(error.sentence)
        return 1
    return 0


def _say(text: str) -> int:
    from desktop.system.instance import NotRunningError, SendError, send

    if not text.strip():
        _complain("There is nothing to say. Give a text: sightread say TEXT")
        return 2
    try:
        send(Command(Verb.SAY, text=text))
    except NotRunningError:
        return _speak_here(text)
    except SendError as error:
        _complain(error.sentence)
        return 1
    return 0


def _speak_here(text: str) -> int:
    from desktop import log
    from desktop.app import speak

    log.start()
    sentence = speak(text, _store().settings)
    if sentence:
        _complain(sentence)
    return 1 if sentence else 0


def _store() -> Store:
    store = Store(read_only=True)
    for problem in store.problems:
        _complain(problem)
    return store


def _read(arguments: argparse.Namespace) -> int:
    settings = _store().settings
    task = Task(arguments.task)
    if task.name == "translate":
        task = Task(task.name, arguments.to or settings.languages.to)
    engine = EngineName(arguments.engine or settings.engine.engine)
    messages: queue.Queue[Message] = queue.Queue()
    reader = Reader(_options(settings, arguments), messages.put)
    try:
        results = [
            _read_one(job, name, task, engine, reader, messages, arguments)
            for job, name in enumerate(arguments.files, start=1)
        ]
    finally:
        reader.close()
    spoken = " ".join(result.text for result in results if isinstance(result, Reading))
    failed = any(isinstance(result, Failed) for result in results)
    if arguments.speak and spoken and _say(spoken) != 0:
        failed = True
    return 1 if failed else 0


def _options(settings: Settings, arguments: argparse.Namespace) -> ReaderOptions:
    return ReaderOptions(
        model_dir=arguments.model_dir or settings.engine.model_dir,
        device=arguments.device or settings.engine.device,
    )


def _read_one(
    job: int,
    name: str,
    task: Task,
    engine: EngineName,
    reader: Reader,
    messages: queue.Queue[Message],
    arguments: argparse.Namespace,
) -> Reading | Failed:
    try:
        shot = _load(name)
    except CaptureError as error:
        failed = Failed(job, error.kind, error.sentence)
        _print_failure(name, failed, arguments)
        return failed
    reader.submit(Read(job, shot, task, engine))
    while True:
        message = messages.get()
        match message:
            case Done(job=number, reading=reading) if number == job:
                _print_reading(name, shot, task, reading, arguments)
                return reading
            case Failed(job=number) if number == job:
                _print_failure(name, message, arguments)
                return message
            case _:
                continue


def _load(name: str) -> Shot:
    if name != "-":
        return load(Path(name))
    return load(io.BytesIO(sys.stdin.buffer.read()))


def _print_reading(
    name: str, shot: Shot, task: Task, reading: Reading, arguments: argparse.Namespace
) -> None:
    if arguments.json:
        _print_json(reading_record(name, shot, task, reading))
    else:
        if len(arguments.files) > 1:
            print(f"==> {name} <==")
        print(reading.text, flush=True)
        for note in reading.notes:
            _complain(note)


def _print_failure(name: str, failed: Failed, arguments: argparse.Namespace) -> None:
    if arguments.json:
        error = {"kind": failed.kind.value, "message": failed.sentence}
        _print_json({"file": name, "ok": False, "error": error})
    else:
        _complain(f"{name}: {failed.sentence}")


def _print_json(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False), flush=True)


def reading_record(name: str, shot: Shot, task: Task, reading: Reading) -> dict[str, Any]:
    """The JSON object of one picture that was read, as the module's text documents it."""
    return {
        "file": name,
        "ok": True,
        "width": shot.width,
        "height": shot.height,
        "task": task.name,
        "to": task.to,
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
                "box": [line.box.left, line.box.top, line.box.right, line.box.bottom],
                "score": round(line.score, 3),
            }
            for line in reading.lines
        ],
    }
