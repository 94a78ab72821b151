"""Builds everything once and connects it. No logic: what happens is told in ``session.py``.

What the first capture needs is built at the start; windows that may never be opened are built when
they are; what takes time and can wait (engine, voice, overlay windows) is warmed once the event
loop runs, so that the hotkeys are live first.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop import __version__, log
from desktop.actions import ACTIONS
from desktop.capture import qt, screens, windows
from desktop.capture.errors import CaptureError
from desktop.capture.loader import Loader
from desktop.capture.own_windows import Aside
from desktop.model.status import ModelState, ModelStatus
from desktop.narrator import voice_choice
from desktop.photographing import Photographing
from desktop.reader.worker import Reader, ReaderOptions
from desktop.rooms import Rooms
from desktop.session import Session
from desktop.settings import Settings, Store
from desktop.speech.messages import Voice
from desktop.speech.renderer import MakeChild
from desktop.speech.sounds import Sounds
from desktop.speech.speaker import Speaker
from desktop.system.application import application
from desktop.system.clipboard import Clipboard
from desktop.system.focus import Focus
from desktop.system.focused import FocusedElement
from desktop.system.garbage import collect_in_this_thread
from desktop.system.hotkeys import Hotkeys
from desktop.system.instance import Instance
from desktop.system.quit_on_signals import QuitOnSignals
from desktop.system.screen_reader import ScreenReader
from desktop.system.speech_driver import driver_name
from desktop.ui import announce, icons, theme
from desktop.ui.tray import Tray
from desktop.values import Command, EngineName, FailureKind, Ready, Shot, Source, Verb
from desktop.watching import Watching
from desktop.windows import News, Windows

if TYPE_CHECKING:
    from desktop.capture.camera import FrameSource

WARM_AFTER_MS = 250
"""The hotkeys' thread begins to listen first: imports on the window's thread would hold it up."""


class _Pictures:
    """Where pictures come from at once, as the session sees it."""

    freeze = staticmethod(screens.freeze)
    grab = staticmethod(screens.grab)
    screen = staticmethod(screens.current_screen)
    clipboard = staticmethod(qt.from_clipboard)
    windows = staticmethod(windows.listed)

    def __init__(self) -> None:
        aside = Aside()
        self.hide_own, self.show_own = aside.hide, aside.show

    @staticmethod
    def window() -> Shot:
        return screens.grab(windows.active_window())


class _Mailbox(QObject):
    """Brings what the worker thread delivers to the window's thread."""

    arrived = Signal(object)


