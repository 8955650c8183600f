"""Repaint times: budget 8 to 11 ms for a 500² image and five curves (architecture, "Drawing, measured")."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import pytest

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.regions.circle import Circle
from vhegui.core.sphere import offset_by
from vhegui.gui.plotting.curve_view import Axis, CurveView
from vhegui.gui.plotting.sky.sky_view import SkyView

CRAB = (83.63, 22.01)


def settled(widget, qtbot, width, height):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def sky(qtbot) -> SkyView:
    view = settled(SkyView(), qtbot, 800, 700)
    view.set_image(np.random.default_rng(1).poisson(2.0, (500, 500)), SkyGrid(*CRAB, 0.01, 500))
    view.show_all()
    view.add_region("source", Circle(*CRAB, 0.11), "ON")
    view.add_region("exclusion", Circle(82.5, 21.2, 0.35))
    angle = np.linspace(0, 360, 200, endpoint=False)
    view.drawn.set_off_regions(*offset_by(*CRAB, angle, 0.6), np.full(200, 0.11))
    return view


@pytest.fixture
def curves(qtbot) -> CurveView:
    view = settled(CurveView(rows=(3, 1)), qtbot, 600, 500)
    view.set_axes(Axis("Energy", "TeV", log=True), Axis("Counts", log=True), Axis("Residual", "σ"))
    edges = np.logspace(-1, np.log10(40), 27)
    centres, x = np.sqrt(edges[1:] * edges[:-1]), np.logspace(-1, 1.6, 150)
    plot = view.plot
    plot.add_steps("off", "OFF", filled=True).set_data(edges, 0.4 / centres)
    plot.add_points("on", "ON").set_data(centres, 50 / centres, centres * 0.1, np.sqrt(50 / centres))
    plot.add_line("model", "Model").set_data(x, 50 / x)
    plot.add_band().set_data(x, 45 / x, 55 / x)
    view.plots[1].add_points("excess").set_data(centres, np.sin(centres), None, np.ones(26))
    view.fit_range()
    return view


def test_repaint_of_the_sky_while_a_region_moves(benchmark, sky):
    step = iter(range(10**9))

    def frame():
        sky.regions[0].set_region(Circle(83.63 + 1e-4 * (next(step) % 100), 22.01, 0.11))
        sky.viewport().repaint()

    benchmark(frame)


def test_a_new_image_and_its_repaint(benchmark, sky):
    images = [np.random.default_rng(i).poisson(2.0, (500, 500)) for i in range(2)]
    step = iter(range(10**9))

    def frame():
        sky.update_image(images[next(step) % 2])
        sky.viewport().repaint()

    benchmark(frame)


def test_outlines_of_two_hundred_off_regions(benchmark, sky):
    angle = np.linspace(0, 360, 200, endpoint=False)
    ra, dec = offset_by(*CRAB, angle, 0.6)
    benchmark(lambda: sky.drawn.set_off_regions(ra, dec, np.full(200, 0.11)))


def test_repaint_of_five_curves(benchmark, curves):
    x = np.logspace(-1, 1.6, 150)
    line = curves.plot.items[2]

    def frame():
        line.set_data(x, 50 / x)
        curves.viewport().repaint()

    benchmark(frame)


def test_one_frame_of_image_and_curves(benchmark, sky, curves):
    image = np.random.default_rng(3).poisson(2.0, (500, 500))

    def frame():
        sky.update_image(image)
        sky.viewport().repaint()
        curves.viewport().repaint()

    benchmark(frame)


def test_panning_lays_the_grid_out_anew(benchmark, sky):
    step = iter(range(10**9))

    def frame():
        sky.box.translateBy(x=1e-3 * (-1) ** next(step))
        sky.viewport().repaint()

    benchmark(frame)
