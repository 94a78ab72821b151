"""What looking costs: under half a core for the 15 frames a second that are looked at."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import cv2
import pytest

from desktop.camera.eyes import RATE
from desktop.camera.looking import Looker
from desktop.camera.values import Frame
from tests.camera.scenes import Scene, View, desk, letter

HALF_A_CORE = 0.5


@pytest.mark.parametrize("kind", ["page", "no page", "white on white", "text"])
def test_looking_takes_less_than_half_a_core(
    qapp: object, record_property: Callable[[str, object], None], kind: str
) -> None:
    scene = {
        "page": Scene(letter(), desk("wood")),
        "no page": Scene(None, desk("wood")),
        "white on white": Scene(letter(), desk("white")),
        "text": Scene(letter(), desk("wood")),
    }[kind]
    view = View(fill=3.2, down=0.7) if kind == "text" else View(turn=4, lean=8, fill=0.75)
    grey = cv2.cvtColor(scene.frame(view), cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (480, 270), interpolation=cv2.INTER_AREA).tobytes()
    looker, costs = Looker(), []
    for number in range(15):
        # The processor's time, of all threads: other programs don't count.
        before = time.process_time()
        looker.look(Frame(number, small, 480, 270, number / RATE))
        costs.append(time.process_time() - before)
    median = statistics.median(costs)
    record_property("milliseconds", round(median * 1000, 1))
    print(f"{kind}: {median * 1000:.1f} ms")
    assert median * RATE < HALF_A_CORE
