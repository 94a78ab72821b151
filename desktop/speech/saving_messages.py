"""What the app and the child say to each other about a text that is saved as sound: frozen values.

The app sends ``Save``; the child answers with ``Saving`` from time to time, and at last with
``Saved`` or ``SaveFailed``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.speech.casting import VoiceChoice


@dataclass(frozen=True, slots=True)
class Save:
    """To the child: speak ``text`` into a file.

    ``number`` is the job's for cancelling, and numbers only grow. The file at ``path`` is written
    as ``beside`` first, in the same folder; its ending says in which form. ``language`` is a BCP-47
    tag, empty: guessed for each sentence. ``driver`` is the name of the driver, which says what
    brings a voice.
    """

    number: int
    text: str = field(repr=False)
    language: str
    path: str = field(repr=False)
    beside: str = field(repr=False)
    choice: VoiceChoice
    driver: str


@dataclass(frozen=True, slots=True)
class Saving:
    """From the child: so much has been spoken, 0 to 100."""

    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class Saved:
    """From the child: the file is there. ``notes`` tell of languages without a voice."""

    number: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """From the child: there is no file, and nothing of it; ``sentence`` is for the user, empty
    where it was cancelled."""

    number: int
    sentence: str
