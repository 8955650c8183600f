"""Excess, significance and flux in a disc about every pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated_sky import ENERGIES, simulated_field

from vhegui.core.axes import EnergyAxis
from vhegui.core.background.off_maps import OffMaps
from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.estimators.sky.bands import bands_of, in_bands
from vhegui.core.estimators.sky.distribution import distribution, inside_and_outside
from vhegui.core.estimators.sky.excess import excess_map
from vhegui.core.estimators.sky.flux import contained, counts_per_flux, flux_map, in_disc
from vhegui.core.maps.kernels import disc, gaussian
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.flux import flux_in_bins, integral_flux
from vhegui.core.statistics import cash_significance, excess_upper_limit, li_ma_significance

RNG = np.random.default_rng(5)
COUNTS = RNG.poisson(0.8, (15, 17)).astype(float)
EXPECTED = RNG.uniform(0.5, 1.0, (15, 17))
OFF = OffMaps(EXPECTED, RNG.poisson(40.0, (15, 17)).astype(float), np.full((15, 17), 50.0))
EVERYWHERE = np.ones((15, 17), dtype=bool)


def around(image, row, column, radius=2.0):
    half = int(radius)
    return image[row - half : row + half + 1, column - half : column + half + 1][disc(radius)].sum()


def test_a_pixel_is_the_centre_of_its_on_region():
    known, measured = (excess_map(COUNTS, background, EVERYWHERE, 2.0) for background in (EXPECTED, OFF))
    on, background = around(COUNTS, 7, 9), around(EXPECTED, 7, 9)
    assert known.n_on[7, 9] == measured.n_on[7, 9] == on
    assert known.excess[7, 9] == pytest.approx(on - background)
    assert known.significance[7, 9] == pytest.approx(float(cash_significance(on, background)))
    alpha, n_off = background / 50.0, OFF.n_off[7, 9]
    assert measured.excess[7, 9] == pytest.approx(on - alpha * n_off)
    assert measured.significance[7, 9] == pytest.approx(float(li_ma_significance(on, n_off, alpha)))
    assert measured.upper_limit(2.0)[7, 9] == pytest.approx(float(excess_upper_limit(on, n_off, alpha)))


@given(seed=st.integers(0, 1000), radius=st.floats(0.0, 5.0))
def test_pixels_that_are_not_used_are_not_there(seed, radius):
    used = np.random.default_rng(seed).random(COUNTS.shape) < 0.7
    for background in (EXPECTED, OFF):
        found = excess_map(COUNTS, background, used, radius)
        assert not found.n_on[~used].any() and not found.significance[~used].any()
        wild = excess_map(np.where(used, COUNTS, 1e6), background, used, radius)
        assert np.array_equal(found.significance, wild.significance)


@pytest.mark.parametrize("background", [EXPECTED, OFF])
def test_limits_are_above_the_excess_and_errors_about_it(background):
    found = excess_map(COUNTS, background, EVERYWHERE, 1.0)
    low, high = found.interval()
    some = found.n_on > 0
    assert np.all(found.upper_limit() > found.excess)
    assert np.all(low[some] > 0) and np.all(high > 0)
    assert np.median(0.5 * (low + high)[some] / found.error()[some]) == pytest.approx(1.0, abs=0.1)


def test_what_is_detectable_is_detected():
    found = excess_map(COUNTS, OFF, EVERYWHERE, 3.0)
    needed = found.detectable(5.0, least=0.0, systematic=0.0)
    significance = li_ma_significance(found.background + needed, found.n_off, found.alpha)
    assert np.allclose(significance, 5.0)
    assert found.detectable(5.0, least=1000.0).min() == 1000.0
    assert np.allclose(found.detectable(5.0, least=0.0, systematic=10.0), 10.0 * found.background)


@pytest.mark.parametrize("background", [EXPECTED, OFF])
def test_what_models_predict_is_no_excess(background):
    models = 0.2 * EXPECTED
    found, without = (excess_map(COUNTS, background, EVERYWHERE, 2.0, m) for m in (models, None))
    signal = excess_map(COUNTS, models, EVERYWHERE, 2.0).background
    assert np.allclose(found.excess, without.excess - signal)
    assert np.all(found.significance < without.significance)
    assert np.array_equal(np.sign(found.significance), np.sign(found.excess))
    some = found.n_on > 0
    assert np.allclose(found.upper_limit()[some], (without.upper_limit() - signal)[some])
    none = excess_map(COUNTS, background, EVERYWHERE, 2.0, 1e-9 * EXPECTED)
    assert np.allclose(none.significance, without.significance, atol=1e-6)


def test_off_counts_of_neighbours_may_be_added_as_gammapy_does():
    once, summed = (excess_map(COUNTS, OFF, EVERYWHERE, 2.0, sum_off=each) for each in (False, True))
    assert summed.n_off[7, 9] == around(OFF.n_off, 7, 9)
    assert summed.background[7, 9] == pytest.approx(around(OFF.background, 7, 9))
    assert np.mean(np.abs(summed.significance)) > np.mean(np.abs(once.significance))


def test_energy_bins_are_maps_of_their_own():
    cube = np.stack([COUNTS, 2 * COUNTS])
    found = excess_map(cube, np.stack([EXPECTED, EXPECTED]), np.stack([EVERYWHERE] * 2), 2.0)
    assert np.array_equal(found.significance[0], excess_map(COUNTS, EXPECTED, EVERYWHERE, 2.0).significance)


def test_bands_hold_the_used_bins_between_their_edges():
    axis = EnergyAxis.from_bounds(1.0, 100.0, 3)
    values = RNG.random((axis.n, 4, 5))
    used = RNG.random(values.shape) < 0.5
    bands = bands_of([1.0, 10.5, 90.0], axis)
    assert [(round(low, 6), round(high, 6)) for low, high, _ in bands] == [(1.0, 10.0), (10.0, 100.0)]
    sums = in_bands(values, used, [bins for *_, bins in bands])
    assert np.allclose(sums, [(values * used)[:3].sum(axis=0), (values * used)[3:].sum(axis=0)])


def test_fields_without_a_source_give_unit_gaussians():
    by_ring, by_model = [], []
    for seed in range(4):
        field = simulated_field(np.random.default_rng(seed), size=150, level=2.0)
        counts, background = field.counts.sum(axis=0), field.background.sum(axis=0)
        used = background > 0
        off = ring_background(counts, background, used, field.grid, Ring(r_in=0.5, width=0.3))
        by_ring.append(excess_map(counts, off, used, 2.5))
        by_model.append(excess_map(counts, background, used, 2.5))
    for maps in (by_ring, by_model):
        found = distribution(
            *(np.stack(values) for values in zip(*((m.significance, m.used) for m in maps), strict=True))
        )
        assert abs(found.mean) < 0.1 and 0.95 < found.width < 1.1
        assert abs(found.fitted_mean) < 0.1 and 0.95 < found.fitted_width < 1.1


def test_fluxes_of_injected_sources_scatter_about_the_truth_as_their_errors_say():
    places = [(row, column) for row in range(12, 70, 14) for column in range(12, 70, 14)]
    truth, pulls, below = 1e-11, [], []
    for seed in range(20):
        field = simulated_field(np.random.default_rng(seed), sources=[(*place, truth) for place in places])
        used = field.background > 0
        found = excess_map(field.counts.sum(axis=0), field.background.sum(axis=0), used.any(axis=0), 3.0)
        fluxes = flux_map(found, in_disc(field.per_flux, used, 3.0, field.kernels))
        at = tuple(np.array(places).T)
        pulls.extend((fluxes.flux[at] - truth) / fluxes.error[at])
        below.extend(truth < fluxes.limit[at])
    assert abs(np.mean(pulls)) < 0.1 and 0.9 < np.std(pulls) < 1.1
    assert np.mean(below) == pytest.approx(0.977, abs=0.02)


def test_containment_is_what_the_disc_holds():
    kernels = np.stack([gaussian(1.5), np.pad(gaussian(1.0), 2)])
    assert contained(kernels, 3.0) == pytest.approx([(kernels[0, 3:10, 3:10] * disc(3.0)).sum(), 0.99], abs=0.01)
    assert contained(kernels, 20.0) == pytest.approx([1.0, 1.0])


def test_counts_of_a_flux_are_exposure_times_flux_through_the_dispersion():
    true, reco = EnergyAxis.from_bounds(0.3, 30.0, 5), EnergyAxis.from_bounds(1.0, 10.0, 3)
    exposure = np.full((true.n, 2, 2), 1e13)
    spectrum = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
    edisp = np.random.default_rng(0).dirichlet(np.ones(reco.n), true.n)
    per_flux = counts_per_flux(exposure, true, reco, spectrum, edisp)
    predicted = (flux_in_bins(spectrum, true.edges) * 1e13) @ edisp
    flux = integral_flux(spectrum, 1.0, 10.0)
    assert np.allclose(flux * per_flux[:, 1, 0], predicted)
    assert np.allclose(counts_per_flux(np.full((reco.n, 2, 2), 1e13), reco, reco, spectrum).sum(axis=0), 1e13)


def test_the_distribution_knows_sources_from_noise():
    rng = np.random.default_rng(2)
    noise, excluded = rng.normal(0.05, 1.02, (200, 200)), np.zeros((200, 200), dtype=bool)
    excluded[:20, :20] = True
    noise[excluded] += 6.0
    noise[50:54, 50:60] = 9.0  # a source that nobody excluded
    inside, outside = inside_and_outside(noise, np.ones_like(excluded), ~excluded)
    assert (inside.number, outside.number) == (400, 39600)
    assert outside.pixels.sum() == outside.number and inside.mean == pytest.approx(6.05, abs=0.15)
    assert outside.fitted_width == pytest.approx(1.02, abs=0.015) and outside.width > 1.03
    assert outside.gaussian(outside.fitted_mean, outside.fitted_width).sum() == pytest.approx(39600, rel=1e-3)


@pytest.mark.parametrize("values", [np.zeros(0), np.array([0.3]), np.full(50, 0.1)])
def test_too_few_significances_have_no_fitted_width(values):
    found = distribution(values, np.ones(values.shape, dtype=bool))
    assert np.isnan(found.fitted_width) and found.number == len(values)


def test_the_simulated_field_is_what_it_says():
    field = simulated_field(np.random.default_rng(0), sources=[(40, 40, 1e-10)])
    assert field.counts.shape == (ENERGIES, 80, 80)
    assert field.kernels.sum(axis=(1, 2)) == pytest.approx(np.ones(ENERGIES))
