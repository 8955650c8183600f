"""Any table with positions is a catalogue, whatever its form, frame and words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.table import Table

from vhegui.core.catalogues.user_tables import read_catalogue
from vhegui.core.errors import DataError

CRAB = SkyCoord(83.633, 22.0145, unit="deg")
FORMS = {"fits": "fits", "ecsv": "ascii.ecsv", "vot": "votable", "csv": "ascii.csv"}


@pytest.mark.parametrize("ending", FORMS)
def test_forms_and_units(tmp_path: Path, ending: str) -> None:
    table = Table({"Source_Name": ["Crab", "Other"]})
    table["RAJ2000"], table["DEJ2000"] = [83.633, 10.0] * u.deg, [22.0145, -5.0] * u.deg
    table["Extension"] = [12.0, np.nan] * u.arcmin
    table.write(tmp_path / f"mine.{ending}", format=FORMS[ending])
    other, crab = read_catalogue(tmp_path / f"mine.{ending}").sources
    assert (crab.name, crab.ra, crab.dec) == ("Crab", pytest.approx(83.633), pytest.approx(22.0145))
    assert crab.size == pytest.approx(12.0 if ending == "csv" else 0.2)  # CSV has no units
    assert np.isnan(other.size)


def test_galactic_positions_without_names_are_numbered(tmp_path: Path) -> None:
    Table({"GLON": [CRAB.galactic.l.deg], "GLAT": [CRAB.galactic.b.deg]}).write(tmp_path / "plane.ecsv")
    (source,) = read_catalogue(tmp_path / "plane.ecsv").sources
    assert (source.name, source.ra, source.dec) == ("1", pytest.approx(83.633), pytest.approx(22.0145))


def test_sizes_of_gamma_cat(data: Path) -> None:
    found = read_catalogue(data / "gammacat" / "gammacat.fits.gz")
    velar = found.find("Vela X")
    assert velar is not None and 0.2 < velar.size < 1.0


def test_a_table_without_positions_names_its_columns(tmp_path: Path) -> None:
    Table({"energy": [1.0], "dnde": [2.0]}).write(tmp_path / "sed.ecsv")
    with pytest.raises(DataError, match=r"sed.ecsv.*positions.*energy, dnde"):
        read_catalogue(tmp_path / "sed.ecsv")
