"""One paragraph at a time: what is set where, in which size and colour, and what can't be set."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest
from PySide6.QtGui import QColor, QImage, QLinearGradient

from desktop.typesetting.composed import compose, patched
from desktop.typesetting.contrast import LEAST, contrast
from desktop.typesetting.fit import overlap
from desktop.typesetting.patch import Patch, patch
from desktop.values import Box, Paragraph, Shot
from tests.typesetting.measures import changed, looked_at, picture, rect, region, with_patch
from tests.typesetting.sheet import CJK, SANS, SERIF, WIDE, Scene, Sheet, Type


def one(
    source: str,
    text: str,
    kind: Type,
    ground: str = "#ffffff",
    to: str = "en",
    size: tuple[int, int] = (500, 160),
) -> Scene:
    """A label alone on its ground."""
    sheet = Sheet(*size, ground, "de", to)
    sheet.write(60, 90, source, text, kind)
    return sheet.scene()


def of(scene: Scene, number: int = 0) -> Patch:
    boxes = [paragraph.box for paragraph in scene.paragraphs]
    found = patch(scene.shot, scene.paragraphs[number], boxes[:number] + boxes[number + 1 :])
    assert found is not None
    return found


def test_what_is_in_the_language_already_is_left_alone() -> None:
    scene = one("Ausgang", "Ausgang", Type(24))
    assert patch(scene.shot, scene.paragraphs[0]) is None
    empty = replace(scene.paragraphs[0], text="")
    assert patch(scene.shot, empty) is None
    composed = compose(scene.shot, [empty, scene.paragraphs[0]])
    assert composed.unplaced == ()
    assert changed(picture(scene.shot), composed.image, region([Box(0, 0, 500, 160)])).isEmpty()


@pytest.mark.parametrize("family", [SANS, SERIF, WIDE])
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("pixels", [14, 18, 30, 54])
def test_type_is_like_the_original(family: str, bold: bool, pixels: int) -> None:
    kind = Type(pixels, "#303030", family, bold)
    scene = one("Fahrgastzentrum", "Passenger hub", kind, size=(700, 160))
    style = looked_at(scene, 0).lettering
    assert style.pixels == pytest.approx(pixels, rel=0.08, abs=1.6)
    assert style.bold is bold
    # Hinting may make all strokes of small type equally thick: then there are no serifs to see.
    if family != SERIF or pixels > 16:
        assert ("Serif" in style.families[0]) is (family == SERIF)
    assert of(scene).pixels == pytest.approx(pixels, rel=0.1, abs=1.6)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("#202020", "#ffffff"),
        ("#ffffff", "#0b4ea2"),
        ("#8c1d18", "#fbf7ee"),
        ("#7fd7a0", "#10221a"),
        ("#ffffff", "#0a84ff"),  # 3.6, as whoever designed it wanted it
    ],
)
def test_ink_that_is_read_well_stays_as_it_is(ink: str, ground: str) -> None:
    scene = one("Fahrgastzentrum", "Passenger hub", Type(30, ink), ground)
    image = with_patch(scene.shot, of(scene))
    assert image.pixelColor(5, 5).name() == ground
    assert _inks(image, of(scene).text_box, ground) == ink


@pytest.mark.parametrize(("ink", "ground"), [("#bbbbbb", "#ffffff"), ("#4a4a4a", "#333333")])
def test_ink_that_is_read_badly_is_moved_until_it_is_read(ink: str, ground: str) -> None:
    scene = one("Fahrgastzentrum", "Passenger hub", Type(30, ink), ground)
    found = _inks(with_patch(scene.shot, of(scene)), of(scene).text_box, ground)
    assert contrast(_rgb(found), _rgb(ground)) >= LEAST > contrast(_rgb(ink), _rgb(ground))


def _rgb(name: str) -> tuple[int, int, int]:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)


def _inks(image: QImage, box: Box, ground: str) -> str:
    """The colour that most of a box has, but for its ground."""
    counts: dict[str, int] = {}
    for y in range(box.top, box.bottom):
        for x in range(box.left, box.right):
            name = image.pixelColor(x, y).name()
            if name != ground:
                counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name])


def test_a_label_keeps_its_baseline_and_its_edge() -> None:
    sheet = Sheet(500, 160, "#ffffff", "de", "en")
    sheet.write(60, 90, "Eintritt frei", "Admission", Type(32))
    found = of(sheet.scene()).text_box
    assert abs(found.bottom - 90) <= 1
    assert abs(found.left - 61) <= 2


@pytest.mark.parametrize(("align", "x"), [("left", 40), ("centre", 250), ("right", 460)])
def test_rows_stay_aligned_as_they_were(align: str, x: int) -> None:
    sheet = Sheet(500, 240, "#ffffff", "de", "en")
    rows = ["Bitte nur die Türen", "an der Rückseite benutzen", "und leise schließen"]
    sheet.write(
        x, 60, rows, "Only use the doors at the back and close them softly", Type(26), align
    )
    scene = sheet.scene()
    was, found = Box.around(scene.ink[0]), of(scene).text_box
    if align == "left":
        assert abs(found.left - was.left) <= 3
    elif align == "right":
        assert abs(found.right - was.right) <= 3
    else:
        assert abs(found.left + found.right - was.left - was.right) <= 6


def test_what_is_read_from_the_right_ends_at_the_right() -> None:
    scene = one("Wartezimmer der Klinik", "غرفة الانتظار", Type(28), to="ar")
    was, found = scene.ink[0][0], of(scene).text_box
    assert abs(found.right - was.right) <= 3


def test_a_longer_label_grows_over_free_ground_and_shrinks_beside_another() -> None:
    free = Sheet(600, 160, "#ffffff", "de", "en")
    free.write(60, 90, "Ausfahrt", "Motorway exit", Type(30))
    alone = of(free.scene())
    crowded = Sheet(600, 160, "#ffffff", "de", "en")
    crowded.write(60, 90, "Ausfahrt", "Motorway exit", Type(30))
    crowded.write(190, 90, "Einfahrt", "Entry", Type(30))
    scene = crowded.scene()
    beside = of(scene)
    assert alone.text_box.right > free.scene().ink[0][0].right
    assert beside.pixels < alone.pixels
    assert beside.text_box.right < scene.paragraphs[1].box.left
    for found in (alone, beside):
        assert overlap(found.text_box, scene.paragraphs[0].box) >= 0.8


def test_a_label_that_would_be_too_small_stands_on_its_place_instead() -> None:
    scene = one("OK", "Einverstanden", Type(18))
    found, box = of(scene), Box.around(scene.ink[0])
    assert found.fits
    assert found.pixels >= 0.75 * 18
    assert overlap(found.text_box, box) < 0.8 <= overlap(box, found.text_box)


def test_a_large_heading_in_few_signs_becomes_smaller_lines() -> None:
    scene = one("妇产科门诊", "Department of Obstetrics and Gynaecology", Type(52, family=CJK))
    found = of(scene)
    assert found.fits
    assert 14 <= found.pixels < 0.6 * 52
    assert overlap(found.text_box, scene.paragraphs[0].box) >= 0.8
    assert found.text_box.height > 1.8 * found.pixels, "two lines at least"


def test_what_can_not_be_set_legibly_is_told() -> None:
    sheet = Sheet(200, 100, "#ffffff", "de", "en")
    sheet.write(60, 50, "OK", "An altogether different and much longer sentence", Type(16))
    sheet.write(100, 50, "Nein", "No", Type(16))
    scene = sheet.scene()
    found = of(scene)
    assert not found.fits
    before = picture(scene.shot)
    assert changed(before, with_patch(scene.shot, found), region([Box(0, 0, 200, 100)])).isEmpty()
    composed = compose(scene.shot, scene.paragraphs)
    assert composed.unplaced == (0,)
    assert changed(before, composed.image, region([scene.paragraphs[0].box])).isEmpty()


def test_letters_that_no_font_has_are_told() -> None:
    scene = one("Eingang zum Museum", "\U0001f6aa\U000f1234 Museum", Type(24))
    assert not of(scene).fits


def test_a_crossed_frame_is_no_obstacle_and_stays() -> None:
    """The box of a label in a narrow button takes the button's frame in."""
    sheet = Sheet(300, 120, "#eeeeee", "de", "en")
    painter = sheet.painter()
    painter.fillRect(50, 40, 150, 36, "#777777")
    painter.fillRect(51, 41, 148, 34, "#fafafa")
    painter.end()
    sheet.write(125, 64, "Abbrechen", "Cancel", Type(20), "centre")
    scene = sheet.scene()
    box = Box(60, 38, 190, 78)
    wide = replace(scene.paragraphs[0], box=box, rows=(box,))
    found = patch(scene.shot, wide)
    assert found is not None
    assert found.fits
    frame = [Box(50, 40, 200, 41), Box(50, 75, 200, 76)]
    after = with_patch(scene.shot, found)
    assert changed(picture(scene.shot), after, region(frame)).isEmpty()


