"""The OFF measurement of a PHA file: its counts in the channels of the response, and the scale alpha."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vhegui.core.dl3.header import text
from vhegui.core.errors import DataError
from vhegui.core.files.notes import FormatNote
from vhegui.core.spectra.ogip.pha import RULE, Pha, read_pha, split_row
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray


def read_background(path: Path, notes: list[FormatNote]) -> Pha:
    file, row = split_row(path)
    off = read_pha(file, row, notes)
    kind = text(off.header, "HDUCLAS2").upper()
    if kind not in ("", "BKG"):
        found = f'HDUCLAS2 of the background is "{kind}"'
        notes.append(FormatNote(file.name, "SPECTRUM", found, "taken as the background it is named as", "", RULE))
    return off


@dataclass(frozen=True, eq=False)
class Background:
    """OFF counts, alpha, where both are known, and the variance of the counts; (n_channels,)."""

    counts: Array
    alpha: Array
    usable: BoolArray
    variance: Array


def background_of(pha: Pha, off: Pha | None, channels: IntArray, bins: IntArray, notes: list[FormatNote]) -> Background:
    """OFF counts and alpha = (BACKSCAL AREASCAL EXPOSURE) of ON over that of OFF, 0 where OFF has none.

    Not usable are channels whose QUALITY in OFF is bad, that OFF does not have, or that have counts but no scale.
    """
    n = len(channels)
    if off is None:
        return Background(np.zeros(n), np.zeros(n), np.ones(n, dtype=bool), np.zeros(n))
    place = positions(off, channels, notes)
    exposure = off.exposure
    if not exposure > 0.0:
        found = "EXPOSURE of the background is missing or 0"
        notes.append(FormatNote(off.path.name, "SPECTRUM", found, "that of the spectrum is taken", "alpha", RULE))
        exposure = pha.exposure
    on = spread(pha.backscal * pha.areascal, bins, n, 0.0)
    other = spread(off.backscal * off.areascal, place, n, 0.0)
    counts = spread(off.counts, place, n, 0.0)
    for which, scales in ((pha, on), (off, other)):
        if counts.any() and not scales.any():
            raise DataError(
                f"{which.place}, HDU SPECTRUM: BACKSCAL or AREASCAL is 0, so the scale of the background is not known; "
                "correct the file"
            )
    ratio = np.divide(on, other, out=np.zeros(n), where=other > 0.0)
    known = (counts == 0.0) | ((on > 0.0) & (other > 0.0))
    usable = known & spread(off.good, place, n, 0.0).astype(bool)
    return Background(counts, ratio * (pha.exposure / exposure), usable, spread(off.variance, place, n, 0.0))


def note_left_out(pha: Pha, lost: BoolArray, notes: list[FormatNote]) -> None:
    """Note for good channels of the spectrum that cannot be used for its background or its scale."""
    if lost.any():
        found = f"{int(lost.sum())} good channels have no scale (AREASCAL, BACKSCAL), or none of good QUALITY in OFF"
        notes.append(FormatNote(pha.path.name, "SPECTRUM", found, "left out", "fewer bins are fitted", RULE))


def note_grouping(pha: Pha, off: Pha | None, notes: list[FormatNote]) -> None:
    """Note for a background that is grouped otherwise than its spectrum."""
    if off is None or off.grouping is None:
        return
    if pha.grouping is None or not np.array_equal(off.grouping == -1, pha.grouping == -1):
        assumed = "its channels are grouped as those of the spectrum"
        found = "GROUPING of the background is not that of the spectrum"
        notes.append(FormatNote(off.path.name, "SPECTRUM", found, assumed, "none", RULE))


def positions(pha: Pha, channels: IntArray, notes: list[FormatNote]) -> IntArray:
    """Bin of the response for every channel of the spectrum."""
    bins = pha.channels - channels[0]
    if np.all((bins >= 0) & (bins < len(channels))):
        return bins
    if len(bins) == len(channels):
        found = (
            f"channels are numbered {pha.channels[0]} to {pha.channels[-1]}, in EBOUNDS {channels[0]} to {channels[-1]}"
        )
        notes.append(FormatNote(pha.path.name, "SPECTRUM", found, "matched in order", "else shifted by a bin", RULE))
        return np.arange(len(channels))
    raise DataError(
        f"{pha.place}, HDU SPECTRUM, column CHANNEL: {pha.channels[0]} to {pha.channels[-1]} are not the channels of "
        f"the response ({channels[0]} to {channels[-1]}); give the RMF that belongs to this spectrum"
    )


def spread(values: AnyArray, bins: IntArray, n: int, filling: float) -> Array:
    """Values of channels in the bins of the response; `filling` where the file has no channel."""
    full = np.full(n, filling)
    full[bins] = values
    return full
