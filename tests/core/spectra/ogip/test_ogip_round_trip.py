"""What is written as OGIP files is read back as it was, and follows the conventions other programs rely on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given, settings
from hypothesis import strategies as st
from ogip_files import made_up_spectrum

from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.spectra.ogip import group_min_counts, ogip_files, read_ogip, write_ogip

EXACT = ("counts", "counts_off", "alpha", "edisp", "safe")


def same(a, b):
    for name in EXACT:
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    assert np.allclose(a.exposure, b.exposure, rtol=1e-15, atol=0.0)
    for axis in ("reco", "true"):
        assert np.allclose(getattr(a, axis).edges, getattr(b, axis).edges, rtol=1e-15, atol=0.0)
    for name in ("name", "livetime", "ontime", "n_off_regions", "instrument"):
        assert getattr(a, name) == getattr(b, name), name
    assert np.allclose([a.start, a.stop], [b.start, b.stop], atol=1e-9, equal_nan=True)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), unit=st.sampled_from(["keV", "TeV", "GeV"]))
def test_reading_what_was_written_is_the_identity(tmp_path_factory, seed, unit):
    folder = tmp_path_factory.mktemp("ogip")
    spectrum = made_up_spectrum(seed)
    files = write_ogip(spectrum, folder, unit=unit)
    read = read_ogip(files[0])
    same(spectrum, read.spectrum)
    assert read.notes == ()
    assert sorted(read.files) == sorted(files)


def test_the_real_spectra_survive_a_round_trip(data, tmp_path):
    paths = sorted((data / "joint-crab" / "spectra").glob("*/pha_*.fits"))
    assert len(paths) == 10, "spectra are missing, or the folder is"
    for path in paths:
        spectrum = read_ogip(path).spectrum
        same(spectrum, read_ogip(write_ogip(spectrum, tmp_path / path.parent.name)[0]).spectrum)


def test_grouping_is_kept_together_with_the_channels(tmp_path):
    spectrum = made_up_spectrum()
    flags = group_min_counts(spectrum, 15)
    read = read_ogip(write_ogip(spectrum, tmp_path, flags)[0])
    assert np.array_equal(read.grouping, flags)
    same(spectrum, read.channels)
    assert read.spectrum.reco.n == np.count_nonzero(flags == 1)
    assert read.spectrum.counts.sum() == spectrum.counts.sum()


def test_without_off_exposure_there_is_no_background_file(tmp_path):
    nothing = np.zeros(12)
    spectrum = replace(made_up_spectrum(), alpha=nothing, counts_off=nothing, n_off_regions=0)
    files = write_ogip(spectrum, tmp_path)
    assert [file.name for file in files] == [ogip_files("made-up")[kind] for kind in ("pha", "arf", "rmf")]
    read = read_ogip(files[0])
    same(spectrum, read.spectrum)
    assert any("alpha = 0" in str(note) for note in read.notes)


def test_counts_that_are_not_whole_and_bins_without_off_exposure_survive(tmp_path):
    spectrum = made_up_spectrum()
    alpha = np.where(np.arange(12) < 4, 0.0, 1 / 7)
    off = np.where(alpha > 0.0, spectrum.counts_off, 0.0)
    spectrum = replace(spectrum, counts=spectrum.counts + 0.25, alpha=alpha, counts_off=off)
    same(spectrum, read_ogip(write_ogip(spectrum, tmp_path)[0]).spectrum)


def test_files_follow_the_conventions_other_programs_rely_on(tmp_path):
    """gammapy takes F_CHAN as an index and EBOUNDS from the PHA file; Sherpa and XSPEC want TLMIN, keV and cm²."""
    spectrum = replace(made_up_spectrum(), alpha=np.full(12, 1 / 7))
    files = dict(zip(("pha", "bkg", "arf", "rmf"), write_ogip(spectrum, tmp_path), strict=True))
    with fits.open(files["pha"]) as pha, fits.open(files["rmf"]) as rmf, fits.open(files["arf"]) as arf:
        header, rows = pha["SPECTRUM"].header, rmf["MATRIX"].data
        assert (header["HDUCLASS"], header["HDUCLAS1"], header["OBS_ID"]) == ("OGIP", "SPECTRUM", "made-up")
        assert header["EXPOSURE"] == spectrum.livetime
        assert [header[key] for key in ("BACKFILE", "RESPFILE", "ANCRFILE")] == [
            files[k].name for k in ("bkg", "rmf", "arf")
        ]
        assert set(pha["SPECTRUM"].data["BACKSCAL"]) == {1.0}
        assert pha["EBOUNDS"].columns["E_MIN"].unit == rmf["EBOUNDS"].columns["E_MIN"].unit == "keV"
        assert rmf["MATRIX"].header["TLMIN4"] == 0
        assert arf["SPECRESP"].columns["SPECRESP"].unit == "cm2"
        assert np.allclose(arf["SPECRESP"].data["SPECRESP"] * spectrum.livetime, spectrum.exposure)
        for i, row in enumerate(rows):
            rebuilt, start = np.zeros(12), 0
            for first, width in zip(row["F_CHAN"], row["N_CHAN"], strict=True):
                rebuilt[first : first + width] = row["MATRIX"][start : start + width]
                start += width
            assert len(row["F_CHAN"]) == row["N_GRP"]
            assert np.array_equal(rebuilt, spectrum.edisp[i])
    with fits.open(files["bkg"]) as bkg:
        assert np.allclose(bkg["SPECTRUM"].data["BACKSCAL"], 7.0)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        write_ogip(made_up_spectrum(), tmp_path / "file")
    with pytest.raises(AnalysisError, match="furlong"):
        write_ogip(made_up_spectrum(), tmp_path, unit="furlong")
