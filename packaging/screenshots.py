"""Make the pictures of README.md: the window and each panel, light and dark, on the simulated demo data.

    python packaging/screenshots.py

writes packaging/screenshots/*.png. Needs no display.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "screenshots"
PANELS = ("observations", "countmap", "irf", "spectrum", "settings", "doctor")


def main() -> int:
    """Take all pictures; each in a process of its own, so that every one starts from a fresh window."""
    FOLDER.mkdir(exist_ok=True)
    for theme in ("light", "dark"):
        shots = {"window": []} | {panel: ["--panel", panel] for panel in PANELS}
        for name, options in shots.items():
            out = FOLDER / f"{name}-{theme}.png"
            command = [sys.executable, "-m", "vhegui", "screenshot", "--demo", "-o", str(out), "--theme", theme]
            subprocess.run([*command, *options], check=True)
            print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
