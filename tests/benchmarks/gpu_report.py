"""What ``gpu.py`` found, as a section for RESULTS.md."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.rounds import markdown

_FIRST = "official recipe (eager)"


def rendered(results: dict[str, Any]) -> str:
    """Markdown; what failed or was left out is said in its place."""
    sections = {
        "decoding": _decoding,
        "first tokens": _first_tokens,
        "memory": lambda found, _: _plain(found, "MB beside the weights", 1e-6),
        "graphs": lambda found, _: _plain(found, "seconds", 1.0),
        "exact in fp32": lambda found, _: _said(found),
        "differences": lambda found, _: _said(found),
        "kernels": lambda found, _: _kernels(found),
    }
    told = results.get("machine", {})
    lines = [f"## {told.get('card', told.get('processor', 'unknown'))}, {told.get('date', '')}", ""]
    lines += [f"- {name}: {value}" for name, value in told.items()]
    if "copy" in (bandwidth := results.get("bandwidth", {})):
        lines.append(f"- copy: {bandwidth['copy'] / 1e9:.0f} GB/s read and written")
        lines.append(f"- read: {bandwidth['read'] / 1e9:.0f} GB/s")
    for name, section in sections.items():
        found = results.get(name, {"left out": "it was not reached"})
        lines += ["", f"### {name.capitalize()}", ""]
        lines.append(_said(found) if _without(found) else section(found, results))
    return "\n".join(lines)


def _without(found: dict[str, Any]) -> bool:
    return not found or "failed" in found or "left out" in found


def _decoding(found: dict[str, dict[str, float]], results: dict[str, Any]) -> str:
    bandwidth, needed = results.get("bandwidth", {}), results.get("weights", {})
    rows = []
    for length, seconds in found.items():
        for name, each in seconds.items():
            share = ""
            # A round reads the weights once for several tokens: its floor is another.
            if "copy" in bandwidth and length in needed and "DFlash" not in name:
                share = f"{100 * needed[length] / bandwidth['copy'] / each:.0f} %"
            times = f"{seconds[_FIRST] / each:.1f}"
            rows.append((name, length, f"{each * 1e3:.3f}", f"{1 / each:.0f}", share, times))
    head = ("", "context", "ms a token", "tokens/s", "of the memory floor", "times the recipe")
    return markdown(head, rows)


def _first_tokens(found: dict[str, dict[str, float]], _: dict[str, Any]) -> str:
    rows = [
        (name, size, f"{each * 1e3:.1f}", f"{seconds[_FIRST] / each:.1f}")
        for size, seconds in found.items()
        for name, each in seconds.items()
    ]
    return markdown(("", "picture", "ms", "times the recipe"), rows)


def _plain(found: dict[str, float], unit: str, factor: float) -> str:
    return markdown(("", unit), [(name, f"{one * factor:.3g}") for name, one in found.items()])


def _said(found: dict[str, Any]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in found.items()) or "Not on this device."


def _kernels(found: dict[str, list[dict[str, Any]]]) -> str:
    rows = [
        (f"`{event['name']}`", part, str(event["count"]), f"{event['ms']:.3f}")
        for part, events in found.items()
        for event in events
    ]
    return markdown(("", "in", "times", "ms in all"), rows)
