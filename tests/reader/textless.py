"""204 pictures without any text on them, drawn from numbers: 17 of each of 12 kinds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

COUNT = 204

Picture = NDArray[Any]
"""Height x width x 3 or 1, any levels: clipped at the end."""


@dataclass
class Chance:
    """The size of one picture, and what it is drawn from."""

    number: int

    def __post_init__(self) -> None:
        self.plain, self.many = random.Random(self.number), np.random.default_rng(self.number)
        self.height, self.width = self.plain.randint(40, 900), self.plain.randint(60, 1400)
        self.down, self.across = np.mgrid[0 : self.height, 0 : self.width].astype(np.float32)

    @property
    def colour(self) -> tuple[int, int, int]:
        red, green, blue = self.many.integers(0, 256, 3).tolist()
        return red, green, blue

    def sheet(self, colour: tuple[int, int, int] | None = None) -> Image.Image:
        return Image.new("RGB", (self.width, self.height), colour or self.colour)

    def place(self) -> tuple[int, int]:
        return self.plain.randint(0, self.width), self.plain.randint(0, self.height)


def draw(number: int) -> Image.Image:
    """One of the pictures, 0 to ``COUNT`` - 1."""
    made = list(KINDS.values())[number % len(KINDS)](Chance(number))
    if isinstance(made, Image.Image):
        return made
    return Image.fromarray(np.broadcast_to(made, (*made.shape[:2], 3)).clip(0, 255).astype("uint8"))


def _gradient(by: Chance) -> Picture:
    course = by.across * by.plain.uniform(-1, 1) / by.width
    course = course + by.down * by.plain.uniform(-1, 1) / by.height
    course = ((course - course.min()) / (np.ptp(course) + 1e-6))[..., None]
    return np.asarray(np.array(by.colour) * (1 - course) + np.array(by.colour) * course)


def _noise(by: Chance) -> Picture:
    return by.many.uniform(0, 255, (by.height, by.width, 3))


def _grain(by: Chance) -> Picture:
    mean, spread = by.plain.randint(20, 230), by.plain.uniform(2, 40)
    return by.many.normal(mean, spread, (by.height, by.width, 1))


def _clouds(by: Chance, steep: float = 0.0) -> Picture:
    away = np.hypot(
        np.fft.fftfreq(by.height)[:, None], np.fft.fftfreq(by.width)[None, :]
    )  # cycles a pixel
    away[0, 0] = 1
    power = away ** (steep or by.plain.uniform(0.8, 2))
    waves = [np.fft.fft2(by.many.normal(size=away.shape)) / power for _ in range(3)]
    layers = np.stack([np.real(np.fft.ifft2(wave)) for wave in waves], -1)
    mixed = 0.8 * layers[..., :1] + 0.3 * layers
    return np.asarray(255 * (mixed - mixed.min()) / np.ptp(mixed))


def _shapes(by: Chance) -> Image.Image:
    image = by.sheet()
    pen = ImageDraw.Draw(image)
    for _ in range(by.plain.randint(2, 9)):
        x, y = by.place()
        across, down = by.plain.randint(30, 400), by.plain.randint(30, 300)
        shape = pen.ellipse if by.plain.random() < 0.5 else pen.rectangle
        shape((x, y, x + across, y + down), fill=by.colour)
    return image


def _landscape(by: Chance) -> Picture:
    sky = np.linspace(230, 150, by.height)[:, None, None] * np.array([0.75, 0.9, 1])
    hills = np.sin(by.across / by.width * by.plain.uniform(4, 15) + by.plain.uniform(0, 6))
    ridge = by.height * (0.4 + 0.1 * hills + 0.03 * np.sin(by.across / 17))
    land = 0.4 * _clouds(by, 1.2) + np.array([40, 80, 30])
    over = (by.down < ridge)[..., None]
    return np.asarray(np.where(over, sky, land) + by.many.normal(0, 3, land.shape))


def _cells(by: Chance) -> Picture:
    centres = by.many.uniform(0, 1, (by.plain.randint(10, 60), 2)) * (by.height, by.width)
    nearest = np.full((by.height, by.width), np.inf, np.float32)
    owner = np.zeros(nearest.shape, np.intp)
    for number, (y, x) in enumerate(centres.astype(np.float32)):
        far = (by.down - y) ** 2 + (by.across - x) ** 2
        owner[far < nearest] = number
        nearest = np.minimum(nearest, far)
    return np.asarray(by.many.uniform(0, 255, (len(centres), 3))[owner])


def _waves(by: Chance) -> Picture:
    bent = by.plain.uniform(0, 3) * np.sin(by.down / by.plain.uniform(10, 80))
    return np.asarray(127 + 120 * np.sin(by.across / by.plain.uniform(3, 60) + bent))[..., None]


def _leaves(by: Chance) -> Image.Image:
    image = by.sheet((20, 50, 20))
    pen = ImageDraw.Draw(image)
    for _ in range(300):
        (x, y), long = by.place(), by.plain.randint(8, 60)
        green = (by.plain.randint(0, 60), by.plain.randint(60, 200), by.plain.randint(0, 80))
        pen.ellipse((x, y, x + long, y + long // by.plain.randint(1, 4)), fill=green)
    return image.filter(ImageFilter.GaussianBlur(1))


def _lights(by: Chance) -> Picture:
    picture = np.full((by.height, by.width, 3), float(by.plain.randint(20, 200)))
    for _ in range(4):
        (x, y), wide = by.place(), by.plain.uniform(20, 250)
        far = (by.across - x) ** 2 + (by.down - y) ** 2
        picture += np.exp(-far / (2 * wide**2))[..., None] * by.many.uniform(-150, 150, 3)
    return picture + by.many.normal(0, 6, picture.shape)


def _grid(by: Chance) -> Image.Image:
    image = by.sheet((240, 240, 240))
    pen, step = ImageDraw.Draw(image), by.plain.randint(24, 90)
    for x in range(0, by.width, step * by.plain.choice((1, 2))):
        pen.line((x, 0, x, by.height), fill=(120, 120, 120))
    for y in range(0, by.height, step):
        pen.line((0, y, by.width, y), fill=(120, 120, 120))
    return image


KINDS: dict[str, Callable[[Chance], Picture | Image.Image]] = {
    "flat": lambda by: by.sheet(),
    "gradient": _gradient,
    "noise": _noise,
    "grain": _grain,
    "clouds": _clouds,
    "shapes": _shapes,
    "landscape": _landscape,
    "cells": _cells,
    "waves": _waves,
    "leaves": _leaves,
    "lights": _lights,
    "grid": _grid,
}
