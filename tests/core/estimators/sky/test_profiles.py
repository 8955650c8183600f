"""Profiles over a map: radial, along a line, in wedges; images in three colours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from simulated_sky import SIGMA, in_pixels, simulated_field

from vhegui.core.background.off_maps import OffMaps
from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.estimators.sky.profile_cells import cells
from vhegui.core.estimators.sky.profile_shapes import LineProfile, RadialProfile, WedgeProfile
from vhegui.core.estimators.sky.profile_source import point_source, psf_points
from vhegui.core.estimators.sky.profiles import profile
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.rgb import Band, band_of, rgb
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.setting_checks import fault
from vhegui.core.sphere import position_angle, separation

GRID = SkyGrid(83.63, 22.01, pixel=0.05, columns=60)
PIXELS = SkyPixels.of(GRID)
EVERYWHERE = np.ones(GRID.shape, dtype=bool)
RINGS = RadialProfile(83.63, 22.01, outer=1.2, bins=3)


def bins_of(shape, counts, background, used=EVERYWHERE, pixels=PIXELS, **more):
    return profile(counts, background, used, cells(shape, pixels), pixels, **more)


def test_bins_of_a_uniform_field_hold_what_their_area_says():
    rings = bins_of(RINGS, np.full(GRID.shape, 3.0), np.full(GRID.shape, 2.0))
    assert rings.area == pytest.approx(np.pi * np.diff(rings.edges**2), rel=2e-3)
    assert np.allclose(rings.n_on / rings.area, 3.0 / 0.05**2, rtol=1e-3)
    assert np.allclose(rings.excess, rings.n_on / 3.0)
    assert np.allclose(rings.error, np.sqrt(rings.n_on)) and np.all(np.diff(rings.significance) > 0)
    assert rings.covered == pytest.approx([1.0, 1.0, 1.0])


places = st.floats(-0.6, 0.6)
shapes = st.one_of(
    st.builds(
        lambda x, y, u, v, width: LineProfile(83.63 + x, 22.01 + y, 83.63 + u, 22.01 + v, width=width),
        *(places, places, places, places, st.floats(0.02, 1.0)),
    ).filter(lambda line: line.length > 0.01),
    st.builds(
        lambda x, y, inner, more, start, sector: RadialProfile(
            83.63 + x, 22.01 + y, inner=inner, outer=inner + more, start=start, sector=sector
        ),
        *(places, places, st.floats(0, 0.5), st.floats(0.02, 0.8), st.floats(-360, 360), st.floats(1, 360)),
    ),
    st.builds(
        lambda x, y, inner, more, start: WedgeProfile(
            83.63 + x, 22.01 + y, inner=inner, outer=inner + more, start=start
        ),
        *(places, places, st.floats(0, 0.5), st.floats(0.02, 0.8), st.floats(-360, 360)),
    ),
)


@settings(max_examples=60, deadline=None)
@given(shapes, st.integers(2, 60))
def test_however_many_bins_they_share_out_the_whole_band(shape, bins):
    """Whatever an edge cuts: nothing is counted twice, nothing is lost."""
    counts = np.random.default_rng(3).poisson(2.0, GRID.shape).astype(float)
    one, many = (cells(replace(shape, bins=n), PIXELS) for n in (1, bins))
    for image in (counts, PIXELS.area):
        assert many.total(image).sum() == pytest.approx(one.total(image).sum(), rel=1e-9, abs=1e-12)
    assert np.all(np.bincount(many.pixel, many.share, GRID.rows * GRID.columns) <= 1.0 + 1e-9)


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        (LineProfile(83.4, 21.7, 83.9, 22.3, width=0.13), 0.13 * separation(83.4, 21.7, 83.9, 22.3)),
        (RadialProfile(83.63, 22.01, inner=0.2, outer=0.47), np.pi * (0.47**2 - 0.2**2)),
        (RadialProfile(83.7, 22.1, outer=0.5, start=300.0, sector=80.0), np.pi * 0.25 * 80.0 / 360.0),
        (WedgeProfile(83.63, 22.01, inner=0.1, outer=0.6), np.pi * (0.36 - 0.01)),
    ],
)
def test_the_area_of_a_band_is_that_of_its_shape(shape, area):
    assert cells(shape, PIXELS).total(PIXELS.area).sum() == pytest.approx(area, rel=0.005)


def test_coordinates_are_those_of_the_sphere():
    ra, dec = GRID.coordinates()
    about = RadialProfile(83.2, 21.5, start=30.0, sector=90.0)
    place, beside = about.coordinates(*np.moveaxis(PIXELS.directions @ about.axes, -1, 0))
    assert np.allclose(place, separation(83.2, 21.5, ra, dec), atol=1e-6)
    assert np.allclose(beside, (position_angle(83.2, 21.5, ra, dec) - 30.0) % 360.0)
    assert PIXELS.area.sum() == pytest.approx(GRID.width * GRID.height, rel=0.01)


def test_counts_are_in_the_bin_of_their_place():
    counts = np.zeros(GRID.shape)
    row, column = GRID.pixel_of(83.63, 22.51)
    counts[row, column] = 7.0
    rings = bins_of(RadialProfile(83.63, 22.01, outer=1.4, bins=7), counts, counts)
    assert rings.n_on.tolist() == pytest.approx([0, 0, 7, 0, 0, 0, 0])
    wedges = bins_of(WedgeProfile(83.63, 22.01, outer=1.0, start=-45.0, bins=4), counts, counts)
    assert wedges.n_on.tolist() == pytest.approx([7, 0, 0, 0])  # to the north


def test_sectors_together_are_the_whole():
    counts = np.random.default_rng(0).poisson(1.0, GRID.shape).astype(float)
    whole = bins_of(RINGS, counts, counts)
    sectors = [(-30.0, 75.0), (45.0, 155.0), (200.0, 130.0)]
    parts = [bins_of(replace(RINGS, start=start, sector=sector), counts, counts) for start, sector in sectors]
    assert np.allclose(sum(part.n_on for part in parts), whole.n_on)
    about = bins_of(WedgeProfile(83.63, 22.01, outer=1.2, bins=8), counts, counts)
    assert about.n_on.sum() == pytest.approx(whole.n_on.sum())


def test_a_line_has_a_length_and_sides():
    line = LineProfile(83.63, 21.51, 83.63, 22.51, width=0.6, bins=5)  # northwards
    counts = np.zeros(GRID.shape)
    row, column = GRID.pixel_of(83.9, 22.11)  # 0.25 deg to the east, hence on the left
    counts[row, column] = 5.0
    along, across = line.coordinates(*(PIXELS.directions[row, column] @ line.axes))
    assert along == pytest.approx(0.6, abs=0.03) and across == pytest.approx(0.25, abs=0.03)
    for width, expected in ((0.6, 5.0), (0.4, 0.0)):
        found = bins_of(replace(line, width=width), counts, counts)
        assert found.n_on.sum() == pytest.approx(expected)
        assert found.n_on[2] + found.n_on[3] == pytest.approx(expected)
    back = LineProfile(83.63, 22.51, 83.63, 21.51, width=0.6, bins=5)
    assert np.allclose(bins_of(back, counts, counts).n_on, bins_of(line, counts, counts).n_on[::-1])


def test_what_cannot_be_a_profile_is_named():
    assert "0° long" in fault(LineProfile(83.0, 22.0, 83.0, 22.0)).reason
    assert "inner radius" in fault(RadialProfile(83.0, 22.0, inner=0.5, outer=0.4)).reason
    assert fault(WedgeProfile(83.0, 95.0)).path == "dec"


def test_across_the_start_of_right_ascension_and_at_a_pole_nothing_is_lost():
    for ra, dec in ((0.0, 10.0), (123.0, 89.9)):
        grid = SkyGrid(ra, dec, pixel=0.05, columns=40)
        pixels = SkyPixels.of(grid)
        assert cells(RadialProfile(ra, dec, outer=0.6), pixels).total(pixels.area).sum() == pytest.approx(
            np.pi * 0.36, rel=0.003
        )


def test_off_of_pixels_is_counted_once_in_a_bin():
    ra, dec = GRID.coordinates()
    distance = separation(83.63, 22.01, ra, dec)
    background = np.exp(-0.5 * distance**2)
    counts = np.random.default_rng(1).poisson(background).astype(float)
    off = ring_background(counts, background, EVERYWHERE, GRID, Ring(r_in=0.4, width=0.3))
    rings = replace(RINGS, outer=0.4, bins=2)
    bins = bins_of(rings, counts, off)
    inside = distance < 0.2
    assert bins.background[0] == pytest.approx(cells(rings, PIXELS).total(off.background)[0])
    assert bins.n_off is not None and bins.alpha is not None
    assert bins.n_off[0] == pytest.approx(off.n_off[inside].mean(), rel=0.02)
    assert bins.error[0] > np.sqrt(bins.n_on[0])
    nothing = OffMaps(background, 0.0 * background, 0.0 * background)
    assert not bins_of(rings, counts, nothing).n_on.any()


def test_flux_and_brightness_are_those_of_a_uniform_glow():
    per_flux = np.full(GRID.shape, 2e12)
    glow = 3e-10 * PIXELS.area * per_flux  # counts of 3e-10 cm⁻² s⁻¹ deg⁻²
    used = np.indices(GRID.shape)[1] < 30
    for here in (EVERYWHERE, used):
        rings = bins_of(RINGS, 5.0 + glow, np.full(GRID.shape, 5.0), here, per_flux=per_flux)
        assert rings.quantity("brightness") == pytest.approx(np.full(3, 3e-10))
        assert rings.quantity("flux") == pytest.approx(3e-10 * rings.area)
    assert rings.covered == pytest.approx([0.5, 0.5, 0.5], abs=0.02)
    low, high = rings.errors("flux")
    assert np.all((low > 0) & (high > low)) and np.all(rings.errors("background")[0] == 0.0)
    assert rings.quantity("counts") == pytest.approx(rings.n_on)
    assert np.isnan(bins_of(RINGS, glow, glow).quantity("flux")).all()  # no response was given


def psf_of(field):
    """How the counts of a source in the middle of a simulated field are spread."""
    radius = np.linspace(0.0, 0.6, 200)
    weight = field.per_flux[:, 40, 40] / field.per_flux[:, 40, 40].sum()
    return radius, weight @ (1.0 - np.exp(-0.5 * (radius / SIGMA[:, None]) ** 2))


def test_a_point_source_has_the_profile_of_its_psf():
    field = simulated_field(np.random.default_rng(2), size=81, sources=[(40, 40, 3e-10)])
    ra, dec = (float(x) for x in field.grid.to_sky(40, 40))
    counts, background = field.counts.sum(axis=0), field.background.sum(axis=0)
    pixels, points = SkyPixels.of(field.grid), psf_points(*psf_of(field), field.grid.pixel)
    truth = 3e-10 * field.per_flux[:, 40, 40].sum()
    for shape, part in (
        (RadialProfile(ra, dec, outer=0.4, bins=8), 1.0),
        (RadialProfile(ra, dec, outer=0.4, start=20.0, sector=90.0, bins=8), 0.25),
        (WedgeProfile(ra, dec, outer=0.4, bins=8), 1.0),
        (LineProfile(ra, dec - 0.4, ra, dec + 0.4, width=0.6, bins=16), 1.0),
    ):
        bins = bins_of(shape, counts, background, background > 0, pixels)
        expected = point_source(bins, shape, *points)
        assert expected.excess.sum() == pytest.approx(part * truth, rel=0.05)
        assert np.sum(((bins.excess - expected.excess) / bins.error) ** 2) < 2.2 * shape.bins
    assert expected.place == pytest.approx(0.4, abs=0.01)
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
