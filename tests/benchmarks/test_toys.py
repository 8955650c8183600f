"""Speed of simulated repetitions and of the comparison table, for the four Crab runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.fitting.comparison import compare_models
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.toys import toys
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.core.simulation.counts import planned_spectrum
from vhegui.core.simulation.instrument import Instrument

CRAB = next(r.model for r in CRAB_REFERENCES if r.model is not None and r.key == "hess_2006_ecpl")


@pytest.fixture(scope="module")
def joint_data() -> JointData:
    rng = np.random.default_rng(1)
    reco, true = EnergyAxis.from_bounds(0.1, 40.0, 10), EnergyAxis.from_bounds(0.05, 100.0, 20)
    planned = [planned_spectrum(Instrument(), reco, true, zenith) for zenith in (20.0, 30.0, 40.0, 45.0)]
    return data_of_spectra([run.draw(run.signal(CRAB), rng) for run in planned])


@pytest.mark.parametrize("profiles", [False, True], ids=["pulls", "with profiles"])
def test_a_hundred_toys_of_four_runs(benchmark: Any, joint_data: JointData, profiles: bool) -> None:
    """Budget 1 s: a thousand in less than 10 s."""
    result = fit(joint_data, CRAB)
    assert benchmark(lambda: toys(joint_data, result, 100, np.random.default_rng(1), profiles=profiles)).n_good > 90


def test_comparison_of_three_models(benchmark: Any, joint_data: JointData) -> None:
    """Budget 200 ms."""
    assert len(benchmark(lambda: compare_models(joint_data, CRAB))) == 3
