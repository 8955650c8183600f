"""The same source with its background known in several ways, side by side; what they differ by is a systematic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from vhegui.core.estimators.backgrounds import Spread
from vhegui.core.fitting.result import FitResult
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.typing import Array

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "ring": "Ring",
        "field_of_view": "Field of view, norm",
        "field_of_view_tilt": "Field of view, norm and tilt",
        "template": "Template, norm",
    }
)


@dataclass(frozen=True)
class RegionNumbers:
    """ON in the safe bins of all runs together. counts_off, alpha : NaN where OFF is not counted
    background_error, excess_error : 1 σ, that of a scaled response with the errors of its scaling
    significance : σ with the sign of the excess: Li & Ma, or √TS above a background that counts as known.
    """

    counts: float
    counts_off: float
    alpha: float
    background: float
    background_error: float
    excess: float
    excess_error: float
    significance: float


@dataclass(frozen=True, eq=False)
class BackgroundRow:
    """One way to know the background. key, label : "off_regions" and the method's name for that of the analysis
    statistic : of the fit, Cash where the background counts as known · fit, ts, flux : None and NaN without a fit;
    the flux (cm⁻² s⁻¹, with its error) is that between the energies of the comparison
    summed, predicted : counts per bin of all runs, and what the fitted model expects, (n_reco,)
    problem : why this way could not be gone, or its fit is no measurement; "" where all is well.
    """

    key: str
    label: str
    statistic: str = ""
    numbers: RegionNumbers | None = None
    fit: FitResult | None = None
    ts: float = math.nan
    flux: tuple[float, float] = (math.nan, math.nan)
    summed: SummedCounts | None = None
    predicted: Array | None = None
    problem: str = ""

    @property
    def fitted(self) -> FitResult | None:
        """The fit where it is a measurement."""
        return self.fit if self.fit is not None and self.fit.success else None


@dataclass(frozen=True, eq=False)
class BackgroundComparison:
    """All ways that were asked for, the analysis' own first. energies : of the fluxes, TeV · notes : what to know."""

    rows: tuple[BackgroundRow, ...]
    energies: tuple[float, float]
    notes: tuple[str, ...] = field(default=())

    @property
    def measured(self) -> tuple[BackgroundRow, ...]:
        """Those that have a fit."""
        return tuple(row for row in self.rows if row.fitted is not None)

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each way that could not be gone."""
        return tuple(f"backgrounds, {row.label.lower()}: {row.problem}" for row in self.rows if row.problem)

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """Of every fitted parameter of the shown source, and of the flux; none where fewer than two ways have a fit."""
        rows = self.measured
        if len(rows) < 2:
            return ()
        models = [row.fit.model for row in rows if row.fit is not None]
        found = [
            Spread.of(each.name, each.unit, [model[each.name].value for model in models], each.error)
            for each in models[0].parameters
            if each.varies
        ]
        return (*found, Spread.of("flux", "cm-2 s-1", [row.flux[0] for row in rows], rows[0].flux[1]))

    @property
    def systematic(self) -> str:
        """The spread as a systematic, in a sentence; "" where there is none."""
        if not self.spreads:
            return ""
        low, high = self.energies
        said = [
            f"{each.name} {each.deviation:.2g} (lowest to highest {each.range:.2g}; statistical {each.error:.2g})"
            + (f" {each.unit}" if each.unit else "")
            for each in self.spreads
        ]
        return (
            f"Systematic of the background, the standard deviation of {len(self.measured)} methods: "
            f"{', '.join(said)}; flux from {low:.3g} to {high:.3g} TeV"
        )
