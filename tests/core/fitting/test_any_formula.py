"""Any formula can be fitted: those of the registry, sums, products, tables, typed ones, with and without amplitude."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.composing import added, multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import KINDS
from vhegui.core.models.spectral.tables import PiecewiseNorm, Template
from vhegui.core.models.spectral.typed_formula import typed_model
from vhegui.core.spectra.onoff import SpectrumOnOff

Run = Callable[..., SpectrumOnOff]
LINE = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
BUMP = default_spectrum("gaussian").with_values((3e-12, 5.0, 1.0))


def of_form(kind: str, form: Template | PiecewiseNorm) -> SpectralModel:
    return SpectralModel(kind, form.formula().parameters, form)


TABLE = of_form("template", Template())
NORMS = of_form("piecewise_norm", PiecewiseNorm((0.5, 2.0, 10.0)))
TYPED = "3e-11 * exp(-(E / 4)**b) * E**-g; b = 0.8, g = 2.1"
COMPOSED = {
    "a sum": added(LINE, BUMP),
    "a table": TABLE.with_parameter("norm", value=2.0),
    "a product": multiplied(TABLE.with_parameter("norm", frozen=True), NORMS.with_values((1.5, 1.0, 0.7))),
    "without amplitude": LINE.with_parameter("amplitude", frozen=True),
    "typed, without amplitude": typed_model(TYPED),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_formula_of_the_registry_comes_down_to_data_without_fluctuations(expected_run: Run, kind: str) -> None:
    model = default_spectrum(kind)
    bright = [p.value * (30.0 if i in formula_of(model).amplitudes else 1.0) for i, p in enumerate(model.parameters)]
    truth = model.with_values(tuple(bright))
    joint_data = data_of_spectra((expected_run(truth),))
    live, final = live_fit(joint_data, model), fit(joint_data, model)
    assert live.total_stat < 0.1
    assert final.total_stat < 0.1
    assert np.all(np.isfinite(final.joint_covariance))
    assert final.message


@pytest.mark.parametrize("name", COMPOSED)
def test_what_is_composed_or_typed_is_recovered_from_another_start(expected_run: Run, name: str) -> None:
    truth = COMPOSED[name]
    start = truth.with_values(tuple(p.value * (0.9 if p.varies else 1.0) for p in truth.parameters))
    joint_data = data_of_spectra((expected_run(truth, scale=5.0),))
    live, final = live_fit(joint_data, start), fit(joint_data, start)
    assert live.converged
    assert final.success, final.message
    for i in truth.free:
        found = final.model.parameters[i]
        assert abs(found.value - truth.values[i]) < 0.05 * found.error
        assert abs(live.model.values[i] - found.value) < 5e-3 * found.error
        assert live.model.parameters[i].error == pytest.approx(found.error, rel=2e-3, abs=0)


@pytest.mark.parametrize("factor", [1e-6, 1e5])
def test_the_amplitudes_of_a_sum_are_found_together_from_far_away(expected_run: Run, factor: float) -> None:
    truth = COMPOSED["a sum"]
    amplitudes = formula_of(truth).amplitudes
    start = truth.with_values(tuple(v * (factor if i in amplitudes else 1.0) for i, v in enumerate(truth.values)))
    joint_data = data_of_spectra((expected_run(truth, scale=5.0),))
    assert live_fit(joint_data, start).total_stat < 1e-3
