"""From a film to cues: every subtitle, at its time to the frame or two, whatever the film is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import cv2
import pytest

from desktop.subtitles import kept
from desktop.subtitles.cues import Cue
from desktop.subtitles.reading import DecoderError, EngineError, FilmError, Progress, read_film
from desktop.subtitles.seen import cues
from desktop.values import Failed, FailureKind, Reading, Shot
from tests.subtitles import clip, matroska
from tests.subtitles.clip import Pixels, Subtitle
from tests.subtitles.conftest import ReadShot

NEAR = 200
"""Milliseconds between a cue's time and the subtitle's, at most."""

SOME = (
    Subtitle(400, 1800, "Nobody told me."),
    Subtitle(1800, 3200, "The train leaves at seven,\nand it never waits for us."),
    Subtitle(3800, 5000, "Bring me the other lantern.", fade=240),
    Subtitle(6400, 8000, "Look at the water."),
    Subtitle(8400, 9600, "Look at the water."),
)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``SOME`` as MPEG-4."""
    return clip.write(tmp_path_factory.mktemp("short") / "short.mp4", SOME)


@pytest.fixture(scope="module")
def whole(short: Path, read: ReadShot) -> Progress:
    """What is seen of ``short`` without a break."""
    progress = Progress()
    read_film(str(short), 0.35, progress, read, lambda: None)
    return progress


def found(film: Path | str, read: ReadShot, bottom: float = 0.35) -> tuple[Cue, ...]:
    progress = Progress()
    read_film(str(film), bottom, progress, read, lambda: None)
    return cues(progress.seen)


def check(made: Sequence[Cue], expected: Sequence[Subtitle], near: int = NEAR) -> None:
    """Each subtitle is there once, with its text and its times."""
    assert len(made) == len(expected), [(cue.start, cue.end, cue.text) for cue in made]
    for cue, each in zip(made, expected, strict=True):
        alike = SequenceMatcher(None, cue.text, each.text, autojunk=False).ratio()
        assert alike >= 0.97, (cue, cue.text, each.text)
        assert cue.text.count("\n") == each.text.count("\n"), cue.text
        assert abs(cue.start - each.start) <= near, (cue, each)
        assert abs(cue.end - each.end) <= near, (cue, each)


@pytest.mark.slow
def test_fifty_subtitles_give_fifty_cues(film: Path, read: ReadShot) -> None:
    expected = clip.fifty()
    assert len(expected) == 50
    pairs = list(pairwise(expected))
    assert any(one.end == other.start for one, other in pairs), "some without a gap"
    assert any(one.text == other.text for one, other in pairs), "some twice"
    assert any(each.fade for each in expected)
    check(found(film, read), expected)


@pytest.mark.parametrize(
    ("codec", "name", "rate"), [("MJPG", "film.avi", 25), ("VP80", "film.webm", 12.5)]
)
def test_each_kind_of_film(
    codec: str, name: str, rate: float, read: ReadShot, tmp_path: Path
) -> None:
    film = clip.write(tmp_path / name, SOME[:2], codec=codec, rate=rate)
    check(found(film, read), SOME[:2], near=120)


def test_a_large_film_at_sixty_a_second(read: ReadShot, tmp_path: Path) -> None:
    path = clip.write(tmp_path / "film.mp4", SOME[:2], 3.6, size=(1280, 720), rate=60)
    check(found(path, read), SOME[:2], near=80)


