"""Make the pictures of README.md: the window and its panels, light and dark, on the simulated demo data.

    python packaging/screenshots.py

writes packaging/screenshots/*.png. Needs no display.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from vhegui.analysis import edits
from vhegui.analysis.session.reading import write_session
from vhegui.analysis.state import Target
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.demo import ensure_demo

FOLDER = Path(__file__).parent / "screenshots"
OF_CRAB = ("observations", "countmap", "spectrum", "response", "theta", "settings", "format")
WORKSPACES = ("sky", "spectrum", "time", "response", "compare")
BLAZAR = Target("Blazar (simulated)", 329.717, -30.226)
BLAZAR_RUNS = range(1011, 1017)
FIELD = Target("Shell (simulated)", 288.7, 12.2)
FIELD_RUNS = range(1041, 1045)
SHELL = SourceModel("shell", default_spectrum("power_law"), spatial=default_shape("shell", 288.7, 12.2))
NEIGHBOUR = SourceModel("neighbour", default_spectrum("power_law"), spatial=default_shape("point", 289.4, 11.9))


def main() -> int:
    """Take all pictures; each in a process of its own, so that every one starts from a fresh window."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        blazar, sources = blazar_session(Path(folder)), sources_session(Path(folder))
        for theme in ("light", "dark"):
            take("window", theme, "--demo")
            for workspace in WORKSPACES:
                take(f"workspace-{workspace}", theme, "--demo", "--workspace", workspace)
            for panel in OF_CRAB:
                take(panel, theme, "--demo", "--panel", panel)
            take("light_curve", theme, str(blazar), "--panel", "light_curve", "--size", "1600x1200")
            take("sources", theme, str(sources), "--workspace", "sky")
    return 0


def blazar_session(folder: Path) -> Path:
    """A session on the variable source of the demo data: its light curve in two bands, ten minutes a bin."""
    analysis = edits.open_dataset(edits.new_analysis(), str(ensure_demo()))
    analysis = edits.point_at(edits.select_runs(analysis, BLAZAR_RUNS), BLAZAR)
    path = folder / "blazar.yaml"
    write_session(path, edits.change(analysis, "light_curve", bins="fixed", minutes=10.0, edges=(0.3, 0.8, 20.0)))
    return path


def sources_session(folder: Path) -> Path:
    """A session that fits a shell and a point beside it to the stacked cube of the demo's field of both."""
    analysis = edits.open_dataset(edits.new_analysis(), str(ensure_demo()))
    analysis = edits.point_at(edits.select_runs(analysis, FIELD_RUNS), FIELD)
    analysis = replace(edits.change(analysis, "fit", data="cubes", stack=True), sources=(SHELL, NEIGHBOUR), source=None)
    analysis = edits.change(analysis, "map", extent="fixed", width=3.0, pixel=0.03, ra=FIELD.ra, dec=FIELD.dec)
    path = folder / "sources.yaml"
    write_session(path, edits.change(analysis, "map_looks", shown="significance"))
    return path


def take(name: str, theme: str, *options: str) -> None:
    """One picture by the `vhegui screenshot` command."""
    out = FOLDER / f"{name}-{theme}.png"
    command = [sys.executable, "-m", "vhegui", "screenshot", "-o", str(out), "--theme", theme, *options]
    subprocess.run(command, check=True)
    print(out)


if __name__ == "__main__":
    sys.exit(main())
