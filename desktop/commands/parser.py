"""What may be typed: commands, options, and their help, which fits 80 columns."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from typing import Any

from desktop import __version__
from desktop.commands.formats import FORMATS
from desktop.settings import Device
from desktop.speech.messages import FASTEST, SLOWEST
from desktop.speech.sound_file import ENDINGS
from desktop.subtitles.cues import ENDINGS as CUE_ENDINGS
from desktop.tasks import LANGUAGES
from desktop.values import EngineName, OutputKind, Source, Verb

_WORDS = {
    Verb.STOP: "stop speaking",
    Verb.PAUSE: "pause the voice, or go on",
    Verb.NEXT: "go to the next sentence",
    Verb.PREVIOUS: "go to the sentence before",
    Verb.BACK: "go back five seconds",
    Verb.REPEAT: "read again from the start",
    Verb.FASTER: "speak faster",
    Verb.SLOWER: "speak slower",
    Verb.SPELL: "spell the word that was heard last",
    Verb.WATCH: "read what is new in a region; again: end it",
    Verb.LAST: "show the last result",
    Verb.HOME: "show the home window",
    Verb.SETTINGS: "show the settings",
    Verb.HELP: "show the app's help, with every key",
    Verb.QUIT: "end the running app",
}
"""What the running app is told by a word alone."""

_EXAMPLES = """\
for example:
  sightread read scan.png                   print the text
  sightread read *.png --task document --out pages/
  sightread read bill.png --task fields --field Total --field Date
  sightread capture region --task table     with the app running
"""

_SAY_EXAMPLES = """\
for example:
  sightread say "Good morning"
  sightread say --file book.txt --out book.mp3
  sightread read letter.jpg | sightread say - --out letter.flac --rate 180
"""

_SUBTITLES_EXAMPLES = """\
for example:
  sightread subtitles film.mp4                      writes film.srt
  sightread subtitles film.mkv --out film.vtt --bottom 0.5
  sightread subtitles http://camera.example/stream --out stream.srt
"""

_READ_EXAMPLES = """\
for example:
  sightread read letter.jpg --task translate --to en
  sightread read menu.jpg --task translate --to en --out menu.en.png
  sightread read bill.png --task table --out bill.tsv
  sightread read form.png --task ask --question "Is it signed?"
  sightread read page.png --task read --task table --json
"""


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """What ``argv`` says; ends the process with 2 and a usage line where it can't be understood."""
    whole = parser()
    arguments, rest = whole.parse_known_args(argv)
    if rest:
        # argparse takes all files in one place only; people also write some behind the options.
        if arguments.command != "read" or any(len(word) > 1 and word[0] == "-" for word in rest):
            whole.error(f"unrecognized arguments: {' '.join(rest)}")
        arguments.files += rest
    return arguments


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    whole = argparse.ArgumentParser(
        prog="sightread",
        description="Reads what you see. Without a command, starts the app in the tray.",
        epilog=_EXAMPLES,
        formatter_class=_Help,
    )
    whole.add_argument("--version", action="version", version=f"sightread {__version__}")
    whole.add_argument(
        "--model-dir", metavar="DIR", default="", help="the folder with HunyuanOCR's files"
    )
    model = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: the sub-command's default must not overwrite what stood before the sub-command.
    model.add_argument(
        "--model-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder with HunyuanOCR's files",
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_read(commands, model)
    _add_capture(commands)
    tasks = _command(commands, "tasks", "what can be asked of a picture, and how")
    _add_json(tasks, "the list as JSON")
    _add_say(commands)
    _add_subtitles(commands, model)
    _add_model(commands, model)
    _add_server(commands)
    doctor = _command(
        commands, "doctor", "what this machine has and lacks, and what mends it", parents=[model]
    )
    _add_json(doctor, "the same as JSON")
    _add_bench(commands, model)
    for verb, words in _WORDS.items():
        _command(commands, verb, words)
    return whole


class _Help(argparse.RawDescriptionHelpFormatter):
    """Lines of 80 columns at most, and examples as they are written."""

    def __init__(self, prog: str) -> None:
        width = min(80, shutil.get_terminal_size().columns)
        super().__init__(prog, max_help_position=24, width=width)


def _command(commands: Any, name: str, words: str, **options: Any) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=words,
        description=f"{words[0].upper()}{words[1:]}.",
        formatter_class=_Help,
        **options,
    )
    return made


