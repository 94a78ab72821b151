"""Where the words of an utterance stand in the text as it was read. Pure functions.

An utterance is the text with its blanks made single and words joined that were hyphenated at the
end of a line (``text.sentences``); what is highlighted is the text as it was.
"""

from __future__ import annotations


def places(spoken: str, whole: str, start: int) -> list[int]:
    """For each character of ``spoken``, and for the end of it, its place in ``whole``.

    ``start`` is the place of the first one. Characters that ``whole`` has more are passed over.
    """
    found: list[int] = []
    place = start
    for character in spoken:
        ahead = place
        while ahead < len(whole) and not _same(character, whole[ahead]):
            ahead += 1
        if ahead < len(whole):
            place = ahead
        found.append(place)
        place += 1
    return [*found, place]


def _same(spoken: str, written: str) -> bool:
    return spoken == written or (spoken == " " and written.isspace())
