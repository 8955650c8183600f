"""Background events drawn from the background response of a run, wherever in the field of view it has any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.horizon import parallactic_angle
from vhegui.core.irf.base import Background
from vhegui.core.irf.field_of_view import from_field_of_view
from vhegui.core.simulation.events import Arrivals, background_events, number
from vhegui.core.simulation.light_curve import LightCurve
from vhegui.core.simulation.sampling import draw_cells
from vhegui.core.typing import Array, IntArray

SQUARES = 100  # a side of the field of view
PER_DECADE = 20  # energy bins, which end where the table ends


@dataclass(frozen=True, eq=False)
class Field:
    """The rate of background events by square of the field of view and energy, made once for runs that share it.

    background : the response · lon_edges, lat_edges : of the squares, deg · energy : reconstructed, its bins.
    """

    background: Background
    lon_edges: Array
    lat_edges: Array
    energy: EnergyAxis

    @classmethod
    def of(cls, background: Background) -> Field:
        """Squares over all of the field of view of a response."""
        low, high = float(background.energy_edges[0]), float(background.energy_edges[-1])
        lon, lat = (np.linspace(*side, SQUARES + 1) for side in background.extent)
        return cls(background, lon, lat, EnergyAxis.from_bounds(low, high, PER_DECADE))

    @cached_property
    def rates(self) -> Array:
        """Events per ontime, (SQUARES, SQUARES, n_energy), s⁻¹."""
        lon, lat = (0.5 * (edges[:-1] + edges[1:]) for edges in (self.lon_edges, self.lat_edges))
        places = np.meshgrid(lon, lat, indexing="ij")
        rate = self.background.in_bins(self.energy.edges).at(*(place.ravel() for place in places))
        width, height = np.diff(np.radians(self.lon_edges)), np.diff(np.sin(np.radians(self.lat_edges)))
        return rate.reshape(len(lon), len(lat), -1) * (width[:, None] * height)[:, :, None]

    @cached_property
    def _slopes(self) -> Array:
        """Index of the rate per ln E in each energy bin, (n_energy,), from its neighbours."""
        rate = self.rates.sum(axis=(0, 1))
        known = rate > 0.0
        if known.sum() < 2:
            return np.zeros(self.energy.n)
        log_energy = np.log(self.energy.centres)
        slopes = np.gradient(np.log(rate[known]), log_energy[known])
        return np.interp(log_energy, log_energy[known], slopes)

    def draw(
        self, rng: np.random.Generator, observation: Observation, factor: Callable[[Array], Array | float] | None = None
    ) -> Arrivals:
        """Background events of a run. A response aligned with the horizon turns with it, see `cubes.background`.

        factor : times the rate at energies (TeV, (n_energy,)), as a fit of cubes finds it.
        """
        rates = self.rates if factor is None else self.rates * factor(self.energy.centres)
        n = number(rng, rates * observation.ontime)
        square, k = np.divmod(draw_cells(rng, rates, n), self.energy.n)
        a, b = np.divmod(square, len(self.lat_edges) - 1)
        sine = np.sin(np.radians(self.lat_edges))
        lon = self.lon_edges[a] + rng.random(n) * np.diff(self.lon_edges)[a]
        lat = np.degrees(np.arcsin(sine[b] + rng.random(n) * np.diff(sine)[b]))
        time = LightCurve().draw(rng, observation.gti, n)
        pointing = observation.pointing.ra, observation.pointing.dec
        up = self._zenith_at(rng, observation, time)
        ra, dec = from_field_of_view(lon, lat, pointing, self.background.alignment, self.background.mirrored, up)
        return background_events(self._energies(rng, k), ra, dec, time)

    def _energies(self, rng: np.random.Generator, k: IntArray) -> Array:
        """Energies (TeV) inside bins k, by a power law: the inverse of its cumulative distribution in ln E."""
        width, place, slope = np.log(self.energy.edges[1] / self.energy.edges[0]), rng.random(len(k)), self._slopes[k]
        tilt = np.where(np.abs(slope) * width < 1e-6, 1e-6, slope * width)
        return self.energy.edges[k] * np.exp(width / tilt * np.log1p(place * np.expm1(tilt)))

    def _zenith_at(self, rng: np.random.Generator, observation: Observation, time: Array) -> Array | float:
        """Position angle of the zenith at each time (s), deg; any where nobody knows where the telescopes stand."""
        if self.background.alignment != "ALTAZ":
            return 0.0
        if observation.site is None:
            return rng.uniform(0.0, 360.0, len(time))
        mjd = observation.time_ref + time / SECONDS_PER_DAY
        mjd -= tt_minus_utc(observation.time_ref) / SECONDS_PER_DAY
        return parallactic_angle(observation.pointing.ra, observation.pointing.dec, mjd, observation.site)
