"""Spectral models fitted to flux points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.flux_point_fit import fit_flux_points
from vhegui.core.estimators.flux_points.flux_point_statistic import METHODS, point_statistic
from vhegui.core.estimators.flux_points.points import flux_points
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde
from vhegui.core.sed.gammacat import read_gammacat
from vhegui.core.sed.points import SedPoints, sed_points

TRUTH = default_spectrum("power_law").with_values((2.4, 3e-11, 1.0))
ENERGY = np.geomspace(0.5, 30.0, 10)


def made(rng: np.random.Generator | None = None, error: float = 0.1) -> SedPoints:
    """Points on the truth, or scattered about it by their error."""
    flux = dnde(TRUTH, ENERGY)
    value = flux if rng is None else flux * (1.0 + error * rng.standard_normal(len(flux)))
    nothing, none = np.full(10, np.nan), np.empty((10, 0))
    width = error * flux
    return SedPoints(
        ENERGY, nothing, nothing, value, width, width, value + 2 * width, np.zeros(10, bool), 0.9545, none, none, "made"
    )


@pytest.mark.parametrize("method", METHODS)
def test_points_on_a_curve_give_back_the_curve(method: str) -> None:
    fitted = fit_flux_points(made(), default_spectrum("power_law"), method)
    assert fitted.success
    np.testing.assert_allclose(fitted.model.values, TRUTH.values, rtol=1e-4)  # a thousandth of the errors
    assert fitted.total_stat == pytest.approx(0.0, abs=1e-6)


def test_pulls_of_many_fits_are_standard_normal() -> None:
    rng = np.random.default_rng(2)
    fits = [fit_flux_points(made(rng), TRUTH, "symmetric").model for _ in range(100)]
    for name in ("index", "amplitude"):
        pulls = np.array([(fit[name].value - TRUTH[name].value) / fit[name].error for fit in fits])
        assert abs(pulls.mean()) < 0.4
        assert 0.8 < pulls.std() < 1.2


def test_a_fit_of_our_own_crab_points_agrees_with_the_direct_fit(crab: Any, crab_data: Any) -> None:
    """Within 0.15 of an error by the profiles; within half an error by asymmetric errors, which neglect more."""
    direct = {
        name: crab["fits"]["ecpl_joint"]["parameters"][f"crab.{name}"] for name in ("index", "amplitude", "lambda_")
    }
    model = default_spectrum("exp_cutoff_power_law")
    for name, parameter in direct.items():
        model = model.with_parameter(name, value=parameter["value"])
    points = sed_points(flux_points(crab_data["joint"], model, crab["flux_points_requested_edges_TeV"]))
    for method, tolerance in (("profile", 0.15), ("asymmetric", 0.5)):
        fitted = fit_flux_points(points, default_spectrum("exp_cutoff_power_law"), method)
        assert fitted.success
        for name, parameter in direct.items():
            assert abs(fitted.model[name].value - parameter["value"]) < tolerance * parameter["error"]
            assert fitted.model[name].error == pytest.approx(parameter["error"], rel=0.15, abs=0)


def test_the_published_points_of_the_crab_give_the_published_fit(data: Path) -> None:
    """H.E.S.S. 2006: index 2.39 ± 0.03, (3.76 ± 0.07)e-11, cutoff 14.3 ± 2.1 TeV, χ² 15.9 for 9 degrees of freedom."""
    spectrum = read_gammacat(data / "gammacat" / "gammacat.fits.gz", "Crab nebula")
    assert spectrum.points is not None
    fitted = fit_flux_points(spectrum.points, default_spectrum("exp_cutoff_power_law"))
    assert fitted.model["index"].value == pytest.approx(2.39, abs=0.01)
    assert fitted.model["index"].error == pytest.approx(0.03, abs=0.005)
    assert fitted.model["amplitude"].value == pytest.approx(3.76e-11, rel=0.01, abs=0)
    assert 1.0 / fitted.model["lambda_"].value == pytest.approx(14.3, abs=0.5)
    assert fitted.total_stat == pytest.approx(15.9, abs=1.0)


def test_a_limit_holds_the_model_down_but_does_not_pull_it_up() -> None:
    points = made()
    last = np.arange(10) == 9
    limited = replace(points, is_ul=last, dnde_ul=np.where(last, 0.5 * points.dnde, points.dnde_ul))
    free = fit_flux_points(replace(points, dnde=np.where(last, np.nan, points.dnde)), TRUTH)
    held = fit_flux_points(limited, TRUTH)
    assert dnde(held.model, ENERGY[-1:]) < dnde(free.model, ENERGY[-1:])
    high = replace(limited, dnde_ul=np.where(last, 50.0 * points.dnde, points.dnde_ul))
    assert fit_flux_points(high, TRUTH).model["index"].value == pytest.approx(2.4, abs=1e-3)


def test_slopes_of_the_statistic_are_its_derivatives() -> None:
    points = made(np.random.default_rng(3))
    scan = points.dnde[:, None] * np.linspace(0.5, 1.5, 21)
    profile = ((scan - points.dnde[:, None]) / points.dnde_errp[:, None]) ** 2
    points = replace(points, is_ul=np.arange(10) > 7, dnde_scan=scan, stat_scan=profile)
    for method in METHODS:
        statistic = point_statistic(points, method)
        for factor in (0.3, 0.97, 1.03, 2.0):
            flux = factor * dnde(TRUTH, statistic.energy)
            up, down = statistic.terms(flux * (1 + 1e-6))[0], statistic.terms(flux * (1 - 1e-6))[0]
            np.testing.assert_allclose(
                (up - down) / (2e-6 * flux) * flux, statistic.terms(flux)[1] * flux, rtol=2e-4, atol=1e-5
            )


def test_frozen_linked_and_too_many_parameters_are_respected() -> None:
    frozen = TRUTH.with_parameter("index", frozen=True, value=2.0)
    fitted = fit_flux_points(made(), frozen)
    assert fitted.model["index"].value == 2.0
    assert fitted.covariance[0, 0] == 0.0
    assert fitted.n_free == 1
    with pytest.raises(AnalysisError, match="1 points cannot determine 2 parameters"):
        fit_flux_points(made(), TRUTH, e_max=0.6)
    with pytest.raises(AnalysisError, match="'exact'"):
        fit_flux_points(made(), TRUTH, "exact")
