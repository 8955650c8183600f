"""The response panel's widgets: controls, the overview's three plots or one response in detail, a line of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from vhegui.core.irf.inspect import ResponseAt, ResponseInspector
from vhegui.gui.panels.response.controls import ControlRow, DetailRow
from vhegui.gui.panels.response.detail import Card, Detail
from vhegui.gui.panels.response.figures import Figure, Lines
from vhegui.gui.panels.response.plots import AreaPlot, DispersionPlot, PsfPlot
from vhegui.gui.plotting.plot_menu import add_plot_menu, plot_actions
from vhegui.gui.scale import scaled
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState

ROOM_FOR_LINE = 260  # pixels; in a lower panel the plots need them more
ROOM_FOR_TWO = 215  # pixels; below, the PSF has one plot instead of two
SHARES = (21, 20, 19)  # of the width: the labels of the effective area are the longest
CARD_SHARE = 0.36  # of the width
HEADLINE = "No responses yet"
HINT = "Open a data set and select runs: their effective area, PSF and energy dispersion appear here."
BUTTON = "Look at a response file…"


class ResponseView(QWidget):
    """Shows what it is told.

    failed(sentence) : a file could not be written · table_wanted() : the numbers as a file · place_moved(what, value) :
    an "energy" or "offset" was dragged in a plot · pointed(x) : see `ImagePage`.
    """

    failed = Signal(str)
    table_wanted = Signal()
    place_moved = Signal(str, float)
    pointed = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Instrument responses")
        self.controls, self.detail_row = ControlRow(), DetailRow()
        self.area, self.psf, self.dispersion = AreaPlot(theme), PsfPlot(theme), DispersionPlot(theme)
        self.plots, self.card = QWidget(), Card()
        self._detail: Detail | None = None
        self.plots.setAccessibleName("Responses")
        self.line = ElidedLabel("Responses in numbers")
        self.line.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._theme, self._summary, self._linking, self.compact = theme, "", False, False
        self.empty = EmptyState(HEADLINE, HINT, BUTTON)
        self._lay_out()
        self._link_axes()
        self._add_menus()

    @property
    def detail(self) -> Detail:
        """One response in detail: made when it is first wanted, as it takes as long as all the rest."""
        if self._detail is None:
            self._detail = detail = Detail(self._theme)
            detail.place_moved.connect(self.place_moved)
            detail.pointed.connect(self.pointed)
            detail.told.connect(self._tell)
            names = "response", "response", "response_profile"
            for view, name in zip((detail.lines, detail.image.image, detail.image.profile), names, strict=True):
                add_plot_menu(view, name, self.failed.emit, [self._table])
            self._pages.addWidget(detail)
        return self._detail

    @property
    def views(self) -> tuple[AreaPlot, PsfPlot, DispersionPlot]:
        """The plots of the overview from left to right."""
        return self.area, self.psf, self.dispersion

    def sizeHint(self) -> QSize:
        return QSize(680, 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(460, 170)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = event.size().height()
        self.line.setVisible(height >= scaled(ROOM_FOR_LINE))
        if self.compact != (height < scaled(ROOM_FOR_TWO)):
            self.compact = not self.compact
            for view in self.views:
                view.set_compact(self.compact)

    # what is shown

    def set_empty(self, empty: bool, reason: str = "") -> None:
        """Say what to do next, or why there is nothing, while there is nothing to show."""
        self.content.set_empty(empty)
        if empty:
            self.empty.set_content(HEADLINE, reason or HINT, BUTTON)

    def set_detailed(self, detailed: bool) -> None:
        """One response in detail, or the overview."""
        self.detail_row.setVisible(detailed)
        self._pages.setCurrentWidget(self.detail if detailed else self.plots)

    @property
    def detailed(self) -> bool:
        """Whether one response is shown in detail."""
        return self._pages.currentWidget() is not self.plots

    def set_explained(self, explained: bool) -> None:
        """With the card, or without."""
        self.card.setVisible(explained)
        if explained:
            width = max(self._split.width(), 300)
            card = round(CARD_SHARE * width)
            self._split.setSizes([width - card, card])

    def show_figure(self, figure: Figure) -> None:
        """One response in detail."""
        self.detail.show_figure(figure)

    def show_profile(self, profile: Lines) -> None:
        """Another column beside the picture."""
        self.detail.image.show_profile(profile)

    def say(self, summary: str, card: str = "") -> None:
        """The line below the plots, and the card beside them."""
        if summary != self._summary:
            told = self.line.text() not in ("", self._summary)
            self._summary = summary
            if not told:
                self.line.setText(summary)
        if card:
            self.card.set_text(card)

    def show_run(self, inspector: ResponseInspector) -> None:
        """What does not depend on the offset."""
        for view in self.views:
            view.show_run(inspector)

    def show_at(self, at: ResponseAt) -> None:
        """The responses at one offset, but for the PSF: painting all in one frame of a drag would take too long."""
        self.area.show_at(at)
        self.dispersion.show_at(at)

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
        self._theme = theme
        for view in (*self.views, *filter(None, [self._detail])):
            view.set_theme(theme)

    # inside

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.plots)
        _fill(row, self.views)
        for number, share in enumerate(SHARES):
            row.setStretch(number, share)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.plots)
        self._split = QSplitter()
        self._split.addWidget(self._pages)
        self._split.addWidget(self.card)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(0, 1)
        self.card.hide()
        self.detail_row.hide()
        content = QWidget()
        self.content = EmptyOr(content, self.empty)
        _fill(QVBoxLayout(content), (self.controls, self.detail_row, self._split, self.line), self._split)
        _fill(QVBoxLayout(self), (self.content,), self.content)

    def _link_axes(self) -> None:
        """The true energies of all plots are the same, also after zooming one."""
        for view in self.views:
            view.plot.box.sigXRangeChanged.connect(lambda *_, view=view: self._follow(view))
            view.header_changed.connect(self._align)
            view.readout_changed.connect(self._tell)

    def _tell(self, text: str) -> None:
        self.line.setText(text or self._summary)

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
        table = self._table = QAction("Save curves as ECSV…", self)
        table.setToolTip("The numbers behind what is shown, with units")
        table.triggered.connect(lambda *_: self.table_wanted.emit())
        self.controls.menu.addActions(plot_actions(self._pages, "responses", self.failed.emit))
        self.controls.menu.addAction(table)
        for view, name in zip(self.views, ("effective_area", "psf", "energy_dispersion"), strict=True):
            add_plot_menu(view, name, self.failed.emit, [table])


def _fill(layout: QVBoxLayout | QHBoxLayout, widgets: Sequence[QWidget], *stretched: QWidget) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget in stretched else 0)
