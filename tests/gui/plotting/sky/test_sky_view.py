"""The sky view: orientation, tools, layers."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTransform
from PySide6.QtTest import QTest

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.regions.circle import Circle
from vhegui.core.sphere import offset_by, separation
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_view import SkyView
from vhegui.gui.theme import DARK

CRAB = (83.63, 22.01)


def test_right_ascension_grows_to_the_left_and_declination_up(sky, mouse):
    here, east, north = mouse.at(*CRAB), mouse.at(84.0, 22.01), mouse.at(83.63, 22.5)
    assert east.x() < here.x()
    assert north.y() < here.y()


def test_a_degree_is_as_long_in_both_directions(sky):
    across, up = sky.box.viewPixelSize()
    assert across == pytest.approx(up, rel=1e-6)


def test_column_zero_of_an_image_is_in_the_east(sky):
    image = np.zeros((250, 250), int)
    image[:, 0] = 5
    sky.update_image(image)
    u, _ = sky.projection.to_plane(*offset_by(*CRAB, 90, 2.49))
    column = int((u - sky.image.extent().left()) / sky.image.pixel_size)
    assert column == 0


def test_the_source_tool_draws_a_circle_from_its_centre(sky, mouse):
    said = []
    sky.set_tool("source")
    sky.draw_begun.connect(lambda kind: said.append(kind))
    sky.draw_previewed.connect(lambda *a: said.append("preview"))
    sky.draw_committed.connect(lambda *a: said.append(a))
    mouse.drag(CRAB, offset_by(*CRAB, 0, 0.2), offset_by(*CRAB, 0, 0.4))
    kind, circle = said[-1]
    assert said[0] == kind == "source"
    assert "preview" in said
    assert separation(circle.ra, circle.dec, *CRAB) < 0.02
    assert circle.radius == pytest.approx(0.4, abs=0.03)


def test_a_click_with_the_exclusion_tool_makes_a_circle_of_the_usual_size(sky, mouse, qtbot):
    sky.set_tool("exclusion")
    sky.default_radius = 0.25
    with qtbot.waitSignal(sky.draw_committed) as signal:
        mouse.drag((84.0, 22.0))
    assert signal.args[0] == "exclusion"
    assert signal.args[1].radius == pytest.approx(0.25)


def test_escape_gives_up_a_circle_that_is_being_drawn(sky, mouse, qtbot):
    sky.set_tool("source")
    drawn = []
    sky.draw_committed.connect(lambda *a: drawn.append(a))
    mouse.press(*CRAB)
    mouse.move(83.2, 22.2)
    with qtbot.waitSignal(sky.draw_cancelled):
        QTest.keyClick(sky, Qt.Key.Key_Escape)
    mouse.release(83.2, 22.2)
    assert not drawn


def test_an_unknown_tool_is_refused(sky):
    with pytest.raises(ValueError, match="select"):
        sky.set_tool("lasso")


def test_dragging_with_the_pan_tool_moves_the_field(sky, mouse):
    sky.set_tool("pan")
    before = sky.visible_rect().center()
    mouse.drag(CRAB, (83.4, 22.2), (83.0, 22.5))
    after = sky.visible_rect().center()
    assert after.x() < before.x()
    assert after.y() < before.y()


def test_dragging_a_rectangle_with_the_zoom_tool_enlarges_it(sky, mouse):
    before = sky.visible_rect().width()
    sky.set_tool("zoom")
    mouse.drag((84.2, 22.5), (83.6, 22.0), (83.1, 21.5))
    assert sky.visible_rect().width() < before / 2


def test_the_cursor_is_read_out_in_sky_coordinates(sky, mouse, qtbot):
    with qtbot.waitSignal(sky.cursor_moved) as signal:
        mouse.move(84.1, 21.4)
    assert separation(*signal.args, 84.1, 21.4) < 0.02


def test_events_appear_only_when_few_are_in_view(sky):
    rng = np.random.default_rng(2)
    ra, dec = offset_by(*CRAB, rng.uniform(0, 360, 50_000), rng.uniform(0, 2.0, 50_000))
    sky.set_events(ra, dec)
    assert sky.points.count() == 0
    sky.show_field(*offset_by(*CRAB, 0, 1.0), 0.2)
    assert 0 < sky.points.count() < 4000


def test_hundreds_of_off_circles_are_one_item(sky):
    before = len(sky.scene().items())
    angle = np.arange(300.0)
    sky.drawn.set_off_regions(*offset_by(*CRAB, angle, 1.0), np.full(300, 0.1), rejected=angle > 200)
    assert len(sky.scene().items()) == before
    off, rejected = (sky.drawn.lines[name].covered(QTransform()) for name in ("off", "rejected"))
    assert len(off) == 201 and len(rejected) == 99


def test_moving_the_tangent_point_keeps_regions_on_the_sky(sky, mouse):
    region = sky.add_region("source", Circle(83.2, 22.3, 0.2))
    sky.set_projection(Projection(84.0, 22.0))
    assert region.region == Circle(83.2, 22.3, 0.2)
    u, v = sky.projection.to_plane(83.2, 22.3)
    assert (region._centre - QPointF(float(u), float(v))).manhattanLength() < 1e-9


@pytest.mark.parametrize("centre", [(83.63, 22.01), (0.1, -0.1), (10.0, 89.7), (266.4, -29.0), (120.0, -89.9)])
@pytest.mark.parametrize("size", [(820, 700), (330, 260)])
def test_labels_never_overlap_and_are_never_cut(show, centre, size):
    view = SkyView()
    view.set_image(np.zeros((250, 250), int), SkyGrid(*centre, 0.02, 250))
    show(view, *size)
    for width in (5.0, 0.7, 0.03):
        view.show_field(*centre, width)
        for axis in (view.left, view.bottom, view.top, view.colour_bar.axis):
            rects = [axis.mapRectToScene(rect) for rect, _ in axis.labels()]
            assert all(view.sceneRect().adjusted(-1, -1, 1, 1).contains(r) for r in rects)
            assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])
        if width < 5:
            assert view.left.labels() or view.bottom.labels()


def test_every_theme_and_colour_map_can_be_drawn(sky):
    for name in ("inferno", "grey inverted", "diverging", "cividis"):
        sky.set_colour_map(name)
        for scale in ("linear", "sqrt", "log", "asinh"):
            sky.set_scale(scale)
            sky.grab()
    sky.set_theme(DARK)
    assert sky.grab().toImage().pixelColor(2, 2) == DARK.color("background")
