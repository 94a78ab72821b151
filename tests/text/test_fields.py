"""Fields: a JSON object, whatever it is wrapped in and wherever it breaks off."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop.text.fields import lines, load, written
from desktop.text.outputs import parse
from desktop.values import OutputKind


def fields(raw: str) -> Any:
    return json.loads(parse(raw, OutputKind.FIELDS, 10, 10).text)


def notes(raw: str) -> tuple[str, ...]:
    return parse(raw, OutputKind.FIELDS, 10, 10).notes


@pytest.mark.parametrize(
    "raw",
    [
        '{"Name": "Ada", "Total": "12.50"}',
        '```json\n{"Name": "Ada", "Total": 12.50}\n```',
        "{'Name': 'Ada', 'Total': '12.50',}",
        'Here you are:\n```json\n{"Name": "Ada", "Total": "12.50"}\n```\nAnything else?',
        '{"Name"："Ada"，"Total"："12.50"}',
        "{Name: Ada, Total: 12.50}",
        "“Name”：“Ada”\n“Total”：“12.50”".join("{}"),
        '[{"Name": "Ada"}, {"Total": "12.50"}]',
        "Name: Ada\n- **Total**: 12.50",
        "Name：Ada\nTotal：12.50",
    ],
)
def test_every_form_of_the_same_fields(raw: str) -> None:
    assert fields(raw) == {"Name": "Ada", "Total": "12.50"}
    assert notes(raw) == ()


def test_the_text_is_indented_and_keeps_its_characters() -> None:
    output = parse('{"发票号码":"001","n":[1,2]}', OutputKind.FIELDS, 10, 10)
    assert output.text == '{\n  "发票号码": "001",\n  "n": [\n    1,\n    2\n  ]\n}'


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('{"a": "b", "c": "d', {"a": "b", "c": "d"}),
        ('{"a": "b", "c": ', {"a": "b", "c": None}),
        ('{"a": "b", "c', {"a": "b", "c": None}),
        ('{"a": {"b": [1, {"c": "d"', {"a": {"b": [1, {"c": "d"}]}}),
        ('{"a": "b" "c": "d"}', {"a": "b", "c": "d"}),
        ('{"a": "He said "now", and left", "c": "d"}', {"a": 'He said "now", and left', "c": "d"}),
        ('{"a": "b,\n "c": "d"}', {"a": "b,", "c": "d"}),
        ('{"a": "one\ntwo"}', {"a": "one\ntwo"}),
        ("{'a': 'it's so', 'c': 'd'}", {"a": "it's so", "c": "d"}),
        ('{"a": "b"}}}', {"a": "b"}),
        ('{"a": None, "b": True, "c": nothing here}', {"a": None, "b": True, "c": "nothing here"}),
    ],
)
def test_what_is_broken_is_kept_as_far_as_it_goes(raw: str, found: Any) -> None:
    assert fields(raw) == found


def test_a_cut_answer_is_said() -> None:
    assert notes('{"a": "b", "c": "d') == ("The fields were not complete.",)


def test_a_key_that_comes_again_has_all_its_values() -> None:
    assert fields('{"a": 1, "a": 2, "b": 3, "a": [4]}') == {"a": [1, 2, [4]], "b": 3}
    assert fields("{'a': 1, 'a': 2") == {"a": [1, 2]}


@pytest.mark.parametrize(
    "number", ["0012", "12.50", "1e5", "12345678901234567890", "+3", "1.", "1,5"]
)
def test_a_number_that_would_be_written_in_another_way_stays_as_it_was_read(number: str) -> None:
    assert number in parse(f'{{"a": "{number}"}}', OutputKind.FIELDS, 10, 10).text
    assert (
        number
        in parse(f'{{"a": {number}}}', OutputKind.FIELDS, 10, 10)
        .text.replace('": null,\n  "', ",")
        .replace("1,\n", "1,")
        .replace(" ", "")
        or number == "1,5"
    )


@pytest.mark.parametrize("number", ["12", "-3", "1.5", "0"])
def test_a_plain_number_is_one(number: str) -> None:
    assert fields(f'{{"a": {number}}}') == {"a": json.loads(number)}


def test_a_canonical_text_is_read_as_it_is() -> None:
    text = written({"a": "one\neq 2\tan x"})
    assert parse(text, OutputKind.FIELDS, 10, 10).text == text


def test_latex_in_a_value_keeps_its_backslashes() -> None:
    assert fields(r'{"a": "\frac{1}{2} \times \theta \beta", "b": "one\ntwo\t3 \u4f60"}') == {
        "a": r"\frac{1}{2} \times \theta \beta",
        "b": "one\ntwo\t3 你",
    }


def test_an_answer_without_fields_is_kept_and_said() -> None:
    assert fields("I can't see any.") == {"text": "I can't see any."}
    assert notes("I can't see any.") == ("The answer has no fields; it was kept as text.",)
    assert parse("", OutputKind.FIELDS, 10, 10).text == ""


def test_values_that_are_deep_are_flattened_not_lost() -> None:
    assert "deep" in parse("[" * 500 + '"deep"', OutputKind.FIELDS, 10, 10).text
    assert "deep" in parse('{"a":' * 500 + '"deep"' + "}" * 500, OutputKind.FIELDS, 10, 10).text


def test_lines_say_what_is_within_what() -> None:
    assert lines({"a": {"b": [1, "x"], "c": None}, "d": [{"e": 1}, {"e": True}], "f": "g\nh"}) == [
        "a b: 1, x",
        "a c: ",
        "d e: 1",
        "d e: yes",
        "f: g h",
    ]


def test_any_text_can_be_loaded() -> None:
    assert load('{"a": 1}') == {"a": 1}
    assert load("a: 1") == {"a": 1}
    assert load("") == {}
