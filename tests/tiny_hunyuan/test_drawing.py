"""What the checkpoint learns from: drawn pictures with their marks, and a vocabulary that grows."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.tiny_hunyuan import folder, kinds, render, samples
from tests.tiny_hunyuan.reader import Reader, teach


@pytest.mark.parametrize("place", ["liberation", "liberation2"])
def test_a_font_is_found_in_either_place(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = next(
        path
        for path in (render.FONT_FOLDER / known for known in render.FONTS["Liberation Sans"])
        if path.exists()
    )
    (tmp_path / place).mkdir()
    (tmp_path / place / real.name).symlink_to(real)
    monkeypatch.setattr(render, "FONT_FOLDER", tmp_path)
    assert render.font_path("Liberation Sans") == tmp_path / place / real.name


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("font", list(render.FONTS))
def test_a_mark_is_where_the_ink_is(font: str, smooth: bool) -> None:
    capture = render.draw("Harpy", font, margins=(40, 9, 15, 30), smooth=smooth)
    inked = np.asarray(capture.image.convert("L")) < 200
    across, down = np.flatnonzero(inked.any(0)), np.flatnonzero(inked.any(1))
    left, top, right, bottom = capture.marks[0].box
    assert abs(left - across[0]) <= 3
    assert abs(right - across[-1] - 1) <= 3
    assert abs(top - down[0]) <= 2
    assert abs(bottom - down[-1] - 1) <= 2
    assert down[0] < capture.marks[0].middle < down[-1]


def test_a_table_has_a_mark_for_every_cell() -> None:
    capture = render.draw_table((("page", "100"), ("note", "365")))
    assert [mark.text for mark in capture.marks] == ["page", "100", "note", "365"]
    page, hundred, note, _ = capture.marks
    assert page.middle == hundred.middle < note.middle
    assert page.box[2] < hundred.box[0] < capture.image.width


def test_a_power_is_raised_and_its_mark_isnt_written() -> None:
    capture = render.draw_formula("x^2=9")
    assert [mark.text for mark in capture.marks] == ["x", "2", "=", "9"]
    letter, power, *_ = capture.marks
    assert power.middle < letter.middle


def test_labels_keep_a_table_s_lines_apart() -> None:
    capture = render.draw_table((("pa", "10"), ("no", "36")), row_height=64)
    slots, counts = samples.labels(capture, 160, 160)
    read = {
        "".join(character for slot in row.flat for character in samples.CLASSES
                if samples.CLASSES[character] == slot)
        for row in slots
    }  # fmt: skip
    assert {"pa10", "no36"} <= read
    assert not read & {"pa10no36", "pano"}
    assert counts.shape == (5, 5)


def test_every_answer_is_written_in_known_pieces() -> None:
    tokenizer = folder.build_tokenizer()
    rng = random.Random(5)
    for _ in range(300):
        lesson = kinds.lesson(rng)
        for text in (lesson.prompt, lesson.answer):
            tokens = tokenizer.encode(text, add_special_tokens=False)
            assert tokenizer.unk_token_id not in tokens
            assert tokenizer.decode(tokens) == text
        assert len(tokenizer.encode(lesson.answer)) <= 60


def test_no_lesson_holds_a_word_of_the_test() -> None:
    rng = random.Random(5)
    held_out = {word.lower() for words in render.HELD_OUT.values() for word in words}
    drawn = {
        word.lower()
        for _ in range(1500)
        for mark in kinds.lesson(rng).capture.marks
        for word in re.split(r"[\s:]+", mark.text)
    }
    assert len(drawn) > 1000
    assert not drawn & held_out


def test_a_smaller_vocabulary_grows_and_keeps_what_it_knew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(folder, "MARKUP", ())
        processor = folder.build_processor()
        old = Reader(processor.tokenizer)
        folder.save(old.model, processor, tmp_path)
    new = Reader(folder.build_tokenizer())
    teach(new, tmp_path)
    assert len(new.tokenizer) == len(old.tokenizer) + len(folder.MARKUP)
    for name, weights in old.model.state_dict().items():
        grown = new.model.state_dict()[name]
        if grown.shape == weights.shape:
            assert torch.equal(grown, weights)
    rows: torch.Tensor = new.model.lm_head.weight
    known: torch.Tensor = old.model.lm_head.weight
    for piece, number in old.tokenizer.get_vocab().items():
        assert torch.equal(rows[new.tokenizer.convert_tokens_to_ids(piece)], known[number])
    cell = rows[new.tokenizer.convert_tokens_to_ids("</td><td>")]
    parts = known[old.tokenizer.encode("</td><td>", add_special_tokens=False)].mean(0)
    assert torch.cosine_similarity(cell, parts, dim=0) > 0.5


def test_a_row_that_sees_two_lines_is_no_lesson() -> None:
    image = render.draw("a").image.resize((64, 64))
    marks = (
        render.Mark("a", (20.0,), 30.0, (14, 20, 26, 40)),
        render.Mark("b", (20.0,), 40.0, (14, 30, 26, 50)),
    )
    slots, counts = samples.labels(render.Capture(image, "a\nb", marks), 64, 64)
    assert samples.CLASSES["a"] in slots[0]
    assert (slots[1] == samples.NO_LABEL).all()
    assert (counts[1] == samples.NO_LABEL).all()
