"""Analysis → Analysis: one function per intention. None of them computes a result."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from vhegui.analysis.selections import checked_selection
from vhegui.analysis.state import (
    Analysis,
    Background,
    Dataset,
    EventSelection,
    FitSettings,
    FluxPointSettings,
    LightCurveSettings,
    LogAxis,
    MapSettings,
    MaskFile,
    SafeRange,
    SavedSelection,
    Target,
)
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import equally_significant_bands
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.evaluate import default_model
from vhegui.core.regions.circle import Circle
from vhegui.core.spectra.summed import SummedCounts

DEFAULT_RADIUS = 0.11
MOST_PHASE_BINS = 500
LIGHT_CURVE_BINS = ("run", "night", "fixed", "intervals", "blocks")


def new_analysis() -> Analysis:
    """The state of a fresh window: nothing opened, a power law ready to be fitted, flux points where counts are."""
    points = FluxPointSettings(edges=(), automatic=True)
    return Analysis(model=default_model("power_law", "source"), flux_points=points)


def open_dataset(analysis: Analysis, path: str) -> Analysis:
    """Start on another data set: methods and energy axes stay; runs, regions, map and model start anew.

    Spectra that were opened before any data set stay beside it.
    """
    new = new_analysis()
    return replace(
        analysis,
        dataset=Dataset(path, spectra=() if analysis.dataset.path else analysis.dataset.spectra),
        target=None,
        source=None,
        exclusions=(),
        map=new.map,
        model=new.model,
        others=(),
        nuisances=(),
        events=replace(analysis.events, times=()),
        fit=replace(analysis.fit, follow=True, ranges=()),
        flux_points=new.flux_points,
    )


def select_runs(analysis: Analysis, runs: Iterable[int]) -> Analysis:
    """Analyse these runs, in this order."""
    return replace(analysis, dataset=replace(analysis.dataset, runs=tuple(dict.fromkeys(int(run) for run in runs))))


def add_spectra(analysis: Analysis, paths: Iterable[str]) -> Analysis:
    """Fit these OGIP files (PHA) together with what is there; a file is taken once."""
    spectra = tuple(dict.fromkeys((*analysis.dataset.spectra, *map(str, paths))))
    return replace(analysis, dataset=replace(analysis.dataset, spectra=spectra))


def remove_spectrum(analysis: Analysis, path: str) -> Analysis:
    """Leave an OGIP file out again."""
    spectra = tuple(each for each in analysis.dataset.spectra if each != path)
    return replace(analysis, dataset=replace(analysis.dataset, spectra=spectra))


def save_selection(analysis: Analysis, selection: SavedSelection) -> Analysis:
    """Keep a query over the observation list under a name; one of the same name is replaced.

    Raises AnalysisError for a name that a query could not use, or a query that selects by itself.
    """
    saved = checked_selection(selection)
    others = tuple(each for each in analysis.selections if each.name.casefold() != saved.name.casefold())
    return replace(analysis, selections=(*others, saved))


def remove_selection(analysis: Analysis, name: str) -> Analysis:
    """Forget a saved selection."""
    return replace(analysis, selections=tuple(each for each in analysis.selections if each.name != name))


def set_target(analysis: Analysis, target: Target) -> Analysis:
    """Refer offsets and the map to another position."""
    return replace(analysis, target=target, map=replace(analysis.map, ra=target.ra, dec=target.dec))


def point_at(analysis: Analysis, target: Target) -> Analysis:
    """Aim at a target: the map is centred on it, and the source region put on it with the radius it had."""
    radius = analysis.source.radius if analysis.source else DEFAULT_RADIUS
    return replace(set_target(analysis, target), source=Circle(target.ra, target.dec, radius))


def move_region(analysis: Analysis, source: Circle | None) -> Analysis:
    """Put the source region somewhere else, resize it, or (None) take it away."""
    return replace(analysis, source=None if source is None else checked_circle(source))


def add_exclusion(analysis: Analysis, exclusion: Circle | MaskFile) -> Analysis:
    """Keep OFF regions out of one more part of the sky."""
    if isinstance(exclusion, Circle):
        exclusion = checked_circle(exclusion)
    return replace(analysis, exclusions=(*analysis.exclusions, exclusion))


def change_exclusion(analysis: Analysis, position: int, exclusion: Circle) -> Analysis:
    """Move or resize an exclusion circle."""
    changed = list(analysis.exclusions)
    changed[position] = checked_circle(exclusion)
    return replace(analysis, exclusions=tuple(changed))


def remove_exclusion(analysis: Analysis, position: int) -> Analysis:
    """Take an exclusion away."""
    return replace(analysis, exclusions=analysis.exclusions[:position] + analysis.exclusions[position + 1 :])


def set_background(analysis: Analysis, background: Background) -> Analysis:
    """Place OFF regions differently. Raises AnalysisError for an impossible number of regions."""
    if min(background.min_distance, background.min_distance_source) < 0.0:
        raise AnalysisError("the distances between regions must be 0 deg or more")
    if background.n_regions < 1:
        raise AnalysisError(f"wobble OFF regions: {background.n_regions} is not possible; use 1 or more")
    return replace(analysis, background=background)


def peer_conventions(analysis: Analysis, on: bool = True) -> Analysis:
    """Do what gammapy does where this program does something else, to compare numbers: OFF regions where its search
    puts them, events outside the good time intervals kept; or (`on` false) our own ways again.
    """
    return replace(
        analysis,
        background=replace(analysis.background, placement="gammapy" if on else "packed"),
        events=replace(analysis.events, keep_outside_gti=on),
    )


def set_events(analysis: Analysis, events: EventSelection) -> Analysis:
    """Choose which events of a run count."""
    return replace(analysis, events=events)


def cut_times(analysis: Analysis, times: Iterable[tuple[float, float]] = ()) -> Analysis:
    """Use only the good time inside these intervals (start, stop), MJD (TT); none: all of it."""
    chosen = checked_intervals(times)
    return replace(analysis, events=replace(analysis.events, times=chosen))


def checked_intervals(times: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Intervals in MJD. Raises AnalysisError when one does not end after it starts."""
    chosen = tuple((float(start), float(stop)) for start, stop in times)
    for start, stop in chosen:
        if not -math.inf < start < stop < math.inf:
            raise AnalysisError(f"time interval MJD {start:.12g} to {stop:.12g}: it must end after it starts")
    return chosen


