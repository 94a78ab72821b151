"""The 13 kinds of screenshot that people take, rendered, each with the text that is on it.

``render(kind, family)`` gives a picture and its text; ``similarity`` compares what was read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from desktop.values import Shot

_FONTS = Path("/usr/share/fonts")
_FILES = {
    "dejavu": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "liberation": ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    "serif": ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    "mono": ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"),
}
_CHINESE = ("NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc")
FAMILIES = ("dejavu", "liberation", "serif")

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (20, 20, 20)


@dataclass(frozen=True)
class Picture:
    """A rendered screenshot and the text on it, in reading order."""

    image: Image.Image
    text: str

    @property
    def shot(self) -> Shot:
        """As the reader takes it."""
        return shot(self.image)


def shot(image: Image.Image) -> Shot:
    """A picture in the pixel order of shots."""
    return Shot(image.convert("RGB").tobytes("raw", "BGRX"), image.width, image.height)


def sheet(width: int, height: int) -> Image.Image:
    """White, but for a stroke: a picture that isn't empty, for who doesn't look at it."""
    image = Image.new("RGB", (width, height), "white")
    image.putpixel((width // 2, height // 2), BLACK)
    return image


def similarity(read: str, text: str) -> float:
    """How alike two texts are, 0 to 1, runs of white space counted as one space."""
    return SequenceMatcher(
        None, " ".join(read.split()), " ".join(text.split()), autojunk=False
    ).ratio()


@cache
def font(family: str, size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """One of the fonts of fonts-dejavu-core, fonts-liberation2 and a Chinese one."""
    names = _CHINESE if family == "chinese" else (_FILES[family][bold],)
    for name in names:
        for path in sorted(_FONTS.rglob(name)):
            return ImageFont.truetype(str(path), size)
    raise FileNotFoundError(f"none of the fonts {', '.join(names)} is under {_FONTS}")


class Page:
    """A canvas that notes what is written on it."""

    def __init__(self, width: int, height: int, back: Colour = WHITE, ink: Colour = BLACK) -> None:
        self.image = Image.new("RGB", (width, height), back)
        self.draw = ImageDraw.Draw(self.image)
        self.ink = ink
        self.lines: list[str] = []

    def write(
        self, x: int, y: int, text: str, face: ImageFont.FreeTypeFont, ink: Colour | None = None
    ) -> None:
        """Write one line; its reading order is the order of the calls."""
        self.draw.text((x, y), text, font=face, fill=ink or self.ink)
        self.lines.append(text)

    def block(
        self, x: int, y: int, lines: list[str], face: ImageFont.FreeTypeFont, leading: float = 1.45
    ) -> int:
        """Write lines below one another; the row below the last."""
        step = round(face.size * leading)
        for number, line in enumerate(lines):
            self.write(x, y + number * step, line, face)
        return y + len(lines) * step

    def done(self) -> Picture:
        """The picture and its text."""
        return Picture(self.image, "\n".join(self.lines))


def _dialog(family: str) -> Picture:
    page = Page(420, 60, (240, 240, 240))
    page.write(18, 20, "Do you want to save the changes to this file?", font(family, 15))
    return page.done()


def _urls(family: str) -> Picture:
    page = Page(620, 150)
    page.block(
        16,
        14,
        [
            "https://www.example.org/docs/install.html",
            "http://localhost:8080/api/v1/users?id=42&sort=name",
            "ftp://mirror.example.net/pub/linux/README.txt",
            "support@example.com",
        ],
        font(family, 16),
        1.8,
    )
    return page.done()


def _labels(family: str) -> Picture:
    page = Page(150, 22, (235, 235, 235))
    page.write(8, 3, "Save as draft", font(family, 13))
    return page.done()


def _faint(family: str) -> Picture:
    page = Page(520, 110, (250, 250, 250), (168, 168, 168))
    page.block(
        20,
        16,
        ["Last edited on Tuesday by Maria", "Comments are closed for this page", "Read more below"],
        font(family, 16),
        1.6,
    )
    return page.done()


def _columns(family: str) -> Picture:
    page, face = Page(760, 260), font(family, 15)
    page.block(
        20,
        20,
        [
            "The harbour was quiet in the",
            "morning. Only two boats had",
            "left before sunrise, and the",
            "nets of the others hung in the",
            "wind to dry. Nobody spoke on",
            "the pier, not even the gulls.",
        ],
        face,
        1.7,
    )
    page.block(
        400,
        20,
        [
            "Inland the day had started",
            "long ago. Trucks rolled down",
            "the valley road with milk and",
            "bread, and the school bell rang",
            "twice, as it did every Monday",
            "since the old clock broke.",
        ],
        face,
        1.7,
    )
    return page.done()


def _list(family: str) -> Picture:
    page, face = Page(440, 260), font(family, 16)
    page.write(20, 16, "Shopping list", font(family, 20, bold=True))
    page.block(
        36,
        60,
        [
            "1. Two loaves of bread",
            "2. A dozen eggs",
            "3. Olive oil, 500 ml",
            "4. Green tea",
            "5. Batteries (AA)",
            "6. Birthday card",
        ],
        face,
        1.9,
    )
    return page.done()


def _sizes(family: str) -> Picture:
    page = Page(640, 260)
    page.write(24, 20, "Annual report", font(family, 40, bold=True))
    page.write(24, 84, "Results and outlook for the year", font(family, 24))
    page.write(24, 140, "Revenue grew by eight percent in all regions.", font(family, 17))
    page.write(24, 176, "Figures have not been audited.", font(family, 12))
    page.write(24, 206, "Page 3 of 48", font(family, 12))
    return page.done()


def _specials(family: str) -> Picture:
    page = Page(560, 180)
    page.block(
        20,
        18,
        [
            "Price: $19.99 (20% off) & free shipping!",
            "Mail: info@example.com #sale *new*",
            "Path: C:/Users/Anna/notes_2024.txt",
            "Total = 3 + 4 / 2 - 1 < 10",
        ],
        font(family, 17),
        2.0,
    )
    return page.done()


def _chinese(family: str) -> Picture:
    page, face = Page(560, 190), font("chinese", 18)
    page.block(
        20,
        20,
        [
            "欢迎使用 Sightread 文字识别",
            "请按 Enter 键继续，或按 Esc 键退出。",
            "版本 Version 2.0 已经发布",
        ],
        face,
        1.9,
    )
    page.write(20, 130, "Settings and help", font(family, 17))
    return page.done()


def _dark(family: str) -> Picture:
    page = Page(560, 150, (0, 0, 0), WHITE)
    page.block(
        20,
        18,
        [
            "Dark mode is on for every window.",
            "Change it in Settings, Appearance.",
            "Your eyes will thank you at night.",
        ],
        font(family, 17),
        2.0,
    )
    return page.done()


def _code(family: str) -> Picture:
    page = Page(600, 190, (30, 30, 30), (220, 220, 220))
    page.block(
        18,
        16,
        [
            "def area(width, height):",
            "    if width < 0 or height < 0:",
            '        raise ValueError("negative")',
            "    return width * height",
            "",
            "print(area(3, 4))",
        ],
        font("mono", {"dejavu": 15, "liberation": 16, "serif": 14}[family]),
        1.7,
    )
    return page.done()


def _receipt(family: str) -> Picture:
    page, face = Page(420, 330), font(family, 17)
    page.write(130, 18, "CORNER SHOP", font(family, 20, bold=True))
    rows = [
        ("Milk 1 l", "1.29"),
        ("Whole grain bread", "3.45"),
        ("Apples 1.2 kg", "2.98"),
        ("Cheddar", "4.10"),
        ("Total", "11.82"),
        ("Cash", "20.00"),
        ("Change", "8.18"),
    ]
    for number, (name, price) in enumerate(rows):
        y = 68 + number * 34
        page.draw.text((24, y), name, font=face, fill=page.ink)
        page.draw.text((396 - face.getlength(price), y), price, font=face, fill=page.ink)
        page.lines.append(f"{name} {price}")
    return page.done()


def _heading(family: str) -> Picture:
    page = Page(900, 200, (18, 60, 120), WHITE)
    page.write(40, 50, "Welcome back", font(family, 90, bold=True))
    return page.done()


KINDS: dict[str, Callable[[str], Picture]] = {
    "dialog": _dialog,
    "urls": _urls,
    "small labels": _labels,
    "low contrast": _faint,
    "two columns": _columns,
    "list": _list,
    "mixed sizes": _sizes,
    "special characters": _specials,
    "Chinese and English": _chinese,
    "white on black": _dark,
    "code": _code,
    "receipt": _receipt,
    "heading": _heading,
}


def render(kind: str, family: str) -> Picture:
    """One kind of screenshot in one font family."""
    return KINDS[kind](family)