def test_frames_at_any_times(read: ReadShot, tmp_path: Path) -> None:
    """One in two seconds while nothing moves, then some in a row: the film's clock counts."""
    times = [0, 40, 400, 1000, 1040, 1800, 1833, 1900, 2600, 3200, 3240, 3800, 5000, 6400, 8000]
    drawn = dict(clip.frames(SOME, 250, (640, 360), 25))
    every = sorted({*times, *range(8000, 10000, 120), 8400, 9600})
    shown = [(at, drawn[at // 40 * 40]) for at in every]
    stepped = [each for each in SOME if not each.fade]
    made = found(matroska.write(tmp_path / "film.mkv", shown), read)
    check([cue for cue in made if not 3800 <= cue.start < 5000], stepped, near=80)


def test_numbered_and_similar_subtitles(read: ReadShot, tmp_path: Path) -> None:
    texts = ["Lesson 1", "Lesson 2", "Lesson 3", "Lesson 4"]
    texts += [f"I am going to the {place}." for place in ("shop", "school", "river", "garden")]
    shown = [
        Subtitle(400 + 1200 * number, 1200 + 1200 * number, text)
        for number, text in enumerate(texts)
    ]
    made = found(clip.write(tmp_path / "film.mp4", shown), read)
    check(made, shown)
    assert [cue.text for cue in made[:4]] == texts[:4]


def test_what_stands_there_through_the_film_is_no_subtitle(read: ReadShot, tmp_path: Path) -> None:
    def also(at: int, picture: Pixels) -> None:
        write = (cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)
        cv2.putText(picture, "CHANNEL", (530, 345), *write)
        cv2.putText(picture, f"12:04:{at // 1000:02}", (8, 345), *write)

    path = clip.write(tmp_path / "film.mp4", SOME, also=also)
    check(found(path, read), SOME)


def test_subtitles_at_the_top(read: ReadShot, tmp_path: Path) -> None:
    def turned(at: int, picture: Pixels) -> None:
        picture[:] = picture[(*range(180, 360), *range(180)), :].copy()

    path = clip.write(tmp_path / "film.mp4", SOME[:2], also=turned)
    assert found(path, read) == ()
    check(found(path, read, bottom=1), SOME[:2])


# Gone on with


@pytest.mark.parametrize("reads", [1, 3, 7])
def test_gone_on_with_it_is_the_same(
    reads: int, short: Path, whole: Progress, read: ReadShot, tmp_path: Path
) -> None:
    class _Stopped(Exception):  # noqa: N818 - as a key would
        pass

    def some(shot: Shot) -> Reading | Failed:
        nonlocal reads
        reads -= 1
        if reads < 0:
            raise _Stopped
        return read(shot)

    first = Progress()
    with pytest.raises(_Stopped):
        read_film(str(short), 0.35, first, some, lambda: None)
    identity = kept.Identity.of(short, "quick", 0.35)
    if first.checkpoint is not None:
        seen = tuple(each for each in first.seen if each.end <= first.checkpoint.start)
        kept.save(tmp_path / "part", kept.Kept(identity, seen, first.checkpoint))
    begun = kept.load(tmp_path / "part", identity)
    second = Progress()
    if begun is not None:
        second.seen, second.checkpoint = list(begun.seen), begun.checkpoint
    read_film(str(short), 0.35, second, read, lambda: None)
    assert second.seen == whole.seen
    assert reads < 0
    check(cues(second.seen), SOME)


# What isn't good


def fails(film: Path | str, read: ReadShot) -> tuple[str, Progress]:
    progress = Progress()
    with pytest.raises(FilmError) as caught:
        read_film(str(film), 0.35, progress, read, lambda: None)
    return caught.value.why, progress


def _text(path: Path) -> None:
    path.write_text("This is no film. " * 500)


def _truncated(path: Path) -> None:
    clip.write(path, SOME[:1])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _sound(path: Path) -> None:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))


def _one_pixel(path: Path) -> None:
    matroska.write(path, [(0, clip.frames((), 1, (640, 360), 25).__next__()[1][:1, :1])])


def _unknown_codec(path: Path) -> None:
    matroska.write(path, clip.frames((), 3, (640, 360), 25))
    path.write_bytes(path.read_bytes().replace(b"V_MJPEG", b"V_NOONE"))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_text, "is no film that can be read here."),
        (_truncated, "is no film that can be read here."),
        (_sound, "is no film that can be read here."),
        (_one_pixel, "is 1 x 1 pixels: too small for subtitles."),
        (_unknown_codec, "can be"),
    ],
)
def test_what_is_no_film_is_told(
    make: Callable[[Path], None], why: str, read: ReadShot, tmp_path: Path
) -> None:
    make(tmp_path / "film.mp4")
    told, progress = fails(tmp_path / "film.mp4", read)
    assert why in told
    assert progress.seen == []


def test_of_a_film_that_breaks_off_what_was_read_is_there(read: ReadShot, tmp_path: Path) -> None:
    film = clip.write(tmp_path / "film.avi", SOME, 14, codec="MJPG")
    content = film.read_bytes()
    film.write_bytes(content[: len(content) // 2])
    told, progress = fails(film, read)
    assert told.startswith("breaks off at 0:0")
    assert told.endswith("and should last 0:14.")
    check(cues(progress.seen)[:2], SOME[:2])


def test_noise_in_the_middle_does_not_end_it(read: ReadShot, tmp_path: Path) -> None:
    film = clip.write(tmp_path / "film.avi", SOME, codec="MJPG")
    content = bytearray(film.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40_000] = bytes(40_000)
    film.write_bytes(content)
    made = found(film, read)
    check(made[:2], SOME[:2])
    check(made[-1:], SOME[-1:])


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("hangs", "gives no more pictures: nothing has come for 1 seconds."),
        ("dies", "brings the decoder down. Convert it to MP4 with H.264."),
    ],
)
def test_a_decoder_that_hangs_or_dies(source: str, why: str, read: ReadShot) -> None:
    began = time.monotonic()
    progress = Progress()
    with pytest.raises(DecoderError) as caught:
        read_film(
            source,
            0.35,
            progress,
            read,
            lambda: None,
            program="tests.subtitles.misbehaving",
            silence=1.0,
        )
    assert caught.value.why == why
    assert progress.at == 1000
    assert time.monotonic() - began < 10


def test_an_engine_that_gives_no_places(short: Path) -> None:
    """HunyuanOCR tells the subtitles of a picture, not where they are."""

    def read(shot: Shot) -> Reading:
        return Reading("One row.\nAnother.")

    made = found(short, read)
    assert {cue.text for cue in made} == {"One row.\nAnother."}


def test_an_engine_that_fails_is_not_asked_for_ever(short: Path) -> None:
    asked: list[Shot] = []

    def bad(kind: FailureKind) -> ReadShot:
        def read(shot: Shot) -> Failed:
            asked.append(shot)
            return Failed(0, kind, "It can't.")

        return read

    for kind, times in ((FailureKind.NO_SERVER, 1), (FailureKind.ENGINE_DIED, 3)):
        asked.clear()
        with pytest.raises(EngineError) as caught:
            read_film(str(short), 0.35, Progress(), bad(kind), lambda: None)
        assert caught.value.failed.kind is kind
        assert len(asked) == times
