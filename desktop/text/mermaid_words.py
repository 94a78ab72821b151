"""A chart in Mermaid in words: ``A[Start] -->|yes| B[End]`` is "Start to End, yes"."""

from __future__ import annotations

import re

from desktop.text.clean import one_line

_NODE = re.compile(
    r"\s*(?P<id>[\w.-]*\w|\[\*\])\s*(?:(?P<open>[\[({>]{1,3}|\[/|\[\\)\s*(?P<label>\"[^\"\n]*\"|[^\"\n\])}]*)"
    r"\s*[\])}/\\]{1,3})?(?::::\w+)?"
)
_EDGE = re.compile(
    r"\s*(?:<?(?:--|==|-\.)\s*(?P<inner>[^\s>|=.-][^|>\n]*?)\s*(?:--+|==+|\.-+)[>ox]?"
    r"|<?[-=.~]{2,}[>ox)]{0,2}|<?[-.]+>{1,2}[+-]?)\s*(?:\|\s*\"?(?P<label>[^|\"\n]*)\"?\s*\|)?"
)
_SKIPPED = re.compile(
    r"\s*(?:%%|graph\b|flowchart\b|style\b|classDef\b|class\b|click\b|linkStyle\b|direction\b|end\s*$|"
    r"participant\b|sequenceDiagram|stateDiagram|---)"
)
_LONGEST_LINE = 1000


def mermaid_words(source: str) -> str:
    """A sentence for each edge, and the words of any line that has none."""
    return "\n".join(filter(None, mermaid_lines(source)))


def mermaid_lines(source: str) -> list[str]:
    """The sentences of each line of the source, empty where nothing is said of it."""
    names: dict[str, str] = {}
    lines = [line[:_LONGEST_LINE] for line in source.split("\n")]
    chains = [_chain(line, names) for line in lines]
    said: list[str] = []
    for line, chain in zip(lines, chains, strict=True):
        if chain:
            edges = [
                f"{names.get(start, start)} to {names.get(end, end)}"
                + (f", {label}" if label else "")
                for start, label, end in chain
            ]
            said.append("\n".join(map(_sentence, edges)))
        elif not _SKIPPED.match(line) and (words := _words(line, names)):
            said.append(_sentence(words))
        else:
            said.append("")
    return said


def _sentence(words: str) -> str:
    words = one_line(words)
    return words if words.endswith((".", "!", "?", "。", "！", "？")) else f"{words}."


def _chain(line: str, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """The edges of a line, and ``names`` filled with what its nodes are called."""
    found: list[tuple[str, str, str]] = []
    if _SKIPPED.match(line) or not (node := _NODE.match(line)):
        return found
    start = _named(node, names)
    place = node.end()
    while (edge := _EDGE.match(line, place)) and (node := _NODE.match(line, edge.end())):
        end = _named(node, names)
        label = edge["label"] or edge["inner"] or ""
        place = node.end()
        if message := re.match(r"\s*:\s*([^\n]+)", line[place:]):
            label, place = message[1], len(line)
        found.append((start, label.strip(' "'), end))
        start = end
    return found


def _named(node: re.Match[str], names: dict[str, str]) -> str:
    label = re.sub(r"<br\s*/?>", " ", node["label"] or "").strip('" ')
    if label:
        names[node["id"]] = label
    return node["id"]


def _words(line: str, names: dict[str, str]) -> str:
    if (node := _NODE.match(line)) and node["open"] and not line[node.end() :].strip(" ;"):
        return names.get(node["id"], "")
    return re.sub(r"[\[\](){}|\"<>;=]+|-{2,}", " ", line).strip()
