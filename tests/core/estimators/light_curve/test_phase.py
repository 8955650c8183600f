"""Folding: the right phase, the right exposure in each bin of it, and signals found where there are some."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_light_curves import START, TRUTH, nightly_runs, timed_run

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.light_curve.phase import Ephemeris, h_test, phase_bins, phase_curve, z_squared
from vhegui.core.estimators.light_curve.time_bins import GoodTime


@given(st.floats(0.05, 30.0), st.floats(-1e-4, 1e-4), st.floats(0.0, 100.0))
def test_phase_advances_at_one_over_the_period(period, period_dot, elapsed):
    ephemeris = Ephemeris(period, START, period_dot)
    step = 1e-5 * period
    times = START + elapsed + np.array([-step, step])
    now = period + period_dot * elapsed
    rate = np.diff(ephemeris.cycles(times))[0] / np.diff(times)[0]
    assert rate * now == pytest.approx(1.0, rel=1e-3)
    assert ephemeris.phase(np.array([START]))[0] == 0.0


@given(st.floats(0.0005, 5.0), st.floats(0.0, 1.0), st.integers(1, 30))
def test_good_time_by_phase_is_what_counting_it_gives(period, shift, n_bins):
    gti = START + np.array([[0.0, 0.01], [0.012, 0.03]])
    ephemeris = Ephemeris(period, START - shift)
    bins = phase_bins([GoodTime(gti, 900.0)], ephemeris, n_bins)
    assert bins.fraction.sum() == pytest.approx(1.0)
    fine = START + (np.arange(30_000) + 0.5) * 1e-6
    fine = fine[(fine < START + 0.01) | (fine > START + 0.012)]
    place = np.minimum((ephemeris.phase(fine) * n_bins).astype(int), n_bins - 1)
    counted = np.bincount(place, minlength=n_bins) / len(fine)
    np.testing.assert_allclose(bins.fraction[:, 0], counted, atol=3e-3)


def test_an_orbital_modulation_is_recovered_with_uneven_exposure():
    period = 3.906

    def orbit(time):
        return 1.5 * (1.0 + 0.8 * np.sin(2 * np.pi * (time - START) / period))

    runs = nightly_runs(np.random.default_rng(1), 40, factor=orbit, every=0.97)
    found = phase_curve(runs, Ephemeris(period, START), 10, TRUTH)
    times = np.concatenate([np.linspace(run.time.start, run.time.stop, 500) for run in runs])
    place = (((times - START) / period) % 1.0 * 10).astype(int)
    seen = np.flatnonzero(np.bincount(place, minlength=10))
    expected = np.array([orbit(times[place == k]).mean() for k in seen])
    pulls = (found.curve.norm[seen, 0] - expected) / found.curve.norm_err[seen, 0]
    assert np.sqrt(np.mean(pulls**2)) < 1.6
    unseen = np.setdiff1d(np.arange(10), seen)
    assert all(found.curve.notes[k] == ("no exposure",) for k in unseen)
    assert found.likelihood.p_value < 1e-10
    assert found.chi2.p_value < 1e-10
    assert found.curve.counts.sum() == sum(run.spectrum.counts.sum() for run in runs)
    assert found.counts_off.sum() == sum(run.spectrum.counts_off.sum() for run in runs)
    assert found.curve.livetime.sum() == pytest.approx(sum(run.spectrum.livetime for run in runs))


def test_fast_pulses_are_found_by_h_and_a_steady_source_shows_none():
    period = 0.5 / 86400  # half a second

    def pulse(time):
        return 1.0 + 4.0 * (((time - START) / period) % 1.0 < 0.2)

    ephemeris = Ephemeris(period, START)
    pulsed = phase_curve([timed_run(np.random.default_rng(2), factor=pulse)], ephemeris, 20, TRUTH)
    steady = phase_curve([timed_run(np.random.default_rng(3))], ephemeris, 20, TRUTH)
    assert pulsed.h_probability < 1e-6 < 1e-3 < steady.h_probability
    assert pulsed.likelihood.p_value < 1e-6 < 1e-3 < steady.likelihood.p_value
    assert steady.uneven_exposure < 0.01


def test_z_and_h_of_noise_are_distributed_as_said():
    rng = np.random.default_rng(4)
    z2 = np.array([z_squared(rng.random(200)) for _ in range(500)])
    assert z2[:, 0].mean() == pytest.approx(2.0, abs=0.4)
    assert z2[:, 9].mean() == pytest.approx(20.0, abs=1.2)
    probabilities = np.array([h_test(row)[2] for row in z2])
    assert np.mean(probabilities < 0.1) == pytest.approx(0.1, abs=0.05)


def test_one_pure_wave_has_its_power_in_the_first_harmonic():
    phase = (np.arange(100) + 0.5) / 100
    assert z_squared(phase, 3) == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)
    assert z_squared(np.zeros(50), 2) == pytest.approx([100.0, 200.0])
    assert h_test(z_squared(np.zeros(50)))[1] == 20
    assert z_squared(np.zeros(0)).tolist() == [0.0] * 20


def test_an_impossible_ephemeris_is_refused():
    run = timed_run(np.random.default_rng(0))
    with pytest.raises(AnalysisError, match="not positive when the runs"):
        phase_curve([run], Ephemeris(1.0, START - 1000.0, -1e-2), 10, TRUTH)
    with pytest.raises(AnalysisError, match="arrival times"):
        phase_curve([], Ephemeris(1.0), 10, TRUTH)
