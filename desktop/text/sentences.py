"""Cuts a text that is still arriving into what is spoken in one breath.

``feed`` takes the pieces as they come and gives each sentence as soon as it is complete; the very
first utterance may be a clause, so that something is heard early. An utterance ``opens`` a
sentence, or goes on with the one before. A sentence ends

- at ``.``, ``!``, ``?`` or ``…`` before white space, unless it is the point of an abbreviation, an
  initial or a list's number (a decimal's or an address's has no space behind it),
- at CJK punctuation, at once,
- at a blank line, before a list item, and between short lines that start with a capital or digit
  (a menu, a receipt); other line breaks are just where a line was full.
"""

from __future__ import annotations

import re

from desktop.text.scripts import language
from desktop.values import Utterance

_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof sr jr st vs etc e.g i.e cf al inc ltd vol fig ca approx dept
    jan feb apr aug sept oct nov dec tue thu p.m a.m u.s
    z.b d.h u.a bzw usw evtl ggf inkl abs tel str m.e s.o vgl
    p.ex mme mlle env sig dott avv pag sra srta uds núm
    """.split()  # noqa: SIM905
)
_BEFORE_NUMBERS = frozenset(("no", "nr", "art", "p", "pp", "sec", "fig"))
_END = re.compile(
    # Possessive, and only from the first of a run: a leader of dots must not be tried from each.
    r"""(?P<cjk>(?<![。！？；…])[。！？；…]++[”』」》）]*+(?=[^\s。！？；…”』」》）]|\s))"""
    r"""|(?P<stop>(?<![.!?…])[.!?…]++["'”’»)\]]*+)(?=\s)"""
    r"""|(?P<blank>\n[ \t]*\n)"""
    r"""|(?P<line>\n)(?=[ \t]*\S)"""
)
_CLAUSE = re.compile(r"[,;:–—](?=\s)|[，、：]|(?<!-)\n")
_ITEM = re.compile(r"[ \t]*(?:[-*•·‣▪–]\s|\(?\d{1,3}[.)]\s|\(?[a-z][)]\s)")
_LIST_NUMBER = re.compile(r"[ \t]*\(?(?:\d{1,3}|[A-Za-z])")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]+$")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n[ \t]*(?=[a-zß-ÿ])")

_SHORT_LINE = 40
_FIRST_CLAUSE = 12
_FIRST_LONGEST = 80
_LONGEST = 400
_STEP = 256
_LONGEST_WORD = 40


class Splitter:
    """Feed it pieces, take utterances numbered from 1; ``end`` gives what is left."""

    def __init__(self) -> None:
        self._text = ""
        self._start = 0
        self._number = 0
        self._language = ""
        self._before = ""
        self._opens = True

    def feed(self, piece: str) -> list[Utterance]:
        """The utterances that ``piece`` completes."""
        found = []
        # In steps, so that what is held and searched stays short, however much comes at once.
        for start in range(0, len(piece), _STEP):
            self._text += piece[start : start + _STEP]
            while (cut := self._next_cut()) is not None:
                found += self._take(cut)
        return found

    def end(self) -> list[Utterance]:
        """What is left when no more pieces come."""
        found = self.feed("\n\n")
        return found + self._take(len(self._text))

    def _next_cut(self) -> int | None:
        """Where the next utterance ends, counted in what is held, None if that isn't known yet."""
        longest = self._longest()
        for match in _END.finditer(self._text):
            if match.end() > longest and (cut := self._early(match.end())) != match.end():
                return cut  # whether it ends here makes no difference any more
            if not self._text[: match.start()].strip() and match.lastgroup in ("blank", "line"):
                continue
            if self._ends(match):
                return self._early(match.end())
        return self._early(None)

    def _early(self, cut: int | None) -> int | None:
        """An earlier cut: a clause if nothing was said yet, or a place in what grows too long."""
        held = len(self._text) if cut is None else cut
        if self._number == 0:
            for match in _CLAUSE.finditer(self._text, 0, held):
                if len(self._text[: match.end()].strip()) >= _FIRST_CLAUSE:
                    return match.end()
        longest = self._longest()
        if held <= longest:
            return cut
        clauses = [m.end() for m in _CLAUSE.finditer(self._text, longest // 2, longest)]
        space = self._text.rfind(" ", longest // 2, longest)
        place = clauses[-1] if clauses else space + 1
        # Without any space it is an address or CJK without punctuation: cut only the endless.
        return place or (cut if held < 2 * longest else longest)

    def _longest(self) -> int:
        return _LONGEST if self._number else _FIRST_LONGEST

    def _ends(self, match: re.Match[str]) -> bool:
        match match.lastgroup:
            case "stop":
                return self._stop_ends(match)
            case "line":
                return self._line_ends(match)
            case _:
                return True

    def _opened_by(self, raw: str) -> bool:
        """Whether a sentence ends between what was taken last and ``raw``.

        Asked only now: a clause is taken before it is known what follows its line break.
        """
        cut = len(self._before)
        begins = cut + len(raw) - len(raw.lstrip())
        return any(
            cut <= match.end() and self._ends(match)
            for match in _END.finditer(self._before + raw)
            if match.start() < begins
        )

    def _stop_ends(self, match: re.Match[str]) -> bool:
        if not match["stop"].startswith(".") or match["stop"].startswith(".."):
            return True
        before = match.string[: match.start()]
        if _LIST_NUMBER.fullmatch(before, before.rfind("\n") + 1):
            return False
        word = _LAST_WORD.search(before[-_LONGEST_WORD:])
        if word is None:
            return True
        bare = word[0].lower()
        if bare in _BEFORE_NUMBERS:
            # Undecided until something follows; then it is asked again.
            following = match.string[match.end() :].lstrip()
            if not following or following[0].isdigit():
                return False
        return not (bare in _ABBREVIATIONS or (len(bare) == 1 and word[0].isupper()))

    def _line_ends(self, match: re.Match[str]) -> bool:
        following = match.string[match.end() :]
        if _ITEM.match(following):
            return True
        line = match.string[: match.start()].rpartition("\n")[2].strip()
        first = following.lstrip()[0]
        open_ended = line[-1:] in (",", "-", "–", "(", "/", "&", "，", "、")
        starts = first.isupper() or first.isdigit()
        return len(line) < _SHORT_LINE and starts and not open_ended

    def _take(self, cut: int) -> list[Utterance]:
        raw, self._text = self._text[:cut], self._text[cut:]
        start = self._start + len(raw) - len(raw.lstrip())
        self._start += len(raw)
        spoken = " ".join(_HYPHENATED.sub("", raw).split())
        opens, self._before, self._opens = self._opens or self._opened_by(raw), raw, False
        if not any(character.isalnum() for character in spoken):
            self._opens = opens
            return []
        self._language = language(spoken) or self._language
        self._number += 1
        return [Utterance(self._number, spoken, self._language, start, opens)]


def utterances(text: str) -> list[Utterance]:
    """All utterances of a whole text."""
    splitter = Splitter()
    return splitter.feed(text) + splitter.end()
