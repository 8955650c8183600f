"""Flux points as a table in the field's columns, in ECSV or FITS.

GADF v0.3, "Flux points" (SED_TYPE, UL_CONF, columns), with the columns and keywords that gammapy adds (ts, sqrt_ts,
stat, stat_null, npred …, norm_scan, stat_scan; n_sigma, n_sigma_ul, sqrt_ts_threshold_ul), so that its
`FluxPoints.read` takes it. Its energy axis has no gaps: bands in which nothing could be measured are rows of NaN, and
the column `reason`, which is there where it is needed, says why.
Its profiles share one scan of norms, as ours do.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.sed.flux_points import SED_TYPES, SUFFIXES, FluxPoints
from vhegui.core.sed.units import sed_unit
from vhegui.core.typing import AnyArray, Array, IntArray

if TYPE_CHECKING:
    from astropy.table import Table

NO_BINS = "no safe energy bin with a response"
ENERGY_OF_FLUX = "TeV"
_REFERENCES = {"ref_dnde": "dnde", "ref_flux": "flux", "ref_eflux": "eflux"}
_COMMON = ("ts", "sqrt_ts", "stat", "stat_null", "npred", "npred_excess", "counts")


def sed_table(points: FluxPoints, sed_type: str = "dnde", ul_ts: float = 4.0, everything: bool = False) -> Table:
    """The table of SED_TYPE "dnde", "e2dnde", "flux", "eflux" or "likelihood" (norms on ref_dnde, ref_flux, ref_eflux).

    Columns that were not computed are left out. ul_ts : TS below which points are limits, for the header
    everything : also the other forms and the reference spectrum, which the standard allows beside those of SED_TYPE.

    >>> from vhegui.core.estimators.flux_points.points import flux_points
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> points = flux_points([demo_spectrum()], default_spectrum("power_law"), [0.3, 1.0, 3.0, 10.0])
    >>> table = sed_table(points, "e2dnde")
    >>> len(table), table.colnames[:4], str(table["e2dnde"].unit)
    (3, ['e_ref', 'e_min', 'e_max', 'e2dnde'], 'TeV / (s cm2)')
    """
    from astropy.table import Column, Table

    if sed_type not in (*SED_TYPES, "likelihood"):
        raise AnalysisError(f"SED_TYPE {sed_type!r} is not known; use one of: {', '.join(SED_TYPES)}, likelihood")
    low, high, rows = _all_bands(points)
    table = Table({"e_ref": Column(np.sqrt(low * high), unit=ENERGY_OF_FLUX)})
    table["e_min"], table["e_max"] = Column(low, unit=ENERGY_OF_FLUX), Column(high, unit=ENERGY_OF_FLUX)
    for name, (values, unit) in _columns(points, sed_type, everything).items():
        table[name] = Column(_filled(values, rows), unit=unit or None)
    if points.stat_scan.shape[1]:
        table["norm_scan"] = np.broadcast_to(points.norm_scan, (len(rows), len(points.norm_scan))).copy()
        table["stat_scan"] = _filled(points.stat_scan, rows)
    table["is_ul"] = _filled(points.is_ul, rows)
    table["success"] = _filled(points.success, rows)
    if np.any(rows < 0):
        table["reason"] = np.where(rows < 0, NO_BINS, "")
    table.meta.update(_meta(points, sed_type, ul_ts))  # pyright: ignore[reportOptionalMemberAccess]
    return table


def _columns(points: FluxPoints, sed_type: str, everything: bool) -> dict[str, tuple[Array, str]]:
    columns: dict[str, tuple[Array, str]] = {}
    if sed_type == "likelihood" or everything:
        for name, form in _REFERENCES.items():
            columns[name] = (points.reference(form), sed_unit(form).file_unit)
    forms = (sed_type, *(form for form in (*SED_TYPES, "likelihood") if form != sed_type and everything))
    for form in forms:
        for suffix in SUFFIXES:
            values = getattr(points, f"norm{suffix}") if form == "likelihood" else points.quantity(form, suffix)
            if suffix in ("", "_err") or np.any(np.isfinite(values)):
                name, unit = ("norm", "") if form == "likelihood" else (form, sed_unit(form).file_unit)
                columns[f"{name}{suffix}"] = (values, unit)
    columns.update({name: (getattr(points, name), "") for name in _COMMON})
    return columns


def _all_bands(points: FluxPoints) -> tuple[Array, Array, IntArray]:
    """Edges of all bands that were asked for, and the point of each, −1 where there is none."""
    low, high = points.edges[:-1], points.edges[1:]
    place = np.minimum(np.searchsorted(points.e_min, low), len(points.e_min) - 1)
    return low, high, np.where(points.e_min[place] == low, place, -1)


def _filled(values: AnyArray, rows: IntArray) -> AnyArray:
    taken = np.array(values[rows])
    taken[rows < 0] = False if values.dtype == bool else np.nan
    return taken


def _meta(points: FluxPoints, sed_type: str, ul_ts: float) -> dict[str, Any]:
    return {
        "SED_TYPE": sed_type,
        "UL_CONF": round(points.ul_confidence, 7),
        "n_sigma": points.n_sigma,
        "n_sigma_ul": points.sigma_ul,
        "sqrt_ts_threshold_ul": math.sqrt(ul_ts),
        "datasets": list(points.dataset_names),
    }


def fits_bytes(table: Table) -> bytes:
    """The table as a FITS file, extension FLUXPOINTS."""
    import io

    from astropy.io import fits

    table = table.copy(copy_data=False)
    meta: Any = table.meta
    names = meta.pop("datasets", [])
    long = {key: meta.pop(key) for key in list(meta) if len(key) > 8}
    hdu = fits.BinTableHDU(table, name="FLUXPOINTS")
    for key, value in long.items():
        hdu.header[f"HIERARCH {key}"] = value
    hdu.header["DATASETS"] = ",".join(names)[:1000]
    buffer = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(buffer)
    return buffer.getvalue()


def is_fits(path: Path) -> bool:
    """Whether a file of this name is FITS."""
    return path.name.lower().endswith((".fits", ".fit", ".fits.gz", ".fit.gz"))
