"""The corners of lines, and the lines cut out and filled up, are those of RapidOCR."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det.utils import DBPostProcess
from rapidocr.ch_ppocr_rec.main import TextRecognizer
from rapidocr.utils.process_img import get_rotate_crop_image

from desktop.reader.crops import HEIGHT, cropped, filled
from desktop.reader.db import corners

THEIRS = DBPostProcess(
    thresh=0.3,
    box_thresh=0.5,
    max_candidates=1000,
    unclip_ratio=1.6,
    use_dilation=True,
    score_mode="fast",
)
"""With the settings of RapidOCR's config.yaml."""


def seen(seed: int) -> NDArray[np.float32]:
    """Lines of every length, height and turn, some of them faint, some beyond the edge."""
    chance = np.random.default_rng(seed)
    likely = np.zeros((320, 480), np.float32)
    for _ in range(10):
        middle, sides = chance.uniform(0, (480, 320)), chance.uniform(1, (150, 40))
        turned = chance.choice([0, 90, chance.uniform(0, 180)])
        line = cv2.boxPoints((middle.tolist(), sides.tolist(), turned)).astype(np.int32)
        cv2.fillPoly(likely, [line], chance.uniform(0.2, 1))
    return np.asarray(cv2.GaussianBlur(likely, (5, 5), 0), np.float32)


@pytest.mark.parametrize("seed", range(20))
def test_corners(seed: int) -> None:
    likely = seen(seed)
    height, width = (320, 480) if seed % 2 else (700, 1000)
    theirs, _ = THEIRS(likely[None, None], (height, width))
    mine = corners(likely, height, width)
    assert len(mine) >= 1
    assert np.array_equal(mine, theirs)


def test_where_nothing_is_likely_there_are_none() -> None:
    assert corners(np.zeros((64, 64), np.float32), 64, 64).shape == (0, 4, 2)


@pytest.mark.parametrize("seed", range(3))
def test_a_line_that_is_cut_out(seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (320, 480, 3), np.uint8)
    for line in corners(seen(seed), 320, 480):
        assert np.array_equal(cropped(picture, line), get_rotate_crop_image(picture, line))


@pytest.mark.parametrize(("width", "height"), [(400, 30), (40, 48), (33, 17), (5, 90), (1, 1)])
@pytest.mark.parametrize("least", [1.0, 160 / 48])
def test_a_line_that_is_filled_up(width: int, height: int, least: float) -> None:
    crop = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    theirs = TextRecognizer.__new__(TextRecognizer)
    theirs.rec_image_shape = [3, HEIGHT, 320]
    ratio = max(least, width / height)
    assert np.array_equal(filled(crop, ratio), theirs.resize_norm_img(crop, ratio))
