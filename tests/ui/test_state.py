from __future__ import annotations

from desktop.ui.state import presentation
from desktop.values import State, Status


def test_each_state_has_its_own_icon_and_words() -> None:
    shown = [presentation(Status(state, problem="No voice.")) for state in State]
    assert len({each.icon for each in shown}) == len(State)
    assert len({each.tooltip for each in shown}) == len(State)


def test_a_problem_is_shown_and_said() -> None:
    shown = presentation(Status(State.ATTENTION, problem="No voice is installed."))
    assert shown.tooltip == "Sightread: No voice is installed."
    assert shown.announcement == "No voice is installed."


def test_an_old_problem_does_not_cover_what_is_going_on() -> None:
    shown = presentation(Status(State.READING, problem="No voice is installed."))
    assert shown.tooltip == "Sightread: reading"
    assert shown.announcement == "Reading…"


def test_only_what_runs_can_be_stopped() -> None:
    can_stop = {state: presentation(Status(state)).can_stop for state in State}
    assert can_stop == {
        State.IDLE: False,
        State.READING: True,
        State.SPEAKING: True,
        State.ATTENTION: False,
    }


def test_the_status_line_leaves_out_what_is_not_known() -> None:
    assert presentation(Status(engine="quick engine", voice="English")).status_line == (
        "quick engine · English"
    )
    assert presentation(Status()).status_line == ""
