"""The flux at every pixel against a minimiser, and against simulated truth."""

from __future__ import annotations

import numpy as np
import pytest
from simulated_sky import PIXEL, simulated_field

from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.estimators.sky.distribution import distribution
from vhegui.core.estimators.sky.excess import excess_map
from vhegui.core.estimators.sky.peaks import find_peaks, growing_exclusions
from vhegui.core.estimators.sky.ts_map import ts_map
from vhegui.core.maps.convolution import widened
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.kernels import gaussian
from vhegui.core.sphere import separation
from vhegui.core.statistics import cash

PLACES = [(row, column) for row in range(10, 75, 12) for column in range(10, 75, 12)]


@pytest.fixture(scope="module")
def small():
    """A field with few counts, a source, and bins that are not used."""
    field = simulated_field(np.random.default_rng(4), size=16, sources=[(6, 9, 1e-11)], level=0.3)
    used = np.random.default_rng(0).random(field.counts.shape) < 0.9
    kernels = field.kernels[:, 3:-3, 3:-3]
    return field, kernels, used


def signal(field, kernels, used, row, column):
    """Counts per flux of a source in a pixel, in all bins."""
    result = np.zeros(field.counts.shape)
    half = kernels.shape[-1] // 2
    for r in range(max(row - half, 0), min(row + half + 1, result.shape[1])):
        for c in range(max(column - half, 0), min(column + half + 1, result.shape[2])):
            result[:, r, c] = kernels[:, r - row + half, c - column + half] * field.per_flux[:, r, c]
    return np.where(used, result, 0.0)


def test_every_pixel_is_at_the_minimum_of_cash(small):
    field, kernels, used = small
    found = ts_map(field.counts, field.background, field.per_flux, kernels, used, sigma_limit=2.0)
    counts, background = (values[used] for values in (field.counts, field.background))

    def stat(flux, unit):
        return float(cash(counts, background + flux * unit).sum())

    for row, column in [(6, 9), (0, 0), (15, 3), (8, 8), (12, 12), (3, 14)]:
        unit, flux = signal(field, kernels, used, row, column)[used], found.flux[row, column]
        none, best = stat(0.0, unit), stat(flux, unit)
        assert found.ts[row, column] == pytest.approx(none - best, abs=1e-6)
        lowest = -np.min(background[unit > 0] / unit[unit > 0])
        assert flux >= lowest * (1 + 1e-6)
        step = 1e-3 * found.error[row, column]
        assert stat(flux + step, unit) > best
        if flux > lowest * (1 - 1e-6):
            assert stat(flux - step, unit) > best
        limit, start = found.limit[row, column], max(flux, 0.0)
        assert limit > start and stat(limit, unit) - stat(start, unit) == pytest.approx(4.0, rel=1e-3)


def test_units_of_the_flux_do_not_matter(small):
    field, kernels, used = small
    one = ts_map(field.counts, field.background, field.per_flux, kernels, used)
    other = ts_map(field.counts, field.background, 1e-12 * field.per_flux, kernels, used)
    assert np.allclose(1e-12 * other.flux, one.flux, atol=1e-4 * one.error.min())
    assert np.allclose(other.ts, one.ts, atol=1e-6)


def test_a_map_is_the_same_in_parts(small, monkeypatch):
    field, kernels, used = small
    whole = ts_map(field.counts, field.background, field.per_flux, kernels, used)
    monkeypatch.setattr("vhegui.core.estimators.sky.ts_map.MOST_PAIRS", 500)
    parts = ts_map(field.counts, field.background, field.per_flux, kernels, used)
    assert np.allclose(parts.ts, whole.ts, atol=1e-6) and np.array_equal(parts.used, whole.used)


def test_what_is_not_used_does_not_matter(small):
    field, kernels, used = small
    found = ts_map(field.counts, field.background, field.per_flux, kernels, used)
    wild = np.where(used, field.counts, 1e5)
    assert np.array_equal(ts_map(wild, field.background, field.per_flux, kernels, used).ts, found.ts)
    nothing = ts_map(field.counts, field.background, field.per_flux, kernels, np.zeros_like(used))
    assert not nothing.used.any() and not nothing.flux.any()


def test_without_counts_the_flux_is_as_low_as_it_may_be_and_the_limit_is_that_of_no_counts(small):
    field, kernels, used = small
    found = ts_map(np.zeros_like(field.counts), field.background, field.per_flux, kernels, used, sigma_limit=2.0)
    assert np.all(found.flux[found.used] < 0)
    unit = signal(field, kernels, used, 8, 8).sum()
    assert found.limit[8, 8] * unit == pytest.approx(2.0)  # 2 μ = σ²


def test_an_extended_source_is_brighter_than_a_point_there():
    field = simulated_field(np.random.default_rng(0), size=29)
    shape = gaussian(2.0)
    kernels = field.kernels[:, 3:-3, 3:-3]
    wide = widened(kernels, shape)
    assert wide.shape[-1] == kernels.shape[-1] + shape.shape[-1] - 1
    assert wide.sum(axis=(1, 2)) == pytest.approx(kernels.sum(axis=(1, 2)))
    half = wide.shape[-1] // 2
    counts = field.background.copy()
    about = slice(14 - half, 15 + half)
    counts[:, about, about] += 2e-11 * wide * field.per_flux[:, about, about]
    used = field.background > 0
    point, extended = (ts_map(counts, field.background, field.per_flux, k, used) for k in (kernels, wide))
    assert extended.flux[14, 14] == pytest.approx(2e-11, rel=1e-4) and extended.ts.argmax() == 14 * 29 + 14
    assert point.flux[14, 14] < 0.8 * 2e-11 and point.ts[14, 14] < extended.ts[14, 14]


