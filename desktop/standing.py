"""How things stand, as one value: what the tray's icon, the menu and the status line show.

The problem that is shown is the last one that lasts; while there is none, what doesn't work until
the user changes it (a hotkey, the settings file).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.values import EngineName, Ready, State, Status, Unloaded


class Standing(QObject):
    """Puts the status together; ``changed`` tells each new one once."""

    changed = Signal(Status)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.status = Status()
        self._reading = self._speaking = False
        self._loaded: dict[EngineName, Ready] = {}
        self._lasting = ""

    def set_activity(self, *, reading: bool, speaking: bool, problem: str | None = None) -> None:
        """What is being done now; ``problem`` is what went wrong with it and will the next time,
        empty where all went well, None where that isn't known yet."""
        self._reading, self._speaking = reading, speaking
        if problem is None:
            self._set()
        else:
            self.set_problem(problem)

    def set_lasting(self, sentence: str) -> bool:
        """What doesn't work until the user changes it, empty: all works; whether that is news."""
        news = bool(sentence) and sentence != self._lasting
        self._lasting = sentence
        self.set_problem("")
        return news

    def set_problem(self, sentence: str) -> None:
        """What went wrong, and will the next time; empty: it works again."""
        self._set(problem=sentence or self._lasting)

    def set_voice(self, name: str) -> None:
        """The voice's name, for the status line."""
        self._set(voice=name)

    def engine_ready(self, ready: Ready) -> None:
        """An engine is loaded."""
        self._loaded[ready.engine] = ready
        # The quick engine is always there; what else was loaded is what is worth knowing.
        if ready.engine is not EngineName.QUICK or len(self._loaded) == 1:
            self.engine_reads(ready.engine, ready.device)

    def engine_unloaded(self, unloaded: Unloaded) -> None:
        """An engine gave its memory back."""
        self._loaded.pop(unloaded.engine, None)
        if self.status.engine == unloaded.engine.value:
            self._set(memory=0, note="")

    def engine_reads(self, engine: EngineName, device: str) -> None:
        """It is this engine that is at work."""
        ready = self._loaded.get(engine)
        memory, note = (ready.memory, " ".join(ready.notes)) if ready else (0, "")
        self._set(engine=engine.value, device=device, memory=memory, note=note)

    def _set(self, **changes: Any) -> None:
        status = replace(self.status, **changes)
        if self._reading:
            state = State.READING
        elif self._speaking:
            state = State.SPEAKING
        else:
            state = State.ATTENTION if status.problem else State.IDLE
        status = replace(status, state=state)
        if status != self.status:
            self.status = status
            self.changed.emit(status)
