"""ON and OFF regions of every run, and the counts in them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import MaskFile
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.acceptance import Acceptance, run_acceptance
from vhegui.core.background.measured import is_near, measured_acceptance
from vhegui.core.background.method import Excluded, Off, OnRegion, RunField
from vhegui.core.background.off_runs import OffRun
from vhegui.core.background.registry import METHODS, BackgroundSettings, place_off_regions
from vhegui.core.dl3.observation import Observation, Pointing
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.exclusions import Discs, Exclusion, ExclusionMask, excluded_discs
from vhegui.core.regions.region import Region
from vhegui.core.regions.shapes import Area
from vhegui.core.spectra.directional_cut import OnRadius, cut_messages, on_radius, placed
from vhegui.core.spectra.region_counts import OffsetEvents, RegionCounts, count_regions, count_with_cut
from vhegui.core.spectra.response import RunResponse

NO_SOURCE = "there is no source region: draw one on the map"


def exclusion_shapes(
    exclusions: tuple[Area | MaskFile, ...], mask_images: Mapping[str, ExclusionMask]
) -> tuple[Exclusion, ...]:
    """Exclusions with the mask images in place of their file names."""
    for item in exclusions:
        if isinstance(item, MaskFile) and item.path not in mask_images:
            raise AnalysisError(f"exclusion mask {item.path} is not read: restore the file (Ctrl+R), or take it away")
    return tuple(mask_images[item.path] if isinstance(item, MaskFile) else item for item in exclusions)


def radius_of_source(pointing: Pointing, response: RunResponse, source: Region | None) -> OnRadius:
    """The radius of the source region in one run: as drawn, or the cut of its point-like responses."""
    if source is None:
        raise AnalysisError(NO_SOURCE)
    return on_radius(source, (pointing.ra, pointing.dec), response)


def needs_acceptance(background: BackgroundSettings) -> bool:
    """Whether the method asks what background is expected over the field of view; moving its regions asks nothing."""
    return METHODS[background.method].uses_acceptance


def off_runs_of_run(response: RunResponse, off_runs: Mapping[int, tuple[OffRun, ...]]) -> tuple[OffRun, ...]:
    """The off runs that are read for a run."""
    return off_runs.get(response.run, ())


def excluded_in_off_runs(
    response: RunResponse, off_runs: tuple[OffRun, ...], shapes: tuple[Exclusion, ...]
) -> tuple[Exclusion, ...]:
    """The exclusions that reach into the fields of off runs; few do, so moving the others measures nothing again."""
    return tuple(each for each in shapes if any(is_near(each, run, response.field_of_view) for run in off_runs))


def measured_of_run(
    pointing: Pointing,
    response: RunResponse,
    axis: EnergyAxis,
    off_runs: tuple[OffRun, ...],
    shapes: tuple[Exclusion, ...],
) -> Acceptance | None:
    """The acceptance of a run as its off runs show it."""
    return measured_acceptance(off_runs, axis, (pointing.ra, pointing.dec), response.field_of_view, shapes)


def acceptance_of_run(
    observation: Observation, pointing: Pointing, axis: EnergyAxis, needed: bool, measured: Acceptance | None
) -> Acceptance | None:
    """The background that a run expects, for methods that use it: as measured in off runs, else by its response."""
    background = observation.responses.background
    if measured is not None:
        return measured
    return run_acceptance(background, axis, (pointing.ra, pointing.dec)) if needed and background else None


def off_regions(
    pointing: Pointing,
    response: RunResponse,
    source: Region | None,
    radius: OnRadius,
    background: BackgroundSettings,
    acceptance: Acceptance | None,
    shapes: tuple[Exclusion, ...],
    discs: Discs,
) -> Off:
    """OFF regions of one run; where the radius depends on energy, with room for the largest."""
    if source is None:
        raise AnalysisError(NO_SOURCE)
    region = placed(source, radius)
    on = OnRegion(region, min(radius.smallest, region.bounding.radius))
    run = RunField(response.run, (pointing.ra, pointing.dec), response.field_of_view, acceptance)
    return place_off_regions(background, on, run, Excluded(shapes, discs))


def counts_of_run(
    events: OffsetEvents, source: Region, radius: OnRadius, off: Off, response: RunResponse
) -> RegionCounts:
    """ON and OFF counts of one run."""
    if response.rad_max is None or radius.is_fixed:
        return count_regions(events, placed(source, radius), off)
    return count_with_cut(events, off, response.rad_max, response.reco)


def _same_counts(known: RegionCounts, new: RegionCounts) -> bool:
    pairs = (known.on, new.on), (known.off, new.off), (known.alpha, new.alpha)
    return all(np.array_equal(a, b) for a, b in pairs)


STEPS = (
    Step("exclusion_shapes", ("exclusions", "mask_images"), exclusion_shapes),
    Step("discs", ("exclusion_shapes",), excluded_discs),
    Step("on_radii", ("pointings", "run_response", "source"), radius_of_source, per_run=True),
    Step("needs_acceptance", ("background",), needs_acceptance),
    Step("off_runs_of_run", ("run_response", "off_runs"), off_runs_of_run, per_run=True),
    Step(
        "off_run_exclusions",
        ("run_response", "off_runs_of_run", "exclusion_shapes"),
        excluded_in_off_runs,
        per_run=True,
    ),
    Step(
        "measured_acceptances",
        ("pointings", "run_response", "reco_axis", "off_runs_of_run", "off_run_exclusions"),
        measured_of_run,
        per_run=True,
    ),
    Step(
        "acceptances",
        ("observations", "pointings", "reco_axis", "needs_acceptance", "measured_acceptances"),
        acceptance_of_run,
        per_run=True,
    ),
    Step(
        "off_regions",
        (
            "pointings",
            "run_response",
            "source",
            "on_radii",
            "background",
            "acceptances",
            "exclusion_shapes",
            "discs",
        ),
        off_regions,
        per_run=True,
        phrase="Drawing regions",
        of_runs=True,
        sacrifice=3,
    ),
    Step(
        "cut_messages",
        ("source", "on_radii", "off_regions", "run_response", "containment"),
        cut_messages,
        phrase="Drawing regions",
        of_runs=True,
        numbers=True,
    ),
    Step(
        "region_counts",
        ("offset_events", "source", "on_radii", "off_regions", "run_response"),
        counts_of_run,
        per_run=True,
        same=_same_counts,
    ),
)
