"""The all-sky view: projection, picking, brushing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from vhegui.core.sphere import separation
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_all import HALF_WIDTH, AllSkyView

RA, DEC = np.array([83.6, 83.7, 266.4, 329.7]), np.array([22.0, 22.0, -29.0, -30.2])


@pytest.fixture
def sky(show) -> AllSkyView:
    view = AllSkyView()
    view.set_points("pointings", RA, DEC, ("1", "2", "3", "4"))
    show(view, 700, 400)
    view.show_all()
    return view


def pixel(view, ra, dec):
    u, v = view.projection.to_plane(ra, dec)
    return view.mapFromScene(view.box.mapViewToScene(QPointF(float(u), float(v))))


@given(st.floats(0, 359.9), st.floats(-89.9, 89.9), st.booleans(), st.sampled_from([0.0, 90.0, 180.0]))
def test_the_projection_can_be_undone(ra, dec, galactic, centre):
    p = Projection(centre, 0.0, galactic, "AIT")
    back = p.to_sky(*p.to_plane(ra, dec))
    assert separation(ra, dec, *back) < 1e-4


def test_longitude_grows_to_the_left_and_the_ellipse_has_its_size():
    p = Projection(0.0, 0.0, name="AIT")
    assert p.frame_to_plane(90.0, 0.0)[0] < 0 < p.frame_to_plane(270.0, 0.0)[0]
    assert p.frame_to_plane(180.0001, 0.0)[0] == pytest.approx(HALF_WIDTH, abs=1e-3)
    assert np.isnan(p.to_sky(HALF_WIDTH * 1.01, 0.0)[0])


def test_a_click_selects_all_pointings_under_it(sky, qtbot):
    with qtbot.waitSignal(sky.selection_changed) as signal:
        QTest.mouseClick(sky.viewport(), Qt.MouseButton.LeftButton, pos=pixel(sky, 83.65, 22.0))
    assert list(signal.args[0]) == [0, 1]


def test_a_brush_selects_what_is_inside_and_shift_adds(sky, qtbot):
    sky.set_selection([0])
    start, end = pixel(sky, 340.0, -50.0), pixel(sky, 250.0, -10.0)
    none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    for modifier, expected in ((none, [2, 3]), (shift, [0, 2, 3])):
        sky.set_selection([0])
        with qtbot.waitSignal(sky.selection_changed) as signal:
            QTest.mousePress(sky.viewport(), Qt.MouseButton.LeftButton, modifier, start)
            for at in ((start + end) / 2, end):
                QTest.qWait(12)  # pyqtgraph leaves out moves less than 10 ms apart
                QTest.mouseMove(sky.viewport(), at)
            QTest.mouseRelease(sky.viewport(), Qt.MouseButton.LeftButton, modifier, end)
        assert list(signal.args[0]) == expected


def test_selecting_from_outside_says_nothing(sky, qtbot):
    with qtbot.assertNotEmitted(sky.selection_changed):
        sky.set_selection([1, 2])
    assert list(sky.selection()) == [1, 2]


def test_in_galactic_coordinates_the_centre_of_the_galaxy_is_in_the_middle(sky):
    sky.set_frame(galactic=True)
    u, v = sky.projection.to_plane(266.405, -28.936)
    assert np.hypot(u, v) < 0.1
    sky.grab()
