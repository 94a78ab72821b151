"""Real processes, ended by real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from desktop.children.child import BACK_OFF, Child, ChildGone, Ended, From

ROOT = Path(__file__).resolve().parents[2]


class Parrot:
    """A child of the tests and what it has delivered."""

    def __init__(self, *arguments: str, name: str = "parrot") -> None:
        self.inbox: Queue[Any] = Queue()
        self.child = Child(name, "tests.children.parrot", arguments, self.inbox.put)

    def next(self, timeout: float = 10.0) -> Any:
        return self.inbox.get(timeout=timeout)

    def pid(self) -> int:
        self.child.send(("pid",))
        return int(self.next()[1])


@pytest.fixture
def parrot() -> Iterator[Callable[..., Parrot]]:
    made: list[Parrot] = []

    def make(*arguments: str, name: str = "parrot") -> Parrot:
        made.append(Parrot(*arguments, name=name))
        return made[-1]

    yield make
    for one in made:
        if one.child.running:
            one.child.kill()
            while not isinstance(one.next(), Ended):
                pass


def gone(pid: int) -> bool:
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_answers_and_ends_when_asked(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    assert one.child.pid is None
    one.child.send(("echo", {"é": (1, None)}))
    assert one.next() == ("echo", {"é": (1, None)})
    assert one.child.running
    assert one.child.generation == 1
    one.child.stop(5)
    assert one.child.pid is None
    assert one.next() == Ended("parrot", 1, 0, wanted=True)


def test_the_working_folder_stays_and_is_not_searched_for_modules(
    parrot: Callable[..., Parrot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('a stranger was imported')")
    monkeypatch.chdir(tmp_path)
    one = parrot()
    one.child.send(("pid",))
    assert one.next()[2] == str(tmp_path)


def test_killed_while_working_tells_once_and_starts_again(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    pid = one.pid()
    one.child.send(("work", 1))
    assert one.next() == ("working", 1)
    os.kill(pid, signal.SIGKILL)
    ended = one.next()
    assert (ended.generation, ended.returncode, ended.wanted) == (1, -signal.SIGKILL, False)
    assert one.child.retry_after == 0
    assert one.pid() != pid
    assert one.child.generation == 2
    assert one.inbox.empty()


def test_a_stopped_process_never_blocks_the_caller(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    pid = one.pid()
    os.kill(pid, signal.SIGSTOP)
    picture = bytes(30_000_000)
    began = time.monotonic()
    one.child.send(("size", picture))
    one.child.send(("size", picture))
    one.child.cancel(1)
    one.child.stop(1.0)
    assert time.monotonic() - began < 0.9
    ended = one.next()
    assert (ended.returncode, ended.wanted) == (-signal.SIGKILL, True)
    assert gone(pid)


def test_kill_ends_a_stopped_process_and_the_next_message_a_new_one(
    parrot: Callable[..., Parrot],
) -> None:
    one = parrot()
    os.kill(one.pid(), signal.SIGSTOP)
    one.child.kill()
    one.child.send(("echo", 2))
    messages = [one.next(), one.next()]
    assert ("echo", 2) in messages
    assert Ended("parrot", 1, -signal.SIGKILL, wanted=True) in messages
    assert one.child.generation == 2


def test_big_messages_both_ways(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    content = os.urandom(1 << 20) * 64
    one.child.send(("echo", content))
    kind, back = one.next(30)
    assert kind == "echo"
    assert back == content


def test_cancel_is_noted_within_a_tenth_while_busy(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    waits = []
    for job in range(1, 8):
        one.child.send(("work", job))
        assert one.next() == ("working", job)
        began = time.monotonic()
        one.child.cancel(job)
        assert one.next() == ("free", job)
        waits.append(time.monotonic() - began)
    assert sorted(waits)[len(waits) // 2] < 0.1


def test_cancel_breaks_off_what_can_be_broken_off(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    one.child.send(("wait", 1))
    assert one.next() == ("waiting", 1)
    one.child.cancel(1)
    assert one.next() == ("broken off", True)
    one.child.cancel(2)
    one.child.send(("wait", 2))
    assert one.next() == ("waiting", 2)
    assert one.next() == ("broken off", True)


def test_cancel_starts_nothing(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    one.child.cancel(1)
    assert not one.child.running
    assert one.child.generation == 0


def test_prints_do_not_reach_the_messages(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    one.child.send(("print", "a library's chatter"))
    assert one.next() == ("printed", "")
    one.child.send(("echo", 1))
    assert one.next() == ("echo", 1)


def test_the_detail_of_a_death_names_the_error_but_no_text(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    one.child.send(("print", "SECRET"))
    one.next()
    one.child.send(("fail", "SECRET"))
    ended = one.next()
    assert (ended.returncode, ended.wanted) == (1, False)
    assert "ValueError" in ended.detail
    assert "parrot.py" in ended.detail
    assert "SECRET" not in ended.detail


def test_death_at_start_backs_off(parrot: Callable[..., Parrot]) -> None:
    one = parrot("dead")
    one.child.start()
    ended = one.next()
    assert not ended.wanted
    assert "No module named 'no_such_module_anywhere'" in ended.detail
    one.child.start()
    assert one.next().generation == 2
    with pytest.raises(ChildGone) as refused:
        one.child.send(("echo", 1))
    assert 0 < refused.value.retry_after <= BACK_OFF[1]
    assert 0 < one.child.retry_after <= BACK_OFF[1]


def test_a_process_that_spoke_before_it_died_is_started_at_once(
    parrot: Callable[..., Parrot],
) -> None:
    one = parrot()
    for generation in range(1, 5):
        one.child.send(("echo", generation))
        assert one.next() == ("echo", generation)
        one.child.send(("exit", 7))
        assert one.next() == Ended("parrot", generation, 7, wanted=False)


def test_an_interpreter_that_is_gone_is_said(
    parrot: Callable[..., Parrot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    one = parrot()
    with pytest.raises(ChildGone, match="can't be started"):
        one.child.start()


def test_two_children_at_once_are_apart(parrot: Callable[..., Parrot]) -> None:
    one, two = parrot(name="one"), parrot(name="two")
    one_pid, two_pid = one.pid(), two.pid()
    assert one_pid != two_pid
    one.child.stop(5)
    assert one.next() == Ended("one", 1, 0, wanted=True)
    two.child.send(("echo", "still here"))
    assert two.next() == ("echo", "still here")


@pytest.mark.parametrize("arguments", [(), ("slow",)], ids=["working", "loading"])
def test_children_are_gone_a_second_after_the_parent(arguments: tuple[str, ...]) -> None:
    program = textwrap.dedent(
        """
        import sys, time
        from desktop.children.child import Child

        def tell(message):
            print(message[-1] if message[0] != "pid" else message[1], flush=True)

        children = [Child(f"c{i}", "tests.children.parrot", sys.argv[1:], tell) for i in (1, 2)]
        for number, child in enumerate(children):
            child.send(("pid",))
        if not sys.argv[1:]:
            for child in children:
                child.send(("work", 1))
        time.sleep(60)
        """
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent, parent.stdout:
        expected = 2 if arguments else 4
        numbers = [int(parent.stdout.readline()) for _ in range(expected)]
        pids = [number for number in numbers if number > 1]
        assert len(pids) == 2
        assert not any(gone(pid) for pid in pids)
        parent.kill()
        deadline = time.monotonic() + 10
        while not all(gone(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert all(gone(pid) for pid in pids)


def test_a_child_that_hangs_is_gone_when_the_app_has_ended() -> None:
    program = textwrap.dedent(
        """
        import os, signal
        from queue import Queue
        from desktop.children.child import Child

        inbox = Queue()
        child = Child("c", "tests.children.parrot", [], inbox.put)
        child.send(("pid",))
        inbox.get()
        os.kill(child.pid, signal.SIGSTOP)
        print(child.pid, flush=True)
        child.stop(0.2)
        """
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    pid = int(ended.stdout)
    try:
        assert gone(pid)
    finally:
        if not gone(pid):
            os.kill(pid, signal.SIGKILL)


def test_interrupt_in_the_terminal_is_left_to_the_parent(parrot: Callable[..., Parrot]) -> None:
    one = parrot()
    os.kill(one.pid(), signal.SIGINT)
    one.child.send(("echo", 1))
    assert one.next() == ("echo", 1)
    with pytest.raises(Empty):
        one.next(0.05)


def pulse(one: Parrot, pings: int) -> int:
    """The most unanswered asks of so many, a tenth of a second apart."""
    missed = []
    for _ in range(pings):
        missed.append(one.child.ping())
        time.sleep(0.1)
    return max(missed)


def test_a_busy_process_has_a_pulse_and_one_that_hangs_has_none(
    parrot: Callable[..., Parrot],
) -> None:
    one = parrot()
    assert one.child.ping() == 0, "nothing runs"
    pid = one.pid()
    one.child.send(("work", 1))
    assert one.next() == ("working", 1)
    assert pulse(one, 10) <= 2
    one.child.cancel(1)
    assert one.next() == ("free", 1)
    one.child.send(("hold", 0.8))
    assert one.next() == ("holding",)
    assert pulse(one, 6) >= 4
    assert one.next() == ("let go",)
    os.kill(pid, signal.SIGSTOP)
    assert pulse(one, 8) >= 5
    os.kill(pid, signal.SIGCONT)
    one.child.send(("echo", 1))
    assert one.next() == ("echo", 1)
    one.child.ping()
    assert one.inbox.empty(), "a pulse is no message"


def test_a_pulse_while_loading_does_not_count_as_having_spoken(
    parrot: Callable[..., Parrot],
) -> None:
    one = parrot("late")
    for _ in range(2):
        one.child.start()
        while not isinstance(one.child.running and one.child.ping(), bool):
            time.sleep(0.05)
        assert not one.next().wanted
    assert one.child.retry_after > 0


def test_tagged_messages_tell_which_process_they_are_from(parrot: Callable[..., Parrot]) -> None:
    inbox: Queue[Any] = Queue()
    child = Child("tagged", "tests.children.parrot", (), inbox.put, tagged=True)
    child.send(("echo", "a"))
    assert inbox.get(timeout=10) == From(1, ("echo", "a"))
    child.kill()
    child.send(("echo", "b"))
    said = [inbox.get(timeout=10), inbox.get(timeout=10)]
    assert From(2, ("echo", "b")) in said
    assert From(1, Ended("tagged", 1, -signal.SIGKILL, wanted=True)) in said
    child.stop(2)
    assert inbox.get(timeout=10) == From(2, Ended("tagged", 2, 0, wanted=True))
