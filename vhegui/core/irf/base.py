"""What every instrument response function answers, whatever its file format.

Offsets are angles between the source and the pointing (deg); energies are true energies (TeV), but for background
and RAD_MAX, which are given in reconstructed energy.
Responses are linear in offset between their nodes, so a run evaluates them at the nodes once
and a moving region costs one interpolation (`vhegui.core.axes.interpolate_nodes`).
"""

from __future__ import annotations

from typing import Literal, Protocol, runtime_checkable

from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.rate_in_bins import RateInBins
from vhegui.core.typing import Array, BoolArray

Alignment = Literal["RADEC", "ALTAZ", "RADIAL"]


@runtime_checkable
class EffectiveArea(Protocol):
    """Effective area after cuts, m²."""

    @property
    def offsets(self) -> Array:
        """Offset nodes, shape (n_offset,), deg."""
        ...

    @property
    def is_pointlike(self) -> bool:
        """True when a directional cut is already part of the area (HDUCLAS3 POINT-LIKE)."""
        ...

    @property
    def radius_cut(self) -> float:
        """Fixed directional cut in the header (RAD_MAX), deg; NaN when there is none."""
        ...

    @property
    def safe_energy(self) -> tuple[float, float]:
        """Header range LO_THRES, HI_THRES in TeV; NaN where absent."""
        ...

    def at_nodes(self, energy: Array) -> Array:
        """Effective area at every offset node: shape (n_offset, n_energy), m²."""
        ...

    def evaluate(self, energy: Array, offset: float) -> Array:
        """Effective area at one offset: shape of `energy`, m²."""
        ...


@runtime_checkable
class EnergyDispersion(Protocol):
    """Distribution of migra = reconstructed / true energy."""

    @property
    def offsets(self) -> Array:
        """Offset nodes, shape (n_offset,), deg."""
        ...

    def matrices_at_nodes(self, true: EnergyAxis, reco: EnergyAxis) -> Array:
        """P(reco bin | true bin) at every offset node: shape (n_offset, n_true, n_reco)."""
        ...

    def matrix(self, true: EnergyAxis, reco: EnergyAxis, offset: float) -> Array:
        """P(reco bin | true bin) at one offset: shape (n_true, n_reco); rows sum to ≤ 1."""
        ...

    def migra_density(self, energy: float, offset: float) -> tuple[Array, Array]:
        """Migra bin edges (n + 1,) and probability density (n,) for one true energy and offset."""
        ...


@runtime_checkable
class Psf(Protocol):
    """Point spread function, radially symmetric."""

    @property
    def offsets(self) -> Array:
        """Offset nodes, shape (n_offset,), deg."""
        ...

    @property
    def radii(self) -> Array:
        """Radii at which a table knows the containment, (n,), deg, from 0; empty where a formula does everywhere."""
        ...

    def containment(self, energy: Array, offset: float, radius: Array | float) -> Array:
        """Fraction of the PSF inside `radius` (deg, broadcast with `energy`, TeV): the common shape, in [0, 1]."""
        ...

    def containment_at_nodes(self, energy: Array, radius: float) -> Array | None:
        """Containment at every offset node, shape (n_offset, n_energy); None where it is not linear in offset."""
        ...

    def containment_radius(self, energy: Array, offset: float, fraction: float) -> Array:
        """Radius (deg) that holds `fraction` of the events; NaN where it is empty: shape of `energy` (TeV)."""
        ...


@runtime_checkable
class Background(Protocol):
    """Rate of background events after cuts, per ontime (not livetime: GADF, "Background format", notes)."""

    @property
    def energy_edges(self) -> Array:
        """Bin edges, shape (n_energy + 1,), TeV, reconstructed; the rate is 0 outside."""
        ...

    @property
    def alignment(self) -> Alignment:
        """What the field-of-view frame of `rate` is aligned with; RADIAL where it makes no difference."""
        ...

    @property
    def mirrored(self) -> bool:
        """True when longitude grows with RA or azimuth, against the standard."""
        ...

    @property
    def extent(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Longitudes and latitudes (deg) in the field of view that the table spans; the rate is 0 beyond."""
        ...

    def rate(self, energy: Array, lon: Array, lat: Array) -> Array:
        """Rate at reconstructed energies (TeV) and field-of-view positions (deg), s⁻¹ TeV⁻¹ sr⁻¹.

        All three are broadcast; the rate has their common shape. See `vhegui.core.irf.field_of_view` for the way from
        the sky to lon, lat.
        """
        ...

    def in_bins(self, edges: Array) -> RateInBins:
        """The rate summed over energy bins with these `edges` (n_bins + 1,), TeV, for many places at once."""
        ...


@runtime_checkable
class RadMax(Protocol):
    """Directional cut of a point-like analysis: the radius of ON and OFF regions."""

    @property
    def is_fixed(self) -> bool:
        """True when one radius holds for all energies and offsets."""
        ...

    def radius(self, energy: Array, offset: float) -> Array:
        """Radius (deg) for events of reconstructed `energy` (TeV) and a source at `offset` (deg); shape of `energy`."""
        ...

    def extent(self, low: float, high: float, offset: float) -> tuple[float, float]:
        """Smallest (above 0) and largest radius (deg) of any energy from `low` to `high` (TeV)."""
        ...

    def is_defined(self, edges: Array, offset: float) -> BoolArray:
        """Bins with these `edges`, (n + 1,), TeV, reconstructed, in which every event has a radius; (n,)."""
        ...
