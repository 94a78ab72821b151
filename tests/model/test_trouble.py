"""Whatever goes wrong on the way: a whole model in the end, or one sentence that says what to do.

The downloads run in this process: the work is the child's, told apart from its pipe.
"""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.model import folder
from desktop.model.messages import Pace
from desktop.model.status import ModelState
from tests.model.conftest import MODEL, SIZE, Told, is_a_sentence, whole
from tests.model.hub import Answer, Behaviour, Hub, always

FetchNow = Callable[..., Told]


def only(what: str, *answers: Answer) -> Behaviour:
    """The first requests for ``what`` are answered so, the later ones as they should be."""
    return lambda request: (
        answers[request.number] if request.what == what and request.number < len(answers) else None
    )


def damaged(content: bytes) -> Answer:
    middle = len(content) // 2
    return Answer(content=content[:middle] + b"\0\1\2\3" + content[middle + 4 :])


# What passes.

PASSING: dict[str, Behaviour] = {
    "cut once": only(MODEL, Answer(cut=1_000_000)),
    "cut often": only(MODEL, *[Answer(cut=500_000)] * 7),
    "cut before the first byte": only(MODEL, Answer(cut=0), Answer(cut=0)),
    "cut without a length": only(MODEL, Answer(cut=1_000_000, length=False)),
    "the listing is cut": only("listing", Answer(cut=100)),
    "busy": only(MODEL, Answer(503), Answer(500), Answer(502)),
    "too many, wait": only(MODEL, Answer(429, {"Retry-After": "1"})),
    "the listing is busy": only("listing", Answer(503), Answer(429)),
    "silent once": only(MODEL, Answer(silent=1_000_000)),
    "ranges are not known": only(MODEL, Answer(cut=1_000_000), Answer(ranges=False)),
    "another range than asked for": only(MODEL, Answer(cut=1_000_000), Answer(shift=7)),
    "no such range": only(MODEL, Answer(cut=1_000_000), Answer(416)),
    "compressed": only("config.json", Answer(headers={"Content-Encoding": "gzip"})),
    "longer once": only(MODEL, Answer(content=b"x" * (SIZE + 1))),
    "empty once": only(MODEL, Answer(content=b"")),
}


@pytest.mark.parametrize("behave", list(PASSING.values()), ids=list(PASSING))
def test_what_passes_ends_with_a_whole_model(
    hub: Hub, fetch: FetchNow, home: Path, repository: dict[str, bytes], behave: Behaviour
) -> None:
    hub.behave = behave
    told = fetch()
    assert not told.outcome.failed, told.outcome
    assert told.status.state is ModelState.READY
    assert whole(home, repository)


def test_a_cut_file_is_gone_on_with_at_the_byte(hub: Hub, fetch: FetchNow) -> None:
    hub.behave = only(MODEL, Answer(cut=1_000_000), Answer(cut=500_000))
    told = fetch()
    assert [request.begin for request in hub.asked(MODEL)] == [0, 1_000_000, 1_500_000]
    assert any("Trying again" in said.sentence for said in told.said)


@pytest.mark.parametrize("name", [MODEL, "README.md", "config.json", "dflash/model.safetensors"])
def test_a_corrupted_file_is_fetched_anew_once(
    hub: Hub, fetch: FetchNow, home: Path, repository: dict[str, bytes], name: str
) -> None:
    hub.behave = only(name, damaged(repository[name]))
    assert not fetch().outcome.failed
    assert [request.begin for request in hub.asked(name)] == [0, 0]
    assert whole(home, repository)


@pytest.mark.parametrize("name", [MODEL, "README.md", "tokenizer.json"])
def test_a_file_that_stays_corrupted_is_told(
    hub: Hub, fetch: FetchNow, home: Path, repository: dict[str, bytes], name: str
) -> None:
    hub.behave = always(name, damaged(repository[name]))
    told = fetch()
    assert told.outcome.failed
    assert f"{name} came damaged" in told.outcome.sentence
    assert is_a_sentence(told.outcome.sentence)
    assert told.status.state is ModelState.PARTIAL
    assert folder.find("") is None
    assert not (home / "HunyuanOCR.partial" / name).exists()
    hub.behave = lambda _request: None
    assert not fetch().outcome.failed
    assert whole(home, repository)


