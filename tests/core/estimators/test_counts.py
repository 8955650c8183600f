"""Counts tables against the reference, and where there is little to count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.core.estimators.counts import counts_row, counts_table
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff

MODEL = default_spectrum("power_law").with_parameter("amplitude", value=3e-11)


def test_cumulative_and_per_run_counts_agree_with_the_reference(crab: Any, crab_data: Any) -> None:
    runs = crab_data["joint"]
    rows, total = counts_table(runs)
    first_few = [counts_row(runs[: i + 1], "") for i in range(len(runs))]
    for found, expected in ((first_few, crab["cumulative_table"]), (rows, crab["per_run_table"])):
        for name in ("counts", "counts_off", "background", "excess", "sqrt_ts", "alpha", "livetime", "ontime"):
            np.testing.assert_allclose([getattr(row, name) for row in found], expected[name], rtol=2e-7)
    assert (total.counts, total.name) == (550, "total")
    assert total.sqrt_ts == pytest.approx(40.90, abs=0.005)
    assert total.excess_error == pytest.approx(np.sqrt(550 + total.alpha**2 * 869))
    assert (total.energy_min, total.energy_max) == pytest.approx((0.5901749, 40.0))


def test_a_range_counts_only_bins_inside_it(crab_data: Any) -> None:
    runs = crab_data["joint"]
    edges = runs[0].reco.edges
    row = counts_row(runs, "band", edges[12], edges[15])
    assert row.counts == sum(run.counts[12:15][run.safe[12:15]].sum() for run in runs)
    assert (row.energy_min, row.energy_max) == (edges[12], edges[15])


def test_without_off_counts_alpha_is_the_mean_of_the_bins(simulate: Callable[..., SpectrumOnOff]) -> None:
    run = simulate(MODEL, np.random.default_rng(0))
    row = counts_row((replace(run, counts_off=np.zeros(run.reco.n)),), "no OFF")
    assert row.alpha == pytest.approx(0.1)
    assert row.background == 0.0
    assert row.sqrt_ts > 0


def test_without_safe_bins_everything_is_zero_and_the_range_unknown(simulate: Callable[..., SpectrumOnOff]) -> None:
    run = simulate(MODEL, np.random.default_rng(0))
    row = counts_row((replace(run, safe=np.zeros(run.reco.n, dtype=bool)),), "unsafe")
    assert (row.counts, row.excess, row.sqrt_ts) == (0.0, 0.0, 0.0)
    assert np.isnan(row.energy_min)
    assert counts_table(())[1].counts == 0.0
