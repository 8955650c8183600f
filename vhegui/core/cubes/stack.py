"""Many runs as one cube: counts, background and exposures add, responses average with the exposure as weight."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.dispersion_field import DispersionField
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import PsfField
from vhegui.core.errors import AnalysisError
from vhegui.core.typing import AnyArray, Array, BoolArray


def stack(cubes: Iterable[Cube], name: str = "stacked") -> Cube:
    """Sum of runs on one geometry, each with only its safe bins; see `Stack`. Raises AnalysisError without a run.

    >>> from vhegui.core.axes import EnergyAxis
    >>> from vhegui.core.maps.grid import SkyGrid
    >>> axis = EnergyAxis(np.array([1.0, 10.0]))  # TeV
    >>> geometry = CubeGeometry(SkyGrid(83.633, 22.014, pixel=0.1, columns=2), axis, axis)
    >>> counts = np.array([[[3.0, 1.0], [0.0, 2.0]]])  # one energy, four pixels
    >>> one = Cube("1", geometry, counts, 0.5 * np.ones_like(counts), np.full((1, 2, 2), 3.6e12), counts > 0)
    >>> both = stack([one, one])
    >>> both.counts.tolist(), both.background.sum().item()  # in bins that are safe
    ([[[6.0, 2.0], [0.0, 4.0]]], 3.0)
    """
    growing: Stack | None = None
    for cube in cubes:
        if growing is None:
            growing = Stack(cube.geometry, name)
        growing.add(cube)
    if growing is None:
        raise AnalysisError("there is no run to stack: select at least one")
    return growing.cube()


class Stack:
    """A stack that grows run by run, in no more memory than one run takes (twice that: sums are of double precision).

    Counts and background of a run add up in its safe bins, its exposure in pixels where any energy is safe. The PSF is
    Σ w P / Σ w with w the exposure times the part of each coarse pixel that is used; the energy dispersion is
    Σ w s R / Σ w with s the part of it in which a reconstructed energy is safe, so that exposure × dispersion of the
    stack predicts what the runs together do: the 3D form of `vhegui.core.spectra.stacking`. Runs without a response
    take no part in the mean of that response. The same runs in the same order give the same bits.
    """

    def __init__(self, geometry: CubeGeometry, name: str = "stacked") -> None:
        self.geometry, self.name = geometry, name
        self.runs: tuple[int, ...] = ()
        image, coarse = geometry.grid.shape, geometry.coarse.shape
        self._counts = np.zeros(geometry.shape)
        self._background = np.zeros(geometry.shape)
        self._exposure = np.zeros((geometry.true.n, *image))
        self._safe = np.zeros(geometry.shape, dtype=np.bool_)
        self._psf = _Mean((geometry.true.n, len(geometry.psf_radii)), coarse)
        self._edisp = _Mean((geometry.true.n, geometry.reco.n), coarse)
        self._ontime = self._livetime = 0.0
        self._gti: list[Array] = []
        self._telescopes: set[str] = set()

    def add(self, cube: Cube) -> None:
        """Add a run, or another stack, on the same grid and axes. Raises AnalysisError for another shape."""
        if cube.counts.shape != self._counts.shape or cube.exposure.shape != self._exposure.shape:
            raise AnalysisError(f"run {cube.name}: is on another grid or other energies than the stack")
        used: BoolArray = np.any(cube.safe, axis=0)
        np.add(self._counts, cube.counts, out=self._counts, where=cube.safe)
        np.add(self._background, cube.background, out=self._background, where=cube.safe)
        np.add(self._exposure, cube.exposure, out=self._exposure, where=used)
        self._safe |= cube.safe
        share = self.geometry.coarse_share(np.concatenate([used[None], cube.safe]))
        if cube.psf is not None:
            self._psf.add(cube.psf.contained, cube.psf.exposure * share[0])
        if cube.edisp is not None:
            part = np.divide(share[1:], share[0], out=np.zeros_like(share[1:]), where=share[0] > 0)
            self._edisp.add(cube.edisp.matrices * part, cube.edisp.exposure * share[0])
        self._ontime += cube.ontime
        self._livetime += cube.livetime
        self._gti.append(cube.gti)
        self._telescopes.add(cube.telescope)
        self.runs += cube.runs

    def cube(self) -> Cube:
        """The stack of what was added so far."""
        geometry = self.geometry
        return Cube(
            name=self.name,
            geometry=geometry,
            counts=self._counts.astype(np.float32),
            background=self._background.astype(np.float32),
            exposure=self._exposure.astype(np.float32),
            safe=self._safe.copy(),
            psf=PsfField(geometry.coarse, geometry.psf_radii, *self._psf.result()) if self._psf.known else None,
            edisp=DispersionField(geometry.coarse, *self._edisp.result()) if self._edisp.known else None,
            ontime=self._ontime,
            livetime=self._livetime,
            gti=np.concatenate([np.zeros((0, 2)), *self._gti]),
            runs=self.runs,
            telescope=next(iter(self._telescopes)) if len(self._telescopes) == 1 else "",
        )


class _Mean:
    """Weighted mean of responses (n_true, m, n_rows, n_columns) with weights (n_true, n_rows, n_columns)."""

    def __init__(self, shape: tuple[int, int], image: tuple[int, int]) -> None:
        self.known = False
        self._total = np.zeros((*shape, *image))
        self._weight = np.zeros((shape[0], *image))

    def add(self, values: AnyArray, weight: AnyArray) -> None:
        self.known = True
        self._total += values * weight[:, None]
        self._weight += weight

    def result(self) -> tuple[AnyArray, AnyArray]:
        """The mean, 0 without weight, and the sum of the weights; float32."""
        weight = self._weight[:, None]
        mean = np.divide(self._total, weight, out=np.zeros_like(self._total), where=weight > 0)
        return mean.astype(np.float32), self._weight.astype(np.float32)


def can_be_added(cube: Cube, geometry: CubeGeometry) -> bool:
    """Whether a cube has the pixels, energies and pixels of responses of a geometry, so that a `Stack` can take it."""
    own = cube.geometry
    same = own.grid == geometry.grid and (own.psf_reach, own.psf_bins) == (geometry.psf_reach, geometry.psf_bins)
    axes = ((own.reco, geometry.reco), (own.true, geometry.true))
    responses = (each.grid == geometry.coarse for each in (cube.psf, cube.edisp) if each is not None)
    return same and all(np.array_equal(a.edges, b.edges) for a, b in axes) and all(responses)
