"""OFF regions: where they fit, that they never overlap, and that gammapy's placement is repeated exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.background.reflected import place_packed
from vhegui.core.background.reflected_lattice import place_lattice
from vhegui.core.background.wobble import place_wobble
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import excluded_discs, read_exclusion_mask
from vhegui.core.regions.off_regions import EXCLUSION, FIELD, SOURCE
from vhegui.core.regions.polygon import Polygon

NOTHING = excluded_discs([])
CRAB = Circle(83.63, 22.01, 0.11)


def overlap(ra, dec, radius):
    """Largest overlap (deg) between any two of these circles."""
    one, other = np.triu_indices(len(ra), 1)
    return np.max(2 * radius - sphere.separation(ra[one], dec[one], ra[other], dec[other]), initial=-1.0)


@settings(max_examples=60)
@given(
    st.floats(0, 359), st.floats(-85, 85), st.floats(0, 359), st.floats(0.2, 3.0), st.floats(0.05, 0.3),
    st.lists(st.tuples(st.floats(0, 359), st.floats(0.1, 3.0), st.floats(0.05, 0.8)), max_size=4),
)  # fmt: skip
def test_packed_regions_touch_nothing_and_no_room_is_left(ra, dec, angle, offset, radius, exclusions):
    source = Circle(*(float(v) for v in sphere.offset_by(ra, dec, angle, offset)), radius)
    circles = [Circle(*(float(v) for v in sphere.offset_by(ra, dec, a, d)), r) for a, d, r in exclusions]
    off = place_packed(source, (ra, dec), excluded_discs(circles), min_distance_source=0.05)
    away = [(source, 2 * radius + 0.05), *((circle, radius + circle.radius) for circle in circles)]
    for other, reach in away:
        assert np.all(sphere.separation(*off.centres, other.ra, other.dec) > reach - 1e-6)
    if len(off):
        assert overlap(*off.centres, radius) < 1e-6
    # no position on a fine grid of the ring is free any more
    grid = sphere.offset_by(ra, dec, np.linspace(0, 360, 720), offset)
    free = np.ones(720, dtype=bool)
    for other, reach in [*away, *((Circle(*centre, radius), 2 * radius) for centre in zip(*off.centres, strict=True))]:
        free &= sphere.separation(*grid, other.ra, other.dec) >= reach - 1e-6
    assert not free.any()


def test_a_region_on_the_pointing_leaves_no_room_and_says_so():
    off = place_packed(Circle(10.0, 20.0, 0.1), (10.0, 20.05), NOTHING)
    assert len(off) == 0
    assert [candidate.reason for candidate in off.rejected] == [SOURCE]


def test_a_region_beyond_the_response_is_outside_the_field_of_view():
    off = place_packed(Circle(10.0, 20.0, 0.1), (10.0, 22.45), NOTHING, field_of_view=2.5)
    assert len(off) == 0 and off.rejected[0].reason == FIELD


def test_a_sliver_on_a_spoke_comes_to_an_end():
    sliver = Polygon(((83.63, 22.2), (83.63, 22.1), (83.63, 22.0)))
    off = place_packed(sliver, (83.63, 22.51), excluded_discs([Circle(83.63, 22.01, 0.3)]))
    assert len(off) == 1000 and len(off.rejected) < 36_000


def test_rejected_candidates_keep_their_reason():
    source = Circle(83.63, 22.01, 0.11)
    pointing = (83.63, 22.51)
    blocker = Circle(83.63, 23.0, 0.2)
    off = place_packed(source, pointing, excluded_discs([blocker]))
    assert {candidate.reason for candidate in off.rejected} == {EXCLUSION}
    assert len(off) < len(place_packed(source, pointing, NOTHING))


def test_three_wobble_regions_are_at_90_180_and_270_degrees():
    off = place_wobble(CRAB, (83.63, 22.51), NOTHING, 3)
    assert np.allclose((off.angles - off.on_angle) % 360, [90, 180, 270])
    assert np.allclose(sphere.separation(83.63, 22.51, *off.centres), off.offset)


def test_wobble_regions_that_overlap_are_rejected_with_a_reason():
    off = place_wobble(Circle(83.63, 22.01, 0.2), (83.63, 22.31), NOTHING, 11)
    assert len(off) < 11
    assert all("overlap" in candidate.reason for candidate in off.rejected)
    assert overlap(*off.centres, 0.2) < 1e-6


def test_gammapys_placement_is_repeated(reference, data):
    crab = reference("crab_1d.json")
    mask = read_exclusion_mask(data.parent / "reference" / "crab_exclusion_mask.fits")
    assert len(mask.ra) == crab["exclusion_mask_n_excluded_pixels"]
    for run in crab["observations"]:
        off = place_lattice(CRAB, (run["pointing_ra_deg"], run["pointing_dec_deg"]), [mask])
        expected = np.array(run["off_region_centres_ra_dec_deg"])
        assert len(off) == run["n_off_regions"]
        assert np.abs(np.array(off.centres).T - expected).max() < 5e-6


# `ReflectedRegionsFinder(min_distance_input="0.3 rad")` of gammapy 2.1 with the mask and ON of the test above:
# run, number of regions, centres (ICRS, deg) of the first and the last one.
APART = [
    (23523, 11, (83.990964, 21.882097), (83.146577, 21.716448)),
    (23526, 12, (83.265539, 22.141985), (84.006015, 22.146161)),
    (23559, 39, (83.780658, 22.654352), (83.802421, 21.345704)),
    (23592, 33, (83.469623, 21.369887), (83.443260, 22.720068)),
]


@pytest.mark.parametrize(("run", "number", "first", "last"), APART)
def test_the_angle_from_on_is_kept_free_as_in_gammapy(reference, data, run, number, first, last):
    mask = read_exclusion_mask(data.parent / "reference" / "crab_exclusion_mask.fits")
    known = next(each for each in reference("crab_1d.json")["observations"] if each["obs_id"] == run)
    pointing = known["pointing_ra_deg"], known["pointing_dec_deg"]
    off = place_lattice(CRAB, pointing, [mask], min_distance_input=float(np.degrees(0.3)))
    assert len(off) == number
    assert np.abs(np.array(off.centres).T[[0, -1]] - [first, last]).max() < 5e-6


@given(st.floats(0.0, 120.0), st.floats(0.0, 0.5))
def test_packed_regions_keep_the_angle_and_the_distance_from_on(angle, distance):
    pointing = (83.63, 22.51)
    off = place_packed(CRAB, pointing, NOTHING, min_distance_source=distance, min_distance_input=angle)
    touching = 2.0 * np.degrees(np.arcsin(CRAB.radius / 0.5))  # of two circles at 0.5 deg
    away = np.abs((off.angles - off.on_angle + 180.0) % 360.0 - 180.0)
    assert np.all(away > touching + angle - 0.01)
    assert np.all(sphere.separation(CRAB.ra, CRAB.dec, *off.centres) > 2 * CRAB.radius + distance - 1e-6)
    assert len(off) > 0


@pytest.mark.parametrize("distance", [0.5, 1.5])
def test_the_packed_placement_is_never_worse_than_gammapys_without_its_overlaps(distance):
    pointing = (83.63, 22.01 + distance)
    packed, lattice = place_packed(CRAB, pointing, NOTHING), place_lattice(CRAB, pointing)
    assert len(packed) >= len(lattice)
    assert overlap(*packed.centres, CRAB.radius) < 1e-6 < overlap(*lattice.centres, CRAB.radius)
