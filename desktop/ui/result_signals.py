"""What a result window emits: what the user wants, which others do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow

from desktop.values import EngineName, Task


class ResultSignals(QMainWindow):
    """The signals of ``ResultWindow``."""

    again = Signal(Task, EngineName)
    """The same shot shall be read as another task or by another engine."""
    copy_requested = Signal(dict)
    """The forms of the text, by MIME type."""
    listen_requested = Signal(str)
    read_from_requested = Signal(str, int)
    """A text as it is spoken, and the character of it to begin at."""
    speak_requested = Signal(str, str)
    """Words to be said now, and their language; the window tells a screen reader of them."""
    say_requested = Signal(str, str)
    """Words to be read aloud instead of the text, from their beginning, and their language."""
    walked = Signal()
    """The user goes through the text: what is said now are words of it."""
    audio_requested = Signal(str, str, str)
    """Words to be spoken into a file, their language, and its path."""
    transport = Signal(object)
    """A ``Verb`` for the voice; that it shall be silent is ``stop_requested``."""
    stop_requested = Signal()
    focus_back = Signal()
    """The keyboard goes back to the program that had it; the result stays."""
    recalled = Signal(object)
    """An earlier result is shown again: a ``Kept``. The number of the job stays the latest one."""
    closed = Signal()
    zoom_changed = Signal(int)
    settings_requested = Signal()
    action_requested = Signal(str)
    """What a failure's button opens: ``model`` or ``server``, a part of the settings."""
    agreed = Signal()
    """The user agreed to send pictures to the server."""
