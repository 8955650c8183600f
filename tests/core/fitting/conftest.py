"""Runs of two instruments without fluctuations: what is fitted to them comes out exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff


@pytest.fixture(scope="session")
def expected_run() -> Callable[..., SpectrumOnOff]:
    """Function that gives one run in which every bin has the counts it is expected to have: α = 0.1, 1 h."""
    reco, true = EnergyAxis.from_bounds(0.3, 30.0, 10), EnergyAxis.from_bounds(0.1, 100.0, 40)
    upper = np.array([0.5 * (1 + np.tanh(1.2 * np.log(reco.edges / e) / 0.15)) for e in true.centres])
    edisp = np.diff(upper, axis=1)

    def run(
        model: SpectralModel, instrument: str = "", name: str = "run", background: float = 4.0, scale: float = 1.0
    ) -> SpectrumOnOff:
        exposure = scale * 3.6e3 * 2e9 * (1 - np.exp(-true.centres / 0.5))
        off = 10.0 * background * (reco.centres / 0.3) ** -1.5
        return SpectrumOnOff(
            name=name,
            reco=reco,
            true=true,
            counts=(flux_in_bins(model, true.edges) * exposure) @ edisp + 0.1 * off,
            counts_off=off,
            alpha=np.full(reco.n, 0.1),
            exposure=exposure,
            edisp=edisp,
            safe=np.ones(reco.n, dtype=bool),
            livetime=3600.0,
            ontime=3800.0,
            n_off_regions=10,
            instrument=instrument,
        )

    return run
