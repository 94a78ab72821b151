"""The app on a machine whose camera looks at a page, for who hears a sentence in no time.

Usage: that of the app of the same name in tests/end_to_end.
"""

from __future__ import annotations

import sys
from unittest.mock import patch

from desktop.app import run
from desktop.camera import guidance
from tests.end_to_end.app_with_camera import PageCamera

if __name__ == "__main__":
    # How long guidance waits for an ear is a matter of tests/camera.
    with patch.object(guidance, "PACE", 1000.0):
        sys.exit(run(make_camera=lambda: PageCamera(*sys.argv[1:])))