class House:
    """The whole program, built and connected."""

    def __init__(
        self,
        app: QApplication,
        instance: Instance,
        store: Store,
        model_dir: str = "",
        make_camera: Callable[[], FrameSource] | None = None,
        make_voice: MakeChild | None = None,
    ) -> None:
        self._app = app
        self._instance = instance
        self._store = store
        self._model_dir = model_dir
        self._mailbox = _Mailbox()
        self._news = News()
        self._reader = Reader(self._reader_options(store.settings), self._mailbox.arrived.emit)
        self._speaker = Speaker(driver_name(), make_child=make_voice)
        self._clipboard = Clipboard()
        self._loader = Loader()
        self._focus = Focus()
        self._sounds = Sounds()
        self._screen_reader = ScreenReader()
        self._elements = FocusedElement()
        self._hotkeys = Hotkeys()
        self._voices: dict[str, str] = {}
        self._tray = Tray()
        self._model: ModelState | None = None
        self.session = Session(self._rooms(), lambda: store.settings)
        self._windows = Windows(
            self.session,
            store,
            self._speaker,
            self._tray,
            self._news,
            model_dir,
            make_camera,
        )
        self._watching = Watching(self.session, self._reader)
        self._photographing = Photographing(
            self.session, self._reader, lambda: store.settings.engine.engine
        )
        self._windows.camera_built = self._photographing.serve
        self._set_voice(store.settings)
        self._connect()

    def open(self) -> None:
        """Show the tray, or the home window where the desktop has none, and listen for keys."""
        self._tray.show()
        self._tray.set_own_tasks(self._store.settings.tasks.own)
        if not self._store.settings.welcome.seen:
            QTimer.singleShot(WARM_AFTER_MS, lambda: self._windows.show(self._windows.welcome))
        elif not self._tray.available():
            self._windows.show(self._windows.home)
        self._bind_hotkeys(self._store.settings)
        self._reader.warm(EngineName.QUICK)
        engine = self._store.settings.engine
        if engine.load_at_start and engine.engine in (EngineName.AUTO, EngineName.HUNYUAN):
            self._reader.warm(EngineName.HUNYUAN)
        QTimer.singleShot(WARM_AFTER_MS, self._warm)

    def close(self) -> None:
        """End everything that runs beside the window's thread."""
        self._instance.close()  # first: a new start must not wait for an app that is ending
        self.session.cancel()
        self._hotkeys.close()
        self._watching.close()
        self._photographing.close()
        self._reader.close()
        self._windows.close()
        self._speaker.close()
        self._sounds.close()
        self._screen_reader.close()
        self._elements.close()
        self._focus.close()
        self._tray.hide()

    # How they are connected

    def _rooms(self) -> Rooms:
        return Rooms(
            capture=_Pictures(),
            chooser=lambda: self._windows.overlay,
            camera=lambda: self._windows.camera,
            files=self._loader,
            windows=lambda: self._windows.window_list,
            elements=self._elements,
            reader=self._reader,
            speech=self._speaker,
            sounds=self._sounds,
            clipboard=self._clipboard,
            result=lambda: self._windows.result,
            focus=self._focus,
        )

    def _connect(self) -> None:
        session = self.session
        self._mailbox.arrived.connect(self._receive)
        self._mailbox.arrived.connect(self._engine_ready)
        narrator = session.narrator
        self._speaker.started.connect(narrator.started)
        self._speaker.word.connect(narrator.spoken_word)
        self._speaker.finished.connect(narrator.ended)
        self._speaker.stopped.connect(narrator.ended)
        self._speaker.voices_changed.connect(self._voices_known)
        self._speaker.failed.connect(session.speech_failed)
        self._speaker.device_back.connect(session.speech_back)
        self._speaker.paused_changed.connect(session.outcome.set_paused)
        self._screen_reader.changed.connect(self._reader_noticed)
        session.sources.taken.connect(self._screen_reader.look)
        self._elements.found.connect(session.sources.take_element)
        self._elements.refused.connect(self._element_refused)
        self._clipboard.stored.connect(session.stored)
        narrator.told.connect(announce.announce_anywhere)
        narrator.rate_wanted.connect(self._rate_wanted)
        self._watching.changed.connect(self._tray.set_watching)
        self._watching.changed.connect(self._news.set_watching)
        self._loader.loaded.connect(session.sources.take_file)
        self._loader.refused.connect(self._file_refused)
        self._hotkeys.pressed.connect(self._hotkey_pressed)
        self._hotkeys.live.connect(functools.partial(log.moment, "ready"))
        self._hotkeys.failed.connect(session.set_standing)
        self._news.hotkeys_bound.connect(lambda hotkeys, _: self._tray.set_hotkeys(hotkeys))
        self._news.changed.connect(self._change)
        self._news.recording.connect(self._pause_hotkeys)
        self._news.model_changed.connect(self._model_changed)
        session.agreed.connect(self._agree)
        session.fields_named.connect(self._fields_named)
        session.language_chosen.connect(self._language_chosen)
        self._instance.received.connect(session.perform)
        self._tray.commanded.connect(session.perform)
        session.status_changed.connect(self._tray.set_status)
        session.notice.connect(self._notify)
        session.window_wanted.connect(self._quit_wanted)
        self._store.listen(self._settings_changed)

    def _receive(self, message: object) -> None:
        if not (self._watching.receive(message) or self._photographing.receive(message)):
            self.session.receive(message)  # type: ignore[arg-type] # the reader sends nothing else

    def _rate_wanted(self, rate: int) -> None:
        settings = self._store.settings
        self._change(replace(settings, voice=replace(settings.voice, rate=rate)))

    def _file_refused(self, job: int, error: CaptureError) -> None:
        self.session.sources.refuse(job, error.kind, error.sentence)

    def _hotkey_pressed(self, action: str) -> None:
        if own := self._store.settings.own_task(action):
            self.session.perform(Command(Verb.CAPTURE, Source.REGION, own.task))
        elif action in ACTIONS:  # a press may come after its own task has been removed
            self.session.perform(ACTIONS[action].command)

    def _reader_noticed(self, name: str) -> None:
        self.session.narrator.has_reader = bool(name)
        self._windows.ask_about(name)

    def _element_refused(self, request: int, sentence: str) -> None:
        self.session.sources.refuse(request, FailureKind.BAD_REGION, sentence)

    def _engine_ready(self, message: object) -> None:
        if isinstance(message, Ready):
            log.moment("warm")

    def _voices_known(self, voices: list[Voice]) -> None:
        self._voices = {voice.id: voice.name for voice in voices}
        self._show_voice(self._store.settings)

    def _show_voice(self, settings: Settings) -> None:
        self.session.standing.set_voice(
            self._voices.get(settings.voice.name, "voice that fits the text")
        )

    def _quit_wanted(self, verb: Verb) -> None:
        if verb is Verb.QUIT:
            QCoreApplication.quit()

    def _notify(self, sentence: str) -> None:
        if self._tray.available():
            self._tray.notify(sentence)
        else:
            self._windows.home.tell(sentence)

    # Settings in force

    def _bind_hotkeys(self, settings: Settings) -> None:
        hotkeys = dict((*settings.hotkeys.items(), *settings.own_hotkeys()))
        problems = self._store.without_keys | self._hotkeys.set(hotkeys)
        self._news.bind(hotkeys, problems)
        standing = (
            *self._store.problems,
            self._instance.problem,
            *problems.values(),
            self._hotkeys.notice,
        )
        self.session.set_standing(" ".join(dict.fromkeys(filter(None, standing))))

    def _pause_hotkeys(self, pause: bool) -> None:
        """A hotkey that is pressed to be recorded must not set anything off."""
        if pause:
            self._hotkeys.set({})
        else:
            self._bind_hotkeys(self._store.settings)

    def _settings_changed(self, old: Settings, new: Settings) -> None:
        if old.hotkeys != new.hotkeys or old.tasks.own != new.tasks.own:
            self._bind_hotkeys(new)
        if old.tasks.own != new.tasks.own:
            self._tray.set_own_tasks(new.tasks.own)
        if old.voice != new.voice:
            self._set_voice(new)
            self._show_voice(new)
        if old.engine != new.engine or old.server != new.server:
            self._reader.configure(self._reader_options(new))
        if old.appearance.theme != new.appearance.theme:
            theme.apply(self._app, new.appearance)

    def _set_voice(self, settings: Settings) -> None:
        self._speaker.configure(voice_choice(settings.voice))
        self._sounds.set_on(settings.voice.sounds)
        self._sounds.set_volume(settings.voice.volume)
        announce.follow(settings.voice)

    def _agree(self) -> None:
        server = self._store.settings.server
        self._change(replace(self._store.settings, server=replace(server, agreed=server.address)))

    def _language_chosen(self, source: str, to: str) -> None:
        languages = self._store.settings.languages
        if languages.remembered.get(source, languages.to) == to:
            return
        languages = replace(languages, remembered={**languages.remembered, source: to})
        self._change(replace(self._store.settings, languages=languages))

    def _fields_named(self, fields: tuple[str, ...]) -> None:
        tasks = replace(self._store.settings.tasks, fields=fields)
        self._change(replace(self._store.settings, tasks=tasks))

    def _model_changed(self, status: ModelStatus) -> None:
        """Read with what is there now, and tell what came of a download, also without a window."""
        before, self._model = self._model, status.state
        busy = (ModelState.DOWNLOADING, ModelState.VERIFYING)
        if before in (None, status.state) or status.state in busy:
            return
        self._reader.configure(self._reader_options(self._store.settings))
        if not self._windows.shown("welcome"):  # it speaks for itself
            self.session.narrator.announce(status.sentence, interrupt=False)
            if not self._windows.shown("settings"):
                self._notify(status.sentence)

    def _change(self, settings: Settings) -> None:
        try:
            self._store.change(settings)
        except OSError as error:
            self._notify(
                f"The settings can't be saved ({error.strerror}): they hold until you quit."
            )

    def _reader_options(self, settings: Settings) -> ReaderOptions:
        return ReaderOptions(
            engine=settings.engine.engine,
            model_dir=self._model_dir or settings.engine.model_dir,
            device=settings.engine.device,
            weights=settings.engine.weights,
            unload_minutes=settings.engine.unload_minutes,
            server=settings.server.address,
            server_model=settings.server.model,
            agreed=settings.server.agreed,
            to=settings.languages.to,
            remembered=settings.languages.remembered,
        )

    def _warm(self) -> None:
        """Make ready what the first capture would otherwise wait for, one thing a turn."""
        steps: list[Callable[[], object]] = [
            self._speaker.prepare,
            self._screen_reader.look,
            lambda: self._windows.overlay.prepare(),
            lambda: self._windows.result,
        ]
        for step in steps:
            QTimer.singleShot(0, step)


