"""The user's voice for each language: those that are set, and a form that adds one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QListWidget, QVBoxLayout, QWidget

from desktop.settings import PreferredVoice
from desktop.speech.voices import speech_tag
from desktop.tasks import LANGUAGES
from desktop.ui import theme
from desktop.ui.announce import announce
from desktop.ui.button import Button
from desktop.ui.flow import Flow

_CHINESE = {"cmn": "zh"}
"""What the voices' own tags are called in settings."""
_MOST_LINES = 6


class PreferredVoices(QWidget):
    """Adds, replaces and removes the voices of languages; ``changed`` carries all of them, a tuple
    of ``PreferredVoice``."""

    changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferred: list[PreferredVoice] = []
        self._voices: list[tuple[str, str, tuple[str, ...]]] = []
        self._language, self._voice = QComboBox(), QComboBox()
        self._list, self._none = QListWidget(), _label("second")
        self._add = Button("Use this voice", "plus", name="Use this voice for this language")
        self._remove = Button("Remove", "trash-2", name="Remove the voice of this language")
        self._lay_out()
        self._language.currentIndexChanged.connect(self._offer_voices)
        self._add.clicked.connect(self._added)
        self._remove.clicked.connect(self._removed)
        self._offer_voices()
        self._fill(0)

    def set_voices(self, voices: Iterable[tuple[str, str, Iterable[str] | str]]) -> None:
        """Offer ``voices``: id, name, and the languages it speaks."""
        self._voices = [
            (voice, name, (spoken,) if isinstance(spoken, str) else tuple(spoken))
            for voice, name, spoken in voices
        ]
        present = self._language.currentData()
        languages = {tag for _, _, spoken in self._voices for tag in map(_primary, spoken) if tag}
        self._language.blockSignals(True)
        self._language.clear()
        for tag in sorted(languages, key=lambda tag: language_name(tag).casefold()):
            self._language.addItem(language_name(tag), tag)
        self._language.setCurrentIndex(max(0, self._language.findData(present or _own())))
        self._language.blockSignals(False)
        self._offer_voices()
        self._fill(self._list.currentRow())

    def show_preferred(self, preferred: Sequence[PreferredVoice]) -> None:
        """Show these; nothing is emitted."""
        if list(preferred) != self._preferred:
            self._preferred = list(preferred)
            self._fill(max(0, self._list.currentRow()))

    # What the user does

    def _added(self) -> None:
        language, voice = self._language.currentData(), self._voice.currentData()
        chosen = PreferredVoice(language, voice)
        for number, each in enumerate(self._preferred):
            if _primary(each.language) == language:
                self._preferred[number] = replace(each, language=language, name=voice)
                break
        else:
            number = len(self._preferred)
            self._preferred.append(chosen)
        self._fill(number)
        self.changed.emit(tuple(self._preferred))
        announce(self, f"{self._in_words(chosen)}.")

    def _removed(self) -> None:
        row = self._list.currentRow()
        gone = self._preferred.pop(row)
        self._fill(min(row, len(self._preferred) - 1))
        self.changed.emit(tuple(self._preferred))
        announce(self, f"Removed: {language_name(_primary(gone.language))}.")
        (self._list if self._preferred else self._language).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    # What is shown

    def _offer_voices(self) -> None:
        language = self._language.currentData()
        self._voice.clear()
        for voice, name, spoken in self._voices:
            if language in map(_primary, spoken):
                self._voice.addItem(f"{name} ({', '.join(spoken)})", voice)
        for widget in (self._language, self._voice, self._add):
            widget.setEnabled(bool(self._voice.count()))

    def _fill(self, row: int) -> None:
        self._list.clear()
        self._list.addItems([self._in_words(each) for each in self._preferred])
        self._list.setCurrentRow(max(0, row))
        there = bool(self._preferred)
        self._none.setVisible(not there)
        self._list.setVisible(there)
        self._remove.setVisible(there)
        line = self._list.sizeHintForRow(0) if there else 0
        edge = 2 * (self._list.frameWidth() + theme.SMALL)
        self._list.setFixedHeight(min(_MOST_LINES, len(self._preferred)) * line + edge)

    def _in_words(self, preferred: PreferredVoice) -> str:
        language = language_name(_primary(preferred.language))
        names = (name for voice, name, _ in self._voices if voice == preferred.name)
        missing = f"{preferred.name} (not found)" if self._voices else preferred.name
        return f"{language}: {next(names, missing)}"

    def _lay_out(self) -> None:
        heading, about = _label("heading"), _label("second")
        heading.setText("A voice for each language")
        about.setText("What is written in this language is read by this voice.")
        self._none.setText("None is chosen yet: the voice that fits a language reads it.")
        self._list.setAccessibleName("Voices of languages")
        self._list.setProperty("role", "field")
        card = QFrame()
        card.setProperty("role", "card")
        form = QVBoxLayout(card)
        form.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        form.setSpacing(theme.TIGHT)
        for box, name in ((self._language, "Language"), (self._voice, "Its voice")):
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(16)
            label = QLabel(name)
            label.setBuddy(box)
            box.setAccessibleName(name)
            if form.count():
                form.addSpacing(theme.SMALL)
            form.addWidget(label)
            form.addWidget(box)
        form.addSpacing(theme.SMALL)
        buttons = Flow()
        buttons.addWidget(self._add)
        form.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.MEDIUM)
        for widget in (heading, about, self._none, self._list):
            column.addWidget(widget)
        column.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(card)


def language_name(tag: str) -> str:
    """What a language is called in English; the tag itself where that isn't known."""
    if tag in LANGUAGES:
        return LANGUAGES[tag]
    found = QLocale(tag).language()
    return tag if found == QLocale.Language.C else QLocale.languageToString(found)


def _primary(language: str) -> str:
    """The language itself, without region or script, as settings call it."""
    tag = speech_tag(language).partition("-")[0]
    return _CHINESE.get(tag, tag)


def _own() -> str:
    """The language of the system."""
    return _primary(QLocale.system().bcp47Name())


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
