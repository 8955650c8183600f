"""Plots that are shown, and mouse gestures in sky coordinates."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from vhegui.core.maps.grid import SkyGrid
from vhegui.gui.plotting.curve_view import Axis, CurveView
from vhegui.gui.plotting.sky.sky_view import SkyView
from vhegui.gui.theme import DARK

CRAB = (83.63, 22.01)


@pytest.fixture
def sky(show) -> SkyView:
    """A 5° field of counts about the Crab nebula."""
    view = SkyView()
    view.set_image(np.random.default_rng(1).poisson(2.0, (250, 250)), SkyGrid(*CRAB, 0.02, 250))
    show(view, 700, 600)
    view.show_all()
    return view


@pytest.fixture
def plot(show) -> CurveView:
    """A line in the dark."""
    view = CurveView(DARK, name="Spectrum")
    view.set_axes(Axis("Energy", "TeV", log=True), Axis("Flux", log=True))
    view.plot.add_line("model", "Fit").set_data(np.logspace(-1, 2, 50), np.logspace(-10, -13, 50))
    show(view, 400, 300)
    view.fit_range()
    return view


class Mouse:
    """Presses, moves and releases at positions of the sky."""

    def __init__(self, view: SkyView) -> None:
        self.view = view

    def at(self, ra: float, dec: float) -> QPoint:
        u, v = view_point = self.view.projection.to_plane(ra, dec)
        assert np.isfinite(view_point).all()
        return self.view.mapFromScene(self.view.box.mapViewToScene(QPointF(float(u), float(v))))

    def press(self, ra: float, dec: float, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self.view.viewport(), Qt.MouseButton.LeftButton, modifier, self.at(ra, dec))

    def move(self, ra: float, dec: float) -> None:
        QTest.qWait(12)  # pyqtgraph leaves out moves less than 10 ms apart
        QTest.mouseMove(self.view.viewport(), self.at(ra, dec))

    def release(self, ra: float, dec: float) -> None:
        QTest.mouseRelease(
            self.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.at(ra, dec)
        )

    def double_click(self, ra: float, dec: float) -> None:
        QTest.mouseDClick(
            self.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.at(ra, dec)
        )

    def drag(self, *path: tuple[float, float], modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.press(*path[0], modifier)
        for point in path[1:]:
            self.move(*point)
        self.release(*path[-1])


@pytest.fixture
def mouse(sky: SkyView) -> Mouse:
    return Mouse(sky)
