"""What the map of a model waits for."""

from __future__ import annotations

import pytest

from vhegui.analysis import edits
from vhegui.analysis.steps import build_pipeline


@pytest.mark.parametrize("follow", [True, False])
def test_the_map_of_a_dragged_source_waits_for_a_fit_but_not_for_the_statistic_of_a_model_as_typed(follow):
    analysis = edits.change(edits.new_analysis(), "fit", data="cubes", follow=follow)
    before = build_pipeline().way_to("model_maps", analysis)
    assert ("cubes_fitted" in before) is follow
    assert not {"cubes_as_typed", "cubes_live", "cubes_result"} & set(before)
    assert "cubes_as_typed" in build_pipeline().way_to("live_fit", edits.change(analysis, "fit", follow=False))
