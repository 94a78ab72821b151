"""One decoding of HunyuanOCR: tokens become text as they come; what must end it is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from transformers import StoppingCriteria
from transformers.generation.streamers import BaseStreamer

from desktop.reader.engine import CancelledError, Stop
from desktop.reader.limits import CUT_SHORT, MOST_TOKENS, REPEATED, loop

_GUARD_EVERY = 8


class Decoding(BaseStreamer, StoppingCriteria):
    """Follows one decoding: text out of tokens as they come, and the reasons to end it."""

    def __init__(self, tokenizer: Any, offer: Callable[[str], None], stop: Stop) -> None:
        self._text = IncrementalText(tokenizer)
        self._offer, self._stop = offer, stop
        self._tokens = 0
        self._prompt_seen = False
        self._cut: int | None = None
        self.notes: list[str] = []

    def put(self, value: torch.Tensor) -> None:
        """Called by ``generate`` with the prompt first, then with each token."""
        if not self._prompt_seen:
            self._prompt_seen = True
            return
        self._tokens += value.numel()
        if piece := self._text.add(value.flatten().tolist()):
            self._offer(piece)

    def end(self) -> None:
        """Called by ``generate`` when it is through."""
        if piece := self._text.rest():
            self._offer(piece)

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        """Called by ``generate`` after each token; true ends the decoding."""
        if self._tokens % _GUARD_EVERY == 0:
            self._cut = loop(self._text.text)
        ended = self._stop.asked() or self._cut is not None
        return torch.full((input_ids.shape[0],), ended, device=input_ids.device)

    def check(self) -> None:
        """Raises CancelledError once the text isn't wanted any more."""
        if self._stop.asked():
            raise CancelledError

    def finished(self) -> str:
        """The text, without the repetition that ended it. Raises CancelledError."""
        self.check()
        if self._cut is not None:
            self.notes.append(REPEATED)
            return self._text.text[: self._cut]
        if self._tokens >= MOST_TOKENS:
            self.notes.append(CUT_SHORT)
        return self._text.text


class IncrementalText:
    """Turns tokens into text as they come, and never gives half a character.

    A character may be spread over several tokens, and a tokenizer may write a token differently
    after another; so the last few are decoded together with what came before them.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
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
        return str(self._tokenizer.decode(self._tokens[start:end], skip_special_tokens=True))
