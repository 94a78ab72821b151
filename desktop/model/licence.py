"""The licence of HunyuanOCR's weights, in the words that the user reads before he accepts it.

The sentences tell what it says; they don't replace it.
"""

from __future__ import annotations

from datetime import date

from desktop.model.source import HUNYUANOCR

NAME = "Tencent Hunyuan Community License Agreement"

URL = f"https://huggingface.co/{HUNYUANOCR.repository}/blob/{HUNYUANOCR.revision}/LICENSE"
"""The text of the licence, of the very version that is fetched."""

TERRITORY = (
    "The licence does not apply in the European Union, the United Kingdom and South Korea: don't "
    "use HunyuanOCR, or what it reads for you, there."
)

TEXT_SUMMARY = (
    "HunyuanOCR is made by Tencent and is under Tencent's own licence, the "
    f"{NAME}. Using it is free, within the uses that the licence allows. What it reads may not be "
    "used to improve another AI model. Whoever passes it on passes on the licence and its notice. "
    "Sightread is not made or endorsed by Tencent."
)

QUESTION = "Do you accept the licence, and are you outside of these places?"


def accepted_today() -> str:
    """Today's date, as it is kept when the user accepts the licence: ``2026-11-21``."""
    return date.today().isoformat()


def is_date(accepted: str) -> bool:
    """Whether ``accepted`` is such a date."""
    try:
        date.fromisoformat(accepted)
    except ValueError:
        return False
    return True