def test_a_menu_is_as_even_as_it_was() -> None:
    sheet = Sheet(500, 400, "#ffffff", "de", "en")
    dishes = (("Tagessuppe", "Soup"), ("Salate", "Salads"), ("Rinderbraten", "Roasted beefs"))
    for number, (source, text) in enumerate(dishes):
        sheet.write(60, 60 + 50 * number, source, text, Type(22))
    sheet.write(204, 160, "8,50", "8,50", Type(22))
    scene = sheet.scene()
    alone = {of(scene, number).pixels for number in range(len(dishes))}
    assert len(alone) > 1, "one has to be smaller"
    sizes = {one.pixels for one in patched(scene.shot, scene.paragraphs) if one is not None}
    assert sizes == {min(alone)}


def test_a_soft_cover_on_uneven_ground_ends_at_the_neighbour() -> None:
    sheet = Sheet(500, 200, "#ffffff", "de", "en")
    painter = sheet.painter()
    sky = QLinearGradient(0, 0, 500, 200)
    sky.setColorAt(0, QColor("#203050"))
    sky.setColorAt(1, QColor("#905040"))
    painter.fillRect(sheet.image.rect(), sky)
    painter.end()
    sheet.write(60, 80, "Eingang", "Entrance", Type(40, "#ffffff"))
    scene = sheet.scene()
    box = scene.paragraphs[0].box
    beside = Box(box.left, box.bottom + 6, box.right, box.bottom + 30)
    free = patch(scene.shot, scene.paragraphs[0])
    kept = patch(scene.shot, scene.paragraphs[0], [beside])
    assert free is not None
    assert kept is not None
    before = picture(scene.shot)
    assert not changed(before, with_patch(scene.shot, free), region([beside])).isEmpty()
    assert changed(before, with_patch(scene.shot, kept), region([beside])).isEmpty()


