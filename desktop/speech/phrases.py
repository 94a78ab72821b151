"""What one voice says in one go, and where its words stand in the text and in the sound.

An utterance (``text.sentences``) is cut into runs of one language (``text.voice_runs``), and each
is put so that a voice says it well (``text.readable``): that is a ``Phrase``. It knows the place of
each of its characters in the text as it was fed. No Qt here, and no sound is made.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from desktop.speech.alignment import places
from desktop.speech.messages import Rendered
from desktop.text.scripts import is_cjk
from desktop.values import Utterance

_CJK = r"\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WORD = re.compile(rf"[{_CJK}]|[^\s{_CJK}]+")
_SECONDS_A_CHARACTER = 10.0
"""Divided by the rate in words a minute: of a text in letters, as espeak-ng speaks it."""
_CJK_CHARACTERS = 4
"""A character of Chinese or Japanese takes as long as so many letters."""


@dataclass(slots=True, eq=False)
class Phrase:
    """A stretch of one language, and its sound once that has been made.

    ``where`` holds the place of each character of ``text`` in the job's whole text, and of the end;
    -1: it isn't there. ``opens``: with it a sentence begins. ``index`` is its place among the
    phrases of its track, -1 in none. The sound is that of ``text[start:]``; ``number`` is that of
    the request for it, 0 while there is none, and its words are counted in all of ``text``.
    """

    job: int
    text: str = field(repr=False)
    language: str
    where: Sequence[int] = field(repr=False)
    opens: bool = True
    index: int = -1
    start: int = 0
    number: int = 0
    sound: Rendered | None = field(default=None, repr=False)
    dropped: bool = False
    """It can't be said."""
    aside: bool = False
    """An announcement that is heard while the track stands still."""

    def begin_at(self, offset: int) -> None:
        """Have the sound begin at this character, which is that of a word."""
        if offset != self.start:
            self.start = offset
            self.forget()

    def forget(self) -> None:
        """Have no sound."""
        self.number, self.sound = 0, None

    def take(self, rendered: Rendered) -> None:
        """The sound of ``text[start:]``, as the child gives it; where it tells no words, they are
        spread over it."""
        told = rendered.words or tuple(_spread(self.text[self.start :], rendered))
        words = tuple((when, offset + self.start, length) for when, offset, length in told)
        self.sound = replace(rendered, words=words)

    def stand_in(self, words: str, language: str) -> None:
        """Be said like this instead of what is written."""
        self.where = [*[self.where[0]] * len(words), self.where[-1]]
        self.text, self.language = words, language
        self.begin_at(0)
        self.forget()

    def seconds(self, rate: int) -> float:
        """How long the whole phrase sounds; guessed at the rate where it has no sound."""
        return self.seconds_at(len(self.text), rate)

    def seconds_at(self, offset: int, rate: int) -> float:
        """How long after the phrase's beginning this character is said."""
        guessed = _SECONDS_A_CHARACTER / rate
        if self.sound is None:
            return _weight(self.text[:offset]) * guessed
        length = len(self.sound.pcm) / 2 / self.sound.sample_rate
        pace = length / (_weight(self.text[self.start :]) or 1)
        if offset <= self.start:
            return _weight(self.text[:offset]) * pace
        heard = [when / 1000 for when, begin, _ in self.sound.words if begin >= offset]
        return _weight(self.text[: self.start]) * pace + min(heard, default=length)

    def word_at(self, seconds: float) -> int:
        """The beginning of the word that is heard so long after the beginning of the sound."""
        words = self.sound.words if self.sound is not None else ()
        number = bisect_right(words, seconds * 1000, key=lambda word: word[0])
        return words[number - 1][1] if number else self.start

    def word_after(self, seconds: float) -> tuple[int, float]:
        """The first word that hasn't begun then, and when it does; at the end, the end of both."""
        if self.sound is None:
            return self.start, 0.0
        for when, offset, _ in self.sound.words:
            if when >= seconds * 1000:
                return offset, when / 1000
        return len(self.text), len(self.sound.pcm) / 2 / self.sound.sample_rate

    def word_back(self, seconds: float, rate: int) -> int:
        """The beginning of the last word that is said no later than this after the beginning."""
        found = 0
        for word in words_of(self.text):
            if self.seconds_at(word.start(), rate) > seconds:
                break
            found = word.start()
        return found

    def word_over(self, place: int) -> int:
        """The beginning of the first word that reaches this place of the whole text, or lies
        behind it."""
        for word in words_of(self.text):
            letters = [at for at in range(*word.span()) if self.text[at].isalnum()]
            if letters and self.where[letters[-1]] >= place:
                return word.start()
        return len(self.text)

    def placed(self, offset: int, length: int) -> tuple[int, int] | None:
        """Place and length, in the whole text, of the word ``text[offset:offset + length]``."""
        first, last = self.where[offset], self.where[offset + length - 1]
        if first < 0 or last < 0:
            return None
        if length > 1 and last == self.where[offset + length - 2]:
            # Words that stand for something else: all of that is meant, up to what comes next.
            end = next((place for place in self.where[offset + length :] if place > last), last + 1)
            return first, end - first
        return first, last + 1 - first


def phrases(job: int, utterance: Utterance, whole: str, language: str = "") -> Iterator[Phrase]:
    """The phrases of an utterance of the text ``whole``; ``language`` is that of the reading."""
    # Late: the app starts without them, and ``prepare`` loads them before the first text.
    from desktop.text.readable import readable
    from desktop.text.voice_runs import voice_runs

    where = places(utterance.text, whole, utterance.start)
    opens = utterance.opens
    for run in voice_runs(utterance.text, language or utterance.language):
        said = readable(utterance.text[run.start : run.end], run.language)
        bare = said.text.rstrip()
        if not any(character.isalnum() for character in bare):
            continue
        composed = [where[run.start + place] for place in said.where[: len(bare) + 1]]
        yield Phrase(job, bare, run.language, composed, opens)
        opens = False


def words_of(text: str) -> Iterator[re.Match[str]]:
    """The words of ``text``; a character of Chinese or Japanese is one."""
    return _WORD.finditer(text)


def _weight(text: str) -> int:
    return len(text) + (_CJK_CHARACTERS - 1) * sum(map(is_cjk, text))


def _spread(text: str, rendered: Rendered) -> Iterator[tuple[int, int, int]]:
    milliseconds = len(rendered.pcm) * 500 / rendered.sample_rate
    whole = _weight(text) or 1
    for word in words_of(text):
        when = int(milliseconds * _weight(text[: word.start()]) / whole)
        yield when, word.start(), word.end() - word.start()
