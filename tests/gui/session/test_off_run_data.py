"""Off runs are read when a run needs them, and given back when none does."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle

CRAB = Circle(83.63, 22.01, 0.11)
OFF_RUNS = (26791, 29433, 29526)


def on_the_crab(analysis):
    aimed = edits.point_at(edits.select_runs(analysis, (23523, 23526)), Target("Crab", CRAB.ra, CRAB.dec))
    return edits.move_region(aimed, CRAB)


def test_the_acceptance_of_named_off_runs_is_measured_and_said_on_the_map(make_window, data, rest):
    window = make_window()
    session = window.session
    session.open_path(data / "hess-dl3-dr1", then=on_the_crab)
    rest(window)
    session.apply("Draw OFF region", edits.add_off_region, Circle(83.63, 22.95, 0.2))
    rest(window)
    assert "background response expects" in session.results.current("cut_messages")[0]
    session.apply("Name off runs", edits.change, "background", off_runs=OFF_RUNS)
    rest(window)
    assert "measured in 3 off runs (" in session.results.current("cut_messages")[0]
    assert "measured in 3 off runs (" in window.panels["countmap"].view.readout.hint
    measured = session.results.current("off_regions")[23523].acceptance
    session.apply("Move", edits.change_off_region, 0, Circle(83.7, 22.95, 0.2))
    rest(window)
    assert session.results.current("off_regions")[23523].acceptance is measured
    session.apply("Use reflected regions", edits.use_method, "reflected")
    rest(window)
    assert session.data.given(session.analysis)["off_runs"] == {}


def test_an_off_run_that_is_not_there_is_said_once(make_window, data, rest):
    window = make_window()
    session, said = window.session, []
    session.message.connect(lambda severity, text: said.append(text))
    session.open_path(data / "hess-dl3-dr1", then=on_the_crab)
    rest(window)
    session.apply("Draw OFF region", edits.add_off_region, Circle(83.63, 22.95, 0.2))
    session.apply("Name off runs", edits.change, "background", off_runs=(5, *OFF_RUNS))
    rest(window)
    session.apply("Move", edits.change_off_region, 0, Circle(83.7, 22.95, 0.2))
    rest(window)
    assert len([text for text in said if "off run, left out of the acceptance: run 5" in text]) == 1
