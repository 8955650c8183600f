"""What a background method is: its settings, where it has OFF regions, its words. Each method is a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vhegui.core.background.acceptance import Acceptance
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.regions.exclusions import Discs, Exclusion
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.regions.region import Region
from vhegui.core.settings import Settings


@dataclass(frozen=True)
class OnRegion:
    """The ON region of a run: a circle with the largest radius that is used, and the `smallest` (deg); or a region of
    another shape, the same at all energies: `smallest` is then the radius of its bounding circle.
    """

    region: Region
    smallest: float

    @property
    def is_fixed(self) -> bool:
        """One radius for all energies."""
        return self.smallest == self.region.bounding.radius


@dataclass(frozen=True, eq=False)
class RunField:
    """Where a run looked: its number, `pointing` (ra, dec) and `radius` of the field of view, deg.

    acceptance : the background it expects, for methods that use it; None where nothing tells it.
    """

    run: int
    pointing: tuple[float, float]
    radius: float
    acceptance: Acceptance | None = None


@dataclass(frozen=True, eq=False)
class Excluded:
    """What OFF regions must not touch, as it was given and as discs."""

    shapes: tuple[Exclusion, ...]
    discs: Discs


Off = OffRegions | ScatteredOff
Place = Callable[[Any, OnRegion, RunField, Excluded], Off]


class MethodSettings(Settings, frozen=True, tag_field="method"):
    """The settings of a method; its tag is the key of the method everywhere."""

    @property
    def method(self) -> str:
        """The key of the method."""
        return str(self.__struct_config__.tag)


@dataclass(frozen=True, eq=False)
class BackgroundMethod:
    """A way to have OFF regions.

    settings : the `MethodSettings` struct of its settings, each of which is one line, see `vhegui.core.settings`
    place(settings, on, run, excluded) : the OFF regions of a run, and what was rejected with the reason
    label, tip, assumes : its name, what it does and what it takes for granted, in words
    uses_acceptance : whether it is told what background a run expects over its field of view
    gammapy : settings that gammapy's background section has, too: name there → name here; none: not known there.
    """

    settings: Any
    place: Place
    label: str
    tip: str
    assumes: str
    uses_acceptance: bool = False
    gammapy: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the method is called in files."""
        return str(self.settings.__struct_config__.tag)
