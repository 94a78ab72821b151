"""HunyuanOCR's files on this machine: fetched, paused, checked, removed.

The work is done by a child (``child.py``), so that a pause is simply its end, and so that a crash
of either side leaves nothing but bytes to go on with. One thread here takes what the user wants and
what the child tells, one after the other; it alone calls ``deliver``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import SimpleQueue

from desktop.children.child import Child, ChildGone, Ended
from desktop.model import folder as model_folder
from desktop.model import licence, look
from desktop.model.messages import Check, Fetch, Outcome, Pace, Progress, Remove
from desktop.model.source import HUNYUANOCR, Source
from desktop.model.status import ModelState, ModelStatus

LOGGER = logging.getLogger("sightread.model")

_UNTIL_GONE = 5.0
"""Seconds in which a child that has finished must end."""

_BROKE_OFF = (
    "The work on HunyuanOCR's files broke off. Download again: it goes on where it stopped."
)
_NOT_ACCEPTED = (
    "The licence of HunyuanOCR has not been accepted. Read it and accept it, then download again."
)
_NOT_HERE = (
    "HunyuanOCR is looked for in a folder of your own, and Sightread downloads it only into its "
    "own. Empty the folder in Settings, or start without --model-dir, then download again."
)
_NOT_OURS = "This folder of HunyuanOCR is not Sightread's, so it stays. Delete it yourself."
_NOTHING = "There is no HunyuanOCR to check. Download it, or choose its folder."


@dataclass(frozen=True, slots=True)
class _Download:
    licence_accepted: str


@dataclass(frozen=True, slots=True)
class _Verify:
    pass


@dataclass(frozen=True, slots=True)
class _Remove:
    pass


@dataclass(frozen=True, slots=True)
class _Pause:
    pass


@dataclass(frozen=True, slots=True)
class _Close:
    pass


_Wish = _Download | _Verify | _Remove | _Pause


class ModelFiles:
    """HunyuanOCR's files, for any thread. Every method but ``status`` returns at once.

    ``deliver(status)`` is called on a thread of its own, at most five times a second while
    something is under way. The first settled status (neither ``DOWNLOADING`` nor ``VERIFYING``)
    after a wish is what came of it. A wish that comes while another is under way is answered with
    how that stands, but for ``pause``, which ends it. After ``close`` nothing is delivered.
    """

    def __init__(
        self,
        model_dir: str,
        deliver: Callable[[ModelStatus], None],
        *,
        source: Source = HUNYUANOCR,
        pace: Pace | None = None,
    ) -> None:
        self._model_dir, self._deliver = model_dir, deliver
        self._source, self._pace = source, pace or Pace()
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._child = Child("model", "desktop.model.child", [], self._inbox.put)
        self._job = 0
        self._running: ModelStatus | None = None
        self._ending = False
        """What is under way ends in a moment, and wishes wait for that."""
        self._waiting: list[_Wish] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.RLock()
        self._closed = False

    def status(self) -> ModelStatus:
        """How it stands: what is under way, else a quick look at the folder (milliseconds)."""
        return self._running or look.at(self._model_dir, self._source)

    def download(self, licence_accepted: str) -> None:
        """Begin the download, or go on with it; ``licence_accepted`` is the date (2026-11-21)."""
        self._put(_Download(licence_accepted))

    def pause(self) -> None:
        """Leave what is under way; a download can go on later at the byte."""
        self._put(_Pause())

    def verify(self) -> None:
        """Check every file against its checksum."""
        self._put(_Verify())

    def remove(self) -> None:
        """Delete Sightread's own folder; a folder of the user's is left alone, and said."""
        self._put(_Remove())

    def close(self) -> None:
        """Pause, and deliver nothing any more."""
        with self._lock:
            self._closed = True
        self._child.kill()
        self._inbox.put(_Close())

    def _put(self, wish: object) -> None:
        with self._lock:
            if self._closed:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="model files", daemon=True)
                self._thread.start()
        self._inbox.put(wish)

    def _work(self) -> None:
        while not isinstance(message := self._inbox.get(), _Close):
            self._take(message)
        self._child.kill()  # one that was started meanwhile

    def _take(self, message: object) -> None:
        match message:
            case Progress() if self._running and message.job == self._job and not self._ending:
                self._tell(_with(self._running, message))
            case Outcome() if self._running and message.job == self._job:
                self._child.stop(_UNTIL_GONE)
                if message.detail:
                    LOGGER.info("the model's files: %s", message.detail)
                self._settle(message)
            case Ended() if self._running and message.generation == self._child.generation:
                if not message.wanted:
                    LOGGER.warning(
                        "the model's child ended: %d %s", message.returncode, message.detail
                    )
                self._settle(None if message.wanted else Outcome(self._job, _BROKE_OFF, True))
            case _Download() | _Verify() | _Remove() | _Pause():
                self._wish(message)

    def _wish(self, wish: _Wish) -> None:
        if self._ending:
            self._waiting.append(wish)
        elif self._running and isinstance(wish, _Pause):
            self._ending = True
            self._child.kill()
        elif self._running or isinstance(wish, _Pause):
            self._tell(self.status())
        elif isinstance(wish, _Download):
            self._begin_download(wish.licence_accepted)
        elif isinstance(wish, _Verify):
            self._begin_verification()
        else:
            self._begin_removal()

    def _begin_download(self, licence_accepted: str) -> None:
        if self._model_dir:
            self._refuse(_NOT_HERE)
        elif not licence.is_date(licence_accepted):
            self._refuse(_NOT_ACCEPTED)
        else:
            self._job += 1
            target = model_folder.own_folder()
            self._begin(
                Fetch(self._job, self._source, target, licence_accepted, self._pace),
                ModelState.DOWNLOADING,
                "Downloading HunyuanOCR.",
            )

    def _begin_verification(self) -> None:
        now = self.status()
        if now.folder is None or now.state not in (ModelState.READY, ModelState.DAMAGED):
            self._refuse(_NOTHING)
            return
        self._job += 1
        self._begin(
            Check(
                self._job,
                self._source,
                # Not where it was found: in the middle of a replacement that is another place.
                model_folder.own_folder() if now.own else now.folder,
                now.own,
            ),
            ModelState.VERIFYING,
            "Checking every file of HunyuanOCR.",
        )

    def _begin_removal(self) -> None:
        now = self.status()
        if now.state is not ModelState.ABSENT and not now.own:
            self._refuse(_NOT_OURS)
            return
        self._job += 1
        # Done in a moment: what comes of it is told, and that it has begun is not.
        self._ending = True
        self._running = now
        self._send(Remove(self._job, model_folder.own_folder()))

    def _begin(self, message: object, state: ModelState, sentence: str) -> None:
        self._running = replace(self.status(), state=state, sentence=sentence, failed=False)
        self._tell(self._running)
        self._send(message)

    def _send(self, message: object) -> None:
        try:
            self._child.send(message)
        except ChildGone as error:
            LOGGER.warning("the model's child: %s", error)
            self._settle(Outcome(self._job, _BROKE_OFF, True))

    def _settle(self, outcome: Outcome | None) -> None:
        """What was under way has ended: tell how it stands now, and take the wishes that wait."""
        self._running, self._ending = None, False
        now = look.at(self._model_dir, self._source)
        if outcome is not None:
            sentence = outcome.sentence
            if now.failed and not outcome.failed:
                sentence = f"{sentence} {now.sentence}"
            state = ModelState.DAMAGED if outcome.damaged else now.state
            failed = outcome.failed or now.failed
            now = replace(now, state=state, sentence=sentence, failed=failed)
        self._tell(now)
        waiting, self._waiting = self._waiting, []
        for wish in waiting:
            self._wish(wish)

    def _refuse(self, sentence: str) -> None:
        self._tell(replace(self.status(), sentence=sentence, failed=True))

    def _tell(self, status: ModelStatus) -> None:
        if self._running is not None:
            self._running = status
        with self._lock:
            if not self._closed:
                self._deliver(status)


def _with(running: ModelStatus, progress: Progress) -> ModelStatus:
    return replace(
        running,
        state=progress.state,
        sentence=progress.sentence,
        done=progress.done,
        total=progress.total,
        speed=progress.speed,
        left=progress.left,
    )
