"""What the panel shows of one analysis, A or B."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vhegui.analysis.compare.settings import Pinned
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import ModelBand
from vhegui.core.estimators.counts import CountsRow
from vhegui.core.estimators.flux_points.points import FluxPoints
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class Side:
    """Results of an analysis, None where there is none. fitted : model with errors and its covariance."""

    analysis: Analysis
    total: CountsRow | None
    summed: SummedCounts | None
    predicted: Array | None
    band: ModelBand | None
    fitted: tuple[SpectralModel, Array] | None
    points: FluxPoints | None
    light_curve: Any

    def model_at(self, energy: Array) -> Array | None:
        """dN/dE of the model at `energy` (TeV), cm⁻² s⁻¹ TeV⁻¹; None without a fit."""
        return None if self.fitted is None else dnde(self.fitted[0], energy)

    @property
    def parts(self) -> tuple[Any, ...]:
        """Everything that is shown, to see whether it is new."""
        return (self.analysis, self.total, self.summed, self.predicted, self.band, self.points, self.light_curve)


def side_of(analysis: Analysis, values: Mapping[str, Any]) -> Side:
    """From results by step; in a drag the quick fit stands in for the final one."""
    table, fit = values.get("counts_table"), values.get("fit_result") or values.get("live_fit")
    summed, predicted = values.get("summed_counts"), values.get("predicted_counts")
    counts = predicted.counts if predicted is not None else None
    fits = summed is not None and counts is not None and len(counts) == len(summed.counts)
    return Side(
        analysis=analysis,
        total=table[1] if table is not None else None,
        summed=summed,
        predicted=counts if fits else None,
        band=values.get("fit_band") or values.get("band"),
        fitted=None if fit is None else (fit.model, fit.covariance),
        points=values.get("flux_points_result"),
        light_curve=values.get("light_curve_result"),
    )


def pinned_side(pinned: Pinned) -> Side:
    """A."""
    return side_of(pinned.analysis, pinned.values)
