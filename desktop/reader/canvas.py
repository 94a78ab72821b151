"""A shot as HunyuanOCR takes it, here or on a server: in parts that aren't too large, each on a
canvas that isn't too small and not too narrow, and the boxes found there back in the shot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from desktop.reader.parts import cuts, pixels
from desktop.values import Box, Line, Paragraph, Shot

PART = 4096
"""Pixels that a part of a picture is high and wide at most: what the model was made for."""

LEAST_SIDE = 32
WIDEST = 150
"""The longer side over the shorter; the processor refuses 200."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a shot. ``left`` and ``top`` are the image's corner in pixels of the shot; negative
    where a margin was put around what is too narrow."""

    image: Image.Image
    left: int
    top: int


def parts(shot: Shot) -> list[Part]:
    """The parts of a shot in reading order, cut between words; most shots are one."""
    picture = pixels(shot)
    places = [
        (left, top, right, bottom)
        for top, bottom in cuts(picture, 0, PART)
        for left, right in cuts(picture[top:bottom], 1, PART)
    ]
    whole = whole_image(shot)
    if len(places) == 1:
        return [_part(whole, 0, 0)]
    return [_part(whole.crop(place), place[0], place[1]) for place in places]


def whole_image(shot: Shot) -> Image.Image:
    """The shot as Pillow has it."""
    # Nine times as fast as through the array, whose bytes are in another order.
    return Image.frombytes("RGB", (shot.width, shot.height), shot.pixels, "raw", "BGRX")


def cut_out(
    whole: Image.Image, number: int, paragraphs: Sequence[Paragraph], margin: float
) -> Image.Image:
    """The paragraph with this number alone, ``margin`` times its lines' size around it; the lines
    of others that reach into it are covered in the colour of its corner."""
    own = paragraphs[number]
    size = min((row.width if own.vertical else row.height) for row in own.rows)
    around = round(margin * size)
    box = Box(
        own.box.left - around, own.box.top - around, own.box.right + around, own.box.bottom + around
    ).clipped(Box(0, 0, whole.width, whole.height))
    image = whole.crop(_corners(box))
    corner = image.getpixel((0, 0)) or 0
    others = (row for one in paragraphs if one is not own for row in one.rows)
    for row in others:
        part = row.clipped(box)
        if part.width > 0 and part.height > 0 and not any(_meet(part, mine) for mine in own.rows):
            image.paste(corner, _corners(part.moved(-box.left, -box.top)))
    return _part(image, 0, 0).image


def _meet(one: Box, two: Box) -> bool:
    shared = one.clipped(two)
    return shared.width > 0 and shared.height > 0


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom


def within(lines: tuple[Line, ...], shot: Shot) -> tuple[Line, ...]:
    """The lines with boxes that lie in the shot; those of a margin around it may reach out."""

    def clipped(box: Box) -> Box:
        left, top = min(max(0, box.left), shot.width - 1), min(max(0, box.top), shot.height - 1)
        right, bottom = min(box.right, shot.width), min(box.bottom, shot.height)
        return Box(left, top, max(right, left + 1), max(bottom, top + 1))

    return tuple(replace(line, box=clipped(line.box)) for line in lines)


def _part(image: Image.Image, left: int, top: int) -> Part:
    longer = max(image.size)
    width, height = (max(side, LEAST_SIDE, -(-longer // WIDEST)) for side in image.size)
    if (width, height) == image.size:
        return Part(image, left, top)
    canvas = Image.new("RGB", (width, height), image.getpixel((0, 0)))
    right, down = (width - image.width) // 2, (height - image.height) // 2
    canvas.paste(image, (right, down))
    return Part(canvas, left - right, top - down)
