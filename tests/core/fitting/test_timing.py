"""Sources that change with time, fitted: spectra and cubes expect the mean over their good time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import POWER_LAW, empty_cube

from vhegui.core.errors import ConfigError
from vhegui.core.estimators.light_curve.fluxes import light_curve
from vhegui.core.estimators.light_curve.time_bins import GoodTime, run_bins
from vhegui.core.estimators.light_curve.timed_run import TimedRun
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.joint_data import JointData, together
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.nuisances import field_of_view, systematic
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.temporal.model import default_change
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.stacking import stack

Run = Callable[..., SpectrumOnOff]
START = 59000.0
DECAY = default_change("exp_decay").with_values((0.8, START))
FLARING = SourceModel("flare", POWER_LAW, spatial=default_shape("point", 83.65, 22.03), temporal=DECAY)


def nights(expected_run: Run, n: int = 3) -> list[SpectrumOnOff]:
    """Runs of two intervals in successive nights, with what a decaying source makes in them."""
    gtis = [START + i + np.array([[0.0, 0.02], [0.03, 0.04]]) for i in range(n)]
    return [replace(expected_run(POWER_LAW, "HESS", f"run {i}", scale=1.0), gti=gti) for i, gti in enumerate(gtis)]


def with_decay(run: SpectrumOnOff) -> SpectrumOnOff:
    return replace(run, counts=run.background + run.excess * DECAY.mean(run.gti))


def both(expected_run: Run) -> JointData:
    cubes = [
        replace(empty_cube(f"cube {i}", columns=24), gti=START + 0.5 + i + np.array([[0.0, 0.05]])) for i in (0, 1)
    ]
    return together([data_of_cubes(cubes), data_of_spectra([with_decay(run) for run in nights(expected_run)])])


def test_a_run_expects_the_mean_over_its_good_time(expected_run: Run) -> None:
    runs = nights(expected_run)
    model = JointModel((FLARING,))
    steady = Likelihood.of(data_of_spectra(runs), JointModel((FLARING.steady,))).predicted()
    changing = Likelihood.of(data_of_spectra(runs), model).predicted()
    factors = np.repeat([DECAY.mean(run.gti) for run in runs], runs[0].reco.n)
    np.testing.assert_allclose(changing, factors * steady)
    summed = Likelihood.of(data_of_spectra([stack(runs)]), model).predicted()
    np.testing.assert_allclose(summed, changing.reshape(3, -1).sum(axis=0), rtol=1e-9)  # of equal exposures


def test_a_decay_is_found_again(expected_run: Run) -> None:
    data = data_of_spectra([with_decay(run) for run in nights(expected_run)])
    start = replace(FLARING, temporal=DECAY.with_values((0.5, START)))
    result = fit(data, JointModel((start,)).of_spectra.with_parameter("t0", frozen=False))
    assert result.success, result.message
    for name, value in {"t0": 0.8, "amplitude": 4e-11, "index": 2.4}.items():
        assert abs(result.joint[name].value - value) < 1e-2 * result.joint[name].error, name


@pytest.mark.parametrize("systematics", [False, True])
def test_derivatives_are_those_of_the_statistic(expected_run: Run, systematics: bool) -> None:
    nuisances = (*field_of_view("cube 0"), systematic("energy", "HESS", 0.1)) if systematics else ()
    other = SourceModel("other", POWER_LAW, spatial=default_shape("gaussian", 83.5, 21.9))
    model = JointModel((FLARING, other), nuisances)
    for name in ("t0", "t_ref"):
        model = model.with_parameter(name, frozen=False)
    likelihood = Likelihood.of(both(expected_run), model)
    x, found = likelihood.start, likelihood.evaluate()
    size, hessian = 1.0 / np.sqrt(np.diag(found.fisher)), likelihood.hessian()
    for k, row in enumerate(np.diag(1e-3 * size)):
        up, down = likelihood.evaluate(x + row), likelihood.evaluate(x - row)
        assert found.gradient[k] * size[k] == pytest.approx((up.stat - down.stat) / 2e-3, rel=1e-3, abs=1e-2)
        bend = (up.gradient - down.gradient) * size / 2e-3
        np.testing.assert_allclose(hessian[k] * size * size[k], bend, atol=1e-4)


def test_when_it_was_observed_must_be_known(expected_run: Run) -> None:
    run = expected_run(POWER_LAW, "HESS", "undated")
    with pytest.raises(ConfigError, match="flare changes with time, and when undated was observed is not known"):
        Likelihood.of(data_of_spectra([run]), JointModel((FLARING,)))
    constant = replace(FLARING, temporal=default_change("constant"))
    assert Likelihood.of(data_of_spectra([run]), JointModel((constant,))).predicted().sum() > 0
    dated = replace(run, start=START, stop=START + 0.02)
    assert Likelihood.of(data_of_spectra([dated]), JointModel((FLARING,))).predicted().sum() > 0


def test_a_light_curve_shows_the_change_itself(expected_run: Run) -> None:
    runs = [with_decay(run) for run in nights(expected_run)]
    timed = [TimedRun(run, GoodTime(run.gti, run.livetime)) for run in runs]
    curve = light_curve(timed, run_bins([each.time for each in timed]), JointModel((FLARING,)))
    np.testing.assert_allclose(curve.norm[:, 0], [DECAY.mean(run.gti) for run in runs], rtol=1e-4)
