"""HunyuanOCR on a server: any that speaks OpenAI's protocol (vLLM, llama.cpp, SGLang,
``transformers serve``).

1. Loading asks the server for its models, so that a wrong address, a wrong key or a certificate
   that isn't trusted is told before a picture is sent anywhere.
2. A picture goes with the official prompt, in parts where it is very large; the text streams.
3. A cancel ends the connection at once, and with it the work of the server; so does the loop guard.
4. What fails is tried again only while no text has come, and only where that may help: see
   ``Remedy``. Text that has come is kept when the server breaks off, and that is said.

A proxy that the environment names isn't used, and no redirect is followed: see
``server_exchange.client``. No torch here.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import httpx2
from PIL import Image

from desktop.model.source import HUNYUANOCR
from desktop.reader import server_errors, server_replies
from desktop.reader.answer import Answer
from desktop.reader.engine import CancelledError, Emit, Stop
from desktop.reader.limits import CUT_SHORT, MOST_TOKENS, REPEATED, loop
from desktop.reader.server_address import Address, parsed
from desktop.reader.server_errors import Remedy, ServerError
from desktop.reader.server_events import ServerSaidError, StreamError, Transcript
from desktop.reader.server_exchange import Exchange, Head, SlowError, Waits, client
from desktop.reader.server_key import Key, looked_up
from desktop.reader.server_picture import MOST_PIXELS, data_url
from desktop.reader.whole import Ending, read_whole
from desktop.values import EngineName, Read, Reading

SMALLER = "The picture was too large for the server and was made smaller; check small print."
BROKE_OFF = "The server broke off; the end is missing."

_ENDING = Ending(ServerError, BROKE_OFF)

_TIMES = {Remedy.WAIT: 2}
"""How often a remedy is used in one reading; the others once."""

_LONGEST_REPLY = 1 << 20
_LONGEST_REFUSAL = 1 << 16
_LONGEST_NAME = 200

_BROKEN = frozenset({"abort", "error", "content_filter"})
"""Reasons to finish that mean that the text isn't whole (vLLM's, SGLang's, OpenAI's)."""


@dataclass(slots=True)
class _Asked:
    """One picture, what is asked of it, and what has been tried so far."""

    image: Image.Image
    prompt: str
    most_pixels: int
    until: float
    used: Counter[Remedy] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


class Remote:
    """HunyuanOCR at ``address``, a base URL; ``model`` is what the server calls it, empty to ask
    the server, known when it is loaded. ``models`` is what the server says that it has."""

    name = EngineName.REMOTE
    memory = 0

    def __init__(self, address: str, model: str, waits: Waits | None = None) -> None:
        self._text, self._given = address, model.strip()
        self._waits = waits or Waits()
        self._key = Key()
        self.model = self._given
        self.models: tuple[str, ...] = ()
        self._extras = dict[str, Any](server_replies.EXTRAS)
        self._most_tokens: int | None = MOST_TOKENS
        self.device = ""
        self.notes: tuple[str, ...] = ()

    def load(self) -> None:
        """Look up the key and ask the server for its models. Raises EngineError."""
        self._address = parsed(self._text)
        self.device = self._address.place
        self._client = client()
        self._key = looked_up(self._text)
        self.model = self._chosen_model()
        self.notes = _notes(self._address, self._key, self.model, given=bool(self._given))

    def read(self, read: Read, emit: Emit, stop: Stop) -> Reading:
        """Read the picture, as the server's text comes. Raises EngineError."""

        def write(image: Image.Image, prompted: str, answer: Answer) -> tuple[str, list[str]]:
            asked = _Asked(image, prompted, MOST_PIXELS, time.monotonic() + self._waits.first)
            if image.width * image.height > MOST_PIXELS:
                asked.notes.append(SMALLER)
            return self._raw(asked, answer, stop), asked.notes

        return read_whole(read, write, emit, stop, _ENDING, self.name, self.device)

    def _raw(self, asked: _Asked, answer: Answer, stop: Stop) -> str:
        while True:
            try:
                return self._attempt(asked, answer, stop)
            except ServerError as error:
                for remedy in error.remedies:
                    if asked.used[remedy] < _TIMES.get(remedy, 1):
                        asked.used[remedy] += 1
                        if self._remedied(remedy, error, asked, stop):
                            break
                else:
                    raise
            answer.restart()

    def _remedied(self, remedy: Remedy, error: ServerError, asked: _Asked, stop: Stop) -> bool:
        """Whether something is other than before, so that asking again may help."""
        match remedy:
            case Remedy.AGAIN:
                _pause(self._waits.again, stop)
            case Remedy.WAIT:
                _pause(error.wait, stop)
            case Remedy.PLAIN:
                changed, self._extras = bool(self._extras), {}
                return changed
            case Remedy.UNLIMITED:
                changed, self._most_tokens = self._most_tokens is not None, None
                return changed
            case Remedy.SMALLER:
                pixels = asked.image.width * asked.image.height
                asked.most_pixels = min(asked.most_pixels, pixels) // 2
                asked.notes.append(SMALLER)
            case Remedy.KEY:
                old, self._key = self._key, looked_up(self._text)
                return self._key.value != old.value
            case Remedy.MODEL:
                old_name, self.model = self.model, self._given or self._chosen_model(stop)
                return self.model != old_name
        return True

    def _attempt(self, asked: _Asked, answer: Answer, stop: Stop) -> str:
        with (
            self._exchange("/chat/completions", lambda: self._body(asked)) as exchange,
            stop.interrupting(exchange.abandon),
        ):
            late = server_errors.slow(self._address.place, "no answer in time")
            head = self._head(exchange, asked.until, late)
            html = "html" in head.headers.get("content-type", "")
            if head.status != 200 or html:
                raise self._refused(exchange, head, asked.until, html=html)
            transcript = Transcript()
            whole = "json" in head.headers.get("content-type", "")
            follow = self._take_whole if whole else self._follow
            try:
                return follow(exchange, transcript, asked, answer)
            except (SlowError, StreamError, httpx2.TransportError) as error:
                if not transcript.text.strip():
                    raise self._textless(error, transcript) from error
            asked.notes.append(BROKE_OFF)
            return transcript.text

    def _follow(
        self, exchange: Exchange, transcript: Transcript, asked: _Asked, answer: Answer
    ) -> str:
        until = text_until = asked.until
        while not transcript.complete:
            received = exchange.more(min(until, text_until))
            piece = transcript.feed(received) if received else transcript.end()
            if piece:
                answer.offer(piece)
                if (place := loop(transcript.text)) is not None:
                    asked.notes.append(REPEATED)
                    return transcript.text[:place]
                text_until = time.monotonic() + self._waits.first
            if transcript.text:
                until = time.monotonic() + self._waits.between
            if not received:
                break
        return self._ended(transcript, asked)

    def _take_whole(
        self, exchange: Exchange, transcript: Transcript, asked: _Asked, answer: Answer
    ) -> str:
        body = exchange.all(asked.until, _LONGEST_REPLY)
        answer.offer(transcript.whole(body))
        if (place := loop(transcript.text)) is not None:
            asked.notes.append(REPEATED)
            return transcript.text[:place]
        return self._ended(transcript, asked)

    def _ended(self, transcript: Transcript, asked: _Asked) -> str:
        if not transcript.known or not transcript.complete or transcript.reason in _BROKEN:
            raise StreamError("an answer without an end")
        if transcript.reason == "length":
            asked.notes.append(CUT_SHORT)
        return transcript.text

    def _textless(self, error: Exception, transcript: Transcript) -> ServerError:
        place = self._address.place
        match error:
            case SlowError():
                return server_errors.slow(place, "no text in time")
            case ServerSaidError():
                return server_replies.said(self._address, error.status)
            case StreamError() if not transcript.known:
                return server_errors.no_reader(place, str(error))
            case _:
                detail = str(error) if isinstance(error, StreamError) else type(error).__name__
                return server_errors.broke_off(place, detail)

    def _refused(
        self, exchange: Exchange, head: Head, until: float, *, html: bool = False
    ) -> ServerError:
        place, detail = self._address.place, f"status {head.status}"
        if head.status in (401, 403):
            key = self._key
            return server_errors.wants_key(
                place, had_one=bool(key.value), problem=key.problem, detail=detail
            )
        if head.status == 200 and html:
            return server_errors.no_reader(place, "a web page")
        try:
            body = exchange.all(min(until, time.monotonic() + self._waits.models), _LONGEST_REFUSAL)
        except (SlowError, httpx2.TransportError):
            body = b""  # the status says enough
        return server_replies.refusal(self._address, self.model, head.status, head.headers, body)

    def _chosen_model(self, stop: Stop | None = None) -> str:
        """The model to ask, from what the server has. Raises ServerError."""
        place, until = self._address.place, time.monotonic() + self._waits.models
        late = server_errors.silent(place, "no list of models in time")
        with (
            self._exchange("/models") as exchange,
            stop.interrupting(exchange.abandon) if stop else nullcontext(),
        ):
            head = self._head(exchange, until, late)
            if head.status in (404, 405, 500, 501) and self._given:
                return self._given  # not every server lists its models, or can
            if head.status != 200:
                raise self._refused(exchange, head, until)
            try:
                names = _names(exchange.all(until, _LONGEST_REPLY))
            except SlowError:
                raise late from None
            except httpx2.TransportError as error:
                raise server_errors.hung_up(place, type(error).__name__) from error
        if names is None:
            raise server_errors.no_reader(place, "no list of models")
        self.models = tuple(names)
        if self._given:
            return self._given
        if not names:
            # `transformers serve` leaves the model that it serves out of its list, by chance, where
            # there is a draft beside it: there are two files called config.json then.
            return HUNYUANOCR.repository
        ours = [name for name in names if "hunyuan" in name.lower()]
        chosen = [name for name in ours if "ocr" in name.lower()] or ours or names
        if len(chosen) > 1 and not ours:
            raise server_errors.unnamed_model(place, len(names))
        return chosen[0]

    def _exchange(self, path: str, body: Callable[[], bytes] | None = None) -> Exchange:
        headers = {"Content-Type": "application/json"} if body else {}
        if self._key.value:
            headers["Authorization"] = f"Bearer {self._key.value}"
        return Exchange(self._client, self._address.base + path, headers, body, self._waits)

    def _head(self, exchange: Exchange, until: float, late: ServerError) -> Head:
        try:
            return exchange.head(until)
        except SlowError:
            raise late from None
        except CancelledError:
            raise
        except Exception as error:
            told = server_replies.disconnected(self._address, error)
            if told is None:
                raise
            raise told from error

    def _body(self, asked: _Asked) -> bytes:
        # The picture is put in afterwards: to look for what JSON must escape in megabytes of it
        # would hold up the thread that waits for a cancel.
        mark = uuid.uuid4().hex
        image = {"type": "image_url", "image_url": {"url": mark}}
        request: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": ""},
                {"role": "user", "content": [image, {"type": "text", "text": asked.prompt}]},
            ],
            "stream": True,
            "temperature": 0,
            "top_p": 0.95,
            **self._extras,
        }
        if self._most_tokens is not None:
            request["max_tokens"] = self._most_tokens
        picture = data_url(asked.image, asked.most_pixels)
        return json.dumps(request).encode("ascii").replace(mark.encode("ascii"), picture)


def _names(body: bytes) -> list[str] | None:
    """The models of a list as OpenAI's protocol has it; None when it is no such list. A name that
    can't be shown is left out."""
    try:
        names = [entry["id"] for entry in json.loads(body)["data"]]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    fit = (name for name in names if isinstance(name, str) and name.isprintable())
    return [name for name in fit if 0 < len(name) <= _LONGEST_NAME]


def _notes(address: Address, key: Key, model: str, *, given: bool) -> tuple[str, ...]:
    notes = []
    if not address.encrypted and not address.loopback:
        what = "The key and the picture travel" if key.value else "The picture travels"
        notes.append(f"{what} unencrypted: the server's address begins with http://.")
    if not given and "hunyuan" not in model.lower():
        notes.append(
            "The server's only model isn't called HunyuanOCR. If it is, enter its name in "
            "Settings, Engine and model."
        )
    return tuple(notes)


def _pause(seconds: float, stop: Stop) -> None:
    """Wait; a cancel ends it at once. Raises CancelledError."""
    woken = threading.Event()
    with stop.interrupting(woken.set):
        woken.wait(seconds)
    if stop.asked():
        raise CancelledError
