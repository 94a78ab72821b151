"""Taking a reading away: onto the clipboard, whole, in part or in one form, and into a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice, QObject, QSaveFile, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.text.forms import suffix
from desktop.ui import result_forms
from desktop.ui.page import Page
from desktop.ui.reading_pane import ReadingPane
from desktop.values import OutputKind

if TYPE_CHECKING:
    from desktop.ui.result_translation import Translation

SAVE_KEYS, AUDIO_KEYS = "Ctrl+S", "Ctrl+Shift+S"
PAIRS = "Original and translation, in two columns (*.md)"

_SOUNDS = ("Sound, as it is (*.wav)", "Sound, smaller (*.flac)", "Sound, smallest (*.mp3)")
_ENDINGS = tuple(f".{result_forms.ending(kind)}" for kind in _SOUNDS)


class TakeAway(QObject):
    """Works on what is in one ``ReadingPane``; each answer may come a moment later, as a signal."""

    copied = Signal(dict)
    """What the clipboard shall hold, by MIME type."""
    saved = Signal()
    audio_wanted = Signal(str, str)
    """Words to be spoken into a file, and its path."""
    refused = Signal(str)
    """A sentence for the user."""
    saving = Signal(str)
    """A sentence too: the sound is being made, under which name if it isn't the one typed."""

    def __init__(self, window: QWidget, reading: ReadingPane) -> None:
        super().__init__(window)
        self._window, self._reading = window, reading
        self.pictured: Translation | None = None
        """What of the text stands on a picture."""
        self.times: tuple[tuple[int, int, str], ...] = ()
        """When what was heard of a region was there, as ``Reading.times``."""

    def copy(self) -> None:
        """Copy the selection, else all of it in every form that it has."""
        if chosen := self._reading.selected():
            self.copied.emit(dict(chosen))
        else:
            self._reading.with_page(lambda page: self.copied.emit(dict(page.forms)))

    def fill(self, menu: QMenu) -> None:
        """Offer the single forms of what is there."""
        menu.clear()
        for said, mime in result_forms.COPIES.get(self._reading.kind, ()):
            action = menu.addAction(said)
            action.triggered.connect(lambda _=False, mime=mime: self._copy_as(mime))

    def save(self) -> None:
        """Ask where, and write the file."""
        also = [PAIRS] if self._unedited_pairs else []
        dialog = _dialog(self._window, self._reading.kind, also)
        dialog.fileSelected.connect(
            lambda path: self._reading.with_page(partial(self._write, path))
        )
        dialog.open()

    def fill_save(self, menu: QMenu) -> None:
        """Offer to save the text, or its sound."""
        menu.clear()
        menu.addAction(f"Save the text…\t{SAVE_KEYS}", self.save)
        if self.pictured is not None and self._in_pairs:
            menu.addAction("Save the picture…", self.pictured.save_picture)
        menu.addAction(f"Save as audio…\t{AUDIO_KEYS}", self.save_audio)
        if self.times:
            menu.addAction("Save as subtitles…", self.save_subtitles)

    def save_subtitles(self) -> None:
        """Ask where to, and write what was heard with its times."""
        from desktop.ui import result_subtitles

        result_subtitles.save(self._window, self.times, self.saved.emit, self.refused.emit)

    def save_audio(self) -> None:
        """Ask where to, and have what is selected, else all of it, spoken into that file."""
        if not self._reading.text.toPlainText():
            self.refused.emit("There is no text yet.")
            return
        if chosen := self._reading.selected():
            words = chosen[result_forms.PLAIN]
            self._ask_audio(lambda path: self.audio_wanted.emit(words, path))
        else:
            self._ask_audio(
                lambda path: self._reading.with_page(
                    lambda page: self.audio_wanted.emit(page.words, path)
                )
            )

    def _ask_audio(self, use: Callable[[str], None]) -> None:
        dialog = blank_dialog(self._window, "Save as audio", list(_SOUNDS))
        dialog.setDefaultSuffix("wav")
        dialog.selectFile("Sightread.wav")
        dialog.fileSelected.connect(
            lambda path: self._use_sound(path, dialog.selectedNameFilter(), use)
        )
        dialog.open()

    def _use_sound(self, path: str, chosen: str, use: Callable[[str], None]) -> None:
        """``use`` the path, with the ending of the kind that was ``chosen`` where it has none of
        sound: a name like “Chapter 1.2” or “Letter.txt” is a name like any other."""
        told = "Saving the sound…"
        if not path.lower().endswith(_ENDINGS):
            path = f"{path}.{result_forms.ending(chosen)}"
            name = Path(path).name
            if Path(path).exists():  # the dialog asked about the other name only
                self.refused.emit(f"There is a file {name} already. Choose another name.")
                return
            told = f"Saving it as {name}, a file of sound."
        self.saving.emit(told)
        use(path)

    def _copy_as(self, mime: str) -> None:
        self._reading.with_page(partial(self._copy_one, mime))

    def _copy_one(self, mime: str, page: Page) -> None:
        if found := result_forms.one_form(page.forms, mime):
            self.copied.emit(found)
        else:
            self.refused.emit("This can't be written in that form. Copy its source instead.")

    @property
    def _in_pairs(self) -> bool:
        return self.pictured is not None and self.pictured.under_way

    @property
    def _unedited_pairs(self) -> bool:
        """Whether the pairs are what the text says; what the user wrote stands in no pair."""
        return self._in_pairs and not self._reading.text.edited

    def _write(self, path: str, page: Page) -> None:
        written = result_forms.content(path, page.text, page.kind, page.forms)
        if self.pictured is not None and self._unedited_pairs and path.lower().endswith(".md"):
            from desktop.text import pairs

            written = f"{pairs.table(self.pictured.paragraphs, '', '')}\n"
        file, data = QSaveFile(path), written.encode()  # what is there stays until this is whole
        opened = file.open(QIODevice.OpenModeFlag.WriteOnly | QIODevice.OpenModeFlag.Text)
        if opened and file.write(data) == len(data) and file.commit():
            self.saved.emit()
        else:
            self.refused.emit("The text could not be saved there. Choose another folder.")


def _dialog(parent: QWidget, kind: OutputKind, also: list[str]) -> QFileDialog:
    """One that asks where to save the text; ``also`` are more kinds of files."""
    offered = result_forms.filters(kind)
    dialog = blank_dialog(parent, "Save the text", [*offered[:-1], *also, offered[-1]])
    dialog.setDefaultSuffix(suffix(kind).removeprefix("."))
    dialog.selectFile(f"Sightread{suffix(kind)}")
    return dialog


def blank_dialog(parent: QWidget, title: str, filters: list[str]) -> QFileDialog:
    """A dialog that asks where to save something; the kinds of files are ``filters``."""
    dialog = QFileDialog(parent, title, str(Path.home()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(filters)
    # The name's ending follows the kind of file that is chosen.
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(result_forms.ending(chosen))
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
