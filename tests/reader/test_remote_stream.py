"""What comes from a server becomes text, whatever way it comes."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reader.server_events import (
    LONGEST_EVENT,
    LONGEST_TEXT,
    ServerSaidError,
    StreamError,
    Transcript,
)
from tests.reader.misbehaving import DONE, event

STREAM = (
    b"\xef\xbb\xbf: waiting\r\n\r\n"
    b'data: {"choices": [{"delta": {"role": "assistant"}}], "error": null}\r\n\r\n'
    b'event: message\nid: 7\ndata:{"choices":[{"delta":{"content":"Stra\xc3\x9fe "}}]}\n\n'
    b": keep-alive\n\n"
    b'data: {"choices": [{"delta": {"content": "\\ud83d"}}]}\n\n'
    b'data: {"choices": [{"delta": {"content": "\\ude00"}}]}\n\n'
    b'data: {"choices": [],\ndata: "usage": {"total_tokens": 9}}\n\n'
    b'data: {"choices": [{"delta": {"content": "\xe6\xb8\xaf"}, "finish_reason": ""}]}\n\n'
    b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
)


@given(st.lists(st.integers(0, len(STREAM))))
def test_the_text_is_the_same_however_the_bytes_are_cut(places: list[int]) -> None:
    transcript = Transcript()
    ends = sorted({0, *places, len(STREAM)})
    pieces = [transcript.feed(STREAM[start:end]) for start, end in pairwise(ends)]
    assert "".join(pieces) == transcript.text == "Straße 😀港"
    assert transcript.complete
    assert transcript.reason == "stop"


@given(st.binary(max_size=2000))
def test_whatever_comes_is_text_or_told(received: bytes) -> None:
    transcript = Transcript()
    with suppress(StreamError):
        transcript.feed(received)
        transcript.end()
    assert transcript.text == "" or transcript.known


@pytest.mark.parametrize("last", [DONE, event(reason="stop")])
def test_either_end_is_an_end(last: bytes) -> None:
    transcript = Transcript()
    transcript.feed(event("harbour") + last)
    assert transcript.complete


def test_a_last_event_counts_that_no_empty_line_follows() -> None:
    transcript = Transcript()
    transcript.feed(event("har") + event("bour", "stop").rstrip())
    assert not transcript.complete
    assert transcript.end() == "bour"
    assert transcript.complete


def test_what_follows_the_end_is_left_out() -> None:
    transcript = Transcript()
    assert transcript.feed(event("harbour", "stop") + event(" again")) == "harbour"


def test_half_a_character_at_the_end_is_left_out() -> None:
    transcript = Transcript()
    transcript.feed(b'data: {"choices": [{"delta": {"content": "a\\ud83d"}}]}\n\n')
    transcript.feed(b'data: {"choices": [{"delta": {"content": "b"}}]}\n\n')
    assert transcript.text == "a\ufffdb"
    transcript.text.encode("utf-8")


@pytest.mark.parametrize(
    "garbage",
    [
        b"data: harbour\n\n",
        b"data: 7\n\n",
        b'data: {"choices": "harbour"}\n\n',
        b'data: {"text": "harbour"}\n\n',
        b"data: " + b"[" * 5000 + b"\n\n",
    ],
)
def test_garbage_is_told_without_a_word_of_it(garbage: bytes) -> None:
    with pytest.raises(StreamError) as told:
        Transcript().feed(garbage)
    assert "harbour" not in str(told.value)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b'data: {"error": {"message": "no", "code": 503}}\n\n', 503),
        (b'data: {"error": "out of memory"}\n\n', 0),
        (b'error: {"code": 500, "message": "no"}\n\n', 500),
        (b'data: {"object": "error", "message": "no", "code": 400}\n\n', 400),
        (b'event: error\ndata: {"error": {"code": "context"}}\n\n', 0),
    ],
)
def test_an_error_in_the_stream_is_the_servers(said: bytes, status: int) -> None:
    with pytest.raises(ServerSaidError) as told:
        Transcript().feed(said)
    assert told.value.status == status


@pytest.mark.parametrize("piece", [b"x", b"data: x\n", b"x\n"])
def test_an_event_without_end_is_bounded_in_space_and_time(piece: bytes) -> None:
    transcript = Transcript()

    def feed() -> None:
        for _ in range(2 * LONGEST_EVENT // 1024):
            transcript.feed(piece * (1024 // len(piece)))

    began = time.monotonic()
    with pytest.raises(StreamError, match="without end"):
        feed()
    assert time.monotonic() - began < 2


def test_a_text_without_end_is_cut_and_said() -> None:
    transcript = Transcript()
    while not transcript.complete:
        transcript.feed(event("harbour " * 8000))
    assert len(transcript.text) == LONGEST_TEXT
    assert transcript.reason == "length"


def test_a_long_text_in_small_pieces_takes_linear_time() -> None:
    transcript = Transcript()
    began = time.monotonic()
    for _ in range(8192):
        transcript.feed(event("harbour"))
    assert time.monotonic() - began < 2
    assert transcript.text == "harbour" * 8192


def test_an_answer_that_is_not_streamed() -> None:
    transcript = Transcript()
    message = {"role": "assistant", "content": "harbour"}
    body = {"choices": [{"message": message, "finish_reason": "length"}]}
    assert transcript.whole(json.dumps(body).encode()) == "harbour"
    assert transcript.reason == "length"
