"""The quantities of a response inspector as curves and tables: against energy, against offset, over both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.irf.migra import MigraDistribution
from vhegui.core.irf.quantities import QUANTITIES
from vhegui.core.irf.support import Support, support_of
from vhegui.core.typing import EMPTY, Array, BoolArray

if TYPE_CHECKING:
    from vhegui.core.irf.inspect import ResponseInspector

POINTS_PER_DECADE = 20
FINE = 5  # times as many points where a quantity has steps
ROUND_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # deg
MOST_STEPS = 60
ONE_OFFSET_REACH = 1.0  # deg, shown where one single offset stands for the whole field of view
AROUND = 24  # directions over which a camera is averaged at an offset
PROFILE_POINTS = 160
PROFILE_REACH = 1.6  # times the radius that holds 95 % of the events


@dataclass(frozen=True, eq=False)
class QuantityTable:
    """A quantity over energy and offset: energy (n,), TeV; offset (m,), deg; values (m, n), NaN where there is none."""

    energy: Array
    offset: Array
    values: Array

    def against_offset(self, energy: float) -> Array:
        """Values at the table's energy nearest to `energy` (TeV), shape (m,)."""
        return self.values[:, nearest(self.energy, energy)]


@dataclass(frozen=True, eq=False)
class PsfProfile:
    """The PSF at one energy and offset.

    edges : shape (n + 1,), deg · density : shape (n,), dP/dΩ, deg⁻² · cumulative : shape (n + 1,), inside the edges.
    """

    edges: Array
    density: Array
    cumulative: Array


@dataclass(frozen=True, eq=False)
class CameraImage:
    """The background rate over the field of view as seen on the sky, north (or zenith) up.

    edges : shape (n + 1,), deg, along both axes; the first axis grows to the right · rate : (n, n), s⁻¹ TeV⁻¹ sr⁻¹, NaN
    where there is none · aligned : "RADEC", "ALTAZ" or "RADIAL".
    """

    edges: Array
    rate: Array
    aligned: str


