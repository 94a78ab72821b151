"""A file that is written whole or not at all: what was there stays until all of it is written."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` into the file at ``path``. Raises OSError; the file is then as it was."""
    path = path.resolve()  # what a link leads to, not the link
    beside = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
