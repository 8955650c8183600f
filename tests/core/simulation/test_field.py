"""Background events fall where maps of the same response expect them, however it is turned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_cubes import leaning_background, made_up_run, small_geometry

from vhegui.core.cubes.background import background_counts
from vhegui.core.cubes.pixels import RunPixels
from vhegui.core.simulation.field import Field
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.responses import array_responses

ROUND = array_responses(Instrument(), 20.0).background
BACKGROUNDS = {
    "RADEC": leaning_background("RADEC"),
    "mirrored": leaning_background("RADEC", mirrored=True),
    "ALTAZ": leaning_background("ALTAZ"),
    "round": ROUND,
}
ONTIME = 1500.0


def chi_squared(found: np.ndarray, expected: np.ndarray) -> float:
    """In units of its scatter: about 0, and 1 wide."""
    used = expected > 15
    chi2 = float(((found - expected)[used] ** 2 / expected[used]).sum())
    return (chi2 - used.sum()) / np.sqrt(2.0 * used.sum())


@pytest.mark.parametrize("name", BACKGROUNDS)
@pytest.mark.parametrize("known", [True, False], ids=["site", "no site"])
def test_events_are_distributed_as_maps_expect(name: str, known: bool) -> None:
    background, run = BACKGROUNDS[name], made_up_run(ontime=60 * ONTIME)
    run = run if known else replace(run, site=None)
    events = Field.of(background).draw(np.random.default_rng(3), run)
    geometry = small_geometry(pixel=0.2, columns=20, offset_max=1.9)
    pixels = RunPixels.of(geometry, run.pointing)
    expected = background_counts(run, background, geometry.reco, pixels, geometry.solid_angle)
    k = geometry.reco.bin_index(events.energy)
    column, row = (np.floor(each + 0.5).astype(int) for each in geometry.grid.to_pixel(events.ra, events.dec))
    inside = (k >= 0) & (k < 4) & (column >= 0) & (column < 20) & (row >= 0) & (row < 20)
    found = np.zeros(geometry.shape)
    np.add.at(found, (k[inside], row[inside], column[inside]), 1.0)
    seen = np.broadcast_to(pixels.inside, found.shape)
    assert expected.sum() > 20_000
    assert found[seen].sum() == pytest.approx(expected.sum(), abs=4 * float(np.sqrt(expected.sum())))
    assert abs(chi_squared(found[seen], expected[seen])) < 4.0


def test_times_fill_the_good_time_alone() -> None:
    run = made_up_run(ontime=10 * ONTIME)
    time = Field.of(ROUND).draw(np.random.default_rng(4), run).time
    first, second = ((time >= start) & (time <= stop) for start, stop in run.gti)
    assert np.all(first | second)
    share = np.diff(run.gti[0]) / run.ontime
    assert first.mean() == pytest.approx(float(share[0]), abs=4 * 0.5 / np.sqrt(len(time)))
