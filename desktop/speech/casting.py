"""Which voice says a phrase, and what is done where no voice speaks its language.

Nothing is lost in silence: the user is told what brings a voice, once for a language and reading.
The default voice says the phrase if it can pronounce its script, and otherwise that there is such
text. No Qt here.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.speech.messages import Voice
from desktop.speech.phrases import Phrase
from desktop.speech.programme import ANNOUNCEMENT
from desktop.speech.voices import choose_voice, missing_voice, preferred_voice, without_voice
from desktop.text.scripts import main_script, script_of_language

_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """How to speak: ``name`` is the id of a voice or empty, ``rate`` in words a minute, ``volume``
    in percent; ``preferred`` are the ids of voices for languages (BCP-47)."""

    name: str = ""
    rate: int = 200
    volume: int = 100
    preferred: tuple[tuple[str, str], ...] = ()


class Casting:
    """``voices`` are the installed ones, None while unknown; ``choice`` is the user's."""

    def __init__(self, driver_name: str) -> None:
        self.voices: tuple[Voice, ...] | None = None
        self.choice = VoiceChoice()
        self._driver_name = driver_name
        self._told: set[str] = set()
        self._replaced: tuple[int, int, str] | None = None

    def begin(self) -> None:
        """Another reading begins: what is missing is told anew."""
        self._told.clear()
        self._replaced = None

    def cast(self, phrase: Phrase) -> Voice | None:
        """The voice that says the phrase, which may have other words then; None: it is left out."""
        if (voice := self._voice(phrase.language)) is not None:
            return voice
        default = self._voice("")
        if default is None or phrase.job == ANNOUNCEMENT:
            return default
        script = main_script(phrase.text)
        if not script or script in map(script_of_language, default.languages):
            return default
        before, here = self._replaced, (phrase.job, phrase.index, phrase.language)
        self._replaced = here
        if before == (phrase.job, phrase.index - 1, phrase.language):
            return None  # said of the one before already
        phrase.stand_in(without_voice(phrase.language), _ENGLISH)
        return self._voice(_ENGLISH) or default

    def missing(self, language: str) -> str:
        """The sentence that says what brings a voice for a language; empty where there is one, or
        where it has been told."""
        if self._voice(language) is not None:
            return ""
        sentence = missing_voice(language, self._driver_name, others=bool(self.voices))
        return "" if sentence in self._told else self.told(sentence)

    def told(self, sentence: str) -> str:
        """The same sentence, empty if it has been told of this reading."""
        if sentence in self._told:
            return ""
        self._told.add(sentence)
        return sentence

    def _voice(self, language: str) -> Voice | None:
        preferred = preferred_voice(self.choice.preferred, language) if language else ""
        return choose_voice(self.voices or (), language, preferred or self.choice.name)
