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


# --- what only the background, or only a column, says -----------------------------------------------------------------

N = SPECTRUM.reco.n
FLAT = np.ones(N)


def test_channels_that_are_bad_in_the_background_are_left_out(files):
    quality = np.where(np.arange(N) == 5, 2, 0)
    with_columns(files["bkg"], "SPECTRUM", QUALITY=("I", quality))
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.safe, SPECTRUM.safe & (np.arange(N) != 5))
    assert says(found, "1 good channels have no scale (AREASCAL, BACKSCAL), or none of good QUALITY in OFF; left out")


def test_a_background_of_fewer_channels_says_nothing_about_the_others(files):
    change(files["bkg"], "SPECTRUM", lambda table: setattr(table, "data", table.data[:-2]))
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.safe, SPECTRUM.safe & (np.arange(N) < N - 2))


@pytest.mark.parametrize(("kind", "key"), [("pha", "BACKSCAL"), ("bkg", "BACKSCAL"), ("pha", "AREASCAL")])
def test_a_scale_of_zero_is_an_error(files, kind, key):
    with_columns(files[kind], "SPECTRUM", drop=(key,))
    header(files[kind], **{key: 0.0})
    with pytest.raises(DataError, match=f"{files[kind].name}, HDU SPECTRUM: .*{key}.* is 0"):
        read_ogip(files["pha"])


def test_channels_whose_scale_is_zero_are_left_out(files):
    with_columns(files["pha"], "SPECTRUM", BACKSCAL=("E", np.where(np.arange(N) == 6, 0.0, 1.0)))
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.safe, SPECTRUM.safe & (np.arange(N) != 6))
    assert says(found, "have no scale")


def test_an_areascal_of_every_channel_scales_its_prediction_whatever_the_first_is(files):
    areas = np.linspace(1.0, 0.5, N)
    with_columns(files["pha"], "SPECTRUM", AREASCAL=("D", areas))
    found = read_ogip(files["pha"]).spectrum
    np.testing.assert_allclose(found.edisp, SPECTRUM.edisp * areas, rtol=1e-12)
    np.testing.assert_allclose(found.alpha, SPECTRUM.alpha * areas, rtol=1e-6)


@pytest.mark.parametrize(
    ("unit", "is_rate"), [("count/s", True), ("ct s**-1", True), ("counts s-1", True), ("count", False), ("", False)]
)
def test_a_column_of_counts_in_counts_per_second_holds_rates(files, unit, is_rate):
    values = SPECTRUM.counts / (SPECTRUM.livetime if is_rate else 1.0)
    with_columns(files["pha"], "SPECTRUM", COUNTS=("D", values))

    def set_unit(table):
        table.columns["COUNTS"].unit = unit or None

    change(files["pha"], "SPECTRUM", set_unit)
    found = read_ogip(files["pha"])
    np.testing.assert_allclose(found.spectrum.counts, SPECTRUM.counts, rtol=1e-6)
    assert says(found, "column COUNTS holds rates") == is_rate


def test_a_class_that_contradicts_the_column_is_said(files):
    header(files["pha"], HDUCLAS3="RATE")
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.counts, SPECTRUM.counts)
    assert says(found, "HDUCLAS3 is RATE, the column COUNTS; taken as counts")


@pytest.mark.parametrize("kind", ["pha", "bkg"])
def test_a_net_spectrum_is_refused(files, kind):
    header(files[kind], HDUCLAS2="NET")
    with pytest.raises(DataError, match=f"{files[kind].name}: the background was subtracted \\(HDUCLAS2 is NET\\)"):
        read_ogip(files["pha"])


def test_a_background_that_is_given_as_the_spectrum_is_said(files):
    header(files["pha"], HDUCLAS2="BKG")
    assert says(read_ogip(files["pha"]), "HDUCLAS2 of the spectrum is BKG")


@pytest.mark.parametrize("kind", ["pha", "bkg"])
def test_errors_other_than_those_of_counts_are_said_with_their_size(files, kind):
    counts = SPECTRUM.counts if kind == "pha" else SPECTRUM.counts_off
    header(files[kind], POISSERR=False)
    assert says(read_ogip(files["pha"]), "POISSERR is F, without a STAT_ERR")
    with_columns(files[kind], "SPECTRUM", STAT_ERR=("E", np.sqrt(counts)))
    assert not says(read_ogip(files["pha"]), "ERR")
    with_columns(files[kind], "SPECTRUM", STAT_ERR=("E", 3 * np.sqrt(counts)), SYS_ERR=("E", 0.3 * FLAT))
    found = read_ogip(files["pha"])
    assert says(found, "STAT_ERR is 3 times the root of the counts; used by χ²; W, Cash and C take counts as Poisson")
    assert says(found, "SYS_ERR is up to 0.3 of the counts; added in quadrature by χ²")
    header(files[kind], POISSERR=True)
    found = read_ogip(files["pha"])
    assert says(found, "STAT_ERR is 3 times the root of the counts, but POISSERR is T; not used")