@pytest.fixture(scope="module")
def simulations():
    """Fields with 36 sources each, anywhere in their pixels in every second one: their maps and places."""
    rng, found = np.random.default_rng(11), []
    for number in range(16):
        shift = rng.uniform(-0.5, 0.5, (36, 2)) * (number % 2)
        sources = [(r + dr, c + dc, 1e-11) for (r, c), (dr, dc) in zip(PLACES, shift, strict=True)]
        field = simulated_field(rng, sources=sources)
        found.append(
            (
                field,
                ts_map(field.counts, field.background, field.per_flux, field.kernels, field.background > 0),
                sources,
            )
        )
    return found


def test_fluxes_scatter_about_the_truth_as_their_errors_say(simulations):
    at = tuple(np.array(PLACES).T)
    pulls = np.concatenate([(ts.flux[at] - 1e-11) / ts.error[at] for _, ts, _ in simulations[::2]])
    assert abs(pulls.mean()) < 0.1 and 0.9 < pulls.std() < 1.1


def test_peaks_are_found_where_sources_are_within_their_errors(simulations):
    pulls, inside = [], []
    for field, ts, sources in simulations[1::2]:
        peaks = find_peaks(ts.sqrt_ts, ts.used, field.grid, threshold=5.0, distance=0.3, flux=(ts.flux, ts.error))
        assert len(peaks) == len(sources)
        assert [peak.sqrt_ts for peak in peaks] == sorted((peak.sqrt_ts for peak in peaks), reverse=True)
        for row, column, _ in sources:
            ra, dec = (float(x) for x in field.grid.to_sky(column, row))
            peak = min(peaks, key=lambda each: separation(each.ra, each.dec, ra, dec))
            at_column, at_row = field.grid.to_pixel(peak.ra, peak.dec)
            pulls.append(((column - at_column) * PIXEL / peak.error_east, (at_row - row) * PIXEL / peak.error_north))
            inside.append(separation(peak.ra, peak.dec, ra, dec) < peak.radius_95)
            assert peak.flux == ts.flux[peak.row, peak.column] and peak.flux_error > 0
    assert np.abs(np.mean(pulls, axis=0)).max() < 0.15 and 0.9 < np.std(pulls) < 1.1
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_fields_without_a_source_have_no_candidates_and_unit_width():
    values = []
    for seed in range(3):
        field = simulated_field(np.random.default_rng(seed), level=3.0)
        ts = ts_map(field.counts, field.background, field.per_flux, field.kernels, field.background > 0)
        assert find_peaks(ts.sqrt_ts, ts.used, field.grid) == ()
        values.append(ts.sqrt_ts)
    assert abs(np.mean(values)) < 0.12 and 0.9 < np.std(values) < 1.1  # of some 300 places that are independent


GRID = SkyGrid(83.63, 22.01, pixel=0.1, columns=40)
ROW, COLUMN = np.mgrid[:40, :40]


def hill(row, column, height):
    return height * np.exp(-0.5 * ((ROW - row) ** 2 + (COLUMN - column) ** 2) / 4.0)


def test_a_shoulder_of_a_peak_is_no_peak():
    image, used = hill(20, 20, 30.0), np.ones(GRID.shape, dtype=bool)
    assert len(find_peaks(image, used, GRID, threshold=3.0, distance=0.1)) == 1
    two = find_peaks(image + hill(20, 30, 8.0), used, GRID, threshold=3.0, distance=0.5)
    assert [(peak.row, peak.column) for peak in two] == [(20, 20), (20, 30)]
    assert len(find_peaks(image + hill(20, 30, 8.0), used, GRID, threshold=3.0, distance=1.5)) == 1
    assert len(find_peaks(image + hill(20, 30, 8.0), used, GRID, threshold=3.0, distance=0.5, most=1)) == 1


def test_a_peak_at_the_edge_has_a_place_but_no_error():
    (peak,) = find_peaks(hill(0, 12, 10.0), np.ones(GRID.shape, dtype=bool), GRID)
    assert (peak.row, peak.column) == (0, 12) and np.isnan(peak.radius_95)


def test_exclusions_grow_until_nothing_new_is_significant():
    """The second source shows only when the first, in its ring, is excluded."""

    def significance(free):
        hidden = free[10, 10]
        return hill(10, 10, 20.0) + (0.0 if hidden else 1.0) * hill(30, 30, 9.0), np.ones(GRID.shape, dtype=bool)

    free = growing_exclusions(significance, np.ones(GRID.shape, dtype=bool), GRID, threshold=5.0, margin=0.2)
    assert not free[10, 10] and not free[30, 30] and free[20, 20]
    assert np.array_equal(growing_exclusions(significance, free, GRID, threshold=5.0, margin=0.2), free)


def test_two_sources_in_each_others_rings_are_excluded_and_leave_noise():
    """Each is in the ring of the other's surroundings, where the map would be too low."""
    field = simulated_field(np.random.default_rng(8), size=100, sources=[(50, 43, 4e-10), (50, 59, 1e-10)], level=2.0)
    counts, background = field.counts.sum(axis=0), field.background.sum(axis=0)

    def significance(free):
        off = ring_background(counts, background, free, field.grid, Ring(r_in=0.5, width=0.3))
        found = excess_map(counts, off, background > 0, 2.5)
        return found.significance, found.used

    everywhere = np.ones(counts.shape, dtype=bool)
    free = growing_exclusions(significance, everywhere, field.grid, threshold=4.5, margin=0.2)
    assert not free[50, 43] and not free[50, 59] and free.mean() > 0.9
    before, after = (distribution(significance(mask)[0], free) for mask in (everywhere, free))
    assert before.mean < -0.3 and abs(after.mean) < 0.12 and 0.9 < after.width < 1.1
