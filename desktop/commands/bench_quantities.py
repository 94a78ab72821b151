"""What ``sightread bench`` measures of an engine on a device."""

from __future__ import annotations

QUANTITIES: dict[str, str] = {
    "load_s": "ready after",
    "first_text_snip_s": "first text of a snip, 800 x 350",
    "second_task_s": "  of a second task on it",
    "first_text_screen_s": "first text of a screen, 1920 x 1080",
    "screen_s": "the whole screen read",
    "tokens_per_s": "tokens a second",
    "floor_share": "  of what its memory allows *",
    "draft_tokens_per_s": "tokens a second, with the draft",
    "draft_tokens_per_round": "  tokens at a time",
    "memory_bytes": "memory, loaded",
    "peak_memory_bytes": "memory, at most",
}
"""What is measured of an engine on a device, with its words in the table."""

DETAILS = ("bandwidth_bytes_per_s", "weights_bytes", "context_tokens", "tokens")
"""What only programs are told: what ``floor_share`` is made of."""

BANDWIDTH = (
    "the better of two: a large copy, whose bytes are read and written, and a large sum, whose "
    "bytes are read"
)
"""What ``floor_share`` is measured against, of each device."""

DEFINITIONS = {
    "bandwidth_bytes_per_s": f"what the device's memory moves: {BANDWIDTH}",
    "floor_share": (
        "tokens_per_s times the bytes that one token reads (weights_bytes, and the keys and values "
        "of context_tokens), over bandwidth_bytes_per_s"
    ),
}
"""For programs: what they could take for something else."""

OF_QUICK = frozenset(
    {"load_s", "first_text_snip_s", "first_text_screen_s", "screen_s", "memory_bytes"}
)
OF_HUNYUAN = frozenset((*QUANTITIES, *DETAILS)) - {"screen_s"}
