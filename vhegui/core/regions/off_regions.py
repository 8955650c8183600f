"""OFF regions of a run: copies of the ON region at its own offset, turned rigidly about the pointing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from vhegui.core import sphere
from vhegui.core.regions.region import Region
from vhegui.core.typing import Array

EXCLUSION = "exclusion"
SOURCE = "overlap with ON"
FIELD = "outside the field of view"
OTHER_OFF = "overlap with another OFF region"


@dataclass(frozen=True)
class Rejected:
    """A candidate position of an OFF region that was not used, and why."""

    angle: float
    reason: str


@dataclass(frozen=True, eq=False)
class OffRegions:
    """OFF regions of one run: copies of a region, turned about the pointing. They share its offset and its area.

    pointing_ra, pointing_dec : deg · region : what is copied, where ON is · offset, on_angle : deg, of its centre from
    and about the pointing · angles : shape (n,), deg, position angles of the copies' centres, rising from ON's own
    planar : the copies are circles in the tangent plane about the pointing (gammapy's geometry), and the radius of
    `region` is one in that plane · remarks : what to tell about them, sentences with a place for the "{runs}".
    """

    pointing_ra: float
    pointing_dec: float
    region: Region
    offset: float
    on_angle: float
    angles: Array
    rejected: tuple[Rejected, ...] = ()
    planar: bool = False
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.angles)

    @property
    def radius(self) -> float:
        """Radius (deg) of the smallest circle around each of them."""
        return self.region.bounding.radius

    @cached_property
    def copies(self) -> tuple[Region, ...]:
        """The OFF regions."""
        pointing = self.pointing_ra, self.pointing_dec
        return tuple(self.region.rotated(*pointing, float(angle) - self.on_angle) for angle in self.angles)

    @cached_property
    def centres(self) -> tuple[Array, Array]:
        """Right ascension and declination of the centres, deg, shape (n,)."""
        return sphere.offset_by(self.pointing_ra, self.pointing_dec, self.angles, self.offset)
