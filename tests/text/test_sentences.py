"""What is spoken in one breath, whatever pieces the text arrives in."""

from __future__ import annotations

import time

import pytest

from desktop.text.sentences import Splitter, utterances

CASES = [
    (
        "Dr. Smith paid $3.50 at 5 p.m. on Monday, e.g. for tea. He left! Why?  Nobody knows.",
        ["Dr. Smith paid $3.50 at 5 p.m. on Monday,", "e.g. for tea.", "He left!", "Why?",
         "Nobody knows."],
    ),
    ("See https://a.example/b.html?c=1. Go.", ["See https://a.example/b.html?c=1.", "Go."]),
    ("你好。世界！这是“引文。”完了", ["你好。", "世界！", "这是“引文。”", "完了"]),
    ("1. Two loaves\n2. Eggs\n3. Oil", ["1. Two loaves", "2. Eggs", "3. Oil"]),
    ("- milk and honey\n- more of the same", ["- milk and honey", "- more of the same"]),
    ("Milk 1.29\nBread 2.10\n\nTotal 3.39", ["Milk 1.29", "Bread 2.10", "Total 3.39"]),
    ("It is so. The long wait for the last boat of the\nevening had begun. End",
     ["It is so.", "The long wait for the last boat of the evening had begun.", "End"]),
    ("Yes. All infor-\nmation is here.", ["Yes.", "All information is here."]),
    ("A. B. Carter met J. Smith. No. 5 won.", ["A. B. Carter met J. Smith.", "No. 5 won."]),
    ('He said "Stop." And he did.', ['He said "Stop."', "And he did."]),
    ("Wait... what? Really?!", ["Wait...", "what?", "Really?!"]),
    ("Das kostet z.B. 5 Euro. Gut.", ["Das kostet z.B. 5 Euro.", "Gut."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=range(len(CASES)))
def test_sentences(text: str, expected: list[str]) -> None:
    assert [one.text for one in utterances(text)] == expected


@pytest.mark.parametrize("text", [text for text, _ in CASES], ids=range(len(CASES)))
@pytest.mark.parametrize("size", [1, 3, 7])
def test_the_pieces_make_no_difference(text: str, size: int) -> None:
    splitter = Splitter()
    found = []
    for start in range(0, len(text), size):
        found += splitter.feed(text[start : start + size])
    assert found + splitter.end() == utterances(text)


def test_numbers_grow_and_starts_point_into_the_whole_text() -> None:
    text = "  First one. Second one!\n\nThird one?"
    found = utterances(text)
    assert [one.number for one in found] == [1, 2, 3]
    assert [text[one.start :].split()[0] for one in found] == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("When the rain came, nobody moved. Nobody spoke.", [True, False, True]),
        ("Soup of the day\nBread\n\nTotal 3.39", [True, True, True]),
        ("The harbour was quiet in the\nearly morning. Then it was loud.", [True, False, True]),
        ("Prices at noon:\n- milk\n* * *\nand honey", [True, True, True]),
        ("你好，世界，今天是星期六的早上，大家都来了。再见。", [True, False, True]),
        ("word " * 130 + "end. Next.", [True, False, False, True]),
    ],
)
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_the_first_clause_and_what_follows_are_one_sentence(
    text: str, opens: list[bool], size: int
) -> None:
    splitter = Splitter()
    found = []
    for start in range(0, len(text), size):
        found += splitter.feed(text[start : start + size])
    assert [one.opens for one in found + splitter.end()] == opens


def test_a_sentence_is_given_as_soon_as_it_is_complete() -> None:
    splitter = Splitter()
    assert splitter.feed("One is done.") == []
    assert [one.text for one in splitter.feed(" T")] == ["One is done."]


def test_the_first_clause_does_not_wait_for_its_sentence() -> None:
    splitter = Splitter()
    assert [one.text for one in splitter.feed("When the rain came, nobody")] == [
        "When the rain came,"
    ]
    assert splitter.feed(" moved, nobody spoke, ") == []


def test_a_first_row_is_spoken_when_it_is_full() -> None:
    splitter = Splitter()
    assert [one.text for one in splitter.feed("The harbour was quiet in the\n")] == [
        "The harbour was quiet in the"
    ]


def test_endless_text_is_cut_and_nothing_is_lost() -> None:
    text = "word " * 500
    found = utterances(text)
    assert " ".join(one.text for one in found).split() == text.split()
    assert max(len(one.text) for one in found) <= 400
    assert len(found[0].text) <= 80
    solid = "x" * 2000
    assert "".join(one.text for one in utterances(solid)) == solid


def test_nothing_speakable_is_nothing() -> None:
    assert utterances("") == []
    assert utterances(" \n\n --- \n *** \n") == []


def test_the_language_is_guessed_for_each_and_kept_where_it_is_unclear() -> None:
    found = utterances("Das ist nicht der Weg. Hmm. 你好。 The end of the day is near.")
    assert [one.language for one in found] == ["de", "de", "zh", "en"]


@pytest.mark.parametrize(
    "unit",
    ["word ", "x", ".", "…", "a\n", "e.g. ", "no. 5 ", "你", "\n", "The harbour was quiet. "],
)
def test_a_long_text_costs_as_much_as_its_length(unit: str) -> None:
    began = time.process_time()
    utterances(unit * (100_000 // len(unit)))
    # It was seconds to minutes where there are no ends of sentences; now 0.05 to 0.3 s.
    assert time.process_time() - began < 1.5
