"""Plots drawn without a window have the layout they would have in one."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtGui import QImage

from vhegui.cli.arguments import Parser
from vhegui.cli.results import counts_arguments, drawing, results_arguments
from vhegui.core.maps.grid import SkyGrid
from vhegui.gui.figures.counts_plot import CountsPlot
from vhegui.gui.figures.headless import SIZES, save_plot
from vhegui.gui.figures.looks import CountsLooks
from vhegui.gui.plotting.laying_out import on_screen
from vhegui.gui.plotting.sheet import Page
from vhegui.gui.plotting.sky.sky_view import SkyView


def test_axes_have_the_room_their_labels_need(qapp, tmp_path):
    plot = SkyView(name="Counts map")
    plot.set_image(np.ones((250, 250)), SkyGrid(83.63, 22.01, 0.02, 250))
    plot.set_colour_bar_title("Counts per pixel")
    plot.show_all()
    assert [path.name for path in save_plot(plot, tmp_path / "map", SIZES["counts_map"])] == ["map.svg", "map.png"]
    assert plot.left.geometry().right() <= plot.box.geometry().left()


def test_plots_have_the_width_and_resolution_that_a_paper_asks_for(qapp, tmp_path):
    for page, wanted in ((Page(8.8, 300), (1039, 780)), (Page(dpi=96), (800, 600))):
        plot = CountsPlot()
        save_plot(plot, tmp_path / "counts", (800, 600), (".png",), page)
        picture = QImage(str(tmp_path / "counts.png"))
        assert (picture.width(), picture.height()) == wanted
    assert Page(18.0, 300).sheet(on_screen(plot)).letters == 9.0


def test_counts_are_drawn_as_the_command_asks(monkeypatch, tmp_path):
    parser, asked = Parser(), []
    results_arguments(parser)
    counts_arguments(parser)
    monkeypatch.setattr("vhegui.gui.figures.headless.draw", lambda *given: asked.append(given[-1]) or ())
    for words in ([], ["--plot-below", "ratio", "--plot-rebin", "3", "10"]):
        drawing(parser.parse_args(words))(cast("Any", None), tmp_path)
    assert asked == [CountsLooks(max_bins=1), CountsLooks(below="ratio", min_sigma=3.0, max_bins=10)]
    assert not asked[0].joins


@pytest.mark.parametrize("words", [("3", "1"), ("3", "10.5"), ("-1", "5"), ("0", "5"), ("3", "many")])
def test_bins_that_cannot_be_joined_are_wrong_use(words, capsys):
    parser = Parser()
    counts_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["--plot-rebin", *words])
    assert "--plot-rebin" in capsys.readouterr().err
