"""The parts of a configuration that three-dimensional data sets need: pixels, background of maps, excess map."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.gammapy_config import schema
from vhegui.analysis.gammapy_config.places import position
from vhegui.analysis.sky_settings import SkySettings
from vhegui.analysis.state import LogAxis, MapSettings
from vhegui.analysis.yaml_files.checked import NotDone, checked
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.background.ring import Ring
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.errors import ConfigError

_BACKGROUND = "datasets.background"
_CENTRE = "datasets.geom.wcs.skydir"
ROUNDING = 1e-6  # by which edges of bins and ranges may differ and be the same


def sky_settings(config: schema.Config, reco: LogAxis, edges: tuple[float, ...]) -> SkySettings:
    """Cubes and maps as gammapy makes them; `edges` : of the bands of the excess map, () for one a bin."""
    geom, excess = config.datasets.geom, config.excess_map
    parameters = excess_parameters(excess)
    whole = parameters.sum_over_energy_groups and not edges
    bins = np.geomspace(reco.low, reco.high, reco.bins + 1)
    return SkySettings(
        maps=True,
        offset_max=float(geom.selection.offset_max),
        pixel_irf=float(geom.wcs.binsize_irf),
        radius=float(schema.CORRELATION_RADIUS if excess.correlation_radius is None else excess.correlation_radius),
        edges=edges or (() if whole else tuple(float(edge) for edge in bins)),
        like_gammapy=True,
    )


def excess_parameters(section: schema.ExcessMap) -> schema.ExcessMapParameters:
    """The parameters of the excess map. Raises ConfigError."""
    return checked(section.parameters, schema.ExcessMapParameters, "excess_map.parameters")[0]


def sky_map(wcs: schema.Wcs, reco: LogAxis) -> MapSettings:
    """The pixels of cubes and maps: gammapy projects them in the way of its `WcsGeom.create`, which is CAR."""
    centre = position(wcs.skydir, _CENTRE)
    if centre is None:
        raise ConfigError(f'{_CENTRE} is missing; give frame ("icrs" or "galactic"), lon and lat')
    width, height = float(wcs.width.width), float(wcs.width.height)
    return MapSettings(
        *centre,
        extent="fixed",
        width=width,
        height=0.0 if height == width else height,
        pixel=float(wcs.binsize),
        projection="CAR",
        frame=wcs.skydir.frame or "icrs",
        low=reco.low,
        high=reco.high,
    )


def fit_range(section: schema.EnergyRange, reco: LogAxis, notes: list[str]) -> tuple[float | None, float | None]:
    """Lowest and highest energy (TeV) of the bins that gammapy fits, which are those fully inside the range.

    There, edges are exp(ln E) and compared exactly: rounding may put the outermost just outside. Its reference fits and
    maps are without that bin, so they are here.
    """
    low, high = section.min, section.max
    edges = np.geomspace(reco.low, reco.high, reco.bins + 1)
    rounded = np.exp(np.log(edges))
    limits = -np.inf if low is None else float(low), np.inf if high is None else float(high)
    whole = (edges[:-1] >= limits[0] * (1 - ROUNDING)) & (edges[1:] <= limits[1] * (1 + ROUNDING))
    there = (rounded[:-1] >= limits[0]) & (rounded[1:] <= limits[1])
    kept = np.flatnonzero(whole & there)
    if np.array_equal(whole, whole & there) or not len(kept):
        return None if low is None else limits[0], None if high is None else limits[1]
    for bin_ in np.flatnonzero(whole & ~there):
        notes.append(
            f"fit.fit_range: the bin from {edges[bin_]:.4g} to {edges[bin_ + 1]:.4g} TeV is not fitted, as in gammapy, "
            "whose rounding puts its edge outside the range; give a range that is wider by a little to have it fitted"
        )
    return float(edges[kept[0]]), float(edges[kept[-1] + 1])


def sky_background(section: schema.Background, reco: LogAxis, notes: list[str]) -> SkyBackgroundSettings:
    """The background of maps; of a ring, gammapy asks for one single bin of energy."""
    if section.method is None:
        notes.append(f"{_BACKGROUND}.method is not given: the background is what the responses expect")
        return ResponseOnly()
    if section.method == "reflected":
        raise ConfigError(
            f"{_BACKGROUND}.method: 'reflected' is not supported for 3d data; allowed: 'fov_background', 'ring'"
        )
    key = f"{_BACKGROUND}.parameters"
    if section.method == "ring":
        ring, unknown = checked(section.parameters, schema.RingParameters, key)
        notes += unknown
        if ring.r_in is None or ring.width is None:
            raise ConfigError(f'{key}: r_in and width are needed for a ring; give angles such as "0.5 deg"')
        if reco.bins > 1:
            notes.append(f"{_BACKGROUND}: the ring is used in each of the {reco.bins} bins of energy")
        return Ring(float(ring.r_in), float(ring.width))
    found, unknown = checked(section.parameters, schema.FieldOfViewParameters, key)
    notes += unknown
    for name in ("spatial_model", "min_counts", "min_npred_background"):
        if getattr(found, name):
            notes.append(NotDone(f"{key}.{name} is not supported and has no effect"))
    return FieldOfView(fit=found.method, tilt=found.tilt)


def is_set(bins: schema.EnergyBins) -> bool:
    return any(value is not None for value in (bins.min, bins.max, bins.nbins))
