"""A result whose picture is translated in place: what is seen, lit, said, copied and saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.log import LOGGER
from desktop.text.paragraphs import together
from desktop.typesetting.composed import compose, each_patched
from desktop.typesetting.patch import Patch
from desktop.ui.button import Button
from desktop.ui.columns import Columns
from desktop.ui.patches import Patches, Stand
from desktop.ui.picture_saving import REFUSED, PictureSaver
from desktop.ui.place_overlay import MOUSE_HINT, NAME
from desktop.ui.result import ResultWindow
from desktop.ui.result_takeaway import PAIRS
from desktop.ui.text_pane import TextPane
from desktop.ui.translated_picture import TranslatedPicture
from desktop.ui.translation_view import View
from desktop.values import (
    Box,
    EngineName,
    Failed,
    FailureKind,
    Paragraph,
    Reading,
    Shot,
    Task,
)
from tests.typesetting import scenes
from tests.typesetting.sheet import Scene

TO_GERMAN = Task("translate", "de")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, dress: Callable[..., None]) -> Iterator[ResultWindow]:
    result = ResultWindow()
    qtbot.addWidget(result)
    yield result
    result.uncover()


@pytest.fixture
def scene(qapp: object) -> Scene:
    """A dialog, from English to German, of a file: it was never on the screen."""
    return scenes.dialog()


def opened(qtbot: QtBot, window: ResultWindow, shot: Shot, job: int = 1) -> None:
    window.open(job, shot, TO_GERMAN, shot.region)
    qtbot.waitUntil(window.isActiveWindow)


def empty(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(replace(paragraph, text="") for paragraph in paragraphs)


def read(paragraphs: tuple[Paragraph, ...]) -> Reading:
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    source = "\n\n".join(paragraph.source for paragraph in paragraphs)
    return Reading(text, language="de", source=source, paragraphs=paragraphs)


def translated(qtbot: QtBot, window: ResultWindow, scene: Scene, job: int = 1) -> TranslatedPicture:
    """All of the scene was translated, and its patches are there."""
    opened(qtbot, window, scene.shot, job)
    window.part(job, empty(scene.paragraphs))
    window.finish(job, read(scene.paragraphs))
    qtbot.waitUntil(lambda: not patches_of(window).numbers(Stand.AWAITED))
    return picture_of(window)


def button(window: ResultWindow, name: str) -> QPushButton:
    return next(b for b in window.findChildren(Button) if b.accessibleName() == name)


def picture_of(window: ResultWindow) -> TranslatedPicture:
    found = window.findChild(TranslatedPicture)
    assert found is not None
    return found


def patches_of(window: ResultWindow) -> Patches:
    found = window.findChild(Patches)
    assert found is not None
    return found


def view_of(picture: TranslatedPicture) -> View:
    return picture.view


def seen(picture: TranslatedPicture) -> QImage:
    return picture.grab().toImage()


def overlays() -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if w.windowTitle() == NAME and w.isVisible()]


def test_a_file_is_shown_with_its_picture_as_soon_as_it_is_parted(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    opened(qtbot, window, scene.shot)
    window.part(1, empty(scene.paragraphs))
    picture = picture_of(window)
    assert picture.isVisible()
    assert not overlays()
    assert button(window, "Language: from English to German. Translate to another").text() == (
        "English → German"
    )


def test_it_fills_as_paragraphs_arrive(qtbot: QtBot, window: ResultWindow, scene: Scene) -> None:
    opened(qtbot, window, scene.shot)
    window.part(1, empty(scene.paragraphs))
    picture, patches = picture_of(window), patches_of(window)
    before = seen(picture)
    with qtbot.waitSignal(patches.changed):
        window.place(1, 0, scene.paragraphs[0])
    assert patches.numbers(Stand.SET) == (0,)
    assert seen(picture) != before
    words = [label.text() for label in window.findChildren(QLabel)]
    assert f"1 of {len(scene.paragraphs)} translated…" in words


def test_what_belongs_to_another_job_is_dropped(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    opened(qtbot, window, scene.shot, job=2)
    window.part(1, empty(scene.paragraphs))
    assert not window.findChildren(Patches) or not patches_of(window).paragraphs
    window.part(2, empty(scene.paragraphs))
    window.place(1, 0, scene.paragraphs[0])
    assert patches_of(window).paragraphs == empty(scene.paragraphs)


def test_a_patch_that_comes_late_is_dropped(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    opened(qtbot, window, scene.shot)
    window.part(1, empty(scene.paragraphs))
    window.place(1, 0, scene.paragraphs[0])  # it is being set now
    other = scenes.sign()
    opened(qtbot, window, other.shot, job=2)
    window.part(2, empty(other.paragraphs))
    patches = patches_of(window)
    with qtbot.waitSignal(patches.changed):
        window.place(2, 1, other.paragraphs[1])
    assert patches.numbers(Stand.SET) == (1,)


def test_one_key_goes_through_original_translation_and_both(
    qtbot: QtBot, window: ResultWindow, scene: Scene, told: list[str]
) -> None:
    picture = translated(qtbot, window, scene)
    text = window.findChild(TextPane)
    translation = seen(picture)
    qtbot.keyClick(text, Qt.Key.Key_F4)
    assert view_of(picture) is View.BOTH
    assert len(picture.sides()) == 2
    assert not text.isVisible(), "both pictures have the room"
    assert window.focusWidget() is picture
    qtbot.keyClick(picture, Qt.Key.Key_F4)
    assert view_of(picture) is View.ORIGINAL
    assert text.isVisible()
    qtbot.waitUntil(lambda: seen(picture) != translation)
    button(window, "Show: translation").click()
    assert view_of(picture) is View.TRANSLATION
    assert told[-3:] == ["Side by side.", "Original.", "Translation."]


def test_stepping_lights_the_pair_and_says_it(
    qtbot: QtBot, window: ResultWindow, scene: Scene, told: list[str]
) -> None:
    picture = translated(qtbot, window, scene)
    picture.setFocus()
    with qtbot.waitSignal(window.speak_requested) as heard:
        qtbot.keyClick(picture, Qt.Key.Key_Down)
    first, second, last = scene.paragraphs[0], scene.paragraphs[1], scene.paragraphs[-1]
    assert heard.args == [first.text, "de"]
    assert told[-1] == first.text
    assert picture.current == 0
    pair = window.findChildren(Columns)
    shown = next(c for c in pair if c.accessibleName().endswith("the paragraph"))
    assert shown.pairs == (first,)
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert shown.pairs == (second,)
    assert second.text in picture.accessibleDescription()
    qtbot.keyClick(picture, Qt.Key.Key_End)
    assert shown.pairs == (last,)
    qtbot.keyClick(picture, Qt.Key.Key_Down)
    assert picture.current == len(scene.paragraphs) - 1
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    assert picture.current == 0


@pytest.mark.parametrize("side", [0, 1])
def test_pointing_lights_the_pair_on_both_sides(
    qtbot: QtBot, window: ResultWindow, scene: Scene, side: int
) -> None:
    picture = translated(qtbot, window, scene)
    qtbot.keyClick(picture, Qt.Key.Key_F4)
    QApplication.processEvents()
    before = seen(picture)
    there = picture.place(2, side).center().toPoint()
    qtbot.mouseMove(picture, QPoint(1, 1))
    qtbot.mouseMove(picture, there)
    qtbot.waitUntil(lambda: picture.current == 2)
    after = seen(picture)
    for number in (0, 1):
        edge = picture.place(2, number).topLeft() - QPointF(0, 3)
        ratio = picture.devicePixelRatioF()
        place = (edge + QPointF(20, 0)) * ratio
        assert before.pixelColor(place.toPoint()) != after.pixelColor(place.toPoint())


def test_both_texts_of_a_paragraph_are_copied(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    picture = translated(qtbot, window, scene)
    picture.setFocus()
    qtbot.keyClick(picture, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(picture, Qt.Key.Key_C, CTRL)
    assert heard.args == [{"text/plain": scene.paragraphs[0].text}]
    window.set_copied(1, True)
    assert "Translation copied." in [label.text() for label in window.findChildren(QLabel)]
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(picture, Qt.Key.Key_O, CTRL)
    assert heard.args == [{"text/plain": scene.paragraphs[0].source}]


def test_two_columns_stand_in_the_place_of_the_text(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    translated(qtbot, window, scene)
    text = window.findChild(TextPane)
    qtbot.keyClick(text, Qt.Key.Key_D, CTRL)
    columns = next(
        c for c in window.findChildren(Columns) if c.accessibleName() == "Original and translation"
    )
    assert columns.isVisible()
    assert not text.isVisible()
    assert window.focusWidget() is columns
    assert columns.pairs == scene.paragraphs
    qtbot.keyClick(columns, Qt.Key.Key_D, CTRL)
    assert text.isVisible()
    assert window.focusWidget() is text


def test_walking_through_the_text_brings_it_back(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    translated(qtbot, window, scene)
    qtbot.keyClick(window.findChild(TextPane), Qt.Key.Key_D, CTRL)
    with qtbot.waitSignal(window.speak_requested):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down, CTRL)
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down, CTRL)
    assert window.findChild(TextPane).isVisible()


def test_what_could_not_be_placed_is_listed(qtbot: QtBot, window: ResultWindow) -> None:
    sign = scenes.sign()
    tiny = Box(2, 2, 14, 7)
    lost = Paragraph(
        tiny, (tiny,), "Nur heute", "Only today, and only as long as stocks last", "de", "en"
    )
    scene = replace(sign, paragraphs=(*sign.paragraphs, lost))
    translated(qtbot, window, scene)
    assert patches_of(window).numbers(Stand.UNPLACED) == (len(scene.paragraphs) - 1,)
    listed = next(
        c for c in window.findChildren(Columns) if c.accessibleName() == "What could not be placed"
    )
    assert listed.isVisible()
    assert listed.pairs == (lost,)
    heading = next(w for w in window.findChildren(QLabel) if w.text() == "What could not be placed")
    assert heading.isVisible()
    opened(qtbot, window, sign.shot, job=2)
    assert not listed.isVisible()


def test_what_is_in_the_language_already_is_left_alone(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    alone = tuple(replace(p, text=p.source, language="de") for p in scene.paragraphs)
    picture = translated(qtbot, window, replace(scene, paragraphs=alone))
    patches = patches_of(window)
    assert patches.numbers(Stand.ALONE) == tuple(range(len(alone)))
    before = seen(picture)
    picture.set_view(View.ORIGINAL)
    assert seen(picture) == before


def test_stopped_halfway_what_has_come_stays(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    opened(qtbot, window, scene.shot)
    window.part(1, empty(scene.paragraphs))
    window.place(1, 0, scene.paragraphs[0])
    window.append(1, scene.paragraphs[0].text)
    window.fail(1, Failed(1, FailureKind.CANCELLED, "Stopped."))
    patches = patches_of(window)
    qtbot.waitUntil(lambda: patches.numbers(Stand.SET) == (0,))
    assert not patches.numbers(Stand.AWAITED), "nothing more comes"


def test_the_spoken_paragraph_is_marked(qtbot: QtBot, window: ResultWindow, scene: Scene) -> None:
    picture = translated(qtbot, window, scene)
    before = seen(picture)
    text = window.text()
    for paragraph in scene.paragraphs:
        window.highlight(text.index(paragraph.text) + len(paragraph.text) - 1, 1)
        assert seen(picture) != before
        window.clear_highlight()
        assert seen(picture) == before
    window.highlight(text.index(scene.paragraphs[1].text), 3)
    window.clear_highlight()
    assert seen(picture) == before


def test_the_original_is_spoken_in_its_own_language(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    translated(qtbot, window, scene)
    with qtbot.waitSignal(window.say_requested) as heard:
        qtbot.keyClick(
            window.findChild(TextPane), Qt.Key.Key_O, CTRL | Qt.KeyboardModifier.ShiftModifier
        )
    assert heard.args == ["\n\n".join(p.source for p in scene.paragraphs), "en"]


def test_an_earlier_translation_comes_back_with_its_picture(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    translated(qtbot, window, scene)
    window.open(2, scene.shot, Task(), None)
    window.finish(2, Reading("plain"))
    picture = picture_of(window)
    assert not picture.isVisible()
    qtbot.keyClick(window.findChild(TextPane), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert picture.isVisible()
    patches = patches_of(window)
    qtbot.waitUntil(lambda: not patches.numbers(Stand.AWAITED))
    assert patches.paragraphs == scene.paragraphs
    assert patches.numbers(Stand.SET)


def dialog_of(window: ResultWindow, entry: str) -> QFileDialog:
    menu = next(m for m in window.findChildren(QMenu) if m.accessibleName() == "Save…")
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text().startswith(entry)).trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    return dialog


def test_the_composed_picture_is_saved_as_large_as_it_was_read(
    qtbot: QtBot, window: ResultWindow, scene: Scene, tmp_path: Path
) -> None:
    translated(qtbot, window, scene)
    dialog = dialog_of(window, "Save the picture")
    path = tmp_path / "sign.png"
    with qtbot.waitSignal(patches_of(window).parent().saved, timeout=10_000):
        dialog.fileSelected.emit(str(path))
    saved = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert saved == compose(scene.shot, scene.paragraphs).image
    assert (saved.width(), saved.height()) == (scene.shot.width, scene.shot.height)
    assert any("picture saved" in label.text() for label in window.findChildren(QLabel))


def test_both_texts_are_saved_in_two_columns(
    qtbot: QtBot, window: ResultWindow, scene: Scene, tmp_path: Path
) -> None:
    translated(qtbot, window, scene)
    dialog = dialog_of(window, "Save the text")
    assert PAIRS in dialog.nameFilters()
    path = tmp_path / "dialog.md"
    dialog.fileSelected.emit(str(path))
    first = scene.paragraphs[0]
    assert f"| {first.source} | {first.text} |" in path.read_text(encoding="utf-8")


def test_where_it_cannot_be_written_a_sentence_says_so(
    qtbot: QtBot, window: ResultWindow, scene: Scene, tmp_path: Path
) -> None:
    translated(qtbot, window, scene)
    dialog = dialog_of(window, "Save the picture")
    dialog.fileSelected.emit(str(tmp_path / "no such folder" / "sign.png"))
    qtbot.waitUntil(lambda: REFUSED in [label.text() for label in window.findChildren(QLabel)])


@pytest.mark.logs_warnings
@pytest.mark.parametrize("cause", ["disk", "typesetting"])
def test_what_cannot_be_saved_leaves_the_file_that_was_there(
    qtbot: QtBot, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cause: str
) -> None:
    def fail(*_: object) -> bool:
        if cause == "disk":
            return False
        raise RuntimeError("broken")

    broken = {
        "disk": "desktop.ui.picture_saving.QSaveFile.commit",
        "typesetting": "desktop.typesetting.composed.compose",
    }
    monkeypatch.setattr(broken[cause], fail)
    path = tmp_path / "sign.png"
    path.write_bytes(b"what was there")
    saver = PictureSaver()
    with qtbot.waitSignal(saver.refused, timeout=10_000) as heard:
        saver.save(scene.shot, scene.paragraphs, str(path))
    assert heard.args == [REFUSED]
    assert path.read_bytes() == b"what was there"
    assert [each.name for each in tmp_path.iterdir()] == ["sign.png"]


def test_a_text_that_cannot_be_saved_leaves_the_file_that_was_there(
    qtbot: QtBot,
    window: ResultWindow,
    scene: Scene,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    translated(qtbot, window, scene)
    path = tmp_path / "dialog.md"
    path.write_text("what was there")
    monkeypatch.setattr("desktop.ui.result_takeaway.QSaveFile.commit", lambda _: False)
    dialog_of(window, "Save the text").fileSelected.emit(str(path))
    assert any("could not be saved" in label.text() for label in window.findChildren(QLabel))
    assert path.read_text() == "what was there"


def test_a_picture_by_another_name_is_a_picture_of_its_kind(
    qtbot: QtBot, scene: Scene, tmp_path: Path
) -> None:
    saver = PictureSaver()
    with qtbot.waitSignal(saver.saved, timeout=10_000):
        saver.save(scene.shot, scene.paragraphs, str(tmp_path / "sign.jpg"))
    assert [each.name for each in tmp_path.iterdir()] == ["sign.jpg.png"]
    with qtbot.waitSignal(saver.refused) as heard:
        saver.save(scene.shot, scene.paragraphs, str(tmp_path / "sign.jpg"))
    assert heard.args == ["There is a file sign.jpg.png already. Choose another name."]


def on_screen(scene: Scene) -> Scene:
    return replace(scene, shot=replace(scene.shot, origin=(20, 30)))


def test_a_region_is_covered_at_its_place_and_the_window_shows_its_text(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    picture = translated(qtbot, window, on_screen(scene))
    assert len(overlays()) == 1
    assert not picture.isVisible()
    qtbot.keyClick(window.findChild(TextPane), Qt.Key.Key_F4)
    assert picture.isVisible(), "side by side is seen in the window"
    window.close()
    assert not overlays()


def test_what_needs_no_translation_covers_nothing(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    alone = tuple(replace(p, text=p.source, language="de") for p in scene.paragraphs)
    translated(qtbot, window, on_screen(replace(scene, paragraphs=alone)))
    qtbot.waitUntil(lambda: not overlays())


def test_where_it_is_not_wanted_the_picture_is_shown(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    window.set_in_place(False)
    picture = translated(qtbot, window, on_screen(scene))
    assert not overlays()
    assert picture.isVisible()


def test_taken_away_it_does_not_come_back_with_the_next_paragraph(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    there = on_screen(scene)
    opened(qtbot, window, there.shot)
    window.part(1, empty(scene.paragraphs))
    window.place(1, 0, scene.paragraphs[0])
    qtbot.waitUntil(lambda: bool(overlays()))
    assert window.uncover()
    assert picture_of(window).isVisible(), "the window shows it instead"
    window.place(1, 1, scene.paragraphs[1])
    window.finish(1, read(scene.paragraphs))
    qtbot.waitUntil(lambda: not patches_of(window).numbers(Stand.AWAITED))
    assert not overlays()
    assert not window.uncover()


def test_taken_away_before_it_was_there_it_does_not_come(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    opened(qtbot, window, on_screen(scene).shot)
    window.part(1, empty(scene.paragraphs))
    assert not picture_of(window).isVisible()
    assert not window.uncover()
    assert picture_of(window).isVisible()
    window.finish(1, read(scene.paragraphs))
    qtbot.waitUntil(lambda: not patches_of(window).numbers(Stand.AWAITED))
    assert not overlays()


def test_nothing_covers_the_screen_before_something_is_translated(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    opened(qtbot, window, on_screen(scene).shot)
    window.part(1, empty(scene.paragraphs))
    assert not overlays()
    window.fail(1, Failed(1, FailureKind.NO_MEMORY, "No room."))
    assert not patches_of(window).numbers(Stand.AWAITED)
    assert not overlays()
    assert not picture_of(window).isVisible(), "nothing is to be seen there"


def test_what_is_left_alone_never_covers_it_for_a_moment(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    alone = tuple(replace(p, text=p.source, to="en") for p in scene.paragraphs)
    opened(qtbot, window, on_screen(scene).shot)
    window.part(1, alone)
    assert not overlays()
    window.finish(1, read(alone))
    everything = tuple(range(len(alone)))
    qtbot.waitUntil(lambda: patches_of(window).numbers(Stand.ALONE) == everything)
    assert not overlays()


@pytest.mark.parametrize("way", ["capture", "closed"])
def test_the_window_that_comes_back_shows_the_picture_instead(
    qtbot: QtBot, window: ResultWindow, scene: Scene, way: str
) -> None:
    picture = translated(qtbot, window, on_screen(scene))
    assert overlays()
    assert not picture.isVisible()
    if way == "capture":
        window.uncover()
        window.step_aside()
    else:
        window.close()
    window.reveal()
    assert picture.isVisible()


def test_an_earlier_result_translated_anew_covers_nothing(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    shot = on_screen(scene).shot
    translated(qtbot, window, replace(scene, shot=shot))
    window.open(2, None, Task(), None)
    window.finish(2, Reading("plain"))
    qtbot.keyClick(window.findChild(TextPane), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    picture = translated(qtbot, window, replace(scene, shot=shot), job=3)
    assert not overlays()
    assert picture.isVisible()


def test_in_another_language_it_stays_over_the_place(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    shot = on_screen(scene).shot
    translated(qtbot, window, replace(scene, shot=shot))
    translated(qtbot, window, replace(scene, shot=shot), job=2)
    assert overlays()


def test_without_a_window_of_ours_the_hint_names_the_mouse_alone(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    shot = on_screen(scene).shot
    window.open(1, shot, TO_GERMAN, shot.region, shown=False)
    window.finish(1, read(scene.paragraphs))
    qtbot.waitUntil(lambda: bool(overlays()))
    (shown,) = overlays()
    assert "Esc" not in shown.toolTip()
    assert shown.toolTip() == shown.accessibleDescription() == MOUSE_HINT


def test_translated_whole_after_all_the_text_is_what_is_saved(
    qtbot: QtBot, window: ResultWindow, scene: Scene, tmp_path: Path
) -> None:
    opened(qtbot, window, on_screen(scene).shot)
    window.part(1, empty(scene.paragraphs))
    window.place(1, 0, scene.paragraphs[0])
    qtbot.waitUntil(lambda: bool(overlays()))
    window.finish(1, Reading("Ganz anders übersetzt", language="de", source="Other words"))
    assert not overlays()
    assert not picture_of(window).isVisible()
    assert not button(window, "Show: translation").isVisible()
    dialog = dialog_of(window, "Save the text")
    assert PAIRS not in dialog.nameFilters()
    path = tmp_path / "whole.md"
    dialog.fileSelected.emit(str(path))
    assert "Ganz anders übersetzt" in path.read_text(encoding="utf-8")


def test_what_the_user_has_changed_is_what_is_saved(
    qtbot: QtBot, window: ResultWindow, scene: Scene, tmp_path: Path
) -> None:
    translated(qtbot, window, scene)
    pane = window.findChild(TextPane)
    qtbot.keyClicks(pane, "Meine Worte ")
    dialog = dialog_of(window, "Save the text")
    assert PAIRS not in dialog.nameFilters()
    path = tmp_path / "mine.md"
    dialog.fileSelected.emit(str(path))
    assert "Meine Worte" in path.read_text(encoding="utf-8")


def test_saved_while_more_comes_it_is_what_there_is_by_then(
    qtbot: QtBot, window: ResultWindow, scene: Scene, tmp_path: Path
) -> None:
    opened(qtbot, window, scene.shot)
    window.part(1, empty(scene.paragraphs))
    window.place(1, 0, scene.paragraphs[0])
    window.append(1, scene.paragraphs[0].text)
    dialog = dialog_of(window, "Save the picture")
    window.finish(1, read(scene.paragraphs))
    path = tmp_path / "sign.png"
    with qtbot.waitSignal(patches_of(window).parent().saved, timeout=10_000):
        dialog.fileSelected.emit(str(path))
    saved = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert saved == compose(scene.shot, scene.paragraphs).image


def test_the_spoken_paragraph_is_marked_after_one_without_a_translation(
    qtbot: QtBot, window: ResultWindow, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *rest = scene.paragraphs
    paragraphs = (first, replace(second, text=""), *rest)
    text, source = together(paragraphs)
    opened(qtbot, window, scene.shot)
    window.part(1, empty(scene.paragraphs))
    window.finish(1, Reading(text, language="de", source=source, paragraphs=paragraphs))
    spoken: list[int | None] = []
    monkeypatch.setattr(picture_of(window), "set_spoken", spoken.append)
    begin = 0
    for paragraph in paragraphs:
        words = paragraph.text or paragraph.source
        begin = text.index(words, begin)
        window.highlight(begin, 1)
        window.highlight(begin + len(words) - 1, 1)
        begin += len(words)
    assert spoken == [number for number in range(len(paragraphs)) for _ in range(2)]


def test_what_has_no_translation_is_said_and_copied_as_the_original(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    first, *rest = scene.paragraphs
    picture = translated(qtbot, window, scene)
    window.finish(1, read((replace(first, text=""), *rest)))
    picture.setFocus()
    with qtbot.waitSignal(window.speak_requested) as heard:
        qtbot.keyClick(picture, Qt.Key.Key_Home)
    assert heard.args == [first.source, "en"]
    with qtbot.waitSignal(window.copy_requested) as heard:
        qtbot.keyClick(picture, Qt.Key.Key_C, CTRL)
    assert heard.args == [{"text/plain": first.source}]
    window.set_copied(1, True)
    assert "Original copied." in [label.text() for label in window.findChildren(QLabel)]


@pytest.mark.parametrize("broken", ["composed.each_patched", "patch.patch"])
def test_what_typesetting_fails_at_is_listed(
    qtbot: QtBot,
    window: ResultWindow,
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Ausgang")  # its message may hold text

    monkeypatch.setattr(f"desktop.typesetting.{broken}", fail)
    logged: list[str] = []
    monkeypatch.setattr(LOGGER, "error", lambda said, *parts: logged.append(said % parts))
    opened(qtbot, window, scene.shot)
    window.part(1, empty(scene.paragraphs))
    if broken == "patch.patch":
        for number, paragraph in enumerate(scene.paragraphs):
            window.place(1, number, paragraph)
    else:
        window.finish(1, read(scene.paragraphs))
    patches = patches_of(window)
    everything = tuple(range(len(scene.paragraphs)))
    qtbot.waitUntil(lambda: patches.numbers(Stand.UNPLACED) == everything)
    listed = next(
        c for c in window.findChildren(Columns) if c.accessibleName() == "What could not be placed"
    )
    assert listed.pairs == scene.paragraphs
    assert logged
    assert "Ausgang" not in "".join(logged)


def test_an_earlier_translation_is_set_once_and_seen_as_it_is_made(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, seen_by = [], []

    def one_by_one(*given: object) -> Iterator[tuple[int, Patch | None]]:
        made.append(given)
        for number, patch in each_patched(*given):  # type: ignore[arg-type]
            if patch is not None and patch.fits:
                yield number, patch
                seen_by.append(number)
                assert go_on.wait(10)

    go_on = threading.Event()
    monkeypatch.setattr("desktop.typesetting.composed.each_patched", one_by_one)
    patches = Patches()
    patches.begin(scene.shot, scene.paragraphs)
    patches.settle(scene.paragraphs)
    qtbot.waitUntil(lambda: len(patches.numbers(Stand.SET)) == 1)
    assert patches.numbers(Stand.AWAITED)
    go_on.set()
    qtbot.waitUntil(lambda: not patches.numbers(Stand.AWAITED))
    assert len(made) == 1


def test_what_is_no_longer_wanted_is_set_no_further(scene: Scene) -> None:
    turns = iter([True] * (len(scene.paragraphs) + 1))
    found = list(each_patched(scene.shot, scene.paragraphs, lambda: next(turns, False)))
    assert len([patch for _, patch in found if patch is not None]) == 1


def test_an_earlier_result_never_covers_the_screen(
    qtbot: QtBot, window: ResultWindow, scene: Scene
) -> None:
    translated(qtbot, window, on_screen(scene))
    window.open(2, scene.shot, Task(), None)
    assert not overlays()
    window.finish(2, Reading("plain"))
    qtbot.keyClick(window.findChild(TextPane), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert picture_of(window).isVisible()
    assert not overlays()


def test_without_a_translation_in_place_the_keys_say_so(
    qtbot: QtBot, window: ResultWindow, scene: Scene, told: list[str]
) -> None:
    opened(qtbot, window, scene.shot)
    window.finish(1, Reading("plain", engine=EngineName.QUICK))
    text = window.findChild(TextPane)
    qtbot.keyClick(text, Qt.Key.Key_F4)
    assert told[-1] == "This picture is not translated in place."
    qtbot.keyClick(text, Qt.Key.Key_O, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert told[-1] == "There is no original of this."
