"""A cut in time reaches every result: counts, exposure, map, fit; and the light curve is a chain of such cuts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.state import EventSelection, Target
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import AnalysisError

RUNS = (23523, 23526, 23559)
LONG_AGO = (50000.0, 50001.0)


@pytest.fixture(scope="module")
def crab(data):
    """Analysis of three runs, and what it is given."""
    store = open_store(data / "hess-dl3-dr1")
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", 83.633, 22.014))
    return analysis, {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}


def cut(analysis, *times):
    return edits.put(analysis, "events", EventSelection(times=times))


def halves(spectrum):
    middle = 0.5 * (spectrum.start + spectrum.stop)
    return (spectrum.start - 1.0, middle), (middle, middle + 10.0)


def test_two_halves_of_the_time_have_the_counts_and_the_exposure_of_the_whole(crab):
    analysis, given = crab
    pipeline = build_pipeline()
    whole = pipeline.pull("spectra", analysis, given)
    first, second = (pipeline.pull("spectra", cut(analysis, half), given) for half in halves(whole[23526]))
    assert set(first) == {23523, 23526}
    assert set(second) == {23526, 23559}
    run = [spectra[23526] for spectra in (first, second)]
    for name in ("counts", "counts_off", "exposure", "livetime", "ontime"):
        parts = sum(getattr(each, name) for each in run)
        np.testing.assert_allclose(parts, getattr(whole[23526], name), rtol=1e-9)
    assert run[0].livetime == pytest.approx(0.5 * whole[23526].livetime, rel=1e-6)


def test_a_cut_that_takes_nothing_computes_nothing_again(crab):
    analysis, given = crab
    pipeline = build_pipeline()
    whole = pipeline.pull("spectra", analysis, given)
    assert pipeline.pull("spectra", cut(analysis, (50000.0, 60000.0)), given) is whole


def test_a_cut_leaves_responses_and_regions_alone(crab):
    analysis, given = crab
    pipeline = build_pipeline()
    whole = pipeline.pull("spectra", analysis, given)
    before = dict(pipeline.computed)
    pipeline.pull("spectra", cut(analysis, halves(whole[23526])[0]), given)
    for step in ("run_response", "off_regions", "containment_nodes"):
        assert pipeline.computed[step] == before[step]


def test_every_later_step_sees_the_cut(crab):
    analysis, given = crab
    pipeline = build_pipeline()
    narrow = cut(analysis, halves(pipeline.pull("spectra", analysis, given)[23526])[0])
    for step in ("counts_table", "counts_map", "summed_counts", "off_regions", "on_radii", "cut_messages"):
        pipeline.pull(step, narrow, given)
    assert (
        pipeline.pull("counts_table", narrow, given)[1].counts
        < pipeline.pull("counts_table", analysis, given)[1].counts
    )
    assert pipeline.pull("counts_map", narrow, given).total < pipeline.pull("counts_map", analysis, given).total
    assert set(pipeline.pull("off_regions", narrow, given)) == {23523, 23526}


def test_without_any_good_time_left_the_reason_is_said(crab):
    analysis, given = crab
    pipeline = build_pipeline()
    empty = cut(analysis, LONG_AGO)
    assert pipeline.pull("spectra", empty, given) == {}
    assert pipeline.pull("counts_map", empty, given).total == 0
    with pytest.raises(AnalysisError, match="time range"):
        pipeline.pull("summed_counts", empty, given)


def test_the_conventions_of_gammapy_keep_the_cut(crab):
    analysis, _ = crab
    times = (LONG_AGO,)
    changed = edits.gammapy_conventions(replace(analysis, events=EventSelection(times=times)))
    assert changed.events == EventSelection(keep_outside_gti=True, times=times)
