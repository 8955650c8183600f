"""The histogram of the significances in the pixels of the map."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from vhegui.analysis.written_numbers import MINUS, integer
from vhegui.core.estimators.sky.distribution import Distribution
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

TIP = (
    "Without a source significances are distributed as a Gaussian of mean 0 and width 1. Outside the exclusions the\n"
    "map should follow it: a wider distribution, or one beside 0, says that the background is not well known, or that\n"
    "a source is not excluded. Pixels within a correlation radius share counts, so the fit has no errors."
)
LOWEST = 0.5  # pixels, where the logarithmic axis begins


class SignificancePlot(TitledView):
    """Pixels inside and outside the exclusions, the Gaussian expected outside, and the one that describes them best."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Significances", theme, name="Distribution of the significances", tip=TIP)
        self._outside = self.plot.add_steps("off", "", filled=True)
        self._inside = self.plot.add_steps("on")
        self._unit = self.plot.add_line("foreground", style="dash", width=1.0)
        self._fitted = self.plot.add_line("model")
        self.set_axes(Axis("Significance", "σ"), Axis("Pixels", log=True))

    def set_distributions(self, inside: Distribution, outside: Distribution) -> None:
        """Other maps."""
        edges = outside.edges
        centres = 0.5 * (edges[1:] + edges[:-1])
        self._outside.set_data(edges, outside.pixels)
        self._inside.set_data(edges, inside.pixels)
        self._unit.set_data(centres, outside.gaussian())
        fitted = outside.gaussian(outside.fitted_mean, outside.fitted_width)
        self._fitted.set_data(centres, fitted)
        highest = max(inside.pixels.max(), outside.pixels.max(), float(np.nanmax(fitted, initial=1.0)))
        self.plot.set_range((float(edges[0]), float(edges[-1])), (LOWEST, 2.0 * highest))
        names: list[tuple[str, list[Any]]] = [
            (f"outside the exclusions ({integer(outside.number)} pixels)", [self._outside]),
            (f"inside ({integer(inside.number)})", [self._inside]),
            ("mean 0, width 1", [self._unit]),
        ]
        if above := inside.above + outside.above:
            highest = np.nanmax([inside.highest, outside.highest])
            names.append((f"last bin: {integer(above)} above {edges[-1]:g} σ, up to {highest:.1f} σ", []))
        if math.isfinite(outside.fitted_mean):
            words = f"fitted: mean {outside.fitted_mean:.2f}, width {outside.fitted_width:.2f}".replace("-", MINUS)
            names.append((words, [self._fitted]))
        self.set_names(names)

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for item in (self._outside, self._inside, self._unit, self._fitted):
            item.setOpacity(0.35 if dimmed else 1.0)
