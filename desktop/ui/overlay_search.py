"""The text on the frozen screens: asked for when it is wanted, and stepped through block by block.

1. ``look`` asks for the lines on the current screen, once; the answer is ``answer``, ``fail``, or
   never.
2. ``step`` goes to another block, lights it (it becomes the region of the ``Choice``), and returns
   what is said of it. Before the answer is there, the step is kept, and what is said is that the
   text is being looked for.
3. ``answer`` takes the kept step, if nothing else has been done meanwhile (``forget``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from desktop.ui.overlay_blocks import LOOKING, NONE_FOUND, Blocks, blocks
from desktop.ui.overlay_choice import Choice, Point
from desktop.values import Line, Reading, Region, Shot


class Step(Enum):
    """Where to go from the block that is lit."""

    NEXT = "next"
    PREVIOUS = "previous"
    FIRST = "first"
    LAST = "last"


class Search:
    """The blocks on ``shots``, which are those of the screens of ``choice``, in the same order.

    ``ask`` has one of them searched for lines. ``own`` tells which parts of a screen our own
    windows cover: what they say is no block.
    """

    def __init__(
        self,
        choice: Choice,
        shots: Sequence[Shot],
        ask: Callable[[Shot], None],
        own: Callable[[Region], Sequence[Region]] = lambda _: (),
    ) -> None:
        self._choice = choice
        self._shots = tuple(shots)
        self._ask, self._own = ask, own
        self._found: dict[int, Blocks] = {}
        self._asked: int | None = None
        self._kept: Step | None = None
        self._numbers: dict[int, int] = {}

    def lines(self, screen: Region) -> tuple[Region, ...]:
        """Where the lines on this screen lie on the desktop; empty while they aren't known."""
        known = self._found.get(self._choice.screens.index(screen))
        return known.lines if known else ()

    def look(self) -> None:
        """Have the current screen searched; a question about another one is given up."""
        screen = self._choice.current
        if screen not in self._found and self._asked != screen:
            self._asked = screen
            self._ask(self._shots[screen])

    def answer(self, lines: Sequence[Line]) -> str:
        """The lines on the screen that was asked about last; returns what to say, if anything."""
        screen, self._asked = self._asked, None
        if screen is None:
            return ""
        shot = self._shots[screen]
        own = self._own(shot.region) if shot.region is not None else ()
        others = [line for line in lines if not _lies_in(line, shot, own)]
        self._found[screen] = blocks(shot, others)
        return self.step(self._kept) if self._kept else ""

    def fail(self, sentence: str) -> str:
        """The screen could not be searched; returns what to say. The next step asks once more."""
        kept, self._asked, self._kept = self._kept, None, None
        return sentence if kept else ""

    def forget(self) -> None:
        """Something else was done: no block is gone to when the answer comes."""
        self._kept = None

    def step(self, step: Step) -> str:
        """Go to another block of the current screen, round and round; returns what to say."""
        screen, self._kept = self._choice.current, step
        self.look()
        known = self._found.get(screen)
        if known is None:
            return LOOKING
        self._kept = None
        if not known.found:
            return NONE_FOUND
        number = _stepped(self._numbers.get(screen), len(known.found), step)
        self._numbers[screen] = number
        self._choice.take(known.region(number))
        return known.spoken(number)

    @property
    def is_lit(self) -> bool:
        """Whether the region is the block that was gone to: nothing has changed it since."""
        return self._lit() is not None

    def reading(self, *, alone: bool) -> tuple[Shot, Reading] | None:
        """The lit block and, unless ``alone``, all after it, with their picture; None without."""
        lit = self._lit()
        return lit[0].reading(lit[1], alone=alone) if lit else None

    def under(self, point: Point) -> Region | None:
        """The block at a point of the desktop, if a click would take it: no corner is set, and no
        other region has been chosen."""
        choice = self._choice
        known = self._found.get(choice.current)
        if known is None or choice.busy or choice.anchor is not None:
            return None
        if choice.region is not None and not self.is_lit:
            return None
        number = known.at(point)
        return known.region(number) if number is not None else None

    def _lit(self) -> tuple[Blocks, int] | None:
        screen = self._choice.current
        known, number = self._found.get(screen), self._numbers.get(screen)
        if known is None or number is None or self._choice.region != known.region(number):
            return None
        return known, number


def _lies_in(line: Line, shot: Shot, parts: Sequence[Region]) -> bool:
    """Whether the middle of ``line`` lies in one of these parts of the desktop."""
    left, top = shot.origin or (0, 0)
    x = left + (line.box.left + line.box.right) // 2
    y = top + (line.box.top + line.box.bottom) // 2
    return any(part.x <= x < part.right and part.y <= y < part.bottom for part in parts)


def _stepped(here: int | None, many: int, step: Step) -> int:
    """The number of the block to go to, of ``many``, from ``here``."""
    match step:
        case Step.FIRST:
            return 0
        case Step.LAST:
            return many - 1
        case Step.NEXT:
            return 0 if here is None else (here + 1) % many
        case Step.PREVIOUS:
            return many - 1 if here is None else (here - 1) % many