def _add_json(to: Any, words: str) -> None:
    to.add_argument("--json", action="store_true", help=words)


def _add_read(commands: Any, model: argparse.ArgumentParser) -> None:
    read = _command(
        commands, "read", "read pictures in files", parents=[model], epilog=_READ_EXAMPLES
    )
    read.add_argument("files", nargs="+", metavar="FILE", help="a picture; - for standard input")
    _add_task(read, several=True)
    _add_engine(read, tuple(EngineName), "as in the settings")
    out = read.add_argument_group("what comes out")
    out.add_argument(
        "--format",
        choices=tuple(FORMATS),
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}: those that the task has",
    )
    out.add_argument(
        "--out",
        metavar="FILE",
        help="write it there, in the format of the file's ending; a folder takes a file for each "
        "picture",
    )
    _add_json(out, "one JSON object a line for each picture and task")
    out.add_argument("--speak", action="store_true", help="read it aloud as well")


def _add_engine(to: argparse.ArgumentParser, engines: Sequence[EngineName], usual: str) -> None:
    engine = to.add_argument_group("who reads")
    engine.add_argument(
        "--engine",
        choices=engines,
        metavar="ENGINE",
        help=f"{', '.join(engines)}; default: {usual}",
    )
    engine.add_argument(
        "--device",
        choices=tuple(Device),
        metavar="DEVICE",
        help=f"of HunyuanOCR: {', '.join(Device)}; default: as in the settings",
    )
    engine.add_argument(
        "--server",
        metavar="ADDRESS",
        help="a server that reads, such as https://gpu.example:8000; pictures go there",
    )
    engine.add_argument(
        "--server-model", metavar="NAME", help="what it calls HunyuanOCR; default: it is asked"
    )


def _add_subtitles(commands: Any, model: argparse.ArgumentParser) -> None:
    subtitles = _command(
        commands,
        "subtitles",
        "write the subtitles that stand in a film's pictures to a file",
        parents=[model],
        epilog=_SUBTITLES_EXAMPLES,
    )
    subtitles.add_argument(
        "film",
        metavar="FILE",
        help="a film, or the address of a stream; Ctrl+C stops, the same command goes on",
    )
    subtitles.add_argument(
        "--out",
        metavar="FILE",
        help=f"where they go; the name ends with {' or '.join(CUE_ENDINGS)}; default: beside the "
        "film",
    )
    subtitles.add_argument(
        "--bottom",
        type=_share,
        default=0.35,
        metavar="SHARE",
        help="how much of the picture is looked at, from its foot up: 0.1 to 1; default: 0.35",
    )
    subtitles.add_argument(
        "--again", action="store_true", help="begin anew, and write over what is there"
    )
    _add_engine(subtitles, (EngineName.QUICK, EngineName.HUNYUAN, EngineName.REMOTE), "quick")


def _share(words: str) -> float:
    try:
        share = float(words)
    except ValueError:
        share = 0.0
    if not 0.1 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{words} is not from 0.1 to 1")
    return share


def _add_say(commands: Any) -> None:
    say = _command(
        commands,
        "say",
        "speak a text, or save it as sound",
        epilog=_SAY_EXAMPLES,
    )
    say.add_argument("text", nargs="*", metavar="TEXT", help="what to say; - for standard input")
    say.add_argument("--file", metavar="FILE", help="say what stands in this file of text")
    say.add_argument(
        "--out",
        metavar="FILE",
        help=f"save it as sound instead; the name ends with {', '.join(ENDINGS)}",
    )
    say.add_argument("--voice", metavar="VOICE", help="an id or a name of --voices")
    say.add_argument(
        "--rate",
        type=_rate,
        metavar="WORDS",
        help=f"words a minute, {SLOWEST} to {FASTEST}; default: as in the settings",
    )
    say.add_argument(
        "--language",
        default="",
        metavar="LANGUAGE",
        help="of the text, such as en or pt-BR; default: it is guessed",
    )
    say.add_argument(
        "--voices", action="store_true", help="the voices of this computer, one a line"
    )


