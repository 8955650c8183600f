"""A curve as a table of a spectrum: what is known exactly, as the truth of a simulation."""

from __future__ import annotations

from pathlib import Path

from vhegui.core.sed.units import sed_unit
from vhegui.core.typing import Array


def write_curve(path: Path, energy: Array, dnde: Array, label: str) -> None:
    """Write dN/dE (cm⁻² s⁻¹ TeV⁻¹) at energies (TeV), both (n,), as ECSV, which `read_overlay` takes for a curve.

    >>> import numpy as np
    >>> from tempfile import TemporaryDirectory
    >>> from vhegui.core.sed.overlays import read_overlay
    >>> with TemporaryDirectory() as folder:
    ...     write_curve(Path(folder) / "crab.ecsv", np.array([1.0, 10.0]), np.array([3e-11, 1e-13]), "Crab, true")
    ...     curve = read_overlay(f"{folder}/crab.ecsv")
    >>> curve.label, curve.dnde.tolist(), curve.points
    ('Crab, true', [3e-11, 1e-13], None)
    """
    from astropy.table import Column, Table

    columns = {"e_ref": Column(energy, unit="TeV"), "dnde": Column(dnde, unit=sed_unit("dnde").file_unit)}
    meta = {"SED_TYPE": "dnde", "curve": True, "label": label}
    Table(columns, meta=meta).write(path, format="ascii.ecsv", overwrite=True)
