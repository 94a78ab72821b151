"""From what a model wrote to the text of a reading.

The text is the canonical form of its kind (``values.OutputKind``). Whatever a model of a billion
parameters writes is taken, in time that grows with its length alone: what is broken is mended, what
can't be kept is said in a note.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.text.charts import chart
from desktop.text.clean import clean
from desktop.text.fences import unfenced
from desktop.text.fields import fields
from desktop.text.formulas import formulas
from desktop.text.items import Arriving, Item
from desktop.text.markdown import markdown
from desktop.text.places import block, layout, positions
from desktop.text.tables import tables
from desktop.values import Line, OutputKind


@dataclass(frozen=True, slots=True)
class Output:
    """What was read: the text in the form of its kind, lines with boxes in pixels of the picture
    where the model gave places, and sentences for the user about what was mended or dropped."""

    text: str = field(repr=False)
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()


def parse(raw: str, kind: OutputKind, width: int, height: int) -> Output:
    """What a model wrote, as a reading of ``kind`` of a picture of ``width`` x ``height`` pixels.

    Never raises; linear in the length of ``raw``. An empty text: there is none on the picture.
    """
    text = clean(raw)
    match kind:
        case OutputKind.TEXT:
            return Output(unfenced(text, cut=False).strip("\n"))
        case OutputKind.POSITIONS:
            return Output(*positions(text, width, height))
        case OutputKind.LAYOUT:
            return Output(*layout(text, width, height))
        case OutputKind.MARKDOWN:
            return Output(*markdown(text, width, height))
        case OutputKind.TABLE:
            whole, notes = tables(text)
        case OutputKind.FORMULA:
            whole, notes = formulas(text)
        case OutputKind.FIELDS:
            whole, notes = fields(text)
        case OutputKind.CHART:
            source, is_mermaid = chart(text)
            if not is_mermaid:
                return Output(*markdown(source, width, height))
            whole, notes = source, ()
    return Output(whole, notes=notes)


class Stream:
    """What of an answer that still arrives can be shown already.

    Of text and markup all of it; of texts with places only the texts, each with a line break, as
    soon as its item is complete.
    """

    def __init__(self, kind: OutputKind, width: int, height: int) -> None:
        del width, height  # of use once lines are shown where they stand
        self._kind = kind
        self._arriving = Arriving()

    def add(self, piece: str) -> str:
        """What ``piece`` adds to what is shown."""
        piece = clean(piece)
        if self._kind not in (OutputKind.POSITIONS, OutputKind.LAYOUT):
            return piece
        found = self._arriving.add(piece)
        texts = map(block if self._kind is OutputKind.LAYOUT else _text, found)
        return "".join(f"{text}\n" for text in texts if text)


def _text(item: Item) -> str:
    return item.text
