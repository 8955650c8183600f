"""An observation that is planned, as plots: the sensitivity with the source beside it, and the expected counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from vhegui.analysis.headless.observing import ObservingPlan
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.typing import Array
from vhegui.gui.figures.headless import save_plot
from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme, apply_theme

SIZE = 800, 600
ENERGY = Axis("Energy", "TeV", log=True)
DECADES = 4.0  # below the brightest point of the source, further than which its line says nothing
SENSITIVITY_TIP = (
    "The faintest flux that is detected in each bin of energy: significant, with enough counts, and a large enough\n"
    "part of the background. A source whose line lies above the curve is detected in that bin alone."
)
COUNTS_TIP = "Expected counts in the ON region in each bin of energy: photons of the source, and background."


class SensitivityPlot(TitledView):
    """E² dN/dE against energy: sensitivity, source, a published curve."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Sensitivity", theme, name="Sensitivity against energy", tip=SENSITIVITY_TIP)
        self.set_axes(ENERGY, Axis("E² dN/dE", "erg cm⁻² s⁻¹", log=True))
        self._source = self.plot.add_line("model")
        self._curve, self._bins = self.plot.add_line("excess", width=1.5), self.plot.add_points("excess", size=3.0)
        self._published = self.plot.add_points("series2", symbol="square")

    def show_plan(self, plan: ObservingPlan) -> None:
        """Draw all there is."""
        request, found = plan.request, plan.sensitivity
        low, high = found.energy.edges[[0, -1]]
        energy = np.geomspace(low, high, 200)
        source = _erg(energy, dnde(request.model, energy))
        self._source.set_data(energy, np.where(source > source.max() * 10.0**-DECADES, source, np.nan))
        self._curve.set_data(found.energy.centres, found.e2dnde)
        centres = found.energy.centres
        width = centres - found.energy.edges[:-1], found.energy.edges[1:] - centres
        self._bins.set_data(centres, found.e2dnde, width)
        names: list[tuple[str, list[CurveItem]]] = [
            (request.name, [self._source]),
            (f"{plan.array}, {request.hours:g} h", [self._curve]),
        ]
        published = plan.published
        if published is not None:
            inside = (published.e_ref >= low) & (published.e_ref <= high)
            values = np.where(np.isfinite(published.dnde), published.dnde, published.dnde_ul)
            self._published.set_data(published.e_ref[inside], _erg(published.e_ref, values)[inside])
            names.append((published.name, [self._published]))
        self.set_names(names)
        self.fit_range()


class PlannedCounts(TitledView):
    """Expected counts in ON against energy."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Expected counts", theme, name="Expected counts against energy", tip=COUNTS_TIP)
        self.set_axes(Axis("Reconstructed energy", "TeV", log=True), Axis("Counts in ON", log=True))
        self._signal, self._background = self.plot.add_steps("model"), self.plot.add_steps("off")

    def show_plan(self, plan: ObservingPlan) -> None:
        """Draw source and background."""
        edges, found = plan.sensitivity.energy.edges, plan.expected
        self._signal.set_data(edges, np.where(found.signal > 1e-2, found.signal, np.nan))
        self._background.set_data(edges, np.where(found.background > 1e-2, found.background, np.nan))
        self.set_names([(plan.request.name, [self._signal]), ("Background", [self._background])])
        self.fit_range()


def draw_observing(plan: ObservingPlan, folder: Path) -> Sequence[Path]:
    """Write both plots as SVG and PNG; needs Qt's offscreen platform. Returns the files."""
    if QApplication.instance() is None:
        apply_theme(QApplication(["vhegui"]), LIGHT)
    files: list[Path] = []
    for name, make in (("sensitivity", SensitivityPlot), ("counts", PlannedCounts)):
        plot = make(LIGHT)
        plot.show_plan(plan)
        files += save_plot(plot, folder / name, SIZE)
    return files


def _erg(energy: Array, flux: Array) -> Array:
    """E² dN/dE (erg cm⁻² s⁻¹) of dN/dE (cm⁻² s⁻¹ TeV⁻¹) at energies (TeV)."""
    return TEV_TO_ERG * energy**2 * flux
