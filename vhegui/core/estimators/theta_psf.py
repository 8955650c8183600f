"""What the PSF says about the θ² plot: how the events of a point source are spread in θ²."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.axes import interpolate_nodes
from vhegui.core.irf.base import Psf
from vhegui.core.spectra.response import RunResponse
from vhegui.core.typing import Array, BoolArray

NODES = 24  # radii at which the containment is computed; it is smooth in θ² between them
NEGLIGIBLE = 1e-4  # true energies that give less than this part of the events are left out


@dataclass(frozen=True, eq=False)
class PsfShare:
    """The events of a point source in the energy range of a plot, one run.

    counts : how many are expected at all distances · square : shape (m,), deg², rising from 0
    contained : shape (m,), fraction of them within each.
    """

    counts: float
    square: Array
    contained: Array


def psf_share(response: RunResponse, offset: float, flux: Array, chosen: BoolArray, reach: float) -> PsfShare | None:
    """Containment of the PSF for the events that are reconstructed in a range of energy.

    Every true energy counts with flux × effective area × livetime × probability to be reconstructed in the range.
    offset : of the source, deg · flux : shape (n_true,), cm⁻² s⁻¹ in true-energy bins, of the fitted model
    chosen : shape (n_reco,), bins of the range · reach : deg. None for point-like responses and without a PSF.
    """
    psf: Psf | None = response.psf
    if psf is None or response.pointlike:
        return None
    area = interpolate_nodes(response.aeff_offsets, response.aeff, offset)
    edisp = interpolate_nodes(response.edisp_offsets, response.edisp, offset)
    weight = np.maximum(flux, 0.0) * area * response.livetime * 1e4 * edisp[:, chosen].sum(axis=1)
    total = float(weight.sum())
    if not total > 0.0:
        return None
    used = weight > NEGLIGIBLE * weight.max()
    radii = reach * np.linspace(0.0, 1.0, NODES) ** 1.5
    energy, radius = np.broadcast_arrays(response.true.centres[used][:, None], radii)
    inside = psf.containment(energy, offset, radius)
    return PsfShare(total, radii**2, weight[used] @ inside / weight[used].sum())


@dataclass(frozen=True, eq=False)
class PsfExpectation:
    """A point source in the θ² plot, scaled to the excess seen inside the ON radius.

    square : shape (m,), deg² · contained : shape (m,), fraction of all events within each · inside : of those in ON
    excess : seen in ON.
    """

    square: Array
    contained: Array
    inside: float
    excess: float

    @property
    def counts(self) -> Array:
        """Expected counts within each θ², shape (m,)."""
        return self.contained * (self.excess / self.inside)

    def scaled_to(self, radius: float, excess: float) -> PsfExpectation:
        """The same source seen with another ON radius (deg) and the excess inside it."""
        inside = float(np.interp(radius**2, self.square, self.contained))
        return replace(self, inside=inside, excess=excess) if inside > 0.0 else self

    def per_bin(self, edges: Array) -> Array:
        """Expected counts between neighbours of `edges` (deg², shape (n + 1,)), shape (n,)."""
        return np.diff(np.interp(edges, self.square, self.counts))


def expectation(shares: Sequence[PsfShare], square: Array, radius: float, excess: float) -> PsfExpectation | None:
    """The mean of the runs, weighted by what is expected of each, at θ² `square` (deg², rising).

    radius : of the ON region, deg · excess : inside it. None without PSF, or where none of it is inside.
    """
    total = sum(share.counts for share in shares)
    if not total > 0.0:
        return None
    at = np.append(square, radius**2)
    contained = sum((share.counts / total * _between(share, at) for share in shares), start=np.zeros(len(at)))
    if not contained[-1] > 0.0:
        return None
    return PsfExpectation(square, contained[:-1], float(contained[-1]), excess)


def _between(share: PsfShare, square: Array) -> Array:
    """Monotonic cubic (Fritsch & Carlson 1980, SIAM J. Numer. Anal. 17, 238) of the radius through the nodes: the
    density has no steps, as that of a PSF.
    """
    r, c = np.sqrt(share.square), share.contained
    step, slope = np.diff(r), np.diff(c) / np.diff(r)
    weight = (2.0 * step[1:] + step[:-1], step[1:] + 2.0 * step[:-1])
    inner = np.where(slope[:-1] * slope[1:] > 0, slope[:-1] * slope[1:], 0.0)
    mean = weight[0] * slope[1:] + weight[1] * slope[:-1]
    middle = np.divide((weight[0] + weight[1]) * inner, mean, out=np.zeros_like(inner), where=inner > 0)
    tangent = np.concatenate(([slope[0]], middle, [slope[-1]]))
    x = np.clip(np.sqrt(square), r[0], r[-1])
    i = np.clip(np.searchsorted(r, x, side="right") - 1, 0, len(step) - 1)
    t, h = (x - r[i]) / step[i], step[i]
    left = (1.0 + 2.0 * t) * (1.0 - t) ** 2 * c[i] + t * (1.0 - t) ** 2 * h * tangent[i]
    return left + t * t * (3.0 - 2.0 * t) * c[i + 1] + t * t * (t - 1.0) * h * tangent[i + 1]
