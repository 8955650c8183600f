"""Expected background: the rate of the response at each pixel, over energy bin, solid angle and good time."""

from __future__ import annotations

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.pixels import RunPixels
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.horizon import parallactic_angle
from vhegui.core.irf.base import Background
from vhegui.core.irf.field_of_view import in_field_of_view
from vhegui.core.typing import AnyArray, Array

TURN = 2.0  # deg, of the field of view about its centre, in which a background aligned with the horizon stands still
ALL_AROUND = 36


def background_counts(
    observation: Observation, background: Background, reco: EnergyAxis, pixels: RunPixels, solid_angle: AnyArray
) -> AnyArray:
    """Expected counts in the pixels of a run, shape (n_reco, n_rows, n_columns), float32.

    solid_angle : of all pixels, sr. Times ontime, not livetime: the rate of the response is per ontime (GADF). A
    response that is aligned with the horizon turns against the sky while the run lasts, see `turns`.
    """
    field = background.in_bins(reco.edges)
    total = np.zeros((len(pixels.local), reco.n))
    angles = turns(observation) if background.alignment == "ALTAZ" else np.zeros(1)
    for angle in angles:
        total += field.at(*in_field_of_view(pixels.local, background.alignment, background.mirrored, float(angle)))
    total *= (solid_angle[pixels.inside] * (observation.ontime / len(angles)))[:, None]
    return pixels.image(total)


def turns(observation: Observation) -> Array:
    """Position angles of the zenith (deg) at equal steps of the good time, so many that the field turns little between.

    All around where the data do not say where the telescopes stand.
    """
    if observation.site is None:
        return np.linspace(0.0, 360.0, ALL_AROUND, endpoint=False)
    ends = _angles(observation, _moments(observation.gti, 50))
    steps = 1 + int(np.abs(np.diff(np.unwrap(ends, period=360.0))).sum() / TURN)
    return _angles(observation, _moments(observation.gti, steps))


def _angles(observation: Observation, moments: Array) -> Array:
    assert observation.site is not None
    mjd = observation.time_ref + moments / SECONDS_PER_DAY
    mjd -= tt_minus_utc(float(mjd[0])) / SECONDS_PER_DAY
    return parallactic_angle(observation.pointing.ra, observation.pointing.dec, mjd, observation.site)


def _moments(gti: Array, n: int) -> Array:
    """The middles of n equal parts of the good time, s."""
    passed = np.concatenate([[0.0], np.cumsum(gti[:, 1] - gti[:, 0])])
    middle = (np.arange(n) + 0.5) * (passed[-1] / n)
    interval = np.clip(np.searchsorted(passed, middle, side="right") - 1, 0, len(gti) - 1)
    return gti[interval, 0] + middle - passed[interval]
