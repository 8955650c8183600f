"""Make the pictures of README.md: the workspaces on the simulated demo data, with something to see in each.

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
SIZE = "1760x1100"  # the least at which Explore shows counts and SED, one above the other
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
        blazar, sources = str(blazar_session(Path(folder))), str(sources_session(Path(folder)))
        take("welcome-light")
        take("explore-light", "--demo")
        take("explore-dark", "--demo", "--theme", "dark")
        take("sky-light", "--demo", "--workspace", "sky", "--do", "map-significance")
        take("sky-dark", sources, "--workspace", "sky", "--theme", "dark")
        take("spectrum-light", "--demo", "--workspace", "spectrum", "--do", "compare-models")
        take("time-light", blazar, "--workspace", "time")
        take("response-light", "--demo", "--workspace", "response")
        take("compare-light", "--demo", "--workspace", "compare", "--do", "pin", "--do", "model-power_law")
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


def take(name: str, *options: str) -> None:
    """One picture by the `vhegui screenshot` command."""
    out = FOLDER / f"{name}.png"
    subprocess.run([sys.executable, "-m", "vhegui", "screenshot", "-o", str(out), "--size", SIZE, *options], check=True)


if __name__ == "__main__":
    sys.exit(main())
