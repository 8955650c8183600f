"""Counts joined for display, and the ratio to the model: what is drawn, and what is told of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis.brush import Brush, BrushedCounts
from vhegui.core.spectra.summed import SummedCounts
from vhegui.gui.figures.counts_plot import CountsPlot
from vhegui.gui.figures.looks import NONE, RATIO, CountsLooks
from vhegui.gui.plotting.plot_numbers import numbers_of

EDGES = np.geomspace(1.0, 64.0, 7)
ON = np.array([40.0, 5.0, 4.0, 2.0, 1.0, 0.0])
OFF, ALPHA, MODEL = np.full(6, 10.0), 0.1, np.array([36.0, 6.0, 3.0, 1.5, 0.5, 0.25])
JOINED = CountsLooks(min_sigma=3.0, max_bins=3)  # 40 counts are a group, as are 5 and 4, and the last three


@pytest.fixture
def plot(show) -> CountsPlot:
    background, used = ALPHA * OFF, np.ones(6, dtype=bool)
    summed = SummedCounts(EDGES, ON, background, ALPHA**2 * OFF, used, ON, background, np.full(6, ALPHA))
    view = CountsPlot()
    show(view, 500, 400)
    view.set_counts(summed, MODEL)
    return view


def below(plot: CountsPlot) -> dict[str, list[float]]:
    """Numbers of the lower plot by their columns."""
    return {field.name: np.array(field.values).tolist() for field in numbers_of(plot.plots[1:])}


def test_the_ratio_has_the_error_of_the_residual(plot):
    sigma = np.array(below(plot)["Residual"])
    plot.set_looks(CountsLooks(below=RATIO))
    numbers = below(plot)
    ratio, high = np.array(numbers["Data / model"]), np.array(numbers["Data / model high"])
    assert ratio == pytest.approx((ON - 1.0) / MODEL)
    assert (high - ratio) * MODEL == pytest.approx(np.sqrt(MODEL + 1.0 + 0.1))
    assert (ratio - 1.0) / (high - ratio) == pytest.approx(sigma)
    low, top = plot.plots[1].box.viewRange()[1]
    assert (low + top) / 2 == pytest.approx(1.0)


def test_without_anything_below_the_counts_have_all_room_and_only_they_are_told(plot, qtbot):
    beside = plot.plot.box.height()
    plot.set_looks(CountsLooks(below=NONE))
    qtbot.waitUntil(lambda: plot.plot.box.height() > beside + 60)
    assert plot.plot.bottom.labelled
    assert not {"Residual", "Data / model"} & {field.name for field in plot.numbers()}
    plot.set_looks(CountsLooks())
    qtbot.waitUntil(lambda: plot.plot.box.height() == pytest.approx(beside, abs=2))
    assert below(plot)["Residual"]


def test_where_the_name_of_the_ratio_has_no_room_a_short_one_stands(plot, qtbot):
    plot.set_looks(CountsLooks(below=RATIO))
    axis = plot.plots[1].left
    assert axis.title_shown == "Data / model"
    plot.resize(300, 200)
    qtbot.waitUntil(lambda: axis.title_shown == "Ratio")
    assert not plot.titles_are_cut


def test_joined_bins_show_their_mean_and_what_the_whole_group_says(plot):
    plot.set_looks(replace(JOINED, below=RATIO))
    numbers = below(plot)
    assert numbers["Data / model"] == pytest.approx([39 / 36, 7 / 9, 0.0])
    assert numbers["Reconstructed energy low"] == pytest.approx(EDGES[[0, 1, 3]])
    plot.set_looks(replace(JOINED, log=False))
    excess = plot.excess.numbers()
    assert excess["y"] == pytest.approx([39.0, 3.5, 0.0])
    assert excess["y_high"] - excess["y"] == pytest.approx(np.sqrt([40.1, 9.2, 3.3]) / [1, 2, 3])
    assert below(plot)["Residual"] == pytest.approx([3 / np.sqrt(37.1), -2 / np.sqrt(11.2), 0 - 2.25 / np.sqrt(5.55)])
    assert "joined until 3 σ or 3 bins" in plot.excess.label
    plot.set_looks(CountsLooks())
    assert len(below(plot)["Residual"]) == 6
    assert plot.excess.label == "Excess"


def test_sources_and_what_is_brushed_are_joined_with_the_counts(plot):
    plot.set_looks(JOINED)
    plot.set_sources(("a",), EDGES, MODEL[None])
    plot.set_brushed((1.0, 64.0), BrushedCounts(Brush(energy=(1.0, 64.0)), EDGES, ON, ON))
    for item, whole in ((plot.sources[0], MODEL), (plot.brushed, ON)):
        heights = dict.fromkeys(np.array(item.numbers()["y"]).tolist())
        assert list(heights) == pytest.approx([whole[0], whole[1:3].mean(), whole[3:].mean()])


def test_a_drag_over_joined_bins_takes_whole_groups(plot, qtbot):
    plot.set_looks(JOINED)
    with qtbot.waitSignal(plot.energies_brushed) as taken:
        plot._pick(3.0)
    assert taken.args == pytest.approx([EDGES[1], EDGES[3]])


def test_looks_are_written_as_text_and_what_is_none_is_as_at_first():
    looks = CountsLooks(log=False, below=RATIO, min_sigma=2.5, max_bins=7)
    assert CountsLooks.from_text(looks.as_text()) == looks
    assert CountsLooks.from_text("") == CountsLooks.from_text('{"below": "abc"}') == CountsLooks()
