"""Energy bands for flux points: given, automatic, or as narrow as a significance allows; always along bin edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.norms import Counts, solve_norms
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.statistics.chosen import take
from vhegui.core.statistics.counts import li_ma_significance
from vhegui.core.typing import Array, BoolArray, IntArray

BANDS_PER_DECADE, MOST_BANDS = 5.0, 12
# Edges that agree to this fraction count as equal.
EDGE_TOLERANCE = 1e-6
# So many widths of a band are tried at a time.
TRIED_TOGETHER = 6


def snap_edges(edges: Sequence[float] | Array, reco_edges: Array, what: str = "flux points") -> Array:
    """The nearest reconstructed bin edge (in ln E) to each requested one, each once: rising, (n_edges,), TeV.

    what : whose bands they are, for the message where not one is left (AnalysisError).
    """
    distance = np.abs(np.log(np.asarray(edges, dtype=np.float64))[:, None] - np.log(reco_edges))
    return _at_least_one_band(reco_edges[np.unique(np.argmin(distance, axis=1))], edges, (reco_edges,), what)


def snap_to_spectra(
    edges: Sequence[float] | Array, spectra: Sequence[SpectrumOnOff], what: str = "flux points"
) -> Array:
    """Requested edges (n,), TeV, snapped to reconstructed bin edges of spectra whose axes may differ.

    Each goes to the nearest edge of the data set with the widest bins there: a bin counts only in a band that contains
    it fully, and this way the bins that are lost, because they straddle an edge, are narrow ones. (gammapy snaps every
    data set to its own edges, so that one point joins slightly different bands.) One axis: see `snap_edges`.
    """
    axes: list[Array] = []
    for spectrum in spectra:
        if not any(axis is spectrum.reco.edges or np.array_equal(axis, spectrum.reco.edges) for axis in axes):
            axes.append(spectrum.reco.edges)
    if len(axes) == 1:
        return snap_edges(edges, axes[0], what)
    snapped = np.unique([_nearest_of_coarsest(edge, axes) for edge in np.asarray(edges)])
    return _at_least_one_band(snapped, edges, axes, what)


def _nearest_of_coarsest(edge: float, axes: Sequence[Array]) -> float:
    covering = [axis for axis in axes if axis[0] <= edge <= axis[-1]] or list(axes)

    def width(axis: Array) -> float:
        i = int(np.clip(np.searchsorted(axis, edge) - 1, 0, len(axis) - 2))
        return float(np.log(axis[i + 1] / axis[i]))

    coarsest = max(covering, key=width)
    return float(coarsest[np.argmin(np.abs(np.log(coarsest / edge)))])


def _at_least_one_band(snapped: Array, asked: Sequence[float] | Array, axes: Sequence[Array], what: str) -> Array:
    if not len(asked):
        raise AnalysisError(f"{what}: no energy bands are given; give their edges, or let them be chosen")
    if len(snapped) < 2:
        low, high = min(axis[0] for axis in axes), max(axis[-1] for axis in axes)
        raise AnalysisError(
            f"{what}: bands from {np.min(asked):.3g} to {np.max(asked):.3g} TeV fall on one bin edge of the "
            f"reconstructed energy ({low:.3g} to {high:.3g} TeV); ask for a wider range"
        )
    return snapped


def assign_bands(reco_min: Array, reco_max: Array, edges: Array) -> IntArray:
    """Index of the band that contains each bin fully, −1 for none: bins (n,), edges (n_bands + 1,), TeV → (n,)."""
    band = np.searchsorted(edges * (1 - EDGE_TOLERANCE), reco_min, side="right") - 1
    upper = edges[np.clip(band + 1, 0, len(edges) - 1)]
    inside = (band >= 0) & (band < len(edges) - 1) & (reco_max <= upper * (1 + EDGE_TOLERANCE))
    return np.where(inside, band, -1)


def automatic_bands(spectra: Sequence[SpectrumOnOff]) -> Array:
    """Band edges (n_bands + 1,), TeV, over the safe energies that have ON counts: five a decade, at most twelve."""
    seen = [_span(s.reco.edges, s.safe & (s.counts > 0)) for s in spectra]
    safe = [_span(s.reco.edges, s.safe) for s in spectra]
    spans = [span for span in seen if span] or [span for span in safe if span]
    if not spans:
        raise AnalysisError("no energy bin is safe in any run: lower the effective-area threshold")
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    count = int(np.clip(np.rint(BANDS_PER_DECADE * np.log10(high / low)), 1, MOST_BANDS))
    return np.geomspace(low, high, count + 1)


def _span(edges: Array, chosen: BoolArray) -> tuple[float, float] | None:
    bins = np.flatnonzero(chosen)
    return (float(edges[bins[0]]), float(edges[bins[-1] + 1])) if len(bins) else None


def significant_bands(
    counts: Counts,
    unit: Array,
    reco_min: Array,
    reco_max: Array,
    min_sqrt_ts: float,
    offset: Array | float = 0.0,
    from_high: bool = True,
) -> Array:
    """Band edges (TeV), each band as narrow as √TS ≥ `min_sqrt_ts` allows.

    Bins are merged from the highest energies downwards (where counts are few, bands come out wide; from_high=False:
    from the lowest upwards), beginning at the last bin with ON counts, until the flux of the merged bins is as
    significant as asked for; then the next band begins. Bins that are left over at the end are added to the last band;
    where nothing is significant all bins are one band. TS is that of the norm on the model's signal `unit`, per bin
    (n,), beside `offset`, as for the flux points themselves.

    A band that stops where it has become significant is biased: its flux comes out high by a fraction of its error, the
    more so the lower the threshold. Meant for display and for fits of χ² that need a minimum of counts.
    """
    cuts = _common_edges(reco_min, reco_max, (counts.n_on > 0) & (unit > 0))
    offset = np.broadcast_to(offset, unit.shape)
    edges, position, last = [0], 0, len(cuts) - 1
    order = cuts[::-1] if from_high else cuts
    while position < last:
        width = _significant_width(counts, unit, offset, reco_min, reco_max, order[position:], min_sqrt_ts)
        if width is None:
            break
        position += width
        edges.append(position)
    if len(edges) == 1:
        return np.array([cuts[0], cuts[-1]])
    edges[-1] = last
    return np.sort(order[edges])


def equally_significant_bands(summed: SummedCounts, low: float, high: float, n_bands: int) -> Array:
    """Edges (n_bands + 1,), TeV, of `n_bands` bands from `low` to `high` of which the weakest is as significant as
    possible.

    That makes all about equally significant, where the spectrum is soft too and equal steps in log E would leave the
    highest band empty. All partitions along the bins of `summed` are compared (dynamic programming); Li & Ma with the
    one α that has the same background and the same variance of it. Fewer bands where there are fewer bins. For display
    and hardness: edges chosen from the counts bias the fluxes by a little, all time bins alike.
    """
    inside = (summed.edges[:-1] >= low * (1 - EDGE_TOLERANCE)) & (summed.edges[1:] <= high * (1 + EDGE_TOLERANCE))
    bins = np.flatnonzero(inside & summed.used)
    if not len(bins):
        raise AnalysisError(f"light curve: no safe energy bin from {low:.3g} to {high:.3g} TeV; widen the fit range")
    chosen = slice(bins[0], bins[-1] + 1)
    edges, n_bins = summed.edges[bins[0] : bins[-1] + 2], bins[-1] + 1 - bins[0]
    on, off, variance = (
        np.append(0.0, np.cumsum(np.where(summed.used, values, 0.0)[chosen]))
        for values in (summed.counts, summed.background, summed.background_variance)
    )
    on, off, variance = (total[None, :] - total[:, None] for total in (on, off, variance))  # [first, behind the last]
    known = (off > 0) & (variance > 0)
    alpha = np.where(known, variance, 1.0) / np.where(known, off, 1.0)
    sigma = np.where(known, li_ma_significance(np.maximum(on, 0.0), np.where(known, off / alpha, 0.0), alpha), 0.0)
    sigma[np.tril_indices(n_bins + 1)] = -np.inf
    best, begins = sigma[0], []
    for _ in range(min(n_bands, int(n_bins)) - 1):
        weakest = np.minimum(best[:, None], sigma)
        begins.append(np.argmax(weakest, axis=0))
        best = np.max(weakest, axis=0)
    cuts = [int(n_bins)]
    for begin in reversed(begins):
        cuts.append(int(begin[cuts[-1]]))
    return edges[[0, *cuts[::-1]]]


def _common_edges(reco_min: Array, reco_max: Array, seen: BoolArray) -> Array:
    """Bin edges that no bin straddles, from the lowest to the highest bin with counts (all where there are none)."""
    chosen = seen if seen.any() else np.ones(len(seen), dtype=bool)
    low, high = np.min(reco_min[chosen]), np.max(reco_max[chosen])
    edges = np.unique(np.concatenate([reco_min, reco_max]))
    edges = edges[np.concatenate([[True], np.diff(np.log(edges)) > EDGE_TOLERANCE])]
    cut = (reco_min[:, None] < edges * (1 - EDGE_TOLERANCE)) & (reco_max[:, None] > edges * (1 + EDGE_TOLERANCE))
    inside = (edges >= low * (1 - EDGE_TOLERANCE)) & (edges <= high * (1 + EDGE_TOLERANCE))
    return edges[inside & ~cut.any(axis=0)]


def _significant_width(
    counts: Counts, unit: Array, offset: Array, reco_min: Array, reco_max: Array, order: Array, least: float
) -> int | None:
    """How many steps of `order` (edges, in the direction of merging) make a significant band; None: not even all."""
    for start in range(1, len(order), TRIED_TOGETHER):
        widths = range(start, min(start + TRIED_TOGETHER, len(order)))
        low = np.array([min(order[0], order[width]) for width in widths]) * (1 - EDGE_TOLERANCE)
        high = np.array([max(order[0], order[width]) for width in widths]) * (1 + EDGE_TOLERANCE)
        group, index = np.nonzero((reco_min >= low[:, None]) & (reco_max <= high[:, None]) & (unit > 0))
        if len(index) == 0:
            continue
        present = np.unique(group)
        groups = np.searchsorted(present, group)
        found = solve_norms(take(counts, index), unit[index], groups, len(present), offset[index], selection=())
        enough = np.flatnonzero(found.sqrt_ts >= least)
        if len(enough):
            return widths[int(present[enough[0]])]
    return None
