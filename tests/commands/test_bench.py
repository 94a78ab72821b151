"""``sightread bench``: its table and its object from values, and the command as a user runs it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.commands.bench_quantities import BANDWIDTH, DETAILS, OF_HUNYUAN, QUANTITIES
from desktop.commands.bench_report import (
    INTERRUPTED,
    Bench,
    Budget,
    Column,
    Machine,
    record,
    rendered,
    seconds,
)
from desktop.commands.bench_sound import NO_DEVICE, unheard
from desktop.values import EngineName
from tests.commands.desk import ROOT, Terminal

CHECKPOINT = ROOT / "tests" / "tiny_hunyuan" / "checkpoint"

Start = Callable[..., Terminal]

QUICK = {
    "load_s": 0.91,
    "first_text_snip_s": 0.0914,
    "first_text_screen_s": 0.25,
    "screen_s": 0.9996,
    "memory_bytes": 586_000_000,
}
GRAPHICS = {
    "load_s": 3.1,
    "first_text_snip_s": 0.0349,
    "first_text_screen_s": 0.18,
    "second_task_s": 0.012,
    "tokens_per_s": 480.4,
    "floor_share": 0.617,
    "memory_bytes": 2_200_000_000,
    "peak_memory_bytes": 2_610_000_000,
    "bandwidth_bytes_per_s": 9.2e11,
    "weights_bytes": 1_078_000_000,
    "context_tokens": 512,
    "tokens": 512,
}
PROCESSOR = {
    "load_s": 5.2,
    "first_text_snip_s": 1.94,
    "second_task_s": 0.151,
    "tokens_per_s": 11.52,
    "floor_share": 0.7,
    "memory_bytes": 1_600_000_000,
    "draft_tokens_per_s": 31.5,
    "draft_tokens_per_round": 4.2,
}
LONG = "It takes minutes there. To wait: add --long"


def bench(cards: int = 1) -> Bench:
    machine = Machine("0.1.0", "Linux 6.8", "AMD EPYC", 2, 8 << 30, "2026-11-21T08:00:00+00:00")
    machine.cards = {f"cuda:{number}": "NVIDIA RTX 4090, 24 GB" for number in range(cards)}
    columns = [Column(EngineName.QUICK, "cpu", dict(QUICK))]
    for name in machine.cards:
        missing = ("draft_tokens_per_s", "draft_tokens_per_round")
        why = dict.fromkeys(missing, "There is no draft.")
        columns.append(Column(EngineName.HUNYUAN, name, dict(GRAPHICS), why, "bfloat16"))
    columns.append(
        Column(EngineName.HUNYUAN, "cpu", dict(PROCESSOR), {"first_text_screen_s": LONG}, "int8")
    )
    budgets = [
        Budget("start", "start of the app", 800, "ms", [900.0, 612.4, 590.0]),
        Budget("memory", "memory of its window", 120, "MB", [96.2]),
        Budget("freeze", "longest freeze of the window", 50, "ms", [71.3]),
        Budget("silence", "stop key to silence", 50, "ms", [], "It has to be heard."),
    ]
    return Bench(machine, columns, budgets)


def row(lines: list[str], label: str) -> list[str]:
    """The cells of the first line that begins with the label."""
    line = next(line for line in lines if line.startswith(label))
    return re.split(r"  +", line.removeprefix(label).strip())


def test_the_table_says_each_number_in_its_unit() -> None:
    lines = rendered(bench(), 80)
    assert lines[0] == "Sightread 0.1.0 on Linux 6.8, AMD EPYC, 2 cores, 8 GB of memory"
    assert lines[1] == "cuda:0: NVIDIA RTX 4090, 24 GB"
    assert row(lines, "ready after") == ["910 ms", "3.1 s", "5.2 s"]
    assert row(lines, "first text of a snip, 800 x 350") == ["91 ms", "35 ms", "1.9 s"]
    assert row(lines, "first text of a screen, 1920 x 1080") == ["250 ms", "180 ms", "–"]
    assert row(lines, "the whole screen read") == ["1.0 s"]
    assert row(lines, "tokens a second ") == ["480", "11.5"]
    assert row(lines, "  of what its memory allows *") == ["62 %", "70 %"]
    assert f"* of the bytes that its memory moves, {BANDWIDTH}" in " ".join(lines)
    assert row(lines, "tokens a second, with the draft") == ["–", "32"]
    assert row(lines, "memory, loaded") == ["586 MB", "2.2 GB", "1.6 GB"]


def test_a_budget_that_is_not_met_is_marked_and_what_is_missing_has_its_reason() -> None:
    lines = rendered(bench(), 80)
    assert row(lines, "start of the app") == ["800 ms", "612 ms"]
    assert row(lines, "memory of its window") == ["120 MB", "96 MB"]
    assert row(lines, "longest freeze of the window") == ["50 ms", "71 ms", "over"]
    assert row(lines, "stop key to silence") == ["50 ms", "–"]
    words = " ".join(" ".join(lines).split())
    assert "Over budget here: longest freeze of the window." in words
    assert "stop key to silence: It has to be heard." in words
    assert f"HunyuanOCR on processor, first text of a screen: {LONG}" in words
    assert "HunyuanOCR on cuda:0, tokens a second, with the draft: There is no draft." in words


def test_devices_that_lack_the_same_share_a_reason() -> None:
    words = " ".join(" ".join(rendered(bench(2), 80)).split())
    assert words.count("There is no draft.") == 1
    assert "HunyuanOCR on cuda:0, cuda:1, tokens a second, with the draft: There is" in words
    assert words.endswith("in about 2.3 s on cuda:0.")


def test_a_device_that_cannot_be_used_has_one_reason() -> None:
    found = bench()
    found.columns[1].values.clear()
    found.columns[1].why.clear()
    found.columns[1].give_up("Its memory is full.")
    words = " ".join(" ".join(rendered(found, 80)).split())
    assert words.count("Its memory is full.") == 1
    assert "HunyuanOCR on cuda:0: Its memory is full." in words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0034, "3 ms"), (0.9996, "1.0 s"), (9.96, "10 s"), (99.4, "99 s"), (166, "2.8 min")],
)
def test_times_in_words(value: float, words: str) -> None:
    assert seconds(value) == words


def test_the_end_says_what_it_means() -> None:
    found = bench()
    assert rendered(found, 80)[-2:] == [
        "The quick engine reads a whole screen in 1.0 s on this machine.",
        "HunyuanOCR reads a full page (1,000 tokens) in about 2.3 s on cuda:0.",
    ]
    found.columns.pop(1)
    assert rendered(found, 80)[-1] == (
        "HunyuanOCR reads a paragraph (100 tokens) in about 5.1 s on the processor."
    )
    found.machine.load = 1.5
    # The reason comes first, and what is over may be no fault of this machine.
    words = " ".join(rendered(found, 120))
    assert (
        "Other programs kept the processor busy (load 1.5 on 2 cores): what is over budget may be "
        "their doing. Run it again when they are done. Over budget here: longest freeze"
    ) in words
    found.columns, found.absent = found.columns[:1], "HunyuanOCR is not here."
    del found.budgets[2]
    lines = rendered(found, 120)
    assert (
        "Other programs kept the processor busy (load 1.5 on 2 cores): run it again when they are "
        "done."
    ) in lines
    assert "All 2 budgets that were measured are met." in lines
    assert lines[-1] == "HunyuanOCR is not here."


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("cards", [0, 1, 2, 8])
def test_the_table_fits_however_many_cards_there_are(width: int, cards: int) -> None:
    lines = rendered(bench(cards), width)
    assert max(map(len, lines)) <= max(80, width)
    assert all(line == line.rstrip() for line in lines)
    text = "\n".join(lines)
    # Each device stands in the table once, side by side where they fit.
    assert all(text.count(f"on cuda:{number}") >= 1 for number in range(cards))
    tables = sum(line.startswith("ready after") for line in lines)
    assert tables == -(-(cards + 2) // ((max(80, width) - 36) // 14))


def test_the_object_has_every_name_and_a_reason_for_each_null() -> None:
    told = json.loads(json.dumps(record(bench())))
    assert told["complete"] is True
    assert told["machine"]["cards"] == {"cuda:0": "NVIDIA RTX 4090, 24 GB"}
    names = {*QUANTITIES, *DETAILS}
    assert BANDWIDTH in told["definitions"]["bandwidth_bytes_per_s"]
    assert "over bandwidth_bytes_per_s" in told["definitions"]["floor_share"]
    for engine in told["engines"]:
        assert names <= set(engine)
        missing = {name for name in names if engine[name] is None}
        assert set(engine["not_measured"]) == missing
        assert all(engine["not_measured"].values())
    quick, graphics, processor = told["engines"]
    assert (quick["engine"], quick["device"], quick["tokens_per_s"]) == ("quick", "cpu", None)
    assert (graphics["device"], graphics["precision"]) == ("cuda:0", "bfloat16")
    assert (graphics["weights_bytes"], graphics["floor_share"]) == (1_078_000_000, 0.617)
    assert processor["not_measured"]["first_text_screen_s"] == LONG
    start, memory, freeze, silence = told["budgets"]
    assert (start["at_most_ms"], start["measured_ms"], start["runs"]) == (800, 612.4, 3)
    assert (start["met"], freeze["met"], silence["met"]) == (True, False, None)
    assert (memory["measured_mb"], memory["not_measured"]) == (96.2, None)
    assert (silence["measured_ms"], silence["not_measured"]) == (None, "It has to be heard.")


def test_what_was_measured_before_an_interruption_stays() -> None:
    found = bench()
    found.interrupted = True
    del found.columns[2].values["tokens_per_s"]
    for column in found.columns:
        column.give_up(INTERRUPTED)
    lines = rendered(found, 80)
    assert row(lines, "tokens a second ") == ["480", "–"]
    assert INTERRUPTED not in " ".join(lines)
    assert "Interrupted: this is what had been measured by then." in lines
    told = record(found)
    assert told["complete"] is False
    assert told["engines"][2]["not_measured"]["tokens_per_s"] == INTERRUPTED


# The sound

PULSEAUDIO = """Sink #0
\tState: IDLE
\tName: speakers
\tDescription: Built-in Audio
\tDriver: module-alsa-card.c
\tProperties:
\t\tdevice.class = "sound"

