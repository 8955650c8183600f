"""The scan of ON radius and energy threshold, by the steps of the analysis: regions, counts, responses, safe bins.

Minutes of work in the worst case, so it reports progress and can be stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vhegui.analysis import edits
from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.state import Analysis
from vhegui.analysis.studies.settings import ScanRequest
from vhegui.core.background.method import Off
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.optimise import Scan, scan_choices, thresholds
from vhegui.core.estimators.trials import ToyRun, effective_trials, toy_maxima, toy_run
from vhegui.core.models.spectral.crab_references import CRABS
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.progress import Progress
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs, Exclusion
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array, BoolArray

CRAB = "hess_2006_ecpl"
SOURCE_SIZE = 2.0  # times the largest radius: what is left out as the source when skies without it are drawn
NO_SKIES = (
    "Skies without a source cannot be drawn for OFF regions at other offsets: events are spread along rings about the "
    "pointing, and ON and OFF must lie on the same."
)
NO_SOURCE = "there is no source region: draw one on the map"
ONLY_CIRCLES = "the scan tries radii, so it needs a source region that is a circle: make it one"
TOY_PART = 0.8  # of the progress


@dataclass(frozen=True, eq=False)
class Optimisation:
    """A scan and what its best is worth.

    analysis : what was scanned · maxima : best significances of skies without a source, shape (n_toys,)
    effective : number of independent choices that describes them, NaN without toys · fixed_radius : the radius belongs
    to the responses (point-like), only the threshold was scanned · refused : why no skies were drawn, "" if they were.
    """

    analysis: Analysis
    request: ScanRequest
    scan: Scan
    maxima: Array
    effective: float
    fixed_radius: bool
    refused: str = ""


def crab_spectrum() -> SpectralModel:
    """The spectrum "per cent of the Crab" refers to: H.E.S.S. 2006, exponential cutoff."""
    return CRABS[CRAB]


def optimise(
    analysis: Analysis, given: Mapping[str, Any], request: ScanRequest, progress: Progress | None = None
) -> Optimisation:
    """Run the scan, then the toys.

    given : what the steps are given, at least `observations` and `mask_images`; results of steps that do not depend on
    the region ("offset_events", "run_response", "acceptances") may be given too, which saves making them again. Raises
    AnalysisError without a source region or usable bins, and whatever `progress` raises.
    """
    source = _circle_of(analysis)
    if not 0.0 < request.low <= request.high or request.steps < 1:
        raise AnalysisError(f"radii from {request.low:g} to {request.high:g} deg cannot be scanned: give rising radii")
    from vhegui.analysis.steps import build_pipeline  # of which this is one

    pipeline = build_pipeline()
    fixed = any(radius.by_cut for radius in pipeline.pull("on_radii", analysis, given).values())
    radii = np.array([source.radius]) if fixed else request.radii
    tried = _tried(pipeline, analysis, given, radii, progress)
    upper = analysis.fit.high or np.inf
    everything = [run for spectra, _ in tried for run in spectra.values()]
    energies = thresholds(everything, upper) if everything else np.zeros(0)
    if not len(energies):
        raise AnalysisError("no energy bin is safe for any radius: lower the effective-area threshold")
    flux = flux_in_bins(crab_spectrum(), everything[0].true.edges)
    scan = scan_choices(radii, [list(spectra.values()) for spectra, _ in tried], energies, upper, flux)
    maxima = np.zeros(0)
    refused = NO_SKIES if any(isinstance(each, ScatteredOff) for _, off in tried for each in off.values()) else ""
    if request.toys and not fixed and not refused:
        runs = _toy_runs(pipeline, analysis, given, tried, upper)
        rng = np.random.default_rng(request.seed)
        edges = everything[0].reco.edges
        maxima = toy_maxima(runs, edges, energies, request.toys, rng, _part(progress, 1.0 - TOY_PART, TOY_PART))
    return Optimisation(analysis, request, scan, maxima, effective_trials(maxima), fixed, refused)


def use_choice(analysis: Analysis, radius: float, threshold: float) -> Analysis:
    """Take an ON `radius` (deg) and an energy `threshold` (lower end of the fit range, TeV), as a scan proposes."""
    moved = edits.move_region(analysis, replace(_circle_of(analysis), radius=float(radius)))
    return edits.change(moved, "fit", low=float(threshold))


def _circle_of(analysis: Analysis) -> Circle:
    """The source region, whose radius is scanned. Raises AnalysisError where there is none, or of another shape."""
    source = analysis.source
    if isinstance(source, Circle):
        return source
    raise AnalysisError(NO_SOURCE if source is None else ONLY_CIRCLES)


Tried = tuple[dict[int, SpectrumOnOff], dict[int, Off]]


def _tried(
    pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any], radii: Array, progress: Progress | None
) -> list[Tried]:
    """Spectra and OFF regions of every run, for every radius."""
    source = _circle_of(analysis)
    tried = []
    for count, radius in enumerate(radii):
        if progress is not None:
            progress(count / len(radii) * (1.0 - TOY_PART), f"Radius {radius:.3g}°")
        changed = replace(analysis, source=replace(source, radius=float(radius)))
        pulled: dict[str, Any] = {}
        spectra = pipeline.pull("spectra", changed, given, pulled)
        tried.append((spectra, pipeline.pull("off_regions", changed, given, pulled)))
    return tried


def _toy_runs(
    pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any], tried: Sequence[Tried], upper: float
) -> list[ToyRun]:
    """The runs that take part, without their sources."""
    assert analysis.source is not None
    events = pipeline.pull("offset_events", analysis, given)
    shapes: tuple[Exclusion, ...] = pipeline.pull("exclusion_shapes", analysis, given)
    discs: Discs = pipeline.pull("discs", analysis, given)
    largest = max(regions.radius for _, off in tried for regions in off.values())
    source = Circle(analysis.source.ra, analysis.source.dec, SOURCE_SIZE * largest)

    def excluded(ra: Array, dec: Array) -> BoolArray:
        return np.any([np.zeros(len(ra), np.bool_), *(shape.contains(ra, dec) for shape in shapes)], axis=0)

    found = []
    for run, first in tried[0][0].items():
        usable = np.array([spectra[run].safe & (first.reco.edges[1:] <= upper * (1 + 1e-6)) for spectra, _ in tried])
        regions = [each for _, off in tried if isinstance(each := off[run], OffRegions)]
        pointing = regions[0].pointing_ra, regions[0].pointing_dec
        found.append(toy_run(events[run], pointing, source, excluded, discs, regions, usable))
    return found


def _part(progress: Progress | None, start: float, part: float) -> Progress | None:
    if progress is None:
        return None
    return lambda fraction, text: progress(start + part * fraction, text)
