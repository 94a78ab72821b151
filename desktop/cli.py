"""The command line.

Exit codes: 0 done; 1 something could not be done, the sentence is on stderr; 2 the command line was
not understood; 130 interrupted. Results go to stdout, everything else to stderr. ``model status``
is 0 where HunyuanOCR can be used, 1 where it can't.

``subtitles`` is 1 as well where a film breaks off; what was read of it is written all the same.

``read --json`` prints one JSON object a line, one for each picture and task, in the order given.
The form is stable; later versions may add keys::

    {"file": "a.png", "ok": true, "width": 800, "height": 200, "task": "read", "title": "Read",
     "to": "", "fields": [], "text": "…", "kind": "text", "language": "en", "source": "",
     "engine": "quick", "device": "cpu", "seconds": 0.31, "notes": [], "lines": [{"text": "…",
     "box": [left, top, right, bottom], "score": 0.99}], "unsure": [{"start": 4, "word": "…"}]}
    {"file": "b.png", "ok": false, "task": "read", "title": "Read",
     "error": {"kind": "bad-picture", "message": "…"}}

``task`` is a name of ``sightread tasks``, ``own`` for the user's own, whose name is ``title``.
``kind`` says what ``text`` is: ``text``, ``positions``, ``layout``, ``markdown``, ``table`` (HTML),
``formula`` (LaTeX), ``chart`` (Mermaid or Markdown) or ``fields`` (JSON).

``unsure`` are the words of ``text`` that the engine was unsure of, with the place of their first
character.

``model … --json`` prints ``state`` (``absent``, ``partial``, ``ready`` or ``damaged``),
``sentence``, ``folder``, ``revision``, ``done`` and ``total`` in bytes, ``own`` (the folder is
Sightread's), ``failed``; ``model status`` also ``machine`` and ``licence_accepted``.

``bench --json`` prints one object: ``complete`` (false after Ctrl+C), ``machine``, ``engines`` (one
for each engine and device, with a number or null for each name, and in ``not_measured`` the reason
of each null), ``budgets`` (``at_most_ms``, ``measured_ms`` or the same in ``mb``, ``met``),
``definitions`` of what isn't plain, and ``conclusions`` in sentences. Names hold their unit:
``_s``, ``_ms``, ``_bytes``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from desktop.commands.parser import parsed
from desktop.commands.terminal import UsageError, complain, open_store, set_encoding
from desktop.system.facts import has_display, missing_libraries
from desktop.values import Command, Source, Verb

NO_SCREEN = (
    "There is no screen to show windows on. "
    "To read a picture without one: sh installers/run.sh read FILE"
)


def main(argv: Sequence[str]) -> int:
    """Run the command line ``argv`` (without the program's name) and return the exit code."""
    set_encoding()
    try:
        return _run(parsed(argv))
    except UsageError as error:
        complain(error.sentence)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output left (`| head`): not our failure, and no traceback at exit.
        sys.stdout = None
        return 0


def _run(arguments: argparse.Namespace) -> int:
    # Each command loads only what it needs: a hotkey of the desktop may wait for `capture`.
    match arguments.command:
        case None:
            return _start(arguments.model_dir)
        case "read":
            from desktop.commands import read

            return read.run(arguments, _say)
        case "capture":
            from desktop.commands.asked import capture_task

            task = capture_task(arguments)
            return _send(Command(Verb.CAPTURE, Source(arguments.source), task))
        case "tasks":
            from desktop.commands import listing

            return listing.run(arguments)
        case "say":
            from desktop.commands import say

            return say.run(arguments, _say)
        case "subtitles":
            from desktop.commands import subtitles

            return subtitles.run(arguments)
        case "model":
            from desktop.commands import model

            return model.run(arguments)
        case "server":
            from desktop.commands import server

            return server.run(arguments)
        case "doctor":
            from desktop.doctor import report

            return report(as_json=arguments.json, model_dir=arguments.model_dir)
        case "bench":
            from desktop.commands import bench

            return bench.run(arguments)
        case verb:
            return _send(Command(Verb(verb)))


def _start(model_dir: str) -> int:
    # Asked before Qt is imported: without a screen, or without its libraries, Qt ends the process.
    if problem := missing_libraries() if has_display() else NO_SCREEN:
        complain(problem)
        return 1
    from desktop.system.memory import keep_no_sources

    keep_no_sources()
    from desktop.app import run
    from desktop.system.instance import SendError

    try:
        return run(model_dir)
    except SendError as error:
        complain(error.sentence)
        return 1


def _send(command: Command) -> int:
    from desktop.system.instance import SendError, send

    try:
        send(command)
    except SendError as error:
        complain(error.sentence)
        return 1
    return 0


def _say(text: str) -> int:
    from desktop.system.instance import NotRunningError, SendError, send

    if not text.strip():
        complain("There is nothing to say. Give a text: sightread say TEXT")
        return 2
    try:
        send(Command(Verb.SAY, text=text))
    except NotRunningError:
        return _speak_here(text)
    except SendError as error:
        complain(error.sentence)
        return 1
    return 0


def _speak_here(text: str) -> int:
    from desktop import log
    from desktop.app import speak

    log.start()
    sentence = speak(text, open_store().settings)
    if sentence:
        complain(sentence)
    return 1 if sentence else 0
