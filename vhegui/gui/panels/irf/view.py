"""The response panel's widgets: controls, three plots side by side, one line of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vhegui.core.irf.inspect import ResponseAt, ResponseInspector
from vhegui.gui.panels.irf import wording
from vhegui.gui.panels.irf.controls import ControlRow
from vhegui.gui.panels.irf.plots import AreaPlot, DispersionPlot, PsfPlot
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.plot_menu import plot_actions

ROOM_FOR_LINE = 260  # pixels; in a lower panel the plots need them more
ROOM_FOR_TWO = 215  # pixels; below, the PSF has one plot instead of two
SHARES = (21, 20, 19)  # of the width: the labels of the effective area are the longest
HEADLINE = "No responses yet"
HINT = "Open a data set and select runs: their effective area, PSF and energy dispersion appear here."


class IrfView(QWidget):
    """Shows what it is told.

    failed(sentence) : a file could not be written · table_wanted() : the numbers as a file.
    """

    failed = Signal(str)
    table_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Instrument responses")
        self.controls = ControlRow()
        self.area, self.psf, self.dispersion = AreaPlot(theme), PsfPlot(theme), DispersionPlot(theme)
        self.plots = QWidget()
        self.plots.setAccessibleName("Responses")
        self.line = ElidedLabel("Responses in numbers")
        self.line.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._summary, self._linking, self.compact = "", False, False
        content = QWidget()
        self.empty = EmptyState(HEADLINE, HINT)
        self._stack = EmptyOr(content, self.empty)
        _fill(QVBoxLayout(content), (self.controls, self.plots, self.line), self.plots)
        _fill(QVBoxLayout(self), (self._stack,), self._stack)
        row = QHBoxLayout(self.plots)
        _fill(row, self.views)
        for number, share in enumerate(SHARES):
            row.setStretch(number, share)
        self._link_axes()
        self._add_menus()

    @property
    def views(self) -> tuple[AreaPlot, PsfPlot, DispersionPlot]:
        """The plots from left to right."""
        return self.area, self.psf, self.dispersion

    def sizeHint(self) -> QSize:
        return QSize(680, 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(460, 170)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = event.size().height()
        self.line.setVisible(height >= ROOM_FOR_LINE)
        if self.compact != (height < ROOM_FOR_TWO):
            self.compact = not self.compact
            for view in self.views:
                view.set_compact(self.compact)

    # what is shown

    def set_empty(self, empty: bool, reason: str = "") -> None:
        """Say what to do next, or why there is nothing, while there is nothing to show."""
        self._stack.set_empty(empty)
        if empty:
            self.empty.set_content(HEADLINE, reason or HINT)

    def show_run(self, inspector: ResponseInspector) -> None:
        """What does not depend on the offset."""
        for view in self.views:
            view.show_run(inspector)

    def show_at(self, inspector: ResponseInspector, at: ResponseAt) -> None:
        """The responses at one offset, but for the PSF: painting all in one frame of a drag would take too long."""
        self.area.show_at(at)
        self.dispersion.show_at(at)
        self.controls.show_offset(at.offset, inspector.field_of_view)
        self._summary = wording.summary(inspector, at)
        self.line.setText(self._summary)

    def show_psf(self, at: ResponseAt) -> None:
        """The rest of `show_at`."""
        self.psf.show_at(at)

    def show_used(self, low: float, high: float) -> None:
        """Mark the safe range of reconstructed energy, TeV; NaN for an open end."""
        limits = tuple(value if math.isfinite(value) else None for value in (low, high))
        for item in (self.area.safe, *self.psf.safes):
            item.set_data(*limits)
        self.dispersion.show_used(low, high)

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while the offset belongs to an earlier state."""
        for item in (
            self.area.chosen,
            self.psf.radius_68,
            self.psf.radius_95,
            self.psf.contained,
            self.dispersion.matrix,
        ):
            item.setOpacity(0.35 if dimmed else 1.0)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        for view in self.views:
            view.set_theme(theme)

    # inside

    def _link_axes(self) -> None:
        """The true energies of all plots are the same, also after zooming one."""
        for view in self.views:
            view.plot.box.sigXRangeChanged.connect(lambda *_, view=view: self._follow(view))
            view.header_changed.connect(self._align)
            view.readout_changed.connect(lambda text: self.line.setText(text or self._summary))

    def _follow(self, moved: AreaPlot | PsfPlot | DispersionPlot) -> None:
        if self._linking:
            return
        self._linking = True
        x, _ = moved.plot.visible_range()
        for view in self.views:
            if view is not moved:
                view.set_x_range(*x)
        self._linking = False

    def _align(self) -> None:
        """Plots side by side begin at the same height."""
        height = max(view.header_height for view in self.views)
        for view in self.views:
            view.set_header_height(height)

    def _add_menus(self) -> None:
        table = QAction("Save curves as ECSV …", self)
        table.setToolTip("Effective area, PSF radii and containment at the chosen offset, with units")
        table.triggered.connect(lambda *_: self.table_wanted.emit())
        self.controls.menu.addActions(plot_actions(self.plots, "responses", self.failed.emit))
        self.controls.menu.addAction(table)
        for view, name in zip(self.views, ("effective_area", "psf", "energy_dispersion"), strict=True):
            view.addActions([*plot_actions(view, name, self.failed.emit), table])
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def _fill(layout: QVBoxLayout | QHBoxLayout, widgets: Sequence[QWidget], *stretched: QWidget) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget in stretched else 0)
