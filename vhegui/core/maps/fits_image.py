"""A counts map as a FITS image, for every program that reads images of the sky."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import vhegui
from vhegui.core.errors import DataError
from vhegui.core.files.whole import write_fits
from vhegui.core.maps.counts import CountsMap
from vhegui.core.maps.wcs import header

if TYPE_CHECKING:
    from astropy.io.fits import Header


def write_counts_map(counts: CountsMap, path: Path, history: Sequence[str] = ()) -> None:
    """Write the counts (whole numbers) as the primary image and, where the map is smoothed, what it shows as a second
    one, `SMOOTHED`. A file of that name is replaced. history : lines of the header. Raises DataError when it cannot be
    written.
    """
    from astropy.io import fits

    hdus: list[fits.PrimaryHDU | fits.ImageHDU] = [
        fits.PrimaryHDU(np.round(counts.counts).astype(np.int32), _cards(counts, "COUNTS"))
    ]
    for line in history:
        hdus[0].header.add_history(line)
    if counts.shown is not counts.counts:
        cards = _cards(counts, "SMOOTHED")
        cards["SMOOTH"] = counts.smooth, "[deg] sigma of the Gaussian"
        hdus.append(fits.ImageHDU(counts.shown, cards))
    try:
        write_fits(path, hdus)
    except OSError as error:
        raise DataError(
            f"{path}: the map could not be written ({error.strerror or error}). Choose another folder."
        ) from error


def _cards(counts: CountsMap, name: str) -> Header:
    from astropy.io import fits

    low, high = counts.energy
    result = fits.Header(header(counts.grid).items())
    result["EXTNAME"] = name
    result["BUNIT"] = "count"
    result["E_MIN"] = low, "[TeV] lowest reconstructed energy"
    if np.isfinite(high):  # FITS has no infinity
        result["E_MAX"] = high, "[TeV] reconstructed energies below this"
    result["CREATOR"] = f"vhegui {vhegui.__version__}"
    return result
