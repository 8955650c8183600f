"""Events drawn from a response: the very response objects that an analysis will use, real or simulated.

Only the protocols of `vhegui.core.irf.base` are used, so whatever can be read can also be simulated, and what is drawn
follows the tables of the files exactly, interpolation included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.observation import Pointing
from vhegui.core.errors import DataError
from vhegui.core.irf.base import EffectiveArea, EnergyDispersion, Psf
from vhegui.core.irf.responses import Responses
from vhegui.core.simulation.light_curve import LightCurve
from vhegui.core.simulation.morphology import Morphology, around
from vhegui.core.simulation.sampling import draw_cells, draw_in_rows, mix_nodes, node_weights
from vhegui.core.sphere import offset_by, separation
from vhegui.core.typing import Array

Flux = Callable[[Array], Array]
Rate = Callable[[Array, Array], Array]

FINE = EnergyAxis.from_bounds(0.01, 200.0, 200)
TRUE = EnergyAxis.from_bounds(0.01, 200.0, 40)
RECO = EnergyAxis.from_bounds(0.002, 1000.0, 100)
RADII = 2.0 * np.linspace(0.0, 1.0, 401) ** 2
OFFSET_STEP = 0.1
CM2 = 1e4


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Detected photons (or background events), unsorted; every array has shape (n,).

    true_energy : TeV, NaN for background · energy : TeV · ra, dec : deg · time : s, on the clock of the GTIs.
    """

    true_energy: Array
    energy: Array
    ra: Array
    dec: Array
    time: Array

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
    rng: np.random.Generator, exposure: Exposure, flux: Flux, morphology: Morphology, curve: LightCurve | None = None
) -> Arrivals:
    """Photons of one source detected in one run.

    flux : TeV → cm⁻² s⁻¹ TeV⁻¹ · curve : flux relative to the model within the run; constant without.
    """
    aeff, edisp, psf = complete(exposure.responses)
    curve = curve or LightCurve()
    areas = aeff.at_nodes(FINE.centres)
    largest = areas.max(axis=0)
    expected = flux(FINE.centres) * FINE.widths * largest * CM2 * exposure.livetime * curve.mean(exposure.gti)
    n = int(rng.poisson(expected.sum()))
    cell = draw_cells(rng, expected, n)
    ra, dec = morphology.draw(rng, n)
    offset = separation(ra, dec, exposure.pointing.ra, exposure.pointing.dec)
    # Drawn with the largest area of all offsets, then thinned: exact for any shape of source.
    low, weight = node_weights(aeff.offsets, offset)
    high = np.minimum(low + 1, len(areas) - 1)
    area = (1.0 - weight) * areas[low, cell] + weight * areas[high, cell]
    kept = rng.random(n) * largest[cell] < area
    energy = within(rng, FINE, cell[kept])
    reco = disperse(rng, edisp, energy, offset[kept])
    ra, dec = spread(rng, psf, energy, offset[kept], ra[kept], dec[kept])
    return detected(Arrivals(energy, reco, ra, dec, curve.draw(rng, exposure.gti, len(energy))))


def complete(responses: Responses) -> tuple[EffectiveArea, EnergyDispersion, Psf]:
    """The three responses that photons need."""
    if responses.aeff is None or responses.edisp is None or responses.psf is None:
        raise DataError(
            "simulating photons needs an effective area, an energy dispersion and a PSF; choose another run"
        )
    return responses.aeff, responses.edisp, responses.psf


def detected(arrivals: Arrivals) -> Arrivals:
    """Without the photons for which the response is empty (NaN energy or direction)."""
    good = np.isfinite(arrivals.energy) & np.isfinite(arrivals.ra)
    columns = (arrivals.true_energy, arrivals.energy, arrivals.ra, arrivals.dec, arrivals.time)
    return Arrivals(*(column[good] for column in columns))


def within(rng: np.random.Generator, axis: EnergyAxis, cell: np.ndarray) -> Array:
    """Energies spread evenly in ln E inside their bins, `cell` (n,): (n,), TeV."""
    low, high = axis.edges[cell], axis.edges[cell + 1]
    return low * (high / low) ** rng.random(len(cell))


def disperse(rng: np.random.Generator, edisp: EnergyDispersion, energy: Array, offset: Array) -> Array:
    """Reconstructed energies (TeV) for true `energy` (TeV) at `offset` (deg), all (n,); NaN without response."""
    matrices = edisp.matrices_at_nodes(TRUE, RECO)
    cumulative = np.cumsum(matrices, axis=2).reshape(-1, RECO.n)
    empty = cumulative[:, -1] <= 0.0
    cumulative[empty, -1] = 1.0
    true = np.clip(TRUE.bin_index(energy), 0, TRUE.n - 1)
    rows = mix_nodes(rng, edisp.offsets, offset) * TRUE.n + true
    cell, place = draw_in_rows(rng, cumulative, rows)
    reco = RECO.edges[cell] * (RECO.edges[cell + 1] / RECO.edges[cell]) ** place
    # The matrix holds for the centre of a true bin: carry its migra over to the photon's own energy.
    return np.where(empty[rows], np.nan, reco / TRUE.centres[true] * energy)


def spread(
    rng: np.random.Generator, psf: Psf, energy: Array, offset: Array, ra: Array, dec: Array
) -> tuple[Array, Array]:
    """Reconstructed directions (deg) of photons from (ra, dec) at `offset` from the pointing, all (n,); NaN without
    response.

    The PSF of an extended source is taken at offsets every 0.1° and mixed between them.
    """
    if len(energy) == 0:
        return ra, dec
    span = offset.max() - offset.min()
    knots = np.linspace(offset.min(), offset.max(), 1 + int(np.ceil(span / OFFSET_STEP - 1e-6)))
    bins, place_of = np.unique(np.clip(TRUE.bin_index(energy), 0, TRUE.n - 1), return_inverse=True)
    tables = [psf.containment(TRUE.centres[bins, None], float(knot), RADII[None, :]) for knot in knots]
    cumulative = np.maximum.accumulate(np.nan_to_num(np.concatenate(tables)), axis=1)[:, 1:]
    empty = cumulative[:, -1] <= 0.0
    cumulative[empty, -1] = 1.0
    rows = mix_nodes(rng, knots, offset) * len(bins) + place_of
    cell, place = draw_in_rows(rng, cumulative, rows)
    radius = np.sqrt((1.0 - place) * RADII[cell] ** 2 + place * RADII[cell + 1] ** 2)
    return around(rng, ra, dec, np.where(empty[rows], np.nan, radius))


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
    n = int(rng.poisson(contents.sum() * ontime))
    cell, ring = np.divmod(draw_cells(rng, contents, n), len(middle))
    cosine = np.cos(np.radians(edges[ring])) - rng.random(n) * height[ring]
    offset = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    ra, dec = offset_by(exposure.pointing.ra, exposure.pointing.dec, rng.uniform(0.0, 360.0, n), offset)
    time = LightCurve().draw(rng, exposure.gti, n)
    return Arrivals(np.full(n, np.nan), within(rng, energy, cell), ra, dec, time)
