"""``sightread bench``: how fast Sightread is on this machine, in one table.

Nothing of the user's is read, nothing is shown but by ``--overlay``, nothing is heard or copied.
Each engine is measured through the parts that the app itself uses; HunyuanOCR on each device in a
process of its own. Ctrl+C ends it with what has been measured by then.
"""

from __future__ import annotations

import argparse
import datetime
import json
import logging
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__, log
from desktop.commands import (
    bench_hunyuan,
    bench_pictures,
    bench_quick,
    bench_report,
    bench_window,
)
from desktop.commands.bench_report import Bench, Budget, Column, Machine
from desktop.commands.terminal import Progress, UsageError, complain, open_store, progress
from desktop.model import carry, devices, words
from desktop.model import folder as model_folder
from desktop.settings import Settings
from desktop.system.facts import SessionKind, desktop
from desktop.values import EngineName, FailureKind, Shot

ENGINES = (EngineName.QUICK, EngineName.HUNYUAN)

_DEVICE = re.compile(r"cuda(:\d+)?|mps|cpu")

_SYSTEMS = {"linux": "Linux", "windows": "Windows", "mac": "macOS"}

_SLOW = (
    "HunyuanOCR on the processor takes a minute or two. Ctrl+C ends it with what has been measured "
    "by then."
)
_LONG = _SLOW.replace("a minute or two", "several minutes")

_EXPECTED = {"window": 20.0, "quick": 15.0, "cuda": 25.0, "mps": 60.0, "cpu": 90.0, "long": 240.0}
"""Seconds, roughly, for the bar alone."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be measured. ``folder`` is HunyuanOCR's, None where it is not measured;
    ``weights`` are ``auto``, ``int8`` or ``full``, as the settings say for the processor."""

    quick: bool
    folder: Path | None
    weights: str
    long: bool
    overlay: bool
    told: bool
    """Whether anything may be said meanwhile."""


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; 1 where something that was asked for can't be measured at all, 130 when
    it was interrupted."""
    if arguments.device and not _DEVICE.fullmatch(arguments.device):
        raise UsageError("--device takes cuda, a single card such as cuda:1, mps or cpu.")
    if arguments.device and arguments.engine == EngineName.QUICK:
        raise UsageError("--device goes with HunyuanOCR: the quick engine runs on the processor.")
    if arguments.overlay and arguments.engine == EngineName.HUNYUAN:
        raise UsageError("--overlay is about the app, which --engine hunyuan leaves out.")
    settings = open_store().settings
    bench = Bench(_machine())
    model_dir = arguments.model_dir or settings.engine.model_dir
    folder = None
    if arguments.engine != EngineName.QUICK:
        folder, bench.absent = _model(model_dir)
        if bench.absent and (arguments.engine or arguments.device):
            complain(bench.absent)
            return 1
    quick = arguments.engine != EngineName.HUNYUAN
    weights = settings.engine.weights.value
    wanted = _Wanted(quick, folder, weights, arguments.long, arguments.overlay, not arguments.json)
    try:
        with _quiet_log(), progress(wanted=not arguments.json) as bar:
            problem = _measure(bench, wanted, arguments.device or "", settings, bar)
    except KeyboardInterrupt:
        bench.interrupted = True
        for column in bench.columns:
            column.give_up(bench_report.INTERRUPTED)
        for budget in bench.budgets:
            budget.why = budget.why or bench_report.INTERRUPTED
        problem = ""
    if problem:
        complain(problem)
        return 1
    _print(bench, as_json=arguments.json)
    if bench.interrupted:
        return 130
    return 0 if all(column.values for column in bench.columns) else 1


def _print(bench: Bench, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(bench_report.record(bench), ensure_ascii=False, indent=1))
        return
    width = min(120, shutil.get_terminal_size().columns)
    print("\n".join(bench_report.rendered(bench, width)), flush=True)


# What there is


def _machine() -> Machine:
    return Machine(
        sightread=__version__,
        system=f"{_SYSTEMS[desktop().os]} {platform.release()}",
        processor=_processor(),
        cores=_cores(),
        memory_bytes=carry.memory(),
        date=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
    )


def _processor() -> str:
    """What the processor calls itself, where the system tells."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        told = ""
    named = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
    return named[1].strip() if named else platform.processor() or platform.machine()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _model(model_dir: str) -> tuple[Path | None, str]:
    """HunyuanOCR's folder, or why it can't be measured and what mends that."""
    folder = model_folder.find(model_dir)
    problem = model_folder.examine(folder)
    if problem is None:
        return folder, ""
    if folder is None and problem.kind is FailureKind.NO_MODEL:
        return None, "HunyuanOCR is not on this machine yet. To have it: sightread model download"
    return None, problem.sentence


def _devices(bench: Bench, asked: str) -> list[str]:
    """Torch's names of the devices that HunyuanOCR is measured on, the fastest first.

    Raises UsageError where the one asked for isn't there.
    """
    try:
        found = devices.ask()
    except devices.DevicesError as error:
        raise UsageError("torch can't be asked here. To mend it: sh installers/run.sh") from error
    bench.machine.torch = found.torch
    names = [f"cuda:{number}" for number in range(len(found.cuda))]
    for name, (card, memory) in zip(names, found.cuda, strict=True):
        bench.machine.cards[name] = f"{card}, {words.memory(memory)}"
    every = [*names, *(["mps"] if found.mps else []), "cpu"]
    chosen = [name for name in every if asked in ("", name, name.partition(":")[0])]
    if not chosen:
        raise UsageError(f"There is no {asked} here. HunyuanOCR can use: {', '.join(every)}.")
    return chosen


# Measuring


