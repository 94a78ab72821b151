"""A whole picture with all its translations in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from PySide6.QtGui import QImage, QPainter

from desktop.capture.qt import to_image
from desktop.typesetting.fit import fitted
from desktop.typesetting.original import Original, original
from desktop.typesetting.patch import Patch, nowhere, painted
from desktop.values import Paragraph, Shot

_ALIKE = 1.12
"""Type whose sizes differ by less was the same size: so much an estimate may be off."""

_EVEN = 0.88
"""Labels that fit in this share of their common size or more are all set in the smallest."""


@dataclass(frozen=True, slots=True)
class Composed:
    """``image`` is the picture with every patch on it, a pixel for each of the shot's;
    ``unplaced`` are the numbers of the paragraphs whose translation isn't on it, though there is
    one: it couldn't be set."""

    image: QImage
    unplaced: tuple[int, ...]


def compose(shot: Shot, paragraphs: Sequence[Paragraph]) -> Composed:
    """The picture of a shot, as ``Format_RGB32``, with the translations of its paragraphs."""
    image = to_image(shot).copy()
    image.setDevicePixelRatio(1.0)
    patches = patched(shot, paragraphs)
    painter = QPainter(image)
    for one in patches:
        if one is not None and one.fits:
            painter.drawImage(one.box.left, one.box.top, one.image)
    painter.end()
    unplaced = (number for number, one in enumerate(patches) if one is not None and not one.fits)
    return Composed(image, tuple(unplaced))


def patched(shot: Shot, paragraphs: Sequence[Paragraph]) -> list[Patch | None]:
    """The patch of each paragraph, None where it is left alone."""
    patches: list[Patch | None] = [None] * len(paragraphs)
    for number, patch in each_patched(shot, paragraphs):
        patches[number] = patch
    return patches


def each_patched(
    shot: Shot, paragraphs: Sequence[Paragraph], wanted: Callable[[], bool] = lambda: True
) -> Iterator[tuple[int, Patch | None]]:
    """The same, one after the other as they are made, with their numbers; no more of them once they
    aren't ``wanted``.

    What was set in one size stays in one: a menu looks as even as it did.
    """
    boxes = [paragraph.box for paragraph in paragraphs]
    originals: dict[int, Original] = {}
    for number, paragraph in enumerate(paragraphs):
        if not wanted():
            return
        if paragraph.left_alone:
            yield number, None
            continue
        others = boxes[:number] + boxes[number + 1 :]
        if (one := original(shot, paragraph, others)) is None:
            yield number, nowhere()
        else:
            originals[number] = one
    for group in _groups(originals):
        _in_one_face(group, originals)
        common = median(originals[number].lettering.pixels for number in group)
        fits = {number: fitted(originals[number], common) for number in group}
        sizes = [fit.setting.pixels for fit in fits.values() if fit is not None]
        even = min((size for size in sizes if size >= _EVEN * common), default=0)
        for number, fit in fits.items():
            if fit is not None and fit.setting.pixels > even > 0:
                fits[number] = fitted(originals[number], even)
        for number, fit in fits.items():
            if not wanted():
                return
            yield number, painted(originals[number], fit)


def _groups(originals: dict[int, Original]) -> list[list[int]]:
    """The numbers of those that were set in one size and weight."""
    groups: list[list[int]] = []
    for number in sorted(originals, key=lambda number: originals[number].lettering.pixels):
        one = originals[number].lettering
        if groups:
            first = originals[groups[-1][0]].lettering
            if first.pixels * _ALIKE >= one.pixels:
                groups[-1].append(number)
                continue
        groups.append([number])
    return groups


def _in_one_face(group: list[int], originals: dict[int, Original]) -> None:
    """Give all of one size and weight the fonts that most of them have, and their pitch."""
    for bold in (False, True):
        same = [number for number in group if originals[number].lettering.bold is bold]
        counts = Counter(originals[number].lettering.families for number in same)
        pitches = [pitch for number in same if (pitch := originals[number].lettering.pitch)]
        for number in same:
            style = originals[number].lettering
            style = replace(style, families=counts.most_common(1)[0][0])
            if style.pitch:
                style = replace(style, pitch=median(pitches))
            originals[number] = replace(originals[number], lettering=style)
