"""A damaged or hostile file is not inflated or searched without end."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile


def header(*cards: str) -> bytes:
    text = "".join(card.ljust(80) for card in cards)
    return text.ljust(-(-len(text) // 2880) * 2880).encode()


def test_a_file_that_inflates_to_thousands_of_times_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.fits.gz"
    size = 160 << 20
    with gzip.open(path, "wb") as stream:
        axes = ("BITPIX  = 8", "NAXIS   = 1", f"NAXIS1  = {size}", "END")
        stream.write(header("SIMPLE  =                    T", *axes))
        for _ in range(size >> 20):
            stream.write(bytes(1 << 20))
    with pytest.raises(DataError, match="times larger than the compressed file"):
        list(FitsFile(path))


def test_a_header_without_end_is_not_searched_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "endless.fits"
    path.write_bytes(header("SIMPLE  =                    T", *["COMMENT nothing"] * 200_000))
    with pytest.raises(DataError, match="a header has no END"):
        list(FitsFile(path))
