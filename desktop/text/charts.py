"""Charts out of what a model writes for them: Mermaid for a flow chart, else Markdown."""

from __future__ import annotations

import re

from desktop.text.fences import blocks, parts, unfenced

_KINDS = (
    r"graph|flowchart|sequenceDiagram|classDiagram|stateDiagram(?:-v2)?|erDiagram|gantt|pie|journey|"
    r"mindmap|timeline|gitGraph|quadrantChart|xychart-beta|sankey-beta|block-beta|requirementDiagram"
)
_MERMAID = re.compile(rf"(?:\s|%%[^\n]*\n|---\n(?:[\w.]+:[^\n]*\n)*---\n)*+(?:{_KINDS})(?![\w-])")


def is_mermaid(text: str) -> bool:
    """Whether a chart is written in Mermaid."""
    return bool(_MERMAID.match(text))


def chart(text: str) -> tuple[str, bool]:
    """The chart's source, and whether it is Mermaid; words around Mermaid become its comments."""
    plain = unfenced(text).strip("\n")
    if is_mermaid(plain):
        return plain.strip(), True
    found = [code for language, code in blocks(plain) if language == "mermaid" or is_mermaid(code)]
    if not found:
        return plain, False
    words = [line for line in _outside(plain) if line.strip()]
    return "\n".join(
        [*(f"%% {line.strip()}" for line in words), *(code.strip() for code in found)]
    ), True


def _outside(text: str) -> list[str]:
    return [line for code, stretch in parts(text) if not code for line in stretch.split("\n")]
