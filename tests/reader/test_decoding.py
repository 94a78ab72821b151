"""Text out of tokens: whole characters only, nothing twice."""

from __future__ import annotations

import pytest

from desktop.reader.decoding import IncrementalText

TEXT = "naïve 你好 🙂 end — ¼ 한글\n| a | b |"


class ByteTokenizer:
    """One token a byte, as byte-level tokenizers fall back to for rare characters."""

    def decode(self, tokens: list[int], skip_special_tokens: bool) -> str:
        assert skip_special_tokens
        return bytes(tokens).decode("utf-8", "replace")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64])
def test_pieces_are_whole_characters_and_join_to_the_text(size: int) -> None:
    text = IncrementalText(ByteTokenizer())
    tokens = list(TEXT.encode())
    pieces = [text.add(tokens[i : i + size]) for i in range(0, len(tokens), size)]
    pieces.append(text.rest())
    assert not any("\ufffd" in piece for piece in pieces)
    assert "".join(pieces) == text.text == TEXT


def test_half_a_character_at_the_end_is_dropped() -> None:
    text = IncrementalText(ByteTokenizer())
    given = text.add(list("ok 你".encode())[:-1])
    assert given + text.rest() == text.text == "ok "
