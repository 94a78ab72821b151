"""When something appears and goes, from pictures alone: nothing is read here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest

from desktop.subtitles.changes import Still
from desktop.subtitles.film import Film, watch
from desktop.subtitles.strokes import shrunk, strokes
from tests.subtitles import clip
from tests.subtitles.clip import Pixels, Subtitle


class Played(Film):
    """A film of pictures that were drawn."""

    def __init__(self, shown: Sequence[tuple[int, Pixels]]) -> None:
        self._shown = shown
        self.height, self.width = shown[0][1].shape[:2]
        self.rate, self.duration = 25.0, 0

    def frames(self, since: int, at: Callable[[int], None]) -> Iterator[tuple[int, Pixels]]:
        for time, picture in self._shown:
            if time >= since:
                at(time)
                yield time, picture


def stills(shown: Sequence[tuple[int, Pixels]]) -> list[Still]:
    found: list[Still] = []
    watch(Played(shown), 0.35, None, found.append, lambda at: None)
    return found


def drawn(subtitles: Sequence[Subtitle], count: int) -> list[tuple[int, Pixels]]:
    return list(clip.frames(subtitles, count, (640, 360), 25))


def times(found: Sequence[Still]) -> set[int]:
    return {each.start for each in found} | {each.end for each in found}


def test_it_comes_and_goes_with_its_frame() -> None:
    found = stills(drawn([Subtitle(440, 1280, "Nobody told me.")], 50))
    assert {440, 1280} <= times(found)
    assert found[0].start == 0
    assert found[-1].end == 2000
    for one, other in pairwise(found):
        assert one.start <= one.end <= other.start
    whole = [each for each in found if each.start >= 440 and each.end <= 1280]
    assert all(each.picture is not None for each in whole)


@pytest.mark.parametrize("bright", [0, 255])
def test_a_flash_hides_nothing(bright: int) -> None:
    shown = drawn([Subtitle(0, 3000, "Nobody told me.")], 60)
    for number in (30, 31, 32):
        shown[number] = (shown[number][0], np.full_like(shown[number][1], bright))
    assert not {1200, 1240, 1280, 1320} & times(stills(shown))


def test_what_moves_is_not_kept_waiting_for() -> None:
    """Over a picture that goes on, a text is one still or a few, not one for each look."""
    found = stills(drawn([Subtitle(0, 4000, "Nobody told me.")], 100))
    assert len(found) <= 12


def test_every_checkpoint_can_be_gone_on_with() -> None:
    subtitles = [Subtitle(300, 1100, "Nobody told me."), Subtitle(1100, 2100, "Look at the water.")]
    shown = drawn(subtitles, 75)
    whole = stills(shown)
    points = [(number, each.checkpoint) for number, each in enumerate(whole) if each.checkpoint]
    assert len(points) >= 3
    for number, point in points:
        rest: list[Still] = []
        watch(Played(shown), 0.35, point, rest.append, lambda at: None)
        assert [(each.start, each.end, each.top) for each in rest] == [
            (each.start, each.end, each.top) for each in whole[number + 1 :]
        ]
        for one, other in zip(rest, whole[number + 1 :], strict=True):
            assert np.array_equal(one.picture, other.picture)  # type: ignore[arg-type]


def test_a_still_picture_is_one_still() -> None:
    picture = drawn([Subtitle(0, 9000, "Nobody told me.")], 1)[0][1]
    found = stills([(at, picture) for at in (0, 2000, 2040, 9000)])
    assert [(each.start, each.end) for each in found if each.end > each.start] == [(0, 10_000)]


def test_bright_and_dark_strokes_are_told_apart() -> None:
    part = np.full((48, 160, 3), 120, np.uint8)
    part[20:40, 40:43] = 255
    part[20:40, 80:83] = 0
    found = strokes(part, 1)
    assert found.shape == (96, 160)
    bright, dark = found[:48] > 0, found[48:] > 0
    assert bright[25, 41]
    assert not bright[:, 75:90].any()
    assert dark[25, 81]
    assert not dark[:, 35:50].any()


def test_a_broad_edge_is_no_stroke() -> None:
    part = np.zeros((48, 160, 3), np.uint8)
    part[:, 60:120] = 255
    assert not strokes(part, 1).any()


@pytest.mark.parametrize(
    ("rows", "times"), [(120, 1), (360, 1), (480, 1), (576, 2), (1080, 3), (2160, 6)]
)
def test_a_picture_is_compared_small(rows: int, times: int) -> None:
    assert shrunk(rows) == times
