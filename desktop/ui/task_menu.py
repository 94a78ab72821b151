"""The menus of what can be asked of a picture: tasks, languages, the user's own tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu

from desktop.settings import OwnTask
from desktop.tasks import CATALOGUE, LANGUAGES, TESTED_TARGETS, Need, missing, title
from desktop.ui import icons
from desktop.values import Task

_MAIN = ("document", "table", "formula", "chart", "fields", "field", "ask")
_PLACES = ("subtitles", "positions", "layout")
_MORE = ("positions-plain", "document-layout", "translate-document")
_AS = ("table", "document", "formula", "chart", "fields", "field", "read", "positions", "layout")
_AS_TEXT = {"read": "Text"}

Choose = Callable[[Task], None]
"""What is called with the task that was chosen."""


def fill_with_tasks(menu: QMenu, current: Task, own: Sequence[OwnTask], choose: Choose) -> None:
    """Every task; the one that is ``current`` is marked."""
    menu.clear()
    menu.setToolTipsVisible(True)
    _add(menu, "read", current, choose)
    languages = menu.addMenu(icons.icon("languages"), CATALOGUE["translate"].title)
    languages.menuAction().setToolTip(CATALOGUE["translate"].help)
    fill_with_languages(languages, current, choose)
    menu.addSeparator()
    for name in _MAIN:
        _add(menu, name, current, choose)
    menu.addSeparator()
    for name in _PLACES:
        _add(menu, name, current, choose)
    more = menu.addMenu(icons.icon("ellipsis"), "More")
    more.setToolTipsVisible(True)
    for name in _MORE:
        _add(more, name, current, choose)
    if own:
        menu.addSeparator()
    for each in own:
        _add_own(menu, each, current, choose)


def fill_with_kinds(menu: QMenu, current: Task, choose: Choose) -> None:
    """What the same picture can be read as; the current task is left out."""
    menu.clear()
    menu.setToolTipsVisible(True)
    for name in _AS:
        if name != current.name:
            _add(menu, name, current, choose, _AS_TEXT.get(name, ""))


def fill_with_languages(menu: QMenu, current: Task, choose: Choose) -> None:
    """The languages to translate to; the published ones stand first."""
    menu.clear()
    ordered = sorted(LANGUAGES.items(), key=lambda pair: (pair[0] not in TESTED_TARGETS, pair[1]))
    for number, (tag, name) in enumerate(ordered):
        if number == len(TESTED_TARGETS):
            menu.addSeparator()
        task = Task("translate", tag)
        action = menu.addAction(name if tag in TESTED_TARGETS else f"{name} (untested)")
        action.setCheckable(True)
        action.setChecked(task == current)
        action.triggered.connect(lambda _=False, task=task: choose(task))


def as_title(current: Task) -> str:
    """What the button says that opens the menu of kinds."""
    return "As text" if current.name == "table" else "As table"


def _add(menu: QMenu, name: str, current: Task, choose: Choose, called: str = "") -> None:
    entry, task = CATALOGUE[name], Task(name)
    asks = "…" if missing(task) is not Need.NOTHING else ""
    action = menu.addAction(icons.icon(entry.icon), f"{called or entry.title}{asks}")
    action.setToolTip(entry.help)
    action.setCheckable(True)
    action.setChecked(name == current.name)
    action.triggered.connect(lambda _=False: choose(task))


def _add_own(menu: QMenu, own: OwnTask, current: Task, choose: Choose) -> None:
    task = own.task
    # An ampersand would underline the letter behind it.
    action = menu.addAction(icons.icon(CATALOGUE["own"].icon), title(task).replace("&", "&&"))
    action.setToolTip(CATALOGUE["own"].help)
    action.setCheckable(True)
    action.setChecked(task == current)
    action.triggered.connect(lambda _=False: choose(task))
