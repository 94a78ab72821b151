"""Pages of words that nobody wrote, in the sizes that are measured; drawn with Pillow alone."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFont

SNIP = (800, 350)
SCREEN = (1920, 1080)
PAGE = (2048, 2048)

_INK = (20, 20, 24)
_LETTERS = "aaabcdeeefghiiklmnoooprssttuuvwy"


def page(width: int, height: int, seed: int = 0) -> Image.Image:
    """A page full of lines, RGB; another seed gives other words."""
    drawn = random.Random(seed)
    font = ImageFont.load_default(22)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for top in range(16, height - 24, 32):
        words = (
            "".join(drawn.choices(_LETTERS, k=drawn.randint(2, 9))) for _ in range(width // 50)
        )
        draw.text((16, top), " ".join(words), _INK, font)
    return image
