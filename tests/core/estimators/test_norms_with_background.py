"""Norms beside a background that is fitted along: as a fit of both finds them, and with the errors of both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import empty_cube, expected, model_of

from vhegui.core.estimators.light_curve.cubes import cube_light_curve, good_time
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import given_bins, run_bins
from vhegui.core.estimators.norms import NormProblem, measure
from vhegui.core.estimators.norms_with_background import with_background
from vhegui.core.fitting.cubes_fit import CubesFit, fit_cubes
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.statistics.known import CashCounts
from vhegui.core.typing import Array

SHARE = np.array([0.5, 0.3, 0.15, 0.05, 0.0, 0.0])  # of a source in six pixels
BACKGROUND = np.array([10.0, 12.0, 14.0, 16.0, 300.0, 400.0])


def problem(counts: Array) -> NormProblem:
    """Two runs with these counts, shape (2, 6), as one group each."""
    shape = counts.shape
    cash = CashCounts.of(counts.ravel(), np.broadcast_to(BACKGROUND, shape).ravel(), 1.0)
    unit = np.broadcast_to(40.0 * SHARE, shape).ravel()
    return NormProblem(cash, unit, np.repeat(np.arange(2), 6), 2)


def stat(counts: Array, norm: Array, b: Array) -> Array:
    """Cash for all norms and factors on the background, (n_norms, n_factors)."""
    mu = norm[:, None, None] * 40.0 * SHARE + b[:, None] * BACKGROUND
    return 2.0 * np.sum(mu - counts * np.log(mu), axis=-1)


def test_the_best_norm_and_its_errors_are_those_of_both_together() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson(np.array([[1.4], [0.9]]) * BACKGROUND + 50.0 * SHARE).astype(np.float64)
    plain = problem(counts)
    background = np.tile(BACKGROUND, 2)
    found = measure(with_background(plain, background, np.repeat([7, 3], 6)))
    for k in range(2):
        norms, factors = np.linspace(0.2, 2.6, 241), np.linspace(0.7, 1.7, 401)
        grid = stat(counts[k], norms, factors)
        best = grid.min(axis=1)
        assert found.norm[k] == pytest.approx(norms[best.argmin()], abs=0.011)
        assert found.stat[k] == pytest.approx(grid.min(), abs=2e-3)
        inside = norms[best < best.min() + 1.0]
        assert found.norm[k] + found.errp[k] == pytest.approx(inside[-1], abs=0.02)
        assert found.norm[k] - found.errn[k] == pytest.approx(inside[0], abs=0.02)
        assert found.err[k] == pytest.approx(0.5 * (found.errn[k] + found.errp[k]), rel=0.05)
    alone = measure(plain)
    assert alone.norm[0] > found.norm[0] + 0.2  # the background was higher than it was taken to be
    assert np.all(found.err > measure(problem(np.tile(BACKGROUND + 40.0 * SHARE, (2, 1)))).err * 0.9)


def test_the_slope_is_that_of_the_statistic() -> None:
    whole = with_background(problem(np.tile(np.rint(BACKGROUND), (2, 1))), np.tile(BACKGROUND, 2), np.repeat([0, 1], 6))
    for norm in (-0.1, 0.3, 1.0, 4.0):
        at, step = np.array([norm, norm]), 1e-4
        up, down = whole.at(at + step), whole.at(at - step)
        _, slope, curvature = whole.at(at)
        np.testing.assert_allclose(slope, (up[0] - down[0]) / (2 * step), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(curvature, (up[1] - down[1]) / (2 * step), rtol=1e-3)
    np.testing.assert_allclose(whole.scan(np.array([0.3, 1.0]))[:, 1], whole.at(np.ones(2))[0])


@pytest.fixture(scope="module")
def fitted() -> CubesFit:
    """Two runs of a steady source, the second with half as much again of it and a background that has changed."""
    point = default_shape("point", 83.65, 22.03)
    models = model_of(point), model_of(point).with_parameter("amplitude", value=6e-11)
    cubes = [
        expected(empty_cube(name, columns=30), model, norm=norm)
        for name, model, norm in zip(("one", "two"), models, (1.0, 1.2), strict=True)
    ]
    timed = [replace(c, gti=np.array([[k + 0.1, k + 0.2]]), livetime=8000.0) for k, c in enumerate(cubes)]
    return fit_cubes(timed, model_of(point, "one", "two"))


def test_a_light_curve_of_cubes_has_the_flux_of_each_run(fitted: CubesFit) -> None:
    bins = run_bins([good_time(cube) for cube in fitted.cubes])
    curve = cube_light_curve(fitted, bins, LightCurveOptions(edges=(1.0, 20.0), refit=True))
    steady = curve.norm[:, 0] * fitted.result.joint["amplitude"].value
    np.testing.assert_allclose(steady, [4e-11, 6e-11], rtol=0.01)
    assert curve.runs == (("one",), ("two",))
    assert curve.livetime.tolist() == [8000.0, 8000.0]
    np.testing.assert_allclose(curve.npred, curve.counts, rtol=2e-3)
    assert curve.success.all()
    fixed = cube_light_curve(fitted, bins, LightCurveOptions(edges=(1.0, 3.0, 20.0)))
    assert fixed.norm.shape == (2, 2)
    assert np.all(fixed.norm_err[:, 0] < curve.norm_err[:, 0] * 2.0)


def test_a_run_that_is_partly_in_a_time_bin_is_left_out(fitted: CubesFit) -> None:
    bins = given_bins([(0.0, 0.5), (1.15, 2.0)], [good_time(cube) for cube in fitted.cubes])
    curve = cube_light_curve(fitted, bins, LightCurveOptions())
    assert curve.runs == (("one",), ())
    assert (curve.livetime[1], curve.notes[1]) == (0.0, ("no exposure",))
