"""Counting on rings gives what counting event by event gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.reflected import place_packed
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.spectra.region_counts import count_regions, offset_events

AXIS = EnergyAxis.from_bounds(0.1, 10.0, 5)


@settings(max_examples=40)
@given(
    st.floats(0, 359),
    st.floats(-88, 88),
    st.floats(0, 359),
    st.floats(0.0, 2.0),
    st.floats(0.05, 0.4),
    st.integers(0, 99),
)
def test_region_counts_equal_brute_force(ra, dec, angle, offset, radius, seed):
    rng = np.random.default_rng(seed)
    n = 3000
    lon, lat = sphere.offset_by(ra, dec, rng.uniform(0, 360, n), 2.5 * np.sqrt(rng.random(n)))
    energy = 10 ** rng.uniform(-1.5, 1.5, n)
    source = Circle(*(float(v) for v in sphere.offset_by(ra, dec, angle, offset)), radius)
    off = place_packed(source, (ra, dec), excluded_discs([]))
    counts = count_regions(offset_events(lon, lat, energy, (ra, dec), AXIS), source, off)
    expected_on = np.histogram(energy[source.contains(lon, lat)], AXIS.edges)[0]
    inside = np.zeros(n, dtype=bool)
    for centre in zip(*off.centres, strict=True):
        inside |= sphere.separation(*centre, lon, lat) <= radius
    assert np.array_equal(counts.on, expected_on)
    assert np.array_equal(counts.off, np.histogram(energy[inside], AXIS.edges)[0])


def test_an_on_region_on_the_pointing_is_counted_whole():
    lon, lat = sphere.offset_by(50.0, 30.0, np.arange(0, 360, 10.0), np.full(36, 0.05))
    events = offset_events(lon, lat, np.ones(36), (50.0, 30.0), AXIS)
    nothing = OffRegions(50.0, 30.0, Circle(50.0, 30.0, 0.1), 0.0, 0.0, np.empty(0))
    assert count_regions(events, Circle(50.0, 30.0, 0.1), nothing).on.sum() == 36
