"""The program of the child that looks at the camera's frames: ``python -m desktop.camera.child``.

Here alone are OpenCV and numpy. What cannot be looked at ends the child, and is told by that.
"""

from __future__ import annotations

from desktop.camera.values import Flatten, Frame
from desktop.children.program import Channel, serve


class Program:
    """Answers the app's messages, one after the other."""

    def __init__(self) -> None:
        from desktop.camera.looking import Looker

        self._looker = Looker()

    def handle(self, message: object, channel: Channel) -> None:
        """Answer one message."""
        match message:
            case Frame():
                channel.send(self._looker.look(message))
            case Flatten():
                # What straightens isn't needed before the first picture.
                from desktop.camera.flatten import flatten

                channel.send(flatten(message))
            case _:
                raise TypeError(f"no message for the eyes: {type(message).__name__}")


if __name__ == "__main__":
    serve(Program().handle)
