"""The Crab in an ON region that is an ellipse: everything that uses the region works with it, or says why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse

RUNS = (23523, 23559)
CRAB = Circle(83.63, 22.01, 0.14)
LONG = Ellipse(83.63, 22.01, 0.28, 0.07, 60.0)


@pytest.fixture(scope="module")
def given(data) -> dict[str, Any]:
    store = open_store(data / "hess-dl3-dr1")
    return {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}


@pytest.fixture(scope="module")
def analysis():
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", CRAB.ra, CRAB.dec))
    return edits.move_region(analysis, CRAB)


@pytest.fixture(scope="module")
def long(analysis):
    return edits.move_region(analysis, LONG)


@pytest.fixture(scope="module")
def pipeline():
    return build_pipeline()


def test_the_counts_are_those_of_the_events_inside(given, pipeline, long):
    spectra = pipeline.pull("spectra", long, given)
    off = pipeline.pull("off_regions", long, given)
    for run, observation in given["observations"].items():
        events = observation.events
        edges = spectra[run].reco.edges
        inside = np.any([copy.contains(events.ra, events.dec) for copy in off[run].copies], axis=0)
        on = LONG.contains(events.ra, events.dec)
        np.testing.assert_array_equal(spectra[run].counts, np.histogram(events.energy[on], edges)[0])
        np.testing.assert_array_equal(spectra[run].counts_off, np.histogram(events.energy[inside], edges)[0])
        assert len(off[run]) >= 3


def test_the_excess_of_the_crab_over_the_share_of_the_psf_is_that_of_a_circle_that_holds_as_much(given, pipeline, long):
    excess, expected = [], []
    for each in (edits.move_region(long, replace(CRAB, radius=0.11)), long):
        spectra = pipeline.pull("spectra", each, given).values()
        excess.append(sum(float((item.counts - item.alpha * item.counts_off)[item.safe].sum()) for item in spectra))
        flux = [item.true.centres**-2.6 * item.true.widths for item in spectra]
        expected.append(sum(float(item.exposure @ each) for item, each in zip(spectra, flux, strict=True)))
    assert expected[1] / expected[0] == pytest.approx(0.98, abs=0.03)
    assert excess[1] / excess[0] == pytest.approx(expected[1] / expected[0], rel=0.2)  # 300 events


def test_an_ellipse_with_equal_axes_gives_the_spectra_of_the_circle(given, pipeline, analysis):
    circle = pipeline.pull("spectra", analysis, given)
    same = edits.move_region(analysis, Ellipse(CRAB.ra, CRAB.dec, CRAB.radius, CRAB.radius, 20.0))
    for run, spectrum in pipeline.pull("spectra", same, given).items():
        np.testing.assert_array_equal(spectrum.counts, circle[run].counts)
        np.testing.assert_allclose(spectrum.exposure, circle[run].exposure, rtol=1e-9)


def test_an_excluded_ellipse_keeps_off_regions_away(given, pipeline, analysis):
    run = RUNS[0]  # its pointing is half a degree south of the Crab
    excluded = edits.add_exclusion(analysis, Ellipse(83.63, 21.02, 0.4, 0.1, 90.0))
    fewer = pipeline.pull("off_regions", excluded, given)[run]
    assert 0 < len(fewer) < len(pipeline.pull("off_regions", analysis, given)[run])
    assert fewer.rejected


def test_the_times_of_events_are_those_of_the_counts(given, pipeline, long):
    spectra = pipeline.pull("spectra", long, given)
    for run, timed in pipeline.pull("timed_runs", long, given).items():
        assert timed.on.time.size == spectra[run].counts.sum()


def test_what_needs_a_circle_says_so(given, pipeline, long):
    with pytest.raises(AnalysisError, match="θ² plot"):
        pipeline.pull("theta_fit", long, given)
    with pytest.raises(AnalysisError, match="tries radii"):
        pipeline.pull("scanned", long, given)
    drawn = edits.use_method(long, "drawn")
    with pytest.raises(AnalysisError, match="drawn OFF regions are circles"):
        pipeline.pull("off_regions", drawn, given)


def test_where_the_placement_of_gammapy_is_not_repeated_is_said(given, pipeline, analysis, long):
    assert pipeline.pull("cut_messages", edits.gammapy_conventions(analysis), given) == ()
    (message,) = pipeline.pull("cut_messages", edits.gammapy_conventions(long), given)
    assert message.startswith("all runs: OFF regions are packed")
