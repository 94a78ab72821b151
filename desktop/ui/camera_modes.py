"""What the camera window can do with what it sees, and what it says of it."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from desktop.values import Task


class Mode(Enum):
    """What becomes of a picture; the values are the titles."""

    READ = "Read"
    TRANSLATE = "Translate"
    INSTANT = "Instant"
    DOCUMENT = "Document"

    @property
    def help(self) -> str:
        """One sentence for who doesn't know it."""
        return _HELP[self]

    def task(self, task: Task) -> Task:
        """What is done with a picture that was taken in it, where the camera was opened for
        ``task``."""
        name = "translate" if self is Mode.TRANSLATE else task.name
        if self is Mode.READ and name == "translate":
            name = "read"
        return replace(task, name=name)

    def ready(self, *, auto: bool, pages: int = 0) -> str:
        """What is said once there is a picture; ``auto``: it is taken by itself; ``pages`` have
        been taken already."""
        match self:
            case Mode.INSTANT:
                return "Point the camera at a sign or a label. New text is read aloud."
            case Mode.DOCUMENT:
                return document_ready(pages, auto=auto)
            case _:
                return READY_AUTO if auto else READY


READY = "Press Space or Enter to take the picture."
READY_AUTO = "Show a page. It is taken by itself, or press Space."
TAKEN = "Taken. Straightening the page."
TAKEN_BY_ITSELF = "Taken."
TAKING = "Hold still. Taking the picture."
TURN_PAGE = "This page has been taken. Turn the page."
BACK = "The picture is back."
FROZEN = "The picture stands still. Space takes it, F lets it go on."
UNFROZEN = "The picture moves again."
INSTANT_AGAIN = "Choose Instant again, or press 3, to go on."
NO_PAGES = "No page has been taken yet."
DROPPED = "Page {number} dropped."

_HELP = {
    Mode.READ: "Take a picture and read it",
    Mode.TRANSLATE: "Take a picture and translate it",
    Mode.INSTANT: "Read signs and labels aloud as they are seen",
    Mode.DOCUMENT: "Take several pages and read them as one text",
}


def document_ready(pages: int, *, auto: bool) -> str:
    """What is asked for next, once so many pages have been taken."""
    if not pages:
        return "Show page 1. It is taken by itself." if auto else "Show page 1 and press Space."
    how = "Turn the page" if auto else "Turn the page and press Space"
    return f"Page {pages} taken. {how}, or press Enter to finish."


def not_read_yet(pages: int, *, again: bool = False) -> str:
    """Said when pages that were taken are being left: with the window, or, ``again``, for another
    mode."""
    what = "1 page has" if pages == 1 else f"{pages} pages have"
    which = "it" if pages == 1 else "them"
    how = "Backspace drops one" if again else "Escape again leaves without"
    return f"{what} been taken. Enter reads {which}, {how}."


def pages_kept(pages: int) -> str:
    """Said when something else has closed the window."""
    what = "The page that was taken is" if pages == 1 else f"The {pages} pages that were taken are"
    return f"{what} kept. Open the camera again to go on."


def pages_taken(pages: int) -> str:
    """For the line under the picture."""
    return "No page yet" if not pages else "1 page" if pages == 1 else f"{pages} pages"
