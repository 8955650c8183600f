"""ON/OFF spectra for tests: the four Crab runs of the reference file, and simulated runs with a known truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff


@pytest.fixture(scope="session")
def crab(reference: Any) -> Any:
    """Reference numbers of the 1D Crab analysis."""
    return reference("crab_1d.json")


@pytest.fixture(scope="session")
def crab_data(crab: Any) -> dict[str, tuple[SpectrumOnOff, ...]]:
    """The data sets of that analysis: `joint` (four runs), `stacked`, `stacked_ogip`."""
    reco = EnergyAxis(np.array(crab["reco_energy_edges_TeV"]))
    true = EnergyAxis(np.array(crab["true_energy_edges_TeV"]))

    def spectrum(run: dict[str, Any]) -> SpectrumOnOff:
        return SpectrumOnOff(
            name=str(run["name"]),
            reco=reco,
            true=true,
            counts=np.array(run["on_counts_per_bin"], dtype=float),
            counts_off=np.array(run["off_counts_per_bin"], dtype=float),
            alpha=np.array(run["alpha_per_bin"]),
            exposure=np.array(run["exposure_m2_s"]) * 1e4,
            edisp=np.array(run["edisp_true_by_reco"]),
            safe=np.array(run["safe_mask"], dtype=bool),
            livetime=run.get("livetime_s", 0.0),
            ontime=run.get("ontime_s", 0.0),
            n_off_regions=run["n_off_regions"],
        )

    return {
        "joint": tuple(spectrum(run) for run in crab["observations"]),
        "stacked": (spectrum(crab["stacked_dataset"]),),
        "stacked_ogip": (spectrum(crab["stacked_dataset_after_ogip_roundtrip"]),),
    }


@pytest.fixture(scope="session")
def simulate() -> Callable[..., SpectrumOnOff]:
    """Function that draws one run of a model on a plain instrument: 15 % energy resolution, 1 h, α = 0.1."""
    reco, true = EnergyAxis.from_bounds(0.3, 30.0, 8), EnergyAxis.from_bounds(0.1, 100.0, 15)
    upper = np.array([0.5 * (1 + np.tanh(1.2 * np.log(reco.edges / e) / 0.15)) for e in true.centres])
    exposure = 3.6e3 * 2e9 * (1 - np.exp(-true.centres / 0.5))

    def run(
        model: SpectralModel, rng: np.random.Generator, background: float = 4.0, scale: float = 1.0
    ) -> SpectrumOnOff:
        edisp = np.diff(upper, axis=1)
        signal = scale * (flux_in_bins(model, true.edges) * exposure) @ edisp
        mean_off = 10.0 * background * (reco.centres / 0.3) ** -1.5
        return SpectrumOnOff(
            name="simulated",
            reco=reco,
            true=true,
            counts=rng.poisson(signal + 0.1 * mean_off).astype(float),
            counts_off=rng.poisson(mean_off).astype(float),
            alpha=np.full(reco.n, 0.1),
            exposure=scale * exposure,
            edisp=edisp,
            safe=np.ones(reco.n, dtype=bool),
            livetime=3600.0,
            ontime=3800.0,
            n_off_regions=10,
        )

    return run
