"""A tour of the program: what one does with it, one after the other, with mouse, keys and menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from vhegui.analysis.targets import targets_of
from vhegui.gui.window.export_commands import export_to, report_to
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.opening import open_any
from vhegui.gui.window.palette.dialog import Palette
from vhegui.gui.window.script_commands import write_to

Stop = tuple[str, Callable[[], object]]
TOYS = 60  # enough to see them grow


def tour(window: MainWindow, folder: Path, target: str, out: Path) -> Iterator[Stop]:
    """Names of what is done, and how; the window must come to rest after each.

    folder : a data set · target : part of the name of one of its targets, whose runs are analysed
    out : where results are exported to.
    """
    session = window.session

    def action(name: str) -> Stop:
        return name, window.actions_by_name[name].trigger

    yield "open the data set", lambda: open_any(window, folder)
    assert session.store is not None
    index = session.store.index
    chosen = next(each for each in targets_of(index) if target in each.name)
    yield "choose a target", lambda: session.apply(f"Analyse {target}", chosen.aimed, index)
    yield "click on the map", lambda: _click(window)
    for workspace in [each.name for each in window.workspaces][1:]:
        yield f"workspace {workspace}", lambda name=workspace: window.workspaces.show(name)
    for panel in ("candidates", "sources", "regions", "profiles", "theta", "history", "log"):
        yield f"panel {panel}", lambda name=panel: window.show_panel(name)
    yield "workspace explore", lambda: window.workspaces.show("explore")
    yield "drag the source region", lambda: _drag(window)
    yield action("undo")
    yield action("redo")
    yield "undo, again", session.undo
    yield action("fit")
    yield "light curve", lambda: window.workspaces.show("time")
    yield action("fit-profile")
    yield action("fit-contours")
    window.panels["fit"].view.toys.number.set_value(TOYS)  # type: ignore[attr-defined]
    yield action("fit-toys")
    yield "back to explore", lambda: window.workspaces.show("explore")
    yield "export", lambda: export_to(window, out)
    yield "report", lambda: report_to(window, out.with_suffix(".html"))
    yield "script", lambda: write_to(window, out.with_suffix(".py"))
    yield "open the palette", window.actions_by_name["palette"].trigger
    yield "type in the palette", lambda: _type(window, "light")
    yield action("theme-dark")
    yield action("theme-light")
    yield action("larger")
    yield action("usual-size")
    yield "tick all runs", lambda: window.panels["observations"].view.all.click()  # type: ignore[attr-defined]
    yield "undo all runs", session.undo


def _at_source(window: MainWindow) -> QPoint:
    sky, source = window.panels["countmap"].view.sky, window.session.analysis.source  # type: ignore[attr-defined]
    u, v = sky.projection.to_plane(source.ra, source.dec)
    return sky.mapFromScene(sky.box.mapViewToScene(QPointF(float(u), float(v))))


def _click(window: MainWindow) -> None:
    viewport = window.panels["countmap"].view.sky.viewport()  # type: ignore[attr-defined]
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=_at_source(window))


def _drag(window: MainWindow) -> None:
    viewport, start = window.panels["countmap"].view.sky.viewport(), _at_source(window)  # type: ignore[attr-defined]
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 21):
        QTest.mouseMove(viewport, start + QPoint(3 * step, step))
        QTest.qWait(25)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 20))


def _type(window: MainWindow, words: str) -> None:
    palette = next(each for each in window.findChildren(Palette) if each.isVisible())
    for letter in words:
        QTest.keyClicks(palette.field, letter)
        QApplication.processEvents()
    palette.reject()
