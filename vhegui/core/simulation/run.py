"""One planned run → one observation, events and responses included."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.simulation.events import Arrivals, Exposure, draw_background, draw_photons
from vhegui.core.simulation.instrument import background_rate
from vhegui.core.simulation.responses import array_responses
from vhegui.core.simulation.truth import TrueRun, Truth


def simulate_run(truth: Truth, run: TrueRun) -> Observation:
    """The observation of one planned run; its random numbers depend on the seed and OBS_ID only."""
    exposure = planned_exposure(truth, run)
    parts = draw_run(truth, run, exposure)
    return Observation(
        obs_id=run.obs_id,
        target=run.target,
        pointing=exposure.pointing,
        time_ref=truth.time_ref,
        gti=exposure.gti,
        ontime=exposure.livetime / truth.deadc,
        livetime=exposure.livetime,
        events=event_list(parts),
        responses=exposure.responses,
        telescope=truth.telescope,
        site=truth.site,
    )


def planned_exposure(truth: Truth, run: TrueRun) -> Exposure:
    """Pointing, good time and responses of a planned run."""
    gti = np.array(run.good_time) + run.start
    ontime = float((gti[:, 1] - gti[:, 0]).sum())
    responses = array_responses(truth.instrument, run.zenith, psf_table=run.psf == "table")
    return Exposure(Pointing(run.ra, run.dec, run.zenith, run.azimuth), gti, ontime * truth.deadc, responses)


def draw_run(truth: Truth, run: TrueRun, exposure: Exposure) -> list[Arrivals]:
    """Photons of every source in the field, in the order of `run.sources`, then the background."""
    rng = np.random.default_rng([truth.seed, run.obs_id])
    parts = []
    for name in run.sources:
        source = truth.source(name)
        flux = partial(dnde, source.model)
        parts.append(draw_photons(rng, exposure, flux, source.morphology, run.light_curves.get(name)))
    rate = partial(background_rate, truth.instrument, zenith=run.zenith)
    parts.append(draw_background(rng, exposure, rate, truth.instrument.field_radius))
    return parts


def event_list(parts: Sequence[Arrivals]) -> Events:
    """All arrivals in order of time, numbered from 1."""
    time, ra, dec, energy = (
        np.concatenate([getattr(part, column) for part in parts]) for column in ("time", "ra", "dec", "energy")
    )
    order = np.argsort(time, kind="stable")
    number = np.arange(1, len(order) + 1, dtype=np.int64)
    return Events(number, time[order], ra[order], dec[order], energy[order])
