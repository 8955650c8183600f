"""Events of a run in the bins of a cube."""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.dl3.observation import Events
from vhegui.core.typing import AnyArray, BoolArray


def counts_in(geometry: CubeGeometry, events: Events, inside: BoolArray) -> AnyArray:
    """Events per bin, shape (n_reco, n_rows, n_columns), float32; none in pixels that are not `inside`."""
    energy = geometry.reco.bin_index(events.energy)
    counts = np.zeros(geometry.shape, dtype=np.float32)
    vectors = sphere.unit_vectors(events.ra, events.dec)
    for k in range(geometry.reco.n):
        counts[k] = geometry.grid.count(vectors[energy == k]) * inside
    return counts
