"""Text out of tokens: whole characters only, nothing twice."""

from __future__ import annotations

import pytest

from desktop.reader.decoding import Decoding, IncrementalText
from desktop.reader.engine import CancelledError
from desktop.reader.limits import CUT_SHORT, REPEATED
from tests.reader.misbehaving import Stop

TEXT = "naïve 你好 🙂 end — ¼ 한글\n| a | b |"


def in_bytes(tokens: list[int]) -> str:
    """One token a byte, as byte-level tokenizers fall back to for rare characters."""
    return bytes(tokens).decode("utf-8", "replace")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64])
def test_pieces_are_whole_characters_and_join_to_the_text(size: int) -> None:
    text = IncrementalText(in_bytes)
    tokens = list(TEXT.encode())
    pieces = [text.add(tokens[i : i + size]) for i in range(0, len(tokens), size)]
    pieces.append(text.rest())
    assert not any("\ufffd" in piece for piece in pieces)
    assert "".join(pieces) == text.text == TEXT


def test_half_a_character_at_the_end_is_dropped() -> None:
    text = IncrementalText(in_bytes)
    given = text.add(list("ok 你".encode())[:-1])
    assert given + text.rest() == text.text == "ok "


END = 0


def decoding(most: int = 99, stop: Stop | None = None) -> tuple[Decoding, list[str]]:
    """A decoding of bytes that ends with a 0, and the pieces that it offers."""
    pieces: list[str] = []
    return Decoding(in_bytes, pieces.append, stop or Stop(), {END}, most), pieces


@pytest.mark.parametrize("size", [1, 3, 7, 64])
def test_an_end_token_in_the_middle_of_a_lot_ends_the_text_there(size: int) -> None:
    made, pieces = decoding()
    tokens = [*b"read me", END, *b"never"]
    lots = [tokens[i : i + size] for i in range(0, len(tokens), size)]
    ended = [made.put(lot) for lot in lots[: 7 // size + 1]]
    assert ended == [False] * (len(ended) - 1) + [True]
    assert made.finished() == "".join(pieces) == "read me"
    assert made.notes == []


@pytest.mark.parametrize("size", [1, 4, 64])
def test_a_text_of_too_many_tokens_is_cut_and_that_is_said(size: int) -> None:
    made, pieces = decoding(most=10)
    tokens = list(b"abcdefghijklmnop")
    lots = iter([tokens[i : i + size] for i in range(0, len(tokens), size)])
    while not made.put(next(lots)):
        pass
    assert made.finished() == "".join(pieces) == "abcdefghij"
    assert made.notes == [CUT_SHORT]


@pytest.mark.parametrize("size", [1, 5])
def test_a_loop_ends_the_text_where_it_began(size: int) -> None:
    made, _ = decoding(most=9999)
    tokens = list(b"total 12 " + b"and so on." * 40)
    lots = iter([tokens[i : i + size] for i in range(0, len(tokens), size)])
    while not made.put(next(lots)):
        pass
    assert made.finished() == "total 12 and so on."
    assert made.notes == [REPEATED]


def test_a_cancel_ends_it_at_the_next_token() -> None:
    stop = Stop()
    made, _ = decoding(stop=stop)
    assert not made.put([*b"ab"])
    stop.cancel()
    with pytest.raises(CancelledError):
        made.put([*b"c"])
    with pytest.raises(CancelledError):
        made.finished()


@pytest.mark.parametrize("size", [1, 3, 64])
def test_a_character_is_as_certain_as_the_least_of_its_tokens(size: int) -> None:
    made, _ = decoding()
    tokens = [*"a你b".encode(), END]
    for start in range(0, len(tokens), size):
        made.put(tokens[start : start + size])
    assert made.finished() == "a你b"
    assert made.count == 5
    assert made.certain([0.9, 0.8, 0.2, 0.7, 0.6]) == [0.9, 0.2, 0.6]
