"""DL4, 3D: counts over the sky and energy, and what predicts them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np

from vhegui.core.cubes.dispersion_field import DispersionField
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import PsfField
from vhegui.core.cubes.source_optics import SourceOptics
from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True, eq=False)
class Cube:
    """One run, or a stack of runs, on a grid of directions and energies.

    counts : shape (n_reco, n_rows, n_columns), float32
    background : the same shape, float32, expected counts before any fit
    exposure : shape (n_true, n_rows, n_columns), float32, cm² s, 0 beyond `offset_max` of the geometry
    safe : shape (n_reco, n_rows, n_columns), bins that are used; a stack holds counts and background of nothing else
    psf, edisp : None where the data have none
    ontime, livetime : s · gti : good time intervals, shape (n, 2), MJD (TT) · runs : their numbers.
    """

    name: str
    geometry: CubeGeometry
    counts: AnyArray
    background: AnyArray
    exposure: AnyArray
    safe: BoolArray
    psf: PsfField | None = None
    edisp: DispersionField | None = None
    ontime: float = 0.0
    livetime: float = 0.0
    gti: Array = field(default_factory=lambda: np.zeros((0, 2)))
    runs: tuple[int, ...] = ()
    telescope: str = ""

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to a worker: what is kept of sources is computed there."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def optics(self, like_gammapy: bool = False) -> SourceOptics:
        """How sources are seen on it; see `SourceOptics`."""
        return self._as_gammapy if like_gammapy else self._optics

    @cached_property
    def _optics(self) -> SourceOptics:
        return SourceOptics(self.geometry, self.exposure, self.psf, self.edisp)

    @cached_property
    def _as_gammapy(self) -> SourceOptics:
        return SourceOptics(self.geometry, self.exposure, self.psf, self.edisp, like_gammapy=True)
