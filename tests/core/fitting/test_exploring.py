"""MINOS errors, profiles and contours of joint models: any parameter, progress, both levels at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.contours import DELTA_68, DELTA_95, contours, error_ellipse, growing_contours
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import contour, minos, profile, profile_grid
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff

LINE = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
SCALE = Nuisance("energy", "north", Parameter("energy", 1.0, prior=Prior("gaussian", 1.0, 0.1)))
Fit = tuple[JointData, FitResult]


@pytest.fixture(scope="module")
def fitted(expected_run: Callable[..., SpectrumOnOff]) -> Fit:
    joint_data = data_of_spectra((expected_run(LINE, "north"), expected_run(LINE, "south")))
    return joint_data, fit(joint_data, JointModel((SourceModel("source", LINE),), (SCALE,)))


def test_minos_errors_of_systematics_rise_the_statistic_with_its_prior_by_one(fitted: Fit) -> None:
    joint_data, result = fitted
    errors = minos(joint_data, result)
    assert set(errors) == {"index", "amplitude", "north.energy"}
    scale = errors["north.energy"]
    assert scale.success
    at = profile(joint_data, result, "north.energy", [1.0 - scale.errn, 1.0 + scale.errp])
    np.testing.assert_allclose(at - result.total_stat, 1.0, atol=2e-3)
    assert scale.errp < 0.1


def test_profile_grid_reaches_three_errors_and_stops_at_limits(fitted: Fit) -> None:
    joint_data, result = fitted
    index = result.model["index"]
    grid = profile_grid(result, "index", 13)
    assert grid[[0, -1]] == pytest.approx([index.value - 3 * index.error, index.value + 3 * index.error])
    stat = profile(joint_data, result, "index", grid)
    assert stat.min() == pytest.approx(result.total_stat, abs=1e-6)
    assert stat[[0, -1]] - result.total_stat == pytest.approx([9.0, 9.0], rel=0.2)
    limited = fit(joint_data, result.joint.with_parameter("index", maximum=index.value + index.error))
    assert profile_grid(limited, "index").max() == pytest.approx(index.value + index.error)


def test_contours_of_both_levels_are_those_of_each_alone(fitted: Fit) -> None:
    joint_data, result = fitted
    both = contours(joint_data, result, "index", "north.energy", n_points=8)
    for k, delta in enumerate((DELTA_68, DELTA_95)):
        x, y = contour(joint_data, result, "index", "north.energy", delta, 8)
        error = result.model["index"].error
        np.testing.assert_allclose((both.x[k] - x) / error, 0.0, atol=2e-3)
        np.testing.assert_allclose((both.y[k] - y) / 0.1, 0.0, atol=2e-3)
    assert both.best == (result.model["index"].value, result.joint["north.energy"].value)


def test_contours_grow_point_by_point_and_can_be_stopped(fitted: Fit) -> None:
    joint_data, result = fitted
    known = [
        int(np.isfinite(found.x).sum())
        for found in growing_contours(joint_data, result, "index", "amplitude", n_points=4)
    ]
    assert known == list(range(1, 9))

    class Stop(Exception):
        pass

    seen: list[float] = []

    def stopping(fraction: float, _: str) -> None:
        seen.append(fraction)
        if len(seen) == 3:
            raise Stop

    with pytest.raises(Stop):
        contours(joint_data, result, "index", "amplitude", n_points=4, progress=stopping)
    assert seen == pytest.approx([1 / 8, 2 / 8, 3 / 8])


def test_parameters_that_were_not_fitted_cannot_be_explored(fitted: Fit) -> None:
    joint_data, result = fitted
    with pytest.raises(AnalysisError, match="no parameter 'beta'; choose one of: index, amplitude"):
        profile(joint_data, result, "beta", [0.1])
    frozen = fit(joint_data, result.joint.with_parameter("index", frozen=True))
    with pytest.raises(AnalysisError, match="index was not fitted"):
        minos(joint_data, frozen, ["index"])
    follower = LINE.with_parameter("index", link="index")
    linked = fit(joint_data, JointModel((SourceModel("a", LINE), SourceModel("b", follower, ("south",)))))
    with pytest.raises(AnalysisError, match=r"b\.index is linked to index; ask for that"):
        contours(joint_data, linked, "b.index", "amplitude")


def test_the_ellipse_reaches_the_errors_and_contains_what_the_covariance_says(fitted: Fit) -> None:
    _, result = fitted
    x, y = error_ellipse(result, "index", "north.energy", delta=1.0)
    index, energy = result.joint["index"], result.joint["north.energy"]
    assert x.max() - index.value == pytest.approx(index.error, rel=1e-3)
    assert y.max() - energy.value == pytest.approx(energy.error, rel=1e-3)
    held = [result.joint_names.index(name) for name in ("index", "north.energy")]
    inverse = np.linalg.inv(result.joint_covariance[np.ix_(held, held)])
    d = np.stack([x - index.value, y - energy.value])
    np.testing.assert_allclose(np.einsum("in,ij,jn->n", d, inverse, d), 1.0, rtol=1e-6)
    assert (x[0], y[0]) == pytest.approx((x[-1], y[-1]))
