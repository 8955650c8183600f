"""Tables of a compressed file are read whatever still looks at those read before."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import numpy as np
from astropy.io import fits

from vhegui.core.files.fits import FitsFile


def test_a_profiler_that_keeps_frames_does_not_hinder_the_next_table(tmp_path: Path) -> None:
    """It keeps the frame's views into the inflated bytes, as the one that watches Dask's workers does."""
    rng = np.random.default_rng(1)
    values = {name: rng.normal(size=200_000) for name in ("EVENTS", "GTI")}
    tables = [fits.BinTableHDU.from_columns([fits.Column("X", "D", array=x)], name=name) for name, x in values.items()]
    path = tmp_path / "run.fits.gz"
    path.write_bytes(gzip.compress(_bytes(fits.HDUList([fits.PrimaryHDU(), *tables]), tmp_path), 1))
    kept = []
    file = FitsFile(path)
    sys.setprofile(lambda frame, event, argument: kept.append(frame))
    try:
        read = {name: table.numbers("X") for name in values if (table := file.find(name)) is not None}
    finally:
        sys.setprofile(None)
    assert kept
    for name in values:
        assert np.array_equal(read[name], values[name])


def _bytes(tables: fits.HDUList, folder: Path) -> bytes:
    tables.writeto(folder / "plain.fits")
    return (folder / "plain.fits").read_bytes()
