"""A question to a program that answers once and ends: ``python -m MODULE ARGUMENTS…``.

For what the window's process must not import to find out. The program prints one JSON value.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class NoAnswerError(Exception):
    """The program failed; the text says how, for the log."""


def ask(module: str, *arguments: str, timeout_seconds: float) -> Any:
    """What the program ``module`` of this house answers. Blocks. Raises NoAnswerError."""
    root = Path(__file__).resolve().parents[2]
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        answer = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_seconds,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        return json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NoAnswerError(type(error).__name__) from error
