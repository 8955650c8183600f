"""Events drawn from a response: the very response objects that an analysis will use, real or simulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.observation import Pointing
from vhegui.core.errors import DataError
from vhegui.core.irf.responses import Responses
from vhegui.core.simulation.detector import FINE, Detector
from vhegui.core.simulation.light_curve import LightCurve
from vhegui.core.simulation.morphology import Morphology
from vhegui.core.simulation.sampling import draw_cells
from vhegui.core.simulation.shapes import PixelsOfEnergies
from vhegui.core.simulation.timing import Timing
from vhegui.core.sphere import offset_by, separation
from vhegui.core.typing import Array, IntArray

Flux = Callable[[Array], Array]
Rate = Callable[[Array, Array], Array]

CM2 = 1e4
MOST_EVENTS = 20_000_000  # of one source, or of the background, in a run


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Detected photons (or background events), unsorted; every array has shape (n,).

    true_energy : TeV, NaN for background · energy : TeV · ra, dec : deg · time : s, on the clock of the GTIs
    true_ra, true_dec : where a photon came from, deg, NaN for background.
    """

    true_energy: Array
    energy: Array
    ra: Array
    dec: Array
    time: Array
    true_ra: Array
    true_dec: Array

    def __len__(self) -> int:
        return len(self.energy)


@dataclass(frozen=True, eq=False)
class Exposure:
    """Where, when and with which response a run looked: gti as shape (n, 2) in s, livetime in s."""

    pointing: Pointing
    gti: Array
    livetime: float
    responses: Responses


def draw_photons(
    rng: np.random.Generator,
    exposure: Exposure,
    flux: Flux,
    morphology: Morphology | PixelsOfEnergies,
    curve: Timing | None = None,
    detector: Detector | None = None,
) -> Arrivals:
    """Photons of one source detected in one run.

    flux : TeV → cm⁻² s⁻¹ TeV⁻¹ · curve : flux relative to the model within the run; constant without
    detector : the responses of the run as tables, where several runs share them. Raises DataError where one is missing.
    """
    detector, curve = detector or Detector.of(exposure.responses), curve or LightCurve()
    expected = flux(FINE.centres) * FINE.widths * detector.largest * CM2 * exposure.livetime * curve.mean(exposure.gti)
    n = number(rng, expected)
    cell = draw_cells(rng, expected, n)
    ra, dec = _directions(rng, morphology, cell)
    offset = separation(ra, dec, exposure.pointing.ra, exposure.pointing.dec)
    kept = detector.accepted(rng, cell, offset)
    offset, true_ra, true_dec = offset[kept], ra[kept], dec[kept]
    energy = within(rng, FINE, cell[kept])
    reco = detector.disperse(rng, energy, offset)
    ra, dec = detector.spread(rng, energy, offset, true_ra, true_dec)
    time = curve.draw(rng, exposure.gti, len(energy))
    return detected(Arrivals(energy, reco, ra, dec, time, true_ra, true_dec))


def _directions(
    rng: np.random.Generator, morphology: Morphology | PixelsOfEnergies, cell: IntArray
) -> tuple[Array, Array]:
    """Of photons whose energies are in these cells of `FINE`, (n,)."""
    if isinstance(morphology, PixelsOfEnergies):
        return morphology.draw_at(rng, FINE.centres[cell])
    return morphology.draw(rng, len(cell))


def number(rng: np.random.Generator, expected: Array) -> int:
    """How many events there are in all cells together. Raises DataError for more than are kept of one run, and where
    fewer than none are expected.
    """
    total = float(expected.sum())
    if np.any(expected < 0.0):
        raise DataError("a negative number of events is expected at some energy; check the flux")
    if not total <= MOST_EVENTS:
        raise DataError(
            f"{total:.3g} events are expected in a run, and at most {MOST_EVENTS:,} are drawn; check flux and time"
        )
    return int(rng.poisson(total))


def detected(arrivals: Arrivals) -> Arrivals:
    """Without the photons for which the response is empty (NaN energy or direction)."""
    good = np.isfinite(arrivals.energy) & np.isfinite(arrivals.ra)
    return Arrivals(*(getattr(arrivals, each.name)[good] for each in fields(Arrivals)))


def within(rng: np.random.Generator, axis: EnergyAxis, cell: np.ndarray) -> Array:
    """Energies spread evenly in ln E inside their bins, `cell` (n,): (n,), TeV."""
    low, high = axis.edges[cell], axis.edges[cell + 1]
    return low * (high / low) ** rng.random(len(cell))


def draw_background(rng: np.random.Generator, exposure: Exposure, rate: Rate, field_radius: float) -> Arrivals:
    """Background events of one run.

    rate : (reconstructed energy in TeV, offset in deg) → TeV⁻¹ s⁻¹ sr⁻¹ per ontime, radially symmetric
    field_radius : deg, no events beyond.
    """
    energy = EnergyAxis.from_bounds(FINE.edges[0], FINE.edges[-1], 60)
    edges = np.linspace(0.0, field_radius, 121)
    height = -np.diff(np.cos(np.radians(edges)))
    middle = 0.5 * (edges[:-1] + edges[1:])
    contents = rate(energy.centres[:, None], middle[None, :]) * energy.widths[:, None] * (2.0 * np.pi * height)
    ontime = float((exposure.gti[:, 1] - exposure.gti[:, 0]).sum())
    n = number(rng, contents * ontime)
    cell, ring = np.divmod(draw_cells(rng, contents, n), len(middle))
    cosine = np.cos(np.radians(edges[ring])) - rng.random(n) * height[ring]
    offset = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    ra, dec = offset_by(exposure.pointing.ra, exposure.pointing.dec, rng.uniform(0.0, 360.0, n), offset)
    time = LightCurve().draw(rng, exposure.gti, n)
    return background_events(within(rng, energy, cell), ra, dec, time)


def background_events(energy: Array, ra: Array, dec: Array, time: Array) -> Arrivals:
    """Events that came from nowhere in particular; all (n,), see `Arrivals`."""
    nothing = np.full(len(energy), np.nan)
    return Arrivals(nothing, energy, ra, dec, time, nothing, nothing)
