"""Energy bands for flux points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import (
    assign_bands,
    equally_significant_bands,
    significant_bands,
    snap_to_spectra,
)
from vhegui.core.estimators.flux_points.points import flux_points, flux_points_of
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.statistics.counts import li_ma_significance

Simulate = Callable[..., SpectrumOnOff]
TRUTH = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))


def rebinned(spectrum: SpectrumOnOff, factor: int) -> SpectrumOnOff:
    """The same data in bins that are wider by a whole factor."""
    starts = np.arange(0, spectrum.reco.n, factor)
    return replace(
        spectrum,
        reco=EnergyAxis(np.append(spectrum.reco.edges[starts], spectrum.reco.edges[-1])),
        counts=np.add.reduceat(spectrum.counts, starts),
        counts_off=np.add.reduceat(spectrum.counts_off, starts),
        alpha=spectrum.alpha[starts],
        edisp=np.add.reduceat(spectrum.edisp, starts, axis=1),
        safe=spectrum.safe[starts],
    )


@pytest.mark.parametrize("from_high", [True, False])
@pytest.mark.parametrize("least", [3.0, 6.0, 10.0])
def test_every_band_is_as_significant_as_asked_and_no_bin_narrower_would_be(
    simulate: Simulate, from_high: bool, least: float
) -> None:
    likelihood = data_of_spectra([simulate(TRUTH, np.random.default_rng(seed)) for seed in (1, 2)])
    unit = Likelihood.of(likelihood, TRUTH).predicted()
    edges = significant_bands(
        likelihood.counts, unit, likelihood.reco_min, likelihood.reco_max, least, from_high=from_high
    )
    points = flux_points_of(likelihood, TRUTH, edges)
    assert np.all(points.sqrt_ts >= least)
    every = np.unique(likelihood.reco_min)
    for low, high in zip(points.e_min, points.e_max, strict=True):
        inside = every[(every > low * 1.001) & (every < high * 0.999)]
        if low == points.e_min[0 if from_high else -1] or len(inside) == 0:
            continue  # the last band has what was left over
        narrower = [inside[0], high] if from_high else [low, inside[-1]]
        assert flux_points_of(likelihood, TRUTH, np.array(narrower)).sqrt_ts[0] < least


def test_bands_of_significance_hold_all_bins_with_counts_and_one_band_where_nothing_is_significant(
    simulate: Simulate,
) -> None:
    likelihood = data_of_spectra([simulate(TRUTH, np.random.default_rng(3))])
    arguments = (
        likelihood.counts,
        Likelihood.of(likelihood, TRUTH).predicted(),
        likelihood.reco_min,
        likelihood.reco_max,
    )
    seen = likelihood.counts.n_on > 0
    for least in (2.0, 1e4):
        edges = significant_bands(*arguments, least)
        assert edges[0] == likelihood.reco_min[seen].min()
        assert edges[-1] == likelihood.reco_max[seen].max()
    assert len(edges) == 2


def test_a_bin_that_straddles_an_edge_belongs_to_no_band() -> None:
    low, high = np.array([1.0, 2.0, 4.0, 8.0]), np.array([2.0, 4.0, 8.0, 16.0])
    np.testing.assert_array_equal(assign_bands(low, high, np.array([1.0, 3.0, 16.0])), [0, -1, 1, 1])
    np.testing.assert_array_equal(assign_bands(low, high, np.array([2.0, 8.0])), [-1, 0, 0, -1])


def test_with_axes_that_differ_edges_go_to_the_coarser_one_and_no_data_are_lost(simulate: Simulate) -> None:
    fine = simulate(TRUTH, np.random.default_rng(5))
    coarse = rebinned(simulate(TRUTH, np.random.default_rng(6)), 4)
    edges = snap_to_spectra([0.5, 1.1, 4.0, 20.0], (fine, coarse))
    assert set(edges) <= set(coarse.reco.edges)
    together = flux_points((fine, coarse), TRUTH, [0.5, 1.1, 4.0, 20.0])
    alone = [flux_points((one,), TRUTH, edges) for one in (fine, coarse)]
    np.testing.assert_array_equal(together.counts.sum(axis=1), sum(points.counts[:, 0] for points in alone))
    between = [np.sort([points.norm[i] for points in alone]) for i in range(3)]
    assert all(low <= norm <= high for norm, (low, high) in zip(together.norm, between, strict=True))


def soft_counts(n_bins: int = 12) -> SummedCounts:
    """A soft source: a thousand counts in the lowest bin, next to none in the highest; α = 0.1."""
    edges = np.geomspace(0.1, 10.0, n_bins + 1)
    background = 300.0 * 0.6 ** np.arange(n_bins)
    counts = np.round(background + 700.0 * 0.45 ** np.arange(n_bins))
    used = np.arange(n_bins) > 0
    alpha = np.full(n_bins, 0.1)
    return SummedCounts(edges, counts, background, 0.1 * background, used, counts, background, alpha)


def significances(summed: SummedCounts, edges: np.ndarray) -> np.ndarray:
    cuts = np.searchsorted(summed.edges, edges * (1 - 1e-9))
    on, off = (np.add.reduceat(values, cuts[:-1])[: len(cuts) - 1] for values in (summed.counts, summed.background))
    return li_ma_significance(on, off / 0.1, 0.1)


def test_no_other_edges_make_the_weakest_band_more_significant() -> None:
    summed = soft_counts()
    edges = equally_significant_bands(summed, 0.1, 10.0, 3)
    assert edges[0] == pytest.approx(summed.edges[1])  # the lowest bin is not safe
    assert edges[-1] == pytest.approx(10.0)
    weakest = significances(summed, edges).min()
    for first in range(2, 11):
        for second in range(first + 1, 12):
            other = summed.edges[[1, first, second, 12]]
            assert significances(summed, other).min() <= weakest + 1e-9
    assert weakest > 5 * significances(summed, np.geomspace(edges[0], 10.0, 4)).min()


def test_there_are_no_more_bands_than_bins_and_none_outside_the_data() -> None:
    assert len(equally_significant_bands(soft_counts(4), 0.1, 10.0, 6)) == 4
    with pytest.raises(AnalysisError, match="widen the fit range"):
        equally_significant_bands(soft_counts(), 20.0, 30.0, 2)
