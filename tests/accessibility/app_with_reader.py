"""The app on a machine where a screen reader seems to run."""

from __future__ import annotations

import functools
import sys
from unittest.mock import patch

from desktop import app
from desktop.system.screen_reader import ScreenReader

READER = "Orca"


if __name__ == "__main__":
    # Which ones really run on the machine of the tests isn't this app's to say.
    noticed = functools.partial(ScreenReader, running=lambda: READER)
    with patch.object(app, "ScreenReader", noticed):
        sys.exit(app.run())
