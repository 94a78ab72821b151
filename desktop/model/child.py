"""The program of the child that fetches, checks and removes: ``python -m desktop.model.child``.

A pause ends this process, and so does the end of the app: whatever is on disk then is gone on with.
"""

from __future__ import annotations

from desktop.children.program import Channel, serve
from desktop.model import tending
from desktop.model.messages import Check, Fetch, Outcome, Remove


def handle(message: object, channel: Channel) -> None:
    """Do what one message asks; the last answer is an ``Outcome``."""
    if not isinstance(message, Fetch | Check | Remove):
        raise TypeError(f"no message for this child: {type(message).__name__}")
    try:
        match message:
            case Fetch():
                # Not before it is needed: importing it takes half a second.
                from desktop.model.fetching import Fetching

                outcome = Fetching(message, channel.send).run()
            case Check():
                outcome = tending.check(message, channel.send)
            case Remove():
                outcome = tending.remove(message)
    except ImportError as error:
        sentence = "The download needs a library that is missing. Run the installer again."
        outcome = Outcome(message.job, sentence, failed=True, detail=f"no {error.name}")
    except (tending.WorkError, OSError) as error:
        told = tending.told(error)
        outcome = Outcome(message.job, told.sentence, failed=True, detail=told.detail)
    channel.send(outcome)


if __name__ == "__main__":
    serve(handle)
