"""ON/OFF spectra of the runs with their responses and safe bins, and what is fitted together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import SafeRange
from vhegui.analysis.steps.regions import NO_SOURCE
from vhegui.core.background.method import Off
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.counts import CountsRow, counts_table
from vhegui.core.regions.region import Region
from vhegui.core.safe_range import aeff_threshold, background_peak, bias_threshold, bins_within
from vhegui.core.spectra.directional_cut import has_cut
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.region_counts import RegionCounts
from vhegui.core.spectra.response import (
    ContainmentNodes,
    Extent,
    RegionResponse,
    RunResponse,
    containment_nodes,
    region_response,
)
from vhegui.core.spectra.stacking import stack_alike
from vhegui.core.spectra.summed import CountsGroup, SummedCounts, counts_groups, sum_counts
from vhegui.core.typing import BoolArray

OUTSIDE = (
    "the source region is outside the field of view of every run: aim at what the runs observed "
    "(right-click a run in the list), or choose other runs"
)
NO_RUN = "no run is used: choose runs in the observation list, or widen the time range they are cut to"


@dataclass(frozen=True, eq=False)
class SafeBins:
    """The bins of a run that are used: `mask` has shape (n_reco,); `threshold` is the aeff-max energy, TeV or NaN."""

    mask: BoolArray
    threshold: float


def livetime_of_run(observation: Observation) -> float:
    """Livetime inside the time cuts, s."""
    return observation.livetime


def extent_of_source(source: Region | None) -> Extent | None:
    """How far the source region reaches from its centre; spectra that come from files need none."""
    return None if source is None else Extent.of(source)


def contained_in_source(response: RunResponse, extent: Extent | None, containment: bool) -> ContainmentNodes | None:
    """The share of the PSF in the source region, where it is to be corrected for."""
    if extent is None:
        raise AnalysisError(NO_SOURCE)
    return containment_nodes(response, extent, containment)


def response_in_region(
    response: RunResponse, livetime: float, off: Off, contained: ContainmentNodes | None
) -> RegionResponse:
    """A run's response at the centre of the source region, for the livetime that is used."""
    return region_response(replace(response, livetime=livetime), off.offset, contained)


def safe_bins(
    response: RunResponse, region: RegionResponse, counts: RegionCounts, off: Off, safe: SafeRange
) -> SafeBins:
    """The bins in which every condition of the safe range holds."""
    nothing = np.zeros(response.reco.n, dtype=bool)
    mask = nothing if safe.offset_max is not None and off.offset >= safe.offset_max else ~nothing
    mask &= bins_within(response.reco, safe.low or float("nan"), safe.high or float("nan"))
    threshold = float("nan")
    if safe.aeff_percent is not None:
        threshold = aeff_threshold(response.true.centres, region.exposure, safe.aeff_percent)
        mask = mask & bins_within(response.reco, threshold if np.isfinite(threshold) else np.inf, float("nan"))
    if safe.header:
        mask = mask & bins_within(response.reco, *response.header_range)
    if safe.bias_percent is not None:
        centres = response.true.centres, response.reco.centres
        least = bias_threshold(*centres, region.edisp, safe.bias_percent)
        mask = mask & (response.reco.edges[:-1] >= least)
    if safe.bkg_peak:
        peak = background_peak(response.reco, counts.on, counts.off, counts.alpha)
        mask = mask & (response.reco.edges[:-1] >= peak)
    return SafeBins(mask, threshold)


def spectrum(
    observation: Observation,
    counts: RegionCounts,
    response: RunResponse,
    region: RegionResponse,
    off: Off,
    safe: SafeBins,
) -> SpectrumOnOff:
    """The ON/OFF spectrum of a run. Without OFF regions there is no background, so no bin is safe."""
    return SpectrumOnOff(
        name=str(observation.obs_id),
        reco=response.reco,
        true=response.true,
        counts=counts.on,
        counts_off=counts.off,
        alpha=counts.alpha,
        exposure=region.exposure,
        edisp=region.edisp,
        safe=safe.mask & (counts.alpha > 0.0) & has_cut(response, off.offset),
        livetime=observation.livetime,
        ontime=observation.ontime,
        n_off_regions=len(off),
        instrument=observation.telescope,
        start=observation.time_ref + float(observation.gti[0, 0]) / SECONDS_PER_DAY,
        stop=observation.time_ref + float(observation.gti[-1, 1]) / SECONDS_PER_DAY,
        gti=observation.time_ref + observation.gti / SECONDS_PER_DAY,
    )


