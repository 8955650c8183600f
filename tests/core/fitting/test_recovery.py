"""What is simulated from a known truth is fitted back, and nothing is found where nothing is.

Small versions of what was done once with 200 fields each: a point, a Gaussian, two sources 0.3 deg apart, a shell.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_cubes import leaning_background, made_up_run
from smooth_cubes import POWER_LAW, empty_cube

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.stack import stack
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.cubes_fit import fit_cubes
from vhegui.core.fitting.fake import fake_cube
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.upper_limit import amplitude_limit
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.safe_range import SafeRange
from vhegui.core.simulation.counts import planned_spectrum
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.observe import observe

SHELL = SourceModel(
    "shell",
    POWER_LAW.with_values((2.2, 1.2e-10, 1.0)),
    spatial=default_shape("shell").with_values((83.65, 22.03, 0.3, 0.1)),
)
POINT = SourceModel("point", POWER_LAW, spatial=default_shape("point", 83.70, 22.10))
WIDE = SourceModel(
    "wide",
    POWER_LAW.with_values((2.1, 6e-11, 1.0)),
    spatial=default_shape("gaussian").with_values((83.50, 21.80, 0.12, 0.0, 0.0)),
)


def pulls_of(result: FitResult, truth: JointModel) -> list[float]:
    assert result.success, result.message
    true = {parameter.name: parameter.value for parameter in truth.parameters}
    return [(p.value - true[p.name]) / p.error for p in result.joint.parameters if p.varies and p.name in true]


def test_a_shell_is_recovered() -> None:
    rng, cube = np.random.default_rng(3), empty_cube(columns=50)
    truth = JointModel((SHELL,), field_of_view("one")).with_parameter("one.norm", value=1.1)
    start = truth.with_parameter("radius", value=0.2).with_parameter("width", value=0.15)
    start = start.with_parameter("lon_0", value=83.62).with_parameter("index", value=1.8)
    pulls = np.array([pulls_of(fit_cubes([fake_cube(cube, truth, rng)], start).result, truth) for _ in range(2)])
    assert pulls.shape == (2, 8)
    assert abs(pulls.mean()) < 0.75 and 0.5 < pulls.std() < 1.5


def test_nothing_is_found_where_nothing_is() -> None:
    """ΔTS of a source that is not there is 0 in half of the fields, χ² with one degree of freedom in the others. The
    response says 15 % too much background. Where nothing is found there is a limit.
    """
    rng, cube = np.random.default_rng(4), empty_cube(columns=44)
    held = POINT.with_parameters(replace(p, frozen=p.name != "amplitude") for p in POINT.parameters)
    model = JointModel((held,), field_of_view("one"))
    nothing = model.with_parameter("amplitude", value=0.0, frozen=True)
    truth = nothing.with_parameter("one.norm", value=0.85)
    gains = []
    for _ in range(12):
        cubes = [fake_cube(cube, truth, rng)]
        best, without = fit_cubes(cubes, model).result, fit_cubes(cubes, nothing).result
        gains.append(without.total_stat - best.total_stat)
        if not best.success:
            limit = amplitude_limit(data_of_cubes(cubes), best.joint)
            assert limit is not None and 1e-14 < limit.upper < 2e-12
    assert min(gains) > -1e-4 and max(gains) < 12.0
    assert 2 <= sum(gain > 1e-4 for gain in gains) <= 10
    assert 0.5 < sum(gains) < 20.0


def test_a_weak_source_is_found_although_the_response_says_too_much_background() -> None:
    """Beside a background that is twice too high there would be no excess: it is fitted first."""
    rng, cube = np.random.default_rng(6), empty_cube(columns=60)
    shape = default_shape("gaussian").with_values((83.65, 22.03, 0.25, 0.0, 0.0))
    weak = SourceModel("weak", POWER_LAW.with_values((2.4, 8e-12, 1.0)), spatial=shape)
    model = JointModel((weak,), field_of_view("one"))
    truth = model.with_parameter("one.norm", value=0.5)
    result = fit_cubes([fake_cube(cube, truth, rng)], model).result
    assert result.success and np.all(np.abs(pulls_of(result, truth)) < 3.5)


def test_simulated_events_of_two_runs_are_fitted_back() -> None:
    """Events by responses and background, reduced to cubes, stacked: a point and a Gaussian 0.35 deg apart."""
    background = leaning_background(lean=0.0)
    runs = [made_up_run(number, (83.633, dec), 5000.0, background=background) for number, dec in ((1, 22.5), (2, 21.5))]
    events = [observe(run, (POINT, WIDE), seed=5).observation for run in runs]
    axes = EnergyAxis(np.geomspace(0.5, 20.0, 7)), EnergyAxis(np.geomspace(0.3, 50.0, 16))
    geometry = CubeGeometry(SkyGrid(83.633, 22.014, pixel=0.04, columns=60), *axes, offset_max=2.0)
    cube = stack([reduce_run(run, geometry, SafeRange(aeff_percent=None, offset_max=1.8)) for run in events])
    truth = JointModel((POINT, WIDE), field_of_view(cube.name))
    pulls = np.array(pulls_of(fit_cubes([cube], truth).result, truth))
    assert len(pulls) == 11
    assert np.all(np.abs(pulls) < 3.5) and pulls.std() < 1.6


def test_a_known_background_is_right_where_w_is_low() -> None:
    """Few OFF counts in fine bins: W, which profiles the background of each, loses a twentieth of the flux."""
    reco, true = EnergyAxis.from_bounds(0.1, 40.0, 30), EnergyAxis.from_bounds(0.05, 100.0, 20)
    plan = planned_spectrum(Instrument(), reco, true, 20.0, n_off=2)
    truth, rng = default_spectrum("power_law").with_values((2.6, 3.5e-11, 1.0)), np.random.default_rng(3)
    signal, found = plan.signal(truth), []
    for _ in range(150):
        run = plan.draw(signal, rng)
        known = replace(run, counts_off=plan.mean_off)
        data = data_of_spectra([run]), data_of_spectra([known], statistic="cash")
        found.append([live_fit(each, truth).model["amplitude"].value for each in data])
    w, cash = np.mean(found, axis=0) / truth["amplitude"].value
    assert cash == pytest.approx(1.0, abs=0.03)
    assert w < cash - 0.03