def test_a_mirror_cannot_pass_off_other_weights(
    hub: Hub, fetch: FetchNow, repository: dict[str, bytes]
) -> None:
    """The listing and the file agree, but not with what is known of HunyuanOCR."""
    forged = damaged(repository[MODEL]).content
    assert forged is not None
    hub.files[MODEL] = forged
    told = fetch()
    assert told.outcome.failed
    assert f"{MODEL} came damaged" in told.outcome.sentence


def test_what_is_too_long_is_left_at_once(hub: Hub, fetch: FetchNow) -> None:
    hub.behave = always(MODEL, Answer(content=b"x" * 3 * SIZE))
    assert f"{MODEL} came damaged" in fetch().outcome.sentence
    assert len(hub.asked(MODEL)) == 2


# What doesn't pass.

LOGIN = Answer(content=b"<html>Please log in</html>", headers={"Content-Type": "text/html"})

FAILING: dict[str, tuple[Behaviour, str]] = {
    "always cut": (always(MODEL, Answer(cut=0)), "connection broke off"),
    "always silent": (always(MODEL, Answer(silent=0)), "has gone silent"),
    "always busy": (always(MODEL, Answer(503)), "is busy"),
    "too many for long": (
        always(MODEL, Answer(429, {"Retry-After": "3600"})),
        "too many downloads",
    ),
    "gone": (always(MODEL, Answer(404)), "Update Sightread"),
    "gated": (always(MODEL, Answer(403)), "HF_TOKEN"),
    "gated listing": (always("listing", Answer(401)), "HF_TOKEN"),
    "no such version": (
        always("listing", Answer(404, {"X-Error-Code": "RevisionNotFound"})),
        "Update Sightread",
    ),
    "forbidden by law": (always(MODEL, Answer(451)), "refused the download"),
    "an answer that is no JSON": (always(MODEL, Answer(400, content=b"[1]")), "refused"),
    "a listing of errors": (always("listing", Answer(400, content=b"[1]")), "Hugging Face"),
    "a page to log in": (always("listing", LOGIN), "asks for a login"),
    "always short": (always(MODEL, Answer(content=b"x" * 1000)), "came damaged"),
    "always longer": (always(MODEL, Answer(content=b"x" * (SIZE + 9))), "came damaged"),
    "never such a range": (
        lambda request: (
            (Answer(416) if request.begin else Answer(cut=1_000_000))
            if request.what == MODEL
            else None
        ),
        "came damaged",
    ),
    "around in circles": (
        always(MODEL, Answer(302, {"Location": f"/storage/{MODEL}"})),
        "in circles",
    ),
    "to another protocol": (
        always(MODEL, Answer(302, {"Location": "ftp://127.0.0.1/model"})),
        "no address",
    ),
    "to nowhere": (always(MODEL, Answer(302)), "refused the download"),
    "to a closed door": (
        always(MODEL, Answer(302, {"Location": "http://127.0.0.1:9/model"})),
        "can't be reached",
    ),
}


@pytest.mark.parametrize(("behave", "words"), list(FAILING.values()), ids=list(FAILING))
def test_what_doesnt_pass_is_a_sentence_and_can_go_on(
    hub: Hub,
    fetch: FetchNow,
    home: Path,
    repository: dict[str, bytes],
    behave: Behaviour,
    words: str,
) -> None:
    hub.behave = behave
    told = fetch(pace=Pace(silence=0.3, waits=(0.02, 0.02), longest=3.0))
    assert told.outcome.failed
    assert words in told.outcome.sentence
    assert is_a_sentence(told.outcome.sentence), told.outcome.sentence
    assert told.status.state in (ModelState.PARTIAL, ModelState.ABSENT)
    assert folder.find("") is None
    hub.behave = lambda _request: None
    assert not fetch().outcome.failed
    assert whole(home, repository)


