"""The paragraphs of one picture and what covers them: their translation, set in their place.

1. ``part`` tells what stands where; ``place`` and ``settle`` bring the translations.
2. The patch of each is made on a thread, out of values alone, and arrives by a queued signal.
   Pictures are numbered: what belongs to an earlier one is dropped in one comparison.
3. ``changed`` tells which paragraph is to be looked at anew.

Nothing of a patch is kept with an earlier result, where it would take memory: it is made again out
of the paragraph, once, and seen as soon as it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from shiboken6 import isValid

from desktop.log import LOGGER, places
from desktop.values import Box, Paragraph, Shot

if TYPE_CHECKING:
    from desktop.typesetting.patch import Patch


class Stand(StrEnum):
    """How it stands with one paragraph."""

    AWAITED = "awaited"
    """Its translation, or the patch with it, is still to come."""
    SET = "set"
    """Its translation covers it."""
    ALONE = "alone"
    """It stays as it is: it was in the language already."""
    UNPLACED = "unplaced"
    """Its translation can't be read in so small a place: it is listed beside the picture."""


class Patches(QObject):
    """Of one picture at a time. Lives on the window's thread."""

    parted = Signal()
    """There are other paragraphs, or none any more."""
    changed = Signal(int)
    """It stands otherwise with the paragraph of this number."""
    _made = Signal(int, int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self.generation = 0
        """The number of the picture; what is made for another one is of no use."""
        self.shot: Shot | None = None
        self.paragraphs: tuple[Paragraph, ...] = ()
        self._stands: list[Stand] = []
        self._patches: list[Patch | None] = []
        self._whole: tuple[int, tuple[Paragraph, ...]] = (0, ())
        """The picture, and its paragraphs, that were last set all together."""
        self._made.connect(self._take)

    def begin(self, shot: Shot | None, paragraphs: Sequence[Paragraph] = ()) -> None:
        """Another picture: forget the last one's."""
        self.generation += 1
        self.shot = shot
        self.paragraphs = tuple(paragraphs) if shot is not None else ()
        self._stands = [Stand.AWAITED] * len(self.paragraphs)
        self._patches = [None] * len(self.paragraphs)
        self.parted.emit()
        if self.paragraphs and all(paragraph.text for paragraph in self.paragraphs):
            self._make_all()
            return
        for number, paragraph in enumerate(self.paragraphs):
            if paragraph.text:
                self._make(number)

    def place(self, number: int, paragraph: Paragraph) -> None:
        """Paragraph ``number`` has been translated; the later one counts of two."""
        if self.shot is None or not 0 <= number < len(self.paragraphs):
            return
        known = list(self.paragraphs)
        known[number] = paragraph
        self.paragraphs = tuple(known)
        self._make(number)

    def settle(self, paragraphs: Sequence[Paragraph]) -> None:
        """These are final: now that all are known, what was of one size is set in one."""
        known = tuple(paragraphs)
        if self._whole == (self.generation, known) and known == self.paragraphs:
            return  # they are being set so already
        if self.shot is None or [p.box for p in paragraphs] != [p.box for p in self.paragraphs]:
            self.begin(self.shot, paragraphs)
        self.paragraphs = tuple(paragraphs) if self.shot is not None else ()
        for number, paragraph in enumerate(self.paragraphs):
            if not paragraph.text and self._stands[number] is Stand.AWAITED:
                self._stand(number, Stand.ALONE)  # nothing more comes
        self._make_all()

    def patch(self, number: int) -> Patch | None:
        """What covers this one; None where nothing does, or not yet."""
        return self._patches[number]

    def stand(self, number: int) -> Stand:
        """How it stands with this one."""
        return self._stands[number]

    def numbers(self, stand: Stand) -> tuple[int, ...]:
        """Those with which it stands so, in reading order."""
        return tuple(number for number, each in enumerate(self._stands) if each is stand)

    def _make(self, number: int) -> None:
        paragraph = self.paragraphs[number]
        if paragraph.left_alone or self.shot is None:
            self._patches[number] = None
            self._stand(number, Stand.ALONE)
            return
        others = tuple(p.box for n, p in enumerate(self.paragraphs) if n != number)
        self._pool.start(_Make(self, self.generation, number, self.shot, paragraph, others))

    def _make_all(self) -> None:
        if self.shot is not None:
            self._whole = self.generation, self.paragraphs
            self._pool.start(_MakeAll(self, self.generation, self.shot, self.paragraphs))

    def _take(self, generation: int, number: int, paragraph: Paragraph, patch: Patch) -> None:
        if generation != self.generation or paragraph is not self.paragraphs[number]:
            return
        if patch is None or not patch.fits:
            self._patches[number] = None
            self._stand(number, Stand.ALONE if patch is None else Stand.UNPLACED)
        else:
            before, self._patches[number] = self._patches[number], patch
            if before is None or before.box != patch.box or before.image != patch.image:
                self._stand(number, Stand.SET)

    def _stand(self, number: int, stand: Stand) -> None:
        self._stands[number] = stand
        self.changed.emit(number)


class _Make(QRunnable):
    def __init__(
        self,
        patches: Patches,
        generation: int,
        number: int,
        shot: Shot,
        paragraph: Paragraph,
        others: tuple[Box, ...],
    ) -> None:
        super().__init__()
        self._patches, self._generation, self._number = patches, generation, number
        self._shot, self._paragraph, self._others = shot, paragraph, others

    def run(self) -> None:
        if self._generation != self._patches.generation:
            return
        from desktop.typesetting.patch import nowhere, patch

        try:
            made = patch(self._shot, self._paragraph, self._others)
        except Exception as error:
            LOGGER.error("a paragraph could not be set: %s", places(error))
            made = nowhere()  # so it is listed
        if isValid(self._patches):  # not when the window went meanwhile
            self._patches._made.emit(self._generation, self._number, self._paragraph, made)


class _MakeAll(QRunnable):
    def __init__(
        self, patches: Patches, generation: int, shot: Shot, paragraphs: tuple[Paragraph, ...]
    ) -> None:
        super().__init__()
        self._patches, self._generation = patches, generation
        self._shot, self._paragraphs = shot, paragraphs

    def run(self) -> None:
        left = {number for number, paragraph in enumerate(self._paragraphs) if paragraph.text}
        if not self._wanted():
            return
        from desktop.typesetting.composed import each_patched
        from desktop.typesetting.patch import nowhere

        try:
            for number, patch in each_patched(self._shot, self._paragraphs, self._wanted):
                if number in left:
                    left.discard(number)
                    self._tell(number, patch)
        except Exception as error:
            LOGGER.error("the paragraphs could not be set: %s", places(error))
            for number in sorted(left):
                self._tell(number, nowhere())  # so they are listed

    def _wanted(self) -> bool:
        return isValid(self._patches) and self._generation == self._patches.generation

    def _tell(self, number: int, patch: Patch | None) -> None:
        if isValid(self._patches):
            paragraph = self._paragraphs[number]
            self._patches._made.emit(self._generation, number, paragraph, patch)
