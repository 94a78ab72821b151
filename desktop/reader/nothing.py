"""Answers that say that there is nothing on the picture, so that they aren't taken for its text."""

from __future__ import annotations

import json
import re
from typing import Any

from desktop.values import OutputKind

_SAID = re.compile(
    r"(?:这张|该|此)?(?:图片|图像|图)[中里上内]?(?:并?没有|未|无)"
    r"(?:检测到|识别到|发现|包含|任何|可识别的?|可见的?){0,3}(?:文字|文本|字幕)(?:内容|信息)?"
    r"|(?:there(?:'s| is| are) )?no (?:visible |readable |legible )?(?:text|subtitles?)"
    r" (?:(?:is |are )?(?:visible |found |present )?)?(?:in|on) th(?:e|is) (?:image|picture|photo)"
    r"|th(?:e|is) (?:image|picture|photo) (?:contains|has|shows) no (?:visible )?text",
    re.IGNORECASE,
)
"""How a model says it. It must name the picture: a screenshot may well say “No text found.”"""


def says_nothing(text: str, kind: OutputKind) -> bool:
    """Whether an answer, as text or as fields, holds nothing of a picture."""
    if kind is OutputKind.FIELDS:
        try:
            return _empty(json.loads(text))
        except (ValueError, RecursionError):
            pass  # kept as text
    plain = text.strip()
    return not plain or bool(_SAID.fullmatch(plain.rstrip("。.!！ ")))


def _empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_empty, value.values()))
    if isinstance(value, list):
        return all(map(_empty, value))
    return value is None or (isinstance(value, str) and not value.strip())
