"""Small response tables, and the path from memory through FITS and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from astropy.io import fits

from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.irf.registry import read_irf


@pytest.fixture
def as_table(tmp_path: Path) -> Callable[[fits.BinTableHDU], Table]:
    """Function: an astropy HDU → the table our reader makes of it after a trip to disk."""

    def convert(hdu: fits.BinTableHDU) -> Table:
        path = tmp_path / "response.fits"
        fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(path, overwrite=True)
        return next(table for table in FitsFile(path) if table.is_table)

    return convert


@pytest.fixture(scope="session")
def responses(data: Path) -> dict[str, dict[str, Any]]:
    """Real responses by instrument and role."""
    files = {
        "hess_run23523": data / "hess-dl3-dr1/data/hess_dl3_dr1_obs_id_023523.fits.gz",
        "magic_5029747": next((data / "magic/rad_max/data").glob("*05029747*.fits")),
        "cta_prod5_south": next((data / "cta-caldb").glob("Prod5-South*.fits.gz")),
        "hess_run20136": data / "hess-dl3-dr1/data/hess_dl3_dr1_obs_id_020136.fits.gz",
    }
    found: dict[str, dict[str, Any]] = {}
    for name, path in files.items():
        tables = [t for t in FitsFile(path) if t.header.get("HDUCLAS1") == "RESPONSE"]
        found[name] = {role: irf for role, irf, _ in map(read_irf, tables) if irf is not None}
    return found
