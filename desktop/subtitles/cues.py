"""Cues, and the two forms in which they are written: SubRip (``.srt``) and WebVTT (``.vtt``).

SubRip has no standard; this is what its players agree on: numbered blocks, ``HH:MM:SS,mmm``, a
blank line behind each. WebVTT is https://www.w3.org/TR/webvtt1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

ENDINGS = (".srt", ".vtt")
"""How the files end."""

_MARKUP = re.compile(r"<(?=/?[a-z])|\{(?=[\\a-z])", re.IGNORECASE)
"""Where a tag begins: ``<b>``, ``</i>``, ``{\\an8}``, ``{y:b}``."""

_JOINER = "\u2060"
"""Unseen, and without width."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: ``start`` and ``end`` in milliseconds of the film, ``text`` in one line or
    several."""

    start: int
    end: int
    text: str = field(repr=False)


def written(cues: Iterable[Cue], ending: str) -> str:
    """The file's whole text for a name with this ending, one of ``ENDINGS``."""
    return webvtt(cues) if ending.casefold() == ".vtt" else subrip(cues)


def subrip(cues: Iterable[Cue]) -> str:
    """The cues as SubRip; an empty text where there are none."""
    blocks = (
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{_plain(cue.text)}\n"
        for number, cue in enumerate(ordered(cues), 1)
    )
    return "\n".join(blocks)


def webvtt(cues: Iterable[Cue]) -> str:
    """The cues as WebVTT."""
    blocks = (
        f"\n{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_escaped(cue.text)}\n"
        for cue in ordered(cues)
    )
    return "WEBVTT\n" + "".join(blocks)


def ordered(cues: Iterable[Cue]) -> Iterator[Cue]:
    """The cues by their start; none lasts into the next one, is empty, or holds an empty line,
    which would end it in a file."""
    before: Cue | None = None
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.end)):
        rows = (" ".join(row.split()) for row in cue.text.splitlines())
        kept = replace(cue, text="\n".join(filter(None, rows)))
        if not kept.text:
            continue
        if before is not None:
            shorter = replace(before, end=min(before.end, kept.start))
            if shorter.end > shorter.start:
                yield shorter
        before = kept
    if before is not None and before.end > before.start:
        yield before


def clock(milliseconds: int) -> str:
    """A time as it is told: ``1:02:03``, below an hour ``2:03``."""
    seconds = milliseconds // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _time(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{point}{rest:03}"


def _plain(text: str) -> str:
    """The text so that no player of SubRip, which has no escapes, takes it for markup or for a
    time: it looks the same."""
    return _MARKUP.sub(lambda found: found[0] + _JOINER, text).replace("-->", "→")


def _escaped(text: str) -> str:
    # "&" first; ">" too, so that no text holds the arrow that parts times.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
