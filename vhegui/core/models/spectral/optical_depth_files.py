"""Where optical depths come from: the published tables of the package `ebltable`, or a file of one's own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.models.spectral.optical_depth import OpticalDepth, optical_depth

if TYPE_CHECKING:
    from vhegui.core.typing import Array

_FILE_FORMATS = (
    "a FITS table model of XSPEC (HDUs PARAMETERS, ENERGIES, SPECTRA), a FITS file of ebltable (TAU_VS_Z, ENERGIES), "
    "or a table (ECSV, CSV, FITS) with the columns energy, redshift and tau, one row a grid point"
)


@lru_cache(maxsize=16)
def published_optical_depth(name: str) -> OpticalDepth:
    """The table that `ebltable` calls `name`, read once (50–100 ms)."""
    try:
        from ebltable.tau_from_model import OptDepth
    except ImportError:
        raise ConfigError("EBL absorption needs the package ebltable; install it: pip install ebltable") from None
    table = OptDepth.readmodel(name)
    redshift, tau = np.asarray(table.y), np.asarray(table.Z)
    rising = np.concatenate([[True], np.diff(redshift) > 0])
    return optical_depth(10.0 ** np.asarray(table.x) / 1e3, redshift[rising], tau[:, rising], f"ebltable's {name}")


@lru_cache(maxsize=16)
def optical_depth_of_file(path: str) -> OpticalDepth:
    """A user's own table, read once a path; `DataError` says what is missing."""
    if not Path(path).is_file():
        raise DataError(f"EBL table {path!r} is neither a known model nor a file; give the path of a table of τ")
    with foreign(Path(path), "no table of optical depths", f"what is read: {_FILE_FORMATS}"):
        energy, redshift, tau = _read(path)
        return optical_depth(energy, redshift, tau, path)


def _read(path: str) -> tuple[Array, Array, Array]:
    from astropy.io import fits
    from astropy.table import Table

    with open(path, "rb") as file:
        start = file.read(6)
    if start != b"SIMPLE" and not start.startswith(b"\x1f\x8b"):
        return _from_rows(Table.read(path))
    with fits.open(path) as hdus:
        names = [str(row[1]) for row in hdus.info(output=False) or ()]
        if "SPECTRA" in names:
            return _from_xspec(hdus)
        if "TAU_VS_Z" in names:
            energies, depths = Table.read(hdus["ENERGIES"]), Table.read(hdus["TAU_VS_Z"])
            tau = np.asarray(depths["OPT_DEPTH"]).T
            return _in_tev(energies["ENERGY"], "GeV"), np.asarray(depths["REDSHIFT"]), tau
        return _from_rows(Table.read(hdus[1]))


def _from_xspec(hdus: Any) -> tuple[Array, Array, Array]:
    """Transmissions of an XSPEC table model (OGIP 92-009): energies are in keV, each value belongs to a bin.

    Transmissions are single precision, so that τ is good to 6·10⁻⁸ and stops at 87.3 (10⁻³⁸).
    """
    parameters, energies, spectra = (hdus[name].data for name in ("PARAMETERS", "ENERGIES", "SPECTRA"))
    if len(parameters) != 1:
        raise ValueError(f"a table model of {len(parameters)} parameters; only the redshift is understood")
    unit = hdus["ENERGIES"].columns["ENERG_LO"].unit
    low, high = (_in_tev(np.asarray(energies[name]), unit or "keV") for name in ("ENERG_LO", "ENERG_HI"))
    redshift = np.asarray(spectra["PARAMVAL"], dtype=np.float64).reshape(-1)
    order = np.argsort(redshift)
    transmission = np.clip(np.asarray(spectra["INTPSPEC"], dtype=np.float64), 1.1754944e-38, 1.0)
    return np.sqrt(low * high), redshift[order], -np.log(transmission[order]).T + 0.0


def _from_rows(table: Any) -> tuple[Array, Array, Array]:
    """One row a grid point, any order: columns energy (TeV without a unit), redshift, tau."""
    columns = {str(name).lower(): table[name] for name in table.colnames}
    missing = [name for name in ("energy", "redshift", "tau") if name not in columns]
    if missing:
        raise ValueError(f"column {missing[0]} is missing, there are: {', '.join(table.colnames)}")
    energy, i = np.unique(_in_tev(columns["energy"], "TeV"), return_inverse=True)
    redshift, j = np.unique(np.asarray(columns["redshift"], dtype=np.float64), return_inverse=True)
    tau = np.full((len(energy), len(redshift)), np.nan)
    tau[i, j] = np.asarray(columns["tau"], dtype=np.float64)
    if np.any(np.isnan(tau)):
        raise ValueError("the rows do not fill a grid of energies × redshifts")
    return energy, redshift, tau


def _in_tev(column: Any, default: str) -> Array:
    from astropy.units import Unit

    factor = float(np.real(Unit(getattr(column, "unit", None) or default).to("TeV")))
    return np.asarray(getattr(column, "value", column), dtype=np.float64) * factor
