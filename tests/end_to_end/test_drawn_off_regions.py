"""The Crab with OFF regions drawn by the user: everything that uses OFF regions works with them, or says why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.studies.optimise import NO_SKIES, ScanRequest, optimise
from vhegui.core.background.drawn import copied
from vhegui.core.dl3.open import open_store
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
    bare = {
        run: replace(observation, responses=replace(observation.responses, background=None))
        for run, observation in given["observations"].items()
    }
    told = build_pipeline().pull("cut_messages", anywhere, {**given, "observations": bare})
    assert "there is no background response" in told[0]
