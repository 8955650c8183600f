"""Profiles over a map: radial, along a line, in wedges; images in three colours."""

from __future__ import annotations

import numpy as np
import pytest
from simulated_sky import PIXEL, SIGMA, in_pixels, simulated_field

from vhegui.core.background.off_maps import OffMaps
from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.estimators.sky.profiles import point_source, profile
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.rgb import Band, band_of, rgb
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.sphere import position_angle, separation

GRID = SkyGrid(83.63, 22.01, pixel=0.05, columns=60)
PIXELS = SkyPixels.of(GRID)
EVERYWHERE = np.ones(GRID.shape, dtype=bool)


def test_bins_of_a_uniform_field_hold_what_their_area_says():
    distance = PIXELS.distance(83.63, 22.01)
    edges = np.array([0.0, 0.4, 0.8, 1.2])
    rings = profile(np.full(GRID.shape, 3.0), np.full(GRID.shape, 2.0), EVERYWHERE, distance, edges, PIXELS)
    assert rings.area == pytest.approx(np.pi * np.diff(edges**2), rel=0.05)
    assert np.allclose(rings.n_on / rings.area, 3.0 / 0.05**2, rtol=1e-3)
    assert np.allclose(rings.excess, rings.n_on / 3.0)
    assert np.allclose(rings.error, np.sqrt(rings.n_on)) and np.all(np.diff(rings.significance) > 0)


def test_places_are_those_of_the_sphere():
    ra, dec = GRID.coordinates()
    assert np.allclose(PIXELS.distance(83.2, 21.5), separation(83.2, 21.5, ra, dec), atol=1e-6)
    assert np.allclose(PIXELS.angle(83.2, 21.5), position_angle(83.2, 21.5, ra, dec))
    assert PIXELS.area.sum() == pytest.approx(GRID.width * GRID.height, rel=0.01)


def test_counts_are_in_the_bin_of_their_distance():
    counts = np.zeros(GRID.shape)
    row, column = GRID.pixel_of(83.63, 22.51)
    counts[row, column] = 7.0
    rings = profile(counts, counts, EVERYWHERE, PIXELS.distance(83.63, 22.01), np.arange(0.0, 1.5, 0.2), PIXELS)
    assert rings.n_on.tolist() == [0, 0, 7, 0, 0, 0, 0]


def test_wedges_together_are_the_whole():
    distance, edges = PIXELS.distance(83.63, 22.01), np.linspace(0.0, 1.0, 6)
    counts = np.random.default_rng(0).poisson(1.0, GRID.shape).astype(float)
    whole = profile(counts, counts, EVERYWHERE, distance, edges, PIXELS)
    bounds = [(-30.0, 45.0), (45.0, 200.0), (200.0, 330.0)]
    parts = [profile(counts, counts, PIXELS.in_wedge(83.63, 22.01, *b), distance, edges, PIXELS) for b in bounds]
    assert np.array_equal(sum(part.n_on for part in parts), whole.n_on)
    about = profile(counts, counts, distance < 1.0, PIXELS.angle(83.63, 22.01), np.linspace(0, 360, 9), PIXELS)
    assert about.n_on.sum() == whole.n_on.sum()


def test_a_line_has_a_length_and_sides():
    start, stop = (83.63, 21.51), (83.63, 22.51)  # northwards
    along, across = PIXELS.along_line(start, stop)
    counts = np.zeros(GRID.shape)
    row, column = GRID.pixel_of(83.9, 22.11)  # 0.25 deg to the east, hence on the left
    counts[row, column] = 5.0
    assert along[row, column] == pytest.approx(0.6, abs=0.03) and across[row, column] == pytest.approx(0.25, abs=0.03)
    for width, expected in ((0.6, 5.0), (0.4, 0.0)):
        bins = profile(counts, counts, np.abs(across) < width / 2, along, np.linspace(0.0, 1.0, 6), PIXELS)
        assert bins.n_on.tolist() == [0.0, 0.0, 0.0, expected, 0.0]
    back_along, back_across = PIXELS.along_line(stop, start)
    assert np.allclose(along + back_along, 1.0) and np.allclose(across, -back_across)


def test_off_of_pixels_is_counted_once_in_a_bin():
    background = np.exp(-0.5 * PIXELS.distance(83.63, 22.01) ** 2)
    counts = np.random.default_rng(1).poisson(background).astype(float)
    off = ring_background(counts, background, EVERYWHERE, GRID, Ring(r_in=0.4, width=0.3))
    distance = PIXELS.distance(83.63, 22.01)
    bins = profile(counts, off, EVERYWHERE, distance, np.array([0.0, 0.2, 0.4]), PIXELS)
    inside = distance < 0.2
    assert bins.background[0] == pytest.approx(off.background[inside].sum())
    assert bins.n_off is not None and bins.alpha is not None
    assert bins.n_off[0] == pytest.approx(off.n_off[inside].mean(), rel=0.02)
    assert bins.error[0] > np.sqrt(bins.n_on[0])
    nothing = OffMaps(background, 0.0 * background, 0.0 * background)
    assert not profile(counts, nothing, EVERYWHERE, distance, np.array([0.0, 0.2]), PIXELS).n_on.any()


def test_a_point_source_has_the_profile_of_its_psf():
    field = simulated_field(np.random.default_rng(2), size=81, sources=[(40, 40, 3e-10)])
    ra, dec = (float(x) for x in field.grid.to_sky(40, 40))
    counts, background = field.counts.sum(axis=0), field.background.sum(axis=0)
    edges = np.linspace(0.0, 0.4, 9)
    pixels = SkyPixels.of(field.grid)
    bins = profile(counts, background, background > 0, pixels.distance(ra, dec), edges, pixels)
    radius = np.linspace(0.0, 0.6, 200)
    weight = field.per_flux[:, 40, 40] / field.per_flux[:, 40, 40].sum()
    contained = weight @ (1.0 - np.exp(-0.5 * (radius / np.hypot(SIGMA, PIXEL / np.sqrt(12.0))[:, None]) ** 2))
    expected = point_source(bins, radius, contained)
    truth = 3e-10 * field.per_flux[:, 40, 40].sum()
    assert expected.sum() == pytest.approx(truth, rel=0.03)
    assert np.sum(((bins.excess - expected) / bins.error) ** 2) < 30.0
    assert in_pixels(81, 40, 40, 2.0).sum() == pytest.approx(1.0)


def test_colours_go_from_black_to_full():
    image = np.arange(100.0).reshape(10, 10)
    used = image < 90
    band = band_of(image, used, percent=50.0)
    assert (band.low, band.high) == (0.0, 44.5)
    coloured = rgb([image, image, -image], [band, band_of(image, used, "asinh"), band], used)
    assert coloured.shape == (10, 10, 3) and coloured.dtype == np.uint8
    assert coloured[9].max() == 0 and coloured[5, 5].tolist()[0] == 255 and coloured[..., 2].max() == 0
    assert np.all(np.diff(coloured[used][:, 1].astype(int)) >= 0)
    assert Band(1.0, 1.0).scaled(image).max() == 0.0
    assert band_of(image, used & ~used).high == 0.0
