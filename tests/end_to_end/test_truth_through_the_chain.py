"""Simulated runs through the steps of the program: what was put in comes out, with the errors it is given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.observation import Observation
from vhegui.core.simulation.run import draw_run, event_list, planned_exposure
from vhegui.core.simulation.scene import CRAB, demo_plan, plan_run
from vhegui.core.simulation.truth import TrueParameter, TrueSource
from vhegui.core.sphere import offset_by

TRIALS, SECONDS, INDEX, AMPLITUDE = 24, 1800.0, 2.5, 3.8e-11


@pytest.fixture(scope="module")
def fits():
    """Power-law fits of sets of two wobble runs, each with events of its own."""
    parameters = (TrueParameter("index", INDEX), TrueParameter("amplitude", AMPLITUDE), TrueParameter("reference", 1.0))
    source = TrueSource("source", CRAB.ra, CRAB.dec, "power_law", parameters)
    plan = demo_plan(2004)
    good_time = ((0.0, SECONDS),)
    runs = tuple(
        plan_run(number, "source", offset_by(source.ra, source.dec, angle, 0.5), hour, 53300, ("source",), good_time)
        for number, angle, hour in ((9000, 0.0, -1.0), (9001, 180.0, 1.5))
    )
    truth = replace(plan, sources=(source,), runs=runs)
    exposures = [planned_exposure(truth, run) for run in runs]
    analysis = edits.select_runs(edits.new_analysis(), [run.obs_id for run in runs])
    analysis = edits.point_at(analysis, Target("source", source.ra, source.dec))
    results = []
    for trial in range(TRIALS):
        drawn = replace(truth, seed=10_000 + trial)
        observations = {
            run.obs_id: Observation(
                run.obs_id, "source", exposure.pointing, truth.time_ref, exposure.gti, exposure.livetime / truth.deadc,
                exposure.livetime, event_list(draw_run(drawn, run, exposure)), exposure.responses,
            )
            for run, exposure in zip(runs, exposures, strict=True)
        }  # fmt: skip
        given = {"observations": observations, "mask_images": {}}
        results.append(build_pipeline().pull_now("fit_result", analysis, given))
    return results


@pytest.mark.parametrize(("name", "true"), [("index", INDEX), ("amplitude", AMPLITUDE)])
def test_parameters_scatter_about_the_truth_as_their_errors_say(fits, name, true):
    assert all(result.success for result in fits)
    pulls = np.array([(result.model[name].value - true) / result.model[name].error for result in fits])
    # mean 0 ± 1/√n and width 1 ± 1/√(2n); the mean keeps the small bias of wstat in bins with few OFF counts
    assert abs(pulls.mean()) < 0.25 + 3.0 / np.sqrt(TRIALS)
    assert 0.55 < pulls.std(ddof=1) < 1.5


def test_the_flux_is_right_to_a_few_per_cent_on_average(fits):
    mean = np.mean([result.model["amplitude"].value for result in fits])
    assert mean == pytest.approx(AMPLITUDE, rel=0.06)
