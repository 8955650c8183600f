"""OFF regions anywhere in the field of view of a run: which events they hold, and what ON expects of their background.

Regions at the offset of the ON region need nothing but solid angles: the acceptance falls with the offset, and is the
same all around the pointing. For others the ratio of the expected background in ON and OFF is that of the run's
background response, in each bin of reconstructed energy. Circles that overlap count once, with the area they cover
together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.background.acceptance import Acceptance
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.coverage import area_together, circles_about
from vhegui.core.typing import Array, BoolArray

SAME = 0.01  # of the background; inside 2 deg its logarithm changes by less than 1 per deg, its slope by 1 per deg²
AREA = "{runs}: the OFF regions lie at the offset of the source region, so α is the ratio of solid angles"
RESPONSE = (
    "{runs}: OFF regions lie at other offsets than the source region, so α is the ratio of what the background "
    "response expects, energy by energy"
)
AVERAGED = RESPONSE + "; the response is aligned with the horizon, so it is averaged over directions from the pointing"
MEASURED = (
    "{{runs}}: OFF regions lie at other offsets than the source region, so α is the ratio of the acceptance measured "
    "in {off_runs} off runs ({events} events), energy by energy"
)
UNKNOWN = (
    "{runs}: OFF regions lie at other offsets than the source region, and there is no background response and no off "
    "run to measure the acceptance in: α is the ratio of solid angles, wrong by as much as the acceptance differs; "
    "draw OFF regions at the offset of the source"
)


@dataclass(frozen=True)
class LeftOut:
    """A region that a run does not use, and why."""

    region: Circle
    reason: str


@dataclass(frozen=True, eq=False)
class ScatteredOff:
    """OFF regions of one run, circles of any size anywhere in its field of view, none of which touches ON.

    pointing_ra, pointing_dec : deg · source : the ON circle, with the largest radius that is used
    regions : the OFF circles · rejected : those the run does not use · acceptance : None where neither a
    background response nor off runs tell it
    left_out : what to tell about them.
    """

    pointing_ra: float
    pointing_dec: float
    source: Circle
    regions: tuple[Circle, ...]
    rejected: tuple[LeftOut, ...] = ()
    acceptance: Acceptance | None = None
    left_out: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.regions)

    @property
    def radius(self) -> float:
        """Radius of the ON region, deg."""
        return self.source.radius

    @cached_property
    def offset(self) -> float:
        """Offset of the ON region from the pointing, deg."""
        return float(sphere.separation(self.pointing_ra, self.pointing_dec, self.source.ra, self.source.dec))

    @cached_property
    def on_angle(self) -> float:
        """Position angle of the ON region about the pointing, deg."""
        return float(sphere.position_angle(self.pointing_ra, self.pointing_dec, self.source.ra, self.source.dec))

    @property
    def centres(self) -> tuple[Array, Array]:
        """Right ascension and declination of the OFF centres, deg, shape (n,)."""
        return np.array([each.ra for each in self.regions]), np.array([each.dec for each in self.regions])

    @cached_property
    def places(self) -> tuple[Array, Array, Array]:
        """Offset from the pointing, position angle about it, and radius of the OFF circles, deg, shape (n,) each."""
        return circles_about((self.pointing_ra, self.pointing_dec), self.regions)

    @cached_property
    def same_offset(self) -> bool:
        """Whether solid angles will do: the background per solid angle differs from that of ON by less than `SAME`.

        To first order it changes with the offset of the centre, to second with the square of the radius, over 8.
        """
        offset, _, radius = self.places
        change = np.abs(offset - self.offset) + np.abs(radius**2 - self.radius**2) / 8.0
        return bool(np.all(change <= SAME))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What alpha is made of, and what was left out: sentences with a place for the "{runs}"."""
        if not len(self):
            return self.left_out
        if self.same_offset:
            return AREA, *self.left_out
        if self.acceptance is None:
            return UNKNOWN, *self.left_out
        return _what_is_expected(self.acceptance), *self.left_out

    @cached_property
    def ratio_in_words(self) -> str:
        """Alpha, or its range over energies."""
        if not len(self):
            return "0"
        alpha = self.ratio(self.radius, 1) if self.acceptance is None else self.ratio(self.radius, self.acceptance.bins)
        low, high = f"{alpha.min():.3g}", f"{alpha.max():.3g}"
        return low if low == high else f"{low} to {high}"

    @cached_property
    def area(self) -> float:
        """Area (deg²) that the OFF circles cover together."""
        return area_together(self.regions)

    @cached_property
    def _expected(self) -> Array | None:
        """Expected background in OFF, shape (n_reco,); None where solid angles are used."""
        return None if self.acceptance is None or self.same_offset else self.acceptance.inside(self.regions)

    def ratio(self, radius: float, n_bins: int) -> Array:
        """ON / OFF ratio of the expected background for an ON `radius` (deg), shape (n_bins,); 0 without OFF.

        A bin in which the response expects nothing in ON or in OFF takes the ratio of the nearest bin that has one.
        """
        if not len(self) or not radius > 0.0:
            return np.zeros(n_bins)
        source = replace(self.source, radius=radius)
        if self._expected is None or self.acceptance is None:
            return np.full(n_bins, source.area / self.area)
        on = self.acceptance.inside((source,))
        known = np.flatnonzero((on > 0.0) & (self._expected > 0.0))
        if not len(known):
            return np.full(n_bins, source.area / self.area)
        nearest = known[np.abs(np.arange(len(on))[:, None] - known).argmin(axis=1)]
        return on[nearest] / self._expected[nearest]


def _what_is_expected(acceptance: Acceptance) -> str:
    """What alpha is made of where offsets differ."""
    measured = acceptance.measured
    if measured is not None:
        return MEASURED.format(off_runs=measured.runs, events=measured.events)
    return AVERAGED if acceptance.averaged else RESPONSE


def in_circle(offset: Array, angle: Array, centre: float, direction: float, radius: Array | float) -> BoolArray:
    """Which directions about a pointing, sorted by offset, lie in a circle at offset `centre` in a `direction`; deg."""
    found = np.zeros(len(offset), dtype=np.bool_)
    reach = float(np.max(radius, initial=0.0))
    first, last = np.searchsorted(offset, [centre - reach - 1e-9, centre + reach + 1e-9])
    sine = np.sin(np.radians(reach)) / max(np.sin(np.radians(centre)), 1e-300)
    beside = np.degrees(np.arcsin(sine)) + 1e-9 if sine < 1.0 and reach < centre else 180.0
    turn = angle[first:last] - direction
    near = np.flatnonzero((np.abs(turn) <= beside) | (np.abs(turn) >= 360.0 - beside))
    theta, phi, d = np.radians(offset[first + near]), np.radians(turn[near]), np.radians(centre)
    # Half the square of the chord keeps its digits where cosines of small angles lose them.
    chord = np.sin(0.5 * (theta - d)) ** 2 + np.sin(d) * np.sin(theta) * np.sin(0.5 * phi) ** 2
    limit = radius[first + near] if isinstance(radius, np.ndarray) else radius
    found[first + near] = chord <= np.sin(np.radians(limit) / 2.0) ** 2
    return found
