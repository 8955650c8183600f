"""The θ² plot: flat backgrounds are flat, its counts are those of the analysis, the PSF fits the Crab."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.reflected import Reflected, place_packed
from vhegui.core.background.wobble import Wobble
from vhegui.core.dl3.open import open_store
from vhegui.core.estimators.theta_psf import expectation, psf_share
from vhegui.core.estimators.theta_squared import half_distance, plot_reach, theta_squared, tiers
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs
from vhegui.core.spectra.region_counts import offset_events

AXIS = EnergyAxis(np.geomspace(0.1, 10.0, 9))
NOWHERE = Discs(np.zeros(0), np.zeros(0), np.zeros(0))
POINTING = (83.6, 22.5)
SOURCE = Circle(83.6, 22.0, 0.1)
RUNS = (23523, 23526, 23559, 23592)
CRAB = Circle(83.633, 22.014, 0.1)


def placed(radius: float):
    return place_packed(replace(SOURCE, radius=radius), POINTING, NOWHERE)


def flat_sky(n: int, rng: np.random.Generator):
    """Events spread evenly over a disc of 1.5 deg about the pointing."""
    offset = np.degrees(np.arccos(1.0 - rng.random(n) * (1.0 - np.cos(np.radians(1.5)))))
    ra, dec = sphere.offset_by(*POINTING, rng.uniform(0, 360, n), offset)
    return offset_events(ra, dec, np.full(n, 1.0), POINTING, AXIS)


def plotted(events, radius: float = 0.1):
    used = tiers({1: placed(radius)}, radius, lambda run, size: placed(size))
    return theta_squared({1: events}, used, radius)


def test_a_flat_sky_fills_equal_steps_equally_about_on_and_off():
    theta = plotted(flat_sky(200_000, np.random.default_rng(3)))
    expected = 200_000 * np.diff(1 - np.cos(np.radians(np.sqrt(theta.edges)))) / (1 - np.cos(np.radians(1.5)))
    for counts, error in ((theta.on, np.sqrt(expected)), (theta.background, np.sqrt(theta.variance))):
        pull = (counts - expected) / error
        assert abs(pull.mean()) < 4 / np.sqrt(len(pull))
        assert 0.7 < pull.std() < 1.3


def test_outer_steps_use_fewer_centres_that_leave_more_room():
    theta = plotted(flat_sky(100, np.random.default_rng(1)))
    assert theta.centres[0] == len(placed(0.1))
    assert (np.diff(theta.centres) <= 0).all()
    assert theta.centres[-1] >= 1


@given(st.floats(0.03, 0.35))
@settings(max_examples=30)
def test_circles_of_a_tier_never_overlap(radius):
    used = tiers({1: placed(radius)}, radius, lambda run, size: placed(size))
    for tier in used:
        assert half_distance(tier.regions[1]) >= tier.reach - 1e-9
    assert used[-1].reach <= np.sqrt(plot_reach(radius)) + 1e-9


def test_where_no_larger_circle_fits_the_plot_ends_and_says_so_by_zero_centres():
    used = tiers({1: placed(0.1)}, 0.1, lambda run, size: placed(5.0))
    events = flat_sky(5000, np.random.default_rng(1))
    theta = theta_squared({1: events}, used, 0.1)
    assert len(used) == 1
    assert theta.centres[7] > 0 == theta.centres[8]
    assert not theta.on[8:].any()
    assert np.isnan(theta.inside_on[9:]).all()


def test_a_run_without_off_regions_takes_no_part():
    used = tiers({1: placed(0.1), 2: placed(5.0)}, 0.1, lambda run, size: placed(size))
    assert all(list(tier.regions) == [1] for tier in used)
    assert tiers({2: placed(5.0)}, 0.1, lambda run, size: placed(size)) == ()


def test_wider_bins_hold_the_same_events():
    theta = plotted(flat_sky(20_000, np.random.default_rng(5)))
    wide = theta.rebinned(4)
    assert len(wide.edges) == 21
    assert wide.on.sum() == theta.on.sum()
    assert wide.reach == theta.reach == 0.1
    assert wide.background.sum() == pytest.approx(theta.background.sum())
    np.testing.assert_array_equal(wide.inside_on, theta.inside_on[::4])


@pytest.fixture(scope="module")
def crab(data):
    """Function that pulls a step of the four Crab runs with an ON radius of 0.1 deg, which is on an edge of a bin."""
    store, pipeline = open_store(data / "hess-dl3-dr1"), build_pipeline()
    settings_of = {"": Reflected(), "gammapy": Reflected("gammapy"), "wobble": Wobble()}
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", CRAB.ra, CRAB.dec))
    analysis = edits.move_region(analysis, CRAB)
    given_values = {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}

    def pull(step: str, background: str = "") -> Any:
        changed = replace(analysis, background=settings_of[background])
        return pipeline.pull(step, changed, given_values)

    return pull


def test_counts_within_the_on_radius_are_those_of_the_analysis(crab):
    theta, total = crab("theta_fit"), crab("counts_table")[1]
    edge = int(np.argmin(np.abs(theta.edges - 0.01)))
    assert theta.edges[edge] == pytest.approx(0.01)
    assert theta.inside_on[edge] == total.counts
    assert theta.inside_off[edge] == total.counts_off
    assert theta.inside_background[edge] == pytest.approx(total.background)
    assert theta.inside_significance[edge] == pytest.approx(total.sqrt_ts)
    assert (theta.inside.on, theta.inside.off) == (total.counts, total.counts_off)
    assert theta.inside.significance == pytest.approx(total.sqrt_ts)
    assert theta.inside.excess_error == pytest.approx(total.excess_error, rel=1e-3)


@pytest.mark.parametrize("background", ["", "gammapy", "wobble"])
def test_counts_of_the_region_are_those_of_the_analysis_however_off_is_placed(crab, background):
    inside, total = crab("theta_fit", background).inside, crab("counts_table", background)[1]
    assert inside.on == pytest.approx(total.counts, abs=1)
    # Lattice regions are circles in the tangent plane and overlap a little: an event there counts once.
    assert inside.off == pytest.approx(total.counts_off, rel=0.01 if background == "gammapy" else 1e-9)


def test_the_share_of_a_psf_is_its_containment_weighted_with_what_is_expected(crab):
    response, off = crab("run_response")[RUNS[0]], crab("off_regions")[RUNS[0]]
    flux = flux_in_bins(CRAB_REFERENCES[2].model, response.true.edges)
    chosen = crab("bins_of_fit")[RUNS[0]]
    share = psf_share(response, off.offset, flux, chosen, 0.4)
    region = crab("region_response")[RUNS[0]]
    counts = flux * region.exposure * region.edisp[:, chosen].sum(axis=1)
    whole = np.divide(counts, region.containment, out=np.zeros_like(counts), where=region.containment > 0)
    assert share.counts == pytest.approx(whole.sum(), rel=1e-6)
    curve = expectation((share,), np.linspace(0.0, 0.1, 81), 0.1, counts.sum())
    assert curve.inside == pytest.approx(counts.sum() / whole.sum(), rel=1e-3)
    radii = np.sqrt(curve.square)
    exact = [whole @ response.psf.containment(response.true.centres, off.offset, r) for r in radii]
    np.testing.assert_allclose(curve.counts, exact, rtol=2e-3, atol=1e-3 * whole.sum())


def test_the_crab_looks_like_a_point_source_with_this_psf(crab):
    response, off, theta = crab("run_response"), crab("off_regions"), crab("theta_fit")
    flux = flux_in_bins(CRAB_REFERENCES[2].model, response[RUNS[0]].true.edges)
    bins = crab("bins_of_fit")
    shares = [psf_share(response[run], off[run].offset, flux, bins[run], 0.4) for run in RUNS]
    inside = theta.inside.excess
    curve = expectation(shares, theta.edges, 0.1, inside)
    wide = theta.rebinned(4)
    pull = (wide.excess - curve.per_bin(wide.edges)) / wide.excess_error
    assert np.interp(0.01, curve.square, curve.counts) == pytest.approx(inside)
    # Not a perfect point source: the nebula has 52″ (H.E.S.S. 2020, Nature Astronomy 4, 167), so the first bin is low.
    assert np.abs(pull).max() < 3.5
    assert pull[0] < 0.0


def test_without_a_psf_nothing_is_expected(crab):
    response = replace(crab("run_response")[RUNS[0]], psf=None)
    flux = np.ones(response.true.n)
    assert psf_share(response, 0.5, flux, np.ones(response.reco.n, bool), 0.4) is None
    assert expectation((), np.linspace(0, 0.1, 5), 0.1, 100.0) is None
