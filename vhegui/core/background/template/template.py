"""A background template: the rate of the off runs of each bin of the zenith angle, with its errors.

The rate in a bin of energy and a cell of the camera is the number of events of all runs by the time, solid angle and
energy they were collected in, and its error that of counts (as gammapy's tutorial on background models has it; there
the solid angle of a ring is that of the plane, 2·10⁻⁴ more at 3 deg, and nothing is cut out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from vhegui.core.background.template.cells import Cells
from vhegui.core.background.template.counting import CountedRun, cells_of
from vhegui.core.background.template.residuals import Residual, residual
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.background.template.smoothing import spread
from vhegui.core.background.template.zenith import zenith_bin, zenith_edges
from vhegui.core.errors import AnalysisError
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.typing import Array

NONE_SEEN = 1.15  # events: where none was seen, fewer are expected with 68 % confidence


@dataclass(frozen=True, eq=False)
class ZenithTemplate:
    """The template of one bin of the zenith angle.

    zenith : its edges, deg · runs : the off runs in it · ontime : s · counts : shape (n_energy, n_cell)
    exposure : shape (n_cell,), sr s · rate, error : shape (n_energy, n_cell), s⁻¹ TeV⁻¹ sr⁻¹
    background : the same as a response.
    """

    zenith: tuple[float, float]
    runs: tuple[int, ...]
    ontime: float
    counts: Array
    exposure: Array
    rate: Array
    error: Array
    background: Background2D | Background3D

    @property
    def name(self) -> str:
        """The bin in words: "0°–20°"."""
        return f"{self.zenith[0]:.3g}°–{self.zenith[1]:.3g}°"


@dataclass(frozen=True, eq=False)
class Template:
    """The templates of all bins of the zenith angle that have off runs.

    runs : every off run, by zenith angle · edges : of the bins, deg · residuals : of each run against the others of its
    bin, in the order of `runs`.
    """

    settings: TemplateSettings
    cells: Cells
    runs: tuple[CountedRun, ...]
    edges: tuple[float, ...]
    bins: tuple[ZenithTemplate, ...]
    residuals: tuple[Residual, ...]

    @cached_property
    def empty(self) -> tuple[tuple[float, float], ...]:
        """Bins of the zenith angle without off runs, deg."""
        filled = {each.zenith for each in self.bins}
        return tuple(pair for pair in pairwise(self.edges) if pair not in filled)

    def of(self, zenith: float) -> ZenithTemplate | None:
        """The template for a zenith angle (deg); None where no off run tells."""
        number = int(zenith_bin(self.edges, zenith))
        wanted = (self.edges[number], self.edges[number + 1]) if number >= 0 else None
        return next((each for each in self.bins if each.zenith == wanted), None)


def build_template(settings: TemplateSettings, runs: Sequence[CountedRun]) -> Template:
    """The template of off runs that were counted with the same settings.

    Runs whose zenith angle is unknown or in no bin are left out. Raises AnalysisError where none is left.
    """
    cells = cells_of(settings)
    runs = sorted(runs, key=lambda run: run.zenith)
    edges = zenith_edges(settings, runs)
    numbers = [int(zenith_bin(edges, run.zenith)) for run in runs]
    runs = [run for run, number in zip(runs, numbers, strict=True) if number >= 0]
    groups = [[run for run in runs if zenith_bin(edges, run.zenith) == k] for k in range(len(edges) - 1)]
    groups = [group for group in groups if sum(run.ontime for run in group) > 0]
    if not groups:
        raise AnalysisError(
            f"no off run has a zenith angle from {edges[0]:g}° to {edges[-1]:g}° and an ontime; choose others, or bins"
        )
    bins = [_template(settings, cells, group, edges) for group in groups]
    residuals = [residual(run, _others(group, run)) for group in groups for run in group]
    return Template(settings, cells, tuple(run for g in groups for run in g), edges, tuple(bins), tuple(residuals))


def _template(
    settings: TemplateSettings, cells: Cells, runs: Sequence[CountedRun], edges: Sequence[float]
) -> ZenithTemplate:
    number = int(zenith_bin(edges, runs[0].zenith))
    ontime = sum(run.ontime for run in runs)
    counts, exposure = sum_of(runs)
    matrix = spread(exposure / ontime, cells.borders, settings.smoothing)
    width = settings.energy_axis.widths[:, None]
    events = counts @ matrix.T
    variance = counts @ np.square(matrix).T
    lone = NONE_SEEN * np.max(matrix, axis=1)
    rate = events / (ontime * width)
    error = np.where(events > 0.0, np.sqrt(variance), lone) / (ontime * width)
    background = cells.background(settings.energy_axis.edges, rate)
    zenith = float(edges[number]), float(edges[number + 1])
    return ZenithTemplate(zenith, tuple(run.run for run in runs), ontime, counts, exposure, rate, error, background)


def sum_of(runs: Sequence[CountedRun]) -> tuple[Array, Array]:
    """Counts, (n_energy, n_cell), and exposure, (n_cell,), sr s, of all runs together."""
    return np.sum([run.counts for run in runs], axis=0), np.sum([run.exposure for run in runs], axis=0)


def _others(group: Sequence[CountedRun], run: CountedRun) -> list[CountedRun]:
    return [other for other in group if other is not run]
