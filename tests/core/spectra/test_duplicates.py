"""The same observation fitted twice is noticed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ogip_files import made_up_spectrum

from vhegui.analysis.steps.fits import fit_advice
from vhegui.core.fitting.joint_data import JointObjective
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.duplicates import twins
from vhegui.core.spectra.onoff import SpectrumOnOff


def run(name: str, instrument: str = "HESS", start: float = 53343.0, stop: float = 53343.02) -> SpectrumOnOff:
    return replace(made_up_spectrum(), name=name, instrument=instrument, start=start, stop=stop)


NO_TIMES = {"start": np.nan, "stop": np.nan}


@pytest.mark.parametrize(
    ("second", "same"),
    [
        (run("hess 1", "hess"), True),
        (run("1", "hess", **NO_TIMES), True),
        (run("2", "hess", **NO_TIMES), False),
        (run("1", "MAGIC"), False),
        (run("2", start=53343.02, stop=53343.04), False),
        (run("all", start=53342.0, stop=53350.0), True),
        (replace(run("hess 1"), safe=np.zeros(run("1").reco.n, dtype=bool)), False),
    ],
)
def test_a_run_and_its_spectrum_from_a_file_are_twins(second: SpectrumOnOff, same: bool) -> None:
    apart = run("0", start=53340.0, stop=53340.02)
    for spectra in ((apart, run("1"), second), (second, run("1"), apart)):
        found = [set(pair) for pair in twins(spectra)]
        assert found == ([{"1", second.name}] if same else [])


def test_the_advice_names_the_twins_and_what_to_do() -> None:
    spectra, model = (run("1"), run("hess 1", "hess")), JointModel.of(default_spectrum("power_law"))
    told = fit_advice(JointObjective.build(spectra), model, spectra)
    assert '"1" and "hess 1"' in told
    assert "leave one of them out" in told
    again = (run("1"), run("1", "hess", **NO_TIMES))
    assert '"1" is there twice' in fit_advice(JointObjective.build(again), model, again)


@pytest.mark.parametrize(
    ("statistic", "alpha", "warned"), [("wstat", 0.1, True), ("wstat", 0.0, False), ("cash", 0.1, False)]
)
def test_only_w_with_an_off_measurement_is_said_to_be_biased(statistic: str, alpha: float, warned: bool) -> None:
    plain = run("1")
    empty = replace(plain, counts_off=np.zeros(plain.reco.n), alpha=np.full(plain.reco.n, alpha))
    objective = JointObjective.build((empty,), statistic=statistic)
    assert ("wstat" in fit_advice(objective, JointModel.of(default_spectrum("power_law")), (empty,))) is warned
