"""The energy dispersion over the sky, on a coarse grid."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.cubes.by_offset import ByOffset
from vhegui.core.cubes.coarse import mean_at
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray, Array


@dataclass(frozen=True, eq=False)
class DispersionField:
    """P(reco bin | true bin) at the pixels of a coarse grid, and the exposure by which runs and pixels are averaged.

    grid : coarse, n_rows × n_columns · matrices : shape (n_true, n_reco, n_rows, n_columns), float32
    exposure : shape (n_true, n_rows, n_columns), cm² s, float32; 0 where nothing was observed
    of_run : the same of a single run, (n_true, n_reco), between the pixels, too; None for a mean of several.
    """

    grid: SkyGrid
    matrices: AnyArray
    exposure: AnyArray
    of_run: ByOffset | None = None

    def at(self, ra: float, dec: float) -> Array:
        """The matrix at a direction (ICRS, deg), shape (n_true, n_reco): that of the run; of several bilinear, weighted
        with the exposure, and rows are 0 where there is none.
        """
        if self.of_run is not None:
            return self.of_run.at(ra, dec)
        return mean_at(self.grid, self.matrices, self.exposure, ra, dec)
