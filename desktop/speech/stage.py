"""Gives the phrases of a programme their sound: a voice, a rendering, the player.

What comes too late, because it has been silenced meanwhile, has a number that the programme no
longer knows, and is dropped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.speech.casting import Casting, VoiceChoice
from desktop.speech.messages import (
    FASTEST,
    SLOWEST,
    Render,
    Rendered,
    RenderFailed,
    RenderFailure,
    Voices,
)
from desktop.speech.phrases import Phrase
from desktop.speech.programme import ANNOUNCEMENT, Programme
from desktop.speech.renderer import MakeChild, Renderer, child_maker

if TYPE_CHECKING:
    from desktop.speech.player import Player

NO_MULTIMEDIA = (
    "Reading aloud needs a system library that is missing. Run “sightread doctor” to see which, "
    "then start Sightread again."
)

_LEFT_OUT_AT_ONCE = 50
"""A long text that no voice can say must not hold up the window."""


class Stage(QObject):
    """Plays a programme. For the window thread; no method waits."""

    began = Signal(object)
    """This phrase is heard from now on."""
    word = Signal(object, int, int)
    """The word at this offset of this phrase, and of this length, is heard."""
    ended = Signal(object)
    """This phrase has been heard to its end."""
    left_out = Signal(set)
    """Something of these jobs can't be said and is left out."""
    failed = Signal(str)
    """It can't be said: a sentence that says what to do."""
    broken = Signal(str)
    """The same, and nothing can: the child keeps dying, or there is no voice at all."""
    deaf = Signal(str)
    """The same, as there is no sound device; what was played is upcoming again."""
    device_back = Signal()
    """There is a sound device again."""
    voices_changed = Signal(list)
    """The installed voices."""

    def __init__(
        self,
        programme: Programme,
        driver_name: str,
        parent: QObject,
        make_child: MakeChild | None,
        answer_seconds: float,
    ) -> None:
        super().__init__(parent)
        self._programme = programme
        self._casting = Casting(driver_name)
        self._number = 0
        self._player: Player | None = None
        self._mute = False
        self._deaf = False
        self._renderer = Renderer(
            make_child or child_maker(driver_name), self, answer_seconds=answer_seconds
        )
        self._renderer.rendered.connect(self._rendered)
        self._renderer.failed.connect(self._render_failed)
        self._renderer.voices_known.connect(self._voices_known)

    @property
    def silent(self) -> bool:
        """Whether there is no device to be heard by."""
        return self._deaf

    def prepare(self) -> None:
        """Load what the first sound needs: the child and QtMultimedia."""
        if self._casting.voices is None:
            self._renderer.ask_voices()
        if self._player is None and not self._mute:
            QTimer.singleShot(0, self, self._load_sound)

    def ask_voices(self) -> None:
        """Have the voices told."""
        self._renderer.ask_voices()

    def begin(self) -> None:
        """Another reading: what fails is told anew, a device is looked for again."""
        self._casting.begin()
        self._deaf = False

    def configure(self, choice: VoiceChoice) -> bool:
        """Take this choice; whether sounds must be made anew for it."""
        old, self._casting.choice = self._casting.choice, choice
        self._programme.rate = min(FASTEST, max(SLOWEST, choice.rate))
        if self._player is not None:
            self._player.set_volume(choice.volume)
        return replace(old, volume=choice.volume) != choice

    def pause(self) -> None:
        """Silence, now; ``resume`` goes on from there."""
        if self._player is not None:
            self._player.pause()

    def resume(self) -> None:
        """Go on after ``pause``."""
        if self._player is not None:
            self._player.resume()

    def silence(self) -> None:
        """Nothing plays, and nothing that has been asked for will."""
        if self._player is not None:
            self._player.clear()
        self._renderer.cancel()
        self._programme.forget_asked()

    def given(self) -> tuple[int, float] | None:
        """See ``Player.given``."""
        return self._player.given() if self._player is not None else None

    def cut(self, number: int, seconds: float) -> None:
        """See ``Player.cut``."""
        if self._player is not None:
            self._player.cut(number, seconds)

    def close(self) -> None:
        """Silence, and end the child."""
        self._renderer.close()
        if self._player is not None:
            self._player.close()

    def pump(self) -> None:
        """Ask for what is due to be rendered, and play what is next and has been."""
        if self._mute:
            self._programme.skip()
        if next(self._programme.upcoming(), None) is None:
            return
        if self._casting.voices is None:
            self._renderer.ask_voices()
            return
        if (player := self._the_player()) is None:
            return
        while not self._deaf and (phrase := self._programme.take()) is not None:
            if phrase.sound is not None:
                player.add(phrase.sound)
        left_out: list[int] = []
        # Looked for anew each time: what hears of a failure may stop, or have something said.
        while self._casting.voices is not None and (due := self._programme.due()) is not None:
            if len(left_out) == _LEFT_OUT_AT_ONCE:
                QTimer.singleShot(0, self, self.pump)
                break
            if not self._request(due):
                left_out.append(due.job)
        if left_out:
            self.left_out.emit(set(left_out))

    def _request(self, phrase: Phrase) -> bool:
        """Ask for the sound of a phrase; false where no voice says it."""
        language = phrase.language
        voice = self._casting.cast(phrase)
        if voice is None:
            self._programme.drop(phrase)
        else:
            self._number += 1
            request = Render(
                self._number, phrase.text[phrase.start :], voice.id, self._programme.rate
            )
            spare = self._programme.spare()
            self._programme.ask(phrase, self._number)
            self._renderer.render(request, spare)
        if (voice is None or phrase.job != ANNOUNCEMENT) and (
            missing := self._casting.missing(language)
        ):
            self.failed.emit(missing)
        return voice is not None

    def _rendered(self, rendered: Rendered) -> None:
        if (phrase := self._programme.asked(rendered.number)) is not None:
            phrase.take(rendered)
            self.pump()

    def _render_failed(self, failure: RenderFailed) -> None:
        if failure.number == 0:
            self._casting.voices = None
            self.broken.emit(failure.sentence)
            return
        phrase = self._programme.asked(failure.number)
        if phrase is None or failure.kind is RenderFailure.CANCELLED:
            return
        self._programme.drop(phrase)
        if sentence := self._casting.told(failure.sentence):
            self.failed.emit(sentence)
        self.left_out.emit({phrase.job})
        self.pump()

    def _voices_known(self, answer: Voices) -> None:
        self._casting.voices = answer.voices
        self.voices_changed.emit(list(answer.voices))
        self.pump()

    def _load_sound(self) -> None:
        import desktop.text.readable
        import desktop.text.voice_runs

        try:
            import desktop.speech.player  # noqa: F401 - the next turn uses it
        except ImportError:
            self._fall_mute()
        else:
            QTimer.singleShot(0, self, self._the_player)

    def _the_player(self) -> Player | None:
        """The player, made late: QtMultimedia costs time and memory. None where it can't be had."""
        if self._player is None and not self._mute:
            try:
                from desktop.speech.player import Player
            except ImportError:  # a system library that QtMultimedia needs
                self._fall_mute()
                return None
            self._player = Player(self)
            self._player.set_volume(self._casting.choice.volume)
            self._player.began.connect(self._began)
            self._player.word.connect(self._word)
            self._player.ended.connect(self._ended)
            self._player.failed.connect(self._no_sound)
            self._player.back.connect(self._sound_back)
        return self._player

    def _fall_mute(self) -> None:
        """Say nothing until the end of the process, and tell why, once."""
        if self._mute:
            return
        self._mute = True
        jobs = {phrase.job for phrase in self._programme.upcoming()}
        self._programme.skip()
        self.failed.emit(NO_MULTIMEDIA)
        self.left_out.emit(jobs)

    def _no_sound(self, sentence: str) -> None:
        self._deaf = True
        self._renderer.cancel()
        self._programme.forget_asked()
        self._programme.take_back()
        self.deaf.emit(sentence)

    def _sound_back(self) -> None:
        self._deaf = False
        self.device_back.emit()
        self.pump()

    def _began(self, number: int) -> None:
        if (phrase := self._programme.playing(number)) is not None:
            self._programme.heard(phrase, phrase.start)
            self.began.emit(phrase)

    def _word(self, number: int, offset: int, length: int) -> None:
        if (phrase := self._programme.playing(number)) is not None:
            self._programme.heard(phrase, offset)
            self.word.emit(phrase, offset, length)

    def _ended(self, number: int) -> None:
        if (phrase := self._programme.playing(number)) is not None:
            self._programme.ended(phrase)
            self.pump()
            self.ended.emit(phrase)