@pytest.mark.parametrize("as_date", [False, True])
def test_the_server_says_how_long_to_wait(hub: Hub, fetch: FetchNow, as_date: bool) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    hub.behave = only(MODEL, Answer(503, {"Retry-After": soon if as_date else "1"}))
    began = time.monotonic()
    assert not fetch(pace=Pace(waits=(0.01,), longest=60)).outcome.failed
    assert time.monotonic() - began >= 0.9  # a date has no fractions


def test_an_odd_time_to_wait_is_none(hub: Hub, fetch: FetchNow) -> None:
    hub.behave = only(MODEL, Answer(503, {"Retry-After": "tomorrow"}))
    assert not fetch().outcome.failed


# The listing.


NAMES = [
    "../evil.json",
    "/tmp/evil.json",
    "a/../../evil.json",
    "C:evil.json",
    "a\\evil.json",
    "dflash//evil.json",
    ".hidden.json",
    "evil.json.part",
    "sightread.json",
]


def test_no_name_leads_out_of_the_folder(
    hub: Hub, fetch: FetchNow, home: Path, repository: dict[str, bytes]
) -> None:
    hub.listed = repository | dict.fromkeys(NAMES, b"{}")
    assert not fetch().outcome.failed
    assert whole(home, repository)
    assert sorted(path.name for path in home.parent.iterdir()) == ["data"]


def test_a_listing_without_the_model_is_none(
    hub: Hub, fetch: FetchNow, repository: dict[str, bytes]
) -> None:
    hub.listed = {name: content for name, content in repository.items() if name != MODEL}
    told = fetch()
    assert told.outcome.failed
    assert "doesn't answer as Hugging Face does" in told.outcome.sentence


def test_a_listing_of_another_commit_is_none(hub: Hub, fetch: FetchNow) -> None:
    table: Any = hub.listing()
    hub.table = table | {"sha": "f" * 40}
    assert fetch().outcome.failed


@pytest.mark.parametrize(
    "change",
    [{"size": None}, {"size": -1}, {"size": "big"}, {"blobId": "xyz"}, {"lfs": {"sha256": 5}}],
)
def test_a_listing_with_odd_entries_is_none(
    hub: Hub, fetch: FetchNow, change: dict[str, object]
) -> None:
    table: Any = hub.listing()
    table["siblings"][0] |= change
    hub.table = table
    told = fetch()
    assert told.outcome.failed
    assert "doesn't answer as Hugging Face does" in told.outcome.sentence


# The network.


def test_no_network(fetch: FetchNow) -> None:
    told = fetch()
    assert told.outcome.failed
    assert "can't be reached" in told.outcome.sentence
    assert "Check the connection" in told.outcome.sentence
    assert told.status.state is ModelState.ABSENT


def test_no_such_host(fetch: FetchNow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://no-such-host.invalid")
    told = fetch()
    assert "no-such-host.invalid can't be reached" in told.outcome.sentence


def test_an_endpoint_that_is_no_address(fetch: FetchNow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "mirror")
    assert "Check HF_ENDPOINT" in fetch().outcome.sentence


def test_a_proxy_that_refuses(fetch: FetchNow, monkeypatch: pytest.MonkeyPatch, hub: Hub) -> None:
    monkeypatch.setenv("http_proxy", hub.address)
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    hub.refuse = 407
    told = fetch()
    assert "HTTPS_PROXY" in told.outcome.sentence
    assert is_a_sentence(told.outcome.sentence)


def test_a_certificate_that_nobody_trusts(
    fetch: FetchNow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-days",
            "2",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Hub({}, context) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        told = fetch()
    assert "not trusted" in told.outcome.sentence
    assert is_a_sentence(told.outcome.sentence)
    assert hub.paths == []


def test_a_server_that_says_nothing(fetch: FetchNow, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{mute.getsockname()[1]}")
        told = fetch(pace=Pace(silence=0.1, waits=(0.01,)))
    assert "has gone silent" in told.outcome.sentence
