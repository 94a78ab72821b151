"""Where the quick engine's models lie; free of the engine, for who only looks."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

MODELS = ("det", "rec")
"""Detection finds the lines, recognition reads them."""


def path(model: str) -> Path:
    """The file of one of ``MODELS``, inside of the package rapidocr.

    Raises ModuleNotFoundError when that is not installed.
    """
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'rapidocr'", name="rapidocr")
    return Path(spec.origin).parent / "models" / f"PP-OCRv6_{model}_small.onnx"
