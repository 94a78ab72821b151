"""Which of the installed voices speaks a language. Pure functions.

Languages come as BCP-47 tags; voices name theirs in the way of their system: ``cmn`` and ``yue``
(espeak-ng: ISO 639-3), ``en-US`` (SAPI 5), ``en_US`` (macOS).
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.speech.messages import Voice
from desktop.system import libraries
from desktop.tasks import LANGUAGES

_SAME = {
    "zh": "cmn",
    "zh-cn": "cmn",
    "zh-sg": "cmn",
    "zh-tw": "cmn-tw",
    "zh-hans": "cmn",
    "zh-hant": "cmn",
    "zh-cmn": "cmn",
    "zh-hk": "yue",
    "zh-mo": "yue",
    "zh-yue": "yue",
    "zh-hant-hk": "yue",
    "zh-hant-mo": "yue",
    "zh-hant-tw": "cmn-tw",
    "zh-hans-cn": "cmn",
    "no": "nb",
    "nn": "nb",
    "iw": "he",
    "in": "id",
    "tl": "fil",
    "sh": "sr",
}
"""Tags that mean the same speech."""

_PREFERRED_REGION = {
    "en": ("en-us", "en-gb"),
    "pt": ("pt-br", "pt-pt"),
    "fr": ("fr-fr",),
    "es": ("es-es",),
    "de": ("de-de",),
}
"""The regions whose speech is taken where the one that is meant has no voice."""

_NAMES = {
    **LANGUAGES,
    "cmn": LANGUAGES["zh"],
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "yue": "Cantonese",
}


def speech_tag(language: str) -> str:
    """``language`` in one spelling: lower case, hyphens, Chinese as ``cmn`` or ``yue``."""
    tag = language.replace("_", "-").lower().strip("-")
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        head = "-".join(parts[:length])
        if head in _SAME:
            return "-".join([_SAME[head], *parts[length:]])
    return tag


def choose_voice(voices: Sequence[Voice], language: str, preferred: str = "") -> Voice | None:
    """The voice that fits ``language`` best, or None when no voice speaks it.

    ``preferred`` is the id of the user's voice: taken where it speaks the language, in whatever
    region, and where the language is unknown (empty). Of several that fit equally, the first.
    """
    wanted = next((voice for voice in voices if voice.id == preferred), None)
    if not language:
        return wanted or choose_voice(voices, "en") or (voices[0] if voices else None)
    tag = speech_tag(language)
    if wanted is not None and _fit(wanted, tag) > 0:
        return wanted
    best = max(voices, key=lambda voice: _fit(voice, tag), default=None)
    return best if best is not None and _fit(best, tag) > 0 else None


def preferred_voice(preferred: Sequence[tuple[str, str]], language: str) -> str:
    """The id that is preferred for ``language``, of pairs (BCP-47 tag, id); empty: none is.

    The very tag goes before one of another region.
    """
    tag = speech_tag(language)
    named = [(speech_tag(wanted), name) for wanted, name in preferred if wanted]
    exact = (name for wanted, name in named if wanted == tag)
    near = (name for wanted, name in named if wanted.split("-")[0] == tag.split("-")[0])
    return next(exact, "") or next(near, "")


def _fit(voice: Voice, tag: str) -> float:
    """How well the voice speaks the language of the tag: 0 not at all, 4 exactly."""
    return max((_fit_of(speech_tag(language), tag) for language in voice.languages), default=0)


def _fit_of(spoken: str, tag: str) -> float:
    primary = tag.partition("-")[0]
    if spoken.partition("-")[0] != primary:
        return 0
    if spoken == tag:
        return 4
    if spoken == primary:
        return 3
    regions = _PREFERRED_REGION.get(primary, ())
    if spoken in regions:
        return 2 - regions.index(spoken) / 10
    # Of the rest, the one with the fewest additions is the most common.
    return 1 - spoken.count("-") / 10


def missing_voice(language: str, driver_name: str, *, others: bool = False) -> str:
    """The sentence that says what brings a voice for ``language`` on the system of this driver;
    ``others``: there are voices for other languages."""
    name = _name(language) or (f"the language {language}" if language else "this text")
    match driver_name:
        case "sapi5":
            where = "Add one in Settings, Time & language, Speech, Add voices."
        case "nsss":
            where = "Add one in System Settings, Accessibility, Spoken Content, System voice."
        case _ if others:
            where = "This espeak-ng has none; a newer one may."
        case _:
            install = libraries.command(["espeak-ng"])
            where = f"Install espeak-ng, on Debian and Ubuntu with: {install}"
    return f"There is no voice for {name}. {where}"


def without_voice(language: str) -> str:
    """What is said in English at the place of words that no voice can pronounce."""
    return f"{_name(language) or 'Other'} text, no voice."


def _name(language: str) -> str:
    return _NAMES.get(speech_tag(language).partition("-")[0], "")
