"""One decoding of HunyuanOCR: tokens become text as they come; what must end it is seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from desktop.reader.engine import CancelledError, Stop
from desktop.reader.limits import CUT_SHORT, MOST_TOKENS, REPEATED, loop

_GUARD_EVERY = 8

Decode = Callable[[list[int]], str]
"""Text out of tokens, without the special ones."""


class Decoding:
    """Follows one decoding: text out of tokens as they come, and the reasons to end it.

    ``stops`` are the tokens that end the text, ``most`` how many there may be.
    """

    def __init__(
        self,
        decode: Decode,
        offer: Callable[[str], None],
        stop: Stop,
        stops: Collection[int],
        most: int = MOST_TOKENS,
    ) -> None:
        self._text = IncrementalText(decode)
        self._offer, self._stop = offer, stop
        self._stops, self._most = stops, most
        self._ends: list[int] = []
        """Characters of the text after each token."""
        self._guarded = 0
        self._cut: int | None = None
        self.notes: list[str] = []

    @property
    def count(self) -> int:
        """How many tokens the text has come from."""
        return len(self._ends)

    def put(self, tokens: list[int]) -> bool:
        """Take the next tokens; true where the text ends with them. Raises CancelledError."""
        self.check()
        ended = len(tokens) >= self._most - self.count
        tokens = tokens[: self._most - self.count]
        for place, token in enumerate(tokens):
            if token in self._stops:
                tokens, ended = tokens[:place], True
                break
        piece = ""
        for token in tokens:
            piece += self._text.add([token])
            self._ends.append(len(self._text.text))
        if piece:
            self._offer(piece)
        if self.count - self._guarded >= _GUARD_EVERY:
            self._guarded = self.count
            self._cut = loop(self._text.text)
        return ended or self._cut is not None

    def check(self) -> None:
        """Raises CancelledError once the text isn't wanted any more."""
        if self._stop.asked():
            raise CancelledError

    def finished(self) -> str:
        """The text, without the repetition that ended it. Raises CancelledError."""
        self.check()
        if piece := self._text.rest():
            self._offer(piece)
        if self._cut is not None:
            self.notes.append(REPEATED)
            return self._text.text[: self._cut]
        if self.count >= self._most:
            self.notes.append(CUT_SHORT)
        return self._text.text

    def certain(self, tokens: Sequence[float]) -> list[float]:
        """For each character of the text how certain it is, where ``tokens`` says it of each token.

        A character that several tokens make up is as certain as the least of them.
        """
        found: list[float] = []
        least = 1.0
        for end, one in zip(self._ends, tokens, strict=True):
            least = min(least, one)
            if end > len(found):
                found += [least] * (end - len(found))
                least = 1.0
        return found + [least] * (len(self._text.text) - len(found))


class IncrementalText:
    """Turns tokens into text as they come, and never gives half a character.

    A character may be spread over several tokens, and a tokenizer may write a token differently
    after another; so the last few are decoded together with what came before them.
    """

    def __init__(self, decode: Decode) -> None:
        self._decode = decode
        self._tokens: list[int] = []
        self._settled = 0
        self._read = 0
        self.text = ""

    def add(self, tokens: list[int]) -> str:
        """The text that these tokens make certain."""
        self._tokens += tokens
        before = self._decoded(self._settled, self._read)
        now = self._decoded(self._settled, len(self._tokens))
        if now.endswith("\ufffd") or len(now) <= len(before):
            return ""
        self._settled, self._read = self._read, len(self._tokens)
        piece = now[len(before) :]
        self.text += piece
        return piece

    def rest(self) -> str:
        """What is left at the end, whole characters or not."""
        before = self._decoded(self._settled, self._read)
        piece = self._decoded(self._settled, len(self._tokens))[len(before) :].rstrip("\ufffd")
        self._settled = self._read = len(self._tokens)
        self.text += piece
        return piece

    def _decoded(self, start: int, end: int) -> str:
        return self._decode(self._tokens[start:end])
