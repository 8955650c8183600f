"""One run from 150 events of a source half a degree off axis and a background that is flat in angle."""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.responses import Responses

POINTING, SOURCE = (83.63, 22.51), (83.63, 22.01)
START, LENGTH, DEADC = 1.0e8, 1000.0, 0.9
TIME_REF = 51910.0


def made_up_run() -> Observation:
    """150 events of a source half a degree off axis, and 600 of a background that is flat in angle."""
    rng = np.random.default_rng(7)
    lon, lat = sphere.offset_by(*SOURCE, rng.uniform(0, 360, 150), 0.05 * np.sqrt(rng.random(150)))
    around = sphere.offset_by(*POINTING, rng.uniform(0, 360, 600), 0.5 + 0.1 * rng.uniform(-1, 1, 600))
    n, edges, axis = 750, np.geomspace(0.1, 100.0, 10), OffsetAxis.bins([0.0, 1.0, 2.0])
    density = np.zeros((2, 9, 9))
    density[..., 4] = 1.0
    events = Events(
        event_id=np.arange(n),
        time=np.sort(START + rng.uniform(0.5, LENGTH - 0.5, n)),
        ra=np.concatenate([lon, around[0]]) % 360.0,
        dec=np.concatenate([lat, around[1]]),
        energy=0.5 * rng.random(n) ** (-1 / 1.5),
    )
    return Observation(
        obs_id=1,
        target="Source",
        pointing=Pointing(*POINTING, 20.0, 180.0),
        time_ref=TIME_REF,
        gti=np.array([[START, START + LENGTH]]),
        ontime=LENGTH,
        livetime=DEADC * LENGTH,
        events=events,
        responses=Responses(
            EffectiveArea2D(edges, axis, np.full((2, 9), 1e5), pointlike=True, radius_cut=0.1),
            EnergyDispersion2D(edges, np.linspace(0.1, 1.9, 10), axis, density),
        ),
        telescope="TEST",
    )
