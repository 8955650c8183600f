"""Results as files: JSON and tables."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from astropy.table import Table

from vhegui.analysis.export.results_json import counts_content, fit_content, results_json
from vhegui.analysis.export.tables import counts_table, spectra_table, write_table
from vhegui.analysis.state import DatasetRange, FitSettings
from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.counts import counts_row
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.spectral.evaluate import default_model
from vhegui.core.spectra.onoff import SpectrumOnOff

AXIS = EnergyAxis(np.geomspace(0.1, 10.0, 4))
SPECTRUM = SpectrumOnOff(
    name="7",
    reco=AXIS,
    true=AXIS,
    counts=np.array([5.0, 3.0, 0.0]),
    counts_off=np.array([8.0, 4.0, 0.0]),
    alpha=np.full(3, 0.25),
    exposure=np.full(3, 1e12),
    edisp=np.eye(3),
    safe=np.array([False, True, True]),
    livetime=1700.0,
    ontime=1800.0,
    n_off_regions=4,
)
MODEL = default_model("power_law", "crab")


def content(row):
    return json.loads(
        results_json(counts_content([row], replace(row, name="total")), fit_content(MODEL, None, "no minimum"), {})
    )


def test_results_hold_one_row_a_run_with_the_agreed_names():
    results = content(counts_row((SPECTRUM,), "7"))
    assert list(results) == ["complete", "observations", "total", "fit", "notes", "versions", "settings"]
    row = results["observations"][0]
    assert list(row) == [
        "obs_id", "counts", "counts_off", "n_off_regions", "alpha", "background", "excess", "sqrt_ts",
        "livetime", "ontime", "energy_min", "energy_max",
    ]  # fmt: skip
    assert (row["obs_id"], row["counts"], row["counts_off"], row["background"]) == (7, 3, 4, 1.0)


def test_what_is_not_a_number_is_null():
    unsafe = replace(SPECTRUM, safe=np.zeros(3, dtype=bool))
    row = content(counts_row((unsafe,), "7"))["observations"][0]
    assert row["energy_min"] is None
    assert row["counts"] == 0


def test_a_fit_without_result_keeps_the_start_values_and_says_why():
    fit = content(counts_row((SPECTRUM,), "7"))["fit"]
    assert not fit["success"]
    assert fit["message"] == "no minimum"
    assert fit["total_stat"] is None
    assert [p["name"] for p in fit["parameters"]] == ["index", "amplitude", "reference"]


def test_the_counts_table_ends_with_the_total(tmp_path):
    row = counts_row((SPECTRUM,), "7")
    write_table(counts_table([row, row], counts_row((SPECTRUM, SPECTRUM), "total")), tmp_path / "counts.ecsv")
    table = Table.read(tmp_path / "counts.ecsv")
    assert list(table["obs_id"]) == ["7", "7", "total"]
    assert list(table["counts"]) == [3, 3, 6]
    assert table["livetime"].unit == "s"


def test_spectra_show_the_prediction_of_the_model_per_bin():
    table = spectra_table([SPECTRUM, replace(SPECTRUM, name="8")], MODEL.spectral)
    assert list(table["obs_id"]) == [7] * 3 + [8] * 3
    low, high = AXIS.edges[:-1], AXIS.edges[1:]
    signal = 1e-12 * (1 / low - 1 / high) * 1e12
    np.testing.assert_allclose(table["npred_signal"][:3], signal, rtol=1e-6)
    assert np.all(table["npred"] > table["npred_signal"] * (1 - 1e-12))
    assert list(table["safe"][:3]) == [False, True, True]


@pytest.mark.parametrize("statistic", ["wstat", "cash", "cstat"])
def test_the_statistic_of_the_fitted_bins_is_that_of_the_fit(statistic):
    spectra = [SPECTRUM, replace(SPECTRUM, name="8", counts=SPECTRUM.counts + 1.0)]
    settings = FitSettings(low=float(AXIS.edges[2]), statistic=statistic, ranges=(DatasetRange("8", 0.01, 100.0),))
    table = spectra_table(spectra, MODEL.spectral, settings)
    assert list(table["fitted"]) == [False, False, True] * 2
    data = data_of_spectra(spectra, settings.low or 0.0, statistic=statistic)
    assert table["stat"][table["fitted"]].sum() == pytest.approx(Likelihood.of(data, MODEL.spectral).stat())


def test_a_background_that_a_systematic_makes_larger_is_larger_in_the_table():
    spectrum = replace(SPECTRUM, instrument="one")
    factor = Parameter("background", 1.5, prior=Prior("gaussian", 1.0, 0.1))
    more = JointModel((MODEL,), (Nuisance("background", "one", factor),))
    known = FitSettings(statistic="cash")
    plain, scaled = (spectra_table([spectrum], model, known) for model in (MODEL.spectral, more))
    np.testing.assert_allclose(scaled["npred"] - plain["npred"], 0.5 * spectrum.background, rtol=1e-9, atol=1e-9)


def test_without_a_model_there_is_no_prediction():
    table = spectra_table([SPECTRUM], None)
    assert all(math.isnan(value) for value in table["npred"])
