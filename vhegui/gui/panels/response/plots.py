"""The three plots: effective area, PSF, energy dispersion. Items are made once and given new arrays."""

from __future__ import annotations

import numpy as np

from vhegui.core.irf.inspect import MOST_OFFSETS, ResponseAt, ResponseInspector
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.panels.response import wording
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.plot_header import Name, TitledView
from vhegui.gui.theme import LIGHT, Theme

TRUE = Axis("True energy", "TeV", log=True)
RECO, RECO_SHORT = Axis("Reco. energy", "TeV", log=True), Axis("Reco", "TeV", log=True)
DECADES_OF_AREA = 4.0
Range = tuple[float, float]


class ResponsePlot(TitledView):
    """What the three share: the run's ranges, shown again on a double click; fewer words and parts where it is low."""

    def __init__(self, titles: tuple[str, str], theme: Theme, rows: tuple[float, ...], name: str, tip: str) -> None:
        super().__init__(titles[0], theme, rows, name=name, tip=tip)
        self.titles = titles
        self._x: Range | None = None
        self._ys: tuple[Range | None, ...] = (None,) * len(rows)
        self.compact = False
        self._full: list[Name] = []
        self._few = 0
        for plot in self.plots:
            plot.box.home_requested.connect(self.show_all)

    def set_home(self, x: Range, *ys: Range | None) -> None:
        """The ranges that show everything of a run; None leaves an axis as it is."""
        if (x, ys) != (self._x, self._ys):
            self._x, self._ys = x, ys
            self.show_all()

    def set_compact(self, compact: bool) -> None:
        """Whether there is little room."""
        self.compact = compact
        self.set_title(self.titles[compact])
        self.list_names(self._full, self._few)

    def list_names(self, names: list[Name], few: int) -> None:
        """What the header lists; where it is low only the first `few`."""
        self._full, self._few = names, few
        self.set_names(names[:few] if self.compact else names)

    def show_all(self) -> None:
        """Back to those ranges."""
        if self._x is not None:
            self.set_x_range(*self._x)
        for plot, limits in zip(self.plots, self._ys, strict=True):
            if limits is not None:
                plot.set_range(y=limits)


