"""The same page is known again, however it is held; another of the same look isn't taken for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from desktop.camera.looking import Looker
from desktop.camera.taking import FRAMES, Taking
from desktop.camera.values import Advice, Frame, Seen
from tests.camera.scenes import Page, Scene, View, desk, letter, pixels, to_image

SMALL = (480, 270)


def look(page: Page, view: View, seed: int, beside: bytes = b"") -> Seen:
    image = to_image(Scene(page, desk(), SMALL).frame(view, seed))
    grey = pixels(image).astype(np.float64).mean(axis=2).astype(np.uint8)
    return Looker().look(Frame(seed, grey.tobytes(), *SMALL, float(seed), beside=beside))


@pytest.mark.parametrize("seed", range(4))
def test_pages_are_told_apart(qapp: QApplication, seed: int) -> None:
    chance = np.random.default_rng(seed)
    views = [
        View(
            fill=chance.uniform(0.72, 0.9),
            turn=chance.uniform(-8, 8),
            lean=chance.uniform(-8, 8),
            light=chance.uniform(0.6, 1.0),
        )
        for _ in range(2)
    ]
    taken = look(letter(), views[0], 1).content
    assert taken
    for view in (views[1], replace(views[0], light=0.9)):
        assert look(letter(), view, 2, taken).alike > 0.75
    for first in (7, 23):
        assert look(letter(first=first), views[0], 3, taken).alike < 0.68


def test_blank_paper_is_another_page(qapp: QApplication) -> None:
    blank, view = letter(ink=246), View()
    taken = look(letter(), view, 1).content
    assert look(blank, view, 2, taken).alike == 0.0


def test_a_page_in_the_same_place_is_taken_once_it_is_another() -> None:
    taking, taken = Taking(), list[int]()
    for number in range(120):
        content = b"two" if number >= 60 else b"one"
        alike = 1.0 if taking.beside in (b"", content) else 0.6
        corners = ((0.3, 0.1), (0.7, 0.1), (0.7, 0.9), (0.3, 0.9))
        good = Seen(
            number, number / 15, corners, 0.9, 0.8, 0, False, 0, Advice.GOOD, content, alike
        )
        if taking.see(good):
            taken.append(number)
            taking.took()
    assert taken[0] == FRAMES - 1
    assert len(taken) == 2
    assert 60 <= taken[1] <= 60 + 2 * FRAMES
