"""The user's own source catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.table import Table

from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.catalogues.user_tables import read_catalogue
from vhegui.core.errors import DataError


def test_gamma_cat_is_read_with_names_aliases_classes_and_fluxes(data: Path) -> None:
    catalogue = read_catalogue(data / "gammacat" / "gammacat.fits.gz")
    assert len(catalogue) == 162
    crab = catalogue.find("TeV J0534+220") or catalogue.find("crab")
    assert crab is not None
    assert (crab.ra, crab.dec) == pytest.approx((83.6331, 22.0145), abs=1e-3)
    assert crab.kind == "pwn"
    assert crab.crab == pytest.approx(1.09, abs=0.01)
    assert "SN 1054" in crab.aliases
    known = [source.name for source in all_sources().sources if catalogue.find(source.name)]
    assert len(known) > 100


def save(path: Path, **columns: Any) -> Path:
    Table(columns).write(path, overwrite=True)
    return path


def test_a_table_in_other_words_is_read_and_rows_without_a_place_or_name_are_left_out(tmp_path: Path) -> None:
    path = save(
        tmp_path / "mine.fits",
        Source_Name=["A", "B", "", "D"],
        RAJ2000=np.array([-10.0, np.nan, 5.0, 7.0]),
        DEJ2000=np.array([1.0, 2.0, 3.0, 95.0]),
    )
    table = read_catalogue(path)
    assert [(source.name, source.ra, source.dec) for source in table.sources] == [("A", 350.0, 1.0)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name,ra,dec\nCrab,05:34:31.94,+22:00:52.2\n"),
        ("a.csv", "name, ra, dec\nCrab, 05h34m31.94s, 22d00m52.2s\n"),
        ("a.csv", "dec,name,ra\n22 00 52.2,Crab,05 34 31.94\n"),
        ("a.csv", "name,ra,dec\nCrab,83.633083,22.0145\n"),
        ("a.ecsv", '# %ECSV 1.0\n# ---\n# schema: astropy-2.0\nname ra dec\nCrab "05 34 31.94" 22:00:52.2\n'),
        ("a.ecsv", "# %ECSV 1.0\n# ---\n# delimiter: ','\nname,ra,dec\nCrab,83.633083,22.0145\n"),
    ],
)
def test_positions_of_text_files_may_be_sexagesimal(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    (source,) = read_catalogue(tmp_path / name).sources
    assert (source.name, source.ra, source.dec) == ("Crab", pytest.approx(83.633083), pytest.approx(22.0145))


def test_a_csv_file_needs_names_and_positions_only(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("# my list\nname,ra,dec\nA,10,-5\n")
    (source,) = read_catalogue(tmp_path / "mine.csv").sources
    assert (source.name, source.ra, source.dec, source.kind) == ("A", 10.0, -5.0, "")


def test_sources_of_a_csv_file_without_a_position_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("name,ra,dec\nA,10,-5\nB,nan,22\nC,83.2,\n")
    assert [source.name for source in read_catalogue(tmp_path / "mine.csv").sources] == ["A"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "name,ra\nA,3\n", "no columns with positions .* name, ra"),
        ("a.csv", "name,ra,dec\nA,3,north\n", "A: 'north' is not a coordinate"),
        ("a.csv", "name,ra,dec\n", "no source"),
        ("a.fits", "no fits", "not a FITS file"),
        ("a.txt", "", "name the columns"),
    ],
)
def test_a_file_that_is_no_catalogue_is_named_with_what_it_lacks(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=said) as error:
        read_catalogue(tmp_path / name)
    assert name in str(error.value)


def test_a_table_without_positions_is_refused(tmp_path: Path, data: Path) -> None:
    with pytest.raises(DataError, match="positions"):
        read_catalogue(save(tmp_path / "x.fits", name=["A"], ra=[1.0]))
    with pytest.raises(DataError, match="hdu-index"):
        read_catalogue(data / "hess-dl3-dr1" / "hdu-index.fits.gz")
