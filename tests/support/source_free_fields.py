"""ON and OFF in simulated fields without a source, at different offsets: what significances does alpha give?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.acceptance import Acceptance, run_acceptance
from vhegui.core.background.measured import measured_acceptance
from vhegui.core.background.off_runs import OffRun
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.dl3.observation import Events, Pointing
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.responses import Responses
from vhegui.core.regions.circle import Circle
from vhegui.core.simulation.events import Exposure, draw_background
from vhegui.core.simulation.instrument import Instrument, background_rate
from vhegui.core.spectra.region_counts import OffsetEvents, count_regions, offset_events
from vhegui.core.statistics import li_ma_significance
from vhegui.core.typing import Array

POINTING = (83.63, 22.51)
AXIS = EnergyAxis(np.geomspace(0.5, 20.0, 13))
FIELD = 2.4  # deg
OFF_RUNS, FIELDS = 3, 10


@dataclass(frozen=True)
class Significances:
    """Of ON in every field, with alpha of the background response, as measured in off runs, and of the solid angles;
    shape (n,) each.
    """

    response: Array
    measured: Array
    area: Array


def demo_background(zenith: float = 20.0) -> Background2D:
    """The background response of the demo's telescopes, as a table."""
    axis, nodes = EnergyAxis(np.geomspace(0.5, 20.0, 25)), OffsetAxis.nodes(np.linspace(0.0, 2.5, 26))
    return Background2D(axis.edges, nodes, background_rate(Instrument(), axis.centres[:, None], nodes.centres, zenith))


def significances(positions: int, hours: float = 8.0, seed: int = 1) -> Significances:
    """A field for each position: ON at 0.2 to 1.5 deg from the pointing, three OFF circles anywhere within 2 deg.

    Events follow the background response; the OFF circles may overlap each other. Every `FIELDS` of them
    have `OFF_RUNS` off runs of their own, each as long as a field was looked at.
    """
    rng, response = np.random.default_rng(seed), demo_background()
    exposure = Exposure(Pointing(*POINTING), np.array([[0.0, 3600.0 * hours]]), 3600.0 * hours, Responses())
    acceptance = run_acceptance(response, AXIS, POINTING)
    found = []
    measured = None
    for position in range(positions):
        if position % FIELDS == 0:
            off_runs = [_off_run(draw_background(rng, exposure, response.rate_at, FIELD)) for _ in range(OFF_RUNS)]
            measured = measured_acceptance(off_runs, AXIS, POINTING, FIELD)
        drawn = draw_background(rng, exposure, response.rate_at, FIELD)
        events = offset_events(drawn.ra, drawn.dec, drawn.energy, POINTING, AXIS)
        source = _circle(rng, 0.2, 1.5, 0.15)
        off = _off_circles(rng, source)
        found.append([_significance(events, source, off, each) for each in (acceptance, measured, None)])
    return Significances(*np.array(found).T)


def _off_run(events: Events) -> OffRun:
    offset = sphere.separation(*POINTING, events.ra, events.dec)
    return OffRun(0, POINTING, events.ra, events.dec, offset, events.energy)


def _off_circles(rng: np.random.Generator, source: Circle) -> tuple[Circle, ...]:
    off: list[Circle] = []
    while len(off) < 3:
        region = _circle(rng, 0.0, 2.0, float(rng.uniform(0.2, 0.35)))
        if sphere.separation(region.ra, region.dec, source.ra, source.dec) > region.radius + source.radius:
            off.append(region)
    return tuple(off)


def _circle(rng: np.random.Generator, low: float, high: float, radius: float) -> Circle:
    ra, dec = sphere.offset_by(*POINTING, float(rng.uniform(0.0, 360.0)), float(rng.uniform(low, high)))
    return Circle(float(ra), float(dec), radius)


def _significance(
    events: OffsetEvents, source: Circle, off: tuple[Circle, ...], acceptance: Acceptance | None
) -> float:
    counts = count_regions(events, source, ScatteredOff(*POINTING, source, off, acceptance=acceptance))
    background, total = float((counts.alpha * counts.off).sum()), float(counts.off.sum())
    return float(li_ma_significance(counts.on.sum(), total, background / total))
