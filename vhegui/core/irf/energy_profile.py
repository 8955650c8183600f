"""Interpolation of rates in energy, between the centres of the bins of a table."""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array, IntArray


def log_log(edges: Array, low: Array, high: Array, i: IntArray, energy: Array) -> Array:
    """Rates at `energy` from those at two neighbouring bin centres: a power law where both are filled.

    Between an empty and a filled bin the rate is that of the filled one inside it and 0 inside the empty one, so that
    nothing is expected where the table says so. Power laws go on to the outer edges; beyond, the rate is 0.

    edges : shape (n + 1,), TeV · i : index of the lower bin of each energy · low, high : rates of bins i and i + 1
    energy : TeV. The last four have one shape, which is returned.
    """
    logs = np.log(edges)
    centres = 0.5 * (logs[:-1] + logs[1:])
    x = np.log(energy)
    if len(centres) == 1:
        return np.where((x >= logs[0]) & (x <= logs[-1]), low, 0.0)
    w = (x - centres[i]) / (centres[i + 1] - centres[i])
    filled = (low > 0) & (high > 0)
    ratio = np.divide(high, low, out=np.ones_like(low), where=filled)
    rate = np.where(filled, low * ratio**w, np.where(x < logs[i + 1], low, high))
    return np.where((x >= logs[0]) & (x <= logs[-1]), rate, 0.0)


def lower_bin(edges: Array, energy: Array) -> IntArray:
    """Index of the bin whose centre lies below each energy, so that it has a neighbour above; shape of `energy`."""
    centres = np.sqrt(edges[:-1] * edges[1:])
    return np.clip(np.searchsorted(centres, energy, side="right") - 1, 0, max(len(centres) - 2, 0)).astype(np.int64)


def without_gaps(edges: Array, rate: Array) -> tuple[Array, int]:
    """Rates with empty bins between filled ones replaced by power laws, and how many there were.

    rate : shape (n_energy, …). A bin between two filled ones is empty by chance, not by a threshold.
    """
    n = len(rate)
    columns = rate.reshape(n, -1)
    filled = columns > 0
    first, last = np.argmax(filled, axis=0), n - 1 - np.argmax(filled[::-1], axis=0)
    k = np.arange(n)[:, None]
    gap = (k > first) & (k < last) & ~filled & filled.any(axis=0)
    if not gap.any():
        return rate, 0
    result, x = columns.copy(), 0.5 * (np.log(edges[:-1]) + np.log(edges[1:]))
    for column in np.flatnonzero(gap.any(axis=0)):
        known, missing = filled[:, column], gap[:, column]
        logs = np.interp(x[missing], x[known], np.log(columns[known, column]))
        result[missing, column] = np.exp(logs)
    return result.reshape(rate.shape), int(gap.sum())


def integrals(table_edges: Array, rate: Array, edges: Array) -> Array:
    """Integrals of rates over energy bins, exact for what `log_log` makes of them: (n_bins, m), per second and sr.

    table_edges : shape (n + 1,), TeV · rate : shape (n, m), per TeV, without gaps · edges : of the bins, (n_bins + 1,),
    TeV. Between the centres and edges of the table every rate is a power law.
    """
    ends = np.log(table_edges)
    breaks = np.unique(np.concatenate([np.log(edges), ends, 0.5 * (ends[:-1] + ends[1:])]))
    breaks = breaks[(breaks >= np.log(edges[0])) & (breaks <= np.log(edges[-1]))]
    inside = np.diff(breaks) * 1e-9  # a rate may jump at an edge: look from inside
    energy = np.exp(np.stack([breaks[:-1] + inside, breaks[1:] - inside]))
    spectrum = at_energies(table_edges, rate, energy)
    parts = power_law_integrals(energy[0], energy[1], spectrum[0], spectrum[1])
    return np.add.reduceat(parts, np.searchsorted(breaks, np.log(edges[:-1])), axis=0)


def at_energies(table_edges: Array, rate: Array, energy: Array) -> Array:
    """Rates (n, m) of a table at energies (TeV) of any shape: (*energy.shape, m), see `log_log`."""
    i = lower_bin(table_edges, energy)
    low, high = rate[i], rate[np.minimum(i + 1, len(rate) - 1)]
    wide = np.broadcast_to(i[..., None], low.shape), np.broadcast_to(energy[..., None], low.shape)
    return log_log(table_edges, low, high, *wide)


def power_law_integrals(low: Array, high: Array, at_low: Array, at_high: Array) -> Array:
    """Integrals of power laws between energies `low` and `high` (n,), TeV, from their values there, (n, m): (n, m).

    ln(high / low) times the logarithmic mean of E·f; 0 where a value is 0.
    """
    a, b = low[:, None] * at_low, high[:, None] * at_high
    filled = (a > 0) & (b > 0)
    log = np.log(np.divide(b, a, out=np.ones_like(a), where=filled))
    flat = np.abs(log) < 1e-6
    mean = np.where(flat, 0.5 * (a + b), np.divide(b - a, log, out=np.zeros_like(a), where=~flat))
    return np.where(filled, np.log(high / low)[:, None] * mean, 0.0)