def set_light_curve(analysis: Analysis, settings: LightCurveSettings) -> Analysis:
    """Make the light curve differently. Raises AnalysisError for settings that mean nothing."""
    if settings.bins not in LIGHT_CURVE_BINS:
        known = ", ".join(LIGHT_CURVE_BINS)
        raise AnalysisError(f"time bins {settings.bins!r} are not known; use one of: {known}")
    if not 0.0 < settings.minutes < math.inf:
        raise AnalysisError(f"time bins of {settings.minutes:g} minutes: give a length above 0")
    if not 0.0 < settings.p0 < 1.0:
        raise AnalysisError(f"Bayesian blocks: p0 = {settings.p0:g} is not a probability between 0 and 1")
    if not settings.ul_sigma > 0.0 or not settings.ul_ts >= 0.0:
        raise AnalysisError(
            f"limits of {settings.ul_sigma:g} σ below a TS of {settings.ul_ts:g}: give positive numbers"
        )
    edges = settings.edges
    if len(edges) == 1 or not all(0.0 < low < high for low, high in pairwise(edges)):
        raise AnalysisError("light curve: give two or more rising, positive band edges, or none")
    if not 0.0 <= settings.period < math.inf or not all(map(math.isfinite, (settings.epoch, settings.period_dot))):
        raise AnalysisError(f"ephemeris: a period of {settings.period:g} days is not possible; give one above 0")
    if not 2 <= settings.phase_bins <= MOST_PHASE_BINS:
        raise AnalysisError(f"{settings.phase_bins} phase bins: give 2 to {MOST_PHASE_BINS}")
    return replace(analysis, light_curve=replace(settings, intervals=checked_intervals(settings.intervals)))


def set_equally_significant_bands(
    analysis: Analysis, summed: SummedCounts, span: tuple[float, float], bands: int
) -> Analysis:
    """A light curve in `bands` bands over `span` (TeV) that are about equally significant in all of the data."""
    edges = equally_significant_bands(summed, *span, bands)
    return set_light_curve(analysis, replace(analysis.light_curve, edges=tuple(float(edge) for edge in edges)))