def test_numbers_and_words_of_columns() -> None:
    """Upright in columns, and all of it within them."""
    sheet = Sheet(300, 420, "#ffffff", "ja", "zh")
    sheet.write_upright(
        200, 30, ["東京駅西口入口八時集合"], "（12月）RESTAURANT，入口！", Type(30, family=CJK)
    )
    scene = sheet.scene()
    found = of(scene)
    assert found.fits
    assert found.text_box.height > 4 * found.text_box.width
    assert overlap(found.text_box, scene.paragraphs[0].box) >= 0.8


def test_any_thread_makes_the_same() -> None:
    scene = one("Fahrgastzentrum", "Passenger hub", Type(30))
    made: list[Patch] = []
    threads = [Thread(target=lambda: made.append(of(scene))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    here = of(scene)
    assert len(made) == 4
    assert all(there.image == here.image and there.box == here.box for there in made)


def test_the_scale_of_the_screen_counts_for_what_is_legible_only() -> None:
    scene = one("Fahrgastzentrum", "Passenger hub", Type(30))
    twice = replace(scene.shot, scale=2.0)
    found = patch(twice, scene.paragraphs[0])
    assert found is not None
    assert found.box == of(scene).box
    assert found.image.devicePixelRatio() == 1.0
    assert compose(twice, scene.paragraphs).image.devicePixelRatio() == 1.0


def test_paragraphs_without_rows_are_their_box() -> None:
    scene = one("Fahrgastzentrum", "Passenger hub", Type(30))
    plain = replace(scene.paragraphs[0], rows=())
    found = patch(scene.shot, plain)
    assert found is not None
    assert found.box == of(scene).box
    assert found.image == of(scene).image


def test_off_the_picture_there_is_no_place() -> None:
    shot = Shot(bytes(4 * 50 * 50), 50, 50)
    away = Paragraph(Box(60, 60, 90, 80), (Box(60, 60, 90, 80),), "weg", "gone")
    found = patch(shot, away)
    assert found is not None
    assert not found.fits
    assert compose(shot, [away]).unplaced == (0,)
    assert rect(found.box).isEmpty()
