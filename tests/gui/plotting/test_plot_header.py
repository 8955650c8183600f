"""What stands above a plot: a title that is never cut between words, and the names of curves."""

import pytest

from vhegui.gui.plotting.plot_header import TitledView

TITLE = "Significance (√TS), 0.1–40 TeV, within 0.1°; background: field of view"


@pytest.mark.parametrize("tip", ["", "What is drawn"])
def test_a_long_title_has_as_many_lines_as_it_needs(show, qapp, tip):
    view = TitledView(TITLE, tip=tip)
    view.set_names([("Model", [view.plot.add_line("model")])])
    show(view, 900, 300)
    one_line = view.header_height
    assert view.header.heading_shown == TITLE
    view.resize(280, 300)
    qapp.processEvents()
    assert view.header.heading_shown == TITLE
    assert view.header_height > 1.5 * one_line
    assert view.plot.box.sceneBoundingRect().top() >= view.header_height
