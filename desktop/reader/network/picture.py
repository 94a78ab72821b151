"""A picture as the network takes it: enlarged or reduced, normalised, cut into patches.

The values are those of transformers' HunYuanVLImageProcessorPil to the last bit. Its resize is
Pillow's: two passes with weights of 22 bits in whole numbers, rounded to bytes after each. A CPU
takes Pillow itself. Any other device gets the picture's bytes once, without waiting, and makes the
same sums in whole numbers itself (Pillow, src/libImaging/Resample.c); torch's own interpolation
differs in one value of a hundred on text, in fp32 as in bytes, and by up to 25 on noise. A byte has
256 normalised values in each colour, so these are a table that is looked up.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from desktop.reader.network.upload import sent

_NARROWEST = 200
"""The longer side over the shorter, above which transformers refuses a picture."""

_BITS = 22
"""Of a weight behind the point: 32 less 8 of a colour less 2 of the sum."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """What the checkpoint says of its pictures; the defaults are those of transformers' class.

    ``least`` and ``most`` are how many pixels a picture may have. A byte times ``factor`` less
    ``mean``, over ``std``, each of red, green and blue, is what the network sees. A patch is
    ``patch`` pixels high and wide, and ``merge`` x ``merge`` of them become a token.
    """

    least: int = 512 * 512
    most: int = 2048 * 2048
    mean: tuple[float, ...] = (0.48145466, 0.4578275, 0.40821073)
    std: tuple[float, ...] = (0.26862954, 0.26130258, 0.27577711)
    factor: float = 1 / 255
    patch: int = 16
    merge: int = 2

    @classmethod
    def read(cls, folder: Path) -> Pixels:
        """What the files of ``folder`` say; ``processor_config.json`` first, as transformers does.

        Raises OSError where there is no such file, ValueError where it can't be what it says.
        """
        table = _table(folder)
        size = _dict(table.get("size", {}), "size")
        for name in ("do_resize", "do_rescale", "do_normalize"):
            if table.get(name, True) is not True:
                raise ValueError(f"{name} is {table[name]!r}")
        if table.get("temporal_patch_size", 1) != 1:
            raise ValueError("patches of more than one frame")
        made = cls(
            least=_count(table, "min_pixels", _count(size, "shortest_edge", cls().least)),
            most=_count(table, "max_pixels", _count(size, "longest_edge", cls().most)),
            mean=_colours(table, "image_mean", cls().mean),
            std=_colours(table, "image_std", cls().std),
            factor=_number(table, "rescale_factor", cls().factor),
            patch=_count(table, "patch_size", cls().patch),
            merge=_count(table, "merge_size", cls().merge),
        )
        if made.least > made.most:
            raise ValueError(f"at least {made.least} pixels, and at most {made.most}")
        if min(made.std) <= 0:
            raise ValueError(f"image_std is {made.std}")
        return made

    def values(self) -> Tensor:
        """What the network sees of each byte in red, green and blue, [3 x 256] fp32."""
        # The processor rescales in double precision and normalises in single.
        scaled = (np.arange(256, dtype=np.float64) * self.factor).astype(np.float32)
        mean, std = np.array(self.mean, np.float32), np.array(self.std, np.float32)
        return torch.from_numpy((scaled[None] - mean[:, None]) / std[:, None]).view(-1)


def grid(
    width: int, height: int, least: int, most: int, patch: int = 16, merge: int = 2
) -> tuple[int, int]:
    """How many rows and columns of patches a picture of that many pixels gets.

    The picture is enlarged to ``least`` or reduced to ``most`` pixels, its sides are rounded to
    whole tokens. Raises ValueError for a side that is more than 200 times the other. The formula is
    transformers' ``smart_resize``.
    """
    if max(width, height) > _NARROWEST * min(width, height):
        raise ValueError(f"a picture of {width} x {height} pixels is too narrow")
    unit = patch * merge
    across, down = round(width / unit), round(height / unit)
    if across * down * unit**2 > most:
        shrunk = math.sqrt(width * height / most)
        across = max(1, math.floor(width / shrunk / unit))
        down = max(1, math.floor(height / shrunk / unit))
    elif across * down * unit**2 < least:
        grown = math.sqrt(least / (width * height))
        across, down = math.ceil(width * grown / unit), math.ceil(height * grown / unit)
    return down * merge, across * merge


def patches(
    image: Image.Image,
    grid: tuple[int, int],
    pixels: Pixels,
    device: torch.device | str,
    dtype: torch.dtype,
) -> Tensor:
    """The patches of an RGB picture, resized to ``grid`` rows and columns of them.

    Gives [rows x columns, 3 x patch x patch] of ``dtype`` on ``device``, row by row. Nothing waits
    for the device.
    """
    (rows, columns), size, place = grid, pixels.patch, torch.device(device)
    sides = columns * size, rows * size
    if place.type == "cpu" and image.size != sides:
        image = image.resize(sides, Image.Resampling.BICUBIC)
    colours = resized(sent(torch.from_numpy(np.array(image)), place), sides[0], sides[1])
    cut = colours.view(rows, size, columns, size, 3).permute(0, 2, 4, 1, 3).reshape(-1, 3, size**2)
    values = sent(pixels.values().to(dtype), place)
    first = torch.arange(0, 3 * 256, 256, dtype=torch.int32, device=place)[:, None]
    # Six times as fast on a CPU as the same through index_select.
    return functional.embedding(cut + first, values[:, None]).view(rows * columns, -1)


def resized(colours: Tensor, width: int, height: int) -> Tensor:
    """Bytes [height, width, 3] in another size: Pillow's bicubic resize, on any device."""
    across, down = colours.shape[1] - width, colours.shape[0] - height
    # Pillow 13: rows first where their number shrinks by more than twice that of the columns.
    rows_first = down > max(0, 2 * across)
    for axis, size in ((0, height), (1, width)) if rows_first else ((1, width), (0, height)):
        if colours.shape[axis] != size:
            colours = _along(colours, axis, size)
    return colours


