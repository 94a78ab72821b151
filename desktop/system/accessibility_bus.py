"""Questions to programs over the accessibility bus of Linux (AT-SPI), many at once.

Every program answers for itself, and one that hangs answers never: so questions are sent together,
and whoever hasn't answered by the time limit is left out.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Node = tuple[str, str]
"""An accessible object: the bus name of its program, and its path."""

Answers = list[tuple[Any, ...] | None]
"""What came back for each question, in order; None: a refusal, or nothing in time."""

ACCESSIBLE = "org.a11y.atspi.Accessible"
COLLECTION = "org.a11y.atspi.Collection"
COMPONENT = "org.a11y.atspi.Component"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT: Node = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
"""Its children are the programs."""

_BUS: Node = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
_LAUNCHER: Node = ("org.a11y.Bus", "/org/a11y/bus")


class BusError(Exception):
    """There is no accessibility bus here, or it has gone."""


@dataclass(frozen=True, slots=True)
class Question:
    """A method of an object; ``signature`` gives the types of ``body`` as D-Bus writes them."""

    node: Node
    interface: str
    method: str
    signature: str = ""
    body: tuple[Any, ...] = ()


class Bus:
    """A connection to the accessibility bus, for one thread, until ``limit`` seconds are over.

    Raises BusError when there is none.
    """

    def __init__(self, limit: float) -> None:
        self._until = time.monotonic() + limit
        session = _connected("SESSION", self._left())
        try:
            self._connection = session
            got = self.ask(
                [
                    Question(_LAUNCHER, "org.a11y.Bus", "GetAddress"),
                    Question(_LAUNCHER, PROPERTIES, "Get", "ss", ("org.a11y.Status", "IsEnabled")),
                ]
            )
        finally:
            session.close()
        address, enabled = got
        if address is None:
            raise BusError("no accessibility bus")
        self.is_enabled = bool(enabled and enabled[0][1])
        """Whether programs have been told to take part; some do in any case."""
        self._connection = _connected(address[0], self._left())

    def ask(self, questions: Sequence[Question], within: float | None = None) -> Answers:
        """Put all ``questions`` and return the answers, after ``within`` seconds at most.

        Raises BusError when the bus goes away.
        """
        from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call

        until = self._until if within is None else min(self._until, time.monotonic() + within)
        answers: Answers = [None] * len(questions)
        waiting: dict[int, int] = {}
        try:
            for place, question in enumerate(questions):
                bus, path = question.node
                address = DBusAddress(path, bus, question.interface)
                signature = question.signature or None
                message = new_method_call(address, question.method, signature, question.body)
                serial = next(self._connection.outgoing_serial)
                self._connection.send(message, serial=serial)
                waiting[serial] = place
            while waiting:
                left = max(0.0, until - time.monotonic())
                reply = self._connection.receive(timeout=left)
                found = waiting.pop(reply.header.fields.get(HeaderFields.reply_serial, -1), None)
                if found is not None and reply.header.message_type is MessageType.method_return:
                    answers[found] = reply.body
        except TimeoutError:
            return answers
        except OSError as error:
            raise BusError("the accessibility bus has gone") from error
        return answers

    def processes(self, nodes: Sequence[Node]) -> list[int]:
        """The process of each node's program, 0 where it isn't known; the bus itself answers."""
        name = "org.freedesktop.DBus"
        method = "GetConnectionUnixProcessID"
        asked = [Question(_BUS, name, method, "s", (node[0],)) for node in nodes]
        return [answer[0] if answer else 0 for answer in self.ask(asked)]

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _left(self) -> float:
        return max(0.01, self._until - time.monotonic())


def _connected(bus: str, seconds: float) -> Any:
    from jeepney.io.blocking import open_dbus_connection

    try:
        return open_dbus_connection(bus, auth_timeout=seconds)
    # KeyError: no session bus is named; RuntimeError, StopIteration: none that can be reached.
    except (KeyError, OSError, RuntimeError, StopIteration) as error:
        raise BusError("no bus") from error
