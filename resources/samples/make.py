"""Draws the sample pictures: python resources/samples/make.py FOLDER-WITH-FONTS

They are what the welcome, the README and a first try on the command line read. The fonts are DejaVu
and WenQuanYi Zen Hei as Debian packages them; the folder is searched with everything below it.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

HERE = Path(__file__).resolve().parent

RECEIPT = [
    ("Flat white", 2, 3.80),
    ("Almond croissant", 1, 3.45),
    ("Sourdough loaf", 1, 5.20),
    ("Orange juice 0.3 l", 1, 4.10),
]

LETTER = """\
Dear Ms Lindqvist,

thank you for your letter of 3 November. Your new
reading glasses are ready and can be collected from
Thursday, 26 November 2026, between 9:30 and 18:00.

Please bring this letter and the deposit slip with
you. The balance due is 84.50 euros; we accept cash
and all cards.

If the glasses feel uncomfortable in the first two
weeks, come by at any time. Adjusting them is free.

With kind regards,
Amelie Fontaine
Optician"""


class Fonts:
    """Font files below one folder."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.name: path for path in folder.rglob("*.tt?")}

    def get(self, name: str, size: int) -> ImageFont.FreeTypeFont:
        """The font in the file ``name``, ``size`` pixels high."""
        return ImageFont.truetype(self._files[name], size)


def paper(width: int, height: int, colour: tuple[int, int, int], seed: int) -> Image.Image:
    """A sheet with a faint grain."""
    dice = random.Random(seed)  # noqa: S311 - grain, not a secret
    grain = Image.frombytes(
        "L", (width, height), bytes(dice.choices(range(118, 139), k=width * height))
    )
    grain = grain.filter(ImageFilter.GaussianBlur(0.7))
    sheet = Image.new("RGB", (width, height), colour)
    return Image.blend(sheet, Image.merge("RGB", (grain, grain, grain)), 0.045)


def receipt(fonts: Fonts) -> Image.Image:
    """A café's receipt, 560 pixels wide."""
    width, height, margin = 560, 790, 44
    picture = paper(width, height, (253, 251, 246), 1)
    draw = ImageDraw.Draw(picture)
    ink, pale = (34, 32, 36), (120, 116, 112)
    plain, bold = "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"
    right = width - margin
    y = 48

    def centred(text: str, font: ImageFont.FreeTypeFont, step: int) -> None:
        nonlocal y
        draw.text((width / 2, y), text, fill=ink, font=font, anchor="ma")
        y += step

    def row(left: str, amount: str, font: ImageFont.FreeTypeFont, step: int) -> None:
        nonlocal y
        draw.text((margin, y), left, fill=ink, font=font)
        draw.text((right, y), amount, fill=ink, font=font, anchor="ra")
        y += step

    def rule() -> None:
        nonlocal y
        for x in range(margin, right, 12):
            draw.line((x, y, x + 6, y), fill=pale, width=2)
        y += 20

    centred("HARBOUR CAFÉ", fonts.get(bold, 38), 56)
    centred("12 Quay Street, Galway", fonts.get(plain, 21), 30)
    centred("Tel. +353 91 555 0142", fonts.get(plain, 21), 48)
    row("20 Nov 2026  14:32", "Table 7", fonts.get(plain, 21), 40)
    rule()
    total = 0.0
    for name, count, price in RECEIPT:
        total += count * price
        row(f"{count} x {name}", f"{count * price:.2f}", fonts.get(plain, 23), 38)
    y += 4
    rule()
    vat = total - total / 1.135
    row("Subtotal", f"{total - vat:.2f}", fonts.get(plain, 23), 38)
    row("VAT 13.5 %", f"{vat:.2f}", fonts.get(plain, 23), 44)
    row("TOTAL EUR", f"{total:.2f}", fonts.get(bold, 32), 58)
    row("Visa **** 4821", f"{total:.2f}", fonts.get(plain, 23), 42)
    rule()
    y += 6
    centred("Wi-Fi: harbour-guest", fonts.get(plain, 21), 30)
    centred("www.harbour-cafe.example", fonts.get(plain, 21), 48)
    centred("Thank you, see you soon!", fonts.get(bold, 23), 40)
    for step, x in enumerate(range(0, width, 20)):
        edge = height - (14 if step % 2 else 2)
        draw.polygon(
            [(x, edge), (x + 20, height - (2 if step % 2 else 14)), (x + 20, height), (x, height)],
            fill=(226, 224, 220),
        )
    return picture


def sign(fonts: Fonts) -> Image.Image:
    """A sign at a Chinese railway station, 720 pixels wide."""
    width, height = 720, 420
    picture = Image.new("RGB", (width, height), (222, 226, 228))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((28, 28, width - 28, height - 28), 22, fill=(0, 84, 140))
    draw.rounded_rectangle((40, 40, width - 40, height - 40), 14, outline="white", width=4)
    han, latin = "wqy-zenhei.ttc", "DejaVuSans.ttf"
    rows = (
        (70, "出口由此去", han, 68),
        (160, "Way out", latin, 36),
        (224, "请保管好您的车票", han, 44),
        (300, "末班车 23:15", han, 44),
    )
    for y, text, name, size in rows:
        draw.text((width / 2, y), text, fill="white", font=fonts.get(name, size), anchor="ma")
    return picture


def letter(fonts: Fonts) -> Image.Image:
    """An optician's letter, 900 pixels wide."""
    width, height, margin = 900, 960, 84
    picture = paper(width, height, (252, 252, 250), 2)
    draw = ImageDraw.Draw(picture)
    ink = (28, 28, 32)
    draw.text(
        (margin, 70),
        "Fontaine Optics",
        fill=(0, 105, 107),
        font=fonts.get("DejaVuSerif-Bold.ttf", 34),
    )
    draw.text((margin, 122), "8 Mill Lane, Malmö", fill=ink, font=fonts.get("DejaVuSerif.ttf", 22))
    draw.line((margin, 168, width - margin, 168), fill=(0, 105, 107), width=2)
    draw.text(
        (width - margin, 200),
        "20 November 2026",
        fill=ink,
        font=fonts.get("DejaVuSerif.ttf", 22),
        anchor="ra",
    )
    draw.multiline_text(
        (margin, 268), LETTER, fill=ink, font=fonts.get("DejaVuSerif.ttf", 24), spacing=13
    )
    return picture


def main() -> None:
    """Write the pictures beside this file."""
    fonts = Fonts(Path(sys.argv[1]))
    for name, draw in (("receipt", receipt), ("sign", sign), ("letter", letter)):
        colours = draw(fonts).quantize(64, dither=Image.Dither.NONE)
        colours.save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
