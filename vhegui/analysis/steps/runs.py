"""What opening a run gives, whatever the region: axes, events, responses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import LogAxis
from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.dl3.time_cut import cut_times
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.core.maps.counts import SkyEvents, sky_events
from vhegui.core.spectra.region_counts import OffsetEvents, offset_events
from vhegui.core.spectra.response import (
    RunResponse,
    run_response,
)


def energy_axis(settings: LogAxis) -> EnergyAxis:
    """The axis of these settings."""
    return EnergyAxis(np.geomspace(settings.low, settings.high, settings.bins + 1))


def cut_run(observation: Observation, times: tuple[tuple[float, float], ...]) -> Observation:
    """A run inside the time cuts (MJD TT); the same object where nothing is cut away."""
    return cut_times(observation, times)


def with_good_time(runs: Mapping[int, Observation]) -> Mapping[int, Observation]:
    """The runs that have good time left; all later steps know only of these."""
    used = {run: observation for run, observation in runs.items() if len(observation.gti)}
    return runs if len(used) == len(runs) else used


def pointing_of_run(observation: Observation) -> Pointing:
    """Where a run pointed, whatever its time cut."""
    return observation.pointing


def used_events(observation: Observation, keep_outside_gti: bool) -> Events:
    """The events of a run that count."""
    if keep_outside_gti and observation.outside_gti is not None and len(observation.outside_gti):
        return observation.events + observation.outside_gti
    return observation.events


def events_by_offset(events: Events, pointing: Pointing, axis: EnergyAxis) -> OffsetEvents:
    """A run's events by offset."""
    return offset_events(events.ra, events.dec, events.energy, (pointing.ra, pointing.dec), axis)


def response_of_run(observation: Observation, true: EnergyAxis, reco: EnergyAxis) -> RunResponse:
    """A run's response on the analysis' axes, for its whole livetime: a time cut does not change the tables."""
    return run_response(observation.responses, true, reco, observation.livetime, observation.obs_id)


def inspector(observation: Observation) -> ResponseInspector:
    """A run's responses to look at."""
    return ResponseInspector(observation.responses)


def events_on_sky(events: Events) -> SkyEvents:
    """A run's events as unit vectors."""
    return sky_events(events.ra, events.dec, events.energy)


STEPS = (
    Step("reco_axis", ("reco",), energy_axis),
    Step("true_axis", ("true",), energy_axis),
    Step("cut_runs", ("observations", "events.times"), cut_run, per_run=True),
    Step("used_runs", ("cut_runs",), with_good_time),
    Step("pointings", ("used_runs",), pointing_of_run, per_run=True),
    Step("used_events", ("used_runs", "events.keep_outside_gti"), used_events, per_run=True),
    Step("offset_events", ("used_events", "pointings", "reco_axis"), events_by_offset, per_run=True, on_open=True),
    Step("run_response", ("observations", "true_axis", "reco_axis"), response_of_run, per_run=True, on_open=True),
    Step("response_inspectors", ("observations",), inspector, per_run=True),
    Step("sky_events", ("used_events",), events_on_sky, per_run=True, on_open=True),
)
