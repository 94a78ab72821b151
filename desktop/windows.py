"""The windows: each is built when it is first wanted, and connected to what it shows and sets off.

Windows that are built late are told at once what the others have been told so far.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop import log
from desktop.model.status import ModelStatus
from desktop.narrator import voice_choice
from desktop.session import Session
from desktop.settings import Settings, Store, Through
from desktop.speech.speaker import Speaker
from desktop.system.speech_driver import driver_name
from desktop.ui.overlay import Overlay
from desktop.ui.tray import Tray
from desktop.values import Command, State, Task, Verb

if TYPE_CHECKING:  # imported when they are first wanted: they would double the time to the tray
    from desktop.capture.camera import FrameSource
    from desktop.provision import Provision
    from desktop.speech.saving import AudioSaver
    from desktop.ui.camera import CameraWindow
    from desktop.ui.help import HelpWindow
    from desktop.ui.home import Home
    from desktop.ui.kept import Kept
    from desktop.ui.reader_question import ReaderQuestion
    from desktop.ui.result import ResultWindow
    from desktop.ui.settings import SettingsWindow
    from desktop.ui.welcome import Welcome
    from desktop.ui.window_list import WindowList

_ASK_AGAIN_MS = 2000
"""Until it is seen again whether the user is still busy."""

SAMPLE = "This is how Sightread reads to you."


class News(QObject):
    """What windows that are built later must know as well."""

    hotkeys_bound = Signal(dict, dict)
    """The hotkeys in force, and a sentence for each action whose hotkey doesn't work."""
    recording = Signal(bool)
    """Whether a hotkey is being pressed to be set, so that none may set anything off."""
    model_changed = Signal(ModelStatus)
    """How it stands with HunyuanOCR's files."""
    watching_changed = Signal(bool)
    """Whether a region is watched."""
    changed = Signal(Settings)
    """Settings that a window asks to be taken and saved."""

    def __init__(self) -> None:
        super().__init__()
        self.hotkeys: dict[str, str] = {}
        self.hotkey_problems: dict[str, str] = {}
        self.watching = False

    def bind(self, hotkeys: dict[str, str], problems: dict[str, str]) -> None:
        """These hotkeys are in force now."""
        self.hotkeys, self.hotkey_problems = hotkeys, problems
        self.hotkeys_bound.emit(hotkeys, problems)

    def set_watching(self, watching: bool) -> None:
        """A region is watched from now on, or no longer."""
        self.watching = watching
        self.watching_changed.emit(watching)


