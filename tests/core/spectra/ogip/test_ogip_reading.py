"""OGIP files as programs really write them: what has one right meaning is read, what was assumed is said."""

from __future__ import annotations

import gzip
import shutil

import numpy as np
import pytest
from astropy.io import fits
from ogip_files import change, made_up_spectrum, with_columns

from vhegui.core.errors import DataError
from vhegui.core.spectra.ogip import read_ogip, rows_of, write_ogip

SPECTRUM = made_up_spectrum()


@pytest.fixture
def files(tmp_path):
    """Files of a spectrum by kind."""
    return dict(zip(("pha", "bkg", "arf", "rmf"), write_ogip(SPECTRUM, tmp_path / "CTAO"), strict=True))


def header(path, hdu="SPECTRUM", **cards):
    def edit(table):
        for key, value in cards.items():
            if value is None:
                table.header.remove(key, ignore_missing=True)
            else:
                table.header[key] = value

    change(path, hdu, edit)


def says(found, text):
    return any(text in str(note) for note in found.notes)


def test_rates_become_counts_again(files):
    rate = (SPECTRUM.counts / SPECTRUM.livetime).astype(np.float32)
    with_columns(files["pha"], "SPECTRUM", drop=("COUNTS",), RATE=("E", rate))
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.counts, SPECTRUM.counts)
    assert says(found, "RATE × EXPOSURE, rounded")
    header(files["pha"], EXPOSURE=None)
    with pytest.raises(DataError, match="no EXPOSURE"):
        read_ogip(files["pha"])


def test_scales_in_the_header_give_alpha_with_areas_and_exposures(files):
    for kind, backscal, areascal, exposure in (("pha", 0.1, 1.0, 1000.0), ("bkg", 0.4, 0.5, 4000.0)):
        with_columns(files[kind], "SPECTRUM", drop=("BACKSCAL",))
        header(files[kind], BACKSCAL=backscal, AREASCAL=areascal, EXPOSURE=exposure)
    assert np.allclose(read_ogip(files["pha"]).spectrum.alpha, 0.1 * 1000.0 / (0.4 * 0.5 * 4000.0))


def test_areascal_scales_what_is_predicted_too(files):
    """OGIP 92-007: a model is folded with the response times AREASCAL, one number or one a channel."""
    flux = SPECTRUM.true.centres**-2.0
    header(files["pha"], AREASCAL=0.5)
    assert np.allclose(flux @ read_ogip(files["pha"]).spectrum.response, 0.5 * (flux @ SPECTRUM.response))
    scale = np.linspace(0.2, 1.0, 12)
    with_columns(files["pha"], "SPECTRUM", AREASCAL=("D", scale))
    assert np.allclose(flux @ read_ogip(files["pha"]).spectrum.response, scale * (flux @ SPECTRUM.response))


def test_only_channels_of_quality_0_are_safe_whatever_their_format(files):
    with_columns(files["pha"], "SPECTRUM", QUALITY=("K", np.array([5, 2, 1, 0] * 3)))
    assert list(np.flatnonzero(read_ogip(files["pha"]).spectrum.safe)) == [3, 7, 11]


def test_a_threshold_in_the_header_counts_where_there_is_no_quality(files):
    with_columns(files["pha"], "SPECTRUM", drop=("QUALITY",))
    header(files["pha"], ETHRESH=float(SPECTRUM.reco.edges[5]))
    found = read_ogip(files["pha"])
    assert list(np.flatnonzero(found.spectrum.safe)) == list(range(5, 12))
    assert says(found, "ETHRESH")


@pytest.mark.parametrize("tlmin", [None, 1])
def test_channels_may_count_from_1_with_or_without_tlmin(files, tlmin):
    for kind in ("pha", "bkg", "rmf"):
        for hdu in ("SPECTRUM", "EBOUNDS") if kind != "rmf" else ("EBOUNDS",):
            change(files[kind], hdu, lambda table: table.data["CHANNEL"].__iadd__(1))

    def shift(table):
        for row in table.data["F_CHAN"]:
            row += 1

    change(files["rmf"], "MATRIX", shift)
    header(files["rmf"], "MATRIX", TLMIN4=tlmin, TLMAX4=None)
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.edisp, SPECTRUM.edisp)
    assert np.array_equal(found.spectrum.counts, SPECTRUM.counts)
    assert found.notes == ()


def test_without_tlmin_channels_from_0_are_taken_as_ebounds_has_them(files):
    header(files["rmf"], "MATRIX", TLMIN4=None)
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.edisp, SPECTRUM.edisp)
    assert says(found, "TLMIN4 is missing")


def test_a_spectrum_whose_channels_count_differently_is_matched_in_order(files):
    for kind in ("pha", "bkg"):
        change(files[kind], "SPECTRUM", lambda table: table.data["CHANNEL"].__iadd__(1))
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.counts, SPECTRUM.counts)
    assert says(found, "matched in order")


def test_areas_in_square_metres_and_energies_without_unit(files):
    def to_m2(table):
        table.data["SPECRESP"] /= 1e4
        table.columns["SPECRESP"].unit = "m**2"

    change(files["arf"], "SPECRESP", to_m2)
    change(files["arf"], "SPECRESP", lambda table: setattr(table.columns["ENERG_LO"], "unit", ""))
    found = read_ogip(files["pha"])
    assert np.allclose(found.spectrum.exposure, SPECTRUM.exposure)
    assert says(found, "keV is assumed")


