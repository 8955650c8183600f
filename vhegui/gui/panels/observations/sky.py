"""Where the runs point: a field on the tangent plane or the whole sky, selection in both linked to the table."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vhegui.analysis.runs.pointings import Pointings, framing
from vhegui.analysis.runs.trends import COLOURINGS, FAR_WOBBLE, Colouring, by_group, wobbles
from vhegui.analysis.state import Target
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import SourceTable, all_sources, source_table
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import EMPTY, Array, BoolArray, IntArray
from vhegui.gui.file_questions import ask_open
from vhegui.gui.panels.observations.plots import TrendPlots
from vhegui.gui.panels.observations.sky_words import (
    MODES,
    SKY_TIP,
    DirectionTips,
    SkyRuns,
    SourceTips,
    bar_words,
    limits,
)
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.plotting.sky.point_canvas import PointCanvas
from vhegui.gui.plotting.sky.pointing_field import Circles, PointingField
from vhegui.gui.plotting.sky.sky_all import AllSkyView
from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.theme import Theme

SMALLEST, WIDEST = 0.5, 30.0  # deg: room left about pointings; a field that holds pointings of one target
LEAST_HEIGHT = 225  # pixels: with its axes and legend around it a plot of 140 is left
SAME_PLACE = 0.03  # deg
MANY_FIELDS, MANY_SOURCES, MANY_SPOKES = 200, 12, 60


class SkyPart(QWidget):
    """The plots and their switch. picked(runs): selected by mouse · only_requested(runs): double-clicked · failed(why)
    catalogue_chosen(path): show the sources of a file; of the embedded list where the path is empty.
    """

    picked = Signal(list)
    only_requested = Signal(list)
    failed = Signal(str)
    catalogue_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.field, self.sky = PointingField(name="Pointings near the target"), AllSkyView(name="Pointings on the sky")
        self.mode = "equatorial"
        self._chosen_by_hand = False
        self.trends = TrendPlots()
        self._runs: SkyRuns | None = None
        self._sources = all_sources()
        self._colouring: Colouring | None = None
        self._analysed: Pointings | None = None
        self._target: Target | None = None
        self._cone: Circle | None = None
        self._framed: object = None
        self.wobble = self._catalogue = ""
        self._mask = self._wanted = np.zeros(0, bool)
        self._fields: Array = np.zeros(0)
        self._behind: dict[Any, set[str]] = {self.field: set(), self.sky: set(), self.trends: set()}
        self.stack = QStackedWidget()
        for plot in self.plots:
            plot.setToolTip(SKY_TIP)
            plot.set_points("analysed", EMPTY, EMPTY, role="on", filled=True)
            plot.selection_changed.connect(lambda groups: self.picked.emit(self._members(groups)))
            plot.activated.connect(lambda groups: self.only_requested.emit(self._members(groups)))
            add_plot_menu(plot, "pointings", self.failed.emit)
            self.stack.addWidget(plot)
        self.trends.picked.connect(self.picked)
        self.trends.only_requested.connect(self.only_requested)
        add_plot_menu(self.trends, "runs", self.failed.emit)
        self.stack.addWidget(self.trends)
        self._build()
        self.set_sources(self._sources, "")
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
        self._change("runs", "highlighted", "colours")

    def set_analysed(self, analysed: Pointings, mask: BoolArray, fields: Array) -> None:
        """Directions and mask of the runs that are analysed, and the radius of their fields of view (deg, per run)."""
        self._analysed, self._mask, self._fields = analysed, mask, fields
        self._show_wobble()
        self._change("analysed", "colours")

    def set_highlighted(self, wanted: BoolArray) -> None:
        """Runs selected in the table (mask over the index)."""
        self._wanted = wanted
        self._change("highlighted")

    def set_colouring(self, colouring: Colouring | None) -> None:
        """Colour runs by a number, or by whether they are analysed only."""
        self._colouring = colouring
        self.colour.setText(f"{colouring.title}" if colouring else "Colour")
        self._change("colours")

    def _change(self, *parts: str) -> None:
        """Parts of the plots are out of date; the plot that is seen is brought up to date now, the others when seen."""
        for plot in self._behind:
            self._behind[plot] |= set(parts)
        self._catch_up()

    def _catch_up(self) -> None:
        plot: Any = self.stack.currentWidget()
        parts, self._behind[plot] = self._behind[plot], set()
        if self._runs is None:
            self._behind[plot] = parts
            return
        show = self._update_trends if plot is self.trends else self._update_sky
        for part in ("runs", "analysed", "highlighted"):
            if part in parts:
                show(plot, part, self._runs)
        if "colours" in parts:
            self._show_colours(plot, self._runs)

    def _update_trends(self, plot: TrendPlots, part: str, runs: SkyRuns) -> None:
        if part == "runs":
            plot.set_runs(runs.index, runs.kept)
        elif part == "analysed":
            plot.set_analysed(self._mask)
        else:
            plot.set_highlighted(self._wanted)

    def _update_sky(self, plot: PointCanvas, part: str, runs: SkyRuns) -> None:
        if part == "runs":
            plot.set_points("pointings", runs.shown.ra, runs.shown.dec, DirectionTips(runs))
        elif part == "analysed" and self._analysed is not None:
            plot.set_points("analysed", self._analysed.ra, self._analysed.dec, role="on", filled=True)
            every = np.arange(len(self._analysed))
            self.field.set_outlines("fields", circles(self._analysed, every, self._fields))
        elif part == "highlighted" and len(self._wanted) == len(runs.index):
            groups = runs.shown.of(self._wanted)
            plot.set_selection(groups)
            self.field.set_outlines("selected", circles(runs.shown, groups, runs.fields))

    def set_sources(self, sources: SourceTable, name: str) -> None:
        """Sources to show; `name` of their catalogue, empty: the embedded list."""
        self._sources, self._catalogue = sources, name
        self._show_sources(self.sky, sources)
        self._framed = None
        self.frame()

    def _show_sources(self, plot: PointCanvas, sources: SourceTable) -> None:
        tips = SourceTips(sources)
        plot.set_points("sources", sources.ra, sources.dec, tips, symbol="plus", role="muted", size=2.5, below=True)

    def _show_colours(self, plot: Any, runs: SkyRuns) -> None:
        """Points and bar for the number that colours the runs."""
        chosen = self._colouring if runs.kept.any() else None
        if chosen is None:
            plot.bar.clear()
        if plot is self.trends:
            values = chosen.values(runs.index) if chosen else None
            low, high = limits(values[runs.kept]) if values is not None else (0.0, 1.0)
            plot.set_colours(values, low, high, bool(chosen and chosen.summed))
        elif chosen is None:
            plot.set_values("pointings", None)
            plot.set_values("analysed", None)
            return
        else:
            low, high = self._colour_sky(plot, chosen, runs)
        if chosen is not None:
            plot.bar.set_range(*bar_words(chosen, low, high))

    def _colour_sky(self, plot: PointCanvas, chosen: Colouring, runs: SkyRuns) -> tuple[float, float]:
        values = chosen.values(runs.index)
        groups = {"pointings": runs.shown, **({"analysed": self._analysed} if self._analysed else {})}
        numbers = {name: by_group(values, group, chosen.summed) for name, group in groups.items()}
        low, high = limits(np.concatenate(list(numbers.values())))
        for name, each in numbers.items():
            plot.set_values(name, each, low, high)
        return low, high

    def _show_wobble(self) -> None:
        """Rings of equal offset about the target, and lines to the pointings on them."""
        target, analysed = self._target, self._analysed
        found = wobbles(analysed, target.ra, target.dec) if target and analysed else None
        if found is None or not len(found.offset) or target is None or analysed is None:
            self.field.set_outlines("wobble", Circles())
            self.field.set_spokes((0.0, 0.0), EMPTY, EMPTY)
            self.wobble = ""
        else:
            rings = found.offset[(found.offset > 0.05)][:4]
            place = np.full(len(rings), target.ra), np.full(len(rings), target.dec)
            self.field.set_outlines("wobble", Circles(*place, rings))
            near = sphere.separation(target.ra, target.dec, analysed.ra, analysed.dec) < FAR_WOBBLE
            near &= len(analysed.ra) <= MANY_SPOKES
            self.field.set_spokes((target.ra, target.dec), analysed.ra[near], analysed.dec[near])
            self.wobble = f"Wobble: {found}"
        self.field.setToolTip(tooltip(f"{self.wobble}\n{SKY_TIP}".strip()))

    def set_places(self, target: Target | None, cone: Circle | None) -> None:
        """The target and the cone of the search."""
        self._target, self._cone = target, cone
        at = (np.array([target.ra]), np.array([target.dec])) if target else (EMPTY, EMPTY)
        self.field.set_markers("target", *at, (target.name,) if target else ())
        self.sky.set_points("target", *at, (target.name,) if target else (), symbol="plus", role="reference")
        one = (np.array([x]) for x in (cone.ra, cone.dec, cone.radius)) if cone else (EMPTY, EMPTY, EMPTY)
        self.field.set_outlines("cone", Circles(*one))
        self._show_wobble()

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
        """The known sources in the field; what is marked as the target is named by that."""
        near = self._sources.near(ra, dec, width)[:MANY_SOURCES]
        at = np.array([s.ra for s in near]), np.array([s.dec for s in near])
        marked = self._sources.near(self._target.ra, self._target.dec, SAME_PLACE) if self._target else []
        self.field.set_markers("sources", *at, tuple("" if source in marked else source.name for source in near))
        self._show_sources(self.field, source_table(near))

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        for plot in (*self.plots, self.trends):
            plot.set_theme(theme)
        checked = f"QToolButton:checked {{ background: {theme.accent}; color: {theme.accent_text}; }}"
        self.setStyleSheet(f"QToolButton {{ padding: 3px 6px; border-radius: 4px; }} {checked}")

    def _members(self, groups: Any) -> list[int]:
        if self._runs is None:
            return []
        shown = self._runs.shown
        return self._runs.index.obs_id[shown.rows[np.isin(shown.of_row, groups)]].tolist()

    def _show_mode(self) -> None:
        self.buttons[self.mode].setChecked(True)
        plot = {"field": self.field, "plots": self.trends}.get(self.mode, self.sky)
        if plot is self.sky and self.sky.projection.galactic != (self.mode == "galactic"):
            self.sky.set_frame(self.mode == "galactic")
        self.stack.setCurrentWidget(plot)
        self._catch_up()

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
        self.colour, self.more = self._colour_button(), self._more_button()
        row.addWidget(self.colour)
        row.addWidget(self.more)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.stack)
        self.stack.setMinimumHeight(LEAST_HEIGHT)

    def _colour_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Colour")
        button.setToolTip("Colour the runs, in all plots, by livetime, zenith angle or date.")
        button.setAccessibleName("Colour runs by")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, group = QMenu(button), QActionGroup(button)
        menu.setToolTipsVisible(True)
        for each in (None, *COLOURINGS):
            action = menu.addAction(each.title if each else "Analysed or not")
            action.setToolTip(each.tip if each else "One colour for runs that are analysed, one for the others.")
            action.setCheckable(True)
            action.setChecked(each is None)
            action.triggered.connect(lambda _=False, each=each: self.set_colouring(each))
            group.addAction(action)
        button.setMenu(menu)
        return button

    def _more_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("⋯")
        button.setToolTip("Source catalogue; copy and save the plot.")
        button.setAccessibleName("More about the plots")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._fill_more(menu))
        button.setMenu(menu)
        return button

    def _ask_catalogue(self) -> None:
        kinds = "Source catalogues (*.fits *.fits.gz *.csv);;All files (*)"
        ask_open(self, "Source catalogue", kinds, lambda path: self.catalogue_chosen.emit(str(path)))

    def _fill_more(self, menu: QMenu) -> None:
        menu.clear()
        shown = self._catalogue or "the embedded list"
        menu.addAction(menu_text(f"{len(self._sources)} sources from {shown}")).setEnabled(False)
        other = menu.addAction("Source catalogue…", self._ask_catalogue)
        other.setToolTip("Show the sources of a catalogue file of yours, such as gammacat.fits.gz of gamma-cat.")
        if self._catalogue:
            menu.addAction("Back to the embedded list", lambda: self.catalogue_chosen.emit(""))
        menu.addSeparator()
        menu.addActions({"field": self.field, "plots": self.trends}.get(self.mode, self.sky).actions())


def circles(pointings: Pointings, which: IntArray, fields: Array) -> Circles:
    """Fields of view of some directions: that of their first run; none where they are too many to be told apart."""
    if not len(which) or len(which) > MANY_FIELDS:
        return Circles()
    first = np.unique(pointings.of_row, return_index=True)[1][which]
    return Circles(pointings.ra[which], pointings.dec[which], fields[pointings.rows[first]])
