"""What a server streams: bytes, lines, events, and the text that they carry.

1. Lines end with LF or CRLF; comments keep the connection alive and carry nothing.
2. Lines ``data:`` up to an empty one are an event (HTML standard, section 9.2), each a JSON object
   of OpenAI's streaming protocol, the last one ``[DONE]``.
3. The text is complete when an event gave a reason to finish, or ``[DONE]`` came; not every server
   sends both.

Nothing here grows without bound, whatever comes.
"""

from __future__ import annotations

import json
from typing import Any

LONGEST_EVENT = 1 << 20
"""Bytes; the makers' servers send events of a few hundred."""

LONGEST_TEXT = 1 << 19
"""Characters; 64 for each token that may be written."""

_HALVES = range(0xD800, 0xDC00)


class StreamError(Exception):
    """What came is no stream of text; ``str()`` says for the log in which way, without a word of
    it."""


class ServerSaidError(StreamError):
    """The stream says that the server failed; ``status`` is the number that it gave, or 0."""

    def __init__(self, status: int) -> None:
        super().__init__(f"error event {status}")
        self.status = status


class Transcript:
    """The text of one answer as it comes.

    ``reason`` is why the server stopped writing, empty while it writes or if it doesn't say.
    ``known`` says that at least one event was what it should be.
    """

    def __init__(self) -> None:
        self.text = ""
        self.reason = ""
        self.complete = False
        self.known = False
        self._line = bytearray()
        self._data: list[str] = []
        self._size = 0
        self._half = ""

    def feed(self, received: bytes) -> str:
        """The text that these bytes add. Raises StreamError."""
        before = len(self.text)
        *ended, rest = received.split(b"\n")
        for end in ended:
            self._grow(len(end) + 1)
            self._line += end
            line = bytes(self._line.removesuffix(b"\r"))
            self._line.clear()
            self._take(line)
            if self.complete:
                return self.text[before:]
        self._grow(len(rest))
        self._line += rest
        return self.text[before:]

    def end(self) -> str:
        """The stream has ended: what a last event adds that no empty line follows."""
        before = len(self.text)
        self._take(bytes(self._line.removesuffix(b"\r")))
        self._take(b"")
        return self.text[before:]

    def whole(self, body: bytes) -> str:
        """The text of an answer that isn't streamed. Raises StreamError."""
        self._event(body.decode("utf-8", "replace"))
        self.complete = True
        return self.text

    def _take(self, line: bytes) -> None:
        if not line:
            self._size = 0
            if self._data:
                data, self._data = "\n".join(self._data), []
                self._event(data)
            return
        name, _, value = line.removeprefix(b"\xef\xbb\xbf").partition(b":")
        # "error:" is llama.cpp's own.
        if name in (b"data", b"error"):
            self._data.append(value.removeprefix(b" ").decode("utf-8", "replace"))

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > LONGEST_EVENT:
            raise StreamError("an event without end")

    def _event(self, data: str) -> None:
        if data.strip() == "[DONE]":
            self.complete = True
            return
        try:
            table = json.loads(data)
        except (ValueError, RecursionError):
            raise StreamError("an event that is no JSON") from None
        if not isinstance(table, dict):
            raise StreamError("an event that is no object")
        choices = table.get("choices")
        if table.get("error") or ("message" in table and choices is None):
            raise ServerSaidError(_status(table))
        if not isinstance(choices, list):
            raise StreamError("an event without choices")
        self.known = True
        if choices and isinstance(choices[0], dict):
            self._choice(choices[0])

    def _choice(self, choice: dict[str, Any]) -> None:
        carrier = choice.get("delta") or choice.get("message")
        content = carrier.get("content") if isinstance(carrier, dict) else None
        if isinstance(content, str):
            self.text += self._mended(content)
        if len(self.text) > LONGEST_TEXT:
            self.text = self.text[:LONGEST_TEXT]
            self.reason, self.complete = "length", True
            return
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self.reason, self.complete = reason, True

    def _mended(self, content: str) -> str:
        """``content`` without lone halves of characters: JSON may write one, and no screen, no
        clipboard and no voice takes it."""
        content, self._half = self._half + content, ""
        if content and ord(content[-1]) in _HALVES:
            content, self._half = content[:-1], content[-1]
        return content.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _status(table: dict[str, Any]) -> int:
    error = table.get("error") or table
    code = error.get("code") if isinstance(error, dict) else 0
    return code if isinstance(code, int) and 100 <= code < 600 else 0
