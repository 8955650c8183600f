"""Counting in regions of any shape gives what asking every copy about every event gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.reflected import place_packed
from vhegui.core.background.wobble import place_wobble
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.spectra.region_counts import count_regions, offset_events, region_members

AXIS = EnergyAxis.from_bounds(0.1, 10.0, 5)
NOTHING = excluded_discs([])


def sky(pointing, seed, n=3000):
    """Directions and energies of events in a field of 2.5 deg."""
    rng = np.random.default_rng(seed)
    lon, lat = sphere.offset_by(*pointing, rng.uniform(0, 360, n), 2.5 * np.sqrt(rng.random(n)))
    return lon, lat, 10 ** rng.uniform(-1.5, 1.5, n)


@settings(max_examples=20)
@given(
    st.floats(0, 359),
    st.floats(-88, 88),
    st.floats(0, 359),
    st.floats(0.0, 2.0),
    st.floats(0.02, 0.5),
    st.floats(0.02, 0.5),
    st.floats(0, 180),
    st.integers(0, 99),
)
def test_counts_in_ellipses_equal_brute_force(ra, dec, direction, offset, a, b, angle, seed):
    lon, lat, energy = sky((ra, dec), seed)
    source = Ellipse(*(float(v) for v in sphere.offset_by(ra, dec, direction, offset)), a, b, angle)
    for off in (place_packed(source, (ra, dec), NOTHING), place_wobble(source, (ra, dec), NOTHING, 3)):
        counts = count_regions(offset_events(lon, lat, energy, (ra, dec), AXIS), source, off)
        inside = np.any([np.zeros(len(lon), bool), *(copy.contains(lon, lat) for copy in off.copies)], axis=0)
        assert np.array_equal(counts.on, np.histogram(energy[source.contains(lon, lat)], AXIS.edges)[0])
        assert np.array_equal(counts.off, np.histogram(energy[inside], AXIS.edges)[0])
        assert np.all(counts.alpha == (1.0 / len(off) if len(off) else 0.0))


def test_an_ellipse_with_equal_axes_counts_what_the_circle_counts():
    pointing = (83.63, 22.51)
    circle, round_ellipse = Circle(83.63, 22.01, 0.2), Ellipse(83.63, 22.01, 0.2, 0.2, 35.0)
    lon, lat, energy = sky(pointing, 5, 20_000)
    events = offset_events(lon, lat, energy, pointing, AXIS)
    off = place_wobble(circle, pointing, NOTHING, 3)
    expected = count_regions(events, circle, off)
    found = count_regions(events, round_ellipse, place_wobble(round_ellipse, pointing, NOTHING, 3))
    assert expected.off.sum() > 0
    assert np.array_equal(found.on, expected.on)
    assert np.array_equal(found.off, expected.off)


def test_the_members_are_the_events_that_are_counted():
    pointing = (83.63, 22.51)
    source = Ellipse(83.63, 22.01, 0.3, 0.1, 35.0)
    events = offset_events(*sky(pointing, 6), pointing, AXIS)
    off = place_packed(source, pointing, NOTHING)
    on, outside = region_members(events, source, off)
    counts = count_regions(events, source, off)
    assert np.array_equal(np.bincount(events.energy_bin[on], minlength=AXIS.n), counts.on)
    assert np.array_equal(np.bincount(events.energy_bin[outside], minlength=AXIS.n), counts.off)
