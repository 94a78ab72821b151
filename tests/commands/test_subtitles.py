"""``sightread subtitles``: from a film to a file, gone on with, and whatever isn't a film."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from desktop.commands import subtitles
from desktop.subtitles.reading import DecoderError, read_film
from tests.commands.desk import ROOT, Terminal
from tests.subtitles import clip, matroska
from tests.subtitles.clip import Pixels, Subtitle

SHOWN = tuple(
    Subtitle(400 + 1500 * number, 1500 + 1500 * number, text)
    for number, text in enumerate(
        ("Nobody told me.", "Look at the water.", "Count the stars with me.")
    )
)

TEXTS = [each.text for each in SHOWN]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip.write(tmp_path_factory.mktemp("films") / "film.mp4", SHOWN, calm=True)


@pytest.fixture
def here(film: Path, tmp_path: Path) -> Path:
    """The film, in a folder of its own."""
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "film.mp4").hardlink_to(film)
    return tmp_path / "films" / "film.mp4"


def test_it_is_written_beside_the_film(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subtitles", str(here)]) == 0
    out = here.with_suffix(".srt")
    content = out.read_bytes().decode("utf-8")
    assert content.startswith("1\n00:00:00,400 --> 00:00:01,5")
    assert re.findall(r"^[A-Z].*", content, flags=re.M) == TEXTS
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"{out} has 3 subtitles.\n")
    assert sorted(path.name for path in here.parent.iterdir()) == ["film.mp4", "film.srt"]

    # What is there isn't written over without a word.
    assert main(["subtitles", str(here)]) == 2
    assert "is there already." in capsys.readouterr().err
    assert out.read_bytes().decode("utf-8") == content
    out.write_text("mine")
    assert main(["subtitles", str(here), "--again"]) == 0
    assert out.read_bytes().decode("utf-8") == content


def test_as_webvtt(here: Path) -> None:
    out = here.with_name("other.vtt")
    assert main(["subtitles", str(here), "--out", str(out)]) == 0
    content = out.read_text(encoding="utf-8")
    assert content.startswith("WEBVTT\n\n00:00:00.400 --> 00:00:01.5")
    assert re.findall(r"^[A-Z][a-z].*", content, flags=re.M) == TEXTS


@pytest.mark.slow
def test_how_far_it_is_and_the_same_command_goes_on(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    many = [
        Subtitle(400 + 1400 * number, 1300 + 1400 * number, clip.LINES[number])
        for number in range(24)
    ]
    film = clip.write(tmp_path / "long.mp4", many, rate=10, calm=True)
    whole, out = tmp_path / "whole.srt", tmp_path / "long.srt"
    assert main(["subtitles", str(film), "--out", str(whole)]) == 0

    shell = terminal("subtitles", str(film))
    shell.wait_for(" of 0:34, 4 subtitles")
    shell.process.send_signal(signal.SIGINT)
    code, _, lines = shell.end()
    assert code == 130
    assert re.fullmatch(
        r"Stopped at 0:\d\d of 0:34, with \d+ subtitles\. "
        r"The same command goes on from there\.",
        lines[-1],
    ), lines
    assert not out.exists()
    part = tmp_path / "long.srt.part"
    assert part.exists()

    # Begun anew and stopped at once: nothing of the old is gone on with.
    old = part.read_bytes()
    shell = terminal("subtitles", str(film), "--again")
    shell.wait_for(" of 0:34, 2 subtitles")
    shell.process.send_signal(signal.SIGINT)
    assert shell.end()[2][-1].endswith("The same command without --again goes on from there.")
    assert "Going on" not in shell.written
    assert part.read_bytes() != old

    shell = terminal("subtitles", str(film))
    code, _, lines = shell.end()
    assert code == 0
    assert re.search(r"Going on at 0:0\d\.", shell.written)
    assert lines[-1].endswith("long.srt has 24 subtitles.")
    assert out.read_bytes() == whole.read_bytes()
    assert not part.exists()


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException, int], None]:
    """Has watching end by this, when so many stretches have been read."""

    def interrupt(by: BaseException, stretches: int) -> None:
        def some(*arguments: Any, **_: object) -> None:
            film, bottom, progress, read, told = arguments
            already = len(progress.seen)

            def tell() -> None:
                told()
                if len(progress.seen) >= max(already, stretches):
                    raise by

            read_film(film, bottom, progress, read, tell)

        monkeypatch.setattr(subtitles, "read_film", some)

    return interrupt


def test_a_decoder_that_dies_halfway_costs_nothing(
    here: Path,
    interrupted: Callable[[BaseException, int], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    part, out = here.with_name("film.srt.part"), here.with_suffix(".srt")
    interrupted(DecoderError("brings the decoder down."), 3)
    assert main(["subtitles", str(here)]) == 1
    assert capsys.readouterr().err == (
        "film.mp4 brings the decoder down. What was read is kept. "
        "The same command goes on from there.\n"
    )
    assert part.exists()
    assert not out.exists()

    # Where it always dies: what there is can be had.
    assert main(["subtitles", str(here)]) == 1
    assert re.search(r"film\.srt has 1 subtitle\.\nThe same command", capsys.readouterr().err)
    assert part.exists()

    monkeypatch.undo()
    assert main(["subtitles", str(here)]) == 0
    assert capsys.readouterr().err.endswith(f"{out} has 3 subtitles.\n")
    assert not part.exists()


def test_stopped_too_early_nothing_is_promised(
    here: Path,
    interrupted: Callable[[BaseException, int], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    interrupted(KeyboardInterrupt(), 0)
    assert main(["subtitles", str(here)]) == 130
    assert capsys.readouterr().err == (
        "Stopped at 0:00 of 0:05: too early to go on from there another time.\n"
    )
    assert [path.name for path in here.parent.iterdir()] == ["film.mp4"]


def test_what_was_begun_otherwise_is_not_gone_on_with(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = here.with_name("film.srt.part")
    for content in (b"", b"{}", b'{"version": 1, "film": [1, 2, "quick", 0.35]}', b"\xff"):
        part.write_bytes(content)
        assert main(["subtitles", str(here)]) == 2
        assert "begin anew with --again" in capsys.readouterr().err
        assert part.read_bytes() == content
    assert main(["subtitles", str(here), "--again"]) == 0
    assert not part.exists()


@pytest.mark.slow
def test_an_endless_stream_is_ended_by_ctrl_c(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    pipe = tmp_path / "stream"
    os.mkfifo(pipe)
    ended = threading.Event()

    def for_ever() -> Iterator[tuple[int, Pixels]]:
        for at, picture in clip.frames(SHOWN, 10**9, (640, 360), 25):
            if ended.is_set():
                return
            yield at, picture

    def feed() -> None:
        try:
            with pipe.open("wb") as file:
                for part in matroska.stream(for_ever()):
                    file.write(part)
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        shell = terminal("subtitles", str(pipe), "--out", str(tmp_path / "out.srt"))
        shell.wait_for(", 3 subtitles")
        shell.wait_for("0:1")
        assert " of " not in shell.written, "nobody knows how long it is"
        assert "%" not in shell.written.replace("  0%", ""), "nor how much of it is done"
        shell.process.send_signal(signal.SIGINT)
        code, _, lines = shell.end()
    finally:
        ended.set()
        feeder.join(20)
    assert code == 130
    assert re.fullmatch(r"Stopped at \d:\d\d\. .*out\.srt has \d+ subtitles\.", lines[-1]), lines
    content = (tmp_path / "out.srt").read_text(encoding="utf-8")
    assert re.findall(r"^[A-Z].*", content, flags=re.M)[:3] == TEXTS
    assert not list(tmp_path.glob("*.part"))


def test_of_a_film_that_breaks_off_what_was_read_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = clip.write(tmp_path / "film.avi", SHOWN, 14, codec="MJPG", rate=12.5)
    content = film.read_bytes()
    film.write_bytes(content[: len(content) // 2])
    assert main(["subtitles", str(film)]) == 1
    assert re.fullmatch(
        r"film\.avi breaks off at 0:0\d, and should last 0:14\. .*film\.srt has 3 subtitles\.\n",
        capsys.readouterr().err,
    )
    assert "Nobody told me." in (tmp_path / "film.srt").read_text()


def test_a_film_without_subtitles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = clip.write(tmp_path / "film.mp4", (), 2)
    assert main(["subtitles", str(film)]) == 1
    assert capsys.readouterr().err == (
        "No subtitles were found in film.mp4. If they stand higher, give --bottom 1.\n"
    )
    assert [path.name for path in tmp_path.glob("film.*")] == ["film.mp4"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["none.mp4"], 1, r"none\.mp4 can't be opened: No such file or directory\."),
        ([str(ROOT)], 1, r".* is a folder\. Name a film in it\."),
        (["/dev/null", "--out", "a.srt"], 1, r"null is no film that can be read here\."),
        ([str(ROOT / "README.md"), "--out", "a.srt"], 1, r"README\.md is no film that can be"),
        ([str(ROOT / "README.md"), "--out", "/proc/a.srt"], 1, r"/proc/a\.srt can't be written \("),
        ([str(ROOT / "README.md"), "--out", "a.txt"], 2, r"Subtitles are saved as \.srt or \.vtt"),
        ([str(ROOT / "README.md"), "--out", "nowhere/a.srt"], 2, r"There is no folder nowhere\."),
        (["http://127.0.0.1:9/a"], 2, r"Say where the subtitles go: --out stream\.srt"),
        (["http://127.0.0.1:9/a", "--out", "a.srt"], 1, r"http.* can't be opened, or has no pict"),
        (["a.mp4", "--engine", "quick", "--server", "http://x"], 2, r"--server goes with --engine"),
        ([str(ROOT / "main.py"), "--engine", "hunyuan"], 1, r"HunyuanOCR is not on this machine"),
    ],
)
def test_what_can_not_be_done_is_told(
    words: list[str],
    code: int,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["subtitles", *words]) == code
    told = capsys.readouterr().err
    assert re.match(sentence, told), told
    assert not list(tmp_path.glob("*.srt*"))


def test_an_empty_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "film.mp4").touch()
    assert main(["subtitles", str(tmp_path / "film.mp4")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'film.mp4'} is empty: 0 bytes.\n"


def test_the_film_is_not_written_over(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "film.srt"
    odd.hardlink_to(film)
    assert main(["subtitles", str(odd), "--again"]) == 2
    assert "would write over the film" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["0", "1.1", "half", "nan"])
def test_a_share_out_of_range_is_refused(share: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["subtitles", "film.mp4", "--bottom", share])
    assert ended.value.code == 2
    assert f"{share} is not from 0.1 to 1" in capsys.readouterr().err


def test_nothing_heavy_is_loaded_for_it(environment: dict[str, str]) -> None:
    code = (
        "import sys; from desktop.cli import main; main(['subtitles', 'none.mp4'])\n"
        "print(sorted({'cv2', 'numpy', 'torch', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"
