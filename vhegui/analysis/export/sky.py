"""Maps of the sky as FITS files with the settings they were made with, and their part of `results.json`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.analysis.session.writing import session_content
from vhegui.analysis.sky_settings import SkySettings
from vhegui.analysis.state import Analysis
from vhegui.analysis.yaml_files.file import to_yaml
from vhegui.core.cubes.dataset_file import OffCounts, write_dataset
from vhegui.core.cubes.run_sky import RunSky, SkyRow, StackedSky
from vhegui.core.estimators.sky.flux import flux_map
from vhegui.core.estimators.sky.sky_bands import SkyBands
from vhegui.core.estimators.sky.source_maps import SourceMaps
from vhegui.core.estimators.sky.summary import SkySummary
from vhegui.core.maps.fits_map import FitsMap, map_hdus, write_hdus
from vhegui.core.maps.map_axes import MapAxis
from vhegui.core.typing import AnyArray, Array

FOLDER = "maps"
DATASET = "dataset.fits"
MAPS = ("counts", "background", "exposure", "excess", "sqrt_ts", "flux")
SOURCES = "source_ts"
NAMES = (DATASET, *(f"{FOLDER}/{name}.fits" for name in (*MAPS, SOURCES)))
SETTINGS = ("map", "sky", "sky_background", "safe_range", "energy", "energy_true", "exclusions")
WITHIN = "fluxes are those of sources whose counts all lie within CORRAD of the pixel"
LINE = 70  # characters of a HISTORY card


# --- results.json


def sky_counts_content(rows: Sequence[SkyRow], summary: SkySummary) -> dict[str, Any]:
    """The runs, and all of them together: counts in safe bins, and what their background is.

    Data sets with pixels of their own are not all on the maps, and are added up here.
    """
    counts, background = (sum(getattr(row, name) for row in rows) for name in ("counts", "background"))
    total = {"counts": round(counts), "background": background, "excess": counts - background}
    if round(counts) == round(summary.counts):
        total = {"counts": round(summary.counts), "background": summary.background, "excess": summary.excess}
    return {
        "observations": [_row(row) for row in rows],
        "total": {**total, "livetime": summary.livetime, "ontime": sum(row.ontime for row in rows)},
    }


def _row(row: SkyRow) -> dict[str, Any]:
    """norm and tilt are those of the background response, None where the method has none."""
    fit = row.fit
    fitted = {} if fit is None else {"norm": fit.norm, "tilt": fit.tilt}
    fitted |= {} if fit is None else {"norm_err": float(fit.norm_error), "tilt_err": float(fit.tilt_error)}
    keys = ("norm", "norm_err", "tilt", "tilt_err")
    return {
        "obs_id": int(row.name) if row.name.isdigit() else row.name,
        "counts": round(row.counts),
        "excess": row.counts - row.background,
        "livetime": row.livetime,
        "ontime": row.ontime,
        "background": {"counts": row.background, **{key: fitted.get(key) for key in keys}},
    }


def maps_content(summary: SkySummary, analysis: Analysis) -> dict[str, Any]:
    """The "maps" part: sums over the safe bins, and the significance in all energies together."""
    ra, dec, value = summary.peak
    return {
        "counts": round(summary.counts),
        "background": summary.background,
        "excess": summary.excess,
        "livetime": summary.livetime,
        "significance": {
            "correlation_radius": analysis.sky.radius,
            "mean_outside": summary.mean,
            "std_outside": summary.std,
            "peak": {"ra": ra, "dec": dec, "value": value},
        },
    }


# --- files


def write_sky(
    stacked: StackedSky, bands: SkyBands, analysis: Analysis, folder: Path, sources: Sequence[SourceMaps] = ()
) -> tuple[Path, ...]:
    """Write the maps into `folder`/maps and the data set beside it. Returns the files. Raises DataError.

    Pixels without a background are NaN on maps of excess, significance and flux. sources : those fitted at every pixel,
    in each of the bands.
    """
    sky = stacked.sky
    cards = _cards(stacked, analysis)
    history = settings_history(analysis, folder)
    (folder / FOLDER).mkdir(exist_ok=True)
    files = []
    fitted = {SOURCES: _of_sources(sources)} if sources else {}
    for name, maps in (_maps(sky, bands) | fitted).items():
        files.append(folder / FOLDER / f"{name}.fits")
        first, *others = maps
        hdus = map_hdus(first, {**cards, **_energies(first.axes[0].edges if first.axes else bands.edges)}, primary=True)
        if name == "flux":
            hdus[0].header.add_comment(WITHIN)
        if name == SOURCES:
            hdus[0].header.update(source_cards(analysis.sky))
            del hdus[0].header["CORRAD"]
        for line in history:
            hdus[0].header.add_history(line)
        for other in others:
            hdus += map_hdus(other, cards)
        write_hdus(hdus, files[-1])
    files.append(folder / DATASET)
    write_run(sky, files[-1])
    return tuple(files)


def run_file(run: int) -> str:
    """The file of a single run's data set."""
    return f"datasets/{run}.fits"


