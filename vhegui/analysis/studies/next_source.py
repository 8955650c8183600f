"""The next source: the highest peak of √TS in what the models on screen leave of the sky."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.analysis.studies.candidates import name_of
from vhegui.core.cubes.run_sky import StackedSky
from vhegui.core.estimators.sky.peaks import Candidate, find_peaks
from vhegui.core.estimators.sky.source_maps import source_maps
from vhegui.core.progress import Progress, silent
from vhegui.core.typing import Array

EVERYTHING = 1e9  # deg: only the highest peak of all is wanted


@dataclass(frozen=True, eq=False)
class NextSource:
    """What is left of the sky.

    found : the highest peak, None where it is below the `threshold` (σ) · highest : √TS there, NaN without any peak
    energy : in which it was looked for, from, to, TeV · known : name of a known source there, "" for none.
    """

    found: Candidate | None
    highest: float
    threshold: float
    energy: tuple[float, float]
    known: str = ""


def next_source(
    left: StackedSky, edges: Array, index: float, reach: float, threshold: float, progress: Progress | None = None
) -> NextSource:
    """Fit a point source of a power law at every pixel of what is `left`, and take the highest peak.

    edges : of the energy bins, TeV · index, reach : see `vhegui.core.estimators.sky.source_maps`.
    Raises AnalysisError where there is no sky, and what progress raises.
    """
    maps = source_maps(left.sky, (float(edges[0]), float(edges[-1])), index, 0.0, reach, progress or silent)
    fluxes = maps.flux, maps.flux_error
    peaks = find_peaks(maps.sqrt_ts, maps.fitted.used, maps.grid, 0.0, EVERYTHING, 1, fluxes)
    if not peaks:
        return NextSource(None, float("nan"), threshold, maps.energy)
    best = peaks[0]
    found = best if best.sqrt_ts >= threshold else None
    return NextSource(found, best.sqrt_ts, threshold, maps.energy, name_of(best))
