"""A screen full of paragraphs is composed before anyone waits; none of it holds Python for long.

Measured in this thread's own processor time, so that what else runs on the machine counts little;
where all cores are busy even that is twice as much, which is allowed for.
"""

from __future__ import annotations

import time

from desktop.typesetting.composed import compose
from desktop.typesetting.patch import patch
from tests.typesetting.scenes import screen

BUSY = 2
SCREEN = 0.3
"""Seconds for 30 paragraphs; 0.15 on two slow cores that have nothing else to do."""

PATCH = 0.05
"""Seconds for one, all of which might be spent holding the interpreter."""


def test_a_screen_with_thirty_paragraphs() -> None:
    scene = screen()
    assert len(scene.paragraphs) == 30
    took = []
    for _ in range(3):
        began = time.thread_time()
        assert compose(scene.shot, scene.paragraphs).unplaced == ()
        took.append(time.thread_time() - began)
    assert min(took) < SCREEN * BUSY


def test_each_paragraph() -> None:
    scene = screen()
    boxes = [paragraph.box for paragraph in scene.paragraphs]
    for number, paragraph in enumerate(scene.paragraphs):
        took = []
        for _ in range(3):
            began = time.thread_time()
            assert patch(scene.shot, paragraph, boxes[:number] + boxes[number + 1 :]) is not None
            took.append(time.thread_time() - began)
        assert min(took) < PATCH * BUSY, number
