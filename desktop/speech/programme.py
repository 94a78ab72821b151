"""What is said, in order: the phrases of a track, and announcements between them. No Qt here.

1. ``upcoming`` is what comes after what plays; ``due`` the first of it that should be rendered now.
2. ``take`` hands over the next one whose sound is there; ``ended`` says that it has been heard.
3. ``go`` leads to another word of the track; ``take_back`` makes what had been handed over upcoming
   again, from the word that was heard.
4. An aside comes before all else. Nothing but asides is handed over before the last of them has
   been heard, or while ``held``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from desktop.speech.phrases import Phrase
from desktop.speech.track import Spot, Track

ANNOUNCEMENT = 0
"""The job's number of announcements; no reading has it."""

AHEAD_SECONDS = 8.0
"""So much sound is rendered ahead: a voice that hangs can be replaced before it is missed."""
_AHEAD_SENTENCES = 2
_MOST_AHEAD = 32
_FARTHEST = 100
"""So many phrases are looked at, whether they can be said or not."""
_KEPT_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class _Announced:
    """``after``: what stands before this place of the track's text comes before it; 0 of asides."""

    phrase: Phrase
    after: int


class Programme:
    """``reading``: the track is being read, otherwise it is only kept. ``held``: it stands still
    at its word for as long as a pause lasts."""

    def __init__(self) -> None:
        self.track: Track | None = None
        self.reading = False
        self.held = False
        self.rate = 200
        self._playing: deque[Phrase] = deque()
        self._begun: Phrase | None = None
        self._announced: deque[_Announced] = deque()
        self._next = 0
        self._skipping = False
        self._asked: dict[int, Phrase] = {}
        self._cut: Phrase | None = None

    # What comes

    def begin(self, track: Track) -> None:
        """Read this track, after what is being announced."""
        self._drop_sounds(self._track_phrases())
        self.track, self.reading, self.held = track, True, False
        self._next, self._skipping = 0, False
        self._announced = deque(_Announced(one.phrase, 0) for one in self._announced)

    def announce(self, phrases: list[Phrase], *, now: bool) -> None:
        """Say these after what has arrived of the track; ``now``: as asides, before all that is
        upcoming but other asides."""
        after = len(self.track.text) if self.track and self.reading and not now else 0
        for phrase in phrases:
            phrase.aside = now
        found = [_Announced(phrase, after) for phrase in phrases]
        place = sum(one.phrase.aside for one in self._announced) if now else len(self._announced)
        for one in reversed(found):
            self._announced.insert(place, one)

    def upcoming(self) -> Iterator[Phrase]:
        """What is to be said after what has been handed over, as far as it has arrived."""
        waiting = iter(list(self._announced))
        announced = next(waiting, None)
        if self.reading:
            for phrase in self._ahead():
                while announced is not None and announced.after <= phrase.where[0]:
                    yield announced.phrase
                    announced = next(waiting, None)
                yield phrase
        while announced is not None:
            yield announced.phrase
            announced = next(waiting, None)

    def _ahead(self) -> Iterator[Phrase]:
        if (track := self.track) is None:
            return
        while track.has(self._next) and (
            track.phrases[self._next].dropped
            or (self._skipping and not track.phrases[self._next].opens)
        ):
            self._next += 1
        self._skipping = self._skipping and not track.has(self._next)
        index, farthest = self._next, self._next + _FARTHEST
        while index < farthest and track.has(index):
            if not track.phrases[index].dropped:
                yield track.phrases[index]
            index += 1

    def left(self, job: int) -> bool:
        """Whether anything of this job is being said or still to come, as far as it has arrived."""
        if any(phrase.job == job for phrase in self._playing):
            return True
        if job == ANNOUNCEMENT:
            return bool(self._announced)
        return self.reading and next(self._ahead(), None) is not None

    def due(self) -> Phrase | None:
        """The next one to be rendered, None while enough are on the way."""
        seconds = sum(phrase.seconds(self.rate) for phrase in self._playing)
        sentences = 0
        for phrase in islice(self.upcoming(), _MOST_AHEAD):
            if not phrase.number:
                return phrase
            seconds += phrase.seconds(self.rate)
            sentences += phrase.opens
            if seconds > AHEAD_SECONDS and sentences > _AHEAD_SENTENCES:
                return None
        return None

    def spare(self) -> float:
        """Seconds of sound that are there already, before anything more is missed."""
        seconds = sum(phrase.seconds(self.rate) for phrase in self._playing)
        for phrase in islice(self.upcoming(), _MOST_AHEAD):
            if phrase.sound is None:
                break
            seconds += phrase.seconds(self.rate)
        return seconds

    def ask(self, phrase: Phrase, number: int) -> None:
        """Its sound is asked for under this number."""
        phrase.number = number
        self._asked[number] = phrase

    def asked(self, number: int) -> Phrase | None:
        """The phrase whose sound was asked for under this number and is still wanted."""
        phrase = self._asked.get(number)
        return phrase if phrase is not None and phrase.number == number else None

    def drop(self, phrase: Phrase) -> None:
        """It can't be said."""
        phrase.dropped = True
        self._announced = deque(one for one in self._announced if one.phrase is not phrase)

    def skip(self) -> None:
        """Say nothing of what has arrived."""
        self._announced.clear()
        if self.track is not None:
            self.track.discard()
        self._next = len(self._track_phrases())

    # What plays

    def take(self) -> Phrase | None:
        """The next one, if its sound is there and it may be said now."""
        phrase = next(self.upcoming(), None)
        if phrase is None or phrase.sound is None:
            return None
        if (self.held or self.aside) and not phrase.aside:
            return None
        if phrase.job == ANNOUNCEMENT:
            self._announced.popleft()
        else:
            self._next = phrase.index + 1
        self._playing.append(phrase)
        return phrase

    def playing(self, number: int) -> Phrase | None:
        """The one that is being played under this number."""
        return next((phrase for phrase in self._playing if phrase.number == number), None)

    @property
    def announcing(self) -> bool:
        """Whether an announcement is being said or has been handed over."""
        return any(phrase.job == ANNOUNCEMENT for phrase in self._playing)

    @property
    def aside(self) -> bool:
        """Whether an aside is being said or still to come."""
        return any(phrase.aside for phrase in self._playing) or any(
            one.phrase.aside for one in self._announced
        )

    def heard(self, phrase: Phrase, offset: int) -> None:
        """The word at this offset of it is being heard."""
        self._begun = phrase
        if self.track is None or phrase.job != self.track.job:
            return
        if phrase.index >= 0:
            self.track.spot = Spot(phrase.index, offset)
        elif phrase.where[offset] >= 0:
            self.track.spot = self.track.at(phrase.where[offset])

    def ended(self, phrase: Phrase) -> None:
        """It has been heard to its end."""
        self._playing.remove(phrase)
        if phrase.index < 0:
            self._asked.pop(phrase.number, None)
        if self.track is not None and phrase.job == self.track.job and not self.left(phrase.job):
            self.track.spot = Spot(len(self.track.phrases))
        self._trim()

    # Elsewhere

    def go(self, spot: Spot) -> None:
        """Go on with the track at this word. Announcements of which nothing has been heard keep
        their place; asides, and what else had been handed over, are forgotten."""
        self._leave()
        self.reading, self.held = True, False
        # What goes on with a sentence that is skipped may not have arrived yet.
        self._skipping = spot.phrase >= len(self._track_phrases())
        if self.track is not None:
            self.track.spot = spot
            self._start_at(self.track, spot)
        self._trim()

    def _leave(self) -> None:
        begun = None
        while self._playing:
            phrase = self._playing.pop()
            if phrase.index >= 0:
                self._next = phrase.index
            elif phrase.job == ANNOUNCEMENT and phrase is self._begun:
                begun = phrase
            elif phrase.job == ANNOUNCEMENT:
                self._announced.appendleft(self._again(phrase))
        # The rest of a sentence makes no sense without its beginning.
        while begun is not None and self._announced and not self._announced[0].phrase.opens:
            self._announced.popleft()
        self._announced = deque(one for one in self._announced if not one.phrase.aside)

    def take_back(self) -> None:
        """What had been handed over is upcoming again: the first from the word that is heard."""
        revised, self._begun = False, None
        while self._playing:
            phrase = self._playing.pop()
            if phrase.job == ANNOUNCEMENT:
                self._announced.appendleft(self._again(phrase))
            elif phrase.index >= 0:
                self._next = phrase.index
            else:
                revised = True
        if self.track is not None and (revised or self.track.spot.phrase == self._next):
            self._start_at(self.track, self.track.spot)

    def _again(self, phrase: Phrase) -> _Announced:
        return _Announced(phrase, 0 if phrase.aside else self._next_place())

    def next_spot(self) -> Spot:
        """Where the track goes on after what has been handed over."""
        phrases = self._track_phrases()
        start = phrases[self._next].start if self._next < len(phrases) else 0
        return Spot(self._next, start)

    def replaced(self, spot: Spot) -> None:
        """The track has other phrases now: go on with them at this word, after what plays."""
        self._announced = deque(
            _Announced(one.phrase, one.after and len(self.track.text if self.track else ""))
            for one in self._announced
        )
        self._skipping = False
        if self.track is not None:
            self._start_at(self.track, spot)

    def _start_at(self, track: Track, spot: Spot) -> None:
        if self._cut is not None and self._cut not in self._playing:
            self._cut.begin_at(0)
        self._next, self._cut = spot.phrase, None
        if spot.phrase < len(track.phrases):
            self._cut = track.phrases[spot.phrase]
            self._cut.begin_at(spot.offset)

    def keep_until(self, number: int) -> list[Phrase]:
        """Hand over nothing that comes after the phrase of this number; what of the track is left
        to be heard."""
        while self._playing and self._playing[-1].number != number:
            phrase = self._playing.pop()
            if phrase.job == ANNOUNCEMENT:
                self._announced.appendleft(self._again(phrase))
            else:
                self._next = phrase.index
        return [phrase for phrase in self._playing if phrase.job != ANNOUNCEMENT]

    def cut_announcements(self, *, asides: bool = False) -> bool:
        """Say no more of what would be announced before the track goes on, or of its ``asides``
        alone; whether there was any.

        What has been handed over must have been taken back.
        """
        place = self._next_place()
        due = [
            one
            for one in self._announced
            if one.phrase.aside or not (asides or (self.reading and one.after > place))
        ]
        self._announced = deque(one for one in self._announced if one not in due)
        return bool(due)

    def stop(self) -> None:
        """Say nothing any more; the track is kept."""
        self._playing.clear()
        self._announced.clear()
        self.reading = self.held = False
        self.forget_sounds()

    def finish(self) -> None:
        """The track has been read; it is kept."""
        self.reading = self.held = False
        self._drop_sounds(self._track_phrases())

    # Sounds

    def forget_asked(self) -> None:
        """What has been asked for and hasn't come isn't wanted any more."""
        for number, phrase in self._asked.items():
            if phrase.number == number and phrase.sound is None:
                phrase.forget()
        self._asked = {
            number: phrase for number, phrase in self._asked.items() if phrase.sound is not None
        }

    def forget_sounds(self) -> None:
        """All sounds are to be made anew, but for those that play."""
        self._drop_sounds([*self._asked.values()])

    def _drop_sounds(self, phrases: list[Phrase]) -> None:
        for phrase in phrases:
            if phrase not in self._playing:
                phrase.forget()
        self._asked = {n: phrase for n, phrase in self._asked.items() if phrase.number == n}

    def _trim(self) -> None:
        """Keep the sounds that may be wanted soon: they are 44 kB a second."""
        if self.track is None:
            return
        phrases = self.track.phrases
        first, kept = min(self.track.spot.phrase, len(phrases)), 0.0
        while first > 0 and kept < _KEPT_SECONDS:
            first -= 1
            kept += phrases[first].seconds(self.rate)
        last = self._next + _MOST_AHEAD
        self._drop_sounds(
            [
                phrase
                for phrase in self._asked.values()
                if phrase.job == self.track.job and not first <= phrase.index <= last
            ]
        )

    def _next_place(self) -> int:
        return self.track.place_of(Spot(self._next)) if self.track is not None else 0

    def _track_phrases(self) -> list[Phrase]:
        return self.track.phrases if self.track is not None else []