def test_a_full_response_matrix_needs_no_area_file(files):
    area = SPECTRUM.exposure / SPECTRUM.livetime
    full = (SPECTRUM.edisp * area[:, None]).astype(np.float64)
    fixed = {"N_GRP": ("I", np.ones(16)), "F_CHAN": ("I", np.zeros(16)), "N_CHAN": ("I", np.full(16, 12))}
    with_columns(files["rmf"], "MATRIX", **fixed, MATRIX=("12D", full))
    header(files["rmf"], "MATRIX", HDUCLAS3="FULL")
    header(files["pha"], ANCRFILE="NONE")
    found = read_ogip(files["pha"]).spectrum
    assert np.allclose(found.response, SPECTRUM.response)
    header(files["rmf"], "MATRIX", HDUCLAS3="REDIST")
    with pytest.raises(DataError, match="name the ARF file"):
        read_ogip(files["pha"])


def test_files_are_found_beside_the_spectrum_compressed_or_moved(files):
    files["rmf"].with_name(files["rmf"].name + ".gz").write_bytes(gzip.compress(files["rmf"].read_bytes()))
    files["rmf"].unlink()
    header(files["pha"], ANCRFILE=f"/home/nobody/{files['arf'].name}[SPECRESP]")
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.edisp, SPECTRUM.edisp)
    assert says(found, "beside it is taken")


@pytest.mark.parametrize(("kind", "key"), [("bkg", "BACKFILE"), ("rmf", "RESPFILE"), ("arf", "ANCRFILE")])
def test_a_missing_file_is_named_and_another_can_be_given(files, kind, key):
    moved = files[kind].with_name("moved.fits")
    shutil.move(files[kind], moved)
    with pytest.raises(DataError, match=f"{files[kind].name}.*{key}"):
        read_ogip(files["pha"])
    given = {{"bkg": "background"}.get(kind, kind): moved}
    assert np.array_equal(read_ogip(files["pha"], **given).spectrum.alpha, SPECTRUM.alpha)


def test_without_a_redistribution_reconstructed_is_true_energy(files):
    header(files["pha"], RESPFILE="none")
    found = read_ogip(files["pha"])
    assert says(found, "reconstructed energy is true energy")
    inside = (SPECTRUM.true.edges[:-1] >= 0.1) & (SPECTRUM.true.edges[1:] <= 30.0)
    assert np.allclose(found.spectrum.edisp.sum(axis=1)[inside], 1.0)


def test_the_instrument_is_the_telescope_or_else_the_folder(files):
    assert read_ogip(files["pha"]).spectrum.instrument == "CTAO"
    header(files["pha"], TELESCOP="UNKNOWN", INSTRUME="LAT")
    assert read_ogip(files["pha"]).spectrum.instrument == "LAT"
    header(files["pha"], TELESCOP=None, INSTRUME="DUMMY")
    assert read_ogip(files["pha"]).spectrum.instrument == "CTAO"


def test_a_file_of_many_spectra_is_read_row_by_row(files):
    twice = np.array([SPECTRUM.counts, 2 * SPECTRUM.counts])
    columns = [
        fits.Column("SPEC_NUM", "I", array=[1, 2]),
        fits.Column("CHANNEL", "12I", array=np.tile(np.arange(12), (2, 1))),
        fits.Column("COUNTS", "12J", array=twice),
        fits.Column("EXPOSURE", "D", array=[100.0, 200.0]),
        fits.Column("BACKSCAL", "D", array=[1.0, 1.0]),
        fits.Column("BACKFILE", "40A", array=[files["bkg"].name, "none"]),
    ]
    many = fits.BinTableHDU.from_columns(columns, name="SPECTRUM")
    many.header.update({"AREASCAL": 1.0, "RESPFILE": files["rmf"].name, "ANCRFILE": files["arf"].name})
    path = files["pha"].with_name("many.pha2")
    many.writeto(path)
    assert rows_of(path) == (1, 2)
    assert rows_of(files["pha"]) == (0,)
    first, second = (read_ogip(f"{path}{{{row}}}").spectrum for row in rows_of(path))
    assert np.array_equal(second.counts, 2 * first.counts)
    assert (first.livetime, second.livetime) == (100.0, 200.0)
    assert first.alpha.max() > 0 and not second.alpha.any()
    assert (first.name, second.name) == ("many_1", "many_2")
    with pytest.raises(DataError, match="holds 2 spectra"):
        read_ogip(path)


def test_a_background_that_calls_itself_total_and_an_exposure_in_the_area_are_noted(data):
    spectra = data / "joint-crab" / "spectra"
    assert says(read_ogip(spectra / "fact" / "pha_stacked.fits"), "HDUCLAS2 of the background")
    assert says(read_ogip(spectra / "fermi" / "pha_obs0.fits"), "EXPOSURE is 1 s")


def test_an_axis_that_begins_at_0_is_mended_and_noted(files):
    for kind, hdu in (("arf", "SPECRESP"), ("rmf", "MATRIX")):
        change(files[kind], hdu, lambda table: table.data["ENERG_LO"].__setitem__(0, 0.0))
    found = read_ogip(files["pha"])
    assert says(found, "begins at 0")
    assert found.spectrum.true.edges[0] == pytest.approx(SPECTRUM.true.edges[1] / 10)


def test_rows_that_add_up_to_more_than_1_are_used_and_noted(files):
    def double(table):
        for row in table.data["MATRIX"]:
            row *= 2.0

    change(files["rmf"], "MATRIX", double)
    found = read_ogip(files["pha"])
    assert says(found, "add up to as much as 2")
    assert np.allclose(found.spectrum.edisp, 2 * SPECTRUM.edisp)
