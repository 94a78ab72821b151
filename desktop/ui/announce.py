"""Says a sentence through the user's screen reader: which is told what is one switch.

There are three kinds of sentences. What only a window knows (“Restored.”) a screen reader is always
told. What the narrator says as well (“Copied.”, the text) it is told once: by the narrator, through
``announce_anywhere`` and as the user has chosen (``settings.Through``); by the window only where
the narrator says nothing, because the user wants no announcements of the app's own. What a window
gives Sightread's own voice to say (“Line copied.”, a word walked to) it is told by the window, but
where the user has chosen that voice alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.settings import Through, Voice


@dataclass(slots=True)
class _Switch:
    narrated: bool = False
    """The narrator says what it has to say, by whichever way."""
    reader: bool = True
    """A screen reader is told that, too."""
    last: tuple[str, bool] = ("", False)
    when: float = 0.0
    """What was told last and whether by the narrator, and when, in seconds."""


_ONCE = 1.0
"""Seconds in which a sentence that a window and the narrator both know is told once."""

_switch = _Switch()


def follow(voice: Voice) -> None:
    """Tell screen readers what these settings want from now on; at first they are told all."""
    _switch.narrated = voice.announce
    _switch.reader = voice.through is not Through.OWN


def says_what_happens() -> bool:
    """Whether the user wants Sightread itself to say what happens, by whichever way."""
    return _switch.narrated


def announce(
    widget: QWidget,
    sentence: str,
    assertive: bool = False,
    *,
    narrated: bool = False,
    spoken: bool = False,
) -> None:
    """Have a screen reader say ``sentence``; ``assertive`` interrupts what it is saying.

    ``narrated``: the narrator says it as well; ``spoken``: the window has Sightread's own voice say
    it. Without a screen reader nothing happens.
    """
    if not (narrated and _switch.narrated) and not (spoken and not _switch.reader):
        _send(widget, sentence, assertive, narrator=False)


def announce_anywhere(sentence: str, assertive: bool = False) -> None:
    """Have a screen reader say ``sentence`` though none of our windows may be shown; nothing
    happens where the user has chosen Sightread's own voice alone.

    It comes from the active window, else from the application itself: Orca says that in whatever
    program the user is. NVDA says only what comes from the program in front.
    """
    if _switch.reader:
        source = QApplication.activeWindow() or QApplication.instance()
        _send(source, sentence, assertive, narrator=True)


def _send(source: QObject | None, sentence: str, assertive: bool, *, narrator: bool) -> None:
    if not sentence or source is None:
        return
    now = time.monotonic()
    if _switch.last == (sentence, not narrator) and now - _switch.when < _ONCE:
        _switch.last = ("", False)  # it may come about again
        return
    _switch.last, _switch.when = (sentence, narrator), now
    event = QAccessibleAnnouncementEvent(source, sentence)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
    QAccessible.updateAccessibility(event)
