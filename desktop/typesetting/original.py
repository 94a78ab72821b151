"""A paragraph as it is on the picture: what lies behind, where its letters are, how it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.typesetting.area import Area, around
from desktop.typesetting.extents import Extent, extents
from desktop.typesetting.ground import Ground, ground, reached
from desktop.typesetting.lettering import Lettering, lettering
from desktop.typesetting.room import Room, room
from desktop.values import Box, Paragraph, Shot

_FAINTEST = 5
"""On flat ground, everything that is so far from it is covered: the softest edges too."""

_UNEVEN = 0.5
"""On any other ground, ink begins at this share of the letters' own distance from it."""


@dataclass(frozen=True, slots=True)
class Original:
    """A paragraph and all that is known of how it looks; boxes in pixels of ``area``. What is as
    far from its ground as ``least`` is ink."""

    paragraph: Paragraph
    area: Area
    ground: Ground
    least: int
    extents: tuple[Extent, ...]
    lettering: Lettering
    room: Room


def original(shot: Shot, paragraph: Paragraph, others: Sequence[Box]) -> Original | None:
    """Look at a paragraph; None where nothing of it lies on the picture."""
    area = around(shot, paragraph, others)
    if area is None:
        return None
    behind = ground(area)
    far = 0 if behind.flat else reached(behind.ink, area.rows, 20)
    least = _FAINTEST if behind.flat else max(12, round(_UNEVEN * far))
    found = extents(area, behind.ink.mask(least))
    set_as = lettering(area, paragraph, behind, found)
    tight = [extent.ink for extent in found]
    free = room(area, behind.ink, tight, set_as.pixels, least)
    return Original(paragraph, area, behind, least, found, set_as, free)
