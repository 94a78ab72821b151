"""HunyuanOCR measured on one device: a process of its own does it, and tells as it goes."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from pathlib import Path

from desktop.children.child import Child, ChildGone, Ended
from desktop.commands.bench_report import Column
from desktop.reader.speed_messages import (
    Doing,
    Finished,
    Loaded,
    Measure,
    Measured,
    Unmeasured,
)
from desktop.values import Failed, Shot

PROGRAM = "desktop.reader.speed"

_SILENCE = 180.0
"""Seconds without a word: loading takes as long as the disk needs, and a layer of a large picture
some seconds."""

BROKE = "HunyuanOCR broke down. What this machine can carry: sightread model status"
UNTOLD = "This graphics card doesn't tell the memory that is taken."
"""Of the weights' memory; on a processor it is always known."""

LEFT_OUT = "It was left out. Run it again: sightread bench --engine hunyuan"

STUCK = "HunyuanOCR gave no sign for three minutes, so it was ended."


def measure(
    column: Column,
    folder: Path,
    weights: str,
    snip: Shot,
    screen: Shot | None,
    step: Callable[[str], None],
) -> None:
    """Fill the column; what can't be measured gets its reason.

    ``weights`` is ``auto``, ``int8`` or ``full``. ``step`` is told what comes next.
    """
    said: queue.Queue[object] = queue.Queue()
    child = Child("speed", PROGRAM, [str(folder), column.device, weights], said.put)
    step("loading")
    began = heard = time.monotonic()
    try:
        child.send(Measure(snip, screen))
        while True:
            try:
                message = said.get(timeout=0.5)
            except queue.Empty:
                if time.monotonic() - heard > _SILENCE:
                    column.give_up(STUCK)
                    return
                continue
            heard = time.monotonic()
            match message:
                case Loaded():
                    column.values["load_s"] = heard - began
                    if message.memory:
                        column.values["memory_bytes"] = message.memory
                    else:
                        column.why["memory_bytes"] = UNTOLD
                    column.precision = message.precision
                case Doing():
                    step(message.words)
                case Measured():
                    column.values[message.name] = message.value
                case Unmeasured():
                    column.why[message.name] = message.why
                case Failed():
                    column.give_up(message.sentence)
                    return
                case Finished():
                    column.give_up(LEFT_OUT)
                    return
                case Ended():
                    column.give_up(BROKE)
                    return
    except ChildGone:
        column.give_up(BROKE)
    finally:
        child.kill()
