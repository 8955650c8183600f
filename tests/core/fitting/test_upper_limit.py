"""Of a source that is not there: a limit where the statistic has risen as far as asked; never of one that is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import evaluate, fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.upper_limit import amplitude_limit, has_result, limit_of_nothing
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.counts import demo_spectrum

MODEL = JointModel.of(default_spectrum("power_law"))
BRIGHT = demo_spectrum()
NOTHING = replace(BRIGHT, counts=np.floor(BRIGHT.background))


@pytest.mark.parametrize("n_sigma", [1.0, 2.0, 3.0])
def test_the_statistic_rises_by_the_square_of_the_significance(n_sigma: float) -> None:
    data = data_of_spectra([NOTHING])
    limit = amplitude_limit(data, MODEL, n_sigma)
    assert limit is not None
    stat = Likelihood.of(data, MODEL.with_parameter("index", frozen=True)).stat
    assert stat(np.array([limit.upper])) - stat(np.array([limit.value])) == pytest.approx(n_sigma**2, rel=1e-3)
    assert 0.0 <= limit.value < limit.upper


@pytest.mark.parametrize("shape", [{}, {"index": 3.0}])
def test_a_fit_that_finds_no_source_has_a_limit(shape: dict[str, float]) -> None:
    data, model = data_of_spectra([NOTHING]), MODEL
    for name, value in shape.items():
        model = model.with_parameter(name, value=value, frozen=True)
    result = fit(data, model)
    assert not result.success
    limit = limit_of_nothing(data, model, result)
    assert limit is not None and limit.ts < 4.0 and has_result(result, limit)
    assert str(limit).startswith("no detection")


def test_a_fit_that_finds_a_source_has_none() -> None:
    data = data_of_spectra([BRIGHT])
    assert limit_of_nothing(data, MODEL, fit(data, MODEL)) is None
    at_limit = MODEL.with_parameter("index", value=1.5, maximum=1.6)
    result = fit(data, at_limit)
    assert not result.success
    assert limit_of_nothing(data, at_limit, result) is None


@pytest.mark.parametrize(("bins", "more"), [(8, 1.0), (4, 2.0)])  # the second cannot tell index and amplitude apart
def test_a_fit_that_converged_on_next_to_nothing_has_one_too(bins: int, more: float) -> None:
    rising = np.where(np.arange(len(BRIGHT.counts)) < bins, more, 0.0)  # a little more than the background, within 2 σ
    data = data_of_spectra([replace(NOTHING, counts=NOTHING.counts + rising)])
    result = fit(data, MODEL)
    limit = limit_of_nothing(data, MODEL, result)
    assert result.success and limit is not None
    assert 0.0 <= limit.value < limit.upper and limit.ts < 4.0


@pytest.mark.parametrize(
    ("kind", "seed", "outcome"),
    [
        ("power_law", 28, Outcome.NOT_POSITIVE_DEFINITE),
        ("power_law", 30, Outcome.NOT_CONVERGED),
        ("log_parabola", 13, Outcome.NOT_CONVERGED),
        ("broken_power_law", 1, Outcome.BLIND),
        ("broken_power_law", 13, Outcome.ONLY_TOGETHER),
    ],
)
def test_a_fit_of_a_weak_excess_that_did_not_converge_has_a_limit_and_is_no_result(
    kind: str, seed: int, outcome: Outcome
) -> None:
    excess = 0.1 * (0.02 * seed % 0.4) * np.maximum(BRIGHT.counts - BRIGHT.background, 0.0)
    counts = np.random.default_rng(seed).poisson(BRIGHT.background + excess).astype(float)
    typed = default_spectrum(kind)
    spectrum = typed.with_values(typed.values, (0.1,) * len(typed.values))  # errors of an earlier fit
    data, model = data_of_spectra([replace(BRIGHT, counts=counts)]), JointModel.of(spectrum)
    result = fit(data, model)
    limit = limit_of_nothing(data, model, result)
    assert result.verdict.outcome is outcome
    assert [p.error**2 for p in result.joint.parameters] == pytest.approx(list(np.diag(result.joint_covariance)))
    assert limit is not None and 0.0 <= limit.value < limit.upper < np.inf and limit.ts < 25.0
    assert not has_result(result, limit)


def test_a_model_as_typed_has_no_limit() -> None:
    data = data_of_spectra([NOTHING])
    assert limit_of_nothing(data, MODEL, evaluate(data, MODEL, Verdict(Outcome.AS_TYPED))) is None


def test_a_limit_does_not_depend_on_the_amplitude_at_the_start() -> None:
    data = data_of_spectra([NOTHING])
    found = [amplitude_limit(data, MODEL.with_parameter("amplitude", value=v)) for v in (1e-16, 1e-12, 1e-9, 0.0)]
    assert all(each is not None and each.upper == pytest.approx(found[1].upper, rel=1e-3) for each in found)