def run(
    model_dir: str = "",
    *,
    on_built: Callable[[], object] | None = None,
    make_camera: Callable[[], FrameSource] | None = None,
    make_voice: MakeChild | None = None,
) -> int:
    """Run the app until it is quit, or hand over to the one that runs; returns the exit code.

    ``on_built`` is called once the app is built; what it returns is kept alive. ``make_camera``
    makes what camera frames come from, instead of this machine's cameras, ``make_voice`` the child
    that makes sound of text. There must be a screen (``system.facts.has_display``). Raises
    SendError when the one that runs doesn't answer.
    """
    log.start()
    app = QApplication(["sightread"])
    collect_in_this_thread()
    app.setApplicationName("Sightread")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("sightread")
    app.setQuitOnLastWindowClosed(False)
    instance = Instance()
    if not instance.claim_or_send(Command(Verb.HOME)):
        return 0
    store = Store()
    theme.apply(app, store.settings.appearance)
    app.setWindowIcon(icons.icon("sightread"))
    house = House(app, instance, store, model_dir, make_camera, make_voice)
    signals = QuitOnSignals()
    kept = on_built() if on_built else None
    house.open()
    code = app.exec()
    house.close()
    del kept, signals
    return code


def speak(text: str, settings: Settings, language: str = "") -> str:
    """Speak ``text`` in this process and wait for its end; returns what is to be told if not all of
    it could be said, else nothing. What can be said is.

    ``language`` is a BCP-47 tag, empty: guessed for each sentence.
    Raises KeyboardInterrupt when that was asked for meanwhile.
    """
    app = application()
    collect_in_this_thread()
    signals = QuitOnSignals()
    speaker = Speaker(driver_name())
    problems: list[str] = []
    speaker.failed.connect(problems.append)
    speaker.failed.connect(lambda _: app.quit() if speaker.silent else None)
    speaker.finished.connect(app.quit)
    speaker.stopped.connect(app.quit)
    speaker.configure(voice_choice(settings.voice))
    speaker.begin(1, language)
    speaker.feed(1, text)
    QTimer.singleShot(0, functools.partial(speaker.end, 1))
    app.exec()
    speaker.close()
    if signals.received:
        raise KeyboardInterrupt
    return " ".join(problems)
