"""What was fitted becomes a plan for the same runs, and the truth of what was simulated from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_cubes import made_up_run

from vhegui.analysis import edits
from vhegui.analysis.headless.simulate import simulate_store
from vhegui.analysis.simulation.of_fit import of_simulated_runs, plan_of_fit, write_truth
from vhegui.analysis.state import Analysis, Target
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import AnalysisError
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde
from vhegui.core.sed.overlays import read_overlay

POWER_LAW = default_spectrum("power_law").with_values((2.5, 4e-11, 1.0))
NORTH = SourceModel("north", POWER_LAW, spatial=default_shape("point", 83.633, 23.014))


def aimed(*sources: SourceModel) -> Analysis:
    analysis = edits.select_runs(replace(edits.new_analysis(), sources=sources), [1, 2])
    return edits.point_at(analysis, Target("Crab Nebula", 83.633, 22.014))


def test_a_source_without_a_place_is_in_the_middle_of_the_region() -> None:
    plan = plan_of_fit(aimed(SourceModel("crab", POWER_LAW), NORTH), [made_up_run(1)], 3)
    places = [source.spatial.centre for source in plan.models]
    assert places == [pytest.approx((83.633, 22.014)), pytest.approx((83.633, 23.014))]
    assert not len(plan.runs[0].events) and plan.background


def test_a_source_that_is_nowhere_is_refused() -> None:
    nowhere = replace(aimed(SourceModel("crab", POWER_LAW)), source=None, target=None)
    with pytest.raises(AnalysisError, match="nothing says where 'crab' is"):
        plan_of_fit(nowhere, [made_up_run(1)], 3)


def test_the_background_that_was_fitted_is_simulated(tmp_path: Path) -> None:
    """Norm 2 of one run, and half of it at high energies by the tilt; the other is as its response says."""
    norm, tilt = field_of_view("1")
    fitted = (replace(norm, parameter=replace(norm.parameter, value=2.0)), tilt)
    analysis = replace(aimed(NORTH), nuisances=fitted)
    plan = plan_of_fit(analysis, [made_up_run(1), made_up_run(2)], 3)
    (_, first), (_, second) = simulate_store(plan, tmp_path).counts
    assert first["background"] / second["background"] == pytest.approx(2.0, rel=0.05)
    steeper = replace(plan, backgrounds=(fitted[0], replace(tilt, parameter=replace(tilt.parameter, value=1.0))))
    factor = steeper.background_of(1)
    assert factor is not None and np.allclose(factor(np.array([1.0, 2.0])), [2.0, 1.0])


def test_the_truth_is_beside_what_was_simulated(tmp_path: Path) -> None:
    analysis = aimed(SourceModel("crab/1", POWER_LAW), NORTH)
    plan = plan_of_fit(analysis, [made_up_run(1), made_up_run(2)], 3)
    simulate_store(plan, tmp_path)
    curves = write_truth(tmp_path, plan.models)
    found = of_simulated_runs(analysis, tmp_path, plan, curves)
    assert found.dataset.runs == (1, 2) and len(open_store(tmp_path).index) == 2
    assert [mark.name for mark in found.marks] == ["north, true"]  # the other is in the middle of the source region
    overlay = read_overlay(found.flux_points.overlays[0])
    assert overlay.label == "crab/1, true"
    np.testing.assert_allclose(overlay.dnde, dnde(POWER_LAW, overlay.energy))
    again = of_simulated_runs(found, tmp_path, plan, curves)
    assert again.marks == found.marks and again.flux_points.overlays == found.flux_points.overlays
