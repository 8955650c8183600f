"""The ratio of the fluxes of two bands against time."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.written_numbers import number, value_error
from vhegui.core.estimators.light_curve.hardness import HardnessRatio
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.variability import constant_flux
from vhegui.gui.figures.band_items import BandItems, Values
from vhegui.gui.figures.flux_plot import time_scale
from vhegui.gui.figures.flux_units import flux_unit
from vhegui.gui.figures.looks import Looks
from vhegui.gui.figures.time_plot import TimePlot
from vhegui.gui.figures.tips import BinTips, band_text
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.theme import LIGHT, Theme

TIP = (
    "Hardness: the integral flux of a high band over that of a low one. A source whose spectrum does not change\n"
    "has the same ratio at all times (dashed: weighted mean with its 1σ band). Errors are propagated linearly: too\n"
    "small where the low band is below some 3σ."
)


class HardnessPlot(TimePlot):
    """One ratio."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Hardness", theme, (1.0,), name="Hardness ratio against time", tip=TIP)
        self._items = BandItems(self.plot, 3)
        self._values: Values | None = None
        self.words = ""

    def set_hardness(self, curve: LightCurve, hardness: HardnessRatio | None, looks: Looks) -> None:
        """Another light curve; None: it has a single band."""
        scale = time_scale(curve, looks)
        fresh = self.set_bins(curve.time_min, curve.time_max, scale, BinTips(curve, flux_unit("flux"), looks.crab))
        self.set_axes(self.time_axis, Axis("Ratio"))
        if hardness is None:
            self._items.clear()
            self.set_names(())
            self.words = ""
            self.fit_x()
            self.note.say("A hardness ratio needs two energy bands or more: choose them in Options.")
            return
        ratio, error = hardness.ratio, hardness.error
        good = np.isfinite(ratio) & np.isfinite(error) & (error > 0)
        self.note.say("" if good.any() else "No time bin has a flux in both bands: make the time bins longer.")
        self._values = Values(
            ratio, error, error, np.full(len(ratio), np.nan), np.zeros(len(ratio), bool), curve.livetime
        )
        self._items.set_data(scale, curve.time_min, curve.time_max, self._values)
        mean = constant_flux(ratio[good], error[good])
        self._items.set_mean(scale, mean.flux, mean.flux_err)
        soft, hard = (band_text(curve.e_min[b], curve.e_max[b]) for b in (hardness.soft, hardness.hard))
        self.set_names([(f"{hard} over {soft}: {value_error(mean.flux, mean.flux_err)}", self._items.sample)])
        self.words = f"constant ratio: χ² {number(mean.statistic, 3)} / {mean.ndf}, p = {number(mean.p_value, 2)}"
        if fresh or self.automatic:
            self.show_all()

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for item in self._items.all:
            item.setOpacity(0.35 if dimmed else 1.0)

    def fit_y(self) -> None:
        """All ratios; a few with huge errors do not squeeze the others."""
        if self._values is None:
            return
        low, high = self._values.ends
        if len(high):
            top = min(float(high.max()), 3.0 * float(np.nanmedian(high)))
            bottom = min(0.0, max(float(low.min()), -0.5 * top))
            self.plot.set_range(y=(bottom - 0.05 * (top - bottom), top + 0.2 * (top - bottom)))
