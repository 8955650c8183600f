"""What files and numbers would make that fits no memory is refused before it is made, with what is allowed."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from small_dl3 import make_run

from vhegui.analysis.gammapy_config.run_list import run_list
from vhegui.analysis.runs.saved import read_run_list
from vhegui.core.axes import EnergyAxis
from vhegui.core.bounds import MOST_NUMBERS, MOST_SHAPES, too_many
from vhegui.core.catalogues.user_tables import read_catalogue
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.estimators.light_curve.time_bins import GoodTime, fixed_bins, given_bins
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.responses import Responses
from vhegui.core.models.spectral.table_files import read_template
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.core.regions.ds9_exclusions import read_exclusion_regions
from vhegui.core.regions.exclusions import read_exclusion_mask
from vhegui.core.sed.read import read_sed
from vhegui.core.spectra.ogip.response import read_rmf
from vhegui.core.spectra.response import run_response

NIGHT = GoodTime(np.array([[53000.0, 53000.3]]), 2e4)


@contextmanager
def little_memory(megabytes: float = 100.0) -> Iterator[None]:
    """Fails where the block takes more at any moment."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("minutes", [1e-300, 1e-15, 1e-6, 1e-3])
def test_time_bins_that_are_too_short_are_counted_not_made(minutes: float) -> None:
    with little_memory(), pytest.raises(AnalysisError, match=r"that makes .* bins, and at most 200,000"):
        fixed_bins([NIGHT], minutes)


def test_time_bins_of_many_runs_are_not_made() -> None:
    runs = [NIGHT] * (MOST_NUMBERS // 1000 + 1)
    starts = 53000.0 + 1e-4 * np.arange(1000)
    with little_memory(), pytest.raises(AnalysisError, match=r"1,000 × 134,218 numbers take 1.07 GB.*fewer runs"):
        given_bins(np.stack([starts, starts + 1e-4], axis=1), runs)


def test_a_dispersion_with_many_offsets_is_not_resampled_on_many_energies() -> None:
    offsets = OffsetAxis.nodes(np.linspace(0.0, 5.0, 5000))
    table = EnergyDispersion2D(np.array([0.1, 10.0]), np.array([0.5, 1.5]), offsets, np.ones((5000, 1, 1)))
    responses = Responses(make_run().responses.aeff, table)
    axis = EnergyAxis(np.geomspace(0.1, 10.0, 1001))
    with little_memory(), pytest.raises(DataError, match=r"run 7.*5,000 × 1,000 × 1,000 numbers take 40 GB.*fewer"):
        run_response(responses, axis, axis, 1.0, 7)


def test_a_small_redistribution_file_does_not_become_a_large_matrix(tmp_path: Path) -> None:
    n = 20_000
    edges = np.geomspace(0.1, 100.0, n + 1)
    none = np.zeros(n, dtype=np.int16)
    ebounds = [("CHANNEL", "J", np.arange(n)), ("E_MIN", "D", edges[:-1]), ("E_MAX", "D", edges[1:])]
    matrix = [("ENERG_LO", "D", edges[:-1]), ("ENERG_HI", "D", edges[1:])]
    matrix += [(name, "I", none) for name in ("N_GRP", "F_CHAN", "N_CHAN", "MATRIX")]
    hdus = [fits.PrimaryHDU()]
    for name, columns in (("MATRIX", matrix), ("EBOUNDS", ebounds)):
        hdus.append(fits.BinTableHDU.from_columns([fits.Column(k, f, array=v) for k, f, v in columns], name=name))
    fits.HDUList(hdus).writeto(tmp_path / "large.rmf")
    with little_memory(), pytest.raises(DataError, match=r'"MATRIX" of large\.rmf: 20,000 × 20,000 numbers take 3 GB'):
        read_rmf(tmp_path / "large.rmf", [])


@pytest.mark.parametrize("read", [read_exclusion_regions, read_background_circles])
def test_a_region_file_is_not_read_for_minutes(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "many.reg"
    path.write_text("icrs\n" + "circle(83.6,22.0,0.1) # background\n" * (MOST_SHAPES + 1))
    with pytest.raises(DataError, match=rf"many\.reg: holds 2,001 regions, and at most {MOST_SHAPES:,} are read"):
        read(path)


def test_a_compressed_image_is_not_unpacked_into_more_than_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mask.fits"
    fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(np.ones((64, 64), dtype=np.int16))]).writeto(path)
    raw = path.read_bytes()
    for key in (b"ZNAXIS1 =", b"ZNAXIS2 ="):
        card = raw[raw.index(key) :][:80]
        raw = raw.replace(card, card.replace(b"64", b"30000", 1)[:80].ljust(80)[:80], 1)
    path.write_bytes(raw)
    with (
        little_memory(),
        pytest.raises(DataError, match=r"mask\.fits: an image of 30,000 × 30,000 pixels"),
    ):
        read_exclusion_mask(path)


@pytest.mark.parametrize("read", [read_template, read_catalogue, read_run_list, run_list, read_sed])
def test_a_word_without_end_is_not_read_for_hours(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"energy,dnde\n1,{'9' * 10**6}\n2,3\n")
    with pytest.raises(DataError, match=r"long\.csv: has a line of 1,000,002 letters, and at most 100,000 are read"):
        read(path)


def test_rows_without_bytes_are_no_rows(tmp_path: Path) -> None:
    table = fits.BinTableHDU.from_columns([], name="EVENTS")
    table.writeto(tmp_path / "x.fits")
    raw = bytearray((tmp_path / "x.fits").read_bytes())
    start = raw.index(b"NAXIS2  = ")
    raw[start : start + 80] = f"NAXIS2  = {10**12:>20}".ljust(80).encode()
    (tmp_path / "x.fits").write_bytes(raw)
    assert len(FitsFile(tmp_path / "x.fits").table("EVENTS")) == 0


def test_more_bits_than_a_row_has_are_not_unpacked(tmp_path: Path) -> None:
    column = fits.Column("MASK", "8X", array=np.ones((3, 8), dtype=bool))
    fits.BinTableHDU.from_columns([column], name="EVENTS").writeto(tmp_path / "x.fits")
    raw = (tmp_path / "x.fits").read_bytes().replace(b"'8X      '", b"'999999999999X'   "[:10])
    assert b"8X" not in raw
    (tmp_path / "x.fits").write_bytes(raw)
    with little_memory(), pytest.raises(DataError, match="MASK"):
        FitsFile(tmp_path / "x.fits").table("EVENTS").column("MASK")


def test_what_is_a_little_too_large_is_told_from_what_is_allowed() -> None:
    assert too_many(12_000, 12_000).endswith("take 1.15 GB, more than the 1 GB that are allowed")
