"""Made-up OGIP spectra, and ways to change files that were written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits

from vhegui.core.axes import EnergyAxis
from vhegui.core.spectra.onoff import SpectrumOnOff


def made_up_spectrum(seed: int = 0, name: str = "made-up", n_reco: int = 12, instrument: str = "CTAO") -> SpectrumOnOff:
    """A spectrum with a sparse redistribution, bins that are not safe, and awkward alphas."""
    rng = np.random.default_rng(seed)
    reco, true = EnergyAxis(np.geomspace(0.1, 30.0, n_reco + 1)), EnergyAxis(np.geomspace(0.05, 60.0, 17))
    edisp = rng.random((true.n, reco.n)) * (rng.random((true.n, reco.n)) < 0.5)
    edisp[3] = 0.0
    total = edisp.sum(axis=1, keepdims=True)
    return SpectrumOnOff(
        name=name,
        reco=reco,
        true=true,
        counts=rng.poisson(6.0, reco.n).astype(np.float64),
        counts_off=rng.poisson(9.0, reco.n).astype(np.float64),
        alpha=rng.uniform(0.05, 0.4, reco.n),
        exposure=rng.random(true.n) * 1e13,
        edisp=np.divide(edisp, total, out=np.zeros_like(edisp), where=total > 0),
        safe=np.arange(reco.n) > 2,
        livetime=1578.1235,
        ontime=1687.0,
        n_off_regions=7,
        instrument=instrument,
        start=53343.9 + seed,
        stop=53343.92 + seed,
    )


def change(path: Path, hdu: str, edit: Callable[[Any], None]) -> None:
    """Change a table of a file in place."""
    with fits.open(path, memmap=False) as file:
        edit(file[hdu])
        file.writeto(path, overwrite=True)


def with_columns(path: Path, hdu: str, drop: tuple[str, ...] = (), **columns: tuple[str, object]) -> None:
    """Drop columns of a table, and add others: name = (format, values)."""
    file: Any
    with fits.open(path, memmap=False) as file:
        old: Any = file[hdu]
        kept = [_copy(old, c) for c in old.columns if c.name not in (*drop, *columns)]
        added = [fits.Column(name, form, array=values) for name, (form, values) in columns.items()]
        file[file.index_of(hdu)] = fits.BinTableHDU.from_columns([*kept, *added], header=None, name=hdu)
        for card in old.header.cards:
            if not card.keyword.startswith(("TTYPE", "TFORM", "TUNIT", "NAXIS", "TFIELDS", "PCOUNT", "TLM", "THEAP")):
                file[hdu].header.setdefault(card.keyword, card.value)
        file.writeto(path, overwrite=True)


def _copy(table: Any, column: Any) -> fits.Column:
    """A column of its own; cells of different length lose their lengths when astropy moves them to another table."""
    if not column.format.startswith("P"):
        return column
    cells = np.empty(len(table.data), dtype=object)
    for i, cell in enumerate(table.data[column.name]):
        cells[i] = np.array(cell)
    return fits.Column(column.name, column.format[:2] + "()", array=cells)
