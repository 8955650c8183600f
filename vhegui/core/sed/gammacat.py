"""The spectrum and the flux points of one source in the gamma-cat catalogue file (gammacat.fits.gz).

Its columns: spec_type "pl" (spec_pl_norm at spec_pl_e_ref, spec_pl_index), "pl2" (spec_pl2_flux above spec_pl2_e_min,
up to spec_pl2_e_max where given), "ecpl" (spec_ecpl_norm, _index, _e_cut, _e_ref); spec_erange_min/max; sed_e_ref,
sed_dnde, … of up to 40 points. The catalogue is not part of this program: github.com/gammapy/gamma-cat.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.catalogues.known_sources import plain
from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.points import SedPoints
from vhegui.core.typing import Array

# Assumed where the catalogue does not say over which energies (TeV) a spectrum was measured.
USUAL_RANGE = (0.3, 10.0)
FLUX, ENERGY, INTEGRAL = "cm-2 s-1 TeV-1", "TeV", "cm-2 s-1"


@dataclass(frozen=True, eq=False)
class CatalogueSpectrum:
    """What the catalogue says of one source: a model over `energy_range` (TeV) and points, each None if not there."""

    name: str
    model: SpectralModel | None
    energy_range: tuple[float, float]
    citation: str
    points: SedPoints | None


def read_gammacat(path: Path, source: str) -> CatalogueSpectrum:
    """The entry of a source, by any of its names. Raises DataError where there is none."""
    row = _find(path, source)
    kind = row.text("spec_type")
    readers = {"pl": _power_law, "pl2": _integral_power_law, "ecpl": _cutoff}
    model = readers[kind](row) if kind in readers else None
    points = _points(row)
    if model is None and points is None:
        raise DataError(f"{path.name}: {row.text('common_name')} has neither a spectrum nor flux points there")
    low, high = row.number("spec_erange_min", ENERGY), row.number("spec_erange_max", ENERGY)
    usual = points.energy_range if points is not None else USUAL_RANGE
    low, high = (low if np.isfinite(low) else usual[0]), (high if np.isfinite(high) else usual[1])
    citation = row.text("reference_id")
    return CatalogueSpectrum(row.text("common_name"), model, (low, max(high, 1.001 * low)), citation, points)


def source_names(path: Path) -> tuple[str, ...]:
    """Names of the sources that have a spectrum or flux points, in the order of the file."""
    table = _table(path)
    described = [str(kind).strip() not in ("none", "") for kind in table["spec_type"]]
    shown = np.array(described) | (np.asarray(table["sed_n_points"]) > 0)
    return tuple(str(name).strip() for name in table["common_name"][shown])


def _table(path: Path) -> Any:
    from astropy.table import Table

    with foreign(path, "cannot be read as a catalogue"):
        table = Table.read(path, hdu=1)
    if not {"common_name", "spec_type", "sed_n_points"} <= set(table.colnames):
        raise DataError(f"{path.name}: not the gamma-cat catalogue (no columns common_name, spec_type, sed_n_points)")
    return table


@dataclass(frozen=True, eq=False)
class _Row:
    file: str
    values: Any

    def text(self, name: str) -> str:
        value = self.values[name]
        return "" if np.ma.is_masked(value) else str(value).strip()

    def number(self, name: str, unit: str = "") -> float:
        return float(self.numbers(name, unit)[0])

    def numbers(self, name: str, unit: str = "") -> Array:
        """The column's numbers in `unit`, NaN where masked."""
        from astropy import units as u

        values = np.atleast_1d(np.ma.filled(np.ma.asarray(self.values[name]).astype(np.float64), np.nan))
        found = self.values.table[name].unit
        if not unit:
            return values
        if found is None:
            raise DataError(f"{self.file}: column {name} has no unit; expected one that converts to {unit}")
        return values * float(np.real(u.Unit(found).to(unit)))


