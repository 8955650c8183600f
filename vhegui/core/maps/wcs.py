"""Sky grids in FITS headers: the cards of a World Coordinate System, written and read.

Calabretta & Greisen 2002, A&A 395, 1077. What `SkyGrid` cannot say is refused by name, never approximated.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.projections import PROJECTIONS

if TYPE_CHECKING:
    from astropy.wcs import WCS

AXES = {"icrs": ("RA--", "DEC-"), "galactic": ("GLON", "GLAT")}
EXACT = 1e-9  # relative: what rounding leaves


def header(grid: SkyGrid) -> dict[str, str | float | int]:
    """The cards of a grid, image size included.

    >>> cards = header(SkyGrid(83.633, 22.014, pixel=0.02, columns=200))
    >>> cards["CTYPE1"], cards["CRPIX1"], cards["CDELT1"]
    ('RA---TAN', 100.5, -0.02)
    >>> from_header(cards) == SkyGrid(83.633, 22.014, pixel=0.02, columns=200)
    True
    """
    column, row = grid.offset
    lon, lat = AXES[grid.frame]
    cards: dict[str, str | float | int] = {
        "NAXIS": 2,
        "NAXIS1": grid.columns,
        "NAXIS2": grid.rows,
        "WCSAXES": 2,
        "CTYPE1": f"{lon}-{grid.projection}",
        "CTYPE2": f"{lat}-{grid.projection}",
        "CRPIX1": column + 0.5,
        "CRPIX2": row + 0.5,
        "CDELT1": -grid.pixel,
        "CDELT2": grid.pixel,
        "CUNIT1": "deg",
        "CUNIT2": "deg",
        "CRVAL1": (grid.lon + _turn_at_pole(grid.projection, grid.lat)) % 360.0,
        "CRVAL2": grid.lat,
        "LONPOLE": _lonpole(grid.projection, grid.lat),
    }
    return cards | ({"RADESYS": "ICRS"} if grid.frame == "icrs" else {})


def from_header(cards: Mapping[str, Any]) -> SkyGrid:
    """The grid of an image by the cards of its HDU. Raises DataError that names what is not supported."""
    wcs = _wcs(cards)
    kinds = [str(kind) for kind in wcs.wcs.ctype]
    frame = next((frame for frame, axes in AXES.items() if [kind[:4] for kind in kinds] == list(axes)), None)
    if frame is None:
        raise DataError(f"axes {', '.join(kinds)} of a sky image: RA, DEC and GLON, GLAT are read, in this order")
    projection = kinds[0][5:8]
    if projection not in PROJECTIONS:
        raise DataError(f"projection {projection} of a sky image is not supported: {', '.join(PROJECTIONS)} are")
    _refuse_frame(frame, wcs)
    _refuse_distortion(wcs)
    pixel = _pixel(wcs)
    lon, lat = (float(x) for x in wcs.wcs.crval)
    if abs(wcs.wcs.lonpole - _lonpole(projection, lat)) > EXACT:
        raise DataError(f"LONPOLE {wcs.wcs.lonpole:g} of a sky image: turned native frames are not supported")
    lon = (lon - _turn_at_pole(projection, lat)) % 360.0
    reference = float(wcs.wcs.crpix[0]) - 1.0, float(wcs.wcs.crpix[1]) - 1.0
    return SkyGrid(lon, lat, pixel, int(cards["NAXIS1"]), int(cards["NAXIS2"]), projection, frame, reference)


def _lonpole(projection: str, lat: float) -> float:
    """Native longitude of the frame's pole for an image with north up at the reference direction, deg."""
    return 180.0 if PROJECTIONS[projection].zenithal or lat < 0.0 else 0.0


def _turn_at_pole(projection: str, lat: float) -> float:
    """What FITS adds to the longitude (deg) of a reference direction at the pole, where its rule for the direction of
    north jumps (section 2.4, |δ0| = 90°).
    """
    return 180.0 if lat == 90.0 and not PROJECTIONS[projection].zenithal else 0.0


def _wcs(cards: Mapping[str, Any]) -> WCS:
    from astropy.io import fits
    from astropy.wcs import WCS

    if "NAXIS1" not in cards or "NAXIS2" not in cards or cards.get("NAXIS") != 2:
        raise DataError(f"a sky image has two axes; this one says NAXIS {cards.get('NAXIS', 'nothing')}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            wcs = WCS(fits.Header(cards.items()))
        except Exception as error:  # astropy has an exception of its own for each way a header can be wrong
            raise DataError(f"the WCS of a sky image cannot be understood ({error})") from error
    return wcs


def _refuse_frame(frame: str, wcs: WCS) -> None:
    said = str(wcs.wcs.radesys) or ("ICRS" if np.isnan(wcs.wcs.equinox) else "FK5")  # as the standard has it
    if frame == "icrs" and said != "ICRS":
        raise DataError(f"RADESYS {said} of a sky image is not supported: ICRS is")


def _refuse_distortion(wcs: WCS) -> None:
    if wcs.has_distortion:
        raise DataError("a sky image with distortions (SIP polynomials or tables) is not supported")
    parameters = [(axis, number) for axis, number, value in wcs.wcs.get_pv() if value]
    if parameters:
        axis, number = parameters[0]
        raise DataError(f"PV{axis}_{number} of a sky image: projections with parameters are not supported")


def _pixel(wcs: WCS) -> float:
    """Side of the square pixels, deg."""
    (across, a), (b, up) = wcs.pixel_scale_matrix
    if max(abs(a), abs(b)) > EXACT * abs(up):
        raise DataError("a sky image that is turned (CD, PC or CROTA2 off the axes) is not supported")
    if across >= 0.0 or up <= 0.0:
        raise DataError("a sky image with longitude growing to the right, or latitude downwards, is not supported")
    if not np.isclose(-across, up, rtol=EXACT):
        raise DataError(f"pixels of {-across:g} × {up:g} deg of a sky image: only square pixels are supported")
    return float(up)
