"""Exposure: effective area at the offset of each pixel, times livetime."""

from __future__ import annotations

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.base import EffectiveArea
from vhegui.core.typing import AnyArray, Array

M2_TO_CM2 = 1.0e4


def exposure_at(aeff: EffectiveArea, true: EnergyAxis, offset: Array, livetime: float) -> AnyArray:
    """Exposure (cm² s) at the logarithmic centres of the true-energy bins and at offsets (m,), deg: (m, n_true)."""
    values = aeff.at_nodes(true.centres) * (M2_TO_CM2 * livetime)
    return at_offsets(aeff.offsets, values.astype(np.float32), offset)


def at_offsets(nodes: Array, values: AnyArray, offset: Array) -> AnyArray:
    """Values (n_nodes, n) at offset nodes (n_nodes,), linearly at offsets (m,), deg: (m, n), held outside."""
    if len(nodes) == 1:
        return np.repeat(values, len(offset), axis=0)
    i = np.clip(np.searchsorted(nodes, offset, side="right") - 1, 0, len(nodes) - 2)
    w = np.clip((offset - nodes[i]) / (nodes[i + 1] - nodes[i]), 0.0, 1.0).astype(values.dtype)[:, None]
    return (1.0 - w) * values.take(i, axis=0) + w * values.take(i + 1, axis=0)
