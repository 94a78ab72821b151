"""The remote engine: what it sends, what it takes, and what it does about what it can mend."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image, ImageChops

from desktop.reader import server_check
from desktop.reader.engine import EngineError, NoTextError
from desktop.reader.limits import CUT_SHORT, MOST_TOKENS, REPEATED
from desktop.reader.remote import BROKE_OFF, SMALLER, Remote
from desktop.reader.server_errors import BusyError, NoServerError, RefusedError, ServerError
from desktop.reader.server_exchange import Waits
from desktop.reader.server_picture import MOST_PIXELS
from desktop.system.keystore import VARIABLE
from desktop.tasks import prompt
from desktop.values import EngineName, FailureKind, OutputKind, Placed, Read, Reading, Task
from tests.reader.kinds import sheet, shot
from tests.reader.misbehaving import (
    DONE,
    Misbehaving,
    Step,
    Stop,
    event,
    hold,
    reply,
    reset,
    says,
    stream,
)
from tests.tiny_hunyuan.render import draw

WAITS = Waits(connect=5, models=5, first=10, between=5, again=0.05)

PICTURE = draw("harbour").image


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, and no key store that a test could come to by accident."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def server() -> Iterator[Callable[..., Misbehaving]]:
    made: list[Misbehaving] = []

    def make(*steps: Step, models: Step | None = None) -> Misbehaving:
        made.append(Misbehaving(*steps, models=models))
        return made[-1]

    yield make
    for one in made:
        one.close()


def loaded(server: Misbehaving, model: str = "", waits: Waits = WAITS) -> Remote:
    engine = Remote(server.address, model, waits)
    engine.load()
    return engine


def read(
    engine: Remote, picture: Image.Image = PICTURE, task: Task | None = None
) -> tuple[Reading, str]:
    """The reading, and the pieces that came before it, joined."""
    pieces: list[str | Placed] = []
    reading = engine.read(Read(1, shot(picture), task or Task()), pieces.append, Stop())
    return reading, "".join(map(str, pieces))


def failure(engine: Remote, picture: Image.Image = PICTURE) -> ServerError:
    with pytest.raises(ServerError) as told:
        read(engine, picture)
    return told.value


Make = Callable[..., Misbehaving]


def test_what_is_asked_and_what_comes_back(server: Make) -> None:
    one = server(stream(event("har"), event("bour"), event(reason="stop"), DONE))
    engine = loaded(one)
    reading, streamed = read(engine)
    assert (reading.text, streamed) == ("harbour", "harbour")
    assert reading.engine is EngineName.REMOTE
    assert reading.device == engine.device == f"127.0.0.1:{one.port}"
    assert reading.notes == engine.notes == ()
    assert reading.seconds > 0
    asked = one.asked[0].asked
    system, user = asked.pop("messages")
    assert asked == {
        "model": "tencent/HunyuanOCR",
        "stream": True,
        "temperature": 0,
        "top_p": 0.95,
        "top_k": 1,
        "repetition_penalty": 1.08,
        "repeat_penalty": 1.08,
        "repeat_last_n": -1,
        "max_tokens": MOST_TOKENS,
    }
    assert system == {"role": "system", "content": ""}
    assert [part["type"] for part in user["content"]] == ["image_url", "text"]
    assert user["content"][1]["text"] == prompt(Task())
    assert one.asked[0].url.startswith("data:image/png;base64,")
    assert ImageChops.difference(one.asked[0].picture, PICTURE).getbbox() is None
    assert "authorization" not in one.asked[0].headers
    assert [request.path for request in one.requests] == ["/v1/models", "/v1/chat/completions"]


@pytest.mark.parametrize(
    ("ending", "path"),
    [
        ("/", "/v1"),
        ("/v1", "/v1"),
        ("/v1/", "/v1"),
        ("/office/gpu", "/office/gpu/v1"),
        ("/office/v1/chat/completions", "/office/v1"),
    ],
)
def test_the_address_with_or_without_v1(server: Make, ending: str, path: str) -> None:
    one = server(says("harbour"))
    engine = Remote(f" {one.address}{ending} ", "", WAITS)
    engine.load()
    read(engine)
    assert [request.path for request in one.requests] == [
        f"{path}/models",
        f"{path}/chat/completions",
    ]


@pytest.mark.parametrize(
    "address",
    ["", "gpu.example:8000", "ftp://gpu.example", "http://", "http://me:sk-secret@gpu.example",
     "http://gpu.example/?key=sk-secret", "http://gpu example", "http://a:99999"],
)  # fmt: skip
def test_what_is_no_address_is_told_without_repeating_it(address: str) -> None:
    with pytest.raises(ServerError) as told:
        Remote(address, "").load()
    assert told.value.kind is FailureKind.BAD_SERVER
    assert "must be like https://" in told.value.sentence
    assert "sk-secret" not in told.value.sentence + told.value.detail


@pytest.mark.parametrize("host", ["x" * 64 + ".example", "xn--" + "\u00e4" * 3, "a..b"])
def test_a_name_that_no_machine_can_have_is_told(host: str) -> None:
    with pytest.raises(ServerError) as told:
        Remote(f"http://{host}", "").load()
    assert told.value.kind in (FailureKind.BAD_SERVER, FailureKind.NO_SERVER)


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["other", "org/hunyuanocr-q8"], "org/hunyuanocr-q8"),
        (["Hunyuan-7B", "tencent/HunyuanOCR"], "tencent/HunyuanOCR"),
        (["hunyuan-vl"], "hunyuan-vl"),
    ],
)
def test_the_model_is_the_one_that_is_called_so(
    server: Make, names: list[str], chosen: str
) -> None:
    one = server(says("x"), models=reply(200, {"data": [{"id": name} for name in names]}))
    engine = loaded(one)
    assert engine.model == chosen
    assert engine.notes == ()


def test_the_only_model_is_taken_and_that_is_said(server: Make) -> None:
    one = server(says("x"), models=reply(200, {"data": [{"id": "ocr"}]}))
    engine = loaded(one)
    assert engine.model == "ocr"
    assert "isn't called HunyuanOCR" in engine.notes[0]
    assert loaded(one, "ocr").notes == ()


def test_which_model_it_is_can_not_be_told(server: Make) -> None:
    one = server(says("x"), models=reply(200, {"data": [{"id": "one"}, {"id": "two"}]}))
    with pytest.raises(ServerError, match="Enter the model's name"):
        loaded(one)
    assert loaded(one, "mine").model == "mine"


def test_a_server_whose_list_is_empty_is_asked_for_the_published_name(server: Make) -> None:
    one = server(says("harbour"), models=reply(200, {"data": []}))
    check = server_check.ask(one.address, "")
    assert check.ok
    assert "lists no model; it will be asked for tencent/HunyuanOCR" in check.sentence
    assert "with the model" not in check.sentence
    engine = loaded(one)
    assert read(engine)[0].text == "harbour"
    assert one.asked[0].asked["model"] == "tencent/HunyuanOCR"
    assert loaded(one, "mine").model == "mine"
    assert engine.notes == ()


def test_a_server_whose_list_is_empty_and_that_lacks_the_model(server: Make) -> None:
    unknown = reply(404, {"error": {"message": "no such model"}})
    one = server(unknown, models=reply(200, {"data": []}))
    with pytest.raises(ServerError, match="no model called tencent/HunyuanOCR"):
        read(loaded(one))


def test_a_server_that_lists_no_models_can_be_read_with_by_name(server: Make) -> None:
    one = server(says("harbour"), models=reply(404))
    with pytest.raises(ServerError):
        loaded(one)
    assert read(loaded(one, "mine"))[0].text == "harbour"
    assert one.asked[0].asked["model"] == "mine"


def test_another_model_since_the_server_was_started_anew(server: Make) -> None:
    one = server(reply(404, {"error": {"message": "no such model"}}), says("harbour"))
    engine = loaded(one)
    one.models = reply(200, {"data": [{"id": "HunyuanOCR-1.5"}]})
    assert read(engine)[0].text == "harbour"
    assert [request.asked["model"] for request in one.asked] == [
        "tencent/HunyuanOCR",
        "HunyuanOCR-1.5",
    ]


@pytest.mark.parametrize("status", [400, 422])
def test_a_strict_server_is_asked_without_the_extras_from_then_on(
    server: Make, status: int
) -> None:
    words = {"detail": "Unexpected fields in the request: {'top_k', 'repetition_penalty'}"}
    one = server(reply(status, words), says("harbour"))
    engine = loaded(one)
    assert read(engine)[0].text == "harbour"
    assert read(engine)[0].text == "harbour"
    assert len(one.asked) == 3
    for request in one.asked[1:]:
        assert not {"top_k", "repetition_penalty", "repeat_penalty"} & set(request.asked)
        assert request.asked["temperature"] == 0


def test_a_server_with_a_short_memory_says_itself_how_much_it_writes(server: Make) -> None:
    words = {"error": {"message": "This model's maximum context length is 8192 tokens."}}
    one = server(reply(400, words), says("harbour"))
    assert read(loaded(one))[0].notes == ()
    assert "max_tokens" not in one.asked[1].asked


@pytest.mark.parametrize(
    "refusal",
    [
        reply(413),
        reply(400, {"error": {"message": "exceeds the pre-allocated encoder cache size 3721"}}),
    ],
)
def test_too_large_is_tried_once_at_half_the_pixels_and_said(server: Make, refusal: Step) -> None:
    one = server(refusal, says("harbour"))
    picture = sheet(800, 600)
    reading, _ = read(loaded(one), picture)
    assert reading.notes == (SMALLER,)
    first, second = (request.picture for request in one.asked)
    assert first.size == (800, 600)
    assert second.width * second.height == pytest.approx(800 * 600 / 2, rel=0.01)
    always = server(refusal)
    told = failure(loaded(always), picture)
    assert "Choose a smaller region" in told.sentence
    assert len(always.asked) == 2


def test_a_very_large_picture_goes_smaller_and_a_4k_screen_as_it_is(server: Make) -> None:
    one = server(says("harbour"))
    engine = loaded(one)
    assert read(engine, sheet(3840, 2160))[0].notes == ()
    assert one.asked[0].picture.size == (3840, 2160)
    reading, _ = read(engine, sheet(4000, 3000))
    assert reading.notes == (SMALLER,)
    sent = one.asked[1].picture
    assert sent.width * sent.height <= MOST_PIXELS
    assert sent.width / sent.height == pytest.approx(4 / 3, rel=0.01)


def test_a_long_page_goes_in_parts_that_are_put_together(server: Make) -> None:
    one = server(says("one"), says("two"))
    reading, streamed = read(loaded(one), sheet(300, 6000))
    assert reading.text == streamed == "one\ntwo"
    assert reading.notes == ("The picture was read in 2 parts.",)
    heights = [request.picture.height for request in one.asked]
    assert sum(heights) == 6000
    assert max(heights) <= 4096


def test_what_was_read_stays_when_a_later_part_fails(server: Make) -> None:
    one = server(says("one"), reply(500))
    reading, _ = read(loaded(one), sheet(300, 6000))
    assert reading.text == "one"
    assert BROKE_OFF in reading.notes


def test_a_photograph_goes_as_jpeg_and_hardly_changed(server: Make) -> None:
    ramp = np.linspace(40, 200, 900)[None, :, None] + np.zeros((700, 1, 3))
    noise = np.random.default_rng(1).normal(0, 6, (700, 900, 3))
    photograph = Image.fromarray((ramp + noise).clip(0, 255).astype(np.uint8))
    one = server(says("harbour"))
    read(loaded(one), photograph)
    assert one.asked[0].url.startswith("data:image/jpeg;base64,")
    sent = np.asarray(one.asked[0].picture, np.int16)
    assert np.abs(sent - np.asarray(photograph, np.int16)).mean() < 4
    assert len(one.asked[0].body) < 900 * 700 * 3 / 2


@pytest.mark.parametrize("size", [(9, 9), (3, 700), (4096, 3)], ids=str)
def test_odd_sizes_become_what_the_model_takes(server: Make, size: tuple[int, int]) -> None:
    one = server(says("harbour"))
    read(loaded(one), sheet(*size))
    sent = one.asked[0].picture
    assert min(sent.size) >= 28
    assert max(sent.size) <= 150 * min(sent.size)


def test_places_are_of_the_shot_also_where_a_margin_or_a_part_came_between(server: Make) -> None:
    lines = '[{"box": [0, 0, 1000, 1000], "text": "harbour"}]'
    one = server(says(lines))
    engine, task = loaded(one), Task("positions")
    whole, _ = read(engine, sheet(400, 100), task)
    assert whole.kind is OutputKind.POSITIONS
    box = whole.lines[0].box
    assert (box.left, box.top, box.right, box.bottom) == (0, 0, 400, 100)
    narrow, _ = read(engine, sheet(400, 10), task)
    box = narrow.lines[0].box
    assert (box.left, box.top, box.right, box.bottom) == (0, 0, 400, 10)


def test_a_loop_is_cut_and_the_server_stopped(server: Make) -> None:
    loop = [event("and so on ") for _ in range(40)]
    one = server(stream(event("harbour "), *loop, then=hold))
    reading, _ = read(loaded(one))
    assert reading.text.strip() == "harbour and so on"
    assert reading.notes == (REPEATED,)
    assert one.left.wait(2)


def test_a_text_that_ran_out_of_tokens_is_said_to_be_cut(server: Make) -> None:
    one = server(stream(event("harbour"), event(reason="length")))
    assert read(loaded(one))[0].notes == (CUT_SHORT,)


def test_a_server_that_does_not_stream(server: Make) -> None:
    message = {"choices": [{"message": {"content": "harbour"}, "finish_reason": "stop"}]}
    reading, streamed = read(loaded(server(reply(200, message))))
    assert (reading.text, streamed, reading.notes) == ("harbour", "harbour", ())


def test_a_stream_under_another_name_is_taken(server: Make) -> None:
    one = server(stream(event("harbour", "stop"), kind="text/plain"))
    assert read(loaded(one))[0].text == "harbour"


def test_no_text_is_told_as_that(server: Make) -> None:
    for written in ("", "图中没有文字。", "There is no text in the image."):
        with pytest.raises(NoTextError, match="Nothing found in this picture"):
            read(loaded(server(stream(event(written), event(reason="stop"), DONE))))


@pytest.mark.parametrize("task", [Task(), Task("ask", wording="What is it?"), Task("table")])
def test_an_empty_picture_is_sent_nowhere(server: Make, task: Task) -> None:
    one = server(says("harbour"))
    with pytest.raises(NoTextError):
        read(loaded(one), Image.new("RGB", (400, 100), "white"), task)
    assert not one.asked


def test_an_unknown_language_is_told(server: Make) -> None:
    one = server(says("x"))
    with pytest.raises(EngineError, match="another language"):
        read(loaded(one), task=Task("translate", "tlh"))
    assert not one.asked


def test_broken_off_before_any_answer_it_is_asked_once_more(server: Make) -> None:
    one = server(reset, says("harbour"))
    assert read(loaded(one))[0].text == "harbour"
    always = server(reset)
    told = failure(loaded(always))
    assert isinstance(told, NoServerError)
    assert "Try again" in told.sentence
    assert len(always.asked) == 2


def test_refused_connections_are_tried_once_more_and_told(server: Make) -> None:
    one = server(says("harbour"))
    engine = loaded(one)
    one.close()
    began = time.monotonic()
    told = failure(engine)
    assert "can't be reached" in told.sentence
    assert WAITS.again <= time.monotonic() - began < 3


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_waited_for_twice_where_it_says_how_long(
    server: Make, status: int
) -> None:
    busy = reply(status, retry_after="0")
    assert read(loaded(server(busy, busy, says("harbour"))))[0].text == "harbour"
    always = server(busy)
    told = failure(loaded(always))
    assert isinstance(told, BusyError)
    assert told.kind is FailureKind.SERVER_BUSY
    assert len(always.asked) == 3


@pytest.mark.parametrize(
    ("headers", "when"),
    [
        ({}, "in a moment"),
        ({"retry_after": "11"}, "in 11 seconds"),
        ({"retry_after": "soon"}, "in a moment"),
        ({"retry_after": "Fri, 31 Dec 9999 23:59:59 GMT"}, "seconds"),
    ],
)
def test_a_longer_wait_is_the_users_to_decide(
    server: Make, headers: dict[str, str], when: str
) -> None:
    one = server(reply(429, **headers))
    told = failure(loaded(one))
    assert when in told.sentence
    assert len(one.asked) == 1


def test_the_key_goes_along_and_a_new_one_is_taken_without_a_restart(
    server: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = server(reply(401), says("harbour"))
    monkeypatch.setenv(VARIABLE, "sk-old")
    engine = loaded(one)
    monkeypatch.setenv(VARIABLE, "sk-new")
    assert read(engine)[0].text == "harbour"
    keys = [request.headers["authorization"] for request in one.requests]
    assert keys == ["Bearer sk-old", "Bearer sk-old", "Bearer sk-new"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_told_once_it_was_looked_up_again(
    server: Make, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    one = server(reply(status))
    monkeypatch.setenv(VARIABLE, "sk-wrong")
    told = failure(loaded(one))
    assert isinstance(told, RefusedError)
    assert told.sentence == (
        f"The server at 127.0.0.1:{one.port} wants another key. "
        "Change it in Settings, Engine and model."
    )
    assert len(one.asked) == 1


def test_without_a_key_the_store_that_could_not_be_asked_is_told(server: Make) -> None:
    one = server(says("x"), models=reply(401))
    with pytest.raises(RefusedError, match=rf"wants a key\. No key store .*{VARIABLE}"):
        loaded(one)


def test_a_key_that_no_header_takes_is_never_sent(
    server: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "sk-\nX-Evil: 1")
    one = server(reply(401))
    told = failure(loaded(one))
    assert "signs that can't be sent" in told.sentence
    assert all("authorization" not in request.headers for request in one.requests)


def test_over_plain_http_to_another_machine_it_is_said_that_all_can_read_it(
    server: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = server(says("harbour"))
    elsewhere = f"http://0.0.0.0:{one.port}"  # not a name of the loopback, yet it leads here
    engine = Remote(elsewhere, "", WAITS)
    engine.load()
    assert engine.notes[0].startswith("The picture travels unencrypted")
    monkeypatch.setenv(VARIABLE, "sk-key")
    engine = Remote(elsewhere, "", WAITS)
    engine.load()
    assert engine.notes[0].startswith("The key and the picture travel unencrypted")
    assert loaded(one).notes == ()


def test_no_proxy_of_the_environment_is_used(server: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, one = server(says("x")), server(says("harbour"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.address)
    assert read(loaded(one))[0].text == "harbour"
    assert proxy.requests == []


def test_a_check_tells_what_it_found_and_sends_no_picture(server: Make) -> None:
    one = server(says("x"))
    check = server_check.ask(one.address, "")
    assert check.ok
    assert "tencent/HunyuanOCR" in check.sentence
    other = server_check.ask(one.address, "mine")
    assert not other.ok
    assert "no model called mine" in other.sentence
    assert not one.asked
