"""Which bins of a run's cube can be trusted."""

from __future__ import annotations

import numpy as np

from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.pixels import RunPixels
from vhegui.core.irf.responses import Responses
from vhegui.core.safe_range import SafeRange, aeff_threshold, bias_threshold, bins_within
from vhegui.core.typing import AnyArray, BoolArray

NO_LIMIT = float("nan")


def safe_bins(
    geometry: CubeGeometry,
    pixels: RunPixels,
    responses: Responses,
    background: AnyArray,
    safe: SafeRange,
    offset: float,
) -> BoolArray:
    """Bins in which every condition of the safe range holds and background is expected: shape of `background`,
    (n_reco, n_rows, n_columns).

    offset : deg, where effective area and energy bias are judged, for all pixels. The background's peak is that of the
    sum over all pixels.
    """
    space = pixels.inside.copy()
    if safe.offset_max is not None:
        space[pixels.inside] = pixels.offset < safe.offset_max
    energies = safe_energies(geometry, responses, safe, offset)
    if safe.bkg_peak:
        energies &= np.arange(geometry.reco.n) >= np.argmax(background.sum(axis=(1, 2)))
    return energies[:, None, None] & space & (background > 0)


def safe_energies(geometry: CubeGeometry, responses: Responses, safe: SafeRange, offset: float) -> BoolArray:
    """Energy bins in which the conditions on responses and the fixed limits hold: (n_reco,)."""
    reco, true = geometry.reco, geometry.true
    mask = bins_within(reco, safe.low or NO_LIMIT, safe.high or NO_LIMIT)
    if safe.aeff_percent is not None and responses.aeff is not None:
        area = responses.aeff.evaluate(true.centres, offset)
        threshold = aeff_threshold(true.centres, area, safe.aeff_percent)
        mask = mask & bins_within(reco, threshold if np.isfinite(threshold) else np.inf, NO_LIMIT)
    if safe.header and responses.aeff is not None:
        mask = mask & bins_within(reco, *responses.aeff.safe_energy)
    if safe.bias_percent is not None and responses.edisp is not None:
        matrix = responses.edisp.matrix(true, reco, offset)
        mask = mask & (reco.edges[:-1] >= bias_threshold(true.centres, reco.centres, matrix, safe.bias_percent))
    return mask
