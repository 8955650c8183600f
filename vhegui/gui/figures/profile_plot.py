"""A profile over the map: a quantity in its bins, and what a point source would look like."""

from __future__ import annotations

from typing import Any

import numpy as np

from vhegui.analysis.map_profile import UNITS, MapProfile
from vhegui.analysis.written_numbers import number
from vhegui.core.estimators.sky.profile_shapes import Quantity
from vhegui.core.settings import setting_of
from vhegui.core.typing import EMPTY
from vhegui.gui.figures.counts_plot import stairs
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

TIP = (
    "The pixels of the map in bins of a coordinate. One that an edge cuts is shared out by area, so that the bins add\n"
    "up to the band. Errors: 1 σ, from the likelihood; neighbours are independent but for the OFF that they share.\n"
    "Line: a point source as bright as fits the excess best, spread by the PSF: in the centre of rings and wedges, on\n"
    "a line where it fits best. What the PSF moves from one bin to the next stays there, also in fluxes."
)
QUANTITY = setting_of("quantity", "quantity", Quantity)


class ProfilePlot(TitledView):
    """One profile. The range follows the data until it is zoomed; a double click lets it follow again."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Excess along the profile", theme, name="Profile over the map", tip=TIP)
        self._zero = self.plot.add_level()
        self._zero.set_data(0.0)
        self._source = self.plot.add_line("model")
        self._points = self.plot.add_points("on", size=3.0)
        self.automatic = True
        self._shown: MapProfile | None = None
        box = self.plot.box
        box.home_requested.disconnect(self.plot.fit_range)
        box.home_requested.connect(self.show_all)
        box.sigRangeChangedManually.connect(self._leave_automatic)

    def set_profile(self, shown: MapProfile, hold: bool = False) -> None:
        """Another profile. hold : in a drag the range of the quantity only grows, errors are the symmetric ones, and
        `set_words` says what is shown.
        """
        before, self._shown = self._shown, shown
        found, name = shown.found, shown.shape.quantity
        values, (low, high) = found.quantity(name), found.errors(name, quick=hold)
        seen = np.isfinite(values) & (found.area > 0.0)
        half = 0.5 * np.diff(found.edges)
        self._points.set_data(found.centres[seen], values[seen], half[seen], (low[seen], high[seen]))
        expected = shown.expected
        self._source.set_data(*((EMPTY, EMPTY) if expected is None else stairs(found.edges, expected)))
        if before is None or self._axes(before) != self._axes(shown):
            self.set_axes(*self._axes(shown))
        if not hold:
            self.set_words(shown)
        if self.automatic:
            self._fit(grow=hold)

    def set_words(self, shown: MapProfile) -> None:
        """The title, and the names of what is drawn."""
        self.set_title(shown.title)
        self.set_names(self._names(shown))

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for item in (self._points, self._source):
            item.setOpacity(0.35 if dimmed else 1.0)

    def show_all(self) -> None:
        """Everything, and follow the data again."""
        self.automatic = True
        self._fit()

    def _leave_automatic(self, *_: object) -> None:
        self.automatic = False

    def _fit(self, grow: bool = False) -> None:
        if self._shown is None:
            return
        edges, (*_, low, high) = self._shown.found.edges, self._points.arrays
        bottom = float(min(low.min(initial=0.0), 0.0))
        top = float(max(high.max(initial=0.0), self._source.arrays[1].max(initial=0.0)))
        room = 0.06 * (top - bottom) or 1.0
        bottom, top = bottom - room, top + room
        if grow:
            _, (bottom_now, top_now) = self.plot.visible_range()
            bottom, top = min(bottom, bottom_now), max(top, top_now)
        self.plot.set_range((float(edges[0]), float(edges[-1])), (bottom, top))

    @staticmethod
    def _axes(shown: MapProfile) -> tuple[Axis, Axis]:
        name = shown.shape.quantity
        label = "Brightness" if name == "brightness" else QUANTITY.word(name)
        unit = UNITS[name]
        return Axis(shown.shape.title, "°"), Axis(label if unit else f"{label} per bin", unit)

    def _names(self, shown: MapProfile) -> list[Any]:
        names: list[Any] = [(QUANTITY.word(shown.shape.quantity).lower(), [self._points])]
        if shown.expected is not None and shown.source is not None:
            place = "" if shown.source.place is None else f" at {number(shown.source.place, 3)}°"
            names.append((f"point source{place} through the PSF", [self._source]))
        return names
