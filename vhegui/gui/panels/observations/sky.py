"""Where the runs point: a field on the tangent plane or the whole sky, selection in both linked to the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vhegui.analysis.run_selection import Pointings, framing
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.core.sources import all_sources
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray
from vhegui.gui.plotting.point_canvas import PointCanvas
from vhegui.gui.plotting.pointing_field import Circles, PointingField
from vhegui.gui.plotting.sky_all import AllSkyView
from vhegui.gui.plotting.sky_layers import EMPTY
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.plot_menu import plot_actions

MODES = {
    "field": ("Field", "The pointings near the target, with fields of view and known TeV sources."),
    "equatorial": ("Sky", "All pointings on the whole sky, equatorial coordinates; dashed: galactic plane."),
    "galactic": ("Galactic", "All pointings on the whole sky, galactic coordinates."),
}
SKY_TIP = (
    "Small filled dots: analysed. Rings: other runs of the list. Large dots: selected in the table.\n"
    "Click or brush to select runs (Shift adds, Ctrl toggles); double-click a pointing to analyse only its runs."
)
SMALLEST, WIDEST = 0.5, 30.0  # deg: room left about pointings; a field that holds pointings of one target
MANY_FIELDS, MANY_SOURCES = 200, 12


@dataclass(frozen=True, eq=False)
class SkyRuns:
    """Ids and objects of all runs (n,), directions of those shown, radius of the fields of view (n,), deg."""

    ids: IntArray
    objects: AnyArray
    shown: Pointings
    fields: Array


class SkyPart(QWidget):
    """The plot and its switch. picked(runs): selected by mouse · only_requested(runs): double-clicked · failed(why)."""

    picked = Signal(list)
    only_requested = Signal(list)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.field, self.sky = PointingField(name="Pointings near the target"), AllSkyView(name="Pointings on the sky")
        self.mode = "equatorial"
        self._chosen_by_hand = False
        self._runs: SkyRuns | None = None
        self._analysed: Pointings | None = None
        self._target: Target | None = None
        self._cone: Circle | None = None
        self._framed: object = None
        self.stack = QStackedWidget()
        for plot in self.plots:
            plot.setToolTip(SKY_TIP)
            plot.set_points("analysed", EMPTY, EMPTY, role="on", filled=True)
            plot.selection_changed.connect(lambda groups: self.picked.emit(self._members(groups)))
            plot.activated.connect(lambda groups: self.only_requested.emit(self._members(groups)))
            plot.addActions(plot_actions(plot, "pointings", self.failed.emit))
            plot.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            self.stack.addWidget(plot)
        self._build()
        self._show_mode()

    @property
    def plots(self) -> tuple[PointCanvas, ...]:
        """Both plots; they show the same runs."""
        return self.field, self.sky

    def set_mode(self, mode: str) -> None:
        """A key of `MODES`, chosen by the user; until then the plot chooses itself."""
        self._chosen_by_hand = True
        self.mode = mode
        self._show_mode()

    def set_runs(self, runs: SkyRuns) -> None:
        """Other runs to show."""
        self._runs = runs
        texts = tooltips(runs)
        for plot in self.plots:
            plot.set_points("pointings", runs.shown.ra, runs.shown.dec, texts)

    def set_analysed(self, analysed: Pointings, fields: Array) -> None:
        """Directions of the runs that are analysed, and the radius of their fields of view (deg, per run)."""
        self._analysed = analysed
        for plot in self.plots:
            plot.set_points("analysed", analysed.ra, analysed.dec, role="on", filled=True)
        self.field.set_outlines("fields", circles(analysed, np.arange(len(analysed.ra)), fields))

    def set_highlighted(self, wanted: BoolArray) -> None:
        """Runs selected in the table (mask over the index)."""
        if self._runs is None:
            return
        groups = self._runs.shown.of(wanted)
        for plot in self.plots:
            plot.set_selection(groups)
        self.field.set_outlines("selected", circles(self._runs.shown, groups, self._runs.fields))

    def set_places(self, target: Target | None, cone: Circle | None) -> None:
        """The target and the cone of the search."""
        self._target, self._cone = target, cone
        at = (np.array([target.ra]), np.array([target.dec])) if target else (EMPTY, EMPTY)
        self.field.set_markers("target", *at, (target.name,) if target else ())
        self.sky.set_points("target", *at, (target.name,) if target else (), symbol="plus", role="reference")
        one = (np.array([x]) for x in (cone.ra, cone.dec, cone.radius)) if cone else (EMPTY, EMPTY, EMPTY)
        self.field.set_outlines("cone", Circles(*one))

    def frame(self) -> None:
        """Show what matters now, unless it is in view already or the user chose the view."""
        if self._runs is None or self._analysed is None:
            return
        near = self._analysed if self._cone is None else self._runs.shown
        wanted = bool(len(near.ra)) or self._cone is not None
        if not self._chosen_by_hand:
            self.mode = "field" if wanted else "equatorial"
            self._show_mode()
        if wanted:
            self._frame_field(near)

    def _frame_field(self, near: Pointings) -> None:
        place = self._cone or self._target
        centre = (place.ra, place.dec) if place else None
        margin = float(np.median(self._runs.fields)) if self._runs and len(self._runs.fields) else SMALLEST
        ra, dec, width = framing(near.ra, near.dec, margin, centre)
        if self._cone is not None:
            width = max(width, 2.4 * self._cone.radius)
        elif centre and width > WIDEST:  # some runs look elsewhere: the field stays on the target
            width = 4.0 * margin
        if (ra, dec, width) != self._framed:
            self._framed = (ra, dec, width)
            self.field.set_home(ra, dec, width)
            self._name_sources(ra, dec, width)

    def _name_sources(self, ra: float, dec: float, width: float) -> None:
        """The known sources in the field; names that would lie on others or be cut are left to the tooltips."""
        near = all_sources().near(ra, dec, width)[:MANY_SOURCES]
        at = np.array([s.ra for s in near]), np.array([s.dec for s in near])
        first = [(self._target.ra, self._target.dec)] if self._target else []
        taken = [tuple(np.nan_to_num(self.field.projection.to_plane(*place), nan=1e9)) for place in first]
        names = []
        for source, u, v in zip(near, *self.field.projection.to_plane(*at), strict=True):
            free = all(abs(v - other[1]) > width / 8.0 or abs(u - other[0]) > width / 2.2 for other in taken)
            names.append(source.name if free else "")
            taken += [(u, v)] if free else []
        self.field.set_markers("sources", *at, tuple(names))
        self.field.set_points("sources", *at, tuple(s.name for s in near), symbol="plus", role="muted")

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        for plot in self.plots:
            plot.set_theme(theme)
        self.legend.setText(legend(theme))
        self.resizeEvent(QResizeEvent(self.size(), self.size()))
        checked = f"QToolButton:checked {{ background: {theme.accent}; color: {theme.accent_text}; }}"
        self.setStyleSheet(f"QToolButton {{ padding: 3px 7px; border-radius: 4px; }} {checked}")

    def resizeEvent(self, event: Any) -> None:
        """In a narrow panel the legend gives way; the tooltip of the plot has it too."""
        super().resizeEvent(event)
        taken = sum(button.sizeHint().width() for button in self.buttons.values())
        whole = self.width() - taken - 12 >= self.legend.sizeHint().width()
        self.legend.setText(legend(self.field.theme, whole))

    def _members(self, groups: Any) -> list[int]:
        if self._runs is None:
            return []
        shown = self._runs.shown
        return self._runs.ids[shown.rows[np.isin(shown.of_row, groups)]].tolist()

    def _show_mode(self) -> None:
        self.buttons[self.mode].setChecked(True)
        if self.mode == "field":
            self.stack.setCurrentWidget(self.field)
            return
        if self.sky.projection.galactic != (self.mode == "galactic"):
            self.sky.set_frame(self.mode == "galactic")
        self.stack.setCurrentWidget(self.sky)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for mode, (text, tip) in MODES.items():
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"Show {text}")
            button.setCheckable(True)
            button.clicked.connect(lambda _, mode=mode: self.set_mode(mode))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[mode] = button
        self.legend = QLabel()
        self.legend.setAccessibleName("Legend of the sky plot")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.stack)
        self.stack.setMinimumHeight(150)


def tooltips(runs: SkyRuns) -> tuple[str, ...]:
    """A line for every direction: its object and its runs."""
    order = np.argsort(runs.shown.of_row, kind="stable")
    parts = np.split(runs.shown.rows[order], np.flatnonzero(np.diff(runs.shown.of_row[order])) + 1)
    texts = []
    for rows in parts if len(order) else []:
        ids = ", ".join(str(run) for run in runs.ids[rows[:4]]) + (
            f" and {len(rows) - 4} more" if len(rows) > 4 else ""
        )
        texts.append(f"{runs.objects[rows[0]] or 'Unnamed'}: {'run' if len(rows) == 1 else 'runs'} {ids}")
    return tuple(texts)


def circles(pointings: Pointings, which: IntArray, fields: Array) -> Circles:
    """Fields of view of some directions: that of their first run; none where they are too many to be told apart."""
    if not len(which) or len(which) > MANY_FIELDS:
        return Circles()
    first = np.unique(pointings.of_row, return_index=True)[1][which]
    return Circles(pointings.ra[which], pointings.dec[which], fields[pointings.rows[first]])


def legend(theme: Theme, whole: bool = True) -> str:
    """What the dots mean, if there is room for it."""
    if not whole:
        return ""
    signs = (("on", "●", "analysed"), ("pointing", "○", "other"), ("selection", "●", "selected"))
    return "&nbsp; ".join(
        f'<span style="color:{theme.color(role).name()}">{sign}</span> {text}' for role, sign, text in signs
    )
