"""Damaged input gives one clear error: hundreds of seeded mutations, and every kind of damage by name."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from small_dl3 import write_small_store

from vhegui.core.dl3.doctor.check import check
from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import DataError

SUPPORT = Path(__file__).parents[2] / "support"
Edited = Callable[..., Path]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Three small event files that hold, together, every kind of table; and the index of them."""
    base = tmp_path / "base"
    base.mkdir()
    write_small_store(base)
    return base


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory the way Linux does")
@pytest.mark.parametrize(("what", "count"), [("files", 700), ("index", 120)])
def test_hundreds_of_mutations_never_crash_hang_or_eat_memory(files: Path, what: str, count: int) -> None:
    seed = os.environ.get("VHEGUI_MUTATION_SEED", "1")
    command = [sys.executable, str(SUPPORT / "mutation_run.py"), str(files), what, str(count), seed]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-2000:]


def test_the_undamaged_files_load(files: Path) -> None:
    report = check(files)
    assert (report.runs, report.usable) == ((0, 1, 2), True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("NAXIS2", 10**12),
        ("NAXIS2", 10**19),
        ("NAXIS2", -5),
        ("NAXIS1", 10**13),
        ("PCOUNT", 10**12),
        ("NAXIS", 10**9),
        ("TFIELDS", 10**12),
        ("TFIELDS", 1000),
        ("TFIELDS", -1),
    ],
)
def test_a_header_that_claims_too_much_is_named_without_memory_taken(
    edited: Edited, tmp_path: Path, key: str, value: int
) -> None:
    raw = bytearray(edited(name="whole.fits").read_bytes())
    start = raw.index(f"{key:8}= ".encode(), raw.index(b"XTENSION"))
    raw[start : start + 80] = f"{key:8}= {value:>20}".ljust(80).encode()
    path = tmp_path / "claims.fits"
    path.write_bytes(raw)
    with pytest.raises(DataError, match=r'HDU "EVENTS".*(truncated|header is damaged)|no EVENTS table'):
        load_observation([HduLocation("", path)])


@pytest.mark.parametrize("shape", ["(1000000,1000000)", "(99999999999999999999,2)", "(0)", "(,)"])
def test_an_absurd_cell_shape_is_not_believed(edited: Edited, shape: str) -> None:
    path = edited(name="shape.fits")
    raw = path.read_bytes()
    place = raw.index(b"TDIM5   = ", raw.index(b"'EFFECTIVE AREA'") - 20 * 80)
    path.write_bytes(raw[:place] + f"TDIM5   = '{shape}'".ljust(80).encode() + raw[place + 80 :])
    aeff = load_observation([HduLocation("", path)]).responses.aeff
    assert aeff is not None
    np.testing.assert_allclose(aeff.evaluate(np.array([1.0]), 0.5), 1e5)


def test_columns_of_the_wrong_kind_are_named(edited: Edited) -> None:
    def text_energies(hdus: fits.HDUList) -> None:
        columns = [c for c in hdus["EVENTS"].columns if c.name != "ENERGY"]
        texts = fits.Column("ENERGY", "8A", array=["one TeV"] * 40)
        hdus["EVENTS"] = fits.BinTableHDU.from_columns([*columns, texts], header=hdus["EVENTS"].header)

    with pytest.raises(DataError, match=r'HDU "EVENTS" of run\.fits: column ENERGY holds no numbers'):
        load_observation([HduLocation("", edited(text_energies))])


def test_energies_of_an_axis_that_are_negative_or_not_numbers_are_named(edited: Edited) -> None:
    for bad in (-1.0, np.nan, np.inf):

        def spoil(hdus: fits.HDUList, bad: float = bad) -> None:
            hdus["EFFECTIVE AREA"].data["ENERG_LO"][0, :2] = bad, bad / 2

        with pytest.raises(DataError, match=r'HDU "EFFECTIVE AREA" of run\.fits'):
            load_observation([HduLocation("", edited(spoil))])


def test_a_file_that_vanishes_costs_its_run_only(files: Path) -> None:
    store = open_store(files)
    (files / "run1.fits").unlink()
    with pytest.raises(DataError, match=r"run 1: .*run1\.fits: cannot be read"):
        store.load(1)
    assert len(store.load(0).events) == 8


def test_an_index_that_names_itself_or_a_loop_of_links_costs_these_runs_only(files: Path) -> None:
    (files / "loop").symlink_to(files / "loop")

    with fits.open(files / "hdu-index.fits.gz") as hdus:
        rows, columns = hdus[1].data, hdus[1].columns
        names = [
            "hdu-index.fits.gz" if i == 0 else name for i, name in zip(rows["OBS_ID"], rows["FILE_NAME"], strict=True)
        ]
        folders = ["loop/loop" if i == 1 else "." for i in rows["OBS_ID"]]
        kept = [c for c in columns if c.name not in ("FILE_NAME", "FILE_DIR")]
        new = [fits.Column("FILE_NAME", "30A", array=names), fits.Column("FILE_DIR", "30A", array=folders)]
        fits.BinTableHDU.from_columns([*kept, *new]).writeto(files / "hdu-index.fits.gz", overwrite=True)
    report = check(files)
    assert report.unusable == (0, 1) or set(report.unusable) == {0, 1}
    texts = " ".join(finding.found for finding in report.findings)
    assert 'there is no HDU "EVENTS"' in texts
    assert "not there" in texts or "cannot be there" in texts


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.fits")
    with pytest.raises(DataError, match="is no file"):
        open_store(tmp_path / "pipe.fits")
    (tmp_path / "empty.fits").touch()
    with pytest.raises(DataError, match="not a FITS file"):
        open_store(tmp_path / "empty.fits")
