"""An app on a machine whose server reads what the tests say."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

TEXT = "Platform 9 departs at 10:45"
CAMERA = ("tests/accessibility/app_with_camera.py", TEXT)

HEARD = """
[voice]
asked = true
announce = true
volume = 0
through = "both"
"""
"""The settings of who hears a screen reader only, wherever the tests run."""

_SETTINGS = (
    """
[engine]
engine = "remote"
[server]
address = "{address}"
agreed = "{address}"
[after.read]
speak = false
[after.translate]
speak = false
[camera]
auto = false
speak = false
"""
    + HEARD
)


def settings(address: str) -> str:
    """The settings of who has the server at ``address`` read."""
    return _SETTINGS.format(address=address)


def drawn(path: Path) -> str:
    """Draw the text into a picture at ``path``."""
    image = Image.new("RGB", (420, 90), "white")
    font = ImageFont.truetype("DejaVuSans.ttf", 32)
    ImageDraw.Draw(image).text((24, 24), TEXT, font=font, fill="black")
    image.save(path)
    return str(path)
