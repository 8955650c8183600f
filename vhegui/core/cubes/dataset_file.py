"""Cubes ↔ FITS files in gammapy's form of a map data set: an HDU a map, each with its table of bands.

COUNTS, BACKGROUND, MASK_SAFE (reconstructed energy), EXPOSURE (true energy), EDISP (both), PSF (distance from the
source and true energy, sr⁻¹), the exposures PSF and EDISP are averaged with, GTI, and META_TABLE with the runs; an
ON/OFF data set has COUNTS_OFF, ACCEPTANCE and ACCEPTANCE_OFF beside them. Exposures are in m² s there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import vhegui
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.dispersion_field import DispersionField
from vhegui.core.cubes.psf_field import PsfField
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.maps.fits_map import FitsMap, map_hdus, write_hdus
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.map_axes import MapAxis
from vhegui.core.typing import AnyArray, Array

CM2 = 1e4  # in a m²
ON_OFF = ("COUNTS_OFF", "ACCEPTANCE", "ACCEPTANCE_OFF")


@dataclass(frozen=True, eq=False)
class OffCounts:
    """What was counted elsewhere for each bin of a cube: shape (n_reco, n_rows, n_columns) each.

    counts : OFF counts · acceptance, acceptance_off : of ON and OFF, whose ratio is alpha.
    """

    counts: AnyArray
    acceptance: AnyArray
    acceptance_off: AnyArray


def write_dataset(cube: Cube, path: Path, off: OffCounts | None = None) -> None:
    """Write a cube for `gammapy.datasets.MapDataset.read`, and with `off` for that of `MapDatasetOnOff` too.

    A file of that name is replaced. Raises DataError when it cannot be written.
    """
    from astropy.io import fits

    primary = fits.PrimaryHDU()
    primary.header.update({"NAME": cube.name, "CREATOR": f"vhegui {vhegui.__version__}"})
    hdus: list[Any] = [primary]
    for each, cards in _maps(cube, off):
        hdus += map_hdus(each, cards)
    if len(cube.gti):
        hdus.append(_gti_table(cube))
    if cube.runs:
        hdus.append(_run_table(cube))
    write_hdus(hdus, path)


def _maps(cube: Cube, off: OffCounts | None) -> list[tuple[FitsMap, dict[str, Any]]]:
    geometry = cube.geometry
    reco, true = MapAxis.of("energy", geometry.reco), MapAxis.of("energy_true", geometry.true)
    livetime = {"META": json.dumps({"livetime": f"{cube.livetime!r} s"})}

    def binned(values: AnyArray, name: str, axis: MapAxis = reco, unit: str = "") -> FitsMap:
        return FitsMap(geometry.grid, (axis,), values, unit, name)

    maps = [
        (binned(cube.counts, "COUNTS"), {}),
        (binned(_square_metres(cube.exposure), "EXPOSURE", true, "m2 s"), livetime),
        (binned(cube.background, "BACKGROUND"), {}),
    ]
    if cube.edisp is not None:
        maps += [(each, {}) for each in _edisp_maps(cube.edisp, reco, true)]
    if cube.psf is not None:
        maps += [(each, {}) for each in _psf_maps(cube.psf, true)]
    maps.append((binned(cube.safe.astype(np.int16), "MASK_SAFE"), {}))
    if off is not None:
        values = (off.counts, off.acceptance, off.acceptance_off)
        maps += [(binned(each, name), {}) for name, each in zip(ON_OFF, values, strict=True)]
    return maps


def _edisp_maps(edisp: DispersionField, reco: MapAxis, true: MapAxis) -> list[FitsMap]:
    matrices = FitsMap(edisp.grid, (reco, true), edisp.matrices, "", "EDISP")
    return [matrices, _weights(edisp.grid, edisp.exposure, reco, true, "EDISP_EXPOSURE")]


def _psf_maps(psf: PsfField, true: MapAxis) -> list[FitsMap]:
    rad = MapAxis("rad", psf.radii)
    density = np.diff(psf.contained, axis=1) / ring_areas(psf.radii)[:, None, None]
    densities = FitsMap(psf.grid, (rad, true), density.astype(np.float32), "sr-1", "PSF")
    return [densities, _weights(psf.grid, psf.exposure, rad, true, "PSF_EXPOSURE")]


def _weights(grid: SkyGrid, exposure: AnyArray, first: MapAxis, true: MapAxis, name: str) -> FitsMap:
    """The exposure that responses are averaged with, in one bin of the other axis."""
    whole = MapAxis(first.name, first.edges[[0, -1]])
    return FitsMap(grid, (whole, true), _square_metres(exposure)[:, None], "m2 s", name)


def _square_metres(exposure: AnyArray) -> AnyArray:
    return (exposure / CM2).astype(np.float32)


def ring_areas(radii: Array) -> Array:
    """Solid angle between radii: shape (n + 1,), deg → (n,), sr, in the plane as PSF tables have it."""
    return np.pi * np.diff(np.radians(radii) ** 2)


def _gti_table(cube: Cube) -> Any:
    from astropy.io import fits

    reference = int(np.floor(cube.gti.min()))
    seconds = (cube.gti - reference) * SECONDS_PER_DAY
    columns = [fits.Column(name, "D", unit="s", array=seconds[:, i]) for i, name in enumerate(("START", "STOP"))]
    cards = {"MJDREFI": reference, "MJDREFF": 0.0, "TIMEUNIT": "s", "TIMESYS": "TT"}
    return fits.BinTableHDU.from_columns(columns, fits.Header(cards.items()), name="GTI")


def _run_table(cube: Cube) -> Any:
    """The runs, as one row of lists."""
    from astropy.io import fits

    n = len(cube.runs)
    columns = [fits.Column("OBS_ID", f"{n}K", dim=f"({n})", array=np.array([cube.runs]))]
    if cube.telescope:
        columns.append(fits.Column("TELESCOP", f"{len(cube.telescope)}A", array=np.array([cube.telescope])))
    return fits.BinTableHDU.from_columns(columns, name="META_TABLE")