def no_files() -> dict[str, SpectrumOnOff]:
    """No spectrum files: whoever has read some gives `spectrum_files` himself."""
    return {}


def all_spectra(
    spectra: Mapping[int, SpectrumOnOff], spectrum_files: Mapping[str, SpectrumOnOff]
) -> tuple[SpectrumOnOff, ...]:
    """The spectra of the runs, then those of the files."""
    return (*spectra.values(), *spectrum_files.values())


def table_of_counts(spectra: tuple[SpectrumOnOff, ...]) -> tuple[tuple[CountsRow, ...], CountsRow]:
    """Counts and significance per run, and in total."""
    return counts_table(spectra)


def fit_spectra(spectra: tuple[SpectrumOnOff, ...], stack: bool) -> tuple[SpectrumOnOff, ...]:
    """What is fitted together: all spectra, or a stack an instrument. AnalysisError when there is nothing to fit."""
    usable = [item for item in spectra if item.safe.any()]
    if not spectra:
        raise AnalysisError(NO_RUN)
    if not usable or all(not np.any(item.exposure > 0) for item in usable):
        raise AnalysisError(_why_nothing_is_usable(spectra))
    return stack_alike(usable) if stack else tuple(usable)


def _why_nothing_is_usable(spectra: tuple[SpectrumOnOff, ...]) -> str:
    if all(not np.any(item.exposure > 0) for item in spectra):
        return OUTSIDE
    if all(item.n_off_regions == 0 for item in spectra):
        return (
            "no OFF region fits in any run: move the source region away from the pointing, "
            "make it smaller, or take an exclusion away"
        )
    return "no energy bin is safe in any run: lower the effective-area threshold or widen the energy range"


def groups_of_counts(spectra: tuple[SpectrumOnOff, ...]) -> tuple[CountsGroup, ...]:
    """Spectra that can be added up for a plot: all of them, or those of each instrument where the axes differ."""
    if not spectra:
        raise AnalysisError(NO_RUN)
    return counts_groups(spectra)


def summed_counts(groups: tuple[CountsGroup, ...]) -> SummedCounts:
    """All spectra in one (of the first group, where axes differ), for the plot."""
    return sum_counts(groups[0].spectra)


def summed_groups(groups: tuple[CountsGroup, ...], first: SummedCounts) -> dict[str, SummedCounts]:
    """The sum of every group, by its name."""
    return {group.name: sum_counts(group.spectra) if i else first for i, group in enumerate(groups)}


def _same_extent(known: Extent | None, new: Extent | None) -> bool:
    if known is None or new is None:
        return known is new
    pairs = (known.radius, new.radius), (known.weight, new.weight)
    return all(len(a) == len(b) and np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in pairs)


STEPS = (
    # The extent alone, so that moving the source region does not recompute the containment.
    Step("source_extent", ("source",), extent_of_source, same=_same_extent),
    Step("containment_nodes", ("run_response", "source_extent", "containment"), contained_in_source, per_run=True),
    Step("livetimes", ("used_runs",), livetime_of_run, per_run=True),
    Step(
        "region_response",
        ("run_response", "livetimes", "off_regions", "containment_nodes"),
        response_in_region,
        per_run=True,
    ),
    Step(
        "safe_bins",
        ("run_response", "region_response", "region_counts", "off_regions", "safe"),
        safe_bins,
        per_run=True,
    ),
    Step(
        "spectra",
        ("used_runs", "region_counts", "run_response", "region_response", "off_regions", "safe_bins"),
        spectrum,
        per_run=True,
        phrase="Counting events",
    ),
    Step("spectrum_files", (), no_files),
    Step("all_spectra", ("spectra", "spectrum_files"), all_spectra, phrase="Counting events"),
    Step("counts_table", ("all_spectra",), table_of_counts, phrase="Counting events", numbers=True, sacrifice=2),
    Step("fit_spectra", ("all_spectra", "fit.stack"), fit_spectra),
    Step("spectra_groups", ("all_spectra",), groups_of_counts),
    Step("spectra_summed", ("spectra_groups",), summed_counts),
    Step("summed_groups", ("spectra_groups", "spectra_summed"), summed_groups, phrase="Adding up the runs"),
)
