"""The θ² plot of the events that are fitted, and of those on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import FitSettings
from vhegui.analysis.steps.regions import NO_SOURCE, off_regions
from vhegui.analysis.steps.spectra import OUTSIDE
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.method import Off
from vhegui.core.background.registry import BackgroundSettings
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.dl3.observation import Pointing
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.theta_psf import PsfExpectation, PsfShare, expectation, psf_share
from vhegui.core.estimators.theta_scaled import theta_squared_scaled
from vhegui.core.estimators.theta_squared import ThetaSquared, Tier, plot_reach, theta_squared, tiers
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.spectra_data import ranges_of
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs, Exclusion
from vhegui.core.regions.region import Region
from vhegui.core.spectra.directional_cut import OnRadius
from vhegui.core.spectra.folding import bins_in_ranges
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.region_counts import OffsetEvents
from vhegui.core.spectra.response import RunResponse
from vhegui.core.sphere import separation
from vhegui.core.typing import BoolArray

ONLY_CIRCLES = "the θ² plot is about a source region that is a circle: make it one to see it"


def bins_of_fit(spectrum: SpectrumOnOff, settings: FitSettings) -> BoolArray:
    """The energy bins of a run that are fitted."""
    ranges = ranges_of([(item.name, item.low, item.high) for item in settings.ranges])
    return bins_in_ranges(spectrum, settings.low or 0.0, settings.high or np.inf, ranges)


def bins_of_map(axis: EnergyAxis, low: float, high: float) -> BoolArray:
    """The energy bins of the analysis whose centre is in the range of the map (TeV)."""
    return (axis.centres >= low) & (axis.centres < high)


def theta_tiers(
    pointings: Mapping[int, Pointing],
    responses: Mapping[int, RunResponse],
    source: Region | None,
    radii: Mapping[int, OnRadius],
    off: Mapping[int, Off],
    background: BackgroundSettings,
    shapes: tuple[Exclusion, ...],
    discs: Discs,
) -> tuple[Tier, ...]:
    """OFF centres for the θ² plot: those of the analysis, and further out some with more room."""
    if source is None:
        raise AnalysisError(NO_SOURCE)
    if not isinstance(source, Circle):
        raise AnalysisError(ONLY_CIRCLES)
    if pointings and all(
        separation(each.ra, each.dec, source.ra, source.dec) > responses[run].field_of_view
        for run, each in pointings.items()
    ):
        raise AnalysisError(OUTSIDE)

    def place(run: int, radius: float) -> Off:
        circle = replace(source, radius=radius)
        drawn = OnRadius(radius, radius)
        return off_regions(pointings[run], responses[run], circle, drawn, background, None, shapes, discs)

    return tiers(off, max((radius.largest for radius in radii.values()), default=source.radius), place)


def theta_events(events: OffsetEvents, bins: BoolArray) -> OffsetEvents:
    """A run's events in some energy bins."""
    return events.where(bins[events.energy_bin])


def theta_plot(events: Mapping[int, OffsetEvents], used: tuple[Tier, ...], source: Region | None) -> ThetaSquared:
    """The θ² plot of these events."""
    if not used:
        raise AnalysisError(
            "no OFF region fits in any run: move the source region away from the pointing, or make it smaller"
        )
    radius = source.bounding.radius if source else 0.0
    scattered = {run: off for run, off in used[0].regions.items() if isinstance(off, ScatteredOff)}
    return theta_squared_scaled(events, scattered, radius) if scattered else theta_squared(events, used, radius)


def theta_shares(
    responses: Mapping[int, RunResponse],
    used: tuple[Tier, ...],
    fitted: FitResult,
    bins: BoolArray | Mapping[int, BoolArray],
    source: Region | None,
) -> tuple[PsfShare, ...]:
    """How the PSF of every run spreads the events of a point source with the fitted spectrum.

    Of the final fit, which rests in a drag: then this is not computed, and the window shows the last one.
    """
    reach = float(np.sqrt(plot_reach(source.bounding.radius if source else 0.0)))
    found = []
    for run, regions in used[0].regions.items() if used else ():
        response = responses[run]
        flux = flux_in_bins(fitted.model, response.true.edges)
        chosen = bins[run] if isinstance(bins, Mapping) else bins
        found.append(psf_share(response, regions.offset, flux, chosen, reach))
    return () if any(share is None for share in found) else tuple(share for share in found if share is not None)


def theta_expected(theta: ThetaSquared, shares: tuple[PsfShare, ...]) -> PsfExpectation | None:
    """The point source that has the excess inside the ON region; None where there is no PSF."""
    return expectation(shares, theta.edges, theta.radius, theta.inside.excess)


def _theta_steps(which: str, bins: str) -> tuple[Step, ...]:
    return (
        Step(f"theta_events_{which}", ("offset_events", bins), theta_events, per_run=True),
        Step(f"theta_{which}", (f"theta_events_{which}", "theta_tiers", "source"), theta_plot),
        Step(f"theta_shares_{which}", ("run_response", "theta_tiers", "fit_result", bins, "source"), theta_shares),
        Step(f"theta_expected_{which}", (f"theta_{which}", f"theta_shares_{which}"), theta_expected),
    )


STEPS = (
    Step("bins_of_fit", ("spectra", "fit"), bins_of_fit, per_run=True, same=np.array_equal),
    Step("bins_of_map", ("reco_axis", "map.low", "map.high"), bins_of_map, same=np.array_equal),
    Step(
        "theta_tiers",
        (
            "pointings",
            "run_response",
            "source",
            "on_radii",
            "off_regions",
            "background",
            "exclusion_shapes",
            "discs",
        ),
        theta_tiers,
    ),
    *_theta_steps("fit", "bins_of_fit"),
    *_theta_steps("map", "bins_of_map"),
)