def test_a_grouping_flag_that_means_nothing_begins_a_bin_and_is_said(files):
    flags = np.where(np.arange(N) % 2 == 0, 1, -1)
    flags[[3, 5]] = 2, -7
    with_columns(files["pha"], "SPECTRUM", GROUPING=("I", flags))
    found = read_ogip(files["pha"])
    assert says(found, "GROUPING has values other than 1, 0 and -1 (-7, 2); taken as 1, the start of a bin")
    assert found.spectrum.reco.n == N // 2 + 2


def test_a_background_that_is_grouped_otherwise_is_said(files):
    flags = np.where(np.arange(N) % 2 == 0, 1, -1)
    with_columns(files["bkg"], "SPECTRUM", GROUPING=("I", flags))
    found = read_ogip(files["pha"])
    assert says(found, "GROUPING of the background is not that of the spectrum")
    assert found.spectrum.reco.n == N
    with_columns(files["pha"], "SPECTRUM", GROUPING=("I", flags))
    found = read_ogip(files["pha"])
    assert not says(found, "GROUPING")
    assert found.spectrum.reco.n == N // 2


def test_without_tlmin_f_chan_from_1_is_seen_where_only_that_fits(files):
    def shift(table):
        for row in table.data["F_CHAN"]:
            row += 1

    change(files["rmf"], "MATRIX", shift)
    header(files["rmf"], "MATRIX", TLMIN4=None, TLMAX4=None)
    found = read_ogip(files["pha"])
    assert np.array_equal(found.spectrum.edisp, SPECTRUM.edisp)
    assert says(found, "TLMIN4 is missing; F_CHAN counts from 1: only that fits EBOUNDS")


def test_an_impossible_date_leaves_a_spectrum_without_one(files):
    header(files["pha"], MJDREFI=10**12)
    assert np.isnan(read_ogip(files["pha"]).spectrum.start)


def full_matrix(files, hduclas3, name="MATRIX"):
    """The RMF with the area in it."""
    area = SPECTRUM.exposure / SPECTRUM.livetime
    fixed = {"N_GRP": ("I", np.ones(16)), "F_CHAN": ("I", np.zeros(16)), "N_CHAN": ("I", np.full(16, 12))}
    with_columns(files["rmf"], "MATRIX", **fixed, MATRIX=("12D", (SPECTRUM.edisp * area[:, None]).astype(np.float64)))
    header(files["rmf"], "MATRIX", HDUCLAS3=hduclas3)
    if name != "MATRIX":
        change(files["rmf"], "MATRIX", lambda table: setattr(table, "name", name))


@pytest.mark.parametrize(("kind", "name"), [("FULL", "MATRIX"), ("", "SPECRESP MATRIX")])
def test_an_area_that_is_in_the_matrix_and_in_a_file_of_its_own_counts_once(files, kind, name):
    full_matrix(files, kind, name)
    found = read_ogip(files["pha"])
    assert np.allclose(found.spectrum.response, SPECTRUM.response)
    assert says(found, "the RMF holds the area") and says(found, "the ARF is not used")


def test_a_matrix_that_does_not_say_what_it_holds_is_judged_by_its_rows(files):
    full_matrix(files, "")
    header(files["pha"], ANCRFILE="NONE")
    found = read_ogip(files["pha"])
    assert np.allclose(found.spectrum.response, SPECTRUM.response)
    assert says(found, "taken as redistribution times area")


def test_the_background_row_of_a_file_of_many_is_no_spectrum(files, tmp_path):
    rows = np.array([SPECTRUM.counts, SPECTRUM.counts_off])
    columns = [
        fits.Column("SPEC_NUM", "I", array=[1, 2]),
        fits.Column("CHANNEL", f"{N}J", array=np.tile(np.arange(N), (2, 1))),
        fits.Column("COUNTS", f"{N}J", array=rows),
        fits.Column("BACKFILE", "20A", array=["many.pha{2}", "none"]),
    ]
    table = fits.BinTableHDU.from_columns(columns, name="SPECTRUM")
    keys = {"HDUCLAS4": "TYPE:II", "EXPOSURE": 100.0, "AREASCAL": 1.0, "BACKSCAL": 1.0, "POISSERR": True}
    table.header.update(keys | {"RESPFILE": files["rmf"].name, "ANCRFILE": files["arf"].name})
    path = files["pha"].with_name("many.pha")
    fits.HDUList([fits.PrimaryHDU(), table]).writeto(path)
    assert rows_of(path) == (1,)
    assert np.array_equal(read_ogip(f"{path}{{1}}").spectrum.counts_off, SPECTRUM.counts_off)


def test_a_scale_that_is_not_given_is_1(files):
    for kind in ("pha", "bkg"):
        with_columns(files[kind], "SPECTRUM", drop=("BACKSCAL",))
        header(files[kind], BACKSCAL=None, AREASCAL=None)
    found = read_ogip(files["pha"])
    assert np.allclose(found.spectrum.alpha, 1.0)
    assert says(found, "no keyword or column BACKSCAL; 1 is assumed")


def test_without_an_exposure_the_background_has_that_of_its_spectrum(files):
    header(files["bkg"], EXPOSURE=None)
    found = read_ogip(files["pha"])
    assert np.allclose(found.spectrum.alpha, SPECTRUM.alpha)
    assert says(found, "EXPOSURE of the background is missing or 0; that of the spectrum is taken")
