"""The scan on real runs goes through the same steps as the analysis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits.studies import ask_study
from vhegui.analysis.pipeline import NotReady
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.studies.optimise import ScanRequest, optimise, use_choice
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import AnalysisError

RUNS = (23523, 23559)


@pytest.fixture(scope="module")
def crab(data) -> Any:
    store = open_store(data / "hess-dl3-dr1")
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", 83.633, 22.014))
    return analysis, {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}


def test_the_scan_counts_as_the_analysis_does_with_these_settings(crab):
    analysis, given = crab
    found = optimise(analysis, given, ScanRequest(0.08, 0.14, 3, toys=0))
    threshold = found.scan.threshold[2]
    used = use_choice(analysis, found.scan.radius[1], threshold)
    assert used.source.radius == pytest.approx(0.11)
    assert used.fit.low == pytest.approx(threshold)
    pipeline = build_pipeline()
    counts = pipeline.pull("joint_data", used, given).counts
    assert counts.n_on.sum() == found.scan.n_on[1, 2]
    assert counts.n_off.sum() == found.scan.n_off[1, 2]


def test_the_background_is_measured_anew_for_every_radius(crab):
    found = optimise(*crab, ScanRequest(0.06, 0.2, 3, toys=0)).scan
    assert (np.diff(found.alpha[:, 0]) > 0).all()
    assert (np.diff(found.n_on[:, 0]) > 0).all()


def test_toys_give_the_number_of_trials_and_can_be_repeated(crab):
    request = ScanRequest(0.08, 0.14, 3, toys=100)
    first, again = optimise(*crab, request), optimise(*crab, request)
    np.testing.assert_array_equal(first.maxima, again.maxima)
    assert 1.0 < first.effective < 3 * first.scan.choices


def test_without_a_source_region_there_is_nothing_to_scan(crab):
    with pytest.raises(AnalysisError, match="no source region"):
        optimise(replace(crab[0], source=None), crab[1], ScanRequest())


def test_progress_rises_to_the_end_and_what_it_raises_stops_the_scan(crab):
    seen = []
    optimise(*crab, ScanRequest(0.08, 0.14, 3, toys=40), lambda fraction, text: seen.append(fraction))
    assert seen == sorted(seen)
    assert 0.0 <= seen[0] < 0.5 < seen[-1] <= 1.0

    def stop(fraction, text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        optimise(*crab, ScanRequest(), stop)


def test_a_scan_holds_until_something_else_than_its_choices_changes(crab):
    analysis, given = crab
    analysis = ask_study(analysis, "optimisation", ScanRequest(0.08, 0.14, 2, toys=0))
    pipeline = build_pipeline()
    found = pipeline.pull_now("optimisation", analysis, given)
    assert pipeline.pull("optimisation", use_choice(analysis, 0.2, 1.0), given) is found
    for changed in (
        edits.move_region(analysis, replace(analysis.source, dec=22.5)),
        ask_study(analysis, "optimisation", ScanRequest(0.08, 0.14, 3, toys=0)),
    ):
        with pytest.raises(NotReady):
            pipeline.pull("optimisation", changed, given)
    fewer = dict(list(given["observations"].items())[:1])
    with pytest.raises(NotReady):
        pipeline.pull("optimisation", analysis, {**given, "observations": fewer})
