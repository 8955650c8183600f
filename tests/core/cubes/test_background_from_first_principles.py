"""The expected background is what is observed: drawn events, the turning sky of astropy, sums that stay the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_cubes import SITE, TIME_REF, leaning_background, made_up_run, small_geometry

from vhegui.core import sphere
from vhegui.core.cubes.background import turns
from vhegui.core.cubes.pixels import in_frame_of
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.horizon import parallactic_angle
from vhegui.core.irf.field_of_view import in_field_of_view
from vhegui.core.safe_range import SafeRange

ALL = SafeRange(aeff_percent=None)


@pytest.mark.parametrize("mirrored", [False, True])
def test_events_drawn_from_a_leaning_background_are_where_they_are_expected(mirrored: bool) -> None:
    run = made_up_run(background=leaning_background(mirrored=mirrored), ontime=30_000.0, seed=3)
    cube = reduce_run(run, small_geometry(pixel=0.2, columns=25), ALL)
    counts, expected = (np.array(each[cube.safe], dtype=float) for each in (cube.counts, cube.background))
    assert counts.sum() > 15_000
    assert counts.sum() == pytest.approx(expected.sum(), abs=3 * np.sqrt(expected.sum()))
    chi2, bins = ((counts - expected) ** 2 / expected).sum(), len(counts)
    assert abs(chi2 - bins) < 4 * np.sqrt(2 * bins + (1 / expected).sum())
    east, west = cube.background[:, :, :12].sum(), cube.background[:, :, -12:].sum()
    assert (east > 1.1 * west) == mirrored and (west > 1.1 * east) != mirrored


def test_the_field_of_view_turns_as_in_astropy() -> None:
    """Offsets in azimuth and altitude by SkyCoord.spherical_offsets_to (astropy 8) of a place 1.5 deg away."""
    pointing = made_up_run().pointing
    place = in_frame_of(sphere.unit_vectors(*sphere.offset_by(pointing.ra, pointing.dec, 40.0, 1.5)), pointing)
    mjd = TIME_REF + (np.array([80000.0, 84000.0]) - tt_minus_utc(TIME_REF)) / SECONDS_PER_DAY
    angles = parallactic_angle(pointing.ra, pointing.dec, mjd, SITE)
    found = [in_field_of_view(place, "ALTAZ", parallactic_angle=float(angle)) for angle in angles]
    np.testing.assert_allclose(found, [(1.39382, -0.55441), (1.43196, -0.44673)], atol=2e-3)


def test_a_background_aligned_with_the_horizon_follows_it_over_the_run() -> None:
    short, long = (made_up_run(ontime=t, background=leaning_background("ALTAZ")) for t in (60.0, 7200.0))
    assert len(turns(short)) < len(turns(long)) == pytest.approx(np.ptp(np.unwrap(turns(long), period=360)) / 2, abs=3)
    geometry = small_geometry(pixel=0.2, columns=22)
    parts = [
        reduce_run(replace(long, gti=np.array([gti]), ontime=float(gti[1] - gti[0])), geometry, ALL).background
        for start, stop in long.gti
        for gti in np.lib.stride_tricks.sliding_window_view(np.linspace(start, stop, 9), 2)
    ]
    whole = reduce_run(long, geometry, ALL).background
    inside = whole > 0
    np.testing.assert_allclose(whole[inside], np.sum(parts, axis=0)[inside], rtol=2e-3)


@settings(max_examples=5)
@given(st.floats(0.0, 86400.0))
def test_turning_a_background_conserves_its_sum(start: float) -> None:
    geometry = small_geometry()
    still = reduce_run(made_up_run(), geometry, ALL).background.sum(axis=(1, 2))
    turned = made_up_run(start=start, background=leaning_background("ALTAZ"), pointing=(83.633, 22.014))
    np.testing.assert_allclose(reduce_run(turned, geometry, ALL).background.sum(axis=(1, 2)), still, rtol=4e-3)


def test_where_nobody_says_where_the_telescopes_stand_it_is_the_mean_over_all_directions() -> None:
    run = replace(made_up_run(background=leaning_background("ALTAZ"), pointing=(83.633, 22.014)), site=None)
    background = reduce_run(run, small_geometry(), ALL).background
    np.testing.assert_allclose(background, background[:, :, ::-1], rtol=2e-3)
