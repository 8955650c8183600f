"""Light curves against the reference and against known truths."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_up_light_curves import RECO, START, TRUTH, made_light_curve, nightly_runs, timed_run

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.points import flux_points
from vhegui.core.estimators.light_curve.fluxes import light_curve
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import fixed_bins, given_bins, night_bins, run_bins
from vhegui.core.estimators.light_curve.timed_run import TimedRun, parts_of, spectra_in
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel


def many(n: int, seed: int, **options: Any) -> list[TimedRun]:
    return nightly_runs(np.random.default_rng(seed), n, **options)


def of_runs(runs: list[TimedRun], **options: Any):
    return light_curve(runs, run_bins([run.time for run in runs]), TRUTH, LightCurveOptions(**options))


def test_a_bin_that_holds_runs_gives_the_flux_points_of_these_runs():
    runs = many(4, 1)
    edges = (0.3, 1.7, 30.0)
    curve = light_curve(runs, night_bins([run.time for run in runs]), TRUTH, LightCurveOptions(edges=edges))
    for i, run in enumerate(runs):
        points = flux_points((run.spectrum,), TRUTH, edges)
        for name in ("norm", "norm_err", "norm_errn", "norm_errp", "norm_ul", "ts", "stat", "stat_null"):
            np.testing.assert_allclose(getattr(curve, name)[i], getattr(points, name), rtol=1e-7, err_msg=name)
        np.testing.assert_array_equal(curve.counts[i], points.counts[:, 0])
    together = light_curve(runs, given_bins([(START - 1, START + 9)], [run.time for run in runs]), TRUTH)
    points = flux_points([run.spectrum for run in runs], TRUTH, together.e_min.tolist() + together.e_max.tolist())
    np.testing.assert_allclose(together.flux[0], points.flux, rtol=1e-7)
    np.testing.assert_allclose(together.constant_flux, together.flux[0], rtol=1e-7)


def test_parts_of_a_run_have_the_counts_and_exposure_of_the_whole():
    run = timed_run(np.random.default_rng(2), gti=[(0, 13), (14, 30)])
    whole = of_runs([run])
    parts = light_curve([run], fixed_bins([run.time], 1.5), TRUTH)
    assert len(parts) == 20
    assert parts.counts.sum() == whole.counts.sum()
    assert parts.background.sum() == pytest.approx(whole.background.sum())
    assert parts.livetime.sum() == pytest.approx(run.spectrum.livetime, rel=1e-5)
    np.testing.assert_allclose(parts.livetime[:8], run.spectrum.livetime * 1.5 / 29, rtol=1e-5)
    assert parts.livetime[8] == pytest.approx(run.spectrum.livetime * 1.0 / 29, rel=1e-4)
    unit = whole.npred_excess / whole.norm
    np.testing.assert_allclose((parts.npred_excess / parts.norm).sum(), unit[0], rtol=1e-5)


def test_fluxes_of_minutes_scatter_about_the_truth_as_their_errors_say():
    runs = many(6, 3)
    curve = light_curve(runs, fixed_bins([run.time for run in runs], 3.0), TRUTH)
    pulls = (curve.norm[:, 0] - 1.0) / curve.norm_err[:, 0]
    assert len(pulls) == 60
    assert abs(pulls.mean()) < 0.45
    assert 0.8 < pulls.std() < 1.2


def test_empty_bins_and_bins_without_counts_give_notes_and_no_failure():
    curve = made_light_curve(edges=(0.3, 1.7, 30.0), intervals=((0.0, 1.0), (5.0, 6.0)))
    assert curve.notes[1] == ("no exposure", "no exposure")
    assert np.isnan(curve.flux[1]).all()
    assert not curve.success[1].any()
    assert curve.livetime[1] == 0.0
    assert curve.measured.tolist() == [True, False]
    assert replace(curve, norm=np.full_like(curve.norm, np.nan)).measured.tolist() == [True, False]  # limits alone
    faint = timed_run(np.random.default_rng(1), scale=1e-6, background=1e-6)
    limit = of_runs([faint])
    assert limit.notes == (("no ON counts in the safe range",),)
    assert limit.is_ul.all()
    assert limit.norm_ul[0, 0] > 0


def test_bands_without_safe_bins_say_so():
    run = timed_run(np.random.default_rng(1))
    run = replace(run, spectrum=replace(run.spectrum, safe=RECO.edges[:-1] > 1.6))
    curve = of_runs([run], edges=(0.3, 1.7, 30.0))
    assert curve.notes == (("no safe energy bin", ""),)
    with pytest.raises(AnalysisError, match="fit range"):
        of_runs([run], e_max=1.0)


@pytest.mark.parametrize("truth", [0.0, 1.0])
def test_upper_limits_of_bins_with_few_counts_cover(truth):
    runs = many(15, 5, scale=0.02, background=1.0, factor=lambda time: np.full_like(time, truth))
    curve = light_curve(runs, fixed_bins([run.time for run in runs], 3.0), TRUTH)
    assert np.median(curve.counts) < 3
    coverage = np.mean(curve.norm_ul[:, 0] > truth)
    assert coverage > 0.95  # 97.7 % for a parabola, of 150 bins


def test_a_refitted_shape_is_that_of_each_bin_and_its_flux_has_the_error_of_the_shape_too():
    curve = made_light_curve(refit=True)
    fixed = made_light_curve()
    assert curve.shape is not None
    assert curve.shape.names == ("index", "amplitude", "reference")
    assert curve.shape.success.all()
    np.testing.assert_allclose(curve.norm, 1.0, atol=2e-3)
    flux, error = curve.shape.flux(1.0, 10.0)
    truth = 3e-11 / 1.5 * (1.0 - 10.0**-1.5)
    assert np.all(np.abs(flux - truth) < 4 * error)
    assert np.all(curve.shape.errors[:, 0] > 0)
    assert np.all(np.abs(curve.flux - fixed.flux) < 2 * fixed.flux_err)


def test_a_refitted_background_counts_in_its_own_bin_only():
    """At the best fit of a bin, with its own background factor, the norm of its model is 1."""
    rng = np.random.default_rng(3)
    runs = [timed_run(rng, START + i, background=20.0, name=f"run {i}") for i in range(3)]
    runs = [replace(run, spectrum=replace(run.spectrum, instrument="one")) for run in runs]
    factor = Parameter("background", 1.0, prior=Prior("gaussian", 1.0, 0.5))
    model = JointModel((SourceModel("source", TRUTH),), (Nuisance("background", "one", factor),))
    curve = light_curve(runs, run_bins([run.time for run in runs]), model, LightCurveOptions(refit=True))
    assert curve.shape is not None
    factors = [joint.nuisances[0].parameter.value for joint in curve.shape.joints]
    assert np.ptp(factors) > 0.01
    np.testing.assert_allclose(curve.norm[:, 0], 1.0, atol=1e-3)


def test_progress_is_told_and_may_stop_a_long_refit():
    run = timed_run(np.random.default_rng(0))
    told: list[float] = []

    def stop(part: float, text: str) -> None:
        told.append(part)
        if part > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        light_curve([run], fixed_bins([run.time], 5.0), TRUTH, LightCurveOptions(refit=True), stop)
    assert len(told) == 5


def test_other_sources_in_the_region_are_taken_off():
    runs = many(3, 7)
    half = TRUTH.with_parameter("amplitude", value=1.5e-11)
    joint = JointModel((SourceModel("a", half), SourceModel("b", half)))
    alone = of_runs(runs)
    shared = light_curve(runs, run_bins([run.time for run in runs]), joint)
    np.testing.assert_allclose(shared.norm * 0.5 + 0.5, alone.norm, rtol=1e-6)


def test_the_statistic_of_the_fit_is_the_statistic_of_the_light_curve():
    runs = many(2, 8)
    by_w, by_cash = of_runs(runs), of_runs(runs, statistic="cash")
    assert np.all(by_cash.norm_err < by_w.norm_err)  # Cash takes the background as known
    np.testing.assert_allclose(by_cash.norm, by_w.norm, rtol=0.02)


def test_a_spectrum_without_arrival_times_counts_only_where_a_bin_holds_all_of_it():
    run = timed_run(np.random.default_rng(9))
    file = TimedRun(run.spectrum, run.time)
    both = light_curve([file], given_bins([(START, START + 0.01), (START - 1, START + 1)], [file.time]), TRUTH)
    assert np.isnan(both.flux[0, 0])
    assert both.flux[1, 0] == pytest.approx(of_runs([run]).flux[0, 0], rel=1e-6, abs=0)


def test_bins_without_any_counts_may_be_made_one():
    runs = many(3, 12, scale=0.1, background=0.5)
    bins = fixed_bins([run.time for run in runs], 5.0)
    parts = tuple(parts_of(run, bins, column) for column, run in enumerate(runs))
    curve = light_curve(runs, bins, TRUTH)
    for row in range(len(bins)):
        points = flux_points(spectra_in(tuple(runs), parts, bins, row), TRUTH, [0.3, 30.0])
        for name in ("norm", "norm_err", "norm_errn", "norm_errp", "norm_ul", "stat", "npred"):
            alone = np.sum(getattr(points, name))
            np.testing.assert_allclose(getattr(curve, name)[row, 0], alone, rtol=1e-6, atol=1e-9)


def test_bands_above_the_data_say_where_the_data_are():
    with pytest.raises(AnalysisError, match=r"light curve: bands from 50 to 90 TeV .* \(0.3 to 30 TeV\)"):
        of_runs(many(1, 1), edges=(50.0, 90.0))
