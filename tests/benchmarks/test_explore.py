"""The θ² plot that follows a dragged radius, the scan of the optimise panel, brushing: four Crab runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.steps.explore import theta_tiers
from vhegui.analysis.studies.optimise import ScanRequest, optimise
from vhegui.core.dl3.open import open_store
from vhegui.core.estimators.theta_squared import theta_squared

RUNS = (23523, 23526, 23559, 23592)


@pytest.fixture(scope="module")
def crab(data):
    """Analysis, what it is given, and a pipeline that knows the runs."""
    store, pipeline = open_store(data / "hess-dl3-dr1"), build_pipeline()
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", 83.633, 22.014))
    given = {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}, "brush": None}
    for step in ("theta_fit", "brushed_counts"):
        pipeline.pull(step, analysis, given)
    return analysis, given, pipeline


def test_theta_squared_histogram(benchmark, crab):
    analysis, given, pipeline = crab
    events, used = (pipeline.pull(step, analysis, given) for step in ("theta_events_fit", "theta_tiers"))
    benchmark(lambda: theta_squared(events, used, analysis.source.radius))


def test_off_centres_of_the_theta_squared_plot(benchmark, crab):
    analysis, given, pipeline = crab

    steps = (
        "pointings", "run_response", "source", "on_radii", "off_regions", "background", "exclusion_shapes", "discs",
    )  # fmt: skip
    inputs = [getattr(analysis, step) if step in ("source", "background") else pipeline.pull(step, analysis, given)
              for step in steps]  # fmt: skip
    benchmark(lambda: theta_tiers(*inputs))


def test_scan_of_19_radii_with_all_thresholds(benchmark, crab):
    analysis, given, _ = crab
    benchmark(lambda: optimise(analysis, given, ScanRequest(toys=0)))


def test_scan_with_100_skies_without_a_source(benchmark, crab):
    analysis, given, _ = crab
    benchmark.pedantic(lambda: optimise(analysis, given, ScanRequest(toys=100)), rounds=2)


def test_brushing_an_energy_range_in_all_panels(benchmark, crab):
    analysis, given, pipeline = crab
    brushes = iter([Brush(energy=(1.0, 2.0 + 0.001 * i)) for i in range(1_000_000)])
    pipeline.pull("spectra", analysis, given)

    def brush():
        values, pulled = {**given, "brush": next(brushes)}, {}
        for step in ("brushed_events", "brushed_counts"):
            pipeline.pull(step, analysis, values, pulled)

    benchmark(brush)


def test_theta_squared_after_another_radius(benchmark, crab):
    analysis, given, pipeline = crab
    radii = iter([0.08 + 1e-6 * i for i in range(1_000_000)])
    pipeline.previewing = True

    def drag():
        moved = replace(analysis, source=replace(analysis.source, radius=next(radii)))
        pipeline.pull("theta_fit", moved, given)

    benchmark(drag)
