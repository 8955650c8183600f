"""What should make one careful with a fit is said, in the user's words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ogip_files import made_up_spectrum

from vhegui.analysis.fit_advice import about_sparse_bins, about_unused, fit_advice
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.counts import demo_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.sparse import sparse_fraction


def run(name: str, instrument: str = "HESS", start: float = 53343.0, stop: float = 53343.02) -> SpectrumOnOff:
    return replace(made_up_spectrum(), name=name, instrument=instrument, start=start, stop=stop)


NO_TIMES = {"start": np.nan, "stop": np.nan}


def test_bins_without_off_counts_are_warned_about() -> None:
    on = np.array([2.0, 30.0, 8.0])
    assert about_sparse_bins(sparse_fraction(on, np.array([0.0, 3.0, 5.0]))) == ""
    assert "80 % of the ON counts" in about_sparse_bins(sparse_fraction(on, np.array([0.0, 0.0, 4.0])))


def test_systematics_of_data_that_are_not_there_are_named() -> None:
    assert about_unused((), ["HESS"]) == ""
    said = about_unused(("MAGIC", "23523"), ["HESS", ""])
    assert said == "systematics of MAGIC, 23523 have no effect: the spectra are of (no name), HESS"


def test_the_advice_names_the_duplicates_and_what_to_do() -> None:
    spectra, model = (run("1"), run("hess 1", "hess")), JointModel.of(default_spectrum("power_law"))
    told = fit_advice(data_of_spectra(spectra), model, spectra)
    assert '"1" and "hess 1"' in told
    assert "leave one of them out" in told
    again = (run("1"), run("1", "hess", **NO_TIMES))
    assert '"1" is there twice' in fit_advice(data_of_spectra(again), model, again)


@pytest.mark.parametrize(
    ("statistic", "alpha", "warned"), [("wstat", 0.1, True), ("wstat", 0.0, False), ("cash", 0.1, False)]
)
def test_only_w_with_an_off_measurement_is_said_to_be_biased(statistic: str, alpha: float, warned: bool) -> None:
    plain = run("1")
    empty = replace(plain, counts_off=np.zeros(plain.reco.n), alpha=np.full(plain.reco.n, alpha))
    joint_data = data_of_spectra((empty,), statistic=statistic)
    assert ("wstat" in fit_advice(joint_data, JointModel.of(default_spectrum("power_law")), (empty,))) is warned


def test_areas_that_end_inside_the_fitted_energies_are_named() -> None:
    spectrum, model = demo_spectrum(), JointModel.of(default_spectrum("power_law"))
    assert "area" not in fit_advice(data_of_spectra([spectrum]), model, [spectrum])
    cut = np.where(spectrum.true.centres < 5.0, spectrum.exposure, 0.0)
    short = replace(spectrum, exposure=cut)
    told = fit_advice(data_of_spectra([short]), model, [short])
    edge = spectrum.true.edges[np.flatnonzero(cut)[-1] + 1]
    assert f"ends at {edge:.3g} TeV, below the end of the fitted energies, 30 TeV" in told
    inside = data_of_spectra([short], e_max=4.0)
    assert "area" not in fit_advice(inside, model, [short])
