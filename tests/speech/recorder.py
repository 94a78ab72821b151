"""Hears what was really played: records the monitor of PulseAudio's null sink, with its time.

    with Recorder() as recorder:
        ...
        heard = recorder.first_sound(after=moment)

A second stream plays silence into the sink meanwhile: left alone, a null sink thinks in blocks of
two seconds, and what it then gives to its monitor comes late, with parts left out. When another
sink becomes the default, the server moves the recording there; silence stands for what is lost on
the way.

Times are ``time.monotonic()`` seconds. The samples have no clock of their own: each block is at
least as old as its arrival, so the block that arrived soonest after it was played sets the clock
of all. It is right within about ``LATENCY`` plus the delay of a busy machine's scheduler.
"""

from __future__ import annotations

import array
import os
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

RATE = 22050
SILENCE = 64
"""The largest amplitude, of 32767, that counts as silence."""
LATENCY = 0.005
_BLOCK = 220
_STEADY = 0.1
_LATE, _LATE_FOR = 0.1, 0.3
_STREAM = (
    "--raw",
    "--format=s16le",
    f"--rate={RATE}",
    "--channels=1",
    f"--latency-msec={int(LATENCY * 1000)}",
)


class Recorder:
    """Records the null sink ``sink``, mono, 16 bit, ``RATE`` samples a second."""

    def __init__(self, sink: str = "test") -> None:
        self._sink = sink
        self._silence: subprocess.Popen[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._samples = array.array("h")
        self._zero = float("inf")
        self._loss: tuple[float, int, float] | None = None
        self._thread = threading.Thread(target=self._receive, name="recorder", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return when the samples come steadily, after two seconds at most.

        Raises RuntimeError when there is no such sink.
        """
        with Path("/dev/zero").open("rb") as zeros:
            self._silence = subprocess.Popen(
                ["pacat", "--playback", f"--device={self._sink}", *_STREAM], stdin=zeros
            )
        self._process = subprocess.Popen(
            ["parec", f"--device={self._sink}.monitor", *_STREAM],
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._thread.start()
        deadline = time.monotonic() + 8
        recorded = -1.0
        while self.seconds - recorded < _STEADY * 0.8 or recorded <= 0:
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise RuntimeError(f"parec hears nothing of {self._sink}")
            recorded = self.seconds
            time.sleep(_STEADY)
        with self._lock:
            del self._samples[:]
            self._zero = float("inf")
        while not self.seconds:
            time.sleep(LATENCY)

    def stop(self) -> None:
        """End the recording; what was heard stays."""
        for process in (self._process, self._silence):
            if process is not None:
                process.terminate()
                process.wait(5)
        if self._process is not None and self._process.stdout is not None:
            self._thread.join(5)
            self._process.stdout.close()
        self._process = self._silence = None

    def _receive(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        stream, rest = self._process.stdout.fileno(), b""
        while block := os.read(stream, 1 << 16):
            now = time.monotonic()
            block = rest + block
            rest = block[len(block) & ~1 :]
            with self._lock:
                before = len(self._samples)
                self._samples.frombytes(block[: len(block) & ~1])
                self._zero = min(self._zero, now - len(self._samples) / RATE)
                self._notice_loss(now, before)

    def _notice_loss(self, now: float, before: int) -> None:
        """Put silence where the server has left samples out: all that follow come late."""
        late = now - self._zero - len(self._samples) / RATE
        if late < _LATE:
            self._loss = None
            return
        since, place, least = self._loss or (now, before, late)
        self._loss = (since, place, min(least, late))
        if now - since > _LATE_FOR:
            self._samples[place:place] = array.array("h", bytes(2 * int(min(least, late) * RATE)))
            self._loss = None

    @property
    def seconds(self) -> float:
        """The length of the recording."""
        with self._lock:
            return len(self._samples) / RATE

    @property
    def now(self) -> float:
        """Up to which moment was recorded."""
        with self._lock:
            return self._zero + len(self._samples) / RATE

    def samples(
        self, after: float | None = None, before: float | None = None
    ) -> tuple[float, array.array[int]]:
        """The samples between two moments and the moment of the first of them."""
        with self._lock:
            begin = 0 if after is None else max(0, int((after - self._zero) * RATE))
            end = len(self._samples)
            if before is not None:
                end = min(end, max(begin, int((before - self._zero) * RATE)))
            return self._zero + begin / RATE, self._samples[begin:end]

    def sounds(
        self, after: float | None = None, before: float | None = None, gap: float = 0.05
    ) -> list[tuple[float, float]]:
        """The stretches of sound as (begin, end); a silence shorter than ``gap`` seconds is part
        of one."""
        start, samples = self.samples(after, before)
        stretches: list[tuple[float, float]] = []
        for index in range(0, len(samples), _BLOCK):
            block = samples[index : index + _BLOCK]
            if max(max(block), -min(block)) <= SILENCE:
                continue
            begin, end = start + index / RATE, start + (index + len(block)) / RATE
            if stretches and begin - stretches[-1][1] < gap:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((begin, end))
        return stretches

    def first_sound(self, after: float | None = None, before: float | None = None) -> float | None:
        """When the first sound began, to 10 ms; None if all was silent."""
        stretches = self.sounds(after, before)
        return stretches[0][0] if stretches else None

    def last_sound(self, after: float | None = None, before: float | None = None) -> float | None:
        """When the last sound ended, to 10 ms; None if all was silent."""
        stretches = self.sounds(after, before)
        return stretches[-1][1] if stretches else None

    def silent_after(self, moment: float) -> bool:
        """Whether no sound has been heard since ``moment``, though it was recorded."""
        return self.now > moment and not self.sounds(after=moment)

    def wait_sound(self, after: float, seconds: float = 5.0) -> float:
        """When the first sound after a moment began. Raises TimeoutError if none comes."""
        deadline = time.monotonic() + seconds
        while (heard := self.first_sound(after)) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing was heard for {seconds} s")
            time.sleep(0.01)
        return heard

    def wait_silence(self, after: float, quiet: float = 0.3, seconds: float = 30.0) -> float:
        """When the last sound after a moment ended, once ``quiet`` seconds of silence followed.

        Raises TimeoutError if it doesn't fall silent.
        """
        deadline = time.monotonic() + seconds
        while True:
            ended = self.last_sound(after) or after
            if self.now - ended >= quiet:
                return ended
            if time.monotonic() > deadline:
                raise TimeoutError(f"still sounding after {seconds} s")
            time.sleep(0.02)
