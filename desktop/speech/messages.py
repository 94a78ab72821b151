"""What the app and the child that makes the voice say to each other: frozen values.

The app sends ``AskVoices``, which the child answers with ``Voices``, and ``Render``, which it
answers with ``Rendered``; either with ``RenderFailed`` instead. What is cancelled while it is being
rendered is answered with a ``RenderFailed`` of kind ``CANCELLED``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

SLOWEST, FASTEST = 80, 900
"""The range of the rate, in words a minute."""


class RenderFailure(StrEnum):
    """Why an utterance has no sound."""

    CANCELLED = "cancelled"
    NO_VOICE = "no-voice"
    NO_ENGINE = "no-engine"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that is installed; ``languages`` as the system names them, most often BCP-47."""

    id: str
    name: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskVoices:
    """To the child: which voices are there? A voice that couldn't be loaded is tried again."""


@dataclass(frozen=True, slots=True)
class Voices:
    """From the child: it is ready, and these are the voices."""

    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Render:
    """To the child: make sound of ``text``.

    ``number`` is the job's for cancelling, and numbers only grow. ``voice`` is the id of a voice,
    ``rate`` in words a minute, from ``SLOWEST`` to ``FASTEST``.
    """

    number: int
    text: str = field(repr=False)
    voice: str
    rate: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """From the child: the sound of an utterance.

    ``pcm`` holds mono samples, 16 bit, signed, in the machine's byte order. ``words`` are
    (milliseconds from the beginning of the sound, offset, length), offset and length in characters
    of the utterance's text, the first character being 0; empty where the voice doesn't tell.
    """

    number: int
    pcm: bytes = field(repr=False)
    sample_rate: int
    words: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RenderFailed:
    """From the child: there is no sound of this utterance; ``sentence`` is for the user.

    ``number`` 0: nothing can be rendered, whatever the utterance.
    """

    number: int
    kind: RenderFailure
    sentence: str
