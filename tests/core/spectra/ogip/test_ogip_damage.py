"""Damaged OGIP files: an error that names file, HDU and column, or a spectrum; never anything else."""

from __future__ import annotations

import random

import numpy as np
import pytest
from astropy.io import fits
from fits_mutations import damaged
from ogip_files import change, made_up_spectrum, with_columns

from vhegui.core.errors import DataError, VheguiError
from vhegui.core.spectra.ogip import read_ogip, write_ogip

SPECTRUM = made_up_spectrum()
KINDS = ("pha", "bkg", "arf", "rmf")
REQUIRED = {
    "pha": {"SPECTRUM": ["COUNTS"]},
    "arf": {"SPECRESP": ["ENERG_LO", "ENERG_HI", "SPECRESP"]},
    "rmf": {
        "MATRIX": ["ENERG_LO", "ENERG_HI", "N_GRP", "F_CHAN", "N_CHAN", "MATRIX"],
        "EBOUNDS": ["CHANNEL", "E_MIN", "E_MAX"],
    },
}


@pytest.fixture
def files(tmp_path):
    return dict(zip(KINDS, write_ogip(SPECTRUM, tmp_path), strict=True))


@pytest.mark.parametrize(
    ("kind", "hdu", "column"), [(k, h, c) for k, hdus in REQUIRED.items() for h, names in hdus.items() for c in names]
)
def test_a_missing_column_is_named_with_its_file_and_hdu(files, kind, hdu, column):
    with_columns(files[kind], hdu, drop=(column,))
    with pytest.raises(DataError, match=f'"{hdu}" of {files[kind].name}.*{column}'):
        read_ogip(files["pha"])


@pytest.mark.parametrize(
    ("kind", "hdu"), [("pha", "SPECTRUM"), ("bkg", "SPECTRUM"), ("arf", "SPECRESP"), ("rmf", "MATRIX")]
)
def test_a_missing_hdu_is_named_with_its_file(files, kind, hdu):
    def rename(table):
        table.header["EXTNAME"] = "OTHER"
        table.header["HDUCLAS1"] = "OTHER"

    change(files[kind], hdu, rename)
    with pytest.raises(DataError, match=f'{files[kind].name}: there is no HDU "{hdu}"'):
        read_ogip(files["pha"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_file_is_named(files, kind):
    raw = files[kind].read_bytes()
    with fits.open(files[kind]) as hdus:
        places = [(hdu.fileinfo()["datLoc"], hdu.fileinfo()["datSpan"], hdu.size) for hdu in hdus][1:]
    # Between the data of an HDU and the next one is padding, which may be missing.
    whole = [size for start, span, used in places for size in range(start + used, start + span + 1)]
    for size in set(range(0, len(raw), 720)) - set(whole):
        files[kind].write_bytes(raw[:size])
        with pytest.raises(DataError, match=files[kind].name):
            read_ogip(files["pha"])


def test_channels_that_are_not_there_are_an_error(files):
    def beyond(table):
        for row in table.data["F_CHAN"]:
            row += 50

    change(files["rmf"], "MATRIX", beyond)
    with pytest.raises(DataError, match=f"{files['rmf'].name}, column F_CHAN.*EBOUNDS"):
        read_ogip(files["pha"])


def test_groups_without_their_values_are_an_error(files):
    change(files["rmf"], "MATRIX", lambda table: table.data["N_GRP"].__iadd__(3))
    with pytest.raises(DataError, match=f"{files['rmf'].name}, column F_CHAN: row 1 has"):
        read_ogip(files["pha"])


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_impossible_numbers_are_an_error(files, value):
    change(files["arf"], "SPECRESP", lambda table: table.data["SPECRESP"].__setitem__(2, value))
    with pytest.raises(DataError, match="column SPECRESP"):
        read_ogip(files["pha"])


def test_a_background_that_was_subtracted_is_no_count_spectrum(files):
    with_columns(files["pha"], "SPECTRUM", COUNTS=("D", SPECTRUM.counts - 20.0))
    with pytest.raises(DataError, match=r"column COUNTS.*subtracted"):
        read_ogip(files["pha"])


def test_responses_of_another_instrument_do_not_fit(files, tmp_path):
    other = write_ogip(made_up_spectrum(n_reco=9), tmp_path / "other")
    with pytest.raises(DataError, match="not the channels of the response"):
        read_ogip(files["pha"], rmf=other[3])
    change(files["arf"], "SPECRESP", lambda table: table.data["ENERG_HI"].__imul__(1.3))
    with pytest.raises(DataError, match=f"{files['arf'].name}, columns ENERG_LO and ENERG_HI"):
        read_ogip(files["pha"])


def test_rows_without_any_channel_are_true_energies_that_are_never_seen(files):
    assert not read_ogip(files["pha"]).spectrum.edisp[3].any()


@pytest.mark.filterwarnings("ignore")
def test_whatever_happens_to_the_bytes_there_is_a_spectrum_or_a_clear_error(files):
    rng = random.Random(2019)
    raw = {kind: file.read_bytes() for kind, file in files.items()}
    messages: list[str] = []
    for _ in range(400):
        kind = rng.choice(KINDS)
        files[kind].write_bytes(damaged(raw[kind], rng))
        try:
            spectrum = read_ogip(files["pha"]).spectrum
            assert np.all(np.isfinite(spectrum.counts)) and np.all(np.isfinite(spectrum.response))
            assert np.all(np.isfinite(spectrum.alpha)) and np.all(spectrum.alpha >= 0.0)
        except VheguiError as error:
            messages.append(str(error))
        files[kind].write_bytes(raw[kind])
    assert len(messages) > 100
    assert [text for text in messages if "made-up" not in text] == []


@pytest.mark.parametrize("value", [1e30, -1e300])
def test_a_first_channel_that_no_number_can_be_is_as_if_it_were_missing(files, value):
    change(files["rmf"], "MATRIX", lambda table: table.header.__setitem__("TLMIN4", value))
    assert read_ogip(files["pha"]).spectrum.reco.n == SPECTRUM.reco.n
    with_columns(files["pha"], "SPECTRUM", drop=("CHANNEL",))
    change(files["pha"], "SPECTRUM", lambda table: table.header.__setitem__("TLMIN1", value))
    assert read_ogip(files["pha"]).spectrum.reco.n == SPECTRUM.reco.n
