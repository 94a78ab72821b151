"""``sightread say``: a text is spoken by the running app, spoken here, or saved as sound.

With a voice, a rate or a language of its own it is spoken here: the app has those of the settings.
"""

from __future__ import annotations

import argparse
import queue
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.children.child import Child, ChildGone, Ended
from desktop.commands.terminal import UsageError, complain, open_store, progress
from desktop.settings import Settings
from desktop.speech.messages import AskVoices, RenderFailed, Voice, Voices
from desktop.speech.sound_file import SoundFileError, check
from desktop.speech.voices import choose_voice
from desktop.system.speech_driver import driver_name

NOTHING = "There is nothing to say. Give a text: sightread say TEXT"
NO_VOICES = "The voices of this computer can't be asked. Look with: sightread doctor"

_TURN = 0.5
"""Seconds: on Windows, a wait without an end hears no Ctrl+C."""


def run(arguments: argparse.Namespace, say: Callable[[str], int]) -> int:
    """Do what was typed; ``say(text)`` has it said by the running app, or here.

    Returns the exit code. Raises UsageError.
    """
    if arguments.voices:
        return _list_voices()
    text = _text(arguments)
    if not text.strip():
        complain(NOTHING)
        return 2
    if arguments.out:
        _check(arguments)
    own = arguments.voice or arguments.rate or arguments.language
    if not own and not arguments.out:
        return say(text)
    settings = open_store().settings
    try:
        _check_language(arguments.language)
        settings = _with(settings, arguments.voice, arguments.rate)
    except _NoVoicesError as error:
        complain(error.sentence)
        return 1
    if arguments.out:
        return _save(text, Path(arguments.out), settings, arguments.language)
    from desktop import log
    from desktop.app import speak

    log.start()
    if sentence := speak(text, settings, arguments.language):
        complain(sentence)
    return 1 if sentence else 0


class _NoVoicesError(Exception):
    """No voices can be had; ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _text(arguments: argparse.Namespace) -> str:
    """What is to be said. Raises UsageError."""
    if arguments.file and arguments.text:
        raise UsageError("Give a text or --file, not both.")
    if arguments.text == ["-"]:
        content = sys.stdin.buffer.read()
    elif arguments.file:
        try:
            content = Path(arguments.file).read_bytes()
        except OSError as error:
            raise UsageError(f"{arguments.file} can't be opened: {error.strerror}.") from error
    else:
        return " ".join(arguments.text)
    try:
        # -sig: Notepad begins a file with a mark.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        name = arguments.file or "Standard input"
        raise UsageError(f"{name} is no text in UTF-8. Save it as that.") from error


def _check(arguments: argparse.Namespace) -> None:
    """Raise UsageError where the file can't be what is asked for."""
    out = Path(arguments.out)
    try:
        check(out)
    except SoundFileError as error:
        raise UsageError(error.sentence) from error
    if arguments.file and out.exists() and out.samefile(arguments.file):
        raise UsageError(f"--out {out} would write over the text. Name another file.")


def _check_language(language: str) -> None:
    """Raise UsageError where there is no such language. Raises _NoVoicesError."""
    from PySide6.QtCore import QLocale

    # Voices speak languages that Qt has never heard of.
    if (
        language
        and QLocale(language).language() == QLocale.Language.C
        and choose_voice(_voices(), language) is None
    ):
        raise UsageError(
            f"There is no language {language}. Give its tag, such as en, pt-BR or zh-Hant."
        )


def _with(settings: Settings, voice: str | None, rate: int | None) -> Settings:
    """The settings with what was typed instead. Raises UsageError, _NoVoicesError."""
    spoken = settings.voice
    if voice:
        # A voice that was named speaks everything that it can.
        spoken = replace(spoken, name=_found(voice, _voices()).id, preferred=())
    if rate:
        spoken = replace(spoken, rate=rate)
    return replace(settings, voice=spoken)


def _found(wanted: str, voices: Sequence[Voice]) -> Voice:
    """The voice with this id or this name. Raises UsageError."""
    for voice in voices:
        if wanted.casefold() in (voice.id.casefold(), voice.name.casefold()):
            return voice
    raise UsageError(f"There is no voice {wanted}. To see them all: sightread say --voices")


def _voices() -> tuple[Voice, ...]:
    """The voices of this computer. Raises _NoVoicesError."""
    answers: queue.SimpleQueue[object] = queue.SimpleQueue()
    child = Child("voice", "desktop.speech.child", [driver_name()], answers.put)
    try:
        child.send(AskVoices())
        while True:
            try:
                answer = answers.get(timeout=_TURN)
            except queue.Empty:
                continue
            match answer:
                case Voices():
                    return answer.voices
                case RenderFailed():
                    raise _NoVoicesError(answer.sentence)
                case Ended():
                    raise _NoVoicesError(NO_VOICES)
    except ChildGone as error:
        raise _NoVoicesError(NO_VOICES) from error
    finally:
        child.kill()


def _list_voices() -> int:
    try:
        voices = _voices()
    except _NoVoicesError as error:
        complain(error.sentence)
        return 1
    for voice in voices:
        print(f"{voice.id}\t{voice.name}\t{', '.join(voice.languages)}")
    return 0


def _save(text: str, path: Path, settings: Settings, language: str) -> int:
    from PySide6.QtCore import QCoreApplication, QTimer

    from desktop import log
    from desktop.narrator import voice_choice
    from desktop.speech.saving import AudioSaver
    from desktop.system.quit_on_signals import QuitOnSignals

    log.start()
    choice = voice_choice(settings.voice)
    app = QCoreApplication(["sightread"])
    signals = QuitOnSignals()
    saver = AudioSaver(driver_name())
    told: list[str] = []
    failed: list[str] = []
    with progress() as bar:
        saver.progress.connect(lambda percent: bar.tell(percent, 100, path.name))
        saver.saved.connect(lambda _, notes: told.extend(notes))
        saver.failed.connect(failed.append)
        for ended in (saver.saved, saver.failed):
            ended.connect(app.quit)
        QTimer.singleShot(0, lambda: saver.save(text, path, choice, language))
        app.exec()
        saver.close()
    if signals.received:
        raise KeyboardInterrupt
    for sentence in (*told, *failed):
        complain(sentence)
    return 1 if failed else 0