class AreaPlot(ResponsePlot):
    """Effective area at several offsets, thin; at the chosen offset, thick."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(wording.AREA, theme, (1,), "Effective area against true energy", wording.AREA_TIP)
        self.set_axes(TRUE, Axis("Area", "m²", log=True))
        self.safe = self.plot.add_safe_range()
        self.family = [self.plot.add_line("off", width=1.0) for _ in range(MOST_OFFSETS)]
        self.chosen = self.plot.add_line("on", width=2.6)
        self._family_name = ""

    def show_run(self, inspector: ResponseInspector) -> None:
        """The curves of a run."""
        curves = inspector.curves
        self.titles = wording.area_titles(inspector)
        self.set_title(self.titles[self.compact])
        self._family_name = ""
        for number, line in enumerate(self.family):
            shown = curves is not None and number < len(curves.offsets) > 1
            line.setVisible(shown)
            if curves is not None and shown:
                line.set_data(inspector.energy, curves.area[number])
                line.setOpacity(1.0 - 0.7 * number / (len(curves.offsets) - 1))
        if curves is None:
            return
        if len(curves.offsets) > 1:
            self._family_name = f"{curves.offsets[0]:g} – {curves.offsets[-1]:g}°"
        highest = float(curves.area.max()) or 1.0
        filled = curves.area[curves.area > 0]
        lowest = max(float(filled.min()) if len(filled) else 0.0, highest * 10.0**-DECADES_OF_AREA)
        self.set_home(ends(inspector.energy), (0.7 * lowest, 1.6 * highest))

    def show_at(self, at: ResponseAt) -> None:
        """The curve at one offset."""
        self.chosen.setVisible(at.area is not None)
        if at.area is not None:
            self.chosen.set_data(at.energy, at.area)
        self.note.say(wording.NO_AREA if at.area is None else wording.outside(at))
        names: list[Name] = [(wording.offset_text(at.offset), [self.chosen])] if at.area is not None else []
        if self._family_name:
            names.append((self._family_name, [line for line in self.family if line.isVisible()]))
        self.list_names(names, few=1)


class PsfPlot(ResponsePlot):
    """Containment radii; below, the fraction inside the source region."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(wording.PSF, theme, (3, 2), "Point spread function against true energy", wording.PSF_TIP)
        self.set_axes(TRUE, Axis("Radius", "°", log=True), Axis("Inside"))
        top, bottom = self.plots
        self.safes = [plot.add_safe_range() for plot in self.plots]
        self.on_radius = top.add_level("on", style="dash")
        self.radius_95 = top.add_line("series3", style="dash")
        self.radius_68 = top.add_line("series2")
        self.contained = bottom.add_line("on", width=2.6)
        self._missing, self._within = "", True

    def set_compact(self, compact: bool) -> None:
        """Without the lower plot, where there is no room for two."""
        super().set_compact(compact)
        self._show_rows()

    def _show_rows(self) -> None:
        """The lower plot only where there is a circle that a fraction is inside of."""
        self.set_rows_shown(1 if self.compact or self._missing or not self._within else 2)

    def show_run(self, inspector: ResponseInspector) -> None:
        """The ranges of a run."""
        low, high = inspector.psf_range
        self._missing = "" if inspector.responses.psf else wording.missing_psf(inspector)
        self._show_rows()
        self.set_home(ends(inspector.energy), (0.7 * low, 1.4 * high) if high > 0 else (0.01, 1.0), (0.0, 1.05))

    def show_at(self, at: ResponseAt) -> None:
        """The curves at one offset."""
        lines = (self.radius_68, self.radius_95, self.contained)
        curves = (at.psf.radius_68, at.psf.radius_95, at.psf.contained) if at.psf else (EMPTY,) * 3
        for line, values in zip(lines, curves, strict=True):
            line.set_data(at.energy if at.psf else EMPTY, values)
        within = bool(np.isfinite(at.radius))
        self.on_radius.set_data(*([at.radius] if at.psf and within else []))
        if within != self._within:
            self._within = within
            self._show_rows()
        self.note.say(wording.outside(at) if at.psf else self._missing)
        if not at.psf:
            self.list_names([], few=0)
            return
        names: list[Name] = [("68 %", [self.radius_68]), ("95 %", [self.radius_95])]
        if within:
            names.append((f"in {at.radius:.3g}°", [self.contained]))
        self.list_names(names, few=2)


class DispersionPlot(ResponsePlot):
    """The energy-dispersion matrix with the diagonal, and the ends of the used range of reconstructed energy."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(
            wording.DISPERSION, theme, (1,), "Energy dispersion: reconstructed against true energy",
            wording.DISPERSION_TIP,
        )  # fmt: skip
        self.set_axes(TRUE, RECO)
        self.matrix = self.plot.add_matrix()
        self.diagonal = self.plot.items[-1]
        self.used = self.plot.add_level("threshold", style="dash")

    def set_compact(self, compact: bool) -> None:
        """With a shorter name of the axis."""
        super().set_compact(compact)
        self.set_axes(TRUE, RECO_SHORT if compact else RECO)

    def show_run(self, inspector: ResponseInspector) -> None:
        """The ranges of a run."""
        x = ends(inspector.energy)
        self.set_home(x, x)

    def show_at(self, at: ResponseAt) -> None:
        """The matrix at one offset."""
        shown = at.dispersion is not None and at.covered
        self.matrix.setVisible(shown)
        self.diagonal.setVisible(shown)
        self.note.say(wording.NO_DISPERSION if at.dispersion is None else wording.outside(at))
        if at.dispersion is not None and shown:
            self.matrix.set_data(at.energy, at.energy, at.dispersion)

    def show_used(self, low: float, high: float) -> None:
        """The ends of the range of reconstructed energy that is used, TeV; NaN for an open end."""
        values = [value for value in (low, high) if np.isfinite(value)]
        self.used.set_data(*values)
        self.list_names([("safe range", [self.used])] if values else [], few=0)


def ends(energy: Array) -> Range:
    """First and last energy."""
    return float(energy[0]), float(energy[-1])
