"""Images of the sky of other programs, in any projection and frame that FITS knows, on the pixels of a map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.bounds import too_many
from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray, Array

if TYPE_CHECKING:
    from astropy.wcs import WCS

STARTS = b"SIMPLE", b"\x1f\x8b", b"BZh", b"PK"  # of FITS files, as they are or packed
FINEST = 5  # samples a side of a pixel, where those of the image are smaller


@dataclass(frozen=True, eq=False)
class ForeignImage:
    """values : shape (rows, columns), NaN where there is none · wcs : where they are on the sky, of its two axes
    planes : how many were added up to this image · unit, name : as the file says.
    """

    values: AnyArray
    wcs: WCS
    planes: int
    unit: str
    name: str


def read_foreign_image(path: Path) -> ForeignImage:
    """The first image of the sky in a FITS file; planes of a cube are added. Raises DataError, saying what is missing.

    Any celestial WCS is read: all projections, turned, with distortions, in any frame.
    """
    from astropy.io import fits

    with foreign(path, "cannot be read as an image of the sky"):
        with path.open("rb") as file:
            if not file.read(6).startswith(STARTS):
                raise DataError(f"{path.name}: not a FITS file; give an image of the sky (.fits, .fits.gz)")
        with fits.open(path, memmap=False) as hdus:
            return _first(hdus, path.name)


def on_grid(image: ForeignImage, grid: SkyGrid) -> Array:
    """The image on the pixels of a grid, shape (rows, columns), NaN beside it: between its pixels linearly, and the
    mean over each pixel where the image is finer.
    """
    from scipy.ndimage import map_coordinates

    values = np.asarray(image.values, np.float64)
    steps = (np.arange(_samples(image, grid)) + 0.5) / _samples(image, grid) - 0.5
    column, row = np.meshgrid(np.arange(grid.columns, dtype=np.float64), np.arange(grid.rows, dtype=np.float64))
    found = np.zeros(grid.shape)
    for up in steps:
        for across in steps:
            x, y = _pixels(image, *grid.to_sky(column + across, row + up))
            found += map_coordinates(values, [y, x], order=1, cval=np.nan)
    return found / len(steps) ** 2


def _first(hdus: Any, file: str) -> ForeignImage:
    from astropy.wcs import WCS

    if any(str(hdu.header.get("PIXTYPE", "")).upper() == "HEALPIX" or "NSIDE" in hdu.header for hdu in hdus):
        raise DataError(f"{file}: HEALPix maps are not drawn: save it in a projection of the sky (FITS WCS)")
    images = [hdu for hdu in hdus if hdu.is_image and hdu.header.get("NAXIS", 0) >= 2]
    if not images:
        raise DataError(f"{file}: there is no image in it")
    for hdu in images:
        wcs = WCS(hdu.header, hdus)
        if wcs.has_celestial and {wcs.wcs.lng, wcs.wcs.lat} == {0, 1}:
            return _of_hdu(hdu, wcs, file)
    raise DataError(
        f"{file}: none of its images says where it is on the sky (CTYPE1, CTYPE2 of longitude and latitude)"
    )


def _of_hdu(hdu: Any, wcs: WCS, file: str) -> ForeignImage:
    if reason := too_many(*hdu.shape):
        raise DataError(f"{file}: {reason}; cut it, or rebin it")
    values = np.asarray(hdu.data)
    planes = int(np.prod(values.shape[:-2]))
    flat = values.reshape(planes, *values.shape[-2:]).astype(np.float32)
    image = flat[0] if planes == 1 else flat.sum(axis=0)
    try:
        _frame(wcs.celestial)
    except ValueError as error:
        raise DataError(f"{file}: the coordinates of its image are of no frame that is known ({error})") from error
    if not np.isfinite(image).any():
        raise DataError(f"{file}: no pixel of its image has a value")
    # Pixels at infinity are none: interpolation would spread them.
    return ForeignImage(
        np.where(np.isfinite(image), image, np.nan), wcs.celestial, planes, str(hdu.header.get("BUNIT") or ""), hdu.name
    )


def _pixels(image: ForeignImage, ra: Array, dec: Array) -> tuple[Array, Array]:
    """Column and row of directions (ICRS, deg), NaN where the image's projection does not show them."""
    from astropy.coordinates import ICRS, SkyCoord

    frame = _frame(image.wcs)
    sky = np.isfinite(ra) & np.isfinite(dec)
    places = SkyCoord(np.where(sky, ra, 0.0), np.where(sky, dec, 0.0), unit="deg", frame="icrs")
    if not isinstance(frame, ICRS):
        places = places.transform_to(frame)
    sphere: Any = places.spherical
    angles = [sphere.lon.deg, sphere.lat.deg]
    if image.wcs.wcs.lng == 1:
        angles.reverse()
    x, y = image.wcs.world_to_pixel_values(*angles)
    x, y = (np.where(sky, np.asarray(each, np.float64), np.nan) for each in (x, y))
    inside = (x > -1.0) & (x < image.values.shape[1]) & (y > -1.0) & (y < image.values.shape[0])
    return np.where(inside, x, -10.0), np.where(inside, y, -10.0)


def _frame(wcs: WCS) -> Any:
    """The frame of an image; astropy takes ecliptic coordinates for those of the equator."""
    from astropy.coordinates import BarycentricMeanEcliptic, Supergalactic
    from astropy.wcs.utils import wcs_to_celestial_frame

    kind = str(wcs.wcs.ctype[0])[:4]
    if kind in ("ELON", "ELAT"):
        return BarycentricMeanEcliptic()
    return Supergalactic() if kind in ("SLON", "SLAT") else wcs_to_celestial_frame(wcs)


def _samples(image: ForeignImage, grid: SkyGrid) -> int:
    from astropy.wcs.utils import proj_plane_pixel_scales

    finest = float(min(proj_plane_pixel_scales(image.wcs)))
    return int(np.clip(np.ceil(grid.pixel / finest - 1e-6), 1, FINEST)) if finest > 0.0 else 1
