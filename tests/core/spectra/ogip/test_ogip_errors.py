"""Errors that a PHA file states (STAT_ERR, SYS_ERR): χ² uses them as XSPEC does, against sums written down here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ogip_files import change, made_up_spectrum, with_columns
from scipy.optimize import minimize

from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.simulation.counts import demo_spectrum
from vhegui.core.spectra.ogip import read_ogip, write_ogip
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.stacking import stack

SPECTRUM = demo_spectrum(3)
N = SPECTRUM.reco.n
GEHRELS = 1.0 + np.sqrt(SPECTRUM.counts + 0.75)  # of files made for χ²: an error for channels without counts, too


def read(folder: Path, on: dict, off: dict | None = None, **cards: bool) -> SpectrumOnOff:
    """The demo spectrum with more columns in its two files."""
    pha, bkg, *_ = write_ogip(SPECTRUM, folder)
    for path, columns in ((pha, on), (bkg, off or {})):
        with_columns(path, "SPECTRUM", **{name: ("D", np.broadcast_to(each, N)) for name, each in columns.items()})
        change(path, "SPECTRUM", lambda table: table.header.update(cards))
    return read_ogip(pha).spectrum


def best_by_hand(spectrum: SpectrumOnOff, variance: np.ndarray) -> tuple[np.ndarray, float]:
    """Index, ln of the amplitude (1e-11) and χ² of the excess by a simplex, with errors from nobody's code."""
    model = default_spectrum("power_law")
    used = spectrum.safe & (variance > 0)

    def chi2(x: np.ndarray) -> float:
        expected = flux_in_bins(model.with_values((x[0], 1e-11 * np.exp(x[1]), 1.0)), spectrum.true.edges)
        distance = (spectrum.counts - spectrum.alpha * spectrum.counts_off - expected @ spectrum.response)[used]
        return float(np.sum(distance**2 / variance[used]))

    found = minimize(chi2, [2.5, 1.0], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000})
    return found.x, float(found.fun)


def off_variance(factor: float = 1.0) -> np.ndarray:
    return SPECTRUM.alpha**2 * factor * SPECTRUM.counts_off


CASES = {
    "STAT_ERR of both": (
        {"STAT_ERR": GEHRELS}, {"STAT_ERR": 3 * np.sqrt(SPECTRUM.counts_off)}, {"POISSERR": False},
        GEHRELS**2 + off_variance(9.0),
    ),
    "SYS_ERR": (
        {"SYS_ERR": 0.3}, {"SYS_ERR": 0.1}, {},
        np.where(
            SPECTRUM.counts > 0,
            SPECTRUM.counts + (0.3 * SPECTRUM.counts) ** 2
            + off_variance() + (0.1 * SPECTRUM.alpha * SPECTRUM.counts_off) ** 2,
            0.0,
        ),
    ),
    "STAT_ERR and SYS_ERR": (
        {"STAT_ERR": GEHRELS, "SYS_ERR": 0.2}, {}, {"POISSERR": False},
        GEHRELS**2 + (0.2 * SPECTRUM.counts) ** 2 + off_variance(),
    ),
    "STAT_ERR beside POISSERR T": (
        {"STAT_ERR": GEHRELS}, {}, {"POISSERR": True},
        np.where(SPECTRUM.counts > 0, SPECTRUM.counts + off_variance(), 0.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_chi_squared_has_the_errors_of_the_file(tmp_path: Path, case: str) -> None:
    on, off, cards, variance = CASES[case]
    spectrum = read(tmp_path, on, off, **cards)
    result = fit(data_of_spectra([spectrum], statistic="chi2"), default_spectrum("power_law"))
    (index, log_norm), least = best_by_hand(SPECTRUM, variance)
    assert result.total_stat == pytest.approx(least, rel=1e-5)
    values = [each.value for each in result.model.parameters]
    assert values[0] == pytest.approx(index, abs=2e-3)
    assert values[1] == pytest.approx(1e-11 * np.exp(log_norm), rel=2e-3)


def test_a_channel_whose_stated_error_is_no_error_is_left_out(tmp_path: Path) -> None:
    errors = np.where(np.arange(N) == 4, 0.0, GEHRELS)
    data = data_of_spectra([read(tmp_path, {"STAT_ERR": errors}, POISSERR=False)], statistic="chi2")
    assert data.counts.used.sum() == SPECTRUM.safe.sum() - 1


def test_likelihoods_of_counts_take_no_notice(tmp_path: Path) -> None:
    stated = read(tmp_path, {"STAT_ERR": GEHRELS}, POISSERR=False)
    for statistic in ("wstat", "cash", "cstat"):
        pair = (data_of_spectra([each], statistic=statistic).counts for each in (stated, SPECTRUM))
        first, second = (counts.at(np.ones(len(counts.n_on))).stat for counts in pair)
        np.testing.assert_array_equal(first, second)


def test_stated_errors_stay_when_spectra_are_grouped_stacked_and_written(tmp_path: Path) -> None:
    flags = np.where(np.arange(N) % 3 == 0, 1, -1)
    channels = read(tmp_path / "a", {"STAT_ERR": GEHRELS}, POISSERR=False)
    grouped = read(tmp_path / "b", {"STAT_ERR": GEHRELS, "GROUPING": flags}, POISSERR=False)
    variance = GEHRELS**2 + off_variance()
    np.testing.assert_allclose(grouped.stated_variance, np.add.reduceat(variance, np.flatnonzero(flags == 1)))
    both = stack([channels, SPECTRUM])
    expected = (variance + SPECTRUM.counts + off_variance()) * SPECTRUM.safe
    np.testing.assert_allclose(both.stated_variance, expected)
    again = read_ogip(write_ogip(replace(channels, name="again"), tmp_path / "c")[0]).spectrum
    np.testing.assert_allclose(again.stated_variance, channels.stated_variance)
    assert made_up_spectrum().errors is None