def _find(path: Path, source: str) -> _Row:
    table, wanted = _table(path), plain(source)
    for row in table:
        names = [row["common_name"], *(row[key] for key in ("gamma_names", "fermi_names", "other_names"))]
        split = [part for name in names if not np.ma.is_masked(name) for part in str(name).split(",")]
        if wanted and wanted in {plain(part) for part in split}:
            return _Row(path.name, row)
    raise DataError(f"{path.name}: no source {source!r} in this catalogue; use a name it has, such as 'Crab nebula'")


def _with(kind: str, values: dict[str, float], errors: dict[str, float]) -> SpectralModel | None:
    if not all(np.isfinite(value) for value in values.values()):
        return None
    model = default_spectrum(kind)
    for name, value in values.items():
        error = errors.get(name, 0.0)
        model = model.with_parameter(name, value=value, error=error if np.isfinite(error) else 0.0)
    return model


def _power_law(row: _Row) -> SpectralModel | None:
    values = {
        "amplitude": row.number("spec_pl_norm", FLUX),
        "index": row.number("spec_pl_index"),
        "reference": row.number("spec_pl_e_ref", ENERGY),
    }
    errors = {"amplitude": row.number("spec_pl_norm_err", FLUX), "index": row.number("spec_pl_index_err")}
    return _with("power_law", values, errors)


def _integral_power_law(row: _Row) -> SpectralModel | None:
    """N at e_min from the flux between e_min and e_max: F (Γ − 1) / (e_min (1 − (e_max/e_min)^(1 − Γ)))."""
    flux, index = row.number("spec_pl2_flux", INTEGRAL), row.number("spec_pl2_index")
    low, high = row.number("spec_pl2_e_min", ENERGY), row.number("spec_pl2_e_max", ENERGY)
    missing = (high / low) ** (1.0 - index) if np.isfinite(high) else 0.0
    amplitude = flux * (index - 1.0) / (low * (1.0 - missing))
    relative = row.number("spec_pl2_flux_err", INTEGRAL) / flux
    values = {"amplitude": amplitude, "index": index, "reference": low}
    return _with("power_law", values, {"amplitude": relative * amplitude, "index": row.number("spec_pl2_index_err")})


def _cutoff(row: _Row) -> SpectralModel | None:
    cut, cut_error = row.number("spec_ecpl_e_cut", ENERGY), row.number("spec_ecpl_e_cut_err", ENERGY)
    values = {
        "amplitude": row.number("spec_ecpl_norm", FLUX),
        "index": row.number("spec_ecpl_index"),
        "reference": row.number("spec_ecpl_e_ref", ENERGY),
        "lambda_": 1.0 / cut,
    }
    errors = {
        "amplitude": row.number("spec_ecpl_norm_err", FLUX),
        "index": row.number("spec_ecpl_index_err"),
        "lambda_": cut_error / cut**2,
    }
    return _with("exp_cutoff_power_law", values, errors)


def _points(row: _Row) -> SedPoints | None:
    energy = row.numbers("sed_e_ref", ENERGY)
    flux = {s: row.numbers(f"sed_dnde{s}", FLUX) for s in ("", "_err", "_errn", "_errp", "_ul")}
    kept = np.isfinite(energy) & (np.isfinite(flux[""]) | np.isfinite(flux["_ul"]))
    if not kept.any():
        return None
    errors = {end: np.where(np.isfinite(flux[end]), np.abs(flux[end]), flux["_err"]) for end in ("_errn", "_errp")}
    return SedPoints(
        e_ref=energy[kept],
        e_min=row.numbers("sed_e_min", ENERGY)[kept],
        e_max=row.numbers("sed_e_max", ENERGY)[kept],
        dnde=flux[""][kept],
        dnde_errn=errors["_errn"][kept],
        dnde_errp=errors["_errp"][kept],
        dnde_ul=flux["_ul"][kept],
        is_ul=(np.isfinite(flux["_ul"]) & ~np.isfinite(flux[""]))[kept],
        ul_confidence=float("nan"),
        dnde_scan=np.empty((int(kept.sum()), 0)),
        stat_scan=np.empty((int(kept.sum()), 0)),
        name=row.text("common_name"),
        citation=row.text("sed_reference_id"),
    )