def _rate(words: str) -> int:
    if not words.isdecimal() or not SLOWEST <= int(words) <= FASTEST:
        raise argparse.ArgumentTypeError(f"{words} is not from {SLOWEST} to {FASTEST}")
    return int(words)


def _add_task(to: argparse.ArgumentParser, *, several: bool) -> None:
    task = to.add_argument_group("what is asked")
    words = "default: read; to see them all: sightread tasks"
    if several:
        task.add_argument(
            "--task", action="append", metavar="NAME", help=f"may be given several times; {words}"
        )
    else:
        task.add_argument("--task", default="read", metavar="NAME", help=words)
    task.add_argument(
        "--to",
        choices=tuple(LANGUAGES),
        metavar="LANGUAGE",
        help=f"translate to {', '.join(LANGUAGES)}; default: as in the settings",
    )
    task.add_argument(
        "--field",
        action="append",
        metavar="NAME",
        help="of fields and field: what to look for; may be given several times",
    )
    task.add_argument("--question", metavar="TEXT", help="of ask: what you want to know")
    task.add_argument("--prompt", metavar="TEXT", help="of own: what HunyuanOCR is told")
    task.add_argument(
        "--kind",
        choices=tuple(OutputKind),
        metavar="KIND",
        help=f"of own: what comes out: {', '.join(OutputKind)}; default: text",
    )


def _add_capture(commands: Any) -> None:
    capture = _command(commands, "capture", "let the running app capture and read")
    capture.add_argument(
        "source",
        choices=tuple(map(str, Source)),
        metavar="SOURCE",
        help=f"{', '.join(Source)}. again: the same region; file: asks for one (read FILE needs no "
        "app)",
    )
    _add_task(capture, several=False)


def _add_model(commands: Any, model: argparse.ArgumentParser) -> None:
    words = "HunyuanOCR's files on this machine"
    actions = _command(commands, "model", words).add_subparsers(
        dest="action", metavar="ACTION", required=True, title="actions"
    )
    status = _command(
        actions,
        "status",
        "how it stands with HunyuanOCR, and what this machine can carry",
        parents=[model],
    )
    download = _command(
        actions, "download", "fetch HunyuanOCR, or go on fetching it, and check it", parents=[model]
    )
    download.add_argument(
        "--accept-licence",
        action="store_true",
        help="you accept the licence of the weights, and are not in the European Union, the "
        "United Kingdom or South Korea, where it does not apply",
    )
    verify = _command(actions, "verify", "check every file of HunyuanOCR", parents=[model])
    remove = _command(actions, "remove", "delete Sightread's copy of HunyuanOCR", parents=[model])
    remove.add_argument("--yes", action="store_true", help="without being asked")
    for action in (status, download, verify, remove):
        _add_json(action, "how it stands afterwards, as JSON")


def _add_bench(commands: Any, model: argparse.ArgumentParser) -> None:
    bench = _command(
        commands,
        "bench",
        "how fast Sightread is on this machine: each engine, each device, each wait",
        parents=[model],
    )
    bench.add_argument(
        "--engine",
        choices=(EngineName.QUICK.value, EngineName.HUNYUAN.value),
        metavar="ENGINE",
        help="quick or hunyuan alone; default: both, and the app",
    )
    bench.add_argument(
        "--device",
        metavar="DEVICE",
        help="of HunyuanOCR: cuda, a single card such as cuda:1, mps, cpu; default: all there are",
    )
    bench.add_argument(
        "--long",
        action="store_true",
        help="also what takes minutes: a whole screen on the processor",
    )
    bench.add_argument(
        "--overlay",
        action="store_true",
        help="also the overlay for regions, which covers your screen for a moment",
    )
    _add_json(bench, "the same as JSON")


def _add_server(commands: Any) -> None:
    server = _command(commands, "server", "a server that reads").add_subparsers(
        dest="about", metavar="ABOUT", required=True, title="about"
    )
    key = _command(server, "key", "keep or forget its key, in the system's key store")
    key.add_argument(
        "action",
        choices=("set", "forget"),
        metavar="set|forget",
        help="set: the key is typed unseen, or comes on standard input",
    )
    key.add_argument(
        "address", nargs="?", default="", metavar="ADDRESS", help="default: as in the settings"
    )
