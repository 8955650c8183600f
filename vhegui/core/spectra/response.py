"""The response of one run, resampled once at the offset nodes of its files, then interpolated per region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import EnergyAxis, interpolate_nodes
from vhegui.core.bounds import too_many
from vhegui.core.errors import DataError
from vhegui.core.irf.base import Psf, RadMax
from vhegui.core.irf.responses import Responses
from vhegui.core.regions.region import Region
from vhegui.core.typing import Array

M2_TO_CM2 = 1.0e4


@dataclass(frozen=True, eq=False)
class RunResponse:
    """Effective area and energy dispersion of a run on the analysis' energy axes, at every offset node.

    aeff : shape (n_offset, n_true), m², at the log-centres of the true-energy bins
    edisp : shape (n_offset, n_true, n_reco) · livetime : s · header_range : LO_THRES, HI_THRES, TeV, NaN if absent
    rad_max : the directional cut a point-like area contains: then it is the radius of ON and OFF regions. None for full
    enclosure, and where a point-like data set does not say.
    """

    run: int
    true: EnergyAxis
    reco: EnergyAxis
    aeff_offsets: Array
    aeff: Array
    edisp_offsets: Array
    edisp: Array
    psf: Psf | None
    pointlike: bool
    livetime: float
    header_range: tuple[float, float]
    rad_max: RadMax | None = None

    @property
    def field_of_view(self) -> float:
        """Largest offset the effective area is given for, deg; infinite for a single node."""
        return float(self.aeff_offsets[-1]) if len(self.aeff_offsets) > 1 else float("inf")


@dataclass(frozen=True, eq=False)
class RegionResponse:
    """Response at the centre of an ON region.

    exposure : shape (n_true,), cm² s · edisp : shape (n_true, n_reco) · containment : shape (n_true,).
    """

    exposure: Array
    edisp: Array
    containment: Array


def run_response(responses: Responses, true: EnergyAxis, reco: EnergyAxis, livetime: float, run: int) -> RunResponse:
    """Resample a run's responses on the energy axes. Raises DataError when area or dispersion is missing, or has more
    offsets than can be kept with so many energies.
    """
    if responses.aeff is None or responses.edisp is None:
        missing = "effective area" if responses.aeff is None else "energy dispersion"
        raise DataError(f"run {run}: the data set has no {missing} for it, so no flux can be computed; leave it out")
    if reason := too_many(len(responses.edisp.offsets), true.n, reco.n):
        raise DataError(f"run {run}, energy dispersion by offset and energies: {reason}; choose fewer energy bins")
    return RunResponse(
        run=run,
        true=true,
        reco=reco,
        aeff_offsets=responses.aeff.offsets,
        aeff=responses.aeff.at_nodes(true.centres),
        edisp_offsets=responses.edisp.offsets,
        edisp=responses.edisp.matrices_at_nodes(true, reco),
        psf=responses.psf,
        pointlike=responses.aeff.is_pointlike,
        livetime=livetime,
        header_range=responses.aeff.safe_energy,
        rad_max=responses.rad_max if responses.aeff.is_pointlike else None,
    )


@dataclass(frozen=True, eq=False)
class Extent:
    """How far a region reaches from its centre, whatever the direction: all that containment in it depends on.

    radius : shape (n,), deg · weight : shape (n,), adds up to 1, see `Region.radii`; both are empty for a region that
    does not hold its centre, of which nothing can be said.
    """

    radius: Array
    weight: Array

    @classmethod
    def of(cls, region: Region) -> Extent:
        """The extent of a region."""
        return cls(*region.radii())

    def mean(self, inside: Array) -> Array:
        """Mean over all directions of what is `inside` each radius, shape (n, …) → (…)."""
        return np.tensordot(self.weight, inside, 1)


@dataclass(frozen=True, eq=False)
class ContainmentNodes:
    """Containment in an ON region, to be interpolated in offset; `nodes` is None where only exact evaluation will do.

    offsets : shape (n_offset,), deg · nodes : shape (n_offset, n_true) · extent : of the region.
    """

    psf: Psf
    energy: Array
    extent: Extent
    offsets: Array
    nodes: Array | None

    def at(self, offset: float) -> Array:
        """Containment at `offset` (deg), shape (n_true,)."""
        if self.nodes is None:
            radius, energy = np.meshgrid(self.extent.radius, self.energy, indexing="ij")
            return self.extent.mean(self.psf.containment(energy, offset, radius))
        return interpolate_nodes(self.offsets, self.nodes, offset)


def containment_nodes(response: RunResponse, extent: Extent, correct: bool) -> ContainmentNodes | None:
    """Containment of a run's PSF in an ON region at its offset nodes; None where no correction is to be made.

    It is that of a point source at the centre of the region. What does not hold its centre (a ring) is made for
    emission that fills it and goes on around it: as much is then lost as comes in, and nothing is corrected.
    A point-like effective area already contains its directional cut and is never multiplied by containment
    (GADF, "Effective area", point-like). Raises DataError when a correction is wanted and there is no PSF.
    """
    if not correct or response.pointlike or not len(extent.radius):
        return None
    if response.psf is None:
        raise DataError(f"run {response.run}: has no PSF; switch the containment correction off, or leave the run out")
    energy = response.true.centres
    nodes = [response.psf.containment_at_nodes(energy, float(radius)) for radius in extent.radius]
    known = [each for each in nodes if each is not None]
    mean = extent.mean(np.array(known)) if known else None
    return ContainmentNodes(response.psf, energy, extent, response.psf.offsets, mean)


def region_response(response: RunResponse, offset: float, contained: ContainmentNodes | None) -> RegionResponse:
    """Response of a run for an ON region whose centre is at `offset` (deg)."""
    aeff = interpolate_nodes(response.aeff_offsets, response.aeff, offset)
    fraction = np.ones_like(aeff) if contained is None else contained.at(offset)
    return RegionResponse(
        exposure=aeff * fraction * (M2_TO_CM2 * response.livetime),
        edisp=interpolate_nodes(response.edisp_offsets, response.edisp, offset),
        containment=fraction,
    )
