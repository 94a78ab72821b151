from __future__ import annotations

from desktop.ui.state import presentation
from desktop.values import State, Status


def test_each_state_has_its_own_icon_and_words() -> None:
    shown = [presentation(Status(state, problem="No voice.")) for state in State]
    assert len({each.icon for each in shown}) == len(State)
    assert len({each.tooltip for each in shown}) == len(State)


def test_a_problem_is_shown() -> None:
    shown = presentation(Status(State.ATTENTION, problem="No voice is installed."))
    assert shown.tooltip == "Sightread: No voice is installed."


def test_an_old_problem_does_not_cover_what_is_going_on() -> None:
    shown = presentation(Status(State.READING, problem="No voice is installed."))
    assert shown.tooltip == "Sightread: reading"


def test_only_what_runs_can_be_stopped() -> None:
    can_stop = {state: presentation(Status(state)).can_stop for state in State}
    assert can_stop == {
        State.IDLE: False,
        State.READING: True,
        State.SPEAKING: True,
        State.ATTENTION: False,
    }


def test_the_status_line_leaves_out_what_is_not_known() -> None:
    assert presentation(Status(engine="quick", voice="English")).status_line == (
        "Quick engine · English voice"
    )
    assert presentation(Status()).status_line == ""


def test_the_status_line_says_engine_device_and_voice_in_words() -> None:
    lines = [
        presentation(Status(engine=engine, device=device, voice=voice)).status_line
        for engine, device, voice in (
            ("quick", "cpu", "English"),
            ("hunyuan", "cuda:0", "voice that fits the text"),
            ("hunyuan", "cuda:1", ""),
            ("hunyuan", "mps", ""),
        )
    ]
    assert lines == [
        "Quick engine on the CPU · English voice",
        "HunyuanOCR on the graphics card · voice that fits the text",
        "HunyuanOCR on the graphics card 2",
        "HunyuanOCR on Apple graphics",
    ]


def test_a_stand_in_is_told_with_the_status() -> None:
    assert presentation(Status(note="The quick engine stands in.")).note
