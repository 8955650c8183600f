"""What a user decides about flux points."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits import flux_points as flux_point_edits
from vhegui.analysis.state import FluxPointSettings
from vhegui.core.errors import AnalysisError


def test_bands_by_significance_and_by_hand_exclude_each_other() -> None:
    analysis = flux_point_edits.automatic_bands(edits.new_analysis(), 5.0)
    assert analysis.flux_points.automatic
    assert analysis.flux_points.min_sqrt_ts == 5.0
    assert not flux_point_edits.set_flux_point_bands(analysis, 1.0, 10.0, 5).flux_points.automatic
    assert flux_point_edits.automatic_bands(analysis).flux_points.min_sqrt_ts == 0.0


def test_overlays_are_added_once_and_taken_away() -> None:
    analysis = flux_point_edits.add_overlay(
        flux_point_edits.add_overlay(edits.new_analysis(), "hess_2006_ecpl"), "points.ecsv"
    )
    assert flux_point_edits.add_overlay(analysis, "points.ecsv").flux_points.overlays == (
        "hess_2006_ecpl",
        "points.ecsv",
    )
    assert flux_point_edits.remove_overlay(analysis, "hess_2006_ecpl").flux_points.overlays == ("points.ecsv",)


def test_levels_that_make_no_sense_are_refused() -> None:
    analysis = replace(edits.new_analysis(), flux_points=FluxPointSettings(edges=(1.0, 2.0)))
    limits = edits.change(analysis, "flux_points", ul_sigma=3.0, ul_ts=9.0).flux_points
    assert (limits.ul_sigma, limits.ul_ts) == (3.0, 9.0)
    for sigma, ts in ((0.0, 4.0), (2.0, -1.0), (math.nan, 4.0), (math.inf, 4.0)):
        with pytest.raises(AnalysisError, match="Limits"):
            edits.change(analysis, "flux_points", ul_sigma=sigma, ul_ts=ts)
    with pytest.raises(AnalysisError, match="Significance"):
        flux_point_edits.automatic_bands(analysis, -1.0)
