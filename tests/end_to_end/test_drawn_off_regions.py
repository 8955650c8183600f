"""The Crab with OFF regions drawn by the user: everything that uses OFF regions works with them, or says why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.loading.off_runs import OffRuns, off_runs_for, read_off_runs
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.studies.optimise import NO_SKIES, ScanRequest, optimise
from vhegui.core.background.drawn import copied
from vhegui.core.dl3.open import open_store
from vhegui.core.progress import silent
from vhegui.core.regions.circle import Circle
from vhegui.core.spectra.ogip import read_ogip, write_ogip

RUNS = (23523, 23559)
CRAB = Circle(83.63, 22.01, 0.1)
ANYWHERE = Circle(83.63, 23.4, 0.25), Circle(83.9, 23.3, 0.2), Circle(84.3, 21.2, 0.2)


@pytest.fixture(scope="module")
def given(data) -> dict[str, Any]:
    store = open_store(data / "hess-dl3-dr1")
    return {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}


@pytest.fixture(scope="module")
def reflected():
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", CRAB.ra, CRAB.dec))
    return edits.move_region(analysis, CRAB)


@pytest.fixture(scope="module")
def anywhere(reflected):
    for circle in ANYWHERE:
        reflected = edits.add_off_region(reflected, circle)
    return reflected


def test_drawing_what_is_placed_run_by_run_changes_no_count(given, reflected):
    pipeline = build_pipeline()
    before = pipeline.pull("spectra", reflected, given)
    placed = pipeline.pull("off_regions", reflected, given)
    drawn = edits.draw_off_regions(reflected, copied(placed, per_run=True))
    for run, spectrum in pipeline.pull("spectra", drawn, given).items():
        np.testing.assert_array_equal(spectrum.counts, before[run].counts)
        np.testing.assert_array_equal(spectrum.counts_off, before[run].counts_off)
        np.testing.assert_allclose(spectrum.alpha, before[run].alpha, rtol=1e-5)


def test_the_crab_is_found_with_the_significance_that_reflected_regions_give(given, reflected, anywhere):
    pipeline = build_pipeline()
    known = pipeline.pull("counts_table", reflected, given)[1]
    total = pipeline.pull("counts_table", anywhere, given)[1]
    assert total.counts == known.counts
    assert total.background == pytest.approx(known.background, rel=0.25)
    assert total.sqrt_ts == pytest.approx(known.sqrt_ts, rel=0.1)


def test_theta_squared_has_the_counts_of_the_analysis_and_a_flat_background(given, anywhere):
    pipeline = build_pipeline()
    theta, total = pipeline.pull("theta_fit", anywhere, given), pipeline.pull("counts_table", anywhere, given)[1]
    edge = int(np.argmin(np.abs(theta.edges - CRAB.radius**2)))
    assert theta.inside_on[edge] == theta.inside.on == total.counts
    assert theta.inside.off == total.counts_off
    assert theta.inside_background[edge] == pytest.approx(total.background, rel=1e-6)
    assert np.ptp(theta.background) < 1e-9 * theta.background.max()
    assert np.all(np.isfinite(theta.inside_significance))


def test_the_light_curve_counts_the_same_events(given, anywhere):
    pipeline = build_pipeline()
    timed = pipeline.pull("timed_runs", anywhere, given)
    for run, spectrum in pipeline.pull("spectra", anywhere, given).items():
        assert len(timed[run].on.time) == spectrum.counts.sum()
        assert len(timed[run].off.time) == spectrum.counts_off.sum()


def test_a_scan_of_radii_works_but_draws_no_skies(given, anywhere):
    found = optimise(anywhere, given, ScanRequest(0.08, 0.12, 3, toys=50))
    assert np.nanmax(found.scan.significance) > 10.0
    assert found.refused == NO_SKIES
    assert len(found.maxima) == 0


def test_ogip_files_keep_alpha_of_every_energy(given, anywhere, tmp_path):
    spectrum = build_pipeline().pull("spectra", anywhere, given)[RUNS[0]]
    assert np.ptp(spectrum.alpha[spectrum.safe]) > 0.0
    write_ogip(spectrum, tmp_path)
    again = read_ogip(next(tmp_path.glob("pha*"))).spectrum
    np.testing.assert_allclose(again.alpha[spectrum.safe], spectrum.alpha[spectrum.safe], rtol=1e-6)


def test_without_background_response_one_is_warned(given, anywhere):
    bare = without_background(given["observations"])
    told = build_pipeline().pull("cut_messages", anywhere, {**given, "observations": bare})
    assert "there is no background response" in told[0]


def without_background(observations):
    return {
        run: replace(each, responses=replace(each.responses, background=None)) for run, each in observations.items()
    }


def read(analysis, observations, data) -> dict[str, Any]:
    """What the steps are given, with the off runs that the runs need."""
    store = open_store(data / "hess-dl3-dr1")
    chosen = off_runs_for(analysis, observations, store)
    off = read_off_runs(store, chosen, OffRuns(), observations, silent)
    return {"observations": observations, "mask_images": {}, "off_runs": off.of(chosen)}


def test_without_background_response_the_acceptance_is_measured_in_off_runs(given, anywhere, data):
    pipeline = build_pipeline()
    response = pipeline.pull("counts_table", anywhere, given)[1]
    bare = read(anywhere, without_background(given["observations"]), data)
    measured = pipeline.pull("counts_table", anywhere, bare)[1]
    assert (measured.counts, measured.counts_off) == (response.counts, response.counts_off)
    assert measured.background == pytest.approx(response.background, rel=0.06)
    told = pipeline.pull("cut_messages", anywhere, bare)
    assert any("measured in 10 off runs (" in text for text in told)


def test_off_runs_are_read_only_where_they_are_needed(given, anywhere, reflected, data):
    bare = without_background(given["observations"])
    store = open_store(data / "hess-dl3-dr1")
    placed = build_pipeline().pull("off_regions", reflected, given)
    same_offset = edits.draw_off_regions(reflected, copied(placed, per_run=True))
    assert off_runs_for(anywhere, bare, store).keys() == bare.keys()
    for analysis, observations in ((reflected, bare), (same_offset, bare), (anywhere, given["observations"])):
        assert off_runs_for(analysis, observations, store) == {}


def test_off_runs_that_are_named_are_used_instead_of_the_response(given, anywhere, data):
    named = edits.change(anywhere, "background", off_runs=(26791, 29433, 29526))
    told = build_pipeline().pull("cut_messages", named, read(named, given["observations"], data))
    assert any("measured in 3 off runs (" in text for text in told)


def test_an_off_run_that_cannot_be_read_is_named_and_left_out(given, anywhere, data):
    named = edits.change(anywhere, "background", off_runs=(26791, 5))
    store = open_store(data / "hess-dl3-dr1")
    chosen = off_runs_for(named, given["observations"], store)
    off = read_off_runs(store, chosen, OffRuns(), given["observations"], silent)
    assert list(off.problems) == [5] and "run 5" in off.problems[5]
    assert off.missing(chosen) == ()
    assert [each.run for each in off.of(chosen)[RUNS[0]]] == [26791]
