"""What tray, tooltip, menu and status line show, from the state of the app alone."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.actions import ACTIONS
from desktop.ui.engine_names import at_work
from desktop.values import State, Status

_WORDS = {
    State.IDLE: "ready",
    State.READING: "reading",
    State.SPEAKING: "speaking",
    State.ATTENTION: "needs your attention",
}


@dataclass(frozen=True, slots=True)
class Presentation:
    """How one state of the app looks.

    ``icon`` is a name in ``resources/icons``; ``can_stop`` is whether "Stop speaking" has anything
    to stop; ``status_line`` holds engine, device, memory and voice as far as they are known;
    ``note`` says that the engine stands in for something better.
    """

    icon: str
    tooltip: str
    can_stop: bool
    status_line: str
    note: str = ""


def presentation(status: Status) -> Presentation:
    """How ``status`` looks."""
    problem = status.problem if status.state == State.ATTENTION else ""
    return Presentation(
        icon=f"tray-{status.state.value}",
        tooltip=f"Sightread: {problem or _WORDS[status.state]}",
        can_stop=status.state in (State.READING, State.SPEAKING),
        status_line=" · ".join(filter(None, _parts(status))),
        note=status.note,
    )


def watch_title(watching: bool) -> str:
    """What the action "watch" is called, whose second press ends what the first began."""
    return "Stop watching" if watching else ACTIONS["watch"].title


def _parts(status: Status) -> tuple[str, str]:
    voice = status.voice
    if voice and "voice" not in voice.lower():
        voice = f"{voice} voice"
    return at_work(status.engine, status.device, status.memory), voice
