"""The line that says what is selected and what came out."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.analysis.edits import new_analysis
from vhegui.analysis.summary import summary_line
from vhegui.core.estimators.counts import counts_row
from vhegui.core.simulation.counts import demo_spectrum


def test_counts_of_spectra_are_not_told_for_those_of_cubes_that_are_still_fitted():
    analysis = edits.change(new_analysis(), "dataset", path="store", runs=(1,))
    total = counts_row([demo_spectrum()], "1")
    assert "α × OFF" in summary_line(analysis, total, 1, 1, 0)
    cubes = edits.change(analysis, "fit", data="cubes")
    assert summary_line(cubes, total, 1, 1, 0).endswith("TeV")
