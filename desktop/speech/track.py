"""A text that is read aloud, as phrases, and the places in it. No Qt here, and no sound.

It stays when it has been read, so that one can go back into it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from desktop.speech.phrases import Phrase, phrases
from desktop.text.sentences import Splitter
from desktop.values import Move, Utterance

BACK_SECONDS = 5.0
WELL_UNDER_WAY = 2.0
"""Seconds into a sentence from which "previous" means its own beginning."""


class Spot(NamedTuple):
    """A word: the index of its phrase and the offset in the phrase's text. Behind the last phrase:
    the end of what has arrived."""

    phrase: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """``at`` tells where the places of the text ``old`` have gone in its final one, -1: nowhere."""

    old: str = field(repr=False)
    at: Sequence[int] = field(repr=False)

    def after(self, place: int) -> int:
        """Where to go on if all was heard before ``place``: behind the last word of it that is
        still there. What was put in before that one stays behind."""
        for heard in range(place - 1, -1, -1):
            if self.at[heard] >= 0 and self.old[heard].isalnum():
                return self.at[heard] + 1
        return 0


class Track:
    """The text of a job, still arriving until ``ended``; ``language`` is its BCP-47 tag or empty.

    ``spot`` is the word that is being heard, or was heard last. ``phrases`` are made of what has
    arrived when they are wanted, as ``has`` tells: those of a long text would hold up the window.
    """

    def __init__(self, job: int, language: str = "") -> None:
        self.job = job
        self.language = language
        self.text = ""
        self.ended = False
        self.phrases: list[Phrase] = []
        self.spot = Spot(0)
        self._splitter = Splitter()
        self._waiting: deque[Utterance] = deque()

    def feed(self, text: str) -> None:
        """The next piece of the text."""
        self.text += text
        self._waiting += self._splitter.feed(text)

    def end(self) -> None:
        """The text is complete."""
        self.ended = True
        self._waiting += self._splitter.end()

    def has(self, index: int) -> bool:
        """Whether the phrase of this index has arrived."""
        while index >= len(self.phrases) and self._waiting:
            utterance = self._waiting.popleft()
            for phrase in phrases(self.job, utterance, self.text, self.language):
                phrase.index = len(self.phrases)
                self.phrases.append(phrase)
        return index < len(self.phrases)

    def discard(self) -> None:
        """Make no phrases of what has arrived."""
        self._waiting.clear()

    # Places

    def at(self, place: int) -> Spot:
        """The word at this place of the text, or the first one behind it."""
        index = 0
        while self.has(index):
            phrase = self.phrases[index]
            if phrase.where[-1] > place and (offset := phrase.word_over(place)) < len(phrase.text):
                return Spot(index, offset)
            index += 1
        return Spot(index)

    def place_of(self, spot: Spot) -> int:
        """The place of a word in the text; for the end, that of the last phrase's end."""
        if not self.has(spot.phrase):
            return self.phrases[-1].where[-1] if self.phrases else 0
        return self.phrases[spot.phrase].where[spot.offset]

    def sentence(self, index: int) -> int:
        """The index of the phrase with which the sentence of this one begins."""
        while index > 0 and not (index < len(self.phrases) and self.phrases[index].opens):
            index -= 1
        return index

    def target(self, move: Move, rate: int) -> Spot:
        """Where a move leads from ``spot``; ``rate`` is for guessing how long something sounds."""
        index, _ = self.spot
        match move:
            case Move.REPEAT:
                return Spot(0)
            case Move.NEXT:
                index += 1
                while self.has(index) and not self.phrases[index].opens:
                    index += 1
                return Spot(min(index, len(self.phrases)))
            case Move.PREVIOUS:
                begin = self.sentence(index)
                if begin and self._seconds_since(begin, rate) <= WELL_UNDER_WAY:
                    begin = self.sentence(begin - 1)
                return Spot(begin)
            case Move.BACK:
                return self._back(BACK_SECONDS, rate)

    def _seconds_since(self, begin: int, rate: int) -> float:
        index, offset = self.spot
        if index >= len(self.phrases):
            return float("inf")
        whole = sum(phrase.seconds(rate) for phrase in self.phrases[begin:index])
        return whole + self.phrases[index].seconds_at(offset, rate)

    def _back(self, seconds: float, rate: int) -> Spot:
        index, offset = self.spot
        if index < len(self.phrases):
            heard = self.phrases[index].seconds_at(offset, rate)
            if heard >= seconds:
                return Spot(index, self.phrases[index].word_back(heard - seconds, rate))
            seconds -= heard
        while index > 0:
            index -= 1
            phrase = self.phrases[index]
            if phrase.dropped:
                continue
            if (whole := phrase.seconds(rate)) >= seconds:
                return Spot(index, phrase.word_back(whole - seconds, rate))
            seconds -= whole
        return Spot(0)

    # The final text

    def goes_on(self, place: int, words: str) -> bool:
        """Whether these words stand at this place, however they are broken into lines."""
        wanted = "".join(words.split())
        there = self.text[place : place + 2 * len(words) + 80]
        return "".join(there.split()).startswith(wanted)

    def agrees(self, text: str) -> bool:
        """Whether ``text`` is what has been fed, or goes on from it."""
        return text.startswith(self.text) or text.rstrip() == self.text.rstrip()

    def revise(self, text: str) -> Revision:
        """Take ``text`` as the whole and final text.

        The phrases are new ones; ``spot`` is still the word that it was or, where that is gone, the
        one that comes after what was heard. Given is where the places of the old text have gone.
        """
        from desktop.text.alignment import aligned  # seldom wanted

        revision = Revision(self.text, aligned(self.text, text))
        place = self.place_of(self.spot)
        self.text, self.phrases, self._splitter = text, [], Splitter()
        self._waiting = deque(self._splitter.feed(text))
        self.end()
        self.spot = self.at(max(revision.at[place], revision.after(place)))
        return revision
