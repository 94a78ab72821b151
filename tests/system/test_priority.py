from __future__ import annotations

import os
import subprocess
import sys

CODE = """
import os, threading
from desktop.system.priority import give_way
give_way()
told = []
follows = threading.Thread(target=lambda: told.append(os.getpriority(os.PRIO_PROCESS, 0)))
follows.start()
follows.join()
print(told[0])
"""


def test_who_gives_way_does_so_in_every_thread_that_follows() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    assert int(done.stdout) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
