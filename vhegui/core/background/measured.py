"""The acceptance as off runs show it: how their events lie about the pointing, at every reconstructed energy.

Events at high energies are few, and the acceptance is wider there: rings of single energy bins would be noise, and one
shape for a wide band would be that of its lowest energies. So the logarithm of the acceptance is a polynomial of low
order in the square of the offset, whose coefficients change with ln E as a polynomial does: smooth, the same all around
the pointing, fitted to all events at once by maximum likelihood, with as many events at each energy as there are. An
order is raised only as long as the events call for it, so that what alpha owes to chance is the error of a few numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.acceptance import STEP, Acceptance, Measured
from vhegui.core.background.off_runs import OffRun
from vhegui.core.regions.exclusions import Exclusion, ExclusionMask
from vhegui.core.typing import Array, IntArray

ENOUGH = 1000  # events to measure with
TAIL = 50  # events of the highest energies, which share one shape
RINGS = 25  # of equal solid angle
AROUND = 72  # directions in which a ring is asked what is excluded
HIGHEST = 3, 3  # orders in the square of the offset and in the energy
BETTER = 2.0  # by how much 2 ln L must grow for each coefficient more (Akaike)
RAISED = (1, 0), (0, 1)  # by what is tried next
ITERATIONS = 30


def measured_acceptance(
    runs: Sequence[OffRun],
    axis: EnergyAxis,
    pointing: tuple[float, float],
    field_of_view: float,
    exclusions: Sequence[Exclusion] = (),
) -> Acceptance | None:
    """The acceptance of a run with this `pointing` (ra, dec) and `field_of_view` (deg), as `runs` show it.

    axis : of reconstructed energy · exclusions : what is left out in the off runs, with its solid angle.
    Returns None where there are fewer than `ENOUGH` events.
    """
    events = [_kept(run, axis, field_of_view, exclusions) for run in runs]
    if sum(len(each[0]) for each in events) < ENOUGH:
        return None
    offset, bins = (np.concatenate(each) for each in zip(*events, strict=True))
    reach = min(field_of_view, float(np.max(offset)))
    square = np.linspace(0.0, reach**2, RINGS + 1)
    ring = np.clip(np.searchsorted(square, np.square(offset), side="right") - 1, 0, RINGS - 1)
    cells = np.bincount(ring * axis.n + bins.astype(np.int64), minlength=RINGS * axis.n)
    counts = cells.reshape(RINGS, axis.n).astype(np.float64)
    middle = np.sqrt(0.5 * (square[1:] + square[:-1]))
    free = np.average([_free(run, middle, exclusions) for run in runs], axis=0, weights=[len(e[0]) for e in events])
    nodes = np.linspace(0.0, reach, max(2, int(np.ceil(reach / STEP)) + 1))
    shape = _shape(counts, free, _scaled(middle, reach), _energies(counts.sum(axis=0)), _scaled(nodes, reach))
    along = np.stack([np.zeros_like(shape), 360.0 * shape], axis=1)
    return Acceptance(pointing, float(nodes[1]), along, reach, measured=Measured(len(runs), len(offset)))


def _kept(
    run: OffRun, axis: EnergyAxis, field_of_view: float, exclusions: Iterable[Exclusion]
) -> tuple[Array, IntArray]:
    """Offset (deg) and energy bin of the events that count, shape (n,) each."""
    bins = axis.bin_index(run.energy)
    keep = (bins >= 0) & (bins < axis.n) & (run.offset <= field_of_view)
    for exclusion in exclusions:
        if is_near(exclusion, run, field_of_view):
            keep &= ~exclusion.contains(run.ra, run.dec)
    return run.offset[keep], bins[keep]


def _free(run: OffRun, offset: Array, exclusions: Iterable[Exclusion]) -> Array:
    """Share of rings (deg, shape (n,)) that is not excluded, in [0, 1], shape (n,)."""
    near = [each for each in exclusions if is_near(each, run, offset[-1])]
    if not near:
        return np.ones(len(offset))
    angle = np.linspace(0.0, 360.0, AROUND, endpoint=False)
    ra, dec = sphere.offset_by(*run.pointing, angle, offset[:, None])
    return 1.0 - np.any([each.contains(ra, dec) for each in near], axis=0).mean(axis=1)


def is_near(exclusion: Exclusion, run: OffRun, reach: float) -> bool:
    """Whether an exclusion may reach into the field of view."""
    if isinstance(exclusion, ExclusionMask):
        return True
    circle = exclusion.bounding
    return bool(sphere.separation(*run.pointing, circle.ra, circle.dec) < reach + circle.radius)


def _scaled(offset: Array, reach: float) -> Array:
    """The square of the offset (deg), from -1 on axis to 1 at `reach`."""
    return 2.0 * np.square(offset / reach) - 1.0


def _energies(counts: Array) -> Array:
    """ln E of bins (n,), which are equal in it, from -1 to 1; the last `TAIL` of the events, `counts` (n,), share one.

    Nobody can see how the shape changes where there are no events; it stays what it is.
    """
    first = int(np.flatnonzero(counts)[0])
    last = max(first, int(np.flatnonzero(np.cumsum(counts[::-1])[::-1] >= TAIL)[-1]))
    return np.clip(2.0 * (np.arange(len(counts)) - first) / max(last - first, 1) - 1.0, -1.0, 1.0)


def _shape(counts: Array, free: Array, x: Array, y: Array, at: Array) -> Array:
    """The acceptance at offsets `at`, (m,), and energies `y`, (n,), shape (m, n), each energy relative to itself.

    counts : shape (k, n), in rings at offsets `x`, (k,), of which a share is `free`, (k,); offsets as `_scaled`.
    """
    use = free > 0.0
    counts, free, x = counts[use], free[use], x[use]
    orders, (best, likelihood) = (1, 0), _fit(counts, free, _basis(x, y, 1, 0))
    while True:
        raised = [(orders[0] + i, orders[1] + j) for i, j in RAISED]
        tried = {each: _fit(counts, free, _basis(x, y, *each)) for each in raised if _possible(each)}
        gains = {e: 2.0 * (fit[1] - likelihood) / (len(fit[0]) - len(best)) for e, fit in tried.items()}
        found = max(gains, key=gains.__getitem__, default=orders)
        if gains.get(found, 0.0) < BETTER:
            return np.exp(_basis(at, y, *orders) @ best)
        orders, (best, likelihood) = found, tried[found]


def _possible(orders: tuple[int, int]) -> bool:
    return all(order <= highest for order, highest in zip(orders, HIGHEST, strict=True))


def _basis(x: Array, y: Array, order: int, order_of_energy: int) -> Array:
    """Products of Legendre polynomials at offsets (k,) and energies (n,), shape (k, n, coefficients).

    Without the constant in the offset: how many events there are at an energy tells nothing of the shape.
    """
    offsets = np.polynomial.legendre.legvander(x, order)[:, None, 1:, None]
    energies = np.polynomial.legendre.legvander(y, order_of_energy)[None, :, None, :]
    return (offsets * energies).reshape(len(x), len(y), -1)


def _fit(counts: Array, free: Array, basis: Array) -> tuple[Array, float]:
    """Coefficients, and ln L of where the events of each energy lie, by Newton's method; counts : shape (k, n)."""
    total = counts.sum(axis=0)
    coefficients = np.zeros(basis.shape[2])
    likelihood, share = _likelihood(counts, free, basis @ coefficients)
    for _ in range(ITERATIONS):
        expected = total * share
        mean = np.einsum("kn,knc->nc", share, basis)
        gradient = np.einsum("kn,knc->c", counts - expected, basis)
        around = np.sqrt(expected)[:, :, None] * (basis - mean)
        flat = around.reshape(-1, len(coefficients))
        step = np.linalg.solve(flat.T @ flat, gradient)
        better, share_there = _likelihood(counts, free, basis @ (coefficients + step))
        while better < likelihood - 1e-9 and np.max(np.abs(step)) > 1e-9:
            step = 0.5 * step
            better, share_there = _likelihood(counts, free, basis @ (coefficients + step))
        coefficients, share = coefficients + step, share_there
        gained, likelihood = better - likelihood, better
        if gained < 1e-4:
            break
    return coefficients, likelihood


def _likelihood(counts: Array, free: Array, logarithm: Array) -> tuple[float, Array]:
    """ln L, and the share of the events of each energy that is expected in each ring, shape (k, n)."""
    rate = free[:, None] * np.exp(logarithm - logarithm.max(axis=0))
    share = rate / rate.sum(axis=0)
    return float((counts * np.log(np.maximum(share, 1e-300))).sum()), share
