from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap

from desktop.actions import ACTIONS
from desktop.settings import Theme
from desktop.ui import icons
from desktop.ui.theme import DARK, LIGHT, contrast
from desktop.values import State

PANELS = ("#FFFFFF", "#F4F4F4", "#2A2A2A", "#000000")


def shape(picture: QPixmap) -> list[bool]:
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    return [
        image.pixelColor(x, y).alpha() > 127
        for y in range(image.height())
        for x in range(image.width())
    ]


@pytest.mark.parametrize("name", [action.icon for action in ACTIONS.values()])
def test_every_action_has_its_icon(name: str, dress: Callable[..., None]) -> None:
    assert sum(shape(icons.pixmap(name, 24))) > 20


def test_states_differ_in_shape_where_the_icon_is_smallest(dress: Callable[..., None]) -> None:
    shapes = {state: shape(icons.pixmap(f"tray-{state.value}", 16)) for state in State}
    for first, second in combinations(State, 2):
        different = sum(a != b for a, b in zip(shapes[first], shapes[second], strict=True))
        assert different >= 16, (first, second)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("state", list(State))
def test_tray_icons_can_be_seen_on_any_panel(
    state: State, panel: str, dress: Callable[..., None]
) -> None:
    image = icons.pixmap(f"tray-{state.value}", 64).toImage()
    solid = {
        image.pixelColor(x, y).name()
        for y in range(64)
        for x in range(64)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert solid
    assert all(contrast(QColor(name), QColor(panel)) >= 3 for name in solid)


def colors_of(icon: QIcon) -> set[str]:
    image = icon.pixmap(QSize(48, 48)).toImage()
    return {
        image.pixelColor(x, y).name()
        for y in range(48)
        for x in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }


def test_an_icon_made_once_follows_the_theme(dress: Callable[..., None]) -> None:
    icon, accent = icons.icon("square"), icons.icon("square", "accent")
    assert colors_of(icon) == {LIGHT.text.name()}
    dress(Theme.DARK)
    assert colors_of(icon) == {DARK.text.name()}
    assert colors_of(accent) == {DARK.accent.name()}


def test_a_copy_of_an_icon_lives_on(dress: Callable[..., None]) -> None:
    copy = QIcon(icons.icon("x"))
    copy.addPixmap(QPixmap(8, 8))
    assert not copy.pixmap(24).isNull()


def test_an_icon_that_is_not_there_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


def test_a_word_that_is_no_colour_is_refused(dress: Callable[..., None]) -> None:
    with pytest.raises(TypeError, match="dark"):
        icons.pixmap("x", 16, "dark")
