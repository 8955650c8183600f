"""Arrival times that follow a source: as often as its factor says, and only in good time."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core.errors import DataError
from vhegui.core.models.temporal.model import TemporalModel, default_change
from vhegui.core.models.temporal.tables import PhaseTable, change_of
from vhegui.core.simulation.timing import Following

ZERO = 59000.0
GTI = np.array([[0.0, 600.0], [900.0, 1800.0]])
DAY = 86400.0
PULSE = change_of(PhaseTable(np.linspace(0.0, 1.0, 5), np.array([0.0, 0.0, 4.0, 0.0, 0.0])))
CHANGES = {
    "decay": default_change("exp_decay").with_values((300.0 / DAY, ZERO)),
    "flare": default_change("gaussian_flare").with_values((ZERO + 1000.0 / DAY, 1.0 / DAY)),
    "sine": default_change("sine").with_values((0.9, 2.0 * np.pi * DAY / 400.0, ZERO)),
    "pulsar": PULSE.with_values((ZERO, 0.0, 30.0, 0.0, 0.0)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_times_follow_the_factor(change: TemporalModel) -> None:
    found = Following(change, ZERO).draw(np.random.default_rng(1), GTI, 20_000)
    assert np.all(((found >= 0) & (found <= 600)) | ((found >= 900) & (found <= 1800)))
    edges = ZERO + np.concatenate([np.linspace(0.0, 600.0, 5), np.linspace(900.0, 1800.0, 7)]) / DAY
    expected = change.formula.integral(edges[:-1], edges[1:], *change.values)
    expected[4] = 0.0  # the gap
    counts = np.histogram(ZERO + found / DAY, edges)[0]
    mean = 20_000 * expected / expected.sum()
    assert np.all(np.abs(counts - mean) < 5.0 * np.sqrt(mean + 1.0))


def test_a_pulse_is_seen_at_its_phase() -> None:
    found = Following(CHANGES["pulsar"], ZERO).draw(np.random.default_rng(2), GTI, 2000)
    phase = (found * 30.0) % 1.0
    assert np.mean((phase > 0.2) & (phase < 0.8)) > 0.999
    assert phase.mean() == pytest.approx(0.5, abs=0.01)


def test_a_factor_below_zero_is_refused() -> None:
    falling = default_change("linear").with_values((1.0, -1000.0, ZERO))
    with pytest.raises(DataError, match="below 0"):
        Following(falling, ZERO).draw(np.random.default_rng(3), GTI, 10)
