"""Where the live fit starts changes how long it takes, not where it ends."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.live import live_fit, warm_start
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.evaluate import default_spectrum


@pytest.fixture
def joint_data(crab_data) -> JointData:
    return data_of_spectra(crab_data["joint"])


def test_a_warm_start_ends_where_a_cold_one_does_and_sooner(joint_data, crab_data):
    model = default_spectrum("exp_cutoff_power_law")
    before = live_fit(data_of_spectra(crab_data["joint"][:3]), model)
    cold = live_fit(joint_data, model, tolerance=1e-6)
    warm = live_fit(joint_data, warm_start(model, before), tolerance=1e-6)
    error = np.sqrt(np.diag(cold.covariance))
    free = list(model.free)
    assert np.all(np.abs(np.subtract(warm.model.values, cold.model.values))[free] < 2e-3 * error[free])
    assert warm.n_calls <= cold.n_calls


def test_a_fit_of_another_formula_or_with_another_frozen_value_is_no_start(joint_data):
    curved = live_fit(joint_data, default_spectrum("log_parabola"))
    straight = default_spectrum("power_law")
    assert warm_start(straight, curved) == straight
    fitted = live_fit(joint_data, straight)
    held = straight.with_parameter("index", value=2.0, frozen=True)
    assert warm_start(held, fitted) == held


def test_a_warm_start_respects_limits(joint_data):
    model = default_spectrum("power_law")
    fitted = live_fit(joint_data, model)
    limited = model.with_parameter("index", maximum=2.1)
    assert warm_start(limited, fitted)["index"].value == 2.1
    assert warm_start(limited, fitted)["index"].maximum == 2.1
