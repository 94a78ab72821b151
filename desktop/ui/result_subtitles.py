"""What was heard of a region that was watched, saved as subtitles: a dialog, and the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.subtitles.cues import ENDINGS, Cue, written
from desktop.ui import result_forms
from desktop.ui.result_takeaway import blank_dialog

KINDS = ["Subtitles, SubRip (*.srt)", "Subtitles, WebVTT (*.vtt)"]


def save(
    window: QWidget,
    times: tuple[tuple[int, int, str], ...],
    saved: Callable[[], None],
    refused: Callable[[str], None],
) -> None:
    """Ask where to, and write it; ``times`` are those of a ``Reading``."""
    dialog = blank_dialog(window, "Save as subtitles", KINDS)
    dialog.setDefaultSuffix(result_forms.ending(KINDS[0]))
    dialog.selectFile(f"Sightread{ENDINGS[0]}")

    def write(path: str) -> None:
        text = written((Cue(*each) for each in times), Path(path).suffix)
        try:
            Path(path).write_text(text, encoding="utf-8", newline="\n")
        except OSError:
            refused("The subtitles could not be saved there. Choose another folder.")
        else:
            saved()

    dialog.fileSelected.connect(write)
    dialog.open()
