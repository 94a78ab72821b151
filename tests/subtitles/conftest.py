"""A film with fifty known subtitles, and the quick engine to read it."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.reader.worker import Message, Reader, ReaderOptions
from desktop.values import Done, EngineName, Failed, Read, Reading, Shot, Task
from tests.subtitles import clip

ReadShot = Callable[[Shot], Reading | Failed]


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``clip.fifty`` as MPEG-4."""
    return clip.write(tmp_path_factory.mktemp("film") / "film.mp4", clip.fifty())


@pytest.fixture(scope="module")
def read() -> Iterator[ReadShot]:
    """Reads by the quick engine; the same picture once only."""
    messages: queue.Queue[Message] = queue.Queue()
    reader = Reader(ReaderOptions(engine=EngineName.QUICK), messages.put)
    known: dict[Shot, Reading | Failed] = {}

    def read(shot: Shot) -> Reading | Failed:
        if shot not in known:
            job = len(known) + 1
            reader.submit(Read(job, shot, Task("positions"), EngineName.QUICK))
            while shot not in known:
                message = messages.get(timeout=60)
                if isinstance(message, Done):
                    known[shot] = message.reading
                elif isinstance(message, Failed):
                    known[shot] = message
        return known[shot]

    yield read
    reader.close()
