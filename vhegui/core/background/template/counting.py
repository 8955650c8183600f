"""What one off run contributes to a template: its events in cells, and how much of the sky it saw for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.template.camera import Camera
from vhegui.core.background.template.cells import Cells
from vhegui.core.background.template.rings import Rings
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.catalogues.known_sources import SourceTable
from vhegui.core.dl3.observation import Observation
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Exclusion, ExclusionMask
from vhegui.core.typing import Array, IntArray

PEAK_BINS = 10  # a decade of energy


@dataclass(frozen=True, eq=False)
class CountedRun:
    """One off run.

    zenith : deg · threshold : TeV, of the index, NaN where it says nothing · peak : TeV, of the events per ln E, which
    is near the threshold · ontime : s · events : all of them
    counts : shape (n_energy, n_cell), outside of what is cut out · seen : shape (n_cell,), sr, of each cell that is not
    cut out · sources : names of the known sources that are cut out · lost : share of the field's solid angle.
    """

    run: int
    target: str
    zenith: float
    ontime: float
    events: int
    counts: Array
    seen: Array
    peak: float = float("nan")
    threshold: float = float("nan")
    sources: tuple[str, ...] = ()
    lost: float = 0.0

    @property
    def exposure(self) -> Array:
        """Solid angle × time of each cell, shape (n_cell,), sr s."""
        return self.ontime * self.seen

    @property
    def rate(self) -> float:
        """Events of all energies and offsets, s⁻¹."""
        return self.events / self.ontime if self.ontime > 0 else float("nan")


def cells_of(settings: TemplateSettings) -> Cells:
    """The cells that the settings cut the camera into."""
    return Camera(settings.camera_edges) if settings.kind == "bkg_3d" else Rings(settings.offset_edges)


def count_run(
    observation: Observation,
    settings: TemplateSettings,
    sources: SourceTable,
    exclusions: Sequence[Exclusion] = (),
    cells: Cells | None = None,
) -> CountedRun:
    """Count the events of a run, without those in known `sources` and `exclusions`.

    cells : those of the settings, where they are at hand.
    """
    cells = cells or cells_of(settings)
    pointing = observation.pointing.ra, observation.pointing.dec
    reach = settings.reach * (np.sqrt(2.0) if settings.kind == "bkg_3d" else 1.0)
    found = sources.near(*pointing, reach + settings.source_radius) if settings.source_radius > 0 else []
    cut = [Circle(each.ra, each.dec, settings.source_radius) for each in found]
    cut += [each for each in exclusions if _reaches(each, pointing, reach)]
    events = observation.events
    if settings.keep_outside_gti and observation.outside_gti is not None:
        events = events + observation.outside_gti
    cell = cells.of(events.ra, events.dec, pointing)
    for each in cut:
        cell = np.where(each.contains(events.ra, events.dec), -1, cell)
    covered = cells.covered(pointing, cut)
    return CountedRun(
        observation.obs_id,
        observation.target,
        observation.pointing.zenith,
        observation.ontime,
        len(events),
        _counts(settings.energy_axis, events.energy, cell, len(covered)),
        np.maximum(cells.solid_angle - covered, 0.0),
        _peak(events.energy),
        sources=tuple(each.name for each in found),
        lost=float(covered.sum() / cells.solid_angle.sum()),
    )


def from_index(run: CountedRun, zenith: float, threshold: float) -> CountedRun:
    """The run with what the observation index says of it: its zenith angle (deg) and threshold (TeV)."""
    return replace(run, zenith=zenith if np.isfinite(zenith) else run.zenith, threshold=threshold)


def _reaches(exclusion: Exclusion, pointing: tuple[float, float], reach: float) -> bool:
    """Whether an exclusion may reach into the field of view."""
    if isinstance(exclusion, ExclusionMask):
        return True
    circle = exclusion.bounding
    return bool(sphere.separation(*pointing, circle.ra, circle.dec) < reach + circle.radius)


def _peak(energy: Array) -> float:
    """Energy (TeV) at which most events per ln E are, in `PEAK_BINS` a decade; NaN without events."""
    if len(energy) == 0:
        return float("nan")
    bins, events = np.unique(np.floor(PEAK_BINS * np.log10(energy)), return_counts=True)
    return float(10.0 ** ((bins[np.argmax(events)] + 0.5) / PEAK_BINS))


def _counts(axis: EnergyAxis, energy: Array, cell: IntArray, n: int) -> Array:
    """Events in energy bins and cells, shape (axis.n, n)."""
    bins = axis.bin_index(energy)
    good = (bins >= 0) & (bins < axis.n) & (cell >= 0)
    found = np.bincount(n * bins[good] + cell[good], minlength=axis.n * n)
    return found.reshape(axis.n, n).astype(np.float64)
