"""Edits a session that is saved aside, and is killed in the middle of it, again and again; started by a test.

Usage: edits_until_killed.py FOLDER COUNT SEED. Every process, a fork of this one, edits and saves.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.gui.session.session import Session
from vhegui.gui.window.recovery import Recovery


def main(folder: Path, count: int, seed: int) -> None:
    """Kill `count` processes, each at a random moment after its first file is there."""
    rng = random.Random(seed)
    for _ in range(count):
        before = set(folder.glob("*.yaml"))
        child = os.fork()
        if child == 0:
            _edit(folder)
        while set(folder.glob("*.yaml")) == before:
            time.sleep(0.001)
        time.sleep(rng.uniform(0.0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _edit(folder: Path) -> None:
    QCoreApplication([])
    session = Session()
    recovery = Recovery(session, folder, lambda: folder / "mine.yaml")
    number = 0
    while True:
        number += 1
        session.apply("Rename", edits.set_target, Target("x" * (number % 50), 83.6, 22.0))
        recovery.write()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
