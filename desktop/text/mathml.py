"""LaTeX as MathML, which word processors paste as an equation."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, SubElement, tostring

LONGEST = 2000
"""Characters of LaTeX; latex2mathml takes about 15 microseconds for one."""

_DEEPEST = 60
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_UNKNOWN = re.compile(r"\\(begin|end)\s?\{(?:aligned|split|gathered|alignedat|align|gather)\*?\}")
_ENTITY = re.compile(r"&#x[0-9A-Fa-f]+;")


def mathml(formulas: list[str]) -> str:
    """The formulas below each other as one ``<math>``; empty where one of them can't be had."""
    if not formulas or sum(map(len, formulas)) > LONGEST:
        return ""
    rows = []
    for formula in formulas:
        if (row := _row(formula)) is None:
            return ""
        rows.append(row)
    root = Element("math", {"xmlns": _NAMESPACE, "display": "block"})
    if len(rows) == 1:
        root.extend(rows[0])
    else:
        table = SubElement(root, "mtable")
        for row in rows:
            SubElement(SubElement(table, "mtr"), "mtd").extend(row)
    return tostring(root, encoding="unicode")


def _row(formula: str) -> list[Element] | None:
    from latex2mathml.converter import convert_to_element  # takes 30 ms: only where it is needed

    if formula.count("{") > _DEEPEST * 10 or _depth(formula) > _DEEPEST:
        return None
    try:
        found: Element = convert_to_element(_UNKNOWN.sub(r"\\\1{align*}", formula))
    except Exception:  # whatever it raises: there is no MathML then
        return None
    for element in found.iter():
        # It writes entities where characters belong, and would have them escaped again.
        element.text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), element.text or "")
    return list(found)


def _depth(formula: str) -> int:
    depth = deepest = 0
    for brace in re.findall(r"(?<!\\)[{}]", formula):
        depth += 1 if brace == "{" else -1
        deepest = max(deepest, depth)
    return deepest
