"""Which map of the sky is shown, and what is said about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from vhegui.analysis.map_layers import MapKey
from vhegui.analysis.state import Analysis
from vhegui.core.background.sky_registry import SKY_METHODS, SkyBackgroundSettings
from vhegui.core.estimators.sky.band_maps import BandMaps
from vhegui.core.estimators.sky.model_images import ModelImages
from vhegui.core.maps.counts import CountsMap
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray

FLUX, PER_AREA = "cm⁻² s⁻¹", "cm-2 s-1"


@dataclass(frozen=True)
class MapKind:
    """A map that can be shown.

    key : in files, of `MapLooks.shown` · label, tip : in menus · unit : of its values, "" for counts · fits : the unit
    as FITS has it · signed : values of both signs, about 0 · sigma : in σ · fitted : of a source that is fitted, where
    one is asked for.
    """

    key: MapKey
    label: str
    tip: str
    unit: str = ""
    fits: str = "count"
    signed: bool = False
    fitted: bool = False

    @property
    def sigma(self) -> bool:
        """Whether its values are significances."""
        return self.unit == "σ"


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
                "Integral flux at each pixel: of all counts within the correlation radius, or of the source that fits.",
                FLUX,
                PER_AREA,
                fitted=True,
            ),
            MapKind(
                "sqrt_ts",
                "√TS",
                "How much better the counts are described with a source at the pixel: a point, or a Gaussian, with the "
                "PSF and a power law. The background counts as known.",
                "σ",
                "",
                signed=True,
                fitted=True,
            ),
            MapKind("flux_error", "Flux error", "Error of the flux, 1 σ.", FLUX, PER_AREA, fitted=True),
            MapKind("flux_limit", "Flux limit", "Upper limit on the flux, 2 σ.", FLUX, PER_AREA, fitted=True),
            MapKind(
                "exposure",
                "Exposure",
                "Effective area × livetime, the mean over the photons of a power law in the band.",
                "cm² s",
                "cm2 s",
            ),
            MapKind(
                "sensitivity",
                "Sensitivity",
                "The least flux that would be detected within the correlation radius: with 5 σ, at least 10 counts, "
                "and a twentieth of the background.",
                FLUX,
                PER_AREA,
            ),
            MapKind(
                "rgb",
                "Three colours",
                "The excess in three bands of energy as red, green and blue, within the correlation radius.",
            ),
            MapKind(
                "model",
                "Model",
                "Counts that background and sources together expect in the safe bins of each pixel, as smooth as the "
                "counts are shown. It follows while a source, a width or a parameter is dragged.",
            ),
            MapKind(
                "residual",
                "Residual",
                "(Counts − model) / √model in each pixel, of both as smooth as they are shown: what the model lacks.",
                "√counts",
                "count(1/2)",
                signed=True,
            ),
            MapKind(
                "residual_significance",
                "Residual significance",
                "Of counts above the model within the correlation radius, in σ; the model counts as known.",
                "σ",
                "",
                signed=True,
            ),
        )
    }
)
MODELS = ("model", "residual", "residual_significance")  # of the model on screen, which follows every drag
KEYS: Mapping[str, str] = MappingProxyType(
    {key: str(number) for number, key in enumerate(tuple(MAP_KINDS)[:9], 1)} | dict(zip(MODELS, "0DQ", strict=True))
)
"""The key that shows a map, where it has one."""
SMALL = ("flux", "flux_error", "flux_limit", "exposure", "sensitivity")  # or large: written with three digits

SKY_STEPS = ("stacked_sky", "images_between", "maps_within")
"""What computes most maps but that of the counts, in order."""


@dataclass(frozen=True, eq=False)
class SkyMaps:
    """What one of the steps with maps gives.

    maps : has `grid`, `energy` (from, to, TeV), and images by the keys of `MAP_KINDS`
    method : a key of `SKY_METHODS`, how the background is known · how : what the maps are of, "within 0.1°".
    """

    maps: Any
    method: str
    how: str


def method_tag(method: SkyBackgroundSettings) -> str:
    """The key of `SKY_METHODS` that some settings are of."""
    return str(method.__struct_config__.tag)


def step_of(kind: str, shape: str) -> str:
    """The step that makes a map, where fluxes are those of a `shape`, see `SkySettings`."""
    if kind in ("counts", "exposure", "rgb"):
        return {"counts": "counts_map", "exposure": "exposure_map", "rgb": "rgb_maps"}[kind]
    if kind in MODELS:
        return "model_maps"
    if MAP_KINDS[kind].fitted and shape != "radius":
        return "source_maps"
    return "flux_within" if kind in ("flux_error", "flux_limit", "sensitivity") else "maps_within"


def steps_for(kinds: tuple[str, ...], shape: str) -> tuple[str, ...]:
    """All slow steps that make some maps, in order."""
    last = dict.fromkeys(step for kind in kinds if (step := step_of(kind, shape)) != "counts_map")
    before: dict[str, tuple[str, ...]] = {
        "maps_within": SKY_STEPS[:2],
        "flux_within": SKY_STEPS,
        "rgb_maps": (*SKY_STEPS[:1], "rgb_images"),
        "exposure_map": SKY_STEPS[:1],
        "source_maps": SKY_STEPS[:1],
        "model_maps": (*SKY_STEPS[:2], "sky_folding"),
    }
    return tuple(dict.fromkeys(each for step in last for each in (*before[step], step)))


@dataclass(frozen=True, eq=False)
class ShownMap:
    """One of the maps, with its words. analysis : that made it."""

    kind: MapKind
    sky: SkyMaps
    analysis: Analysis

    @property
    def values(self) -> AnyArray:
        """Shape (rows, columns), or (3, rows, columns) of three colours; NaN where nothing is known."""
        if isinstance(self.sky.maps, CountsMap):
            return self.sky.maps.shown
        return self.sky.maps.excess if self.kind.key == "rgb" else getattr(self.sky.maps, self.kind.key)

    @property
    def grid(self) -> SkyGrid:
        """Its pixels."""
        return self.sky.maps.grid

    @property
    def quantity(self) -> str:
        """What the colours mean, with unit."""
        maps = self.sky.maps
        if isinstance(maps, CountsMap):
            return f"Counts per pixel, smoothed by {maps.smooth:g}°" if maps.smooth else "Counts per pixel"
        return f"{self.kind.label} ({self.kind.unit or 'counts'}) {self.how}".rstrip()

    @property
    def how(self) -> str:
        """What it is of: "within 0.1°", "smoothed by 0.04°"."""
        if not isinstance(self.sky.maps, ModelImages):
            return self.sky.how
        measured = self.sky.maps.measured
        if self.kind.sigma:
            return f"within {measured.radius:g}°"
        return f"smoothed by {measured.smooth:g}°" if measured.smooth else "per pixel"

    @property
    def title(self) -> str:
        """What is shown, and how it was made."""
        low, high = self.sky.maps.energy
        maps = self.sky.maps
        li_ma = isinstance(maps, BandMaps) and maps.off_counted
        name = self.kind.label + ((" (Li & Ma)" if li_ma else " (√TS)") if self.kind.key == "significance" else "")
        method = f"; background: {SKY_METHODS[self.sky.method].label.lower()}" if self.kind.key != "exposure" else ""
        return f"{name}, {low:.3g}–{high:.3g} TeV, {self.how}{method}"

    def at(self, ra: float, dec: float) -> tuple[float, ...]:
        """The values in the pixel that holds a direction (deg): one, or three of three colours; () beside the map."""
        pixel = self.grid.pixel_of(ra, dec)
        if pixel is None:
            return ()
        found = self.values[..., *pixel]
        return (float(found),) if found.ndim == 0 else tuple(float(each) for each in found)

    def said(self, ra: float, dec: float) -> str:
        """The value there in words; "" beside the map."""
        values, name = self.at(ra, dec), self.kind.label.lower()
        if not values or all(math.isnan(value) for value in values):
            return f"{name} not known" if values else ""
        digits = ".3g" if self.kind.key in SMALL else ".2f"
        text = " / ".join("?" if math.isnan(value) else f"{value:{digits}}" for value in values)
        return f"{name} {text} {self.kind.unit}".replace("-", "−").rstrip()


def map_of(kind: str, values: Mapping[str, Any], analysis: Analysis) -> ShownMap | None:
    """One of the maps, of what the steps have given (step → result); None where it is not there."""
    found = values.get(step_of(kind, analysis.sky.shape))
    if found is None:
        return None
    sky = SkyMaps(found, "", "") if isinstance(found, CountsMap) else found
    return ShownMap(MAP_KINDS[kind], sky, analysis)
