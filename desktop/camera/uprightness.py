"""Which way up a page's text is, by its lines and by what stands out of them.

Lines of Latin, Greek or Cyrillic letters have more above them than below: capitals and ascenders
are more frequent than descenders (Bloomberg, Kopec and Dasari, 1995). Where nothing is clear the
page stays as it is; so does vertical writing. Only the child imports this.
"""

from __future__ import annotations

import cv2
import numpy as np

from desktop.camera.sampling import Grey, Reals

_SIDE = 1400
"""Pixels of the longer side, that the text is looked at."""
_ACROSS = 2.0
"""How much more the ink varies from column to column than from row to row where lines run down."""
_STROKES = 1.12
"""Lying letters have their strokes across: so much more of the ink ends up and down."""
_UPSIDE = 1.35
_FEWEST_LINES = 4


def turns(grey: Grey) -> int:
    """How many quarter turns clockwise bring the text upright: 0 to 3."""
    scale = _SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edge = max(4, round(0.03 * min(grey.shape)))
    grey = grey[edge:-edge, edge:-edge]
    if min(grey.shape) < 64:
        return 0
    hat = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((15, 15), np.uint8))
    ink = (hat > max(24.0, 0.4 * float(np.percentile(hat, 98)))).astype(np.uint8)
    if ink.mean() < 0.004:
        return 0
    if _lies(ink):
        turned = np.ascontiguousarray(np.rot90(ink, -1))
        return 3 if _stands_on_its_head(turned) else 1
    return 2 if _stands_on_its_head(ink) else 0


def _lies(ink: Grey) -> bool:
    rows, columns = _variation(ink), _variation(np.ascontiguousarray(ink.T))
    if columns < _ACROSS * rows:
        return False
    across = float((ink[:, 1:] != ink[:, :-1]).mean())
    down = float((ink[1:] != ink[:-1]).mean())
    return down > _STROKES * across


def _variation(ink: Grey) -> float:
    """How unlike neighbouring rows are: high where lines of text run across."""
    profiles = np.stack([part.mean(axis=1) for part in np.array_split(ink, 6, axis=1)])
    return float((np.diff(profiles, axis=1) ** 2).mean())


def _stands_on_its_head(ink: Grey) -> bool:
    """Whether more stands out of the lines below than above."""
    above = below = 0.0
    lines = 0
    for strip in np.array_split(ink, 4, axis=1):
        profile = strip.mean(axis=1)
        for up, down in _out(profile):
            above += up
            below += down
            lines += 1
    return lines >= 4 * _FEWEST_LINES and below > _UPSIDE * above


def _out(profile: Reals) -> list[tuple[float, float]]:
    """Of each line: its ink above the rows that most of its letters fill, and that below."""
    found: list[tuple[float, float]] = []
    written = profile > max(0.006, 0.12 * float(np.percentile(profile, 95)))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], written.astype(np.int8), [0]])))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        line = profile[begin:end]
        if not 6 <= len(line) <= 60:
            continue
        core = np.flatnonzero(line > 0.5 * float(np.percentile(line, 90)))
        found.append((float(line[: core[0]].sum()), float(line[core[-1] + 1 :].sum())))
    return found
