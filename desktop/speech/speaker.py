"""The door to speech: text in, sound out, one thing said after the other.

1. Text arrives in pieces and is split into utterances, the first of them a mere clause.
2. Each gets a voice for its language and is rendered by the child, ``AHEAD`` of what is played.
3. The player plays them in order. What is said of a reading is told under the number of its job,
   announcements go under ``ANNOUNCEMENT``.

``stop`` forgets everything on the way: a sound that comes later has a number that is no longer
known, and is dropped.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.speech.alignment import places
from desktop.speech.messages import (
    FASTEST,
    SLOWEST,
    Render,
    Rendered,
    RenderFailed,
    RenderFailure,
    Voice,
    Voices,
)
from desktop.speech.renderer import MakeChild, Renderer, child_maker
from desktop.speech.voices import choose_voice, missing_voice
from desktop.text.sentences import Splitter, utterances
from desktop.values import Utterance

if TYPE_CHECKING:
    from desktop.speech.player import Player

ANNOUNCEMENT = 0
"""The job's number under which ``say`` is told; no reading has it."""

NO_MULTIMEDIA = (
    "Reading aloud needs a system library that is missing. Run “sightread doctor” to see which, "
    "then start Sightread again."
)

AHEAD = 3
"""How many utterances are rendered or played at a time."""


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """How to speak: ``name`` is the id of a voice or empty, ``rate`` in words a minute, ``volume``
    in percent; ``preferred`` are pairs of a language (BCP-47) and the id of its voice."""

    name: str = ""
    rate: int = 200
    volume: int = 100
    preferred: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, eq=False)
class _Item:
    """An utterance on its way; ``number`` is that of its request, 0 before there is one.

    ``where`` is the place of each of its characters in the job's whole text, and of its end.
    """

    job: int
    text: str = field(repr=False)
    language: str
    where: list[int] = field(repr=False)
    number: int = 0
    rendered: Rendered | None = field(default=None, repr=False)


@dataclass(slots=True)
class _Reading:
    """The text of a job, still arriving until ``ended``."""

    job: int
    language: str
    splitter: Splitter = field(default_factory=Splitter)
    text: str = field(default="", repr=False)
    ended: bool = False


