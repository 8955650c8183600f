"""Plots drawn without a window have the layout they would have in one."""

from __future__ import annotations

import numpy as np

from vhegui.core.maps.grid import SkyGrid
from vhegui.gui.figures.headless import SIZES, save_plot
from vhegui.gui.plotting.sky.sky_view import SkyView


def test_axes_have_the_room_their_labels_need(qapp, tmp_path):
    plot = SkyView(name="Counts map")
    plot.set_image(np.ones((250, 250)), SkyGrid(83.63, 22.01, 0.02, 250))
    plot.set_colour_bar_title("Counts per pixel")
    plot.show_all()
    assert [path.name for path in save_plot(plot, tmp_path / "map", SIZES["counts_map"])] == ["map.svg", "map.png"]
    assert plot.left.geometry().right() <= plot.box.geometry().left()
