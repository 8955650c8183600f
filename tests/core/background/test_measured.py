"""The acceptance measured in off runs: it is that of the telescopes, whatever is excluded and however few events."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.measured import measured_acceptance
from vhegui.core.background.off_runs import OffRun
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import Array

FIELD = 2.5  # deg
POINTING, ELSEWHERE = (83.63, 22.51), (200.0, -40.0)
AXIS = EnergyAxis(np.geomspace(0.5, 20.0, 9))


def at(offset: float, angle: float, radius: float) -> Circle:
    """A circle somewhere about the pointing."""
    return Circle(*(float(v) for v in sphere.offset_by(*POINTING, angle, offset)), radius)


ON = at(0.5, 180.0, 0.1)


def width(energy: Array) -> Array:
    """Of the Gaussian that the acceptance is here, deg."""
    return 0.9 + 0.3 * np.log(energy)


def run_of(seed: int, events: int, pointing=ELSEWHERE) -> OffRun:
    """An off run with an acceptance that widens with the energy."""
    rng = np.random.default_rng(seed)
    energy = 0.5 * rng.uniform(size=8 * events) ** (-1.0 / 1.7)
    offset = FIELD * np.sqrt(rng.uniform(size=8 * events))
    kept = rng.uniform(size=8 * events) < np.exp(-0.5 * (offset / width(np.minimum(energy, 20.0))) ** 2)
    offset, energy = offset[kept][:events], energy[kept][:events]
    ra, dec = sphere.offset_by(*pointing, rng.uniform(0.0, 360.0, len(offset)), offset)
    return OffRun(seed, pointing, ra, dec, offset, energy)


def alpha(acceptance, offset: float) -> Array:
    """Of ON and one circle at an offset, relative to the ratio of solid angles."""
    region = at(offset, 0.0, 0.2)
    off = ScatteredOff(*POINTING, ON, (region,), acceptance=acceptance)
    return off.ratio(ON.radius, AXIS.n) * region.area / ON.area


def expected(offset: float) -> Array:
    return np.exp(-0.5 * (0.5**2 - offset**2) / width(AXIS.centres) ** 2)


@pytest.mark.parametrize("offset", [0.0, 1.0, 1.6])
def test_alpha_is_that_of_the_acceptance_at_every_energy(offset):
    found = measured_acceptance([run_of(seed, 10_000) for seed in range(4)], AXIS, POINTING, FIELD)
    assert found.measured.runs == 4
    assert found.measured.events <= 40_000
    assert alpha(found, offset) == pytest.approx(expected(offset), rel=0.12)
    assert alpha(found, offset)[:4] == pytest.approx(expected(offset)[:4], rel=0.05)


def test_few_events_give_a_plain_shape_instead_of_their_noise():
    found = measured_acceptance([run_of(1, 1_500)], AXIS, POINTING, FIELD)
    assert np.all(np.abs(np.log(alpha(found, 1.0) / expected(1.0))) < 0.4)


def test_with_too_few_events_there_is_no_acceptance():
    assert measured_acceptance([run_of(1, 200)], AXIS, POINTING, FIELD) is None
    assert measured_acceptance([], AXIS, POINTING, FIELD) is None


def test_what_is_excluded_makes_no_hole_and_a_source_in_it_no_peak():
    run, rng = run_of(2, 30_000), np.random.default_rng(5)
    centre = tuple(float(v) for v in sphere.offset_by(*ELSEWHERE, 0.0, 1.2))
    ra, dec = sphere.offset_by(*centre, rng.uniform(0.0, 360.0, 5_000), 0.2 * np.sqrt(rng.uniform(size=5_000)))
    bright = OffRun(
        2, ELSEWHERE, np.append(run.ra, ra), np.append(run.dec, dec),
        np.append(run.offset, sphere.separation(*ELSEWHERE, ra, dec)), np.append(run.energy, np.full(5_000, 0.7)),
    )  # fmt: skip
    wrong = measured_acceptance([bright], AXIS, POINTING, FIELD)
    right = measured_acceptance([bright], AXIS, POINTING, FIELD, [Circle(*centre, 0.35)])
    assert alpha(right, 1.2)[:4] == pytest.approx(expected(1.2)[:4], rel=0.1)
    assert abs(alpha(wrong, 1.2)[0] / expected(1.2)[0] - 1.0) > 0.2


def test_where_nothing_is_seen_nothing_is_known():
    narrow = run_of(3, 10_000)
    near = narrow.offset < 1.5
    run = OffRun(3, ELSEWHERE, narrow.ra[near], narrow.dec[near], narrow.offset[near], narrow.energy[near])
    assert measured_acceptance([run], AXIS, POINTING, FIELD).reach == pytest.approx(1.5, abs=0.01)
