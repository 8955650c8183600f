"""The background a run expects over its field of view, tabulated once, so that a region costs a few look-ups.

The rate of the background response is summed over the energies of each bin and, along rings about the pointing, from
north through east. The sum over any arc of a ring is then the difference of two numbers of the table, and that over a
region is one over the rings that `vhegui.core.regions.coverage` cuts it into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.base import Background
from vhegui.core.irf.field_of_view import field_of_view_position
from vhegui.core.irf.support import support_of
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.coverage import Coverage, additions, circles_about, coverage
from vhegui.core.typing import Array

STEP = 0.1  # deg, between rings of the table
AROUND = 36  # directions from the pointing
PER_BIN = 4  # energies in a bin
FARTHEST = 6.0  # deg
REMEMBERED = 300  # sums over circles


@dataclass(frozen=True)
class Measured:
    """What an acceptance was measured in: a number of off `runs` and of their `events`."""

    runs: int
    events: int


@dataclass(frozen=True, eq=False)
class Acceptance:
    """Expected background against offset, direction and reconstructed energy, relative to itself.

    pointing : ra, dec, deg · step : deg, between rings · reach : deg, where the response ends
    along : shape (n_ring, n_angle + 1, n_reco), s⁻¹ sr⁻¹ deg, rate summed over each energy bin and along the ring up to
    a position angle
    averaged : the response is aligned with the horizon, and was averaged over all directions from the pointing
    measured : in which off runs, see `vhegui.core.background.measured`; None where it is that of the response, and its
    unit is not a rate but events.
    """

    pointing: tuple[float, float]
    step: float
    along: Array
    reach: float
    averaged: bool = False
    measured: Measured | None = None
    _known: dict[tuple[Circle, ...], Array] = field(default_factory=dict, repr=False)

    @property
    def bins(self) -> int:
        """Number of energy bins."""
        return self.along.shape[2]

    def inside(self, circles: Sequence[Circle]) -> Array:
        """Sum over what circles cover together, shape (n_reco,), s⁻¹ sr⁻¹ deg².

        What was asked last is remembered: while one circle is moved, the others are not summed again.
        """
        total = np.zeros(self.bins)
        for some, fewer in additions(tuple(circles)):
            total += self._together(some)
            if fewer:
                total -= self.inside(fewer)
        return total

    def _together(self, circles: tuple[Circle, ...]) -> Array:
        """The same for few circles, all at once."""
        found = self._known.pop(circles, None)
        if found is None:
            found = self.over(coverage(*circles_about(self.pointing, circles)))
            if len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
        self._known[circles] = found  # at the end: those asked for longest ago go first
        return found

    def over(self, part: Coverage) -> Array:
        """Sum over a part of the field of view, shape (n_reco,), s⁻¹ sr⁻¹ deg²."""
        sums = self._up_to(part, part.stop) - self._up_to(part, part.start)
        return part.weight[part.ring] @ sums

    def _up_to(self, part: Coverage, angle: Array) -> Array:
        """Linear between rings and directions; shape (m, n_reco)."""
        rings, angles = self.along.shape[0] - 1, self.along.shape[1] - 1
        x, y = part.offset[part.ring] / self.step, angle * (angles / 360.0)
        i, j = np.clip(x.astype(np.int64), 0, rings - 1), np.clip(y.astype(np.int64), 0, angles - 1)
        u, v = np.clip(x - i, 0.0, 1.0)[:, None], (y - j)[:, None]
        near, far = ((1.0 - v) * self.along[k, j] + v * self.along[k, j + 1] for k in (i, i + 1))
        return (1.0 - u) * near + u * far


def run_acceptance(background: Background, axis: EnergyAxis, pointing: tuple[float, float]) -> Acceptance:
    """Tabulate a run's background response. pointing : ra, dec, deg · axis : reconstructed energy.

    How a run is turned against the horizon changes while it lasts, so a response that is aligned with the horizon is
    averaged over all directions from the pointing.
    """
    reach = min(support_of(background).reach, FARTHEST)
    rings = max(2, int(np.ceil(reach / STEP)) + 1)
    step = reach / (rings - 1)
    offset, angle = np.linspace(0.0, reach, rings), np.linspace(0.0, 360.0, 2 * AROUND + 1)[1::2]
    if background.alignment == "RADIAL":
        angle = angle[:1]
    ra, dec = sphere.offset_by(*pointing, angle[None, :], offset[:, None])
    lon, lat = field_of_view_position(ra, dec, pointing, mirrored=background.mirrored)
    # Just inside, so that a rounding does not put the outermost ring outside the table.
    rate = _in_bins(background, axis, (1.0 - 1e-9) * lon, (1.0 - 1e-9) * lat)
    averaged = background.alignment == "ALTAZ"
    if averaged:
        rate = rate.mean(axis=1, keepdims=True)
    along = np.cumsum(rate, axis=1) * (360.0 / rate.shape[1])
    return Acceptance(pointing, step, np.concatenate([np.zeros_like(along[:, :1]), along], axis=1), reach, averaged)


def _in_bins(background: Background, axis: EnergyAxis, lon: Array, lat: Array) -> Array:
    """Rate summed over each energy bin, shape (*lon.shape, n_reco), s⁻¹ sr⁻¹: Simpson's rule in ln E."""
    part = np.linspace(0.0, 1.0, PER_BIN + 1)
    log = np.log(axis.edges)
    energy = np.exp(log[:-1, None] + np.diff(log)[:, None] * part)
    weight = np.array([1.0, 4.0, 2.0, 4.0, 1.0]) / (3.0 * PER_BIN) * np.diff(log)[:, None] * energy
    rate = background.rate(energy[None, None], lon[..., None, None], lat[..., None, None])
    return (rate * weight).sum(axis=-1)
