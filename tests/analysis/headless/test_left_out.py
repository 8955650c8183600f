"""Runs that a request leaves out are named, and are no shortcoming; what it asks of files in vain is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_dl3 import make_run

from vhegui.analysis import edits
from vhegui.analysis.headless.left_out import beyond_offset, with_required, without_thresholds
from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.core.errors import ConfigError
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.regions.circle import Circle

RUN = make_run(1)
AREA = RUN.responses.aeff
assert AREA is not None
BACKGROUND = Background2D(AREA.energy_edges, AREA.offset_axis, AREA.area.T)
FULL = replace(RUN, obs_id=2, responses=replace(RUN.responses, background=BACKGROUND))
BOTH = LoadedRuns({1: RUN, 2: FULL})


def test_runs_without_a_required_response_are_left_out_and_named() -> None:
    kept, said = with_required(BOTH, ("events", "gti", "aeff", "edisp", "psf", "bkg"))
    assert list(kept.observations) == [2]
    assert said == ("run 1: left out, as observations.required_irf asks: there is no bkg",)
    assert with_required(BOTH, ("aeff", "edisp", "psf"))[1] == ()


def test_when_no_run_has_what_is_required_the_error_names_it() -> None:
    with pytest.raises(ConfigError, match=r"observations\.required_irf: no run is left: there is no rad_max"):
        with_required(BOTH, ("rad_max",))


@pytest.mark.parametrize(("most", "left"), [(None, ()), (0.4, (1, 2)), (0.6, ())])
def test_runs_that_point_too_far_away_are_told_from_those_without_a_safe_bin(most, left) -> None:
    analysis = edits.change(edits.new_analysis(), "safe", offset_max=most)
    analysis = replace(analysis, source=Circle(83.6, 22.0, 0.1))  # half a degree from the pointing
    assert beyond_offset(analysis, BOTH.observations) == left


def test_a_safe_range_of_the_files_that_no_file_gives_is_named() -> None:
    asked = edits.change(edits.new_analysis(), "safe", header=True)
    (said,) = without_thresholds(asked, BOTH.observations)
    assert said.startswith("runs 1, 2: no LO_THRES and no HI_THRES")
    assert without_thresholds(edits.new_analysis(), BOTH.observations) == ()
    known = replace(FULL, responses=replace(FULL.responses, aeff=replace(AREA, threshold_low=0.4)))
    assert without_thresholds(asked, {2: known}) == ()
