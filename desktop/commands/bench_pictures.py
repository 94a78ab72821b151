"""What ``sightread bench`` reads: Sightread's own samples, never anything of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.values import Shot

if TYPE_CHECKING:
    from PIL.Image import Image

_SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"

SNIP = (800, 350)
SCREEN = (1920, 1080)

_DESK = (58, 74, 82)
_BAR = (32, 38, 43)


def snip() -> Shot:
    """Some lines of a letter, as they are cut out of a screen: 800 x 350."""
    letter = _opened("letter")
    left, top = (letter.width - SNIP[0]) // 2, 150
    return _shot(letter.crop((left, top, left + SNIP[0], top + SNIP[1])))


def screen() -> Shot:
    """A whole screen with a letter, a receipt and a sign on it: 1920 x 1080."""
    from PIL import Image

    desk = Image.new("RGB", SCREEN, _DESK)
    desk.paste(_BAR, (0, 0, SCREEN[0], 32))
    desk.paste(_opened("letter"), (40, 70))
    desk.paste(_opened("receipt"), (980, 70))
    sign = _opened("sign")
    desk.paste(sign.resize((sign.width // 2, sign.height // 2)), (1550, 70))
    return _shot(desk)


def save(shot: Shot, path: Path) -> None:
    """Write the shot to a file, for who reads files."""
    from PIL import Image

    image = Image.frombytes("RGB", (shot.width, shot.height), shot.pixels, "raw", "BGRX")
    image.save(path, compress_level=1)


def _opened(name: str) -> Image:
    from PIL import Image

    with Image.open(_SAMPLES / f"{name}.png") as image:
        return image.convert("RGB")


def _shot(image: Image) -> Shot:
    return Shot(image.tobytes("raw", "BGRX"), image.width, image.height)
