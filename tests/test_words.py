"""What the sentences for the user must not ask of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

DESKTOP = Path(__file__).parents[1] / "desktop"
BY_HAND = re.compile(r"\b(click|drag|mouse|hover|see below|on the (left|right))", re.IGNORECASE)
BY_KEY = re.compile(r"\b(press|tab|keyboard|arrows?|esc|enter)\b", re.IGNORECASE)


def sentences(path: Path) -> list[str]:
    """The sentences in the texts of a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # A text that stands alone describes what is beside it.
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in alone
        and re.search(r"[a-z] .*[.!?]", node.value)
    ]


def test_nothing_is_asked_for_that_takes_a_mouse_and_an_eye_alone() -> None:
    said = [sentence for path in DESKTOP.rglob("*.py") for sentence in sentences(path)]
    assert len(said) > 500, "the sentences were not found"
    by_hand = [sentence for sentence in said if BY_HAND.search(sentence)]
    assert by_hand, "the way with the mouse is told as well"
    assert [sentence for sentence in by_hand if not BY_KEY.search(sentence)] == []
