"""Where the effective area reaches further than the responses that go with it, which are then carried on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.responses import Responses

CLOSE = 1e-3  # relative, of energies; deg, of offsets
MATTERS = 0.01  # of the largest area; what is less predicts nothing to speak of


def shorter_ranges(responses: Responses) -> Iterator[tuple[str, str]]:
    """What is found and what is assumed for energy dispersion and PSF that end before the effective area does.

    Beyond its energies and offsets a table stands for itself: that of the nearest energy and offset is used.
    """
    area = responses.aeff
    if not isinstance(area, EffectiveArea2D) or not area.area.any():
        return
    filled = np.flatnonzero(area.area.max(axis=0) > MATTERS * area.area.max())
    low, high = area.energy_edges[filled[0]], area.energy_edges[filled[-1] + 1]
    for name, other in (("energy dispersion", responses.edisp), ("PSF", responses.psf)):
        edges, axis = getattr(other, "energy_edges", None), getattr(other, "offset_axis", None)
        if edges is None or axis is None:
            continue
        if low < edges[0] * (1.0 - CLOSE) or high > edges[-1] * (1.0 + CLOSE):
            found = f"the {name} covers {edges[0]:.3g} to {edges[-1]:.3g} TeV, the area {low:.3g} to {high:.3g} TeV"
            yield found, f"beyond, the {name} of the nearest energy is used"
        if len(axis) > 1 and area.offset_axis.high[-1] > axis.bounds[1] + CLOSE:
            reach = f"{axis.bounds[1]:.3g} deg, the effective area to {area.offset_axis.high[-1]:.3g} deg"
            yield f"the {name} reaches offsets of {reach}", f"beyond, the {name} of the largest offset is used"