class _Course:
    """How far it has come: stages with an expected length, and what is done within one."""

    def __init__(self, bar: Progress, stages: Sequence[tuple[str, float]]) -> None:
        self._bar, self._left = bar, list(stages)
        self._total = round(sum(seconds for _, seconds in stages))
        self._done = self._length = 0.0
        self._name, self._began = "", time.monotonic()

    def begin(self) -> None:
        """The next stage begins."""
        self._done += self._length
        self._name, self._length = self._left.pop(0)
        self._began = time.monotonic()

    def step(self, what: str) -> None:
        """Within the stage, this comes next."""
        passed = min(self._length * 0.95, time.monotonic() - self._began)
        line = f"{self._name}: {what}"
        self._bar.tell(round(self._done + passed), self._total, line)


def _measure(bench: Bench, wanted: _Wanted, device: str, settings: Settings, bar: Progress) -> str:
    """Fill the bench; gives a sentence where what was asked for isn't there."""
    places: list[str] = []
    if wanted.folder is not None:
        bar.tell(0, 1, "looking at the devices")
        try:
            places = _devices(bench, device)
        except UsageError as error:
            if device or not wanted.quick:
                return error.sentence
            bench.absent = error.sentence
    if "cpu" in places and sys.stderr.isatty() and wanted.told:
        bar.complain(_LONG if wanted.long else _SLOW)
    course = _Course(bar, list(_stages(wanted, places)))
    snip, screen = bench_pictures.snip(), bench_pictures.screen()
    quick = Column(EngineName.QUICK, "cpu")
    hunyuan = [Column(EngineName.HUNYUAN, place) for place in places]
    bench.columns += [*([quick] if wanted.quick else []), *hunyuan]
    if wanted.quick:
        budgets = _budgets(overlay=wanted.overlay)
        bench.budgets += budgets.values()
        course.begin()
        with tempfile.TemporaryDirectory(prefix="sightread-bench-") as folder:
            picture = Path(folder) / "snip.png"
            bench_pictures.save(snip, picture)
            overlay = wanted.overlay and not budgets["overlay"].why
            _window(budgets, picture, settings, course, overlay=overlay)
        course.begin()
        try:
            bench_quick.measure(
                quick, budgets["cancelling"], budgets["killed"], snip, screen, course.step
            )
        except bench_quick.SilentError as error:
            quick.give_up(str(error))
            for name in ("cancelling", "killed"):
                budgets[name].why = str(error)
    for column in hunyuan:
        course.begin()
        if wanted.folder is not None:
            _hunyuan(column, wanted.folder, snip, screen, course, wanted)
    return ""


def _hunyuan(
    column: Column, folder: Path, snip: Shot, screen: Shot, course: _Course, wanted: _Wanted
) -> None:
    on_cpu = column.device == "cpu"
    if on_cpu and (reason := _too_small()):
        column.give_up(reason)
        return
    if on_cpu and not wanted.long:
        column.why["first_text_screen_s"] = "It takes minutes there. To wait: add --long"
        bench_hunyuan.measure(column, folder, wanted.weights, snip, None, course.step)
    else:
        bench_hunyuan.measure(column, folder, wanted.weights, snip, screen, course.step)


def _window(
    budgets: dict[str, Budget], picture: Path, settings: Settings, course: _Course, *, overlay: bool
) -> None:
    try:
        bench_window.measure(budgets, picture, settings.voice, course.step, overlay=overlay)
    except bench_window.WindowError as error:
        for name in bench_window.NAMES:
            budgets[name].why = budgets[name].why or str(error)


def _stages(wanted: _Wanted, places: Sequence[str]) -> Iterator[tuple[str, float]]:
    if wanted.quick:
        yield "the app", _EXPECTED["window"]
        yield "quick engine", _EXPECTED["quick"]
    for place in places:
        kind = place.partition(":")[0]
        more = _EXPECTED["long"] if kind == "cpu" and wanted.long else 0.0
        yield f"HunyuanOCR on {Column(EngineName.HUNYUAN, place).place}", _EXPECTED[kind] + more


def _too_small() -> str:
    memory = carry.memory()
    if not memory or memory >= carry.RAM_NEEDED:
        return ""
    return (
        f"This machine has {words.memory(memory)} of memory and HunyuanOCR needs "
        f"{words.memory(carry.RAM_NEEDED)}."
    )


def _budgets(*, overlay: bool) -> dict[str, Budget]:
    """The design's budgets, and why some of them can't be measured by a command."""
    budgets = [
        Budget("start", "start of the app", 800),
        Budget("memory", "memory of its window", 120, "MB"),
        Budget("overlay", "hotkey to the frozen screen", 100),
        Budget("first_text", "picture to its first text", 350),
        Budget("first_sound", "first text to first sound", 150),
        Budget("silence", "stop key to silence", 50),
        Budget("cancelling", "cancel to the next picture", 100),
        Budget("freeze", "longest freeze of the window", 50),
        Budget("killed", "engine killed to the next text", 3000),
    ]
    by_name = {budget.name: budget for budget in budgets}
    by_name["silence"].why = "It has to be heard."
    by_name["overlay"].why = _no_overlay(overlay=overlay)
    return by_name


def _no_overlay(*, overlay: bool) -> str:
    match desktop().session:
        case SessionKind.NONE:
            return "There is no screen."
        case SessionKind.WAYLAND:
            return "Screens can't be captured on Wayland yet."
        case _ if not overlay:
            return "It covers your screen for a moment. To allow that: sightread bench --overlay"
        case _:
            return ""


@contextmanager
def _quiet_log() -> Iterator[None]:
    """The engine that is killed here on purpose is no news."""
    nothing = logging.NullHandler()
    log.LOGGER.addHandler(nothing)
    try:
        yield
    finally:
        log.LOGGER.removeHandler(nothing)
