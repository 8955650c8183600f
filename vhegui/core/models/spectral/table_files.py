"""A template spectrum from a file: a table (ECSV, CSV or text) with columns of energy and dN/dE."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.models.spectral.tables import Template

if TYPE_CHECKING:
    from vhegui.core.typing import Array

ENERGY = ("energy", "e_ref", "e", "energies")
FLUX = ("dnde", "flux", "dnde_ref", "ref_dnde")
FACTOR = ("factor", "norm", "value", "transmission")
EXPECTED = "expected a column energy (TeV unless it has a unit) and a column dnde (cm-2 s-1 TeV-1) or factor"


def read_template(path: Path) -> Template:
    """The table in a file; of factors if it has a column "factor" in place of "dnde". Raises DataError."""
    columns = _columns(path)
    energy = _find(columns, ENERGY)
    flux = _find(columns, FLUX)
    factor = _find(columns, FACTOR)
    if energy is None or (flux is None and factor is None):
        raise DataError(f"{path.name}: {EXPECTED}; there are: {', '.join(columns) or 'none'}")
    try:
        x = _in(columns[energy], "TeV")
        y = _in(columns[flux], "cm-2 s-1 TeV-1") if flux else _in(columns[str(factor)], "")
        order = np.argsort(x)
        usable = np.isfinite(x[order]) & np.isfinite(y[order])
        return Template(tuple(x[order][usable].tolist()), tuple(y[order][usable].tolist()), is_norm=flux is None)
    except (ConfigError, ValueError, TypeError) as error:
        raise DataError(
            f"{path.name}: no table of a spectrum ({' '.join(str(error).split())[:200]}); {EXPECTED}"
        ) from None


def _columns(path: Path) -> dict[str, Any]:
    from astropy.table import Table

    form = "ascii.ecsv" if path.suffix.lower() == ".ecsv" else "ascii"
    with foreign(path, "cannot be read as a table", EXPECTED):
        table = Table.read(path, format=form)
    return {str(name).strip().lower(): table[name] for name in table.colnames}


def _find(columns: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The column of one of these names; CSV files may give a unit behind it, "energy [TeV]"."""
    return next((key for name in names for key in columns if key.partition("[")[0].strip() == name), None)


def _in(column: Any, unit: str) -> Array:
    """Numbers in `unit`: from the column's own unit, or one in brackets in its heading."""
    from astropy.units import Unit

    given = column.unit
    heading = str(column.name).partition("[")[2].rstrip("] ")
    if given is None and heading:
        given = Unit(heading)
    values = np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)
    return values * (float(np.real(Unit(str(given)).to(unit))) if given is not None and unit else 1.0)
