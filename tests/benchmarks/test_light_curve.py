"""Speed of light curves: run with `python -m pytest tests/benchmarks --benchmark-enable -n 0`."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_light_curves import START, TRUTH, nightly_runs

from vhegui.core.estimators.light_curve.fluxes import light_curve
from vhegui.core.estimators.light_curve.phase import Ephemeris, phase_curve
from vhegui.core.estimators.light_curve.signal_growth import signal_growth
from vhegui.core.estimators.light_curve.time_bins import fixed_bins, run_bins


@pytest.fixture(scope="module")
def runs():
    """A hundred runs of half an hour."""
    return nightly_runs(np.random.default_rng(0), 100)


def test_a_hundred_runs_minute_by_minute(benchmark, runs):
    """3000 bins with errors, limits and TS; budget 1 s."""
    times = [run.time for run in runs]
    assert len(benchmark(lambda: light_curve(runs, fixed_bins(times, 1.0), TRUTH))) == 3000


def test_a_hundred_runs_one_bin_each(benchmark, runs):
    """Budget 100 ms."""
    times = [run.time for run in runs]
    assert len(benchmark(lambda: light_curve(runs, run_bins(times), TRUTH))) == 100


def test_folding_a_hundred_runs(benchmark, runs):
    """20 bins of phase and the H test; budget 200 ms."""
    assert len(benchmark(lambda: phase_curve(runs, Ephemeris(3.9, START), 20, TRUTH)).curve) == 20


def test_growth_of_the_signal_of_a_hundred_runs(benchmark, runs):
    """Budget 50 ms."""
    assert len(benchmark(lambda: signal_growth(runs)).time) > 90
