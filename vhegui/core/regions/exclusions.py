"""Parts of the sky that OFF regions must not touch: shapes, and masks given as FITS images."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.bounds import require_image
from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.region import Convex, Region
from vhegui.core.regions.shapes import Area
from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True, eq=False)
class ExclusionMask:
    """A boolean sky image, False (0) where the sky is excluded, as written by most tools of the field.

    ra, dec : shape (n,), deg, centres of the excluded pixels · pixel : deg, pixel size
    image : shape (ny, nx), bool, True where excluded · header : FITS cards of its celestial WCS.
    """

    path: str
    ra: Array
    dec: Array
    pixel: float
    image: BoolArray
    header: dict[str, float | int | str]

    @cached_property
    def wcs(self):
        """The image's astropy WCS."""
        from astropy.io import fits
        from astropy.wcs import WCS

        return WCS(fits.Header(self.header.items()))

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (ICRS, deg) fall in an excluded pixel; outside the image nothing is excluded."""
        x, y = self.wcs.world_to_pixel_values(*_frame_coordinates(self.wcs, ra, dec, to_icrs=False))
        column, row = np.floor(np.asarray(x) + 0.5), np.floor(np.asarray(y) + 0.5)
        height, width = self.image.shape
        inside = (column >= 0) & (row >= 0) & (column < width) & (row < height)
        result = np.zeros(np.shape(ra), dtype=bool)
        result[inside] = self.image[row[inside].astype(int), column[inside].astype(int)]
        return result

    @cached_property
    def outline(self) -> tuple[Array, Array]:
        """Edges between excluded and free pixels: ra, dec (deg) of their ends, NaN after every edge."""
        padded = np.pad(self.image, 1)
        rows, columns = np.nonzero(padded[1:, :] != padded[:-1, :])
        across = np.stack([columns - 1.5, columns - 0.5, rows - 0.5, rows - 0.5])
        rows, columns = np.nonzero(padded[:, 1:] != padded[:, :-1])
        upright = np.stack([columns - 0.5, columns - 0.5, rows - 1.5, rows - 0.5])
        x0, x1, y0, y1 = np.concatenate([across, upright], axis=1)
        gap = np.full_like(x0, np.nan)
        world = self.wcs.pixel_to_world_values(np.stack([x0, x1]), np.stack([y0, y1]))
        ra, dec = _frame_coordinates(self.wcs, *world, to_icrs=True)
        return np.stack([*ra, gap], axis=1).ravel(), np.stack([*dec, gap], axis=1).ravel()


def read_exclusion_mask(path: Path | str) -> ExclusionMask:
    """Read a mask image: the first HDU with a two-dimensional image and a celestial WCS.

    Raises DataError when the file is not FITS or holds no such image, or one with more than two values.
    """
    from astropy.io import fits

    path = Path(path)
    with foreign(path, "not a FITS image with an exclusion mask"), fits.open(path, memmap=False) as hdus:
        images = (hdu for hdu in list[Any](hdus) if hdu.is_image and hdu.header["NAXIS"] >= 2)
        hdu = next(images, None)
        if hdu is None:
            raise DataError(f"{path.name}: not a FITS image with an exclusion mask (no image)")
        require_image(path.name, hdu.shape)
        image = np.squeeze(np.asarray(hdu.data))
        wcs = _celestial(path.name, hdu.header)
        if image.ndim != 2:
            raise DataError(f"{path.name}: has {image.ndim} axes; an exclusion mask is an image with two")
        _require_mask(path.name, image)
        excluded = np.asarray(image == 0)
        rows, columns = np.nonzero(excluded)
        ra, dec = _frame_coordinates(wcs, *wcs.pixel_to_world_values(columns, rows), to_icrs=True)
        pixel = float(np.sqrt(abs(np.linalg.det(wcs.pixel_scale_matrix))))
        return ExclusionMask(str(path), np.asarray(ra), np.asarray(dec), pixel, excluded, dict(wcs.to_header()))


def _celestial(name: str, header: Any) -> Any:
    """The celestial WCS of an image; DataError where there is none that can be used."""
    from astropy.wcs import WCS, WcsError

    try:
        wcs = WCS(header).celestial
        if wcs.has_celestial:
            return wcs
    except WcsError:  # its text is one of the C library, about lines of its source
        pass
    raise DataError(
        f"{name}: the image has no celestial WCS that can be used (CTYPE, CRVAL, CDELT, …), so nobody knows what "
        "part of the sky it excludes; give an exclusion mask with one"
    )


def _require_mask(name: str, image: AnyArray) -> None:
    """Raise DataError for an image of anything else: counts, say. What is not excluded has one value, whichever."""
    finite = image[np.isfinite(image)]
    if not len(finite):
        raise DataError(f"{name}: holds no numbers; an exclusion mask is 0 where the sky is excluded, else 1")
    others = finite[finite != 0]
    if len(others) and others.min() != others.max():
        raise DataError(
            f"{name}: is no exclusion mask, as its values go from {finite.min():g} to {finite.max():g}; a mask is 0 "
            "where the sky is excluded, else 1"
        )


Exclusion = Area | ExclusionMask


@dataclass(frozen=True, eq=False)
class Discs:
    """Excluded discs: centres `ra`, `dec` and `radius`, deg, shape (n,) each; the regions that are none, and
    what may be hollow or not convex.
    """

    ra: Array
    dec: Array
    radius: Array
    others: tuple[Convex, ...] = ()
    obstacles: tuple[Region, ...] = ()


def excluded_discs(exclusions: Iterable[Exclusion]) -> Discs:
    """Exclusions as discs, as far as they are: a mask pixel is the disc around it.

    >>> excluded_discs([Circle(83.63, 22.51, 0.3)]).radius
    array([0.3])
    """
    ra, dec, radius, others, obstacles = [], [], [], [], []
    for exclusion in exclusions:
        if isinstance(exclusion, Circle):
            ra.append([exclusion.ra])
            dec.append([exclusion.dec])
            radius.append([exclusion.radius])
        elif isinstance(exclusion, ExclusionMask):
            ra.append(exclusion.ra)
            dec.append(exclusion.dec)
            radius.append(np.full(len(exclusion.ra), np.sqrt(0.5) * exclusion.pixel))
        elif isinstance(exclusion, Ellipse):
            others.append(exclusion)
        else:
            obstacles.append(exclusion)
    ra, dec, radius = (np.concatenate(values or [np.empty(0)]) for values in (ra, dec, radius))
    return Discs(ra, dec, radius, tuple(others), tuple(obstacles))


def _frame_coordinates(wcs, lon: Array, lat: Array, to_icrs: bool) -> tuple[Array, Array]:
    """Convert between ICRS and the image's own frame (equatorial or galactic)."""
    from vhegui.core import sphere

    if not str(wcs.wcs.ctype[0]).startswith("GLON"):
        return np.asarray(lon), np.asarray(lat)
    return sphere.from_galactic(lon, lat) if to_icrs else sphere.to_galactic(lon, lat)
