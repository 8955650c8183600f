"""A map data set as gammapy writes it, made up: the HDUs, columns and cards of its files, from arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits

RECO = np.geomspace(1.0, 10.0, 4)
TRUE = np.geomspace(0.5, 20.0, 6)
RAD = np.linspace(0.0, 0.6, 31)
MIGRA = np.linspace(0.2, 5.0, 161)
NAMES = {"energy": ("ENERGY", "E_MIN", "E_MAX"), "energy_true": ("ENERGY_TRUE", "ENERGY_TRUE_MIN", "ENERGY_TRUE_MAX")}
NAMES |= {"rad": ("RAD", "RAD_MIN", "RAD_MAX"), "migra": ("MIGRA", "MIGRA_MIN", "MIGRA_MAX")}
UNITS = {"energy": "TeV", "energy_true": "TeV", "rad": "deg", "migra": ""}
Axes = list[tuple[str, Any]]


def sky_cards(pixel: float, columns: int, rows: int) -> dict[str, Any]:
    return {
        "WCSAXES": 2,
        "CRPIX1": 0.5 * (columns + 1),
        "CRPIX2": 0.5 * (rows + 1),
        "CDELT1": -pixel,
        "CDELT2": pixel,
        "CUNIT1": "deg",
        "CUNIT2": "deg",
        "CTYPE1": "GLON-CAR",
        "CTYPE2": "GLAT-CAR",
        "CRVAL1": 184.5575,
        "CRVAL2": -5.7843,
        "LONPOLE": 180.0,
        "LATPOLE": 0.0,
        "MJDREF": 0.0,
    }


def bands(axes: Axes, name: str) -> fits.BinTableHDU:
    """A row a plane, the first axis running fastest."""
    index = np.unravel_index(
        np.arange(np.prod([len(edges) - 1 for _, edges in axes])), [len(edges) - 1 for _, edges in axes], order="F"
    )
    columns, header = [], fits.Header()
    for i, ((axis, edges), at) in enumerate(zip(axes, index, strict=True), 1):
        values = np.sqrt(edges[1:] * edges[:-1]), edges[:-1], edges[1:]
        for column, value in zip(NAMES[axis], values, strict=True):
            columns.append(fits.Column(column, "D", unit=UNITS[axis] or None, array=value[at]))
        header[f"AXCOLS{i}"] = ",".join(NAMES[axis][1:])
        header[f"INTERP{i}"] = "log"
    return fits.BinTableHDU.from_columns(columns, header, name=name)


def map_hdus(name: str, values: Any, axes: Axes, pixel: float, unit: str = "", meta: str = "{}") -> list[Any]:
    """A map and its table of bands."""
    image = fits.ImageHDU(values, fits.Header(sky_cards(pixel, values.shape[-1], values.shape[-2]).items()), name=name)
    image.header["BANDSHDU"] = f"{name}_BANDS"
    image.header["META"] = meta
    image.header["BUNIT"] = unit
    table = bands(axes, f"{name}_BANDS")
    for key in ("AXCOLS1", "AXCOLS2"):
        if key in table.header:
            image.header[key] = table.header[key]
    return [image, table]


def gti() -> fits.BinTableHDU:
    table = fits.BinTableHDU.from_columns(
        [fits.Column("START", "D", unit="s", array=[100.0]), fits.Column("STOP", "D", unit="s", array=[1900.0])],
        name="GTI",
    )
    table.header["MJDREFI"], table.header["MJDREFF"], table.header["TIMESYS"] = 51544, 0.0, "utc"
    return table


def write_map_dataset(path: Path, left_out: tuple[str, ...] = (), migra: bool = False) -> dict[str, Any]:
    """Write a data set of 40 × 30 pixels of 0.05 deg about the Crab in galactic coordinates; returns its arrays.

    The dispersion moves nothing, the PSF is a Gaussian of 0.1 deg (per square degree, as some files have it).
    """
    rng = np.random.default_rng(7)
    reco, true = ("energy", RECO), ("energy_true", TRUE)
    data = {
        "COUNTS": rng.poisson(3.0, (3, 30, 40)).astype(np.float32),
        "BACKGROUND": rng.uniform(1.0, 4.0, (3, 30, 40)).astype(np.float32),
        "EXPOSURE": rng.uniform(1e8, 2e8, (5, 30, 40)).astype(np.float32),
        "MASK_SAFE": (rng.random((3, 30, 40)) < 0.9).astype(np.int64),
    }
    centre = 0.5 * (RAD[1:] + RAD[:-1])
    profile = np.exp(-0.5 * (centre / 0.1) ** 2)
    profile /= (profile * np.pi * np.diff(RAD**2)).sum()
    flat = np.ones((5, 1, 6, 8), np.float32)
    middle = 0.5 * (MIGRA[1:] + MIGRA[:-1])
    density = np.exp(-0.5 * ((middle - 1.0) / 0.01) ** 2)
    density /= (density * np.diff(MIGRA)).sum()
    hdus: list[Any] = [fits.PrimaryHDU()]
    hdus[0].header["NAME"] = "made up"
    hdus += map_hdus("COUNTS", data["COUNTS"], [reco], 0.05)
    hdus += map_hdus("EXPOSURE", data["EXPOSURE"], [true], 0.05, "m2 s", '{"livetime": "1700.0 s"}')
    hdus += map_hdus("BACKGROUND", data["BACKGROUND"], [reco], 0.05)
    if migra:
        hdus += map_hdus("EDISP", flat * density[:, None, None].astype(np.float32), [("migra", MIGRA), true], 0.25)
    else:
        inside = np.clip(np.searchsorted(RECO, np.sqrt(TRUE[1:] * TRUE[:-1])) - 1, -1, 3)
        matrix = (inside[:, None] == np.arange(3)).astype(np.float32)
        hdus += map_hdus("EDISP", flat * matrix[:, :, None, None], [reco, true], 0.25)
    hdus += map_hdus("EDISP_EXPOSURE", 1e8 * flat, [("energy", RECO[[0, -1]]), true], 0.25, "m2 s")
    hdus += map_hdus("PSF", (flat * profile[:, None, None]).astype(np.float32), [("rad", RAD), true], 0.25, "deg-2")
    hdus += map_hdus("PSF_EXPOSURE", 1e8 * flat, [("rad", RAD[[0, -1]]), true], 0.25, "m2 s")
    hdus += map_hdus("MASK_SAFE", data["MASK_SAFE"], [reco], 0.05)
    hdus += [
        gti(),
        fits.BinTableHDU.from_columns([fits.Column("OBS_ID", "2K", array=[[23523, 23526]])], name="META_TABLE"),
    ]
    names = {name for each in left_out for name in (each, f"{each}_BANDS")}
    fits.HDUList([hdu for hdu in hdus if hdu.name not in names]).writeto(path)
    return data
