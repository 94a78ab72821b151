"""The measure of the output kinds: right answers are judged right, wrong ones wrong."""

from __future__ import annotations

from desktop.values import OutputKind
from tests.tiny_hunyuan import kinds, measure, render


def test_a_taught_answer_is_judged_right_and_a_wrong_one_wrong() -> None:
    capture = render.draw("harbour")
    for write, wrong in (
        (kinds.plain_positions, "harbour(0,0),(90,90)"),
        (kinds.json_positions, '[{"box": [0, 0, 90, 90], "text": "harbour"}]'),
    ):
        lesson = kinds.Lesson(capture, "", write(capture))
        valid, exact, shared = measure.judge(lesson, OutputKind.POSITIONS, lesson.answer)
        assert valid
        assert exact == 1
        assert shared > 0.8
        assert measure.judge(lesson, OutputKind.POSITIONS, wrong)[2] < 0.1
        assert measure.judge(lesson, OutputKind.POSITIONS, "harbour") == (False, 0, 0)
    truth = kinds.Lesson(capture, "", kinds.html_table((("a", "1"), ("b", "2"))))
    other = kinds.html_table((("a", "1"), ("c", "2")))
    assert measure.judge(truth, OutputKind.TABLE, truth.answer) == (True, 1, 1)
    assert measure.judge(truth, OutputKind.TABLE, other) == (True, 0.75, 1)
    assert not measure.judge(truth, OutputKind.TABLE, "<table><tr><td>a</td></tr></table>")[0]
    pair = kinds.Lesson(capture, "", '{"Total": "365"}')
    assert measure.judge(pair, OutputKind.FIELDS, pair.answer) == (True, 1, 1)
    assert measure.judge(pair, OutputKind.FIELDS, '{"Total": "36"}') == (True, 0, 1)
