"""Reading spectra of others: tables in the field's columns, ECSV or FITS (gammapy's, GADF's, gamma-cat's, one's own).

GADF v0.3, "Flux points". What the table gives is turned into dN/dE at e_ref:
  dnde · e2dnde / e_ref² · norm × ref_dnde · flux and eflux by the reference spectrum's columns where there are some,
  else by a power law of index 2 in the band, as gammapy does.
A point is a limit where a flag or a negative error says so, and where there is a limit but no value.
Other names of columns: see `vhegui.core.sed.spellings`. Log-likelihoods (loglike, dloglike_scan) become −2 ln L.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.sed.flux_points import SUFFIXES
from vhegui.core.sed.points import SedPoints
from vhegui.core.sed.spellings import canonical, holds_energies
from vhegui.core.sed.table import is_fits
from vhegui.core.sed.units import sed_unit
from vhegui.core.typing import Array, BoolArray

if TYPE_CHECKING:
    from astropy.table import Table

_FORMS = ("dnde", "e2dnde", "norm", "flux", "eflux")
_NEEDED = {"norm": ("ref_dnde",), "flux": ("e_min", "e_max"), "eflux": ("e_min", "e_max")}


def read_sed(path: Path) -> SedPoints:
    """The points in a file. Raises DataError that names the file and the column."""
    table = _read_fits(path) if is_fits(path) else _read_ecsv(path)
    with foreign(path, "cannot be read as a table of a spectrum"):
        return _points(_File(path.name, canonical(table)))


def _read_ecsv(path: Path) -> Table:
    from astropy.table import Table

    hint = "expected ECSV (a header that begins with # %ECSV and names columns and units) or FITS"
    with foreign(path, "cannot be read as a table of a spectrum", hint):
        return Table.read(path, format="ascii.ecsv")


def _read_fits(path: Path) -> Table:
    from astropy.io import fits
    from astropy.table import Table

    with foreign(path, "cannot be read as FITS"), fits.open(path) as hdus:
        tables = [hdu for hdu in hdus if isinstance(hdu, fits.BinTableHDU)]
        tables.sort(key=lambda hdu: hdu.name != "FLUXPOINTS")
        for hdu in tables:
            table = Table.read(hdu)
            if holds_energies(table):
                return table
    raise DataError(f"{path.name}: no table with energies (e_ref, or e_min and e_max) in this file")


@dataclass(frozen=True, eq=False)
class _File:
    """A table whose columns are found whatever their case, with errors that say where."""

    name: str
    table: Any

    def column(self, name: str) -> Any:
        """The column of this name, None if there is none."""
        return next((self.table[key] for key in self.table.colnames if key.lower() == name), None)

    def has(self, *names: str) -> bool:
        return all(self.column(name) is not None for name in names)

    def meta(self, name: str) -> Any:
        return next((value for key, value in self.table.meta.items() if str(key).lower() == name.lower()), None)

    def values(self, name: str, unit: str = "") -> Array:
        """Numbers in `unit`, (n,) or (n, m); masked ones are NaN, all NaN without such a column."""
        column = self.column(name)
        if column is None:
            return np.full(len(self.table), np.nan)
        try:
            numbers = np.ma.filled(np.ma.asarray(column.data).astype(np.float64), np.nan)
        except (ValueError, TypeError) as error:
            raise DataError(f"{self.name}: column {name} does not hold numbers") from error
        return numbers * self._scale(name, str(column.unit or ""), unit) if unit else numbers

    def _scale(self, name: str, found: str, wanted: str) -> float:
        from astropy import units as u

        if not found:
            raise DataError(f"{self.name}: column {name} has no unit; give it one that converts to {wanted}")
        # Photons are counted, not measured: "ph cm-2 s-1" is "cm-2 s-1".
        plain = re.sub(r"\b(ph|photons?|counts?)\b\s*\*?", "", found).strip()
        plain = f"1 {plain}" if plain.startswith("/") else plain
        try:
            if wanted == "TeV":  # also from a frequency
                return float(np.real(u.Unit(plain).to(wanted, equivalencies=u.spectral())))
            return float(np.real(u.Unit(plain).to(wanted)))
        except (ValueError, TypeError) as error:
            raise DataError(f'{self.name}: the unit "{found}" of column {name} does not convert to {wanted}') from error


def _points(file: _File) -> SedPoints:
    form = _form(file)
    e_min, e_max = file.values("e_min", "TeV"), file.values("e_max", "TeV")
    e_ref = file.values("e_ref", "TeV") if file.has("e_ref") else np.sqrt(e_min * e_max)
    factor = _to_dnde(file, form, e_ref, e_min, e_max)
    unit = "" if form == "norm" else sed_unit(form).file_unit
    values = {suffix: file.values(form + suffix, unit) * factor for suffix in SUFFIXES}
    symmetric = values["_err"]
    kept = np.isfinite(e_ref) & (e_ref > 0) & (np.isfinite(values[""]) | np.isfinite(values["_ul"]))
    if not kept.any():
        raise DataError(f"{file.name}: no row has an energy together with a flux or a limit (columns e_ref, {form})")
    norm_scan, stat_scan = _profiles(file, form, factor)
    confidence = _confidence(file)
    return SedPoints(
        e_ref=e_ref[kept],
        e_min=e_min[kept],
        e_max=e_max[kept],
        dnde=values[""][kept],
        dnde_errn=_first_known(np.abs(values["_errn"]), symmetric)[kept],
        dnde_errp=_first_known(values["_errp"], symmetric)[kept],
        dnde_ul=values["_ul"][kept],
        is_ul=_limits(file, values)[kept],
        ul_confidence=confidence,
        dnde_scan=norm_scan[kept],
        stat_scan=stat_scan[kept],
        name=_name(file),
        citation=str(file.meta("reference_id") or file.meta("reference") or ""),
        is_curve=bool(file.meta("curve")),
    )


def _form(file: _File) -> str:
    """Which columns hold the flux: those of SED_TYPE, else the first form there is."""
    stated = str(file.meta("SED_TYPE") or "").strip().lower()
    forms = ("norm",) if stated == "likelihood" else (stated,) if stated in _FORMS else _FORMS
    form = next((form for form in (*forms, *_FORMS) if file.has(form, *_NEEDED.get(form, ()))), None)
    if form is None:
        raise DataError(
            f"{file.name}: no column with a flux; expected one of dnde, e2dnde, flux, eflux (the last two with e_min "
            "and e_max), or norm with ref_dnde"
        )
    if not file.has("e_ref") and not file.has("e_min", "e_max"):
        raise DataError(f"{file.name}: no energies; expected the column e_ref, or e_min and e_max")
    return form


def _to_dnde(file: _File, form: str, e_ref: Array, e_min: Array, e_max: Array) -> Array:
    """Factor from the form to dN/dE at e_ref, (n,)."""
    if form == "dnde":
        return np.ones_like(e_ref)
    if form == "e2dnde":
        return e_ref**-2.0
    if file.has("ref_dnde") and (form == "norm" or file.has(f"ref_{form}")):
        dnde = file.values("ref_dnde", sed_unit("dnde").file_unit)
        return dnde if form == "norm" else dnde / file.values(f"ref_{form}", sed_unit(form).file_unit)
    integral = 1.0 / e_min - 1.0 / e_max if form == "flux" else np.log(e_max / e_min)
    return e_ref**-2.0 / integral


def _limits(file: _File, values: dict[str, Array]) -> BoolArray:
    flags = file.column("is_ul")
    return np.isfinite(values["_ul"]) & (np.zeros(len(values[""]), dtype=bool) if flags is None else np.array(flags))


def _confidence(file: _File) -> float:
    """UL_CONF, or the keyword "cl" of naima; NaN where the file does not say."""
    keywords = file.meta("keywords")
    entry = keywords.get("cl") if isinstance(keywords, dict) else None
    stated = entry.get("value") if isinstance(entry, dict) else entry
    value = file.meta("UL_CONF") if stated is None else stated
    try:
        return float("nan") if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return float("nan")


def _first_known(values: Array, otherwise: Array) -> Array:
    return np.where(np.isfinite(values), values, otherwise)


def _profiles(file: _File, form: str, factor: Array) -> tuple[Array, Array]:
    """Profiles as dN/dE and −2 ln L, (n, n_scan); no columns where the table has none."""
    nothing = np.empty((len(factor), 0))
    stat = file.values("stat_scan") if file.has("stat_scan") else -2.0 * file.values("dloglike_scan")
    if stat.ndim != 2:
        return nothing, nothing
    if file.has("norm_scan", "ref_dnde"):
        scan = file.values("norm_scan")
        return scan * file.values("ref_dnde", sed_unit("dnde").file_unit)[:, None], stat
    if form != "norm" and file.has(f"{form}_scan"):
        return file.values(f"{form}_scan", sed_unit(form).file_unit) * factor[:, None], stat
    return nothing, nothing


def _name(file: _File) -> str:
    if label := file.meta("label"):
        return str(label)
    telescope = file.meta("telescope")
    stem = re.sub(r"\.(ecsv|fits|fit)(\.gz)?$", "", file.name)
    return f"{telescope}, {stem}" if telescope else stem
