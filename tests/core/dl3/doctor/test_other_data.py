"""What is no DL3 data is named as what it is, by `info` and by `check`, and both fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from vhegui import cli
from vhegui.core.dl3.doctor.check import check
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.registry import is_response

ONE = np.array([1.0, 2.0])


def sky(shape: tuple[int, ...]) -> fits.ImageHDU:
    image = fits.ImageHDU(np.ones(shape, dtype=np.float32), name="COUNTS")
    image.header["CTYPE1"], image.header["CTYPE2"] = "RA---TAN", "DEC--TAN"
    return image


def table(name: str = "TABLE", header: dict[str, Any] | None = None, **columns: Any) -> fits.BinTableHDU:
    hdu = fits.BinTableHDU(Table(columns), name=name)
    for key, value in (header or {}).items():
        hdu.header[key] = value
    return hdu


OF_OGIP = {"HDUCLASS": "OGIP", "HDUCLAS1": "RESPONSE"}
OTHERS: list[tuple[str, Any, str]] = [
    ("points.fits", table("FLUXPOINTS", e_ref=ONE, dnde=ONE, dnde_err=ONE), "a table of flux points"),
    ("curve.fits", table("LIGHTCURVE", time_min=ONE, time_max=ONE, e_min=ONE, flux=ONE), "a light curve"),
    ("sources.fits", table(Source_Name=["a", "b"], RAJ2000=ONE, DEJ2000=ONE, Flux=ONE), "a catalogue of sources"),
    ("map.fits", sky((4, 4)), "a map of the sky"),
    ("cube.fits", sky((3, 4, 4)), "a cube of maps"),
    ("healpix.fits", table(header={"PIXTYPE": "HEALPIX", "NSIDE": 8}, SIGNAL=ONE), "a HEALPix map"),
    (
        "pha.fits",
        table("SPECTRUM", {"HDUCLAS1": "SPECTRUM"}, CHANNEL=np.array([1, 2]), COUNTS=np.array([1, 2])),
        "an OGIP spectrum",
    ),
    ("rmf.fits", table("MATRIX", OF_OGIP, ENERG_LO=ONE, ENERG_HI=ONE, F_CHAN=ONE, MATRIX=ONE), "a response of an OGIP"),
    ("ebounds.fits", table("EBOUNDS", OF_OGIP, CHANNEL=ONE, E_MIN=ONE, E_MAX=ONE), "a response of an OGIP spectrum"),
    (
        "arf.fits",
        table("SPECRESP", OF_OGIP, ENERG_LO=ONE, ENERG_HI=ONE, SPECRESP=ONE),
        "a response of an OGIP spectrum",
    ),
    ("points.ecsv", "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: e_ref}\ne_ref dnde\n1 2\n", "a table of flux points"),
    ("notes.md", "# Notes\nThe data are elsewhere.\n", "a text file"),
]


@pytest.mark.parametrize(("name", "content", "kind"), OTHERS)
@pytest.mark.parametrize("command", ["info", "check"])
def test_other_data_are_named_and_the_exit_code_is_not_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: Any, kind: str, command: str
) -> None:
    path = tmp_path / name
    if isinstance(content, str):
        path.write_text(content)
    else:
        fits.HDUList([fits.PrimaryHDU(), content]).writeto(path)
    assert cli.main([command, str(path)]) == 1
    said = capsys.readouterr().err
    assert f"no DL3 data, but {kind}" in said
    assert "conforms" not in said


def test_a_folder_of_other_data_is_named(tmp_path: Path) -> None:
    for name, content, _ in OTHERS[:3]:
        fits.HDUList([fits.PrimaryHDU(), content]).writeto(tmp_path / name)
    with pytest.raises(DataError, match=r"no DL3 data, but 3 other files \(curve.fits: a light curve\)"):
        check(tmp_path)


def test_an_index_of_data_with_maps_for_responses_names_them(folder: Path) -> None:
    with fits.open(folder / "hdu-index.fits.gz", memmap=False) as hdus:
        rows = hdus[1].data
        classes = ["edisp_kernel_map_reco" if c.strip() == "edisp_2d" else c for c in rows["HDU_CLASS"]]
        kept = [c for c in hdus[1].columns if c.name != "HDU_CLASS"]
        hdus[1] = fits.BinTableHDU.from_columns([*kept, fits.Column("HDU_CLASS", "40A", array=classes)])
        hdus.writeto(folder / "hdu-index.fits.gz", overwrite=True)
    assert "maps of the sky (edisp_kernel_map_reco), as HAWC has them" in open_store(folder).problems[7]
    assert cli.main(["check", str(folder)]) == 1


def test_the_bands_of_a_map_are_no_directional_cut(tmp_path: Path) -> None:
    bands = table("PSF_BANDS", CHANNEL=np.array([0, 1]), RAD_MIN=ONE, RAD_MAX=ONE, ENERGY=ONE)
    fits.HDUList([fits.PrimaryHDU(), sky((4, 4)), bands]).writeto(tmp_path / "psf.fits")
    assert not any(is_response(each) for each in FitsFile(tmp_path / "psf.fits"))
