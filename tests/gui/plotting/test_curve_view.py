"""Spectrum plots: logarithmic axes, stacks, the read-out."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest

from vhegui.gui.plotting.curve_view import Axis, CurveView
from vhegui.gui.theme import DARK


@pytest.fixture
def spectrum(show) -> CurveView:
    view = CurveView(rows=(3, 1))
    view.set_axes(Axis("Energy", "TeV", log=True), Axis("Counts", log=True), Axis("Residual", "σ"))
    show(view, 600, 500)
    view.set_x_range(0.1, 100)
    view.plots[0].set_range(y=(0.1, 1000))
    view.plots[1].set_range(y=(-4, 4))
    return view


def pixel(view, row, x, y):
    """Scene position of a point in view coordinates."""
    return view.plots[row].box.mapViewToScene(QPointF(x, y))


def test_the_x_axes_of_a_stack_agree_to_the_pixel(spectrum):
    for x in (-1.0, 0.3, 2.0):
        assert pixel(spectrum, 0, x, 0).x() == pytest.approx(pixel(spectrum, 1, x, 0).x(), abs=1e-6)


def test_ticks_of_a_narrow_axis_touch_the_plot_below_a_wider_one(spectrum, qapp):
    spectrum.plots[0].set_range(y=(1e-12, 1e-10))
    spectrum.plots[1].set_range(y=(0.0, 9.0))
    qapp.processEvents()
    assert spectrum.plots[1].left.size().width() < spectrum.plots[0].left.size().width()
    for plot in spectrum.plots:
        edge = plot.left.sceneBoundingRect()
        assert edge.right() == pytest.approx(plot.box.sceneBoundingRect().left(), abs=1.0)
        assert edge.height() == pytest.approx(plot.box.sceneBoundingRect().height(), abs=1.0)


def test_zooming_one_row_takes_the_others_along(spectrum):
    spectrum.plots[1].box.setXRange(-0.5, 0.5, padding=0)
    assert spectrum.plots[0].visible_range()[0] == pytest.approx((10**-0.5, 10**0.5))


def test_values_a_logarithmic_axis_cannot_show_are_left_out(spectrum):
    points = spectrum.plot.add_points("on")
    points.set_data(np.array([1.0, 2, 3, -1, np.nan]), np.array([10.0, 0, np.nan, 5, 5]), None, np.full(5, 20.0))
    assert len(points._view[0]) == 1
    spectrum.grab()


def test_an_error_bar_that_reaches_zero_goes_out_of_the_plot(spectrum):
    points = spectrum.plot.add_points("on")
    points.set_data(np.array([1.0]), np.array([10.0]), None, (np.array([10.0]), np.array([3.0])))
    assert points._view[4][0] == -np.inf
    assert points._view[5][0] == pytest.approx(np.log10(13.0))
    assert np.isfinite(points.data_rect().height())


@pytest.mark.parametrize("n", [0, 1, 5])
def test_every_item_can_be_emptied_and_filled_again(spectrum, n):
    p, x = spectrum.plot, np.linspace(1, 2, n)
    items = [p.add_line("model"), p.add_points("on"), p.add_limits(), p.add_steps("off", filled=True), p.add_band()]
    for _ in range(2):
        items[0].set_data(x, x)
        items[1].set_data(x, x, x / 10, (x / 10, x / 5))
        items[2].set_data(x, x)
        items[3].set_data(np.linspace(1, 2, n + 1) if n else x, x)
        items[4].set_data(x, x / 2, x)
        spectrum.grab()
        x = x[:0]


def test_showing_all_fits_the_data_and_then_stays(spectrum):
    line = spectrum.plot.add_line("model")
    line.set_data(np.array([0.5, 20.0]), np.array([3.0, 300.0]))
    spectrum.plot.fit_range()
    before = spectrum.plot.visible_range()
    (x0, x1), (y0, y1) = before
    assert 0.3 < x0 < 0.5 < 20 < x1
    assert y0 < 3 < 300 < y1 < 500
    line.set_data(np.array([0.01, 1000.0]), np.array([1e-6, 1e6]))
    assert spectrum.plot.visible_range() == before


def test_thresholds_and_levels_do_not_stretch_the_range(spectrum):
    p = spectrum.plot
    p.add_line("model").set_data(np.array([1.0, 10.0]), np.array([3.0, 300.0]))
    p.add_safe_range().set_data(0.001, 5000.0)
    p.add_level().set_data(1e-9)
    p.fit_range()
    assert p.visible_range()[0][0] > 0.5


def test_a_matrix_lies_between_its_edges_and_is_not_mirrored(spectrum):
    matrix = spectrum.plots[0].add_matrix()
    x, y = np.logspace(-1, 2, 31), np.logspace(-1, 1, 21)
    values = np.zeros((30, 20))
    values[29, 0] = 1.0
    matrix.set_data(x, y, values)
    rect = matrix.data_rect()
    assert (rect.left(), rect.right(), rect.top(), rect.bottom()) == pytest.approx((-1, 2, -1, 1))
    assert matrix._image.image[0, 29] == 255, "largest x in the last column, smallest y in the first row"


def test_a_matrix_with_uneven_edges_is_drawn_where_its_edges_are(spectrum):
    matrix = spectrum.plots[0].add_matrix(diagonal=False)
    matrix.set_data(np.array([0.1, 1.0, 1000.0]), np.array([0.1, 1.0, 10.0]), np.array([[1.0, 1.0], [0.0, 0.0]]))
    row = matrix._image.image[0]
    assert np.mean(row > 0) == pytest.approx(0.25, abs=0.01), "the first bin is a quarter of four decades"


def test_the_pointer_is_read_out_in_linear_units(spectrum, qtbot):
    at = spectrum.mapFromScene(pixel(spectrum, 0, 1.0, 2.0))
    said = []
    spectrum.readout_changed.connect(said.append)
    with qtbot.waitSignal(spectrum.cursor_moved) as signal:
        QTest.mouseMove(spectrum.viewport(), at)
    row, x, y = signal.args
    assert said[-1].startswith("Energy")
    assert row == 0
    assert x == pytest.approx(10.0, rel=0.05)
    assert y == pytest.approx(100.0, rel=0.05)


def test_no_label_is_cut_or_covers_another(spectrum, show):
    for limits in ((1e-13, 1e-9), (0.3, 0.5), (1, 1e9), (0.7, 30)):
        spectrum.plots[0].set_range(y=limits)
        spectrum.set_x_range(*limits)
        for axis in (spectrum.plots[0].left, spectrum.plots[1].left, spectrum.plots[1].bottom):
            rects = [axis.mapRectToScene(rect) for rect, _ in axis.labels()]
            assert rects
            assert all(spectrum.sceneRect().adjusted(-1, -1, 1, 1).contains(r) for r in rects)
            assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])


def test_the_legend_lists_what_is_named_and_visible(spectrum):
    p = spectrum.plot
    named, hidden = p.add_line("model", "Fit"), p.add_line("on", "Hidden")
    p.add_line("off")
    hidden.setVisible(False)
    p.refresh_legend()
    assert p.legend.listed() == [named]
    spectrum.set_theme(DARK)
    assert named.color().name() == DARK.model
