"""The numbers behind a plot: one row a point, in linear units, with the names that are on screen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from vhegui.gui.numbers.fields import FORMS
from vhegui.gui.plotting.curve_view import Axis, CurveView
from vhegui.gui.plotting.image_view import ImageView
from vhegui.gui.plotting.plot_menu import add_plot_menu


@pytest.fixture
def view(show) -> CurveView:
    view = CurveView(rows=(2, 1), name="Counts")
    view.set_axes(Axis("Energy", "TeV", log=True), Axis("Counts", log=True), Axis("Residuals", "σ"))
    on, model = view.plots[0].add_steps("on", "ON"), view.plots[0].add_line("model", "Model")
    residuals = view.plots[1].add_points("excess")
    on.set_data(np.array([1.0, 2.0, 4.0]), np.array([5.0, 0.0]))
    model.set_data(np.array([1.0, 3.0]), np.array([4.0, 2.0]))
    residuals.set_data(np.array([1.5]), np.array([0.5]), yerr=np.array([1.0]))
    show(view)
    return view


def table(view) -> dict:
    return {field.name: np.array(field.values) for field in view.numbers()}


def test_curves_are_rows_of_one_table(view):
    found = table(view)
    assert found["curve"].tolist() == ["ON", "ON", "Model", "Model", "Residuals"]
    on = found["curve"] == "ON"
    assert found["Energy low"][on].tolist() == [1.0, 2.0] and found["Energy high"][on].tolist() == [2.0, 4.0]
    assert found["Counts"][on].tolist() == [5.0, 0.0] and np.isnan(found["Counts"][-1])
    assert found["Residuals low"][-1] == -0.5 and np.isnan(found["Residuals"][:4]).all()
    assert {field.name: field.unit for field in view.numbers()}["Energy low"] == "TeV"


def test_what_is_hidden_is_left_out(view):
    view.plots[0].items[0].setVisible(False)
    assert "ON" not in table(view)["curve"]


def test_cells_of_an_image_have_their_edges_and_values(show):
    image = show(ImageView())
    image.set_axes(Axis("Energy", "TeV", log=True), Axis("Offset", "°"))
    image.show_image(np.array([1.0, 2.0, 4.0]), np.array([0.0, 1.0]), np.array([[3.0], [7.0]]), "linear", (0, 7),
                     "viridis", "Area")  # fmt: skip
    assert table(image)["value"].tolist() == [3.0, 7.0] and table(image)["Energy low"].tolist() == [1.0, 2.0]


def test_the_menu_copies_every_form_and_shows_everything_again(view):
    said: list[str] = []
    actions = {action.text(): action for action in add_plot_menu(view, "counts", said.append)}
    view.fit_range()
    for form, action in zip(FORMS, actions["Copy numbers as"].menu().actions(), strict=True):
        action.trigger()
        assert QGuiApplication.clipboard().text() == form.write(view.numbers())
    actions["Copy picture"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    before = view.plot.visible_range()[0]
    view.set_x_range(1.0, 1.1)
    actions["Show everything"].trigger()
    assert view.plot.visible_range()[0] == pytest.approx(before)
    for item in (*view.plots[0].items, *view.plots[1].items):
        item.setVisible(False)
    actions["Copy numbers as"].menu().actions()[0].trigger()
    assert said == ["There are no numbers here yet."]