class Windows:
    """Every window but the tray's icon. Lives on the window's thread."""

    def __init__(
        self,
        session: Session,
        store: Store,
        speaker: Speaker,
        tray: Tray,
        news: News,
        model_dir: str,
        make_camera: Callable[[], FrameSource] | None,
    ) -> None:
        self._session, self._store, self._speaker = session, store, speaker
        self._tray, self._news = tray, news
        self._model_dir, self._make_camera = model_dir, make_camera
        self._question: ReaderQuestion | None = None
        self.camera_built: Callable[[CameraWindow], object] | None = None
        """Told of the camera's window once there is one: it reads what that sees."""
        session.window_wanted.connect(self._wanted)
        session.picture_wanted.connect(self._picture_wanted)

    @functools.cached_property
    def _provision(self) -> Provision:
        """Files, keys and servers; only windows ask for them."""
        from desktop.provision import Provision

        provision = Provision(self._folder(self._store.settings))
        provision.model_changed.connect(self._news.model_changed)

        def follow(old: Settings, new: Settings) -> None:
            if self._folder(old) != self._folder(new):
                provision.set_model_dir(self._folder(new))

        self._store.listen(follow)
        return provision

    def close(self) -> None:
        """Pause what is under way."""
        if "_saver" in self.__dict__:
            self._saver.close()
        if "_provision" in self.__dict__:
            self._provision.close()

    def _folder(self, settings: Settings) -> str:
        """The folder that the command line or the settings name, empty for Sightread's own."""
        return self._model_dir or settings.engine.model_dir

    def show(self, window: QWidget) -> None:
        """Bring ``window`` to the front, also one that was minimised."""
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    @functools.cached_property
    def overlay(self) -> Overlay:
        """The frozen screen to choose from."""
        overlay = Overlay()
        overlay.chosen.connect(self._session.take)
        overlay.read_from.connect(self._session.take_known)
        overlay.scan_wanted.connect(self._session.scan)
        overlay.cancelled.connect(self._session.abandon)
        overlay.announced.connect(self._session.narrator.announce)
        overlay.shown.connect(functools.partial(log.moment, "overlay shown"))
        overlay.listening.connect(functools.partial(log.moment, "overlay listens"))
        return overlay

    @functools.cached_property
    def window_list(self) -> WindowList:
        """Every window of other programs."""
        from desktop.ui.window_list import WindowList

        windows = WindowList()
        windows.chosen.connect(self._session.take_window)
        windows.cancelled.connect(self._session.abandon)
        windows.failed.connect(self._session.sources.give_up)
        windows.announced.connect(self._session.narrator.announce_aloud)
        return windows

    @functools.cached_property
    def _saver(self) -> AudioSaver:
        """Saves texts as sound."""
        from desktop.speech.saving import AudioSaver

        saver, result = AudioSaver(driver_name()), self.result
        saver.saved.connect(lambda _, notes: result.set_saved(True, " ".join(("Saved.", *notes))))
        saver.failed.connect(lambda sentence: result.set_saved(False, sentence))
        return saver

    def ask_about(self, screen_reader: str) -> None:
        """Ask once who shall speak, now that this screen reader runs; not amid a reading."""
        if not screen_reader or self._store.settings.voice.asked:
            return
        if self._session.busy or self._session.status.state is State.SPEAKING:
            QTimer.singleShot(_ASK_AGAIN_MS, lambda: self.ask_about(screen_reader))
            return
        from desktop.ui.reader_question import ReaderQuestion

        self._question = question = ReaderQuestion(screen_reader)
        question.say.connect(
            lambda sentence: self._session.narrator.say_next(sentence, "en"),
            Qt.ConnectionType.SingleShotConnection,  # it leaves the screen for each picture of it
        )
        question.chosen.connect(self._answered)
        self.show(question)

    @functools.cached_property
    def camera(self) -> CameraWindow:
        """The live picture."""
        from desktop.ui.camera import CameraWindow

        camera = CameraWindow(make_source=self._make_camera)
        camera.taken.connect(self._session.take)
        camera.closed.connect(self._session.abandon)
        narrator = self._session.narrator
        camera.hear(lambda: narrator.announcing)
        # What is read as it is seen goes on after a sentence.
        camera.announced.connect(
            lambda sentence: narrator.announce(sentence, aside=camera.reads_instantly)
        )
        camera.device_chosen.connect(self._camera_chosen)
        camera.changed.connect(lambda settings: self._change(camera=settings))
        camera.toned.connect(self._session.narrator.tone)
        camera.follow(self._store.settings.camera)
        self._store.listen(lambda _, new: camera.follow(new.camera))
        if self.camera_built is not None:
            self.camera_built(camera)
        return camera

    @functools.cached_property
    def result(self) -> ResultWindow:
        """What was read."""
        from desktop.ui.result import ResultWindow

        session, settings = self._session, self._store.settings
        result = ResultWindow(zoom=settings.appearance.result_zoom)
        result.again.connect(session.read_again)
        result.agreed.connect(session.agree)
        result.copy_requested.connect(session.copy)
        result.listen_requested.connect(session.listen)
        result.read_from_requested.connect(session.listen_from)
        result.speak_requested.connect(session.narrator.say_now)
        result.say_requested.connect(session.say)
        result.walked.connect(session.narrator.stand_still)
        result.transport.connect(self._transport)
        result.focus_back.connect(session.go_back)
        result.recalled.connect(self._recall)
        result.audio_requested.connect(self._save_audio)
        result.stop_requested.connect(session.stop_speaking)
        result.closed.connect(session.put_away)
        result.settings_requested.connect(
            functools.partial(session.perform, Command(Verb.SETTINGS))
        )
        result.action_requested.connect(self._engine_page)
        result.zoom_changed.connect(self._zoom_changed)

        def follow(settings: Settings) -> None:
            result.set_zoom(settings.appearance.result_zoom)
            result.set_own_tasks(settings.tasks.own)
            result.set_last_fields(settings.tasks.fields)
            result.set_mark_unsure(settings.after.unsure)
            result.set_in_place(settings.after.in_place)

        follow(settings)
        self._store.listen(lambda _, new: follow(new))
        return result

    @functools.cached_property
    def home(self) -> Home:
        """Every action as a tile."""
        from desktop.ui.home import Home

        home = Home(tray=self._tray.available())
        home.commanded.connect(self._session.perform)
        home.set_hotkeys(self._news.hotkeys)
        self._news.hotkeys_bound.connect(lambda hotkeys, _: home.set_hotkeys(hotkeys))
        home.set_own_tasks(self._store.settings.tasks.own)
        self._store.listen(lambda _, new: home.set_own_tasks(new.tasks.own))
        self._session.status_changed.connect(home.set_status)
        self._session.outcome.read.connect(home.set_last)
        self._tray.appeared.connect(functools.partial(home.set_tray, True))
        home.set_watching(self._news.watching)
        self._news.watching_changed.connect(home.set_watching)
        home.set_status(self._session.status)
        home.set_last(self._session.outcome.last_text)
        return home

    @functools.cached_property
    def settings(self) -> SettingsWindow:
        """Everything that can be set."""
        from desktop.capture.camera import Cameras
        from desktop.ui.settings import SettingsWindow

        window, provision = SettingsWindow(self._store, model_dir=self._model_dir), self._provision
        window.hear.connect(lambda _: self._session.say(SAMPLE, "en"))
        self._speaker.voices_changed.connect(
            lambda voices: window.set_voices([(v.id, v.name, v.languages) for v in voices])
        )
        self._speaker.voices()
        cameras = Cameras()

        def list_cameras(settings: Settings) -> None:
            cameras.set_addresses(settings.camera.addresses)
            window.set_cameras([(device.id, device.name) for device in cameras.devices()])

        list_cameras(self._store.settings)
        self._store.listen(lambda _, new: list_cameras(new))
        window.recording.connect(self._news.recording)
        window.set_hotkey_problems(self._news.hotkey_problems)
        self._news.hotkeys_bound.connect(lambda _, found: window.set_hotkey_problems(found))

        self._connect_model(window)
        window.key_asked.connect(provision.look_at_key)
        window.key_entered.connect(provision.put_key)
        window.key_forgotten.connect(provision.forget_key)
        provision.key_known.connect(window.set_key_state)
        window.server_test_requested.connect(provision.test_server)
        provision.server_known.connect(window.set_server_state)
        return window

    @functools.cached_property
    def welcome(self) -> Welcome:
        """The first start."""
        from desktop.ui.welcome import Welcome

        welcome = Welcome()
        welcome.commanded.connect(self._session.perform)
        welcome.hear.connect(lambda: self._session.say(SAMPLE, "en"))
        welcome.say.connect(lambda sentence: self._session.say(sentence, "en"))
        welcome.closed.connect(self._welcomed)
        self._session.outcome.read.connect(welcome.set_read)
        welcome.set_hotkeys(self._news.hotkeys)
        self._news.hotkeys_bound.connect(lambda hotkeys, _: welcome.set_hotkeys(hotkeys))
        welcome.folder_chosen.connect(self._folder_chosen)
        self._connect_model(welcome)

        def follow(settings: Settings) -> None:
            welcome.set_licence(settings.model.licence_accepted)
            welcome.set_folder(self._folder(settings), fixed=bool(self._model_dir))

        follow(self._store.settings)
        self._store.listen(lambda _, new: follow(new))
        return welcome

    @functools.cached_property
    def help(self) -> HelpWindow:
        """Every key and every task."""
        from desktop.ui.help import HelpWindow

        return HelpWindow()

    def _connect_model(self, window: SettingsWindow | Welcome) -> None:
        provision = self._provision
        window.model_asked.connect(provision.look)
        window.download_requested.connect(self._download)
        window.pause_requested.connect(provision.pause)
        window.verify_requested.connect(provision.verify)
        window.remove_requested.connect(provision.remove)
        provision.model_changed.connect(window.set_model)
        provision.machine_known.connect(window.set_machine)

    def _wanted(self, verb: Verb) -> None:
        match verb:
            case Verb.HOME:
                self.show(self.home)
            case Verb.SETTINGS:
                self.show(self.settings)
            case Verb.HELP:
                self.help.set_hotkeys(self._news.hotkeys)
                self.show(self.help)
            case _:
                return

    def _picture_wanted(self, task: Task) -> None:
        self.show(self.home)
        self.home.choose_picture(task)

    def shown(self, name: str) -> bool:
        """Whether the window ``name`` (``settings``, ``welcome`` …) has been built and is shown."""
        window = self.__dict__.get(name)
        return window is not None and window.isVisible()

    def _engine_page(self, part: str) -> None:
        self.show(self.settings)
        self.settings.show_page("engine", part)

    # What the windows set

    def _transport(self, verb: Verb) -> None:
        if verb is Verb.SPELL:
            self._session.narrator.spell(*self.result.word_at_caret())
        else:
            self._session.perform(Command(verb))

    def _recall(self, kept: Kept) -> None:
        from desktop.text.forms import spoken

        words = functools.partial(spoken, kept.text, kept.reading.kind)
        self._session.recall(kept.shot, kept.task, words)

    def _save_audio(self, words: str, language: str, path: str) -> None:
        choice = voice_choice(self._store.settings.voice)
        self._saver.save(words, Path(path), choice, language)

    def _answered(self, through: Through) -> None:
        voice = replace(self._store.settings.voice, through=through, asked=True)
        self._change(voice=voice)

    def _change(self, **changes: object) -> None:
        self._news.changed.emit(replace(self._store.settings, **changes))  # type: ignore[arg-type]

    def _download(self, licence_accepted: str) -> None:
        settings = self._store.settings
        self._change(model=replace(settings.model, licence_accepted=licence_accepted))
        self._provision.download(licence_accepted)

    def _folder_chosen(self, folder: str) -> None:
        self._change(engine=replace(self._store.settings.engine, model_dir=folder))

    def _welcomed(self, seen: bool) -> None:
        if not self._tray.available():
            self.show(self.home)
        self._change(welcome=replace(self._store.settings.welcome, seen=seen))

    def _camera_chosen(self, device: str) -> None:
        self._change(camera=replace(self._store.settings.camera, device=device))

    def _zoom_changed(self, percent: int) -> None:
        appearance = replace(self._store.settings.appearance, result_zoom=percent)
        self._change(appearance=appearance)
