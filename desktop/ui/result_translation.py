"""A result whose picture is translated in place: where it is seen, and what the user does with it.

1. ``part`` tells what stands where. A region of the screen is covered at its very place; any other
   picture, or where that isn't wanted or can't be, is shown beside the text.
2. ``place`` brings one translation after the other, ``settle`` the last word on all of them.
3. F4 goes through original, translation and side by side, on the screen and in the window alike;
   Ctrl+D shows source and translation in two columns in the place of the text.

What lies over the screen comes with the first translation that is set, and only where the picture
was taken just now. It goes with the window, with the next capture, and on the user's word; then the
window shows the picture instead, and a later paragraph doesn't bring it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop.ui.patches import Stand
from desktop.ui.result_layout import ResultLayout
from desktop.ui.result_stage import Stage
from desktop.ui.result_takeaway import blank_dialog
from desktop.ui.translation_view import View
from desktop.values import Paragraph, Shot

if TYPE_CHECKING:  # imported when something is first translated in place
    from desktop.ui.translation_parts import TranslationParts

VIEW_KEYS, COLUMN_KEYS, SOURCE_KEYS = "F4", "Ctrl+D", "Ctrl+Shift+O"

_NEXT_TURN_MS = 20
_NEVER = "This picture is not translated in place."


class Translation(QObject):
    """Of one result window."""

    told = Signal(str)
    """A sentence of ours."""
    words = Signal(str, str)
    """Words that the user goes through, and their language."""
    grown = Signal()
    copied = Signal(str, str)
    """Words for the clipboard, and what is said once they are there."""
    saved = Signal()
    refused = Signal(str)
    """A sentence for the user."""

    def __init__(self, view: ResultLayout, stage: Stage) -> None:
        super().__init__(view.frame)
        self._view, self._stage = view, stage
        self._parts: TranslationParts | None = None
        self._shot: Shot | None = None
        self._past = False
        """By now something else may be seen where the picture was taken."""
        self._waiting = False
        """The first translation that is set is to be seen over its place."""
        self.in_place = True
        """Whether the user wants it over the very place on the screen."""

    # What the window tells it

    def begin(self, shot: Shot | None) -> None:
        """Another result: nothing of it is translated yet."""
        if shot is not self._shot:
            self._past = False
        elif self._parts is None or not self._parts.overlay.shown:
            self._past = True  # read again, and nothing has kept what was there
        self._shot, self._waiting = shot, False
        self._view.set_translated(None)
        self._stage.show_instead(None)
        if self._parts is not None:
            self._parts.clear()

    def prepare(self) -> None:
        """Have ready what a translation will be seen in, while the engine reads: a bit each turn,
        since all at once would be felt."""
        if self._parts is None:
            QTimer.singleShot(0, self, _load)
            QTimer.singleShot(_NEXT_TURN_MS, self, self._built)

    def part(self, paragraphs: Sequence[Paragraph]) -> None:
        """These stand on the picture."""
        if self._shot is None or not paragraphs:
            return
        parts = self._built()
        parts.patches.begin(self._shot, paragraphs)
        self._appear()

    def place(self, number: int, paragraph: Paragraph) -> None:
        """Paragraph ``number`` has been translated."""
        if self.under_way and self._parts is not None:
            self._parts.patches.place(number, paragraph)

    def settle(self, paragraphs: Sequence[Paragraph]) -> None:
        """All of them, as they are at last; where there are none, the text stands nowhere."""
        if self._shot is None:
            return
        if not paragraphs:
            self._forget()
            return
        fresh = not self.under_way
        parts = self._built()
        if fresh:
            parts.patches.begin(self._shot, paragraphs)
            self._appear()
        parts.patches.settle(paragraphs)

    def give_up(self) -> None:
        """No more comes."""
        if self.under_way and self._parts is not None:
            self._parts.patches.settle(self.paragraphs)

    @property
    def under_way(self) -> bool:
        """Whether there is a translation in place."""
        return self._parts is not None and bool(self._parts.patches.paragraphs)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What is known of it."""
        return self._parts.patches.paragraphs if self._parts is not None else ()

    @property
    def progress(self) -> str:
        """How far it has come, in words; empty once it is done."""
        done = sum(bool(paragraph.text) for paragraph in self.paragraphs)
        count = len(self.paragraphs)
        return f"{done} of {count} translated…" if done < count else ""

    def uncover(self) -> bool:
        """Take away what lies over the screen, for good; False where nothing does."""
        self._past = True
        if self._waiting:
            self._waiting = False
            self._stage.show_picture_for_now(True)
        return self._parts is not None and self._parts.overlay.hide()

    @property
    def source(self) -> tuple[str, str]:
        """All of the original, and the language of most of it."""
        known = Counter(p.language for p in self.paragraphs if p.language)
        language = known.most_common(1)[0][0] if known else ""
        return "\n\n".join(p.source for p in self.paragraphs), language

    def set_zoom(self, percent: int) -> None:
        """Show its text at ``percent`` of the system's size."""
        if self._parts is not None:
            self._parts.set_zoom(percent)

    def hear(self, place: int | None) -> None:
        """The character of the text that is heard now."""
        if not self.under_way or self._parts is None:
            return
        self._parts.picture.picture.set_spoken(_number_at(self.paragraphs, place))

    # What the user does

    def turn(self) -> None:
        """Original, translation, side by side; round the end."""
        if not self.under_way or self._parts is None:
            self.told.emit(_NEVER)
            return
        views = list(View)
        self._choose(views[(views.index(self._parts.view) + 1) % len(views)])

    def toggle_columns(self) -> None:
        """Two columns in the place of the text, or the text again."""
        if not self.under_way or self._parts is None:
            self.told.emit(_NEVER)
        else:
            self._parts.switch.columns.click()

    def save_picture(self) -> None:
        """Ask where to, and write the picture with its translation there."""
        shot, paragraphs = self._shot, self.paragraphs
        if shot is None or self._parts is None:
            return
        saver = self._parts.saver
        dialog = blank_dialog(self._view.frame.window(), "Save the picture", ["Picture (*.png)"])
        dialog.setDefaultSuffix("png")
        dialog.selectFile("Sightread.png")

        def save(path: str) -> None:
            """As it is by then; where another result is shown by then, as it was."""
            now = self.paragraphs if self._shot is shot else ()
            saver.save(shot, now or paragraphs, path)

        dialog.fileSelected.connect(save)
        dialog.open()

    def show_text(self) -> None:
        """The text is wanted where the columns, or the pictures alone, are."""
        if self._parts is None or not self.under_way:
            return
        if self._parts.switch.columns.isChecked():
            self._parts.switch.columns.setChecked(False)
        if self._parts.view is View.BOTH:
            self._choose(View.TRANSLATION)

    # How it is seen

    def _built(self) -> TranslationParts:
        if self._parts is None:
            from desktop.ui.translation_parts import TranslationParts

            self._parts = parts = TranslationParts(self._view, self)
            parts.switch.chosen.connect(self._choose)
            parts.switch.columns.toggled.connect(self._show_columns)
            parts.patches.changed.connect(self._changed)
            parts.patches.parted.connect(self._list)
            parts.saver.saved.connect(self.saved)
            parts.saver.refused.connect(self.refused)
            parts.overlay.toggled.connect(self._flip)
            parts.overlay.dismissed.connect(self.uncover)
            parts.overlay.gone.connect(self._show_here)
            parts.picture.picture.lit.connect(self._light)
            parts.picture.picture.copied.connect(self._copy)
            parts.picture.picture.source_copied.connect(self._copy_source)
            for columns in (parts.columns, parts.picture.pair, parts.unplaced.pairs):
                columns.copied.connect(self._copy)
                columns.source.connect(self._copy_source)
                columns.both.connect(self._copy_both)
        return self._parts

    def _appear(self) -> None:
        """Cover the place on the screen as soon as there is something for it, or show the
        picture."""
        if self._parts is None or self._shot is None:
            return
        parts = self._parts
        self._view.set_translated(parts.picture)
        parts.show_view(View.TRANSLATION)
        parts.switch.show()
        self._view.header.show_source(self.source[1], self.paragraphs[0].to)
        wanted = self.in_place and not self._past
        self._waiting = wanted and self._shot.region is not None and parts.overlay.possible()
        if not self._waiting:
            self._stage.show_picture_for_now(True)
        self.grown.emit()

    def _cover(self) -> None:
        """The first translation is set."""
        self._waiting = False
        if self._parts is None or self._shot is None:
            return
        keys = self._view.frame.window().isVisible()
        if not self._parts.overlay.show(self._shot, keys=keys):
            self._show_here()

    def _show_here(self) -> None:
        """Nothing is seen over the place: the window shows the picture."""
        if self.under_way:
            self._stage.show_picture_for_now(True)
            self.grown.emit()

    def _forget(self) -> None:
        """Nothing of it stands on the picture after all: there is the text alone."""
        if self._parts is None or not self.under_way:
            return
        before, self._waiting = QApplication.focusWidget(), False
        self._parts.clear()
        self._view.set_translated(None)
        self._stage.show_instead(None)
        self._stage.show_picture_for_now(False)
        if before is not None and not before.isVisible():
            self._stage.focus()
        self.grown.emit()

    def _choose(self, view: View) -> None:
        if self._parts is None:
            return
        before = QApplication.focusWidget()
        self._parts.show_view(view)
        if view is View.BOTH or not self._parts.overlay.seen:
            self._stage.show_picture_for_now(True)
        else:
            self._stage.show_picture_for_now(False)
        self._stand()
        if before is not None and not before.isVisible():
            self._stage.focus()
        self._view.turn(self._view.frame.window().width())
        self.grown.emit()
        self.told.emit(f"{view.value}.")

    def _flip(self) -> None:
        if self._parts is not None:
            self._choose(View.ORIGINAL if self._parts.overlay.translated else View.TRANSLATION)

    def _show_columns(self, shown: bool) -> None:
        if self._parts is None:
            return
        if shown:
            self._parts.columns.show_pairs(self.paragraphs)
        self._stand()
        self._stage.focus()
        self.grown.emit()
        self.told.emit("Two columns." if shown else "Text.")

    def _stand(self) -> None:
        """Put into the place of the text what is wanted there."""
        if self._parts is not None:
            columns = self._parts.columns if self._parts.switch.columns.isChecked() else None
            self._stage.show_instead(columns, pictures=self._parts.view is View.BOTH)

    def _changed(self, number: int) -> None:
        parts = self._parts
        if parts is None:
            return
        if parts.switch.columns.isChecked():
            parts.columns.show_pairs(self.paragraphs)
        if parts.picture.picture.current == number:
            parts.picture.show_pair(self.paragraphs[number])
        if parts.patches.numbers(Stand.SET):
            if self._waiting:
                self._cover()
        elif not parts.patches.numbers(Stand.AWAITED):
            parts.overlay.hide()  # it would show what is there
            if self._waiting and parts.patches.numbers(Stand.UNPLACED):
                self._show_here()  # what is listed stands there
            self._waiting = False
        self._list()

    def _list(self) -> None:
        """What could not be placed."""
        if self._parts is None:
            return
        unplaced, numbers = self._parts.unplaced, self._parts.patches.numbers(Stand.UNPLACED)
        pairs = tuple(self.paragraphs[number] for number in numbers)
        if pairs != unplaced.pairs.pairs:
            unplaced.show_pairs(pairs)
            self.grown.emit()
        if not self.paragraphs:
            self._parts.picture.show_pair(None)

    def _light(self, number: int, stepped: bool) -> None:
        if self._parts is None:
            return
        paragraph = self.paragraphs[number]
        self._parts.picture.show_pair(paragraph)
        if stepped:
            translated = bool(paragraph.text)
            self.words.emit(
                paragraph.text if translated else paragraph.source,
                paragraph.to if translated else paragraph.language,
            )

    def _copy(self, words: str) -> None:
        self.copied.emit(words, "Translation copied.")

    def _copy_source(self, words: str) -> None:
        self.copied.emit(words, "Original copied.")

    def _copy_both(self, words: str) -> None:
        self.copied.emit(words, "Original and translation copied.")


def _number_at(paragraphs: Sequence[Paragraph], place: int | None) -> int | None:
    """The paragraph in which this character of all their text stands, None where it is in none."""
    from desktop.text.paragraphs import together

    for number in range(len(paragraphs) if place is not None else 0):
        end = len(together(paragraphs[: number + 1])[0])
        begin = end - len(together(paragraphs[number : number + 1])[0])
        if place is not None and begin <= place < end:
            return number
    return None


def _load() -> None:
    from desktop.ui import translation_parts

    del translation_parts
