"""Interpolation of response tables that have empty bins.

A bin without simulated events says nothing about the shape of a distribution. Mixing such a bin with a filled one
would lose probability (events that the effective area still counts), so only filled bins take part: at the same
energy the nearest filled offset stands in, and between an empty and a filled energy the filled one is used alone.
"""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array, BoolArray, IntArray


def nearest_filled_offset(filled: BoolArray) -> IntArray:
    """For each (offset, energy) bin the offset index to use: itself, or the nearest filled one at that energy.

    filled : shape (n_offset, n_energy), bool · returns the same shape; bins of wholly empty energies keep themselves.
    """
    n = len(filled)
    distance = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :]).astype(np.float64)
    cost = distance[:, :, None] + np.where(filled, 0.0, np.inf)[None, :, :]
    nearest = np.argmin(cost, axis=1)
    return np.where(filled.any(axis=0), nearest, np.arange(n)[:, None])


def energy_weights(centres: Array, filled: BoolArray, energy: Array) -> tuple[IntArray, Array, Array]:
    """Index i and weights of nodes i and i + 1, linear in log energy, over filled nodes only.

    centres : shape (n,), TeV · filled : shape (n,), bool · energy : any shape, TeV.
    Beyond the end nodes the end node is used. Weights sum to 1, or to 0 where both nodes are empty.
    """
    if len(centres) == 1:
        shape = np.shape(energy)
        return np.zeros(shape, dtype=np.int64), np.full(shape, float(filled[0])), np.zeros(shape)
    logs = np.log(centres)
    x = np.clip(np.log(energy), logs[0], logs[-1])
    i = np.clip(np.searchsorted(logs, x, side="right") - 1, 0, len(logs) - 2)
    w = (x - logs[i]) / (logs[i + 1] - logs[i])
    low, high = (1.0 - w) * filled[i], w * filled[i + 1]
    total = low + high
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    return i.astype(np.int64), low * scale, high * scale
