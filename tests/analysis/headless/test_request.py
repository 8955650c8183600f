"""What a session file asks for, without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits import new_analysis
from vhegui.analysis.headless.request import read_request
from vhegui.analysis.session.reading import write_session
from vhegui.core.models.nuisances import field_of_view


@pytest.mark.parametrize(("stack", "fitted"), [(True, {"stacked"}), (False, {"1", "2"})])
def test_backgrounds_that_a_session_keeps_of_other_cubes_are_not_asked_for(stack, fitted, tmp_path):
    analysis = edits.change(
        edits.change(new_analysis(), "dataset", path=str(tmp_path), runs=(1, 2)), "fit", stack=stack
    )
    cubes = edits.change(analysis, "fit", data="cubes", stack=stack)
    kept = [each for name in ("1", "2", "3", "stacked") for each in field_of_view(name, tilt=True)]
    write_session(tmp_path / "session.yaml", replace(cubes, nuisances=tuple(kept)))
    assert {each.dataset for each in read_request(tmp_path / "session.yaml").analysis.nuisances} == fitted
