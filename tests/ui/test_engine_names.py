from __future__ import annotations

import pytest

from desktop.ui.engine_names import ENGINES, at_work, device_title, engine_title
from desktop.values import EngineName


def test_every_engine_has_its_title() -> None:
    assert set(ENGINES) == set(EngineName)
    assert engine_title("remote") == "Server"
    assert engine_title("later") == "later"


@pytest.mark.parametrize(
    ("device", "title"),
    [
        ("cpu", "CPU"),
        ("cuda:0", "graphics card"),
        ("cuda:1", "graphics card 2"),
        ("mps", "Apple graphics"),
        ("https://gpu.example:8000/v1", "gpu.example:8000"),
        ("http://user:word@gpu.example", "gpu.example"),
        ("gpu.example:8000", "gpu.example:8000"),
        ("127.0.0.1:1", "127.0.0.1:1"),
        ("", ""),
    ],
)
def test_devices_are_told_in_words(device: str, title: str) -> None:
    assert device_title(device) == title


@pytest.mark.parametrize(
    ("engine", "device", "memory", "words"),
    [
        ("hunyuan", "cuda:0", 2_100_000_000, "HunyuanOCR on the graphics card, 2.1 GB"),
        ("hunyuan", "mps", 0, "HunyuanOCR on Apple graphics"),
        ("quick", "cpu", 0, "Quick engine on the CPU"),
        ("remote", "https://gpu.example:8000", 0, "Server gpu.example:8000"),
        ("quick", "", 0, "Quick engine"),
        ("", "cpu", 0, "CPU"),
        ("", "", 0, ""),
    ],
)
def test_what_is_at_work_is_one_phrase(engine: str, device: str, memory: int, words: str) -> None:
    assert at_work(engine, device, memory) == words
