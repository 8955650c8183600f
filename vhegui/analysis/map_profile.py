"""A profile over the map of the sky, with what a point source would look like in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vhegui.core.estimators.sky.profile_shapes import (
    LineProfile,
    ProfileShape,
    RadialProfile,
    WedgeProfile,
)
from vhegui.core.estimators.sky.profile_source import PointSource
from vhegui.core.estimators.sky.profiles import Profile
from vhegui.core.typing import Array


@dataclass(frozen=True)
class ProfileKind:
    """A kind of profile. label, tip : in menus."""

    key: str
    label: str
    tip: str


PROFILE_KINDS: Mapping[str, ProfileKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            ProfileKind("line", "Along a line", "In a band from one place to another, in steps along it."),
            ProfileKind("radial", "Radial", "In rings about a place, or in a sector of them."),
            ProfileKind("wedges", "In wedges", "In wedges about a place, against the position angle."),
        )
    }
)
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "significance": "σ",
        "flux": "cm⁻² s⁻¹",
        "brightness": "cm⁻² s⁻¹ deg⁻²",
        "counts": "",
        "background": "",
        "excess": "",
    }
)
"""Of each quantity, "" for counts."""


def kind_of(shape: ProfileShape) -> str:
    """The key of its kind."""
    return str(shape.__struct_config__.tag)


@dataclass(frozen=True, eq=False)
class MapProfile:
    """shape : where it was taken · found : what is there · energy : from, to, TeV
    source : the point source that fits best, None where the PSF is not known, or nothing is above the background.
    """

    shape: ProfileShape
    found: Profile
    energy: tuple[float, float]
    source: PointSource | None

    @property
    def expected(self) -> Array | None:
        """The quantity of the shape with that source, shape (n,); None where it says nothing about it."""
        if self.source is None or self.shape.quantity in ("background", "significance"):
            return None
        return self.found.quantity(self.shape.quantity, self.source.excess)

    @property
    def title(self) -> str:
        """Where and of what."""
        low, high = self.energy
        return f"{about(self.shape)}, {low:.3g}–{high:.3g} TeV"


def about(shape: ProfileShape) -> str:
    """A shape in a few words."""
    if isinstance(shape, LineProfile):
        return f"{shape.length:.3g}° along PA {shape.angle:.0f}°, {shape.width:.3g}° wide"
    if isinstance(shape, RadialProfile) and shape.sector < 360.0:
        return f"PA {shape.start:.0f}° to {shape.start + shape.sector:.0f}°, {_radii(shape)}"
    return _radii(shape)


def _radii(shape: RadialProfile | WedgeProfile) -> str:
    return f"{shape.inner:.3g}° to {shape.outer:.3g}° about ({shape.ra:.3f}°, {shape.dec:+.3f}°)".replace("-", "−")
