"""Map data sets of gammapy's form: what is read is what was written, and what is missing is named."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.io import fits

from tests.support.map_dataset import RAD, RECO, TRUE, write_map_dataset
from vhegui import cli
from vhegui.core.cubes.dataset_file import OffCounts, write_dataset
from vhegui.core.cubes.dataset_reading import read_dataset
from vhegui.core.errors import DataError

CRAB = (83.633, 22.014)
TT_MINUS_UTC = 64.184  # s, at MJD 51544


def test_a_data_set_of_the_peer_is_read(tmp_path):
    data = write_map_dataset(tmp_path / "peer.fits.gz")
    file = read_dataset(tmp_path / "peer.fits.gz")
    cube = file.cube
    assert file.notes == ()
    assert np.array_equal(cube.counts, data["COUNTS"])
    assert np.array_equal(cube.background, data["BACKGROUND"])
    assert cube.exposure == pytest.approx(1e4 * data["EXPOSURE"], rel=1e-6)
    assert np.array_equal(cube.safe, data["MASK_SAFE"] == 1)
    assert cube.geometry.reco.edges == pytest.approx(RECO)
    assert cube.geometry.true.edges == pytest.approx(TRUE)
    assert cube.geometry.grid.frame == "galactic"
    assert cube.geometry.grid.pixel_of(*CRAB) in {(14, 19), (14, 20), (15, 19), (15, 20)}
    assert (cube.name, cube.runs, cube.livetime) == ("made up", (23523, 23526), 1700.0)
    assert cube.ontime == pytest.approx(1800.0, abs=1e-5)
    assert (cube.gti - 51544.0) * 86400.0 == pytest.approx(TT_MINUS_UTC + np.array([[100.0, 1900.0]]), abs=1e-4)
    psf = cube.psf.at(*CRAB)
    assert psf.radii == pytest.approx(RAD)
    assert psf.contained[:, -1] == pytest.approx(1.0, abs=1e-5)
    assert psf.containment_radius(0.393) == pytest.approx(0.1, abs=0.002)


def test_dispersion_against_migra_becomes_matrices(tmp_path):
    write_map_dataset(tmp_path / "migra.fits", migra=True)
    write_map_dataset(tmp_path / "matrices.fits")
    migra, matrices = (read_dataset(tmp_path / f"{name}.fits").cube.edisp.at(*CRAB) for name in ("migra", "matrices"))
    assert migra == pytest.approx(matrices, abs=1e-3)


@pytest.mark.parametrize("ending", [".fits", ".fits.gz"])
def test_a_cube_is_read_as_it_was_written(tmp_path, ending):
    write_map_dataset(tmp_path / "peer.fits")
    cube = read_dataset(tmp_path / "peer.fits").cube
    write_dataset(cube, tmp_path / f"again{ending}")
    file = read_dataset(tmp_path / f"again{ending}")
    again = file.cube
    assert file.notes == ()
    assert again.geometry.grid == cube.geometry.grid
    assert again.geometry.reco.edges.tolist() == cube.geometry.reco.edges.tolist()
    for name in ("counts", "background", "safe"):
        assert np.array_equal(getattr(again, name), getattr(cube, name)), name
    assert again.exposure == pytest.approx(cube.exposure, rel=1e-6)
    assert again.psf.contained == pytest.approx(cube.psf.contained, abs=1e-6)
    assert again.psf.exposure == pytest.approx(cube.psf.exposure, rel=1e-6)
    assert np.array_equal(again.edisp.matrices, cube.edisp.matrices)
    assert (again.name, again.runs, again.livetime) == (cube.name, cube.runs, cube.livetime)
    assert again.gti == pytest.approx(cube.gti, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("BACKGROUND", "every count is excess"),
        ("EXPOSURE", "nothing can be said about fluxes"),
        ("PSF", "point spread function"),
        ("EDISP", "taken for the true ones"),
        ("MASK_SAFE", "every bin is used"),
        ("GTI", "not known"),
        ("PSF_EXPOSURE", "weigh the same"),
    ],
)
def test_what_is_missing_is_named_with_what_it_means(tmp_path, name, effect):
    write_map_dataset(tmp_path / "part.fits", left_out=(name,) if name != "EXPOSURE" else ("EXPOSURE", "PSF", "EDISP"))
    file = read_dataset(tmp_path / "part.fits")
    assert any(note.hdu == name and effect in str(note) for note in file.notes)
    assert file.cube.counts.sum() > 0


def test_without_counts_there_is_no_cube(tmp_path):
    write_map_dataset(tmp_path / "part.fits", left_out=("COUNTS",))
    with pytest.raises(DataError, match=r'part\.fits: there is no image "COUNTS"'):
        read_dataset(tmp_path / "part.fits")


def test_off_counts_with_acceptances_are_a_background(tmp_path):
    write_map_dataset(tmp_path / "peer.fits")
    cube = read_dataset(tmp_path / "peer.fits").cube
    acceptance_off = np.full(cube.counts.shape, 8.0, np.float32)
    acceptance_off[:, 0] = 0.0
    off = OffCounts(np.full_like(acceptance_off, 20.0), np.full_like(acceptance_off, 2.0), acceptance_off)
    write_dataset(cube, tmp_path / "off.fits", off)
    again = read_dataset(tmp_path / "off.fits")
    assert (again.cube.background[:, 1:] == 5.0).all()
    assert (again.cube.background[:, 0] == 0.0).all()
    assert [note.hdu for note in again.notes] == ["COUNTS_OFF"]


def test_a_psf_of_other_energies_is_not_used(tmp_path):
    """As of instruments that bin in something else than energy."""
    write_map_dataset(tmp_path / "peer.fits")
    with fits.open(tmp_path / "peer.fits") as hdus:
        for name in ("ENERGY_TRUE", "ENERGY_TRUE_MIN", "ENERGY_TRUE_MAX"):
            hdus["PSF_BANDS"].data[name] *= 2.0
        hdus.writeto(tmp_path / "other.fits")
    file = read_dataset(tmp_path / "other.fits")
    assert file.cube.psf is None
    assert [note.hdu for note in file.notes] == ["PSF"]


def test_what_a_map_says_nothing_about_is_nothing(tmp_path):
    write_map_dataset(tmp_path / "peer.fits")
    with fits.open(tmp_path / "peer.fits") as hdus:
        hdus["BACKGROUND"].data[0, 3, 4] = np.nan
        hdus.writeto(tmp_path / "gaps.fits")
    assert read_dataset(tmp_path / "gaps.fits").cube.background[0, 3, 4] == 0.0


def test_maps_that_do_not_fit_together_are_refused(tmp_path):
    write_map_dataset(tmp_path / "peer.fits")
    with fits.open(tmp_path / "peer.fits") as hdus:
        hdus["BACKGROUND"].header["CRVAL1"] += 1.0
        hdus.writeto(tmp_path / "shifted.fits")
    with pytest.raises(DataError, match='HDU "BACKGROUND": its pixels or energies are not those of COUNTS'):
        read_dataset(tmp_path / "shifted.fits")


def test_info_says_what_a_data_set_holds_and_what_is_missing(tmp_path, capsys):
    write_map_dataset(tmp_path / "part.fits", left_out=("PSF",))
    assert cli.main(["info", str(tmp_path / "part.fits")]) == 0
    said = capsys.readouterr().out
    assert "40 × 30 pixels of 0.05 deg (CAR, galactic); 3 bins of reconstructed energies 1–10 TeV" in said
    assert "This is a map data set" in said
    assert "runs 23523, 23526; 0.47 h live" in said
    assert 'HDU "PSF": it is missing' in said


def test_a_table_of_energies_that_is_missing_is_named(tmp_path):
    write_map_dataset(tmp_path / "peer.fits")
    with fits.open(tmp_path / "peer.fits") as hdus:
        fits.HDUList([hdu for hdu in hdus if hdu.name != "COUNTS_BANDS"]).writeto(tmp_path / "bare.fits")
    with pytest.raises(DataError, match='its table of bands, "COUNTS_BANDS", is missing'):
        read_dataset(tmp_path / "bare.fits")
