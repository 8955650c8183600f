"""Stacking keeps what predicts counts; the safe range starts where the area is large enough."""

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.safe_range import aeff_threshold, bins_within
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.stacking import stack

RECO, TRUE = EnergyAxis.from_bounds(0.1, 10.0, 5), EnergyAxis.from_bounds(0.05, 20.0, 8)


def run(seed: int, first_safe: int) -> SpectrumOnOff:
    rng = np.random.default_rng(seed)
    edisp = rng.random((TRUE.n, RECO.n))
    return SpectrumOnOff(
        name=str(seed), reco=RECO, true=TRUE,
        counts=rng.poisson(5, RECO.n).astype(float), counts_off=rng.poisson(20, RECO.n).astype(float),
        alpha=np.full(RECO.n, 1 / (3 + seed)), exposure=rng.random(TRUE.n) * 1e12,
        edisp=edisp / edisp.sum(axis=1, keepdims=True), safe=np.arange(RECO.n) >= first_safe,
        livetime=1000.0 + seed, ontime=1100.0 + seed, n_off_regions=3 + seed,
    )  # fmt: skip


def test_a_stack_predicts_and_counts_what_its_runs_do_together():
    runs = [run(1, 0), run(2, 3), run(3, 5)]
    stacked = stack(runs)
    flux = TRUE.centres**-2.5
    assert np.allclose(flux @ stacked.response, sum((flux @ r.response) * r.safe for r in runs))
    assert np.array_equal(stacked.counts, sum(r.counts * r.safe for r in runs))
    assert np.allclose(stacked.background, sum(r.background * r.safe for r in runs))
    assert stacked.livetime == sum(r.livetime for r in runs)


def test_the_threshold_is_where_the_area_crosses_its_fraction():
    energy = np.geomspace(0.1, 10, 50)
    area = np.minimum(1.0, energy**2)  # a power law below 1 TeV, so the crossing is exact: 0.1 → √0.1
    assert aeff_threshold(energy, area, 10.0) == pytest.approx(np.sqrt(0.1), rel=1e-6)
    assert np.isnan(aeff_threshold(energy, np.zeros(50), 10.0))
    assert aeff_threshold(energy, np.ones(50), 10.0) == energy[0]


def test_only_bins_wholly_inside_the_range_are_used():
    mask = bins_within(RECO, RECO.edges[2] * 1.01, RECO.edges[-2])
    assert list(np.flatnonzero(mask)) == list(range(3, RECO.n - 1))
    assert bins_within(RECO, RECO.edges[2], float("nan")).sum() == RECO.n - 2


def test_a_stack_of_one_run_is_that_run_also_without_off_counts():
    single = run(1, 2)
    for nothing in (False, True):
        if nothing:
            single.counts_off[:] = 0.0
        stacked = stack([single])
        for name in ("counts", "counts_off", "alpha", "background"):
            expected = getattr(single, name) * single.safe
            assert np.allclose(getattr(stacked, name) * stacked.safe, expected), name


def test_alpha_without_off_counts_is_the_ratio_of_exposures():
    runs = [run(1, 0), run(2, 0)]
    for spectrum in runs:
        spectrum.counts_off[:] = 0.0
    times = [r.livetime for r in runs]
    expected = sum(times) / sum(t / r.alpha[0] for t, r in zip(times, runs, strict=True))
    assert np.allclose(stack(runs).alpha, expected)
