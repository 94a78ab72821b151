"""Fonts that have the glyphs, for a script and as the original's are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QTextLayout

from desktop.text.scripts import main_script, primary

_SANS = ("Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "Noto Sans", "DejaVu Sans")
_SERIF = ("Times New Roman", "Georgia", "Liberation Serif", "Noto Serif", "DejaVu Serif")
WESTERN = frozenset({"Latn", "Grek", "Cyrl"})
"""Scripts that look alike in one font."""

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

_System = QFontDatabase.WritingSystem
_SYSTEMS = {
    "Deva": _System.Devanagari,
    "Armn": _System.Armenian,
    "Beng": _System.Bengali,
    "Guru": _System.Gurmukhi,
    "Gujr": _System.Gujarati,
    "Taml": _System.Tamil,
    "Telu": _System.Telugu,
    "Knda": _System.Kannada,
    "Mlym": _System.Malayalam,
    "Sinh": _System.Sinhala,
    "Thai": _System.Thai,
    "Laoo": _System.Lao,
    "Mymr": _System.Myanmar,
    "Geor": _System.Georgian,
    "Khmr": _System.Khmer,
}
"""Scripts whose fonts have too many names: whatever is there is taken, sans serif first."""

_NEARER = 0.05

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


def face(
    text: str, language: str = "", *, bold: bool = False, families: Sequence[str] = ()
) -> Face:
    """The face for a text in a language (BCP-47; empty: as its script tells).

    ``families`` go before the usual ones, where the script is one that they have.
    """
    script = main_script(text)
    names: tuple[str, ...] = (*families, *_SANS)
    if script == "Arab":
        names = _ARABIC + _SANS
    elif script == "Hebr":
        names = _HEBREW + _SANS
    elif script in _SYSTEMS:
        names = (*_writing(script), *_SANS)
    elif script in ("Hani", "Kana", "Hang"):
        names = _CJK[_east_asian(script, language)] + _ANY_CJK + _SANS
    return Face(_there(names) or ("Sans Serif",), bold)


def likeness(text: str, proportion: float, *, bold: bool, serif: bool) -> Face:
    """The face in which a text is most nearly as wide as it is on a picture.

    ``proportion`` is its width there, in heights of its letters from top to bottom.
    """
    if main_script(text) not in WESTERN or not text.strip():
        return face(text, bold=bold)

    def off(one: Face) -> float:
        up, down = one.reach(text)
        metrics = QFontMetricsF(one.font(_MEASURED))
        wide = metrics.horizontalAdvance(text) / _MEASURED / max(0.1, up + down)
        return abs(log(max(0.01, wide) / max(0.01, proportion)))

    names = _there(_SERIF if serif else _SANS)
    faces = [Face((name,), bold) for name in names] or [Face(("Sans Serif",), bold)]
    best = min(faces, key=off)
    # The usual one, unless another is clearly nearer: measures are a few hundredths off.
    return faces[0] if off(faces[0]) <= off(best) + _NEARER else best


def _there(names: Sequence[str]) -> tuple[str, ...]:
    installed = _installed()
    return tuple(dict.fromkeys(name for name in names if name in installed))


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


@lru_cache(maxsize=32)
def _writing(script: str) -> tuple[str, ...]:
    """Fonts for a script, the plainest first."""
    names = QFontDatabase.families(_SYSTEMS[script])
    return tuple(sorted(names, key=lambda name: ("Sans" not in name, len(name), name))[:4])


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    return frozenset(QFontDatabase.families())


@lru_cache(maxsize=512)
def _reach(families: tuple[str, ...], bold: bool, letters: str) -> tuple[float, float]:
    metrics = QFontMetricsF(Face(families, bold).font(_MEASURED))
    box = metrics.tightBoundingRect(letters)
    return -box.top() / _MEASURED, box.bottom() / _MEASURED
