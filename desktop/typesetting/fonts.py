"""Fonts that have the glyphs, for a script and as the original's are."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QTextLayout

from desktop.text.scripts import main_script, primary

_SANS = ("Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", "DejaVu Sans")
_SERIF = ("Times New Roman", "Noto Serif", "Liberation Serif", "DejaVu Serif")

_ARABIC = ("Segoe UI", "Geeza Pro", "Noto Sans Arabic", "DejaVu Sans")
_HEBREW = ("Segoe UI", "Arial Hebrew", "Noto Sans Hebrew", "DejaVu Sans")
_CJK = {
    "ja": ("Yu Gothic UI", "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP"),
    "ko": ("Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR", "Noto Sans KR"),
    "zh": ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC"),
    "zh-hant": ("Microsoft JhengHei UI", "PingFang TC", "Noto Sans CJK TC", "Noto Sans TC"),
}
_ANY_CJK = ("WenQuanYi Zen Hei", "Droid Sans Fallback")
_HANT = frozenset({"hant", "tw", "hk", "mo"})

_MEASURED = 100
"""Pixels of the type that proportions are measured on."""


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look, but for their size."""

    families: tuple[str, ...]
    bold: bool

    def font(self, pixels: int) -> QFont:
        """At so many pixels an em."""
        font = QFont()
        font.setFamilies(list(self.families))
        font.setPixelSize(max(1, pixels))
        font.setBold(self.bold)
        # Across, letters stay as wide as they are at any size; upright they are sharp.
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        return font

    def reach(self, text: str) -> tuple[float, float]:
        """How far its letters go above and below the baseline, in ems."""
        return _reach(self.families, self.bold, "".join(sorted(set(text)))[:200])


def face(text: str, language: str = "", *, bold: bool = False, serif: bool = False) -> Face:
    """The face for a text in a language (BCP-47; empty: as its script tells)."""
    script = main_script(text)
    families: tuple[str, ...] = _SERIF if serif else _SANS
    if script == "Arab":
        families = _ARABIC + families
    elif script == "Hebr":
        families = _HEBREW + families
    elif script in ("Hani", "Kana", "Hang"):
        families = _CJK[_east_asian(script, language)] + _ANY_CJK + families
    there = _installed()
    return Face(tuple(name for name in families if name in there) or ("Sans Serif",), bold)


def missing(layout: QTextLayout) -> bool:
    """Whether a letter of a layout has no glyph in any font on this machine."""
    return any(0 in run.glyphIndexes() for run in layout.glyphRuns())


def right_to_left(text: str) -> bool:
    """Whether a text begins at the right (Unicode's rules P2 and P3)."""
    for character in text:
        if (kind := unicodedata.bidirectional(character)) in ("L", "R", "AL"):
            return kind != "L"
    return False


def _east_asian(script: str, language: str) -> str:
    if script == "Kana":
        return "ja"
    if script == "Hang":
        return "ko"
    code = primary(language)
    if code in ("ja", "ko"):
        return code
    return "zh-hant" if _HANT & set(language.lower().replace("_", "-").split("-")) else "zh"


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    return frozenset(QFontDatabase.families())


@lru_cache(maxsize=512)
def _reach(families: tuple[str, ...], bold: bool, letters: str) -> tuple[float, float]:
    metrics = QFontMetricsF(Face(families, bold).font(_MEASURED))
    box = metrics.tightBoundingRect(letters)
    return -box.top() / _MEASURED, box.bottom() / _MEASURED
