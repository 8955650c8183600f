"""A run without events → the same run with the events that a sky of sources and its background give it.

run = replace(some_run, events=no_events())        # or of `vhegui.core.simulation.planned`
seen = observe(run, models, seed=1)
seen.observation.events, seen.mc_id, seen.expected
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

import numpy as np

from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.dl3.write import Extras
from vhegui.core.errors import DataError
from vhegui.core.irf.responses import Responses
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.temporal.model import TemporalModel
from vhegui.core.simulation.detector import Detector
from vhegui.core.simulation.events import Arrivals, Exposure, draw_photons
from vhegui.core.simulation.field import Field
from vhegui.core.simulation.shapes import drawn_shape
from vhegui.core.simulation.timing import Following
from vhegui.core.typing import EMPTY, Array, IntArray

BACKGROUND = 0  # its MC_ID; sources are numbered from 1


@dataclass(frozen=True, eq=False)
class SimulatedRun:
    """A run with simulated events, and what is true of them, in the same order.

    mc_id : shape (n,), 0 for background, else the number of the source, from 1, in the order of `sources`
    true : energy (TeV), ra, dec (deg) of photons before the responses, NaN for background.
    """

    observation: Observation
    sources: tuple[str, ...]
    mc_id: IntArray
    true: Arrivals

    @property
    def counts(self) -> Mapping[str, int]:
        """Events of each source, and of the background."""
        found = np.bincount(self.mc_id, minlength=1 + len(self.sources))
        return {name: int(n) for name, n in zip(("background", *self.sources), found, strict=True)}

    @property
    def extras(self) -> Extras:
        """What an event file holds beside the observation: MC_ID, true columns, and the keywords that name sources.

        Called as gammapy 2.1 calls them: NMCIDS, MIDnnnnn and MMNnnnnn, and the columns MC_ID, …_TRUE.
        """
        keys: dict[str, Any] = {"NMCIDS": len(self.sources)}
        for number, name in enumerate(self.sources, 1):
            keys |= {f"MID{number:05d}": number, f"MMN{number:05d}": name}
        columns = {
            "MC_ID": (self.mc_id, ""),
            "ENERGY_TRUE": (self.true.true_energy, "TeV"),
            "RA_TRUE": (self.true.true_ra, "deg"),
            "DEC_TRUE": (self.true.true_dec, "deg"),
        }
        return Extras(keys, columns)


@dataclass
class Tables:
    """Tables to draw from by the responses they were made of, for runs that share them."""

    _detectors: dict[int, tuple[Responses, Detector]] = field(default_factory=dict)
    _fields: dict[int, tuple[Responses, Field]] = field(default_factory=dict)

    def detector(self, responses: Responses) -> Detector:
        """For photons. Raises DataError where a response is missing."""
        if id(responses) not in self._detectors:
            self._detectors[id(responses)] = responses, Detector.of(responses)
        return self._detectors[id(responses)][1]

    def field(self, responses: Responses) -> Field:
        """For background. Raises DataError where there is no response to it."""
        if responses.background is None:
            raise DataError("there is no background response; simulate without background, or choose other responses")
        if id(responses) not in self._fields:
            self._fields[id(responses)] = responses, Field.of(responses.background)
        return self._fields[id(responses)][1]


def observe(
    run: Observation,
    models: Sequence[SourceModel],
    seed: int,
    background: bool = True,
    tables: Tables | None = None,
    factor: Callable[[Array], Array | float] | None = None,
) -> SimulatedRun:
    """Draw the events of a run; those it has are not used.

    The random numbers of each source and of the background depend on `seed`, the number of the run and their own only,
    so that another source changes nothing of the others. models : those that `datasets` limits to other runs are not
    seen · tables : kept from run to run · factor : of energies (TeV), on the background that the response says. Raises
    DataError where a response is missing, ConfigError for a source that is nowhere.
    """
    tables = tables or Tables()
    exposure = Exposure(run.pointing, run.gti, run.livetime, run.responses)
    parts = {}
    if background:
        parts[BACKGROUND] = tables.field(run.responses).draw(stream(seed, run.obs_id, BACKGROUND), run, factor)
    for number, model in enumerate(models, 1):
        if model.datasets and str(run.obs_id) not in model.datasets:
            continue
        detector = tables.detector(run.responses)
        shape, total = drawn_shape(model, run.pointing, detector.field)
        flux = partial(_times, total, model)
        timing = Following(model.temporal, run.time_ref) if isinstance(model.temporal, TemporalModel) else None
        parts[number] = draw_photons(stream(seed, run.obs_id, number), exposure, flux, shape, timing, detector)
    return _in_order(run, tuple(model.name for model in models), parts)


def stream(seed: int, obs_id: int, part: int) -> np.random.Generator:
    """Random numbers of one part of one run, independent of all others."""
    return np.random.default_rng([seed, obs_id, part])


def no_events() -> Events:
    """An empty list."""
    return Events(np.empty(0, dtype=np.int64), EMPTY, EMPTY, EMPTY, EMPTY)


def _times(factor: Callable[[Array], Array | float], model: SourceModel, energy: Array) -> Array:
    return factor(energy) * dnde(model.spectral, energy)


def _in_order(run: Observation, sources: tuple[str, ...], parts: Mapping[int, Arrivals]) -> SimulatedRun:
    """All arrivals in order of time, numbered from 1."""
    mc_id = np.repeat(np.array(list(parts), dtype=np.int64), [len(part) for part in parts.values()])
    empty = np.empty(0)
    columns = [
        np.concatenate([empty, *(getattr(part, each.name) for part in parts.values())]) for each in fields(Arrivals)
    ]
    together = Arrivals(*columns)
    order = np.argsort(together.time, kind="stable")
    sorted_ = Arrivals(*(column[order] for column in columns))
    event_id = np.arange(1, len(order) + 1, dtype=np.int64)
    events = Events(event_id, sorted_.time, sorted_.ra, sorted_.dec, sorted_.energy)
    observation = replace(run, events=events, outside_gti=None, notes=())
    return SimulatedRun(observation, sources, mc_id[order], sorted_)
