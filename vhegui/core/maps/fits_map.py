"""Images and cubes of the sky in FITS files, with what their planes stand for.

A cube of GADF v0.3 ("Sky maps") is an image with a table of bands (BANDSHDU); those of the Fermi tools have their
energies in EBOUNDS or ENERGIES. HEALPix maps are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import vhegui
from vhegui.core.bounds import too_many
from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.files.whole import write_fits
from vhegui.core.maps import wcs
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.map_axes import MapAxis, axes_of_bands, axis_cards, axis_of_energies, bands_table
from vhegui.core.typing import AnyArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU, ImageHDU, PrimaryHDU

OTHER_AXES = re.compile(r"(NAXIS|CTYPE|CRVAL|CRPIX|CDELT|CUNIT|CROTA|CNAME)[3-9]|(CD|PC|PV|PS)(\d_[3-9]|[3-9]_\d+)")
ENERGY_TABLES = ("EBOUNDS", "ENERGIES")


@dataclass(frozen=True, eq=False)
class FitsMap:
    """An image or cube: `values` has shape (…, rows, columns), a dimension for each of `axes`, the last of which is the
    first of the shape (they are in the order of the file, the one that runs fastest first).
    """

    grid: SkyGrid
    axes: tuple[MapAxis, ...]
    values: AnyArray
    unit: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        shape = (*(axis.n for axis in reversed(self.axes)), *self.grid.shape)
        if self.values.shape != shape:
            axes = ", ".join(axis.name for axis in self.axes) or "none"
            raise DataError(
                f'map "{self.name}": its shape {self.values.shape} is not that of its axes ({axes}), {shape}'
            )

    def axis(self, name: str) -> MapAxis:
        """The axis of this name. Raises DataError."""
        found = next((axis for axis in self.axes if axis.name == name), None)
        if found is None:
            there = ", ".join(axis.name for axis in self.axes) or "none"
            raise DataError(f'map "{self.name}": it has no axis "{name}" (axes: {there})')
        return found

    def arranged(self, *names: str) -> AnyArray:
        """The values with their dimensions in the order of these axes, which must be all there are, before the sky."""
        axes = [self.axis(name) for name in names]
        if len(axes) != len(self.axes):
            raise DataError(f'map "{self.name}": it has axes beside {", ".join(names)}')
        order = [len(self.axes) - 1 - self.axes.index(axis) for axis in axes]
        return np.moveaxis(self.values, order, range(len(order)))


def map_hdus(cube: FitsMap, cards: Mapping[str, Any] | None = None, primary: bool = False) -> list[Any]:
    """The image and its table of bands, as GADF has them; `cards` are added to the header of the image."""
    from astropy.io import fits

    header = fits.Header(wcs.header(cube.grid).items())
    bands = f"{'PRIMARY' if primary else cube.name.upper()}_BANDS"
    if cube.axes:
        header.update(axis_cards(cube.axes))
        sizes = (cube.grid.columns, cube.grid.rows, *(axis.n for axis in cube.axes))
        header["WCSSHAPE"] = f"({','.join(map(str, sizes))})"
        header["BANDSHDU"] = bands
        header.update(_energy_cards(cube) if primary else {})
    header.update({"META": "{}", "BUNIT": cube.unit, "CREATOR": f"vhegui {vhegui.__version__}", **(cards or {})})
    image: PrimaryHDU | ImageHDU
    if primary:
        image = fits.PrimaryHDU(cube.values, header)
        image.header["EXTNAME"] = cube.name.upper()
    else:
        image = fits.ImageHDU(cube.values, header, name=cube.name.upper())
    tables: list[BinTableHDU] = [bands_table(cube.axes, bands)] if cube.axes else []
    return [image, *tables]


def write_map(cube: FitsMap, path: Path, cards: Mapping[str, Any] | None = None) -> None:
    """Write an image or a cube as the primary HDU of a file of its own, which is replaced. Raises DataError.

    >>> from tempfile import TemporaryDirectory
    >>> image = FitsMap(SkyGrid(83.633, 22.014, 0.02, 4), (), np.ones((4, 4)), "s", "livetime")
    >>> with TemporaryDirectory() as folder:
    ...     write_map(image, Path(folder) / "livetime.fits")
    ...     again = read_map(Path(folder) / "livetime.fits")
    >>> again.unit, again.grid == image.grid, again.values.sum().item()
    ('s', True, 16.0)
    """
    write_hdus(map_hdus(cube, cards, primary=True), path)


def write_hdus(hdus: list[Any], path: Path) -> None:
    """Write HDUs as a file, which is replaced. Raises DataError when it cannot be written."""
    try:
        write_fits(path, hdus)
    except OSError as error:
        raise DataError(
            f"{path}: it could not be written ({error.strerror or error}); choose another folder"
        ) from error


def read_map(path: Path, name: str = "") -> FitsMap:
    """The image or cube called `name` in a file, or the first there is. Raises DataError that says what is missing."""
    with open_maps(path) as hdus:
        return map_in(hdus, name)


@contextmanager
def open_maps(path: Path) -> Iterator[Any]:
    """The HDUs of a file with maps (astropy's HDUList), for `map_in`. Any failure inside becomes a DataError."""
    from astropy.io import fits

    with foreign(path, "cannot be read as maps of the sky"), fits.open(path, memmap=False) as hdus:
        try:
            yield hdus
        except DataError as error:
            raise DataError(f"{path.name}: {error}") from error


def map_in(hdus: Any, name: str = "") -> FitsMap:
    """The image or cube called `name` in open HDUs, or the first there is."""
    hdu = _image(hdus, name)
    where = f'HDU "{hdu.name}"'
    cards = celestial_cards(hdu.header)
    try:
        grid = wcs.from_header(cards)
    except DataError as error:
        raise DataError(f"{where}: {error}") from error
    if reason := too_many(*hdu.shape):
        raise DataError(f"{where}: {reason}; cut it, or rebin it")
    values = np.asarray(hdu.data)
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    axes = _axes(hdus, hdu) if values.ndim > 2 else ()
    if not axes and values.ndim > 2:
        planes = "×".join(map(str, values.shape[:-2]))
        raise DataError(
            f"{where}: what its {planes} planes stand for is missing: it names no table of bands (BANDSHDU), and there "
            f"is no HDU {' or '.join(ENERGY_TABLES)}"
        )
    return FitsMap(grid, axes, values, str(hdu.header.get("BUNIT") or "").strip(), hdu.name)


def celestial_cards(header: Mapping[str, Any]) -> dict[str, Any]:
    """The cards of a cube's header that say where its pixels are on the sky."""
    skipped = ("COMMENT", "HISTORY", "")
    cards = {key: header[key] for key in header if key not in skipped and not OTHER_AXES.fullmatch(key)}
    return cards | {"NAXIS": min(int(header.get("NAXIS", 0)), 2), "WCSAXES": 2}


def _image(hdus: Any, name: str) -> Any:
    if any(str(hdu.header.get("PIXTYPE", "")).upper() == "HEALPIX" or "NSIDE" in hdu.header for hdu in hdus):
        raise DataError("HEALPix maps are not supported: expected images in a projection of the sky (FITS WCS)")
    images = [hdu for hdu in hdus if hdu.is_image and hdu.header["NAXIS"] >= 2]
    found = next((hdu for hdu in images if name in ("", hdu.name) or name.upper() == hdu.name), None)
    if found is None:
        there = ", ".join(f'"{hdu.name}"' for hdu in images) or "none"
        raise DataError(f'there is no image "{name}" (images: {there})' if name else "there is no image in it")
    return found


def _axes(hdus: Any, hdu: Any) -> tuple[MapAxis, ...]:
    named = str(hdu.header.get("BANDSHDU") or "")
    names = [item.name for item in hdus]
    if named:
        if named.upper() not in names:
            raise DataError(f'HDU "{hdu.name}": its table of bands, "{named}", is missing')
        return axes_of_bands(hdus[named])
    table = next((hdus[name] for name in ENERGY_TABLES if name in names), None)
    return () if table is None else (axis_of_energies(table),)


def _energy_cards(cube: FitsMap) -> dict[str, Any]:
    """Where a cube's third axis is energy alone, its WCS, for programs that read no tables of bands (logarithmic:
    Greisen et al. 2006, A&A 446, 747, section 3.2).
    """
    (axis,) = cube.axes if len(cube.axes) == 1 else (None,)
    if axis is None or not axis.name.startswith("energy"):
        return {}
    steps = np.diff(np.log(axis.edges))
    if not np.allclose(steps, steps[0], rtol=1e-6):
        return {}
    centres = axis.centres
    return {
        "WCSAXES": 3,
        "CTYPE3": "ENER-LOG",
        "CUNIT3": "TeV",
        "CRPIX3": 1.0,
        "CRVAL3": float(centres[0]),
        "CDELT3": float(centres[0] * steps[0]),
    }
