"""Systematics of instruments and of single data sets act together; a kind is an entry of the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.systematics import unused_nuisances
from vhegui.core.models.nuisances import NUISANCES, NuisanceKind, systematic
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff

Run = Callable[..., SpectrumOnOff]
LINE = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))


def joint(*nuisances: tuple[str, str, float]) -> JointModel:
    """A source with systematics (kind, of what, their value), known to a tenth."""
    found = (systematic(kind, dataset, 0.1) for kind, dataset, _ in nuisances)
    model = JointModel((SourceModel("crab", LINE),), tuple(found))
    for kind, dataset, value in nuisances:
        model = model.with_parameter(f"{dataset}.{kind}", value=value)
    return model


def test_factors_of_an_instrument_and_of_a_data_set_multiply(expected_run: Run) -> None:
    spectra = [expected_run(LINE, "north", "run 1"), expected_run(LINE, "north", "run 2"), expected_run(LINE, "south")]
    data = data_of_spectra(spectra)
    plain = data.per_run(Likelihood.of(data, LINE).predicted())
    area = data.per_run(Likelihood.of(data, joint(("area", "North", 1.2), ("area", "run 2", 0.5))).predicted())
    np.testing.assert_allclose(area / plain, [1.2, 0.6, 1.0])
    both = joint(("energy", "north", 1.2), ("energy", "run 2", 0.5))
    energy = data.per_run(Likelihood.of(data, both).predicted())
    for name, scale in (("run 1", 1.2), ("run 2", 0.6)):
        alone = Likelihood.of(data, joint(("energy", name, scale))).predicted()
        assert energy[data.names.index(name)] == pytest.approx(data.per_run(alone)[data.names.index(name)])
    background = joint(("background", "north", 1.2), ("background", "run 2", 0.5))
    alpha = Likelihood.of(data, background).counts(np.array(background.values)).alpha
    np.testing.assert_allclose([alpha[data.run == i][0] for i in range(3)], [0.12, 0.06, 0.1])


def test_derivatives_of_shared_and_own_factors_are_those_of_the_statistic(expected_run: Run) -> None:
    spectra = [expected_run(LINE, "north", "run 1"), expected_run(LINE, "north", "run 2")]
    kinds = [(kind, of, 1.03 + 0.01 * i) for i, kind in enumerate(NUISANCES) for of in ("north", "run 2")]
    likelihood = Likelihood.of(data_of_spectra(spectra), joint(*kinds))
    x, at = likelihood.start, likelihood.evaluate()
    for k, value in enumerate(x):
        up, down = x.copy(), x.copy()
        up[k], down[k] = value * (1 + 1e-5), value * (1 - 1e-5)
        slope = (likelihood.stat(up) - likelihood.stat(down)) / (2e-5 * value)
        scale = np.sqrt(at.fisher[k, k])
        assert slope / scale == pytest.approx(at.gradient[k] / scale, rel=1e-4, abs=1e-4)


def test_an_area_of_one_data_set_is_found(expected_run: Run) -> None:
    good, bad = expected_run(LINE, "north", "run 1", scale=30.0), expected_run(LINE, "north", "run 2", scale=30.0)
    bad = replace(bad, counts=bad.counts - 0.1 * bad.excess)
    result = fit(data_of_spectra([good, bad]), joint(("area", "run 2", 1.0)))
    assert result.success
    assert result.joint["run 2.area"].value == pytest.approx(0.9, abs=0.01)
    assert result.model["amplitude"].value == pytest.approx(3e-11, rel=0.01, abs=0)


def test_systematics_of_data_that_are_not_there_are_named(expected_run: Run) -> None:
    data = data_of_spectra([expected_run(LINE, "north", "run 1")])
    assert unused_nuisances(data, joint(("area", "run 1", 1.0), ("area", "North", 1.0))) == ()
    assert unused_nuisances(data, joint(("area", "run 2", 1.0), ("energy", "south", 1.0))) == ("run 2", "south")


def test_a_new_kind_is_an_entry_of_the_registry(expected_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tilt of the background: (E / 1 TeV)^−t."""
    slope = NuisanceKind(
        "slope", "slope of the background", "Slope", "background",
        factor=lambda t, energy: energy**-t, slope=lambda t, energy: -np.log(energy) * energy**-t,
        neutral=0.0, minimum=-2.0, maximum=2.0,
    )  # fmt: skip
    monkeypatch.setitem(NUISANCES, "slope", slope)
    run = expected_run(LINE, "north", "run 1", background=1e5)
    tilted = replace(run, counts=run.excess + run.background * run.reco.centres**-0.05)
    data = data_of_spectra([tilted])
    found = fit(data, joint(("slope", "run 1", 0.0)))
    assert found.success and found.joint["run 1.slope"].value == pytest.approx(0.05, abs=0.01)
    assert found.total_stat < fit(data, LINE).total_stat - 5.0
