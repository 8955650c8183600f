"""Speed of the chain without a window: files → spectra, a moved region, a counts map, the start of the program.

Budgets are those of the design: run with `python -m pytest tests/benchmarks --benchmark-enable -n 0`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.loading.runs import load_runs
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store
from vhegui.core.maps.counts import counts_map, pixels_hit, sky_events
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.regions.circle import Circle

CRAB_RUNS = (23523, 23526, 23559, 23592)
CRAB = Target("Crab Nebula", 83.633, 22.014)


def silent(fraction: float, text: str) -> None:
    """Progress nobody watches."""


@pytest.fixture(scope="module")
def store(data):
    return open_store(data / "hess-dl3-dr1")


def analysis_of(runs):
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), runs), CRAB)
    return edits.set_model_kind(analysis, analysis.model, "exp_cutoff_power_law")


def test_four_runs_from_files_to_spectra(benchmark, store):
    """Budget 400 ms."""

    def cold():
        loaded = load_runs(store, CRAB_RUNS, {}, silent)
        given = {"observations": loaded.observations, "mask_images": {}}
        return build_pipeline().pull("spectra", analysis_of(CRAB_RUNS), given)

    assert len(benchmark(cold)) == 4


def moved(pipeline, analysis, given, step):
    """A function that moves the source region a little further at every call and pulls `step`."""
    position = iter(np.linspace(0.0, 0.25, 100_000))

    def move():
        ra = analysis.source.ra + next(position)
        return pipeline.pull(step, replace(analysis, source=Circle(ra, 22.014, 0.11)), given)

    pipeline.pull(step, analysis, given)
    pipeline.previewing = True
    return move


def test_region_moved_spectra_of_four_runs(benchmark, store):
    """Budget 3 ms."""
    loaded = load_runs(store, CRAB_RUNS, {}, silent)
    given = {"observations": loaded.observations, "mask_images": {}}
    assert len(benchmark(moved(build_pipeline(), analysis_of(CRAB_RUNS), given, "spectra"))) == 4


def test_region_moved_live_fit_of_four_runs(benchmark, store):
    """Spectra and the live fit: what a frame of a drag computes before it is drawn."""
    loaded = load_runs(store, CRAB_RUNS, {}, silent)
    given = {"observations": loaded.observations, "mask_images": {}}
    benchmark(moved(build_pipeline(), analysis_of(CRAB_RUNS), given, "live_fit"))


def test_region_moved_live_fit_of_a_hundred_runs(benchmark, store):
    """Budget 50 ms with drawing. A hundred runs on one field: the four Crab runs 25 times."""
    loaded = load_runs(store, CRAB_RUNS, {}, silent)
    many = {100 * run + copy: loaded.observations[run] for run in CRAB_RUNS for copy in range(25)}
    given = {"observations": many, "mask_images": {}}
    benchmark(moved(build_pipeline(), analysis_of(tuple(many)), given, "live_fit"))


def test_counts_map_of_ten_million_events(benchmark):
    """Budget 150 ms."""
    rng = np.random.default_rng(0)
    n = 10_000_000
    events = sky_events(rng.normal(83.6, 1.2, n), rng.normal(22.0, 1.2, n), 10 ** rng.uniform(-1, 1, n))
    grid = SkyGrid(83.6, 22.0, 0.02, 250)
    result = benchmark.pedantic(lambda: counts_map(grid, [pixels_hit(grid, events, 0.0, np.inf)]), rounds=5)
    assert result.total > 0.9 * n


FIRST_PAINT = """
import os, time
start = time.perf_counter()
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QEvent, QObject, QTimer
from vhegui.gui import app
from vhegui.gui.application import application
from vhegui.gui.window.main_window import MainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow):
            program.removeEventFilter(self)
            print(time.perf_counter() - start)
            QTimer.singleShot(0, watched.leave)
        return False

program, watch = application(), Watch()
program.installEventFilter(watch)
app.main()
"""


def test_start_to_first_painted_window(benchmark, tmp_path):
    """Budget 1.2 s, in a process of its own; without the start of Python itself."""
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

    own = {f"XDG_{kind}_HOME": str(tmp_path) for kind in ("CONFIG", "DATA", "CACHE")}

    def start():
        command = [sys.executable, "-c", FIRST_PAINT]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **own})
        return float(done.stdout.split()[-1])

    benchmark.extra_info["first paint, s"] = benchmark.pedantic(start, rounds=3)
