"""A server that does everything wrong: one sentence each, nothing lost, nothing leaked, and a
cancel in an instant."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PIL import Image

from desktop.reader.engine import CancelledError
from desktop.reader.remote import BROKE_OFF, Remote
from desktop.reader.server_errors import ServerError
from desktop.reader.server_exchange import Waits
from desktop.system.keystore import VARIABLE
from desktop.values import FailureKind, Read, Reading, Task
from tests.reader.kinds import shot
from tests.reader.misbehaving import (
    Misbehaving,
    Step,
    Stop,
    Wire,
    event,
    hold,
    reply,
    reset,
    says,
    stream,
)
from tests.tiny_hunyuan.render import draw

WAITS = Waits(connect=1.5, models=1.5, first=1.5, between=0.5, again=0.02)
SECRET = "sk-secret"
PICTURE = shot(draw("harbour").image)
LARGE = shot(Image.effect_noise((2000, 2000), 90).convert("RGB"))

Make = Callable[..., Misbehaving]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv(VARIABLE, SECRET)


@pytest.fixture
def server() -> Iterator[Make]:
    made: list[Misbehaving] = []

    def make(
        *steps: Step, models: Step | None = None, tls: ssl.SSLContext | None = None
    ) -> Misbehaving:
        made.append(Misbehaving(*steps, models=models, tls=tls))
        return made[-1]

    yield make
    for one in made:
        one.close()


def loaded(server: Misbehaving, waits: Waits = WAITS) -> Remote:
    engine = Remote(server.address, "", waits)
    engine.load()
    return engine


def read(engine: Remote, stop: Stop | None = None) -> Reading:
    return engine.read(Read(1, PICTURE, Task()), lambda _: None, stop or Stop())


def failure(act: Callable[[], object]) -> ServerError:
    with pytest.raises(ServerError) as told:
        act()
    error = told.value
    for words in (error.sentence, error.detail):
        assert SECRET not in words
        assert "harbour" not in words
    assert error.sentence.endswith(".")
    return error


def drip(wire: Wire) -> None:
    """Keep-alive comments, and never a text."""
    while True:
        wire.send(b"8\r\n: wait\n\n\r\n")
        time.sleep(0.05)


WORDS = {"error": {"message": f"harbour {SECRET}"}}
"""What a careless server might repeat of the request."""

NO_TEXT = [
    (reply(200, b"<html>harbour</html>", content_type="text/html"), "bad-server", "no server that"),
    (reply(200, b"harbour"), "bad-server", "no server that"),
    (reply(200, {"answer": "harbour"}), "bad-server", "no server that"),
    (reply(200, WORDS), "bad-server", "broke down"),
    (reply(400, WORDS), "bad-server", "doesn't take this"),
    (reply(400, {"detail": "pinned to 'x'; requested 'tencent/HunyuanOCR'"}), "bad-server",
     "no model called tencent/HunyuanOCR"),
    (reply(404, WORDS), "bad-server", "no model called tencent/HunyuanOCR"),
    (reply(413, WORDS), "too-large", "smaller region"),
    (reply(429, WORDS), "server-busy", "in a moment"),
    (reply(503, WORDS, retry_after="60"), "server-busy", "in 60 seconds"),
    (reply(500, WORDS), "bad-server", "broke down"),
    (reply(502, b"<html>harbour</html>", content_type="text/html"), "bad-server", "broke down"),
    (reply(401, WORDS), "refused", "another key"),
    (reply(403, WORDS), "refused", "another key"),
    (reply(204), "bad-server", "no server that"),
    (stream(b"data: harbour\n\n"), "bad-server", "no server that"),
    (stream(b"harbour\n" * 300000), "bad-server", "no server that"),
    (stream(b"data: " + b"x" * 3000000), "bad-server", "no server that"),
    (stream(b"\xff\xfe\x00" * 1000), "bad-server", "no server that"),
    (stream(), "bad-server", "no server that"),
    (stream(b'data: {"error": {"message": "harbour", "code": 500}}\n\n'), "bad-server", "down"),
    (stream(b'data: {"error": {"message": "harbour", "code": 429}}\n\n'), "server-busy", "busy"),
    (stream(event(""), then=reset), "no-server", "before any text"),
    (stream(event("")), "no-server", "before any text"),
    (stream(event(""), event(reason="abort")), "no-server", "before any text"),
    (stream(event(""), then=hold), "server-busy", "gave no text"),
    (stream(event(""), then=drip), "server-busy", "gave no text"),
    (hold, "server-busy", "gave no text"),
    (reset, "no-server", "before it answered"),
    (lambda wire: wire.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "bad-server", "no server that"),
    (lambda wire: wire.send(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 500000), "bad-server",
     "no server that"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "kind", "words"), NO_TEXT, ids=[str(n) for n in range(31)])
def test_no_text_comes(server: Make, step: Step, kind: str, words: str) -> None:
    one = server(step)
    engine = loaded(one)
    began = time.monotonic()
    told = failure(lambda: read(engine))
    assert (told.kind, words in told.sentence) == (FailureKind(kind), True), told.sentence
    assert one.address.partition("://")[2] in told.sentence
    assert time.monotonic() - began < 4
    one.steps[:] = [says("harbour")]
    assert read(engine).text == "harbour"


CUT = [
    stream(event("harbour"), then=reset),
    stream(event("harbour")),
    stream(event("harbour"), then=hold),
    stream(event("harbour"), b'data: {"error": {"message": "out of memory"}}\n\n'),
    stream(event("harbour"), b"data: nonsense\n\n"),
    stream(event("harbour"), b"data: " + b"x" * 3000000),
    stream(event("harbour"), 'data: {"choices": [{"delta": {"content": "港"}'.encode()[:-3]),
    stream(event("harbour"), event(reason="abort")),
    lambda wire: wire.send(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n" + event("harbour")),
]


@pytest.mark.parametrize("step", CUT, ids=[str(n) for n in range(len(CUT))])
def test_what_came_before_the_end_is_kept_and_that_is_said(server: Make, step: Step) -> None:
    one = server(step)
    reading = read(loaded(one))
    assert reading.text == "harbour"
    assert reading.notes == (BROKE_OFF,)
    assert len(one.asked) == 1


def test_a_silence_between_two_words_ends_it_and_so_does_talk_without_a_word(
    server: Make,
) -> None:
    for then, waits in ((hold, Waits(between=0.2, first=9)), (drip, Waits(between=9, first=0.4))):
        engine = loaded(server(stream(event("harbour"), then=then)), waits)
        began = time.monotonic()
        assert read(engine).notes == (BROKE_OFF,)
        assert time.monotonic() - began < 4


def test_a_slow_first_word_is_waited_for_but_not_for_ever(server: Make) -> None:
    def late(wire: Wire) -> None:
        threading.Event().wait(0.6)
        says("harbour")(wire)

    waits = Waits(first=5, between=0.3)
    assert read(loaded(server(late), waits)).text == "harbour"


def test_keep_alive_comments_count_between_two_words(server: Make) -> None:
    def kept(wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + event("har"))
        for _ in range(6):
            threading.Event().wait(0.2)
            wire.send(b": keep-alive\n\n")
        wire.send(event("bour", "stop"))

    assert read(loaded(server(kept), Waits(first=9, between=0.9))).text == "harbour"


REFUSED_AT_ONCE = [
    (reply(200, b"<html>", content_type="text/html"), "bad-server", "no server that"),
    (reply(200, b"x"), "bad-server", "no server that"),
    (reply(200, {"data": "x"}), "bad-server", "no server that"),
    (reply(200, b"[" * 2000000), "bad-server", "no server that"),
    (reply(404), "bad-server", "Check both"),
    (reply(401), "refused", "another key"),
    (reply(503), "server-busy", "busy"),
    (reply(301, location="https://elsewhere.example/v1/models"), "bad-server",
     "sends on to https://elsewhere.example/v1."),
    (hold, "no-server", "doesn't answer"),
    (reset, "no-server", "before it answered"),
    (lambda wire: wire.send(b"220 SMTP ready\r\n\r\n"), "bad-server", "no server that"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("models", "kind", "words"), REFUSED_AT_ONCE, ids=[str(n) for n in range(11)]
)
def test_a_wrong_server_is_told_before_a_picture_goes_there(
    server: Make, models: Step, kind: str, words: str
) -> None:
    one = server(says("x"), models=models)
    began = time.monotonic()
    told = failure(lambda: loaded(one))
    assert (told.kind, words in told.sentence) == (FailureKind(kind), True), told.sentence
    assert time.monotonic() - began < 4


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    told = failure(Remote(f"http://127.0.0.1:{port}", "", WAITS).load)
    assert told.kind is FailureKind.NO_SERVER
    assert "can't be reached" in told.sentence


def test_a_full_house_is_told_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        full = [socket.socket() for _ in range(4)]
        for one in full:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        began = time.monotonic()
        told = failure(Remote(f"http://127.0.0.1:{port}", "", WAITS).load)
        assert told.kind is FailureKind.NO_SERVER
        assert time.monotonic() - began < 4
        for one in full:
            one.close()


def test_a_name_that_nobody_has_is_told() -> None:
    told = failure(Remote("http://gpu.invalid:8000", "", Waits(connect=5)).load)
    assert told.kind is FailureKind.NO_SERVER
    assert "No machine is known as gpu.invalid:8000" in told.sentence


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(server: Make, status: int) -> None:
    other = server(says("x"))
    location = f"{other.address}/v1/chat/completions?key={SECRET}"
    one = server(reply(status, location=location))
    told = failure(lambda: read(loaded(one)))
    assert told.kind is FailureKind.BAD_SERVER
    assert f"sends on to {other.address}/v1." in told.sentence
    assert other.requests == []


def test_a_redirect_to_https_on_the_same_machine_is_told_and_not_followed(server: Make) -> None:
    one = server(says("x"))
    secure = one.address.replace("http:", "https:")
    one.steps[:] = [reply(308, location=f"{secure}/v1/chat/completions")]
    told = failure(lambda: read(loaded(one)))
    assert f"sends on to {secure}/v1." in told.sentence
    assert len(one.asked) == 1


@pytest.mark.parametrize("location", ["javascript:x", "//[", "http://a\u202eb/" + "x" * 9000])
def test_where_a_redirect_leads_is_told_harmlessly(server: Make, location: str) -> None:
    one = server(reply(307, location=location.encode().decode("latin-1")))
    told = failure(lambda: read(loaded(one)))
    assert told.kind is FailureKind.BAD_SERVER
    assert len(told.sentence) < 500
    assert told.sentence.isprintable()


# Certificates.


def certificate(folder: Path, *, name: str = "127.0.0.1", days: int = 1) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that it signed itself, kept in ``folder``."""
    secret = ec.generate_private_key(ec.SECP256R1())
    owner = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    alternative: x509.GeneralName = (
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(owner)
        .issuer_name(owner)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=10))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(secret.private_bytes(pem, pkcs8, plain))
    (folder / "certificate.pem").write_bytes(built.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


def test_a_certificate_that_nobody_vouches_for_is_told_and_nothing_is_sent(
    server: Make, tmp_path: Path
) -> None:
    one = server(says("harbour"), tls=certificate(tmp_path))
    told = failure(lambda: loaded(one))
    assert told.kind is FailureKind.BAD_SERVER
    assert "can't prove who it is (self-signed certificate), so nothing was sent" in told.sentence
    assert one.requests == []


def test_a_certificate_that_the_user_trusts_is_read_through(
    server: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = server(says("harbour"), tls=certificate(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    engine = loaded(one)
    assert read(engine).text == "harbour"
    assert engine.notes == ()
    assert one.asked[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("name", "days", "reason"), [("127.0.0.2", 1, "mismatch"), ("127.0.0.1", -1, "expired")]
)
def test_a_certificate_of_another_or_of_yesterday_is_told(
    server: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, days: int, reason: str
) -> None:
    one = server(says("harbour"), tls=certificate(tmp_path, name=name, days=days))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    told = failure(lambda: loaded(one))
    assert reason in told.sentence
    assert one.requests == []


def test_https_where_there_is_none_and_none_where_there_is(server: Make, tmp_path: Path) -> None:
    plain = server(says("x"))
    told = failure(Remote(plain.address.replace("http:", "https:"), "", WAITS).load)
    assert told.kind is FailureKind.BAD_SERVER
    assert "doesn't answer to https" in told.sentence
    secure = server(says("x"), tls=certificate(tmp_path))
    told = failure(Remote(secure.address.replace("https:", "http:"), "", WAITS).load)
    assert told.kind in (FailureKind.NO_SERVER, FailureKind.BAD_SERVER)


# A cancel, wherever it comes.


def cancelled(one: Misbehaving, engine: Remote, *, large: bool, after: float) -> float:
    """Seconds from the cancel to the end of the reading."""
    stop, ended, told = Stop(), [0.0], list[BaseException]()

    def work() -> None:
        try:
            read = Read(1, LARGE if large else PICTURE, Task())
            engine.read(read, lambda _: None, stop)
        except BaseException as error:
            told.append(error)
        ended[0] = time.monotonic()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    threading.Event().wait(after)
    began = time.monotonic()
    stop.cancel()
    thread.join(5)
    assert isinstance(told[0], CancelledError)
    return ended[0] - began


def quickest(one: Misbehaving, engine: Remote, *, large: bool, after: float) -> float:
    """The shortest of a few, so that a busy machine doesn't count."""
    wait = 60.0
    for _ in range(8):
        wait = min(wait, cancelled(one, engine, large=large, after=after))
        if wait < 0.1:
            break
    return wait


PLACES = {
    "while it waits for an answer": (hold, False, 0.15),
    "while the picture is being made": (hold, True, 0.02),
    "while the text comes": (stream(*[event("x y ")] * 3, then=hold), False, 0.15),
    "while it waits for a busy server": (reply(429, retry_after="9"), False, 0.15),
}


@pytest.mark.parametrize(("step", "large", "after"), PLACES.values(), ids=PLACES.keys())
def test_a_cancel_ends_it_in_an_instant(
    server: Make, step: Step, *, large: bool, after: float
) -> None:
    one = server(step)
    engine = loaded(one, Waits(between=60, first=60))
    assert quickest(one, engine, large=large, after=after) < 0.1
    one.steps[:] = [says("harbour")]
    assert read(engine).text == "harbour"


def test_a_cancel_ends_the_work_of_the_server_too(server: Make) -> None:
    seen = threading.Event()

    def watched(wire: Wire) -> None:
        wire.hung_up()
        seen.set()

    one = server(stream(event("x"), then=watched))
    cancelled(one, loaded(one, Waits(between=60)), large=False, after=0.15)
    assert seen.wait(2)


@pytest.mark.parametrize("takes", [1, 1 << 16])
def test_a_cancel_ends_the_sending_over_a_line_that_takes_nothing(takes: int) -> None:
    """The server takes the connection, a part of the picture, and then nothing more."""
    models = Misbehaving(says("x"))
    engine = loaded(models, Waits(first=60))
    models.close()
    with socket.create_server(("127.0.0.1", models.port)) as listener:
        taken: list[socket.socket] = []

        def take() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    taken.append(connection)
                    connection.recv(takes)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        wait = quickest(models, engine, large=True, after=0.4)
        listener.shutdown(socket.SHUT_RDWR)  # a busy machine may not have come to connect
        thread.join(5)
        for connection in taken:
            connection.close()
        assert wait < 0.1


def test_no_thread_and_no_connection_stays_behind(server: Make) -> None:
    one = server(hold)
    engine = loaded(one, Waits(between=60, first=60))
    before = threading.active_count()
    for _ in range(10):
        cancelled(one, engine, large=False, after=0.03)
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    assert threading.active_count() <= before