def set_light_curve_bands(analysis: Analysis, low: float, high: float, bands: int) -> Analysis:
    """A light curve in `bands` equal logarithmic bands from `low` to `high` (TeV)."""
    if not 0.0 < low < high or bands < 1:
        raise AnalysisError(f"light curve {low:g} to {high:g} TeV in {bands} bands: give rising, positive energies")
    edges = tuple(float(edge) for edge in np.geomspace(low, high, bands + 1))
    return set_light_curve(analysis, replace(analysis.light_curve, edges=edges))


def set_model_kind(analysis: Analysis, shown: SourceModel, kind: str) -> Analysis:
    """Describe the source with another formula; what both formulas have is carried over."""
    return replace(analysis, model=replace(shown, spectral=change_kind(shown.spectral, kind)))


def follow_fit(analysis: Analysis, follow: bool = True) -> Analysis:
    """Fit whenever the data change, or leave the parameters as typed."""
    return set_fit(analysis, replace(analysis.fit, follow=follow))


def set_fit(analysis: Analysis, fit: FitSettings) -> Analysis:
    """Change fit range or stacking."""
    if fit.low is not None and fit.high is not None and not fit.low < fit.high:
        raise AnalysisError(f"fit range: {fit.low:g} TeV is not below {fit.high:g} TeV")
    return replace(analysis, fit=fit)


def set_axis(analysis: Analysis, axis: str, low: float, high: float, bins: int) -> Analysis:
    """Rebin `axis`, "reco" (reconstructed) or "true" energy: equal logarithmic bins from `low` to `high` (TeV)."""
    if not 0.0 < low < high or bins < 1:
        raise AnalysisError(f"energy axis {low:g} to {high:g} TeV in {bins} bins: give two rising, positive energies")
    return replace(analysis, **{axis: LogAxis(low, high, int(bins))})


def set_map(analysis: Analysis, settings: MapSettings) -> Analysis:
    """Draw the counts map differently."""
    if settings.pixel <= 0.0 or settings.width <= 0.0 or settings.n_pixels > 4000:
        raise AnalysisError(
            f"map of {settings.width:g} deg with pixels of {settings.pixel:g} deg: at most 4000 pixels a side are drawn"
        )
    return replace(analysis, map=settings)


def centre_map(analysis: Analysis, ra: float, dec: float) -> Analysis:
    """Show the sky around another position; the target stays."""
    centre = checked_circle(Circle(ra, dec, DEFAULT_RADIUS))
    return set_map(analysis, replace(analysis.map, ra=centre.ra, dec=centre.dec))


def mosaic_map(analysis: Analysis) -> Analysis:
    """The mosaic rule: 501 × 501 pixels of 0.02 deg about the target, events above 0.1 TeV."""
    return set_map(analysis, replace(analysis.map, width=501 * 0.02, pixel=0.02, low=0.1, high=1000.0, smooth=0.0))


def checked_circle(circle: Circle) -> Circle:
    """The circle with RA in [0, 360). Raises AnalysisError when it is not a circle on the sky."""
    if not all(np.isfinite([circle.ra, circle.dec, circle.radius])) or not -90.0 <= circle.dec <= 90.0:
        raise AnalysisError(f"({circle.ra}, {circle.dec}) is not a position on the sky")
    if not 0.0 < circle.radius <= 20.0:
        raise AnalysisError(f"radius {circle.radius:g} deg: a region needs a radius between 0 and 20 deg")
    return replace(circle, ra=circle.ra % 360.0)


def set_safe_range(analysis: Analysis, safe: SafeRange) -> Analysis:
    """Choose which energies can be trusted."""
    if safe.aeff_percent is not None and not 0.0 < safe.aeff_percent <= 100.0:
        raise AnalysisError(f"effective-area threshold {safe.aeff_percent:g} %: give more than 0 and at most 100")
    if safe.low is not None and safe.high is not None and not safe.low < safe.high:
        raise AnalysisError(f"safe range: {safe.low:g} TeV is not below {safe.high:g} TeV")
    return replace(analysis, safe=safe)


def set_containment(analysis: Analysis, correct: bool) -> Analysis:
    """Correct the effective area for the part of the PSF outside the source circle, or not."""
    return replace(analysis, containment=correct)
