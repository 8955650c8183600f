"""Radii that depend on energy: every event counts once, and alpha is the ratio of what the regions cover."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.wobble import place_wobble
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.irf.responses import Responses
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.spectra.directional_cut import cut_messages, has_cut, on_radius, placed
from vhegui.core.spectra.overlap import exposure_ratio, overlapping
from vhegui.core.spectra.region_counts import OffsetEvents, count_regions, count_with_cut, offset_events
from vhegui.core.spectra.response import RunResponse, run_response

AXIS = EnergyAxis.from_bounds(0.1, 10.0, 3)
CUT = RadMax2D(np.geomspace(0.05, 20.0, 8), OffsetAxis.nodes([0.4]), np.linspace(0.38, 0.08, 7)[None])
POINTING = (83.0, 22.0)
NOTHING = excluded_discs([])


def source(offset: float = 0.4, radius: float = 0.1) -> Circle:
    return Circle(*(float(v) for v in sphere.offset_by(*POINTING, 40.0, offset)), radius)


def wobble(n: int, offset: float = 0.4) -> OffRegions:
    return place_wobble(source(offset), POINTING, NOTHING, n, least_radius=0.01)


def field(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    lon, lat = sphere.offset_by(*POINTING, rng.uniform(0, 360, n), 1.2 * np.sqrt(rng.random(n)))
    return lon, lat, 10 ** rng.uniform(-1.0, 1.0, n)


def events(n: int, seed: int = 1) -> OffsetEvents:
    return offset_events(*field(n, seed), POINTING, AXIS)


@settings(max_examples=25)
@given(st.integers(1, 7), st.floats(0.2, 0.8), st.integers(0, 99))
def test_each_event_counts_once_inside_its_own_radius(n: int, offset: float, seed: int) -> None:
    off = wobble(n, offset)
    lon, lat, energy = field(4000, seed)
    counts = count_with_cut(offset_events(lon, lat, energy, POINTING, AXIS), off, CUT, AXIS)
    radius = CUT.radius(energy, offset)
    on = sphere.separation(source(offset).ra, source(offset).dec, lon, lat)
    inside = np.zeros(len(lon), dtype=bool)
    for centre in zip(*off.centres, strict=True):
        inside |= sphere.separation(*centre, lon, lat) <= radius
    expected_off = np.histogram(energy[inside & (on > radius)], AXIS.edges)[0]
    assert np.array_equal(counts.on, np.histogram(energy[on <= radius], AXIS.edges)[0])
    assert np.array_equal(counts.off, expected_off)


@pytest.mark.parametrize(("n", "radius"), [(1, 0.1), (3, 0.2), (3, 0.35), (7, 0.2), (7, 0.38), (1, 0.41)])
def test_alpha_is_the_ratio_of_the_solid_angles(n: int, radius: float) -> None:
    off, rng = wobble(n), np.random.default_rng(5)
    lon, lat = sphere.offset_by(*POINTING, rng.uniform(0, 360, 400_000), 0.85 * np.sqrt(rng.random(400_000)))
    on = replace(source(), radius=radius).contains(lon, lat)
    outside = np.zeros(len(lon), dtype=bool)
    for centre in zip(*off.centres, strict=True):
        outside |= sphere.separation(*centre, lon, lat) <= radius
    sampled = on.sum() / (outside & ~on).sum()
    assert exposure_ratio(off, radius) == pytest.approx(sampled, rel=0.04)
    if not overlapping(off, np.array([radius]))[0]:
        assert exposure_ratio(off, radius) == pytest.approx(1.0 / n, rel=1e-9)


def test_the_background_of_a_flat_field_is_right_in_every_bin_although_regions_overlap() -> None:
    counts = count_with_cut(events(1_500_000), wobble(5), CUT, AXIS)
    np.testing.assert_allclose(counts.alpha * counts.off, counts.on, rtol=0.05)
    assert counts.alpha[0] > 0.25
    assert counts.alpha[-1] == pytest.approx(0.2)


def test_a_constant_cut_counts_as_a_circle_does() -> None:
    off = wobble(3)
    drawn = count_regions(events(30_000), source(0.4, 0.1), off)
    by_cut = count_with_cut(events(30_000), off, RadMax2D.fixed(0.1), AXIS)
    for a, b in ((drawn.on, by_cut.on), (drawn.off, by_cut.off), (drawn.alpha, by_cut.alpha)):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_without_off_regions_alpha_is_zero() -> None:
    empty = OffRegions(*POINTING, Circle(*POINTING, 0.1), 0.0, 0.0, np.empty(0))
    assert not count_with_cut(events(1000), empty, CUT, AXIS).alpha.any()


def test_regions_that_overlap_even_at_the_smallest_radius_are_rejected() -> None:
    crowded = place_wobble(source(0.4, 0.38), POINTING, NOTHING, 20, least_radius=0.1)
    assert 0 < len(crowded) < 20
    assert len(place_wobble(source(0.4, 0.38), POINTING, NOTHING, 7, least_radius=0.08)) == 7
    assert len(place_wobble(source(0.4, 0.38), POINTING, NOTHING, 7)) < 7


def response(cut: RadMax2D | None, pointlike: bool = True) -> RunResponse:
    edges, axis = np.geomspace(0.05, 20, 5), OffsetAxis.nodes([0.0, 1.0])
    aeff = EffectiveArea2D(edges, axis, np.full((2, 4), 1e5), pointlike)
    edisp = EnergyDispersion2D(edges, np.linspace(0.5, 1.5, 5), axis, np.ones((2, 4, 4)), pointlike)
    return run_response(Responses(aeff, edisp, rad_max=cut), AXIS, AXIS, 1000.0, 7)


def test_the_source_radius_is_the_cut_of_point_like_responses_only() -> None:
    drawn = source(0.4, 0.11)
    assert placed(drawn, on_radius(drawn, POINTING, response(RadMax2D.fixed(0.14)))).radius == 0.14
    assert placed(drawn, on_radius(drawn, POINTING, response(RadMax2D.fixed(0.14), pointlike=False))).radius == 0.11
    assert placed(drawn, on_radius(drawn, POINTING, response(None))).radius == 0.11
    by_energy = on_radius(drawn, POINTING, response(CUT))
    assert (by_energy.smallest, by_energy.largest) == (CUT.radii.min(), CUT.radii[0, 0])


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (RadMax2D.fixed(0.14), r"run 7: .* cut at 0.14 deg: .* not the 0.11 deg drawn"),
        (CUT, r"run 7: .* is 0.08 to 0.38 deg.*\n.*run 7: regions overlap below 4.64 TeV"),
        (None, r"run 7: .* do not say with which cut"),
        (RadMax2D.fixed(0.11), r"^$"),
    ],
)
def test_radii_that_are_not_as_drawn_are_said(cut: RadMax2D | None, said: str) -> None:
    drawn, made = source(0.4, 0.11), response(cut)
    radii = {7: on_radius(drawn, POINTING, made)}
    text = "\n".join(cut_messages(drawn, radii, {7: wobble(7)}, {7: made}, containment=True))
    assert re.search(said, text), text


def test_bins_in_which_the_cut_is_not_defined_are_not_used() -> None:
    one = np.ones((2, 6))
    edges, nodes = np.geomspace(0.1, 10.0, 7), OffsetAxis.nodes([0.0, 2.0])
    radii = np.array([[0.0, 0.0, 0.1, 0.1, 0.1, 0.1], [0.1] * 6])
    responses = Responses(
        EffectiveArea2D(edges, nodes, one, pointlike=True),
        EnergyDispersion2D(edges, np.linspace(0, 2, 5), nodes, np.full((2, 6, 4), 0.5)),
        rad_max=RadMax2D(edges, nodes, radii),
    )
    response = run_response(responses, AXIS, AXIS, 1.0, 1)
    # 0.1 to 10 TeV in 6 bins; the cut has none below the second of the 6 edges of its own, which end at 0.46 TeV.
    assert has_cut(response, 0.4).tolist() == (AXIS.edges[:-1] >= edges[2] * (1 - 1e-9)).tolist()
    assert has_cut(response, 1.9).all()
    full = run_response(replace(responses, aeff=EffectiveArea2D(edges, nodes, one)), AXIS, AXIS, 1.0, 1)
    assert has_cut(full, 0.4).all()
