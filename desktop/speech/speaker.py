"""The door to speech: text in, sound out, one thing said after the other.

1. Text arrives in pieces and becomes a track of phrases (``track``, ``phrases``).
2. The programme tells what is said in which order, announcements among it (``programme``).
3. The stage gives each phrase a voice and its sound, ahead of what is played, and plays it.

What is said of a reading is told under the number of its job, announcements go under
``ANNOUNCEMENT``. Whatever leads elsewhere silences the stage and lets the programme go on from
another word. The last reading stays, so that one can go back into it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.speech.casting import VoiceChoice
from desktop.speech.phrases import Phrase, phrases
from desktop.speech.programme import ANNOUNCEMENT, Programme
from desktop.speech.renderer import MakeChild
from desktop.speech.stage import NO_MULTIMEDIA, Stage
from desktop.speech.track import Revision, Spot, Track
from desktop.text.sentences import utterances
from desktop.values import Move

__all__ = ["ANNOUNCEMENT", "NO_MULTIMEDIA", "Speaker", "VoiceChoice"]


class Speaker(QObject):
    """Speaks. For the window thread; no method waits. Don't ``say`` what ``failed`` tells."""

    started = Signal(int)
    """The first sound of this job is heard; again when a reading is gone back into."""
    word = Signal(int, int, int)
    """Job, start and length of the word that is heard, in characters of the job's whole text."""
    finished = Signal(int)
    """All of this job has been said, or it held nothing to say."""
    stopped = Signal(int)
    """This job was stopped before its end."""
    paused_changed = Signal(bool)
    """Whether the reading stands still, so that ``resume`` makes it go on."""
    failed = Signal(str)
    """It can't be said: no voice, no sound device, no child. A sentence that says what to do."""
    device_back = Signal()
    """After there was no sound device: there is one, and the reading goes on where it stood."""
    voices_changed = Signal(list)
    """The installed voices, ``messages.Voice``: the answer to ``voices``."""

    def __init__(
        self,
        driver_name: str,
        parent: QObject | None = None,
        *,
        make_child: MakeChild | None = None,
        answer_seconds: float = 2.0,
    ) -> None:
        super().__init__(parent)
        self._programme = Programme()
        self._paused = False
        self._together = False
        """An aside has been said in this turn of the event loop."""
        self._heard: set[int] = set()
        self._word_here: tuple[int, int, str] | None = None
        self._lit: tuple[int, int] | None = None
        self._stage = Stage(self._programme, driver_name, self, make_child, answer_seconds)
        self._stage.began.connect(self._began)
        self._stage.word.connect(self._word)
        self._stage.ended.connect(lambda phrase: self._look_for_end(phrase.job))
        self._stage.left_out.connect(self._left_out)
        self._stage.failed.connect(self.failed)
        self._stage.broken.connect(self._broken)
        self._stage.deaf.connect(self._no_sound)
        self._stage.device_back.connect(self.device_back)
        self._stage.voices_changed.connect(self.voices_changed)

    @property
    def speaking(self) -> bool:
        """Whether something is being said, waits to be said, or is still arriving."""
        return self._programme.reading or self._programme.left(ANNOUNCEMENT)

    @property
    def paused(self) -> bool:
        """Whether the reading stands still, and ``resume`` makes it go on."""
        return self._paused

    @property
    def silent(self) -> bool:
        """Whether there is no device to be heard by; a reading waits for one."""
        return self._stage.silent

    def prepare(self) -> None:
        """Load what the first sound needs, so that it comes at once: the child and QtMultimedia.

        Best called when the app has started: two turns of the event loop of 40 ms, and 25 MB.
        """
        self._stage.prepare()

    def configure(self, choice: VoiceChoice) -> None:
        """Speak like this, from the word that is heard now."""
        if self._stage.configure(choice):
            self._stand()
            self._programme.forget_sounds()
            self._stage.pump()

    def voices(self) -> None:
        """Ask which voices are installed; the answer is ``voices_changed``."""
        self._stage.ask_voices()

    def close(self) -> None:
        """Silence, and end the child. Nothing may be asked after this."""
        self.stop()
        self._stage.close()

    # What is said

    def begin(self, job: int, language: str = "") -> None:
        """A reading begins; ``language`` is a BCP-47 tag, empty: guessed for each utterance.

        An older reading is stopped; an announcement is spoken to its end first.
        """
        if self._programme.reading:
            self.stop()
        self._go_on()
        self._programme.begin(Track(job, language))
        self._word_here = None
        self._stage.begin()
        self._stage.prepare()

    def feed(self, job: int, text: str) -> None:
        """The next piece of the reading's text; of another job than the last: dropped.

        After ``stop`` it is kept, and not spoken.
        """
        if (track := self._arriving(job)) is not None:
            track.feed(text)
            self._stage.pump()

    def end(self, job: int, text: str | None = None) -> None:
        """The reading's text is complete.

        ``text``: the final text, in which places count from now on. What of it hasn't been heard is
        said instead of what was streamed.
        """
        track = self._arriving(job)
        if track is None:
            return
        if text is not None and not track.agrees(text):
            self._revise(track, text)
        else:
            track.feed((text or "")[len(track.text) :])
            track.end()
        self._stage.pump()
        self._look_for_end(job)

    def say(
        self, sentence: str, language: str = "en", *, interrupt: bool = False, hold: bool = False
    ) -> None:
        """Say a sentence of the app's own, or of the command line, after what is being said; in a
        pause, after ``resume``.

        ``interrupt``: instead of it; the reading is stopped. ``hold``: now, as an aside, instead of
        what is announced; the reading stands still at its word meanwhile and then goes on by
        itself, unless it was paused before. Asides of one turn of the event loop belong together.
        """
        if interrupt:
            self.stop()
        elif hold:
            self._hold()
        if self.silent:
            self.stopped.emit(ANNOUNCEMENT)
            return
        found = [
            phrase
            for utterance in utterances(sentence)
            for phrase in phrases(ANNOUNCEMENT, utterance, sentence, language)
        ]
        self._programme.announce(found, now=hold)
        self._stage.pump()
        self._look_for_end(ANNOUNCEMENT)

    def stop(self) -> None:
        """Silence, now; what was to be said is forgotten, but for the reading, which can be gone
        back into. Nothing happens where it is silent."""
        jobs = [ANNOUNCEMENT] if self._programme.left(ANNOUNCEMENT) else []
        if self._programme.reading and self._programme.track is not None:
            jobs.append(self._programme.track.job)
        self._stage.silence()
        self._programme.stop()
        self._heard.clear()
        for job in jobs:
            self.stopped.emit(job)
        self._go_on()

    # Moving about

    def pause(self) -> None:
        """Silence, now, of an aside too; ``resume`` goes on from there. Nothing happens where it is
        silent."""
        if self._paused or not self.speaking:
            return
        self._paused = True
        self._stage.pause()
        self.paused_changed.emit(True)

    def resume(self) -> None:
        """Go on after ``pause``; an aside that was begun in the pause is cut off."""
        if not self._paused:
            return
        if self._programme.held:
            self._stage.silence()
            self._programme.take_back()
            self._cut_announcements(asides=True)
            self._programme.held = False
        self._go_on()
        self._stage.pump()

    def move(self, move: Move) -> bool:
        """Go elsewhere in the text that is being read, is paused, or was read last.

        False: there is none, or nothing in that direction.
        """
        track = self._programme.track
        if track is None:
            return False
        spot = track.target(move, self._programme.rate)
        if spot.phrase >= len(track.phrases) and (track.ended or not self._programme.reading):
            return False
        self._go(spot)
        return True

    def read_from(self, place: int) -> bool:
        """Go on with the same text at the word that stands at this character, or behind it.

        False: there is none.
        """
        track = self._programme.track
        if track is None or (spot := track.at(place)).phrase >= len(track.phrases):
            return False
        self._go(spot)
        return True

    def word_here(self) -> tuple[int, int, str] | None:
        """Place and length of the word heard last in the text, and its language; None before the
        first."""
        return self._word_here

    def _go(self, spot: Spot) -> None:
        self._stage.silence()
        announced = self._programme.announcing or ANNOUNCEMENT in self._heard
        self._programme.go(spot)
        self._stage.begin()
        self._go_on()
        self._stage.pump()
        if announced:
            self._look_for_end(ANNOUNCEMENT)

    def _go_on(self) -> None:
        """The pause is over."""
        if not self._paused:
            return
        self._paused = False
        self._stage.resume()
        self.paused_changed.emit(False)

    def _stand(self) -> None:
        """What plays is silenced, and is upcoming again from its word."""
        self._stage.silence()
        self._programme.take_back()
        self._programme.held = self._paused

    def _hold(self) -> None:
        """An aside comes: what is announced is cut off, but for what a pause keeps waiting."""
        first = not (self._together and self._programme.aside)
        self._together = True
        if first or (self._paused and not self._programme.held):
            self._stand()
        if first:
            self._cut_announcements(asides=self._paused)
            QTimer.singleShot(0, self, self._end_turn)

    def _end_turn(self) -> None:
        self._together = False

    def _cut_announcements(self, *, asides: bool = False) -> None:
        if self._programme.cut_announcements(asides=asides):
            self._heard.discard(ANNOUNCEMENT)
            self.stopped.emit(ANNOUNCEMENT)

    def _revise(self, track: Track, text: str) -> None:
        """Go on with the final text where the voice is in the streamed one."""
        aside = self._programme.aside  # nothing of the track has been handed over then
        going = self._programme.reading and not (self._paused or aside)
        given = self._stage.given() if going else None
        if given is not None:
            self._revise_behind(track, text, *given)
            return
        if self._programme.reading and not (self._programme.held or aside):
            self._stand()
        self._remap(track.revise(text))
        self._programme.replaced(track.spot)

    def _revise_behind(self, track: Track, text: str, number: int, seconds: float) -> None:
        """What the device has got is heard, to the end of its word; the rest is said as it is now,
        without a seam where that is the same."""
        spoken = self._programme.keep_until(number)
        unheard = behind = track.place_of(self._programme.next_spot())
        last = self._programme.playing(number)
        if last is not None and last.job == track.job:
            offset, seconds = last.word_after(seconds)
            unheard, behind = last.where[offset], last.where[-1]
        left = track.text[unheard:behind]
        revision = track.revise(text)
        place = revision.after(unheard)
        if last is not None and left and track.goes_on(place, left):
            _, seconds = last.word_after(float("inf"))
            place = revision.after(behind)
        self._stage.cut(number, seconds)
        for phrase in spoken:
            phrase.index = -1
            phrase.where = [revision.at[at] for at in phrase.where]
        self._remap(revision)
        self._programme.replaced(track.at(place))

    def _remap(self, revision: Revision) -> None:
        if self._word_here is not None:
            start, length, language = self._word_here
            start = revision.at[start]
            self._word_here = (start, length, language) if start >= 0 else None

    def _arriving(self, job: int) -> Track | None:
        track = self._programme.track
        return track if track is not None and track.job == job and not track.ended else None

    # What is heard

    def _began(self, phrase: Phrase) -> None:
        self._lit = None
        if phrase.job not in self._heard:
            self._heard.add(phrase.job)
            self.started.emit(phrase.job)

    def _word(self, phrase: Phrase, offset: int, length: int) -> None:
        # An amount is said in several words and written in one, which is told once.
        if (placed := phrase.placed(offset, length)) is not None and placed != self._lit:
            self._lit = placed
            if phrase.job != ANNOUNCEMENT:
                self._word_here = (*placed, phrase.language)
            self.word.emit(phrase.job, *placed)

    def _left_out(self, jobs: set[int]) -> None:
        for job in sorted(jobs):
            self._look_for_end(job)

    def _broken(self, sentence: str) -> None:
        self.failed.emit(sentence)
        self.stop()

    def _no_sound(self, sentence: str) -> None:
        """The reading waits at its word for a device; announcements don't."""
        self._programme.held = self._paused
        self._cut_announcements()
        self.failed.emit(sentence)

    def _look_for_end(self, job: int) -> None:
        """Tell the end of a job of which nothing is left to say."""
        if job != ANNOUNCEMENT:
            track = self._programme.track
            if track is None or not (self._programme.reading and track.ended):
                return
        if self._programme.left(job):
            return
        if job != ANNOUNCEMENT:
            self._programme.finish()
        self._heard.discard(job)
        self.finished.emit(job)
