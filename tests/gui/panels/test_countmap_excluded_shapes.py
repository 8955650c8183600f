"""Boxes, polygons and annuli that are excluded: seen on the map and named in its row, on real runs."""

from __future__ import annotations

from tests.gui.panels import test_countmap as countmap
from vhegui.analysis import edits
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

panel, robot = countmap.panel, countmap.robot
SHAPES = (
    Rectangle(83.2, 22.6, 0.5, 0.3, 20.0),
    Polygon(((84.0, 22.6), (84.6, 22.5), (84.2, 22.8), (84.5, 23.1))),
    Annulus(Circle(82.9, 21.6, 0.3), Circle(82.9, 21.6, 0.15)),
)


def test_excluded_shapes_are_seen_keep_off_regions_away_and_are_removed_in_the_row(panel, robot):
    session, row = panel.session, panel.view.row
    before = sum(len(off) for off in session.results.get("off_regions").values())
    drawn = panel.view.sky.grab().toImage()
    for shape in SHAPES:
        session.apply("Exclude", edits.add_exclusion, shape)
    session.pull()
    assert sum(len(off) for off in session.results.get("off_regions").values()) < before
    assert panel.view.sky.grab().toImage() != drawn
    names = [row.which.itemText(i) for i in range(row.which.count())]
    assert names == ["Source", "Exclusion 1 (rectangle)", "Exclusion 2 (polygon)", "Exclusion 3 (annulus)"]
    row.choose(0)
    assert not row.ra.isEnabled() and row.ra.value == 83.2
    row.remove.click()
    session.pull()
    assert session.analysis.exclusions == SHAPES[1:]
    session.undo()
    session.pull()
    assert session.analysis.exclusions == SHAPES
