"""A map data set of gammapy's form → a cube, and what is missing in it.

Forms that are read: PSF and dispersion on any grid of their own, dispersion as matrices or against migra (reconstructed
over true energy), background or OFF counts with acceptances, masks of safe bins and of bins to be fitted.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.dataset_file import ON_OFF, ring_areas
from vhegui.core.cubes.dispersion_field import DispersionField
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import PsfField
from vhegui.core.dl3.time import SECONDS_PER_DAY, reference_mjd, time_scale
from vhegui.core.errors import DataError
from vhegui.core.files.notes import FormatNote
from vhegui.core.maps.fits_map import FitsMap, map_in, open_maps
from vhegui.core.maps.map_axes import MapAxis
from vhegui.core.typing import EMPTY, AnyArray, Array
from vhegui.core.units import scale_to_internal

NO_TIMES = EMPTY.reshape(0, 2)


@dataclass(frozen=True, eq=False)
class DatasetFile:
    """A cube from a file, and what was missing in it or assumed about it."""

    cube: Cube
    notes: tuple[FormatNote, ...]


def read_dataset(path: Path) -> DatasetFile:
    """Read a map data set. Raises DataError that names what is wrong, or missing without which there is no cube.

    >>> from tempfile import TemporaryDirectory
    >>> from vhegui.core.cubes.dataset_file import write_dataset
    >>> from vhegui.core.maps.grid import SkyGrid
    >>> axis = EnergyAxis.from_bounds(1.0, 10.0, 2)
    >>> geometry = CubeGeometry(SkyGrid(83.633, 22.014, pixel=0.1, columns=10), axis, axis)
    >>> ones = np.ones(geometry.shape, np.float32)
    >>> with TemporaryDirectory() as folder:
    ...     write_dataset(Cube("crab", geometry, 3 * ones, ones, 1e12 * ones, ones > 0), Path(folder) / "crab.fits")
    ...     file = read_dataset(Path(folder) / "crab.fits")
    >>> file.cube.name, file.cube.counts.sum().item()
    ('crab', 600.0)
    >>> print(file.notes[0])
    crab.fits, HDU "EDISP": it is missing; reconstructed energies are taken for the true ones
    """
    notes: list[FormatNote] = []
    with open_maps(path) as hdus:
        cube = _Reader(path.name, hdus, notes).cube()
    return DatasetFile(cube, tuple(notes))


@dataclass
class _Reader:
    """The HDUs of one file; `notes` grows with what is missing."""

    file: str
    hdus: Any
    notes: list[FormatNote]

    def has(self, name: str) -> bool:
        return any(hdu.name == name for hdu in self.hdus)

    def note(self, hdu: str, found: str, assumed: str, effect: str = "") -> None:
        self.notes.append(FormatNote(self.file, hdu, found, assumed, effect))

    def cube(self) -> Cube:
        counts = map_in(self.hdus, "COUNTS")
        reco = counts.axis("energy").energies
        exposure = self._exposure(counts)
        true = reco if exposure is None else exposure[0]
        edisp, psf = self._edisp(reco, true), self._psf(true)
        responses = edisp or psf
        geometry = CubeGeometry(
            counts.grid,
            reco,
            true,
            pixel_irf=counts.grid.pixel if responses is None else responses.grid.pixel,
        )
        if psf is not None:
            geometry = replace(geometry, psf_reach=float(psf.radii[-1]), psf_bins=len(psf.radii) - 1)
        shape = geometry.shape
        gti = self._gti()
        livetime = self._livetime()
        return Cube(
            name=str(self.hdus[0].header.get("NAME") or "") or Path(self.file).name.split(".")[0],
            geometry=geometry,
            counts=_single(counts.arranged("energy")),
            background=self._background(counts),
            exposure=np.zeros((true.n, *shape[1:]), np.float32) if exposure is None else exposure[1],
            safe=self._safe(counts),
            psf=psf,
            edisp=edisp,
            ontime=float(np.diff(gti, axis=1).sum()) * SECONDS_PER_DAY if len(gti) else livetime,
            livetime=livetime,
            gti=gti,
            runs=self._runs(),
        )

    def _of_counts(self, name: str, counts: FitsMap) -> AnyArray:
        """A map on the pixels and energies of the counts."""
        found = map_in(self.hdus, name)
        axis, expected = found.axis("energy"), counts.axis("energy")
        if found.grid != counts.grid or axis.n != expected.n or not np.allclose(axis.edges, expected.edges):
            raise DataError(f'HDU "{name}": its pixels or energies are not those of COUNTS')
        return found.arranged("energy")

    def _background(self, counts: FitsMap) -> AnyArray:
        if all(self.has(name) for name in ON_OFF):
            off, acceptance, acceptance_off = (self._of_counts(name, counts) for name in ON_OFF)
            self.note("COUNTS_OFF", "an ON/OFF data set", "the background is OFF counts × acceptance / OFF acceptance")
            seen = acceptance_off > 0
            return np.divide(acceptance * off, acceptance_off, out=np.zeros(off.shape, np.float32), where=seen)
        if self.has("BACKGROUND"):
            return _single(self._of_counts("BACKGROUND", counts))
        self.note("BACKGROUND", "it is missing", "no background is expected anywhere", "every count is excess")
        return np.zeros(counts.values.shape, np.float32)

    def _safe(self, counts: FitsMap) -> Any:
        safe = np.ones(counts.values.shape, bool)
        if not self.has("MASK_SAFE"):
            self.note("MASK_SAFE", "it is missing", "every bin is used")
        for name in ("MASK_SAFE", "MASK_FIT"):
            if self.has(name):
                safe &= self._of_counts(name, counts) != 0
        if self.has("MASK_FIT"):
            self.note("MASK_FIT", "a mask of bins to be fitted", "other bins are not used at all")
        return safe

    def _exposure(self, counts: FitsMap) -> tuple[EnergyAxis, AnyArray] | None:
        if not self.has("EXPOSURE"):
            self.note("EXPOSURE", "it is missing", "nothing can be said about fluxes")
            return None
        exposure = map_in(self.hdus, "EXPOSURE")
        axis = (
            exposure.axes[0] if len(exposure.axes) == 1 else exposure.axis("energy_true")
        )  # older files call it energy
        if exposure.grid != counts.grid:
            raise DataError('HDU "EXPOSURE": its pixels are not those of COUNTS')
        return axis.energies, _single(exposure.arranged(axis.name) * _scale_of_exposure(exposure))

    def _edisp(self, reco: EnergyAxis, true: EnergyAxis) -> DispersionField | None:
        if not self.has("EDISP"):
            self.note("EDISP", "it is missing", "reconstructed energies are taken for the true ones")
            return None
        found = map_in(self.hdus, "EDISP")
        if not _same_edges(found.axis("energy_true"), true):
            raise DataError('HDU "EDISP": its true energies are not those of EXPOSURE')
        if any(axis.name == "migra" for axis in found.axes):
            matrices = matrices_of_migra(found.arranged("energy_true", "migra"), found.axis("migra").edges, true, reco)
        else:
            matrices = found.arranged("energy_true", "energy")
        return DispersionField(found.grid, _single(matrices), self._weights("EDISP_EXPOSURE", found, true))

    def _psf(self, true: EnergyAxis) -> PsfField | None:
        if not self.has("PSF"):
            self.note("PSF", "it is missing", "nothing that needs the point spread function can be computed")
            return None
        found = map_in(self.hdus, "PSF")
        named = any(axis.name == "energy_true" for axis in found.axes)
        energies = found.axis("energy_true" if named else "energy")  # older files call it energy
        if not _same_edges(energies, true):
            self.note("PSF", "its energies are not the true energies of EXPOSURE", "it is not used")
            return None
        radii = found.axis("rad").edges
        per_sr = scale_to_internal(found.unit or "sr-1", "per solid angle")
        inside = found.arranged(energies.name, "rad") * (per_sr * ring_areas(radii)[:, None, None])
        contained = np.zeros((true.n, len(radii), *found.grid.shape), np.float32)
        np.cumsum(inside, axis=1, out=contained[:, 1:])
        return PsfField(found.grid, radii, contained, self._weights("PSF_EXPOSURE", found, true))

    def _weights(self, name: str, response: FitsMap, true: EnergyAxis) -> AnyArray:
        """The exposure (cm² s) by which a response is averaged: 1 where the file has none."""
        shape = (true.n, *response.grid.shape)
        if not self.has(name):
            self.note(name, "it is missing", "all pixels of the response weigh the same")
            return np.ones(shape, np.float32)
        found = map_in(self.hdus, name)
        if found.grid != response.grid or found.values.size != math.prod(shape):
            raise DataError(f'HDU "{name}": its pixels or energies are not those of its response')
        if not np.any(found.values > 0):
            self.note(name, "it is 0 everywhere", "all pixels of the response weigh the same")
            return np.ones(shape, np.float32)
        return _single(found.values.reshape(shape) * _scale_of_exposure(found))

    def _gti(self) -> Array:
        """Good time intervals, shape (n, 2), MJD (TT)."""
        if not self.has("GTI"):
            self.note("GTI", "it is missing", "when this was observed is not known")
            return NO_TIMES
        table = self.hdus["GTI"]
        time_ref, _ = reference_mjd(dict(table.header))
        columns = [np.asarray(table.data[name], np.float64) for name in ("START", "STOP")]
        return time_ref + np.stack(columns, axis=1) * time_scale(table.header) / SECONDS_PER_DAY

    def _livetime(self) -> float:
        if self.has("EXPOSURE"):
            said = _metadata(self.hdus["EXPOSURE"].header).get("livetime")
            number = str(said or "").split(" ")[0]
            try:
                return float(number)
            except ValueError:
                self.note("EXPOSURE", "META holds no livetime", "it is not known")
        return math.nan

    def _runs(self) -> tuple[int, ...]:
        table = self.hdus["META_TABLE"] if self.has("META_TABLE") else None
        if table is None or "OBS_ID" not in table.columns.names:
            return ()
        return tuple(int(run) for run in np.ravel(table.data["OBS_ID"]))


def matrices_of_migra(density: AnyArray, migra: Array, true: EnergyAxis, reco: EnergyAxis) -> AnyArray:
    """P(reco bin | true bin) of a dispersion against migra = reconstructed / true energy.

    density : shape (n_true, n_migra, n_rows, n_columns), per unit migra · migra : edges, shape (n_migra + 1,)
    Returns shape (n_true, n_reco, n_rows, n_columns), each at the logarithmic centre of its true bin.
    """
    total = np.cumsum(density * np.diff(migra)[:, None, None], axis=1)
    total = np.concatenate([np.zeros_like(total[:, :1]), total], axis=1)
    matrices = np.empty((true.n, reco.n, *density.shape[2:]), np.float32)
    for i, energy in enumerate(true.centres):
        at = np.clip(reco.edges / energy, migra[0], migra[-1])
        low = np.clip(np.searchsorted(migra, at, side="right") - 1, 0, len(migra) - 2)
        weight = ((at - migra[low]) / np.diff(migra)[low])[:, None, None]
        matrices[i] = np.diff((1.0 - weight) * total[i, low] + weight * total[i, low + 1], axis=0)
    return matrices


def _same_edges(axis: MapAxis, energies: EnergyAxis) -> bool:
    return axis.n == energies.n and np.allclose(axis.edges, energies.edges)


def _scale_of_exposure(exposure: FitsMap) -> float:
    """To cm² s."""
    from astropy.units import Unit

    unit = exposure.unit or "m2 s"
    try:
        return float(np.real(Unit(unit).to("cm2 s")))
    except (ValueError, TypeError) as error:
        raise DataError(f'HDU "{exposure.name}": the unit "{unit}" is not one of exposure; expected m2 s') from error


def _metadata(header: Any) -> dict[str, Any]:
    try:
        found = json.loads(str(header.get("META") or "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _single(values: AnyArray) -> AnyArray:
    """Of single precision; 0 where a map says nothing."""
    return np.nan_to_num(np.ascontiguousarray(values, np.float32), nan=0.0)
