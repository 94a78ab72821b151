"""What is said of a capture: the text as it comes, announcements, and a word while nothing comes.

The voice numbers what it speaks by itself; this is where is known which number belongs to the text
in the result window, so that only its words are lit there. It is also where is decided who speaks:
Sightread's own voice, the user's screen reader, or both.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.log import moment
from desktop.rooms import Sounds, Speech
from desktop.settings import Through, Voice
from desktop.speech.casting import VoiceChoice
from desktop.speech.latest import Latest
from desktop.speech.messages import FASTEST, SLOWEST
from desktop.text.portions import portions
from desktop.text.spelling import spelled
from desktop.values import Cue, Move

QUIET_MS = 700
"""After this time without a word of text, "Reading" is said, so that waiting is never silent."""

REMIND_MS = 8000
"""And again after this time, for as long as it takes."""

NOTHING_TO_HEAR = "There is no text to hear. Read something first."
NO_MORE = "There is no more text."
READER_SPEAKS = (
    "Your screen reader speaks. For these keys, choose Sightread's own voice in the settings."
)

_PACE = 1.15
"""What the rate is multiplied by to speak faster: what is just noticed as faster."""


def voice_choice(voice: Voice) -> VoiceChoice:
    """How to speak, as the settings have it."""
    preferred = tuple((entry.language, entry.name) for entry in voice.preferred)
    return VoiceChoice(voice.name, voice.rate, voice.volume, preferred)


class Narrator(QObject):
    """Speaks for the session; it alone talks to the voice."""

    speaking = Signal(bool)
    """Whether anything is being said."""
    reading = Signal(bool)
    """Whether a text is being read, or stands still."""
    word = Signal(int, int)
    """Beginning and length of the word that is heard now, in the text of the job being spoken."""
    told = Signal(str, bool)
    """A sentence for the screen reader, and whether it interrupts."""
    rate_wanted = Signal(int)
    """The user asked for this many words a minute."""

    def __init__(
        self, speech: Speech, sounds: Sounds, voice: Callable[[], Voice], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._speech = speech
        self._sounds = sounds
        self._voice = voice
        self.has_reader = False
        """A screen reader runs: without one there would be silence for who hears through it."""
        self._number = 0
        self._job = 0
        """The job whose words are lit while they are heard."""
        self._spoken_job = 0
        """The job whose text the voice was given last."""
        self._text = ""
        """All of it, as far as it is known."""
        self._under_way = False
        """It is being read, stands still, or is arriving."""
        self._voiced = False
        """It was given to the voice, which its keys steer then, whoever speaks otherwise."""
        self._walked = False
        """The user has gone through the text since the voice was told to go on."""
        self._news = Latest()
        self._live, self._newest = False, 0
        """Whether the text is such, and where the last of it begins."""
        self._offered: Callable[[], str] | None = None
        """What will be heard instead of it, once it is asked for."""
        self._heard: set[int] = set()
        """The numbers of what is being said now, 0 for announcements."""
        self._muted = 0
        """The job of which nothing is to be heard unless it is asked for."""
        self._replaced = 0
        """The one of which nothing will be heard: something else is."""
        self._reminded = False
        self._spelled = ""
        """The word that was spelled last, letter by letter."""
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._remind)

    # What is to be said

    def wait(self) -> None:
        """Text is awaited: say so until ``settle``, or until it is spoken."""
        self._reminded = False
        self._waiting.start(QUIET_MS)

    def settle(self) -> None:
        """Nothing is awaited any more."""
        self._waiting.stop()

    def feed(self, job: int, text: str, language: str = "") -> None:
        """The next piece of the text of ``job``, unless it has been hushed."""
        if job == self._replaced:
            return
        if job != self._spoken_job:
            self._begin(job, language)
            if job == self._muted:
                self._job = 0
                self._speech.stop()  # the voice keeps what comes, until it is asked for
        if job != self._muted:
            self.settle()
        self._text += text
        if self._voiced:
            self._speech.feed(self._number, text)

    def end(
        self, job: int, notes: tuple[str, ...] = (), *, text: str | None = None, words: str = ""
    ) -> None:
        """No more text of ``job`` comes; ``notes`` are said after it.

        ``text`` is what the pieces have become, where they were the text itself; ``words`` what a
        screen reader is told of it.
        """
        self.settle()
        if job != self._spoken_job:
            return
        if text is not None:
            self._text = text
        if self._voiced:
            self._speech.end(self._number, text)
        else:
            self._under_way = False
            self._read_news()
        if job == self._muted:
            return
        if words:
            self._hand_over(words)
        for note in notes:
            self._say(note)

    def read_out(self, text: str, language: str = "", job: int = 0, instead_of: int = 0) -> None:
        """Speak ``text`` from its beginning, at once, as the user asked to hear it.

        ``job`` is the one that it is the text of, or 0; what is still to come of the job
        ``instead_of`` isn't spoken.
        """
        self._muted = self._replaced = instead_of
        self._news.clear()
        self._speech.stop()
        self._begin(job, language, aloud=True)
        self._text = text
        self._speech.feed(self._number, text)
        self._speech.end(self._number)

    def read_from(self, text: str, place: int, job: int) -> None:
        """Speak ``text``, that of ``job``, from this character on."""
        self.read_out(text, job=job)
        self._speech.read_from(place)

    def read_next(self, text: str, language: str) -> None:
        """Read ``text``, which is new on the screen, once what is being read is over: from then on
        it is what was heard last."""
        self._hand_over(text)
        self._news.add(text, language)
        self._read_news()

    def announce(self, sentence: str, *, interrupt: bool = True, aside: bool = False) -> None:
        """Say ``sentence`` if the user wants announcements; a screen reader hears of it otherwise
        by the windows. ``interrupt``: the reading ends; ``aside``: it goes on after it."""
        if self._voice().announce:
            self._say(sentence, interrupt=interrupt, aside=aside)

    def announce_aloud(self, sentence: str) -> None:
        """Say what a screen reader knows by itself, such as the entry of a list."""
        if self._voice().announce and self._own:
            self._news.clear()
            self._speech.say(sentence, interrupt=True)

    def say_now(self, words: str, language: str) -> None:
        """Speak ``words`` as an aside, after which the reading goes on by itself.

        The window tells a screen reader.
        """
        if self._own:
            self._speech.say(words, language, hold=True)

    def say_next(self, sentence: str, language: str) -> None:
        """Say ``sentence`` after what is being said, whether announcements are wanted or not."""
        if self._own:
            self._speech.say(sentence, language)
        self._hand_over(sentence)

    @property
    def announcing(self) -> bool:
        """Whether Sightread's own voice is saying something that is no reading."""
        return 0 in self._heard

    def cue(self, cue: Cue) -> None:
        """Play a short sound if the user wants them."""
        if self._voice().sounds:
            self._sounds.play(cue)

    def tone(self, nearness: float) -> None:
        """A short tone, the higher and the sooner after the last the nearer (0 to 1) something is
        to what it should be."""
        self._sounds.tone(nearness)

    def hush(self, job: int = 0) -> None:
        """Silence now, also for what is still to come of ``job``."""
        self.settle()
        self._muted = job
        self._job = 0
        self._news.clear()
        self._live = False
        self._speech.stop()
        self._under_way = False
        self._sounds.close()

    # What the user does to it

    def offer(self, words: Callable[[], str], job: int) -> None:
        """Another text is looked at, that of ``job``: it is the one to be heard from now on."""
        self._offered, self._spoken_job, self._job = words, job, 0

    def pause(self) -> None:
        """Pause, or go on from the same word, also after a stop."""
        self._walked = False
        if not self._steers:
            self.told.emit(READER_SPEAKS, True)
        elif self._speech.paused:
            self._speech.resume()
        elif self._sounding:
            self._speech.pause()
        elif not (self._take_up() or self._again()):
            self._say(NOTHING_TO_HEAR)

    def stand_still(self) -> None:
        """The user goes through the text: the reading waits until it is told to go on."""
        self._walked = True
        if self._reading_aloud:
            self._speech.pause()

    def move(self, move: Move) -> None:
        """Go elsewhere in the text that is, or was last, spoken."""
        if not self._steers:
            text = self._offered() if self._offered else self._text[self._newest :]
            repeated = text if move is Move.REPEAT else READER_SPEAKS
            self._hand_over(repeated or NOTHING_TO_HEAR, interrupt=True)
        elif self._take_up():
            return
        elif self._repeat_newest(move) or self._speech.move(move):
            self._back_in()
        elif move is Move.NEXT and self._news:
            self._begin_news()
        else:
            self._say(NO_MORE if self._text else NOTHING_TO_HEAR)

    def change_rate(self, direction: int) -> None:
        """Faster (1) or slower (-1), from the word that is heard now."""
        if not self._steers:
            self.told.emit(READER_SPEAKS, True)
            return
        old = self._voice().rate
        rate = min(FASTEST, max(SLOWEST, round(old * _PACE**direction / 10) * 10))
        if rate != old:
            self.rate_wanted.emit(rate)
        if self._reading_aloud and not self._speech.paused:
            if rate == old:
                self.cue(Cue.ERROR)  # a sentence would hold up the text
            return  # it is heard
        end = {FASTEST: ", the fastest", SLOWEST: ", the slowest"}.get(rate, "")
        sentence = f"{rate} words a minute{end}."
        if self._own:
            self._speech.say(sentence, hold=True)
        if self._reader:
            self.told.emit(sentence, True)

    def spell(self, word: str = "", language: str = "") -> None:
        """Spell the word that is heard, and let the reading stand there; where nothing is heard,
        ``word``, or else the one that was heard last. The same one again: by the spelling alphabet.
        """
        here = self._speech.word_here() if self._steers and self._offered is None else None
        if here is not None and (not word or (self._reading_aloud and not self._walked)):
            place, length, language = here
            word = self._text[place : place + length]
        if not word:
            self._say(NOTHING_TO_HEAR if self._steers else READER_SPEAKS)
            return
        again = self._spelled == word
        self._spelled = "" if again else word
        said = spelled(word, language, alphabet=again)
        if self._reading_aloud:
            self._speech.pause()
        if self._own:
            self._speech.say(said, language, hold=True)
        if self._reader:
            self.told.emit(said, True)

    # What the voice tells

    def started(self, number: int) -> None:
        """The first sound of this number, 0 for an announcement."""
        moment("first sound" if number else "announcement")
        self._heard.add(number)
        self._under_way |= number == self._number
        self._tell(number)

    def spoken_word(self, number: int, start: int, length: int) -> None:
        """The word that is heard now."""
        if number == self._number and self._job:
            self.word.emit(start, length)

    def ended(self, number: int) -> None:
        """The voice has said everything of this number, or was stopped."""
        if number:
            moment("silence")
        self._heard.discard(number)
        self._under_way &= number != self._number
        self._tell(number)
        self._read_news()

    @property
    def _sounding(self) -> bool:
        return bool(self._heard)

    @property
    def _reading_aloud(self) -> bool:
        """Whether the text is being heard, or stands still."""
        return self._number in self._heard

    def _take_up(self) -> bool:
        """Begin with the text that is looked at, or was last, where the voice has another one."""
        if self._offered is not None:
            text = self._offered()
        elif self._text and not self._voiced:
            text = self._text
        else:
            return False
        self.read_out(text, job=self._spoken_job)
        return True

    def _again(self) -> bool:
        """Go on at the word that was heard last; False: there is no text."""
        here = self._speech.word_here()
        found = self._speech.read_from(here[0] if here else self._newest)
        if found:
            self._back_in()
        return found

    def _repeat_newest(self, move: Move) -> bool:
        return move is Move.REPEAT and self._newest > 0 and self._speech.read_from(self._newest)

    def _back_in(self) -> None:
        """The voice has gone back into the text."""
        self._walked = False
        self._job, self._muted, self._under_way = self._spoken_job, 0, True

    def _read_news(self) -> None:
        """Read what is new, unless something is being read or stands still."""
        while self._news and not (self._under_way or self._speech.paused):
            self._begin_news()

    def _begin_news(self) -> None:
        newest = self._news.take(self._text if self._live else "")
        self._begin(0, newest.language)
        self._live, self._newest, self._text = True, newest.start, newest.text
        if self._voiced:
            self._speech.feed(self._number, self._text)
            self._speech.end(self._number)
            if self._newest:
                self._speech.read_from(self._newest)
        else:
            self._under_way = False

    def _tell(self, number: int) -> None:
        if number:
            self.reading.emit(number in self._heard)
        self.speaking.emit(self._sounding)

    @property
    def _own(self) -> bool:
        return self._voice().through is not Through.READER or not self.has_reader

    @property
    def _steers(self) -> bool:
        """Whether the keys for the voice are for ours."""
        return self._own or self._voiced

    @property
    def _reader(self) -> bool:
        return self._voice().through is not Through.OWN

    def _say(self, sentence: str, *, interrupt: bool = False, aside: bool = False) -> None:
        if interrupt and not aside:
            self._news.clear()
        if self._own:
            self._speech.say(sentence, interrupt=interrupt and not aside, hold=aside)
        if self._reader:
            self.told.emit(sentence, interrupt)

    def _hand_over(self, text: str, *, interrupt: bool = False) -> None:
        """Have a screen reader say all of ``text``, if it is told anything."""
        for part in portions(text) if self._reader else ():
            self.told.emit(part, interrupt)
            interrupt = False

    def _begin(self, job: int, language: str, *, aloud: bool = False) -> None:
        self._number += 1
        self._job = self._spoken_job = job
        self._text, self._offered, self._spelled = "", None, ""
        self._live, self._newest, self._walked = False, 0, False
        self._under_way, self._voiced = True, self._own or aloud
        if self._voiced:
            self._speech.begin(self._number, language)

    def _remind(self) -> None:
        self.announce("Still reading." if self._reminded else "Reading.", interrupt=False)
        if not self._reminded:
            self.cue(Cue.READING)
        self._reminded = True
        self._waiting.start(REMIND_MS)
