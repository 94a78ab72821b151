"""From samples to sound: one utterance after the other, without a gap, silent at once.

The sound device is fed from the window thread: ``BUFFER`` is what it holds ahead, longer than the
longest freeze of the window that is allowed. Silence doesn't wait for the buffer: ``reset`` drops
it, for a pause too, as ``suspend`` lets it play to its end. What is heard is known from the
device's own count of the samples that it has taken, so words are told in step with the sound, and
after a pause or a change of the device the sound goes on where it was.

Importing this module loads QtMultimedia, some 25 MB with its devices.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from PySide6.QtCore import QByteArray, QIODevice, QObject, Qt, QTimer, Signal
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from desktop.speech.messages import Rendered

NO_DEVICE = (
    "There is no sound device. Connect headphones or speakers, "
    "or choose an output in the sound settings."
)
STUCK_DEVICE = "The sound device does not play. Choose another output in the sound settings."

BUFFER = 0.2
"""Seconds of sound that the device holds ahead."""
_TICK_MILLISECONDS = 15
_CLOSE_AFTER_MILLISECONDS = 1000
_LOOK_AFTER_MILLISECONDS = 250
_STUCK_AFTER_TICKS = 3000 // _TICK_MILLISECONDS
_SAMPLE_BYTES = 2
_COUNTED_AHEAD = 0.04
"""The device counts samples so many seconds before they are heard: 0.028 to 0.036 were measured
with PulseAudio. What is dropped is played again from there."""


@dataclass(slots=True)
class _Playing:
    """A sound on its way; ``begin`` is its first byte in the stream that the device counts."""

    sound: Rendered
    begin: int = 0
    written: int = 0
    began: bool = False
    words_told: int = 0

    @property
    def end(self) -> int:
        return self.begin + len(self.sound.pcm)


class Player(QObject):
    """Plays sounds in the order in which they are added. For the window thread.

    Sounds that are stopped or lost tell no end: whoever stops them knows it.
    """

    began = Signal(int)
    """The sound of this number is being heard from now on."""
    word = Signal(int, int, int)
    """Number, offset and length of the word that is being heard."""
    ended = Signal(int)
    """The sound of this number has been heard to its end."""
    failed = Signal(str)
    """There is no sound device, or it doesn't play: a sentence. All sounds are dropped."""
    back = Signal()
    """After ``failed``: there is a device to try."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sounds: deque[_Playing] = deque()
        self._sink: QAudioSink | None = None
        self._stream: QIODevice | None = None
        self._device_id = QByteArray()
        self._sample_rate = 0
        self._stream_end = 0
        self._paused = False
        self._volume = 1.0
        self._last_position = -1
        self._still_ticks = 0
        self._reopened = False
        self._deaf = False
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._follow_default)
        self._ticker = QTimer(self, interval=_TICK_MILLISECONDS)
        self._ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticker.timeout.connect(self._tick)
        self._closer = QTimer(self, interval=_CLOSE_AFTER_MILLISECONDS, singleShot=True)
        self._closer.timeout.connect(self._close_sink)
        # A device that is unplugged stops before the system tells that it is gone.
        self._finder = QTimer(self, interval=_LOOK_AFTER_MILLISECONDS, singleShot=True)
        self._finder.timeout.connect(self._go_on)

    @property
    def pending(self) -> int:
        """How many sounds are played or wait."""
        return len(self._sounds)

    def add(self, sound: Rendered) -> None:
        """Play ``sound`` after those that were added before."""
        self._sounds.append(_Playing(sound))
        if not self._paused and not self._finder.isActive():
            self._run()

    def given(self) -> tuple[int, float] | None:
        """The last sound of which the device has got anything, and how many seconds of it."""
        given = next((item for item in reversed(self._sounds) if item.written), None)
        if given is None:
            return None
        return given.sound.number, given.written / _SAMPLE_BYTES / given.sound.sample_rate

    def cut(self, number: int, seconds: float) -> None:
        """Play the sound of this number so far only, and none of those that wait behind it.

        What the device has got of them is heard all the same.
        """
        while self._sounds and self._sounds[-1].sound.number != number:
            self._sounds.pop()
        if self._sounds:
            item = self._sounds[-1]
            size = round(seconds * item.sound.sample_rate) * _SAMPLE_BYTES
            item.sound = replace(item.sound, pcm=item.sound.pcm[: max(size, item.written)])

    def clear(self) -> None:
        """Silence, now; everything that was added is dropped, and a pause is over."""
        self._sounds.clear()
        self._paused = False
        self._ticker.stop()
        self._finder.stop()
        self._close_sink()

    def pause(self) -> None:
        """Silence, now; ``resume`` goes on at the same place."""
        self._paused = True
        self._closer.stop()
        self._rewind()

    def resume(self) -> None:
        """Go on after a pause."""
        if not self._paused:
            return
        self._paused = False
        if not self._finder.isActive():
            self._go_on()

    def set_volume(self, percent: int) -> None:
        """How loud, from 0 to 100; applies at once."""
        self._volume = min(100, max(0, percent)) / 100
        if self._sink is not None:
            self._sink.setVolume(self._volume)

    def close(self) -> None:
        """Silence, and let the device go."""
        self.clear()
        self._devices.audioOutputsChanged.disconnect(self._follow_default)

    def _run(self) -> None:
        self._closer.stop()
        if self._sink is None and not self._open():
            return
        self._fill()
        if not self._ticker.isActive():
            self._ticker.start()

    def _open(self) -> bool:
        """Open the default device at the rate of the first sound; false if it failed."""
        device = QMediaDevices.defaultAudioOutput()
        if _nobody_hears(device):
            self._fail(NO_DEVICE)
            return False
        self._sample_rate = self._sounds[0].sound.sample_rate
        audio_format = QAudioFormat()
        audio_format.setSampleRate(self._sample_rate)
        audio_format.setChannelCount(1)
        audio_format.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        sink = QAudioSink(device, audio_format, self)
        sink.setBufferSize(int(BUFFER * self._sample_rate) * _SAMPLE_BYTES)
        sink.setVolume(self._volume)
        stream = sink.start()
        if stream is None or sink.error() != QtAudio.Error.NoError:
            sink.deleteLater()
            self._fail(STUCK_DEVICE)
            return False
        self._sink, self._stream, self._device_id = sink, stream, device.id()
        self._stream_end = 0
        self._last_position, self._still_ticks = -1, 0
        return True

    def _close_sink(self) -> None:
        self._closer.stop()
        sink, self._sink, self._stream = self._sink, None, None
        if sink is not None:
            sink.reset()
            sink.deleteLater()

    def _fill(self) -> None:
        """Give the device as many samples as it takes."""
        if self._sink is None or self._stream is None:
            return
        for item in self._sounds:
            if item.written == len(item.sound.pcm):
                continue
            if item.sound.sample_rate != self._sample_rate:
                return
            if not item.written:
                item.begin = self._stream_end
            free = self._sink.bytesFree() // _SAMPLE_BYTES * _SAMPLE_BYTES
            part = item.sound.pcm[item.written : item.written + free]
            count = max(0, self._stream.write(part)) if part else 0
            item.written += count
            self._stream_end += count
            if item.written < len(item.sound.pcm):
                return

    def _position(self) -> int:
        """How many bytes of the stream have been heard."""
        if self._sink is None:
            return 0
        if (
            self._sink.state() == QtAudio.State.IdleState
            and self._sink.bytesFree() >= self._sink.bufferSize()
        ):
            # It ran dry. The count may stay a sample short, being kept in microseconds.
            return self._stream_end
        samples = self._sink.processedUSecs() * self._sample_rate // 1_000_000
        return min(samples * _SAMPLE_BYTES, self._stream_end)

    def _tick(self) -> None:
        self._fill()
        self._tell(self._position())
        if not self._sounds:
            self._ticker.stop()
            self._closer.start()
        elif self._sink is not None:
            self._change_rate()
            self._watch()

    def _tell(self, position: int) -> None:
        """Tell what has been heard up to ``position``. A slot may clear or add meanwhile."""
        while self._sounds:
            item = self._sounds[0]
            whole = item.written == len(item.sound.pcm)
            if position < item.begin or not (item.written or whole):
                return
            if not item.began and (position > item.begin or not item.sound.pcm):
                item.began = True
                self.began.emit(item.sound.number)
            if item.began and self._first_is(item):
                self._tell_words(item, position)
            if not self._first_is(item) or not whole or position < item.end:
                return
            self._sounds.popleft()
            self.ended.emit(item.sound.number)

    def _tell_words(self, item: _Playing, position: int) -> None:
        bytes_a_second = self._sample_rate * _SAMPLE_BYTES
        while self._first_is(item) and item.words_told < len(item.sound.words):
            milliseconds, offset, length = item.sound.words[item.words_told]
            if position < item.begin + milliseconds * bytes_a_second // 1000:
                return
            item.words_told += 1
            self.word.emit(item.sound.number, offset, length)

    def _first_is(self, item: _Playing) -> bool:
        return bool(self._sounds) and self._sounds[0] is item

    def _change_rate(self) -> None:
        """Another sample rate wants a stream of its own, once the last one has been heard."""
        if self._sounds[0].sound.sample_rate != self._sample_rate and not self._sounds[0].written:
            self._close_sink()
            self._run()

    def _watch(self) -> None:
        if self._sink is not None and self._sink.state() == QtAudio.State.StoppedState:
            self._lost()
            return
        position = self._position()
        self._still_ticks = self._still_ticks + 1 if position == self._last_position else 0
        if position > max(0, self._last_position):
            self._reopened = False
        self._last_position = position
        if self._still_ticks > _STUCK_AFTER_TICKS:
            self._lost()

    def _follow_default(self) -> None:
        if self._deaf and not _nobody_hears(QMediaDevices.defaultAudioOutput()):
            self._deaf = False
            self.back.emit()
        elif self._finder.isActive():
            self._finder.stop()
            self._go_on()
        elif self._sink is not None and QMediaDevices.defaultAudioOutput().id() != self._device_id:
            self._rewind()
            self._go_on()

    def _lost(self) -> None:
        """The device stopped, or stands still: look for the default one, give up after that."""
        if self._reopened:
            self._fail(STUCK_DEVICE)
            return
        self._reopened = True
        self._rewind()
        self._finder.start()

    def _rewind(self) -> None:
        """Let the device go; the next one gets the samples from the last one that was heard."""
        if self._sink is None:
            return
        heard = self._position() - int(_COUNTED_AHEAD * self._sample_rate) * _SAMPLE_BYTES
        self._ticker.stop()
        self._close_sink()
        for item in self._sounds:
            if item.written:
                item.written = max(0, heard - item.begin)
                item.begin = -item.written

    def _go_on(self) -> None:
        if self._sounds and not self._paused:
            self._run()

    def _fail(self, sentence: str) -> None:
        self.clear()
        self._reopened = False
        self._deaf = True
        self.failed.emit(sentence)


def _nobody_hears(device: QAudioDevice) -> bool:
    """Whether there is no device, or only the one that PulseAudio and PipeWire put in its place,
    called Dummy Output."""
    return device.isNull() or device.id() == b"auto_null"
