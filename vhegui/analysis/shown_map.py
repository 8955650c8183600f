"""Which map of the sky is shown, and what is said about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.core.estimators.sky.band_maps import BandMaps
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array


@dataclass(frozen=True)
class MapKind:
    """A map that can be shown.

    key : in files, of `MapLooks.shown` · label, tip : in menus · unit : of its values, "" for counts · fits : the unit
    as FITS has it · signed : values of both signs, about 0.
    """

    key: str
    label: str
    tip: str
    unit: str = ""
    fits: str = "count"
    signed: bool = False


MAP_KINDS: Mapping[str, MapKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            MapKind("counts", "Counts", "Events in each pixel, smoothed if asked."),
            MapKind(
                "background",
                "Background",
                "Counts expected without a source, within the correlation radius of each pixel.",
            ),
            MapKind(
                "excess",
                "Excess",
                "Counts above the background, within the correlation radius.",
                signed=True,
            ),
            MapKind(
                "significance",
                "Significance",
                "Of the excess, in σ: Li & Ma where the background is counted in rings, else √TS above a known one.",
                "σ",
                "",
                signed=True,
            ),
            MapKind(
                "flux",
                "Flux",
                "Integral flux of a point source at each pixel, if all its counts lie within the correlation radius.",
                "cm⁻² s⁻¹",
                "cm-2 s-1",
            ),
        )
    }
)


SKY_STEPS = ("run_cubes", "stacked_sky", "images_between", "maps_within")
"""What computes all maps but that of the counts, in order."""


@dataclass(frozen=True, eq=False)
class SkyMaps:
    """What the last of these steps gives. method : a key of `SKY_METHODS`, how the background is known."""

    maps: BandMaps
    method: str


@dataclass(frozen=True, eq=False)
class ShownMap:
    """One of the maps, with its words."""

    kind: MapKind
    sky: SkyMaps

    @property
    def maps(self) -> BandMaps:
        """All that were made together."""
        return self.sky.maps

    @property
    def values(self) -> Array:
        """Shape (rows, columns), NaN where nothing is known."""
        return getattr(self.maps, self.kind.key)

    @property
    def grid(self) -> SkyGrid:
        """Its pixels."""
        return self.maps.grid

    @property
    def quantity(self) -> str:
        """What the colours mean, with unit."""
        unit = self.kind.unit or "counts"
        return f"{self.kind.label} ({unit}) within {self.maps.radius:g}°"

    @property
    def title(self) -> str:
        """What is shown, and how it was made."""
        low, high = self.maps.energy
        how = " (Li & Ma)" if self.maps.off_counted else " (√TS)"
        name = self.kind.label + (how if self.kind.key == "significance" else "")
        method = SKY_METHODS[self.sky.method].label.lower()
        return f"{name}, {low:.3g}–{high:.3g} TeV, within {self.maps.radius:g}°; background: {method}"

    def at(self, ra: float, dec: float) -> float:
        """The value in the pixel that holds a direction (deg); NaN where there is none."""
        pixel = self.grid.pixel_of(ra, dec)
        return math.nan if pixel is None else float(self.values[pixel])

    def said(self, ra: float, dec: float) -> str:
        """The value there in words; "" beside the map."""
        if self.grid.pixel_of(ra, dec) is None:
            return ""
        value = self.at(ra, dec)
        if math.isnan(value):
            return f"{self.kind.label.lower()} not known"
        text = f"{value:.3g}" if self.kind.key == "flux" else f"{value:.2f}"
        return f"{self.kind.label.lower()} {text} {self.kind.unit}".replace("-", "−").rstrip()