def write_run(sky: RunSky, path: Path) -> None:
    """Write a cube with its background as a map data set."""
    path.parent.mkdir(exist_ok=True)
    off = sky.off
    counts = None
    if off is not None:
        counts = OffCounts(*(x.astype(np.float32) for x in (off.n_off, off.acceptance, off.acceptance_off)))
    write_dataset(sky.cube, path, counts)


def _maps(sky: RunSky, bands: SkyBands) -> dict[str, list[FitsMap]]:
    """The maps of each file, that of its name first."""
    cube, excess = sky.cube, bands.excess
    grid, reco = cube.geometry.grid, MapAxis.of("energy", cube.geometry.reco)
    true = MapAxis.of("energy_true", cube.geometry.true)
    in_bands = MapAxis("energy", bands.edges)

    def binned(name: str, values: AnyArray, axis: MapAxis, unit: str = "") -> FitsMap:
        return FitsMap(grid, (axis,), values, unit, name)

    def banded(name: str, values: AnyArray, used: AnyArray, unit: str = "") -> FitsMap:
        shown = np.where(used, values, np.nan).astype(np.float32)
        return FitsMap(grid, (), shown[0], unit, name) if in_bands.n == 1 else binned(name, shown, in_bands, unit)

    flux = flux_map(excess, bands.per_flux)
    per_area = "cm-2 s-1"
    return {
        "counts": [binned("counts", np.rint(cube.counts).astype(np.int32), reco)],
        "background": [binned("background", cube.background, reco)],
        "exposure": [binned("exposure", cube.exposure, true, "cm2 s")],
        "excess": [
            banded("excess", excess.excess, excess.used),
            banded("excess_err", excess.error(), excess.used),
            banded("n_on", excess.n_on, excess.used),
            banded("n_bkg", excess.background, excess.used),
        ],
        "sqrt_ts": [banded("sqrt_ts", excess.significance, excess.used)],
        "flux": [
            banded("flux", flux.flux, flux.used, per_area),
            banded("flux_err", flux.error, flux.used, per_area),
            banded("flux_ul", flux.limit, flux.used, per_area),
            banded("flux_sensitivity", flux.sensitivity, flux.used, per_area),
        ],
    }


def _of_sources(sources: Sequence[SourceMaps]) -> list[FitsMap]:
    """√TS, flux, its error and limit of the source that fits best at each pixel; cubes where there are more bands."""
    edges = np.array([sources[0].energy[0], *(each.energy[1] for each in sources)])
    axes, per_area = (MapAxis("energy", edges),) if len(sources) > 1 else (), "cm-2 s-1"

    def image(name: str, key: str, unit: str) -> FitsMap:
        values = np.stack([getattr(each, key) for each in sources]).astype(np.float32)
        return FitsMap(sources[0].grid, axes, values if axes else values[0], unit, name)

    return [
        image("sqrt_ts", "sqrt_ts", ""),
        image("flux", "flux", per_area),
        image("flux_err", "flux_error", per_area),
        image("flux_ul", "flux_limit", per_area),
    ]


def source_cards(sky: SkySettings) -> dict[str, Any]:
    """What was fitted at every pixel."""
    cards: dict[str, Any] = {"SHAPE": (sky.shape, "of the source"), "REACH": (sky.reach, "[deg] of the kernel")}
    return cards | ({"SIGMA": (sky.sigma, "[deg] of the source")} if sky.shape == "gaussian" else {})


def _cards(stacked: StackedSky, analysis: Analysis) -> dict[str, Any]:
    cube = stacked.sky.cube
    return {
        "BKGMETH": (str(analysis.sky_background.__struct_config__.tag), "background method"),
        "CORRAD": (analysis.sky.radius, "[deg] correlation radius"),
        "INDEX": (analysis.sky.index, "spectral index of fluxes"),
        "NRUNS": (len(cube.runs), "number of runs"),
        "LIVETIME": (_known(cube.livetime), "[s]"),
        "ONTIME": (_known(cube.ontime), "[s]"),
    }


def _known(time: float) -> float | None:
    """A time as a header has it, without a value where it is not known."""
    return time if np.isfinite(time) else None


def _energies(edges: Array) -> dict[str, Any]:
    return {"E_MIN": (float(edges[0]), "[TeV]"), "E_MAX": (float(edges[-1]), "[TeV]")}


def settings_history(analysis: Analysis, folder: Path) -> list[str]:
    """The settings of maps, as a session file has them: what HISTORY cards can hold."""
    content = session_content(analysis, folder)
    lines = to_yaml({key: content[key] for key in SETTINGS if key in content}).splitlines()
    return [line[i : i + LINE] for line in lines for i in range(0, max(len(line), 1), LINE) if line.isascii()]
