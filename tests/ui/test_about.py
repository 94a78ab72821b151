"""Whose work is in it is told, of everything that is installed with it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.about import About

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
BROUGHT = ("ziafont", "STIX Two Math", "eSpeak NG", "PyTorch", "HunyuanOCR", "Lucide")
"""What comes with those, and is shown or loaded."""

NAMES = [re.split("[=<>~!;[ ]", line, maxsplit=1)[0] for line in PROJECT["project"]["dependencies"]]


@pytest.mark.parametrize("name", [*NAMES, *BROUGHT])
def test_every_dependency_and_its_licence_are_named(qtbot: QtBot, name: str) -> None:
    page = About()
    qtbot.addWidget(page)
    lines = "\n".join(label.text() for label in page.findChildren(QLabel)).splitlines()
    known = {"onnxruntime": "ONNX Runtime"}.get(name, name).lower()
    assert any(known in line.lower().partition(": ")[0] for line in lines if ": " in line)
