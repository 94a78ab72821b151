"""A translation in place before and after the engine's work: what needs none, to which language,
and what becomes of the paragraphs as one reading. Free of torch, Pillow and Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.reader.choice import untested_source
from desktop.tasks import LANGUAGES
from desktop.text.own_language import surely_in
from desktop.text.paragraphs import main_language, needs_none, together
from desktop.text.scripts import main_script
from desktop.values import EngineName, OutputKind, Paragraph, Reading

ONLY_NUMBERS = "There are only numbers here; they need no translation."


def prepared(
    paragraphs: Sequence[Paragraph], to: str, *, insist: bool = False
) -> tuple[Paragraph, ...]:
    """The paragraphs on their way to ``to``; what is surely in that language has its text already.

    ``insist``: the user has chosen the language for this very picture; then only what is the same
    in every language needs no translation.
    """
    same = "\n".join(one.source for one in paragraphs if one.language == to)
    alone = not insist and surely_in(same, to)
    return tuple(
        replace(one, to=to, text=one.text or (one.source if alone and one.language == to else ""))
        for one in paragraphs
    )


def reading(paragraphs: Sequence[Paragraph], to: str, untranslated: int = 0) -> Reading:
    """The whole of what is known of the picture; ``untranslated`` paragraphs are without a
    translation because an engine failed over them."""
    text, source = together(paragraphs)
    page = main_language(paragraphs)
    script = main_script(source)
    known = tuple(
        one
        if one.language or not one.source or main_script(one.source) != script
        else replace(one, language=page)
        for one in paragraphs
    )
    return Reading(
        text=text,
        kind=OutputKind.TEXT,
        language=to,
        engine=EngineName.QUICK,
        source=source,
        notes=(*_untranslated(untranslated), *_of_languages(paragraphs, to)),
        paragraphs=known,
    )


def _untranslated(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    if count == 1:
        return ("One paragraph could not be translated and stays as it is. Try that part alone.",)
    return (f"{count} paragraphs could not be translated and stay as they are. Try them alone.",)


def _of_languages(paragraphs: Sequence[Paragraph], to: str) -> tuple[str, ...]:
    if not any(one.source for one in paragraphs):
        return ()
    if all(needs_none(one.source) for one in paragraphs):
        return (ONLY_NUMBERS,)
    if all(one.left_alone and one.text for one in paragraphs if one.source):
        worded = [one for one in paragraphs if not needs_none(one.source)]
        if all(one.language == to for one in worded):
            return (f"The text was in {LANGUAGES.get(to, to)} already.",)
        return (f"It reads the same in {LANGUAGES.get(to, to)}.",)
    translated = " ".join(one.source for one in paragraphs if not one.left_alone)
    return tuple(note for note in untested_source(translated, to) if not note.endswith("already."))
