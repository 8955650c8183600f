"""OFF regions anywhere in the field: an event counts once, areas are those of unions, alpha is what ON expects."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.acceptance import run_acceptance
from vhegui.core.background.scattered import RESPONSE, UNKNOWN, ScatteredOff
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.regions.circle import Circle
from vhegui.core.spectra.region_counts import count_regions, count_with_cut, offset_events, region_members

POINTING = (83.63, 22.51)
AXIS = EnergyAxis(np.geomspace(0.5, 20.0, 7))
WIDTH = 1.2  # deg, of the acceptance


def at(offset: float, angle: float, radius: float) -> Circle:
    """A circle somewhere about the pointing."""
    return Circle(*(float(v) for v in sphere.offset_by(*POINTING, angle, offset)), radius)


ON = at(0.5, 180.0, 0.11)


def gaussian() -> Background2D:
    """A background that falls with the offset as a Gaussian."""
    edges, nodes = np.geomspace(0.3, 30.0, 13), OffsetAxis.nodes(np.linspace(0.0, 3.0, 61))
    centres = np.sqrt(edges[1:] * edges[:-1])
    return Background2D(edges, nodes, centres[:, None] ** -2.7 * np.exp(-0.5 * (nodes.centres / WIDTH) ** 2))


def scattered(*regions: Circle, response: Background2D | Background3D | None = None) -> ScatteredOff:
    acceptance = run_acceptance(response, AXIS, POINTING) if response else None
    return ScatteredOff(*POINTING, ON, regions, acceptance=acceptance)


def uniform_events(count: int = 200_000):
    rng = np.random.default_rng(3)
    offset = np.degrees(np.arccos(rng.uniform(np.cos(np.radians(2.0)), 1.0, count)))
    ra, dec = sphere.offset_by(*POINTING, rng.uniform(0.0, 360.0, count), offset)
    return ra, dec, rng.uniform(0.6, 19.0, count)


def test_events_are_counted_once_and_are_those_inside_the_circles():
    off = scattered(at(0.5, 0.0, 0.3), at(0.7, 10.0, 0.3), at(1.2, 90.0, 0.2))
    ra, dec, energy = uniform_events()
    events = offset_events(ra, dec, energy, POINTING, AXIS)
    expected = np.any([each.contains(ra, dec) for each in off.regions], axis=0)
    counts = count_regions(events, ON, off)
    on, outside = region_members(events, ON, off)
    assert counts.on.sum() == ON.contains(ra, dec).sum() == len(on)
    assert counts.off.sum() == expected.sum() == len(outside)
    assert counts.alpha == pytest.approx(counts.on.sum() / counts.off.sum(), rel=0.1)


def test_at_one_offset_alpha_is_the_ratio_of_solid_angles_whatever_the_response_says():
    off = scattered(at(0.5, 0.0, 0.11), at(0.505, 90.0, 0.11), response=gaussian())
    assert off.same_offset
    assert off.ratio(0.11, AXIS.n) == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize("offset", [0.0, 0.2, 1.0, 1.8])
def test_at_other_offsets_alpha_is_the_ratio_of_the_response(offset):
    region = at(offset, 30.0, 0.11)
    off = scattered(region, response=gaussian())
    expected = np.exp(-0.5 * (0.5**2 - offset**2) / WIDTH**2)
    assert off.remarks == (RESPONSE,)
    assert off.ratio(0.11, AXIS.n) == pytest.approx(expected, rel=5e-3)


def test_a_response_that_is_not_round_is_used_in_its_directions():
    edges, axis = np.geomspace(0.3, 30.0, 5), np.linspace(-3.0, 3.0, 31)
    middle = 0.5 * (axis[1:] + axis[:-1])
    slope = 1.0 + 0.2 * middle[None, :, None] + 0.0 * middle[None, None, :]
    response = Background3D(edges, axis, axis, np.ones((4, 1, 1)) * slope)
    east, west = (scattered(at(1.0, angle, 0.11), response=response) for angle in (90.0, 270.0))
    # longitude grows towards the west
    assert east.ratio(0.11, AXIS.n) == pytest.approx(1.0 / 0.8, rel=2e-3)
    assert west.ratio(0.11, AXIS.n) == pytest.approx(1.0 / 1.2, rel=2e-3)


def test_without_response_solid_angles_are_used_with_a_warning():
    off = scattered(at(1.0, 0.0, 0.22))
    assert off.remarks == (UNKNOWN,)
    assert off.ratio(0.11, AXIS.n) == pytest.approx(0.25, rel=1e-5)


def test_bins_where_the_response_is_empty_take_the_ratio_of_their_neighbour():
    response = gaussian()
    low = Background2D(
        response.energy_edges, response.offset_axis, response.values * (response.energy_edges[:-1, None] < 5)
    )
    ratio = scattered(at(1.0, 0.0, 0.11), response=low).ratio(0.11, AXIS.n)
    assert np.all(np.isfinite(ratio)) and ratio[-1] == ratio[-2] > 0


def test_a_directional_cut_scales_alpha_with_the_radius_of_each_energy():
    radii = np.array([[0.2, 0.1]])
    cut = RadMax2D(np.array([0.1, 3.0, 100.0]), OffsetAxis.nodes([0.0]), radii)
    off = scattered(at(0.5, 0.0, 0.2))
    events = offset_events(*uniform_events(), POINTING, AXIS)
    counts = count_with_cut(events, off, cut, AXIS)
    assert counts.alpha[AXIS.edges[1:] <= 3.0] == pytest.approx(1.0, rel=1e-5)
    assert counts.alpha[AXIS.edges[:-1] >= 3.0] == pytest.approx(0.25, rel=1e-5)
    assert counts.alpha @ counts.off == pytest.approx(counts.on.sum(), rel=0.1)
