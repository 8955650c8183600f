"""Every panel in every workspace can be read: no text is cut, every axis has ticks and a unit, no plot is low."""

from __future__ import annotations

from collections.abc import Iterator

import pyqtgraph as pg
from cut_texts import complaints
from PySide6.QtWidgets import QTabWidget

from vhegui.gui.model_editor.parameter_table import ParameterTable
from vhegui.gui.widgets.start_stop import StartStop
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.workspaces.defaults import WORKSPACES
from vhegui.gui.window.workspaces.layout import groups

SIZES = ((1280, 720), (1600, 1000), (1920, 1080))
LEAST = 140  # pixels of height that the data of a plot have
SLOW = ("template",)  # reads all off runs


def test_all_panels_can_be_read_in_all_workspaces_and_sizes(demo_window, rest, qapp):
    window = demo_window
    window.resize(*SIZES[0])
    ask_everything(window, rest)
    found: dict[str, str] = {}
    for size in SIZES:
        window.resize(*size)
        for place, name in walk(window):
            qapp.processEvents()
            if any(read(window, name)):  # a layout may have more to do still
                rest(window)
            found |= dict.fromkeys(read(window, name), f"{size}, {place}")
        found |= dict.fromkeys((words for words in complaints(window) if words.startswith("window")), f"{size}")
        assert (window.width(), window.height()) == size
    assert not found, "\n".join(f"{where}: {complaint}" for complaint, where in found.items())


def read(window: MainWindow, name: str) -> Iterator[str]:
    """What cannot be read in a panel."""
    yield from complaints(window.docks[name])
    yield from low_plots(window, name)
    yield from few_parameters(window, name)


def ask_everything(window: MainWindow, rest) -> None:
    """Results in all panels."""
    window.panels["fit"].view.toys.number.set_value(20.0)
    window.panels["compare"].view.pin_wanted.emit()
    for name in window.docks:
        window.show_panel(name)
        for button in window.docks[name].findChildren(StartStop) if name not in SLOW else ():
            button.click()
    window.actions_by_name["profile-line"].trigger()
    rest(window)
    window.workspaces.reset()


def walk(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Every page of every panel of every workspace, brought to the front one after the other."""
    for workspace in WORKSPACES:
        window.workspaces.show(workspace.name)
        assert workspace.layout is not None
        for name in [name for tabs in groups(workspace.layout) for name in tabs.panels]:
            window.show_panel(name)
            yield f"{workspace.name}, {name}", name
            for tabs in window.docks[name].findChildren(QTabWidget):
                for index in range(tabs.count()) if tabs.isVisible() else ():
                    tabs.setCurrentIndex(index)
                    yield f"{workspace.name}, {name}, {tabs.tabText(index)}", name


def few_parameters(window: MainWindow, name: str) -> Iterator[str]:
    """A power law is seen whole."""
    for table in window.docks[name].findChildren(ParameterTable):
        rows = table.viewport().height() // table.verticalHeader().defaultSectionSize()
        if table.isVisible() and rows < 3:
            yield f"{name}: {rows} parameters are seen"


def low_plots(window: MainWindow, name: str) -> Iterator[str]:
    """Plots of a panel that are too low; residuals belong to the plot that they stand under."""
    for canvas in window.docks[name].findChildren(pg.GraphicsView):
        boxes = [item for item in canvas.scene().items() if isinstance(item, pg.ViewBox) and item.isVisible()]
        heights = [box.boundingRect().height() for box in boxes if canvas.isVisible()]
        if heights and max(heights) < LEAST:
            yield f"{name}, {canvas.accessibleName()}: the plot is {max(heights):.0f} pixels high"
