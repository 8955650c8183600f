"""Likelihood ratios are only given where they mean something; AIC ranks everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2, norm

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.comparison import compare_models, comparison, likelihood_ratio, p_value, two_sided_sigma
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.nesting import AT_LIMIT, REGULAR, UNDEFINED, nesting
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.parameters import Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff

POWER_LAW = default_spectrum("power_law").with_values((2.3, 3e-11, 1.0))
CUTOFF = default_spectrum("exp_cutoff_power_law").with_values((2.0, 4e-11, 1.0, 0.3, 1.0))
PARABOLA = default_spectrum("log_parabola")
Simulate = Callable[..., SpectrumOnOff]


def data(simulate: Simulate, truth: SpectralModel, seed: int = 0, **options: Any) -> JointData:
    return data_of_spectra([simulate(truth, np.random.default_rng(seed), scale=3.0)], **options)


def test_the_table_says_which_model_the_data_want(simulate: Simulate) -> None:
    rows = compare_models(data(simulate, CUTOFF), POWER_LAW)
    base, cutoff, parabola = rows
    assert [row.kind for row in rows] == ["power_law", "exp_cutoff_power_law", "log_parabola"]
    assert cutoff.delta_ts == pytest.approx(base.stat - cutoff.stat)
    assert cutoff.ndf == parabola.ndf == 1
    assert cutoff.p_value < 1e-6
    assert cutoff.significance == pytest.approx(np.sqrt(cutoff.delta_ts), rel=1e-6)
    assert cutoff.aic == pytest.approx(cutoff.stat + 6)
    assert min(row.delta_aic for row in rows) == 0.0
    assert sum(row.weight for row in rows) == pytest.approx(1.0)
    assert base.weight < 1e-4
    assert (base.delta_ts, base.ndf, base.nested) == (0.0, 0, True)
    assert np.isnan(base.p_value)


def test_the_reference_fits_of_the_crab_give_their_likelihood_ratio(crab_data: Any) -> None:
    rows = compare_models(data_of_spectra(crab_data["joint"]), POWER_LAW)
    assert rows[1].delta_ts == pytest.approx(8.20, abs=0.02)
    assert rows[1].significance == pytest.approx(2.86, abs=0.01)


def test_without_curvature_p_values_are_uniform(simulate: Simulate) -> None:
    kinds = ("power_law", "log_parabola")
    p = [compare_models(data(simulate, POWER_LAW, seed), POWER_LAW, kinds)[1].p_value for seed in range(30)]
    assert np.mean(p) == pytest.approx(0.5, abs=4 * 0.29 / np.sqrt(30))
    assert np.mean(np.array(p) < 0.32) == pytest.approx(0.32, abs=0.34)


def test_models_that_are_not_nested_get_no_p_value(simulate: Simulate) -> None:
    joint_data = data(simulate, CUTOFF)
    rows = compare_models(joint_data, CUTOFF, ("exp_cutoff_power_law", "log_parabola", "power_law"))
    assert not rows[1].nested
    assert np.isnan(rows[1].p_value)
    assert "AIC" in rows[1].note
    assert rows[2].nested  # the base is the richer one
    assert rows[2].ndf == -1
    assert rows[2].delta_ts < 0
    assert rows[2].p_value < 1e-6
    with pytest.raises(AnalysisError, match="no special case"):
        likelihood_ratio(rows[1].result, rows[0].result)


def test_fits_to_other_data_or_with_another_statistic_are_refused(simulate: Simulate) -> None:
    first = fit(data(simulate, CUTOFF), POWER_LAW)
    others = (
        data(simulate, CUTOFF, seed=1),
        data(simulate, CUTOFF, statistic="cstat"),
        data(simulate, CUTOFF, e_min=0.5),
    )
    for other in others:
        with pytest.raises(AnalysisError, match="different data"):
            likelihood_ratio(first, fit(other, CUTOFF))
    chi = [fit(data(simulate, CUTOFF, statistic="chi2", systematic=f), POWER_LAW) for f in (0.0, 0.1)]
    with pytest.raises(AnalysisError, match="different data"):
        comparison(chi)


def test_on_a_limit_the_p_value_is_halved_and_says_so(simulate: Simulate) -> None:
    joint_data = data(simulate, CUTOFF)
    null = fit(joint_data, POWER_LAW)
    free, limited = fit(joint_data, CUTOFF), fit(joint_data, CUTOFF.with_parameter("lambda_", minimum=0.0))
    usual, halved = likelihood_ratio(null, free), likelihood_ratio(null, limited)
    assert halved.p_value == pytest.approx(0.5 * usual.p_value, rel=1e-3, abs=0)
    assert "half" in halved.note
    for test in (usual, halved):
        assert test.significance == pytest.approx(np.sqrt(test.delta_ts), rel=1e-6)
    assert usual.note == ""


def test_a_fit_without_success_gives_no_p_value(simulate: Simulate) -> None:
    joint_data = data(simulate, CUTOFF)
    stuck = fit(joint_data, CUTOFF.with_parameter("lambda_", maximum=0.05))
    test = likelihood_ratio(fit(joint_data, POWER_LAW), stuck)
    assert np.isnan(test.p_value)
    assert "limit" in test.note


def test_a_break_that_is_not_there_has_no_chi_squared(simulate: Simulate) -> None:
    broken = default_spectrum("broken_power_law")
    found = nesting(POWER_LAW, broken)
    assert found is not None
    assert found.case == UNDEFINED
    held = nesting(POWER_LAW, broken.with_parameter("ebreak", frozen=True))
    assert held is not None
    assert held.case == REGULAR


def test_nesting_knows_frozen_parameters_limits_and_other_sources() -> None:
    held = POWER_LAW.with_parameter("index", frozen=True)
    within = nesting(held, POWER_LAW)
    assert within is not None
    assert within.case == REGULAR
    edge = nesting(held, POWER_LAW.with_parameter("index", minimum=2.3))
    assert edge is not None
    assert edge.case == AT_LIMIT
    assert nesting(POWER_LAW, held) is None
    assert nesting(POWER_LAW, PARABOLA.with_parameter("alpha", frozen=True)) is None
    assert nesting(POWER_LAW, POWER_LAW) is None
    assert nesting(CUTOFF, PARABOLA) is None
    other = SourceModel("other", POWER_LAW)
    one, two = (JointModel((SourceModel("crab", model),)) for model in (POWER_LAW, PARABOLA))
    both = JointModel((SourceModel("crab", PARABOLA), other))
    assert nesting(one, two) is not None
    assert nesting(one, both) is None


def test_priors_make_likelihood_ratios_invalid_where_they_differ_or_are_on_what_is_tested() -> None:
    known = Prior("gaussian", 2.3, 0.1)
    free = CUTOFF.with_parameter("index", prior=known)
    no_cutoff = free.with_parameter("lambda_", value=0.0, frozen=True)

    def case(null: SpectralModel, alternative: SpectralModel = free) -> str | None:
        found = nesting(null, alternative)
        return None if found is None else found.case

    assert case(no_cutoff) == REGULAR
    assert case(no_cutoff.with_parameter("index", prior=None)) is None
    assert case(POWER_LAW) is None
    assert case(POWER_LAW.with_parameter("index", prior=known)) == REGULAR
    for prior, expected in ((Prior("gaussian", 0.1, 0.1), UNDEFINED), (Prior("uniform", 0.0, 1.0), AT_LIMIT)):
        assert case(no_cutoff, free.with_parameter("lambda_", prior=prior)) == expected


@pytest.mark.parametrize(("ts", "ndf"), [(0.0, 1), (1.0, 1), (8.2, 1), (7.3, 2), (60.0, 3), (1000.0, 2)])
def test_p_values_and_their_sigma_are_those_of_the_distributions(ts: float, ndf: int) -> None:
    p, log_p = p_value(ts, ndf)
    assert p == pytest.approx(chi2.sf(ts, ndf), rel=1e-10, abs=0)
    assert two_sided_sigma(log_p) == pytest.approx(norm.isf(p / 2), rel=1e-9, abs=1e-9)


def test_a_significance_beyond_the_smallest_number_is_still_one() -> None:
    assert two_sided_sigma(p_value(10_000.0, 1)[1]) == pytest.approx(100.0, rel=1e-4)
    assert p_value(4.0, 2, at_limit=True)[0] == pytest.approx(0.5 * (chi2.sf(4, 1) + chi2.sf(4, 2)))
    assert p_value(0.0, 1, at_limit=True)[0] == 1.0
