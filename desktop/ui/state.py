"""What tray, tooltip, menu and status line show, from the state of the app alone."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.values import State, Status

_WORDS = {
    State.IDLE: "ready",
    State.READING: "reading",
    State.SPEAKING: "speaking",
    State.ATTENTION: "needs your attention",
}


@dataclass(frozen=True, slots=True)
class Presentation:
    """How one state of the app looks and sounds.

    ``icon`` is a name in ``resources/icons``; ``announcement`` is empty where nothing is said;
    ``can_stop`` is whether "Stop speaking" has anything to stop; ``status_line`` holds engine,
    device and voice as far as they are known.
    """

    icon: str
    tooltip: str
    announcement: str
    can_stop: bool
    status_line: str


def presentation(status: Status) -> Presentation:
    """How ``status`` looks and sounds."""
    problem = status.problem if status.state == State.ATTENTION else ""
    return Presentation(
        icon=f"tray-{status.state.value}",
        tooltip=f"Sightread: {problem or _WORDS[status.state]}",
        announcement=problem or ("Reading…" if status.state == State.READING else ""),
        can_stop=status.state in (State.READING, State.SPEAKING),
        status_line=" · ".join(filter(None, (status.engine, status.device, status.voice))),
    )
