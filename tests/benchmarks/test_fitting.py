"""Speed of fits and flux points on four (and a hundred) simulated runs: 27 reconstructed, 67 true energy bins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.flux_points.points import flux_points
from vhegui.core.fitting.contours import contours
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import contour, minos, profile
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.spectra.onoff import SpectrumOnOff

TRUTH = default_spectrum("exp_cutoff_power_law").with_values((2.2, 4.5e-11, 1.0, 0.12, 1.0))


def simulated(n_runs: int, seed: int = 5) -> tuple[SpectrumOnOff, ...]:
    rng = np.random.default_rng(seed)
    reco, true = EnergyAxis.from_bounds(0.1, 40.0, 10), EnergyAxis.from_bounds(0.05, 100.0, 20)
    cumulative = [0.5 * (1 + np.tanh(1.2 * np.log(reco.edges / e) / 0.15)) for e in true.centres]
    edisp = np.asarray(np.diff(np.array(cumulative), axis=1), dtype=np.float64)
    exposure = 1.6e3 * 6e8 * (1 - np.exp(-((true.centres / 0.8) ** 2)))
    signal = (flux_in_bins(TRUTH, true.edges) * exposure) @ edisp
    mean_off = 60.0 * (reco.centres / 0.3) ** -1.5
    return tuple(
        SpectrumOnOff(
            name=str(i),
            reco=reco,
            true=true,
            counts=rng.poisson(signal + mean_off / 12).astype(float),
            counts_off=rng.poisson(mean_off).astype(float),
            alpha=np.full(reco.n, 1 / 12),
            exposure=exposure,
            edisp=edisp,
            safe=reco.edges[:-1] > 0.55,
            livetime=1600.0,
            ontime=1700.0,
            n_off_regions=12,
        )
        for i in range(n_runs)
    )


def moving(n_runs: int) -> Sequence[tuple[JointData, Any]]:
    """Frames of a drag: the data of each differ by a twentieth of the events; the start is the fit before."""
    rng, first = np.random.default_rng(1), simulated(n_runs)
    frames, model = [], live_fit(data_of_spectra(first), TRUTH).model
    for _ in range(20):
        changed = []
        for run in first:
            kept = rng.binomial(run.counts.astype(int), 0.95) + rng.poisson(0.05 * run.counts)
            changed.append(SpectrumOnOff(**{**run.__dict__, "counts": kept.astype(float)}))
        joint_data = data_of_spectra(changed)
        frames.append((joint_data, model))
        model = live_fit(joint_data, model).model
    return frames


@pytest.mark.parametrize("n_runs", [4, 100])
def test_live_fit_warm(benchmark: Any, n_runs: int) -> None:
    """Budget 1 ms a frame for 4 runs, 10 ms for 100; the time is for 20 frames."""
    frames = moving(n_runs)
    fits = benchmark(lambda: [live_fit(joint_data, model) for joint_data, model in frames])
    assert all(found.converged for found in fits)


@pytest.mark.parametrize("n_runs", [4, 100])
def test_gathering_the_data(benchmark: Any, n_runs: int) -> None:
    runs = simulated(n_runs)
    assert benchmark(lambda: data_of_spectra(runs)).n_bins > 18 * n_runs


def test_joint_fit_with_covariance(benchmark: Any) -> None:
    """Budget 15 ms, from a start far away."""
    joint_data = data_of_spectra(simulated(4))
    start = default_spectrum("exp_cutoff_power_law")
    assert benchmark(lambda: fit(joint_data, start)).success


def test_minos_errors_of_three_parameters(benchmark: Any) -> None:
    """Budget 60 ms."""
    joint_data = data_of_spectra(simulated(4))
    result = fit(joint_data, TRUTH)
    assert len(benchmark(lambda: minos(joint_data, result))) == 3


def test_contour_of_twenty_points(benchmark: Any) -> None:
    """Budget 150 ms."""
    joint_data = data_of_spectra(simulated(4))
    result = fit(joint_data, TRUTH)
    assert np.all(np.isfinite(benchmark(lambda: contour(joint_data, result, "amplitude", "index"))))


def instruments_with_systematics() -> tuple[JointData, JointModel]:
    """The four runs as those of four instruments, each with an area and an energy scale of its own."""
    runs = [replace(run, instrument=f"telescope {run.name}") for run in simulated(4)]
    known = Prior("gaussian", 1.0, 0.15)
    nuisances = tuple(
        Nuisance(kind, run.instrument, Parameter(kind, 1.0, prior=known)) for run in runs for kind in ("area", "energy")
    )
    start = default_spectrum("exp_cutoff_power_law")
    return data_of_spectra(runs), JointModel((SourceModel("source", start),), nuisances)


def test_joint_fit_of_four_instruments_with_eight_systematics(benchmark: Any) -> None:
    joint_data, model = instruments_with_systematics()
    assert benchmark(lambda: fit(joint_data, model)).success


def test_live_fit_with_eight_systematics(benchmark: Any) -> None:
    joint_data, model = instruments_with_systematics()
    start = live_fit(joint_data, model).joint.with_parameter("index", value=2.25)
    assert benchmark(lambda: live_fit(joint_data, start, 8, 1e-4)).converged


def test_both_contours_of_twenty_points(benchmark: Any) -> None:
    joint_data = data_of_spectra(simulated(4))
    result = fit(joint_data, TRUTH)
    assert np.all(np.isfinite(benchmark(lambda: contours(joint_data, result, "amplitude", "index")).x))


def test_profile_of_thirteen_points(benchmark: Any) -> None:
    joint_data = data_of_spectra(simulated(4))
    result = fit(joint_data, TRUTH)
    index = result.model["index"]
    values = index.value + index.error * np.linspace(-3, 3, 13)
    assert benchmark(lambda: profile(joint_data, result, "index", values)).min() >= result.total_stat - 1e-6


def test_ten_flux_points_with_limits_and_profiles(benchmark: Any) -> None:
    """Budget 100 ms."""
    runs = simulated(4)
    edges = np.geomspace(0.6, 30.0, 11)
    assert benchmark(lambda: flux_points(runs, TRUTH, edges)).success.all()