@dataclass(frozen=True, eq=False)
class ResponseTables:
    """What `ResponseInspector.tables` gives; every table is made when it is first asked for, and kept."""

    inspector: ResponseInspector

    def response(self, key: str) -> Any:
        """The response a quantity comes from; None where the data set has none."""
        return getattr(self.inspector.responses, QUANTITIES[key].role)

    def support(self, key: str) -> Support | None:
        """Where the quantity is interpolated, not extrapolated; None without response."""
        response = self.response(key)
        return None if response is None else support_of(response)

    def value(self, key: str, energy: float, offset: float, radius: float = float("nan")) -> float:
        """The quantity at the grid's energy nearest to `energy` (TeV) and at `offset` (deg); NaN where there is none.

        radius : of the ON region, deg.
        """
        energies = self.energy(key)
        if not len(energies) or not energies[0] * 0.99 <= energy <= energies[-1] * 1.01:
            return float("nan")
        return float(self.at(key, offset, radius)[nearest(energies, energy)])

    def energy(self, key: str) -> Array:
        """Energies of the quantity, shape (n,), TeV, on one grid for all instruments."""
        quantity = QUANTITIES[key]
        return self._reco[quantity.role] if quantity.reco else self.inspector.energy

    @cached_property
    def _reco(self) -> dict[str, Array]:
        responses = self.inspector.responses
        found = {"background": EMPTY, "rad_max": EMPTY}
        if responses.background is not None:
            edges = responses.background.energy_edges
            found["background"] = lattice(float(edges[0]), float(edges[-1]))
        if responses.rad_max is not None and not responses.rad_max.is_fixed:
            low, high = support_of(responses.rad_max).energy
            found["rad_max"] = lattice(low, high, FINE)
        elif responses.rad_max is not None:
            found["rad_max"] = self.inspector.energy
        return found

    def offsets(self, key: str) -> Array:
        """Offsets of the quantity's table, shape (m,), deg."""
        support = self.support(key)
        return EMPTY if support is None else offset_grid(support.reach)

    def at(self, key: str, offset: float, radius: float = float("nan")) -> Array:
        """The quantity at `offset` (deg), shape (n,); NaN where no event is expected. `radius`: ON region, deg."""
        energy = self.energy(key)
        if self.response(key) is None or len(energy) == 0:
            return np.full(len(energy), np.nan)
        if QUANTITIES[key].reco:
            return self._of_reco(key, energy, offset)
        area = self.inspector.area(offset)
        covered = self.inspector.covered(offset)
        if key == "area":
            return np.where(area > 0, area, np.nan)
        values = np.full(len(energy), np.nan)
        values[covered] = self._of_true(key, energy, covered, offset, radius)
        return values

    def table(self, key: str, radius: float = float("nan")) -> QuantityTable:
        """The quantity over energies and offsets."""
        wanted = radius if QUANTITIES[key].of_radius else 0.0
        known = self._kept.get(key)
        if known is None or known[0] != wanted:
            offsets = self.offsets(key)
            values = [self.at(key, float(offset), radius) for offset in offsets]
            energy = self.energy(key)
            table = QuantityTable(energy, offsets, np.array(values).reshape(len(offsets), len(energy)))
            known = self._kept[key] = (wanted, table)
        return known[1]

    def family(self, key: str, offsets: Array, radius: float = float("nan")) -> Array:
        """The quantity at several offsets (k,), deg: shape (k, n)."""
        wanted = (tuple(offsets.tolist()), radius if QUANTITIES[key].of_radius else 0.0)
        known = self._families.get(key)
        if known is None or known[0] != wanted:
            curves = np.array([self.at(key, float(offset), radius) for offset in offsets])
            known = self._families[key] = (wanted, curves)
        return known[1]

    @cached_property
    def _families(self) -> dict[str, tuple[tuple[tuple[float, ...], float], Array]]:
        return {}

    @cached_property
    def _kept(self) -> dict[str, tuple[float, QuantityTable]]:
        return {}

    @cached_property
    def migra(self) -> MigraDistribution | None:
        """Distribution of migra at the energies of the inspector; None without energy dispersion."""
        dispersion = self.inspector.responses.edisp
        return None if dispersion is None else MigraDistribution.of(dispersion, self.inspector.energy)

    def migra_density(self, offset: float) -> tuple[Array, Array]:
        """Migra edges (k + 1,) and density (n, k) at `offset` (deg), 0 where no event is expected."""
        if self.migra is None:
            return EMPTY, np.zeros((0, 0))
        covered = self.inspector.covered(offset)
        return self.migra.edges, np.where(covered[:, None], self.migra.density(offset), 0.0)

    def psf_profile(self, energy: float, offset: float, reach: float = 0.0) -> PsfProfile | None:
        """Radial profile at `energy` (TeV) and `offset` (deg), at least to `reach` (deg); None where it is empty."""
        psf = self.inspector.responses.psf
        if psf is None or not self.inspector.covered(offset)[nearest(self.inspector.energy, energy)]:
            return None
        radius = float(psf.containment_radius(np.array([energy]), offset, 0.95)[0])
        if not np.isfinite(radius):
            return None
        edges = np.linspace(0.0, max(PROFILE_REACH * radius, reach), PROFILE_POINTS + 1)
        cumulative = psf.containment(np.full(len(edges), energy), offset, edges)
        density = np.diff(cumulative) / (np.pi * np.diff(edges**2))
        return PsfProfile(edges, density, cumulative)

    def camera(self, energy: float, cells: int = 81) -> CameraImage | None:
        """The background rate at reconstructed `energy` (TeV) over the field of view; None without background."""
        background = self.inspector.responses.background
        if background is None:
            return None
        reach = support_of(background).reach
        edges = np.linspace(-reach, reach, cells + 1)
        right = 0.5 * (edges[:-1] + edges[1:])
        lon = -right if (background.alignment == "ALTAZ") != background.mirrored else right
        rate = background.rate(np.array(energy), lon[:, None], right[None, :])
        return CameraImage(edges, np.where(rate > 0, rate, np.nan), background.alignment)

    def _of_true(self, key: str, energy: Array, covered: BoolArray, offset: float, radius: float) -> Array:
        psf = self.inspector.responses.psf
        if key in ("bias", "resolution"):
            assert self.migra is not None
            return getattr(self.migra, key)(offset)[covered]
        assert psf is not None
        if key == "contained":
            inside = psf.containment(energy[covered], offset, radius if np.isfinite(radius) else 0.0)
            return np.where(inside > 0, inside, np.nan)
        return psf.containment_radius(energy[covered], offset, 0.68 if key == "psf68" else 0.95)

    def _of_reco(self, key: str, energy: Array, offset: float) -> Array:
        if key == "rad_max":
            rad_max = self.inspector.responses.rad_max
            assert rad_max is not None
            values = rad_max.radius(energy, offset)
        else:
            values = self._around(energy, offset)
        return np.where(values > 0, values, np.nan)

    def _around(self, energy: Array, offset: float) -> Array:
        """Background rate at an offset, averaged over all directions from the pointing."""
        background = self.inspector.responses.background
        assert background is not None
        count = 1 if background.alignment == "RADIAL" else AROUND
        angle = 2.0 * np.pi * np.arange(count) / count
        lon, lat = offset * np.cos(angle), offset * np.sin(angle)
        return background.rate(energy[:, None], lon[None, :], lat[None, :]).mean(axis=1)


def nearest(energies: Array, energy: float) -> int:
    """Index of the energy of `energies` (n,), TeV, nearest to `energy` in ratio."""
    return int(np.argmin(np.abs(np.log(energies / energy)))) if len(energies) else 0


def lattice(low: float, high: float, fine: int = 1) -> Array:
    """Energies 10^(k / 20) from `low` to `high` (TeV), `fine` times as many: the same for all instruments; (n,)."""
    per_decade = POINTS_PER_DECADE * fine
    first, last = np.ceil(np.log10(low) * per_decade - 1e-4), np.floor(np.log10(high) * per_decade + 1e-4)
    return 10.0 ** (np.arange(first, last + 1) / per_decade)


def offset_grid(reach: float) -> Array:
    """Round offsets (deg) from 0 to `reach`, close enough for a curve; (n,)."""
    if not np.isfinite(reach):
        reach = ONE_OFFSET_REACH
    step = next((step for step in ROUND_STEPS if reach / step <= MOST_STEPS), reach / MOST_STEPS)
    return step * np.arange(int(reach / step + 1e-6) + 1, dtype=np.float64)