class Speaker(QObject):
    """Speaks. For the window thread; no method waits. Don't ``say`` what ``failed`` tells."""

    started = Signal(int)
    """The first sound of this job is heard."""
    word = Signal(int, int, int)
    """Job, start and length of the word that is heard, in characters of the job's whole text."""
    finished = Signal(int)
    """All of this job has been said, or it held nothing to say."""
    stopped = Signal(int)
    """This job was stopped before its end."""
    failed = Signal(str)
    """It can't be said: no voice, no sound device, no child. A sentence that says what to do."""
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
        self._driver_name = driver_name
        self._choice = VoiceChoice()
        self._voices: tuple[Voice, ...] | None = None
        self._reading: _Reading | None = None
        self._waiting: deque[_Item] = deque()
        self._playing: deque[_Item] = deque()
        self._heard: set[int] = set()
        self._number = 0
        self._missing_told: set[str] = set()
        self._player: Player | None = None
        self._mute = False
        self._renderer = Renderer(
            make_child or child_maker(driver_name), self, answer_seconds=answer_seconds
        )
        self._renderer.rendered.connect(self._rendered)
        self._renderer.failed.connect(self._render_failed)
        self._renderer.voices_known.connect(self._voices_known)

    @property
    def speaking(self) -> bool:
        """Whether something is being said, waits to be said, or is still arriving."""
        return self._reading is not None or bool(self._waiting or self._playing)

    def prepare(self) -> None:
        """Load what the first sound needs, so that it comes at once: the child and QtMultimedia.

        Best called when the app has started: two turns of the event loop of 40 ms, and 25 MB.
        """
        if self._voices is None:
            self._renderer.ask_voices()
        if not self._mute:
            QTimer.singleShot(0, self, self._load_sound)

    def _load_sound(self) -> None:
        try:
            import desktop.speech.player  # noqa: F401 - the next turn uses it
        except ImportError:
            self._fall_mute()
        else:
            QTimer.singleShot(0, self, self._the_player)

    def configure(self, choice: VoiceChoice) -> None:
        """Speak like this: the volume at once, voice and rate from the next utterance."""
        old, self._choice = self._choice, choice
        if self._player is None:
            return
        self._player.set_volume(choice.volume)
        if (old.name, old.rate) == (choice.name, choice.rate):
            return
        withdrawn = set(self._player.withdraw())
        again = [item for item in self._playing if item.number in withdrawn]
        self._playing = deque(item for item in self._playing if item.number not in withdrawn)
        self._waiting.extendleft(reversed(again))
        for item in self._waiting:
            item.number, item.rendered = 0, None
        self._renderer.cancel()
        self._pump()

    def voices(self) -> None:
        """Ask which voices are installed; the answer is ``voices_changed``."""
        self._renderer.ask_voices()

    def begin(self, job: int, language: str = "") -> None:
        """A reading begins; ``language`` is a BCP-47 tag, empty: guessed for each utterance.

        An older reading is stopped; an announcement is spoken to its end first.
        """
        if self._reading is not None or any(item.job != ANNOUNCEMENT for item in self._all()):
            self.stop()
        self._reading = _Reading(job, language)
        self._missing_told.clear()
        if self._player is None:
            self.prepare()
        else:
            self._player.resume()

    def feed(self, job: int, text: str) -> None:
        """The next piece of the reading's text; of another job than the last: dropped."""
        if self._reading is None or self._reading.job != job or self._reading.ended:
            return
        self._reading.text += text
        self._add_utterances(self._reading, self._reading.splitter.feed(text))

    def end(self, job: int) -> None:
        """The reading's text is complete."""
        if self._reading is None or self._reading.job != job or self._reading.ended:
            return
        self._reading.ended = True
        self._add_utterances(self._reading, self._reading.splitter.end())
        self._look_for_end(job)

    def say(self, sentence: str, language: str = "en", *, interrupt: bool = False) -> None:
        """Say a sentence of the app's own, or of the command line, after what is being said.

        ``interrupt``: instead of it; the reading is stopped.
        """
        if interrupt:
            self.stop()
        for utterance in utterances(sentence):
            where = places(utterance.text, sentence, utterance.start)
            self._add(ANNOUNCEMENT, utterance, language, where)
        if any(item.job == ANNOUNCEMENT for item in self._waiting):
            self._pump()
        else:
            self._look_for_end(ANNOUNCEMENT)

    def stop(self) -> None:
        """Silence, now; what was to be said is forgotten. Nothing happens where it is silent."""
        jobs = dict.fromkeys(item.job for item in self._all())
        if self._reading is not None:
            jobs[self._reading.job] = None
        if self._player is not None:
            self._player.clear()
        self._renderer.cancel()
        self._reading = None
        self._heard.clear()
        self._waiting.clear()
        self._playing.clear()
        for job in jobs:
            self.stopped.emit(job)

    def pause(self) -> None:
        """Silence, now; ``resume`` goes on from there."""
        if (player := self._the_player()) is not None:
            player.pause()

    def resume(self) -> None:
        """Go on after ``pause``."""
        if (player := self._the_player()) is not None:
            player.resume()

    def close(self) -> None:
        """Silence, and end the child. Nothing may be asked after this."""
        self.stop()
        self._renderer.close()
        if self._player is not None:
            self._player.close()

    def _all(self) -> list[_Item]:
        return [*self._playing, *self._waiting]

    def _the_player(self) -> Player | None:
        """The player, made late: QtMultimedia costs time and memory. None where it can't be had."""
        if self._player is None and not self._mute:
            try:
                from desktop.speech.player import Player
            except ImportError:  # a system library that QtMultimedia needs
                self._fall_mute()
                return None
            self._player = Player(self)
            self._player.set_volume(self._choice.volume)
            self._player.began.connect(self._began)
            self._player.word.connect(self._word)
            self._player.ended.connect(self._ended)
            self._player.failed.connect(self._give_up)
        return self._player

    def _fall_mute(self) -> None:
        """Say nothing until the end of the process, and tell why, once."""
        if self._mute:
            return
        self._mute = True
        jobs = dict.fromkeys(item.job for item in self._waiting)
        self._waiting.clear()
        self.failed.emit(NO_MULTIMEDIA)
        for job in jobs:
            self._look_for_end(job)

    def _add_utterances(self, reading: _Reading, found: list[Utterance]) -> None:
        for utterance in found:
            where = places(utterance.text, reading.text, utterance.start)
            self._add(reading.job, utterance, reading.language, where)
        self._pump()

    def _add(self, job: int, utterance: Utterance, language: str, where: list[int]) -> None:
        if not self._mute:
            self._waiting.append(_Item(job, utterance.text, language or utterance.language, where))

    def _pump(self) -> None:
        """Ask for what is due to be rendered, and play what is next and has been."""
        if not self._waiting:
            return
        if self._voices is None:
            self._renderer.ask_voices()
            return
        player = self._the_player()
        if player is None:
            return
        while self._waiting and (rendered := self._waiting[0].rendered) is not None:
            self._playing.append(self._waiting.popleft())
            player.add(rendered)
        dropped: dict[int, None] = {}
        # Looked for anew each time: what hears of a failure may stop, or have something said.
        while self._voices is not None and (item := self._due()) is not None:
            if not self._request(item, self._voices):
                dropped[item.job] = None
        for job in dropped:
            self._look_for_end(job)

    def _due(self) -> _Item | None:
        """The next utterance to be rendered, None while enough are on the way."""
        room = max(0, AHEAD - len(self._playing))
        return next((item for item in islice(self._waiting, room) if not item.number), None)

    def _request(self, item: _Item, voices: tuple[Voice, ...]) -> bool:
        """Ask for the sound of an utterance; false where no voice speaks it: it is left out."""
        voice = choose_voice(voices, item.language, self._choice.name)
        if voice is None and item.job == ANNOUNCEMENT:
            voice = choose_voice(voices, "", self._choice.name)
        if voice is None:
            self._drop(item, missing_voice(item.language, self._driver_name))
            return False
        self._number += 1
        item.number = self._number
        rate = min(FASTEST, max(SLOWEST, self._choice.rate))
        self._renderer.render(Render(item.number, item.text, voice.id, rate))
        return True

    def _drop(self, item: _Item, sentence: str) -> None:
        """Leave out an utterance that can't be said, and tell why, once for a reading."""
        self._waiting.remove(item)
        if sentence not in self._missing_told:
            self._missing_told.add(sentence)
            self.failed.emit(sentence)

    def _rendered(self, rendered: Rendered) -> None:
        for item in self._waiting:
            if item.number == rendered.number:
                item.rendered = rendered
                self._pump()
                return

    def _render_failed(self, failure: RenderFailed) -> None:
        if failure.number == 0:
            self._voices = None
            self._give_up(failure.sentence)
            return
        for item in self._waiting:
            if item.number == failure.number and failure.kind is not RenderFailure.CANCELLED:
                self._drop(item, failure.sentence)
                self._look_for_end(item.job)
                self._pump()
                return

    def _give_up(self, sentence: str) -> None:
        self.failed.emit(sentence)
        self.stop()

    def _voices_known(self, answer: Voices) -> None:
        self._voices = answer.voices
        self.voices_changed.emit(list(answer.voices))
        self._pump()

    def _began(self, number: int) -> None:
        for item in self._playing:
            if item.number == number and item.job not in self._heard:
                self._heard.add(item.job)
                self.started.emit(item.job)
                return

    def _word(self, number: int, offset: int, length: int) -> None:
        for item in self._playing:
            if item.number == number:
                first, last = item.where[offset], item.where[offset + length - 1]
                self.word.emit(item.job, first, last + 1 - first)
                return

    def _ended(self, number: int) -> None:
        if self._playing and self._playing[0].number == number:
            item = self._playing.popleft()
            self._pump()
            self._look_for_end(item.job)

    def _look_for_end(self, job: int) -> None:
        """Tell the end of a job of which nothing is left to say."""
        reading = self._reading if self._reading and self._reading.job == job else None
        if reading is not None and not reading.ended:
            return
        if reading is None and job != ANNOUNCEMENT:
            return
        if any(item.job == job for item in self._all()):
            return
        if reading is not None:
            self._reading = None
        self._heard.discard(job)
        self.finished.emit(job)
