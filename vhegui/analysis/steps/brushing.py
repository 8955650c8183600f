"""Brushed events: what is only looked at, never a result. The window gives `brush`, see `vhegui.analysis.brush`."""

from __future__ import annotations

from collections.abc import Mapping

from vhegui.analysis.brush import Brush, BrushedCounts, BrushedEvents, brushed_counts, brushed_events, passing
from vhegui.analysis.pipeline import Step
from vhegui.analysis.steps.regions import counts_of_run
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.method import Off
from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.regions.region import Region
from vhegui.core.spectra.directional_cut import OnRadius
from vhegui.core.spectra.region_counts import OffsetEvents, RegionCounts
from vhegui.core.spectra.response import RunResponse
from vhegui.core.typing import BoolArray


def brush_mask(brush: Brush | None, events: Events, observation: Observation) -> BoolArray | None:
    """Which events of a run pass the brush; None without one."""
    return None if brush is None else passing(brush, events, observation.time_ref)


def events_brushed(
    brush: Brush | None,
    masks: Mapping[int, BoolArray | None],
    events: Mapping[int, Events],
    observations: Mapping[int, Observation],
) -> BrushedEvents | None:
    """The brushed events of all runs; None without a brush."""
    if brush is None:
        return None
    return brushed_events(brush, {run: mask for run, mask in masks.items() if mask is not None}, events, observations)


def regions_brushed(
    mask: BoolArray | None,
    events: OffsetEvents,
    source: Region | None,
    radius: OnRadius,
    off: Off,
    response: RunResponse,
) -> RegionCounts | None:
    """ON and OFF counts of a run's brushed events; None without a brush."""
    if mask is None or source is None:
        return None
    return counts_of_run(events.where(mask[events.index]), source, radius, off, response)


def counts_brushed(
    brush: Brush | None, events: BrushedEvents | None, axis: EnergyAxis, regions: Mapping[int, RegionCounts | None]
) -> BrushedCounts | None:
    """Brushed events per energy bin; None without a brush."""
    if brush is None or events is None:
        return None
    return brushed_counts(brush, events, axis, [each for each in regions.values() if each is not None])


STEPS = (
    Step("brush_masks", ("brush", "used_events", "observations"), brush_mask, per_run=True),
    Step("brushed_events", ("brush", "brush_masks", "used_events", "observations"), events_brushed),
    Step(
        "brushed_regions",
        ("brush_masks", "offset_events", "source", "on_radii", "off_regions", "run_response"),
        regions_brushed,
        per_run=True,
    ),
    Step("brushed_counts", ("brush", "brushed_events", "reco_axis", "brushed_regions"), counts_brushed),
)
