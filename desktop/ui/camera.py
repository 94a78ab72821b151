"""The camera window: the live picture, one shutter, and one line that says what to do.

1. ``feed`` brings the frames and tells what is wrong with the camera (``capture/feed.py``).
2. ``sight`` shows them, looks at them and takes pictures (``camera_sight.py``).
3. The mode says what becomes of a picture: it is read or translated and the window closes; it is
   one page of several; or pictures are read all the time, without being taken.

QtMultimedia is imported when the window is opened for the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from desktop.camera.values import Advice, Seen
from desktop.settings import CameraSettings
from desktop.ui import icons
from desktop.ui.announce import announce
from desktop.ui.camera_adjusting import Adjusting
from desktop.ui.camera_modes import (
    BACK,
    INSTANT_AGAIN,
    TAKEN,
    TAKEN_BY_ITSELF,
    TAKING,
    TURN_PAGE,
    Mode,
    pages_kept,
)
from desktop.ui.camera_page import CameraPage
from desktop.ui.camera_pages import TakenPages
from desktop.ui.keys import latin
from desktop.values import Shot, Task

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

    from desktop.capture.camera import FrameSource
    from desktop.capture.camera_values import Device
    from desktop.capture.developing import Developed
    from desktop.capture.feed import Feed
    from desktop.ui.camera_sight import Looker, Sight

NO_MULTIMEDIA = (
    "The camera needs a system library that is missing. Run “sightread doctor” to see which."
)

_HOLD_SECONDS = 2.5
"""Until the first picture is taken by itself."""

_OF_ANY_TEXT = (Advice.TOO_DARK,)
"""What is told in instant mode, where no page is looked for."""


class CameraWindow(QDialog):
    """Shows a camera's live picture and takes pictures of it.

    ``taken`` carries a picture and the task, and the window closes; ``closed`` follows, however
    it was closed. ``announced`` carries each sentence to be spoken; ``failed`` comes beside it when
    the sentence is a problem. ``device_chosen`` carries the id of a camera that the user chose,
    ``changed`` settings that were changed here, ``toned`` how near the picture is to good.

    Of document mode: ``page_taken`` carries a page, ``page_dropped`` takes the last one back,
    ``pages_finished`` wants them read, ``pages_left`` tells that nobody does. Of instant mode:
    ``instant`` tells whether it is on, ``glimpsed`` carries what ``glimpse`` asked for.

    ``make_source`` makes what frames come from: ``capture.camera.Cameras`` unless another is given;
    ``make_eyes`` what looks at them.
    """

    taken = Signal(Shot, Task)
    closed = Signal()
    announced = Signal(str)
    failed = Signal(str)
    device_chosen = Signal(str)
    changed = Signal(CameraSettings)
    toned = Signal(float)
    page_taken = Signal(Shot)
    page_dropped = Signal()
    pages_finished = Signal()
    pages_left = Signal()
    instant = Signal(bool)
    glimpsed = Signal(Shot)

    def __init__(
        self,
        parent: QWidget | None = None,
        make_source: Callable[[], FrameSource] | None = None,
        make_eyes: Callable[[], Looker] | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_source, self._make_eyes = make_source, make_eyes
        self._feed: Feed | None = None
        self._sight: Sight | None = None
        self._task = Task()
        self._mode = Mode.READ
        self._speaking: Callable[[], bool] = lambda: False
        self._instant_over = False
        self._gone = True
        """There was no picture since the last sentence about the camera."""
        self._finishing = False
        """The pages are to be read once the one that is being taken is there."""
        self.setWindowTitle("Camera")
        self.setAccessibleName("Camera")
        self.setWindowIcon(icons.icon("camera"))
        self._build()
        room = self.screen().availableGeometry().size()
        self.resize(min(1000, room.width() * 9 // 10), min(800, room.height() * 9 // 10))

    def begin(self, task: Task, device_id: str = "") -> None:
        """Open, with the camera of this id; the default one where it is empty or not connected."""
        self._task = task
        self._gone = self._finishing = False
        self._options.reset()
        mode = Mode.TRANSLATE if task.name == "translate" else Mode.READ
        self._enter(Mode.DOCUMENT if self._pages.count else mode)
        self._picture.clear()
        self.show()
        self.raise_()
        self.activateWindow()
        self._shutter.setFocus()
        if self._feed is None and not self._connect_source():
            self._tell(NO_MULTIMEDIA, problem=True)
            return
        if self._feed is not None:
            self._feed.open(device_id)

    def follow(self, settings: CameraSettings) -> None:
        """Have these settings in force."""
        self._pages.auto = settings.auto
        self._adjusting.follow(settings)

    @property
    def _settings(self) -> CameraSettings:
        return self._adjusting.settings

    def take(self) -> None:
        """Take the frame that is shown, for the mode that is chosen."""
        if self._mode is Mode.INSTANT:
            self._enter(Mode.READ)  # what is seen now is wanted whole
        if self._sight is None or not self._sight.take():
            self._repeat()

    def glimpse(self) -> None:
        """Hand out the next picture that is seen, by ``glimpsed``."""
        if self._sight is not None and self._mode is Mode.INSTANT:
            self._sight.glimpse()

    def show_heard(self, text: str) -> None:
        """Show what has been read in instant mode."""
        self._foot.set_heard(text)

    def instant_ended(self, sentence: str) -> None:
        """Instant reading can't go on; whoever chooses it again tries it again."""
        self._instant_over = True
        self._tell(f"{sentence} {INSTANT_AGAIN}", problem=False, aloud=False)

    @property
    def reads_instantly(self) -> bool:
        """Whether what is seen is read all the time: sentences don't break that off."""
        return self._mode is Mode.INSTANT

    def hear(self, speaking: Callable[[], bool]) -> None:
        """``speaking`` tells whether a sentence is being heard: guidance waits for its end."""
        self._speaking = speaking

    def _build(self) -> None:
        self._page = page = CameraPage()
        self._bar, self._foot, self._options = page.bar, page.foot, page.bar.options
        self._picture, self._shutter, self._guidance = page.picture, page.shutter, page.sentence
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)
        self._bar.device_chosen.connect(self._choose_device)
        self._bar.mode_chosen.connect(self._set_mode)
        self._options.changed.connect(self._change)
        self._adjusting = Adjusting(self._options, self._picture, self)
        self._adjusting.told.connect(lambda sentence: self._tell(sentence, problem=False))
        self._adjusting.no_picture.connect(self._repeat)
        self._options.told.connect(lambda sentence: self._tell(sentence, problem=False))
        self._options.device_added.connect(self._choose_device)
        self._shutter.clicked.connect(self.take)
        self._pages = TakenPages(self._foot, self)
        self._pages.told.connect(lambda sentence: self._tell(sentence, problem=False))
        self._pages.dropped.connect(self._dropped)
        self._pages.finished.connect(self._finish)

    def _connect_source(self) -> bool:
        try:
            from desktop.capture.camera import Cameras
            from desktop.capture.feed import Feed
            from desktop.ui.camera_sight import Sight
        except ImportError:  # a system library that QtMultimedia needs
            return False
        source = self._make_source() if self._make_source else Cameras(self)
        self._sight = sight = Sight(self._make_eyes, parent=self)
        sight.shown.connect(self._show_picture)
        sight.saw.connect(self._saw)
        sight.advised.connect(self._advise)
        sight.same_page.connect(
            lambda: self._tell(TURN_PAGE, problem=False, aloud=self._settings.speak)
        )
        sight.begun.connect(lambda: self._tell(TAKING, problem=False, aloud=False))
        sight.straightening.connect(lambda: self._tell(TAKEN, problem=False))
        sight.taken.connect(self._taken)
        sight.refused.connect(self._refused)
        sight.attended, sight.speaking = self._attended, lambda: self._speaking()
        sight.glimpsed.connect(self.glimpsed)
        sight.blind.connect(lambda sentence: self._tell(sentence, problem=True))
        self._feed = feed = Feed(source, self)
        feed.listed.connect(self._list_devices)
        feed.told.connect(self._feed_told)
        feed.frame.connect(self._on_frame)
        sight.unreadable.connect(feed.fail)
        self._adjusting.attach(feed, sight)
        return True

    # What comes from the camera

    def _list_devices(self, found: tuple[Device, ...]) -> None:
        if self._feed is not None:
            self._bar.list_devices(found, self._feed.device or self._feed.wanted)

    def _feed_told(self, sentence: str, problem: bool) -> None:
        """There is no picture: the camera starts, or something is wrong."""
        if self._sight is not None:
            self._sight.clear()
        self._adjusting.end()
        self._shutter.set_ready(not problem)
        self._gone |= problem
        if self._feed is not None and self._feed.device:
            self._bar.show_device(self._feed.device)
        self._tell(sentence, problem=problem, aloud=problem)
        if self._finishing:
            self._finish()  # the page that was being taken may never be there

    def _on_frame(self, frame: QVideoFrame, first: bool) -> None:
        if self._sight is None or self._feed is None:
            return
        if first:
            self._shutter.set_ready(True)
            self._adjusting.begin()
            self._ready()
        self._sight.frame(frame)

    def _ready(self) -> None:
        """There is a picture: what the user can do now."""
        sentence = self._mode.ready(auto=self._settings.auto, pages=self._pages.count)
        self._tell(f"{BACK} {sentence}" if self._gone else sentence, problem=False)
        self._gone = False
        if self._sight is not None:
            # Who opens it over a page may want another mode for it.
            self._sight.begin(hold=_HOLD_SECONDS)

    def _show_picture(self, developed: Developed) -> None:
        self._picture.put(developed.picture, mirrored=developed.mirrored)

    def _saw(self, seen: Seen) -> None:
        if self._mode is not Mode.INSTANT:
            self._picture.outline(seen.corners, good=seen.good)
            if self._settings.tones and self._sight is not None and self._attended():
                self.toned.emit(self._sight.distance)

    def _advise(self, advice: Advice) -> None:
        if self._mode is not Mode.INSTANT or advice in _OF_ANY_TEXT:
            self._tell(advice.sentence, problem=False, aloud=self._settings.speak, guidance=True)

    def _refused(self, sentence: str) -> None:
        self._tell(sentence, problem=False)
        if self._finishing:
            self._finish()

    def _attended(self) -> bool:
        """Whether the user is here, and not at a dialog, a menu or another window."""
        return self.isActiveWindow() and QApplication.activePopupWidget() is None

    def _taken(self, shot: Shot, sentence: str, by_itself: bool) -> None:
        if self._mode is Mode.DOCUMENT:
            self.page_taken.emit(shot)
            self._pages.add(sentence)
            if self._finishing:
                self._finish()
                return
            if self._sight is not None:
                self._sight.begin()
            return
        if by_itself:
            self._tell(TAKEN_BY_ITSELF, problem=False)
        self._stop()
        self.taken.emit(shot, self._mode.task(self._task))
        if sentence:
            self.announced.emit(sentence)
        self.close()

    # What the user does

    def _choose_device(self, device_id: str) -> None:
        self.device_chosen.emit(device_id)
        if self._feed is not None:
            self._gone = False
            self._feed.choose(device_id)
            self._shutter.setFocus()

    def _set_mode(self, mode: Mode) -> None:
        """The user has chosen another mode."""
        if mode is self._mode and not self._instant_over:
            return
        if self._pages.hold(again=True):
            self._bar.show_mode(self._mode)
            return
        self._enter(mode)
        if self._feed is not None and self._feed.live:
            self._ready()

    def _enter(self, mode: Mode) -> None:
        before, self._mode = self._mode, mode
        self._bar.show_mode(mode)
        self._foot.set_mode(mode)
        self._picture.outline(None)
        if self._sight is not None:
            self._sight.takes = mode is not Mode.INSTANT
            self._sight.stop_glimpses()
            if mode is Mode.INSTANT:
                self._sight.drop()  # who chooses it wants to go on looking
        over, self._instant_over = self._instant_over, False
        if over or (before is Mode.INSTANT) != (mode is Mode.INSTANT):
            self._foot.set_heard("")
            self.instant.emit(mode is Mode.INSTANT)

    def _finish(self) -> None:
        if self._sight is not None and self._sight.busy:
            self._finishing = True
            return
        self._pages.begin()  # they are the reading's now, whoever closes the window
        self._stop()
        self.pages_finished.emit()
        self.close()

    def _dropped(self) -> None:
        if not self._pages.count:
            self._shutter.setFocus()  # the buttons are off now
        self.page_dropped.emit()

    def _change(self, settings: CameraSettings) -> None:
        self.follow(settings)
        self.changed.emit(settings)

    def _tell(
        self, sentence: str, problem: bool, aloud: bool = True, guidance: bool = False
    ) -> None:
        self._guidance.setText(sentence)
        if aloud:
            if self._sight is not None and not guidance:
                self._sight.wait_for(sentence)
            announce(self, sentence, narrated=True)
            self.announced.emit(sentence)
        if problem:
            self.failed.emit(sentence)

    def _repeat(self) -> None:
        """There is no picture: say once more why."""
        self._tell(self._guidance.text(), problem=False)

    def _stop(self) -> None:
        if self._feed is not None and self._sight is not None:
            self._feed.close()
            self._sight.rest()

    def _keys(self) -> dict[Qt.Key, Callable[[], object]]:
        """What each key does that no control inside takes."""
        key, options = Qt.Key, self._options
        return {
            key.Key_Space: self.take,
            key.Key_C: self.take,
            key.Key_Return: self._enter_pressed,
            key.Key_Enter: self._enter_pressed,
            key.Key_T: self._translate,
            key.Key_Backspace: self._pages.drop,
            key.Key_F: lambda: self._adjusting.freeze(not options.is_frozen),
            key.Key_A: options.toggle_auto,
            key.Key_L: options.toggle_torch,
            key.Key_Plus: partial(options.zoom_by, 1),
            key.Key_Equal: partial(options.zoom_by, 1),
            key.Key_Minus: partial(options.zoom_by, -1),
            **{key(key.Key_1 + place): partial(self._set_mode, m) for place, m in enumerate(Mode)},
        }

    def _enter_pressed(self) -> None:
        if self._mode is Mode.DOCUMENT and self._pages.count:
            self._pages.finish()
        else:
            self.take()

    def _translate(self) -> None:
        if not self._pages.count:
            self._enter(Mode.TRANSLATE)
            self.take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control inside took."""
        key = latin(event)
        if key == Qt.Key.Key_Escape:
            if not self._pages.hold():
                self.close()
        elif key is None or event.isAutoRepeat() or (call := self._keys().get(key)) is None:
            event.ignore()
        else:
            call()

    def changeEvent(self, event: QEvent) -> None:
        """The user comes back, perhaps from allowing the camera: try it again now."""
        super().changeEvent(event)
        back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if back and self._feed is not None:
            self._feed.retry()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the camera go."""
        if event.spontaneous() and self._pages.hold():
            event.ignore()
            return
        if self._pages.count and self._pages.given_up:
            self._pages.begin()
            self.pages_left.emit()
        elif self._pages.count:  # a capture, say, has closed the window: the user hasn't
            self.announced.emit(pages_kept(self._pages.count))
        self._stop()
        self._picture.clear()
        event.accept()
        self.closed.emit()
        self._enter(Mode.READ)  # what was heard is kept once nobody waits for a picture any more