Sink #1
\tState: RUNNING
\tName: test
\tDescription: A sink of my own
\tDriver: module-null-sink.c
\tProperties:
\t\tdevice.class = "abstract"
"""
PIPEWIRE = """Sink #41
\tName: alsa_output.pci
\tDescription: Built-in Audio
\tDriver: PipeWire
\tProperties:
\t\tfactory.name = "api.alsa.pcm.sink"

Sink #57
\tName: mine
\tDescription: Mine
\tDriver: PipeWire
\tProperties:
\t\tfactory.name = "support.null-audio-sink"
"""


@pytest.mark.parametrize(
    ("name", "description", "sinks"),
    [
        ("test", "A sink of my own", PULSEAUDIO),
        ("mine", "Mine", PIPEWIRE),
        ("auto_null", "Blindausgabe", ""),
        ("test", "Null Output", ""),
        ("57", "Dummy Output", PIPEWIRE),
    ],
)
def test_what_is_played_to_a_null_sink_is_not_heard(
    name: str, description: str, sinks: str
) -> None:
    reason = unheard(name, description, sinks)
    assert reason.startswith(f"The sound goes to “{description}”, which nobody hears.")


@pytest.mark.parametrize(
    ("name", "description", "sinks"),
    [
        ("speakers", "Built-in Audio", PULSEAUDIO),
        ("alsa_output.pci", "Built-in Audio", PIPEWIRE),
        ("{0.0.0.00000000}", "Headphones", ""),
    ],
)
def test_what_is_played_to_a_device_is_heard(name: str, description: str, sinks: str) -> None:
    assert unheard(name, description, sinks) == ""


def test_without_a_device_nothing_is_heard() -> None:
    assert unheard("", "", PULSEAUDIO) == NO_DEVICE


# The command


def run(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", "bench", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            ["--engine", "hunyuan"],
            1,
            "HunyuanOCR is not on this machine yet. To have it: sightread model download",
        ),
        (
            ["--device", "cpu", "--model-dir", "/nowhere"],
            1,
            "The folder of HunyuanOCR is not there.",
        ),
        (["--device", "gpu"], 2, "--device takes cuda, a single card such as cuda:1, mps or cpu."),
        (["--device", "cpu", "--engine", "quick"], 2, "--device goes with HunyuanOCR"),
        (["--overlay", "--engine", "hunyuan"], 2, "--overlay is about the app"),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_sentence(
    environment: dict[str, str], words: list[str], code: int, sentence: str
) -> None:
    done = run(*words, environment=environment)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_a_device_that_is_not_there(environment: dict[str, str]) -> None:
    done = run("--device", "cuda:7", "--model-dir", str(CHECKPOINT), environment=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        r"There is no cuda:7 here\. HunyuanOCR can use: [\w:, ]*cpu\.\n", done.stderr
    )


def test_hunyuanocr_on_the_processor(environment: dict[str, str]) -> None:
    environment["OMP_NUM_THREADS"] = "1"  # threads wait for one another where others work too
    words = ["--engine", "hunyuan", "--device", "cpu", "--model-dir", str(CHECKPOINT), "--long"]
    done = run(*words, "--json", environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["complete"] is True
    assert told["budgets"] == []
    assert told["machine"]["torch"]
    (engine,) = told["engines"]
    assert (engine["engine"], engine["device"]) == ("hunyuan", "cpu")
    names = {*QUANTITIES, *DETAILS}
    assert {name for name in names if engine[name] is None} == set(engine["not_measured"])
    assert engine["not_measured"].pop("screen_s") == "It is measured of the quick engine alone."
    measured = OF_HUNYUAN - set(engine["not_measured"])
    assert measured >= {
        "load_s",
        "first_text_snip_s",
        "first_text_screen_s",
        "second_task_s",
        "tokens_per_s",
        "floor_share",
        "memory_bytes",
    }
    assert all(engine[name] > 0 for name in measured)
    assert "HunyuanOCR reads a full page" in told["conclusions"][-1]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_without_the_model_the_rest_is_measured(environment: dict[str, str]) -> None:
    environment.update(PULSE_SERVER="unix:/nowhere", PIPEWIRE_REMOTE="/nowhere")
    done = run("--json", environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    (quick,) = told["engines"]
    assert all(quick[name] > 0 for name in QUICK)
    assert quick["first_text_screen_s"] < quick["screen_s"]
    budgets = {budget["name"]: budget for budget in told["budgets"]}
    unmeasured = {name for name, budget in budgets.items() if budget["not_measured"]}
    # Without a screen there is no overlay, and without a sound server no sound.
    assert unmeasured == {"overlay", "silence", "first_sound"}
    assert budgets["first_sound"]["not_measured"] == NO_DEVICE
    assert "first sound" not in " ".join(told["conclusions"])
    for name in budgets.keys() - unmeasured:
        value = budgets[name]["measured_mb" if name == "memory" else "measured_ms"]
        assert value > 0, name
    assert told["conclusions"][-1].endswith("To have it: sightread model download")


def test_ctrl_c_ends_it_with_what_was_measured_by_then(
    environment: dict[str, str], terminal: Start, home: Path
) -> None:
    desk = terminal("bench")
    desk.wait_for("start 2 of 3")
    desk.process.send_signal(signal.SIGINT)
    code, out, seen = desk.end()
    assert code == 130
    assert seen == [], "the bar is gone and nothing else was said"
    lines = out.splitlines()
    assert row(lines, "start of the app")[1].endswith("s")
    assert row(lines, "engine killed to the next text")[1] == "–"
    assert "Interrupted: this is what had been measured by then." in lines
    left = subprocess.run(["pgrep", "-f", "bench_window_program"], capture_output=True, text=True)
    environments = [
        Path(f"/proc/{pid}/environ").read_bytes().decode() for pid in left.stdout.split()
    ]
    assert not any(str(home) in each for each in environments), "the app outlived the command"