def _along(colours: Tensor, axis: int, size: int) -> Tensor:
    places, weights = sent(_taps(colours.shape[axis], size), colours.device)
    shape = (1, size, 1) if axis == 1 else (size, 1, 1)
    total = colours.index_select(axis, places[0]) * weights[0].view(shape) + (1 << (_BITS - 1))
    for place, weight in zip(places[1:], weights[1:], strict=True):
        total += colours.index_select(axis, place) * weight.view(shape)
    return torch.clamp(total >> _BITS, 0, 255).to(torch.uint8)


def _taps(before: int, after: int) -> Tensor:
    """Where the pixels of a line come from, and how much each counts: [2, taps, after] int32.

    Every sum is made in the order in which Pillow makes it.
    """
    scale = before / after
    wider = max(scale, 1.0)
    centre = (np.arange(after) + 0.5) * scale
    first = np.maximum((centre - 2 * wider + 0.5).astype(np.int64), 0)
    last = np.minimum((centre + 2 * wider + 0.5).astype(np.int64), before)
    taps = int((last - first).max())
    places = first + np.arange(taps)[:, None]
    inside = places < last
    weights = np.where(inside, _bicubic((places - centre + 0.5) * (1 / wider)), 0.0)
    weights /= np.add.accumulate(weights)[-1]
    whole = (weights * (1 << _BITS) + np.where(weights < 0, -0.5, 0.5)).astype(np.int32)
    both = np.stack([np.minimum(places, before - 1).astype(np.int32), whole])
    return torch.from_numpy(both)


def _bicubic(away: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Catmull and Rom's curve: a = -0.5."""
    x, a = np.abs(away), -0.5
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * a
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def _table(folder: Path) -> dict[str, Any]:
    nested = folder / "processor_config.json"
    if nested.is_file():
        table = json.loads(nested.read_text(encoding="utf-8"))
        if isinstance(table, dict) and "image_processor" in table:
            return _dict(table["image_processor"], nested.name)
    plain = folder / "preprocessor_config.json"
    return _dict(json.loads(plain.read_text(encoding="utf-8")), plain.name)


def _dict(table: Any, where: str) -> dict[str, Any]:
    if isinstance(table, dict):
        return table
    raise ValueError(f"{where} is no table")


def _count(table: dict[str, Any], name: str, default: int) -> int:
    found = table.get(name)
    if found is None:
        return default
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise ValueError(f"{name} is {found!r}")
    return found


def _number(table: dict[str, Any], name: str, default: float) -> float:
    found = table.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int | float) or not found > 0:
        raise ValueError(f"{name} is {found!r}")
    return float(found)


def _colours(table: dict[str, Any], name: str, default: tuple[float, ...]) -> tuple[float, ...]:
    found = table.get(name, default)
    numbers = isinstance(found, list | tuple) and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in found
    )
    if not numbers or len(found) != 3:
        raise ValueError(f"{name} is {found!r}")
    return tuple(float(one) for one in found)
