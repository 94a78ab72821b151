"""The voice's child, the real one with the real espeak-ng, and the renderer that looks after it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from desktop.children.child import Child, ChildGone, Ended
from desktop.speech.drivers import espeak
from desktop.speech.drivers.voice_driver import DriverError
from desktop.speech.messages import (
    AskVoices,
    Render,
    Rendered,
    RenderFailed,
    RenderFailure,
    Voice,
    Voices,
)
from desktop.speech.renderer import DEAD, SILENT_SECONDS, Renderer, VoiceChild, child_maker

ENGLISH = "gmw/en-us"
Message = TypeVar("Message")


class Voiced:
    """The real child, and what it answers."""

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.child = Child("voice", "desktop.speech.child", ["espeak"], self.answers.put)

    def ask(self, message: object, kind: type[Message]) -> Message:
        self.child.send(message)
        return self.take(kind)

    def take(self, kind: type[Message]) -> Message:
        answer = self.answers.get(timeout=10)
        assert isinstance(answer, kind), answer
        return answer


@pytest.fixture(scope="module")
def voiced() -> Iterator[Voiced]:
    voiced = Voiced()
    yield voiced
    voiced.child.kill()
    voiced.take(Ended)


def seconds(rendered: Rendered) -> float:
    return len(rendered.pcm) / 2 / rendered.sample_rate


def test_voices_of_many_languages(voiced: Voiced) -> None:
    voices = voiced.ask(AskVoices(), Voices).voices
    languages = {voice.languages[0] for voice in voices if voice.languages}
    assert {"cmn", "yue", "en-us", "de", "ja", "ar", "ru"} <= languages


def test_sound_with_words_at_their_offsets(voiced: Voiced) -> None:
    text = "Hello wide world – naïve café, 1234 done."
    sound = voiced.ask(Render(1, text, ENGLISH, 200), Rendered)
    assert sound.number == 1
    assert 2 < seconds(sound) < 8
    assert max(abs(sample) for sample in memoryview(sound.pcm).cast("h")) > 3000
    words = [text[offset : offset + length] for _, offset, length in sound.words]
    assert [word for word in words if word.isalnum()] == [
        "Hello", "wide", "world", "naïve", "café", "1234", "done",
    ]  # fmt: skip
    times = [milliseconds for milliseconds, _, _ in sound.words]
    assert times == sorted(times)
    assert times[-1] < seconds(sound) * 1000


def test_rate_changes_the_duration(voiced: Voiced) -> None:
    text = "The quick brown fox jumps over the lazy dog again and again."
    lengths = [
        seconds(voiced.ask(Render(10 + rate, text, ENGLISH, rate), Rendered))
        for rate in (80, 200, 400, 900)
    ]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 2 * lengths[1] > 4 * lengths[3]


def test_chinese_in_the_chinese_voice_has_its_syllables(voiced: Voiced) -> None:
    sound = voiced.ask(Render(1001, "你好，世界。", "sit/cmn", 200), Rendered)
    assert {0, 3} <= {offset for _, offset, _ in sound.words}
    assert seconds(sound) > 1


def test_control_characters_and_half_pairs_are_harmless(voiced: Voiced) -> None:
    sound = voiced.ask(Render(1002, "a\x00b \ud83d [[k]] <s> last", ENGLISH, 200), Rendered)
    assert sound.words[-1][1:] == (16, 4)


def test_unknown_voice_is_told_and_the_next_works(voiced: Voiced) -> None:
    failed = voiced.ask(Render(1003, "hello", "x/none", 200), RenderFailed)
    assert failed.kind is RenderFailure.NO_VOICE
    assert seconds(voiced.ask(Render(1004, "hello", ENGLISH, 200), Rendered)) > 0.3


def test_cancel_ends_a_long_rendering(voiced: Voiced) -> None:
    voiced.child.send(Render(1005, "All the words of a long text. " * 20000, ENGLISH, 200))
    time.sleep(0.3)
    moment = time.monotonic()
    voiced.child.cancel(1005)
    failed = voiced.take(RenderFailed)
    assert failed.kind is RenderFailure.CANCELLED
    assert time.monotonic() - moment < 0.5


def test_without_the_systems_library_the_packaged_one_speaks() -> None:
    code = (
        "from desktop.speech.drivers.espeak import EspeakVoices\n"
        "voices = EspeakVoices('libnone.so.9')\n"
        "print(len(voices.render(1, 'hello', 'gmw/en-us', 200, lambda: False).pcm))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=_ROOT)
    assert int(done.stdout or 0) > 10000, done.stderr


def test_without_any_library_the_sentence_says_what_brings_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(DriverError) as caught:
        espeak.load_library("libnone.so.9")
    assert "apt-get install -y espeak-ng" in caught.value.sentence


_ROOT = Path(__file__).resolve().parents[2]


class Heard:
    """What a renderer signals."""

    def __init__(self, renderer: Renderer) -> None:
        self.sounds: list[int] = []
        self.failures: list[RenderFailed] = []
        self.voices: list[Voice] = []
        renderer.rendered.connect(lambda sound: self.sounds.append(sound.number))
        renderer.failed.connect(self.failures.append)
        renderer.voices_known.connect(lambda answer: self.voices.extend(answer.voices))


class Spied:
    """Makes the real child and keeps it, so that a test can hurt it."""

    def __init__(self) -> None:
        self.child: Child | None = None

    def __call__(self, deliver: Callable[[object], None]) -> VoiceChild:
        self.child = Child("voice", "desktop.speech.child", ["espeak"], deliver)
        return self.child

    def hurt(self, number: signal.Signals) -> None:
        assert self.child is not None
        assert self.child.pid is not None
        os.kill(self.child.pid, number)


@pytest.fixture
def spied(qapp: object) -> Spied:
    return Spied()


@pytest.fixture
def renderer(spied: Spied) -> Iterator[Renderer]:
    renderer = Renderer(spied, answer_seconds=0.6)
    yield renderer
    renderer.close()


def test_renderer_answers(renderer: Renderer, qtbot: QtBot) -> None:
    heard = Heard(renderer)
    renderer.ask_voices()
    renderer.render(Render(1, "one", ENGLISH, 200))
    renderer.render(Render(2, "two", ENGLISH, 200))
    qtbot.waitUntil(lambda: heard.sounds == [1, 2], timeout=10000)
    assert heard.voices


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_lost_child_is_replaced_and_asked_again(
    renderer: Renderer, spied: Spied, qtbot: QtBot, how: signal.Signals
) -> None:
    heard = Heard(renderer)
    renderer.render(Render(1, "one", ENGLISH, 200))
    renderer.ask_voices()
    qtbot.waitUntil(lambda: heard.sounds == [1] and bool(heard.voices), timeout=10000)
    spied.hurt(how)
    renderer.render(Render(2, "two", ENGLISH, 200))
    renderer.render(Render(3, "three", ENGLISH, 200))
    qtbot.waitUntil(lambda: sorted(heard.sounds) == [1, 2, 3], timeout=10000)
    assert heard.failures == []


def test_a_child_that_dies_unasked_is_there_again_for_the_next_request(
    renderer: Renderer, spied: Spied, qtbot: QtBot
) -> None:
    heard = Heard(renderer)
    renderer.ask_voices()
    qtbot.waitUntil(lambda: bool(heard.voices), timeout=10000)
    heard.voices.clear()
    spied.hurt(signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(heard.voices), timeout=10000)
    assert spied.child is not None
    assert spied.child.generation == 2


def test_a_child_that_is_slow_for_a_moment_is_left_alone(
    renderer: Renderer, spied: Spied, qtbot: QtBot
) -> None:
    heard = Heard(renderer)
    renderer.ask_voices()
    qtbot.waitUntil(lambda: bool(heard.voices), timeout=10000)
    spied.hurt(signal.SIGSTOP)
    renderer.render(Render(1, "one", ENGLISH, 200))
    qtbot.wait(int(SILENT_SECONDS * 500))
    spied.hurt(signal.SIGCONT)
    renderer.render(Render(2, "All the words of a long text. " * 500, ENGLISH, 200))
    qtbot.waitUntil(lambda: heard.sounds == [1, 2], timeout=20000)
    assert spied.child is not None
    assert spied.child.generation == 1


class Stuck:
    """A child that gives signs of life and nothing else."""

    def __init__(self) -> None:
        self.generation = 1
        self.killed: list[float] = []

    def __call__(self, deliver: Callable[[object], None]) -> VoiceChild:
        self._deliver = deliver
        return self

    def send(self, message: object) -> None:
        if isinstance(message, AskVoices):
            self._deliver(Voices(()))

    def cancel(self, job: int) -> None:
        pass

    def stop(self, grace_seconds: float) -> None:
        pass

    def ping(self) -> int:
        return 0

    def kill(self) -> None:
        self.killed.append(time.monotonic())


@pytest.mark.parametrize(("spare", "soonest"), [(0.0, 0.3), (1.4, 0.8)])
def test_a_voice_that_never_answers_is_ended_later_where_sound_is_left(
    qtbot: QtBot, spare: float, soonest: float
) -> None:
    stuck = Stuck()
    renderer = Renderer(stuck, answer_seconds=0.3)
    heard = Heard(renderer)
    renderer.ask_voices()
    qtbot.wait(50)
    asked = time.monotonic()
    renderer.render(Render(1, "one", ENGLISH, 200), spare)
    qtbot.waitUntil(lambda: len(stuck.killed) == 1, timeout=5000)
    assert stuck.killed[0] - asked >= soonest
    # The next one has twice the time, and the third loss is the last.
    qtbot.waitUntil(lambda: bool(heard.failures), timeout=5000)
    assert len(stuck.killed) == 3
    assert stuck.killed[1] - stuck.killed[0] >= 0.6
    renderer.close()


class Dying:
    """A child that ends as soon as it is asked anything, ``deaths`` times."""

    def __init__(self, deaths: int, refusal: float = 0.0) -> None:
        self.generation = 0
        self._deaths = deaths
        self._refusal = refusal

    def __call__(self, deliver: Callable[[object], None]) -> VoiceChild:
        self._deliver = deliver
        return self

    def send(self, message: object) -> None:
        if self._refusal:
            refusal, self._refusal = self._refusal, 0.0
            raise ChildGone("not yet", refusal)
        if self._deaths:
            self._deaths -= 1
            self.generation += 1
            self._deliver(Ended("voice", self.generation, -9, wanted=False))
        elif isinstance(message, Render):
            self._deliver(Rendered(message.number, bytes(200), 22050))
        else:
            self._deliver(Voices(()))

    def cancel(self, job: int) -> None:
        pass

    def stop(self, grace_seconds: float) -> None:
        pass

    def ping(self) -> int:
        return 0

    def kill(self) -> None:
        pass


def test_losses_without_an_answer_are_told(qtbot: QtBot) -> None:
    renderer = Renderer(Dying(100))
    heard = Heard(renderer)
    renderer.render(Render(1, "one", ENGLISH, 200))
    qtbot.waitUntil(lambda: bool(heard.failures))
    assert [(failure.number, failure.sentence) for failure in heard.failures] == [(0, DEAD)]
    renderer.close()


def test_after_giving_up_the_next_request_tries_afresh(qtbot: QtBot) -> None:
    renderer = Renderer(Dying(4))
    heard = Heard(renderer)
    renderer.render(Render(1, "one", ENGLISH, 200))
    qtbot.waitUntil(lambda: bool(heard.failures))
    qtbot.wait(50)
    renderer.render(Render(2, "two", ENGLISH, 200))
    qtbot.waitUntil(lambda: heard.sounds == [2])
    renderer.close()


def test_a_short_refusal_is_waited_for_and_a_long_one_told(qtbot: QtBot) -> None:
    for refusal, sounds, failures in ((0.05, [1], 0), (8.0, [], 1)):
        renderer = Renderer(Dying(0, refusal))
        heard = Heard(renderer)
        renderer.render(Render(1, "one", ENGLISH, 200))
        qtbot.wait(200)
        assert (heard.sounds, len(heard.failures)) == (sounds, failures)
        renderer.close()


def test_nothing_comes_of_what_was_cancelled(renderer: Renderer, qtbot: QtBot) -> None:
    heard = Heard(renderer)
    for number in range(1, 6):
        renderer.render(Render(number, "some text to be said", ENGLISH, 200))
    renderer.cancel()
    renderer.render(Render(6, "six", ENGLISH, 200))
    qtbot.waitUntil(lambda: heard.sounds == [6], timeout=10000)
    assert heard.failures == []


def test_the_maker_makes_a_child_that_is_not_started(qapp: object) -> None:
    assert child_maker("espeak")(lambda message: None).generation == 0
