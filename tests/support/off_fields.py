"""Off runs drawn from a known background, for templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from vhegui.core.dl3.observation import Observation, Pointing
from vhegui.core.dl3.write import Extras, index_entry, write_index_entries, write_observation
from vhegui.core.irf.responses import Responses
from vhegui.core.regions.circle import Circle
from vhegui.core.simulation.events import Arrivals, Exposure, draw_background
from vhegui.core.simulation.instrument import Instrument, background_rate
from vhegui.core.simulation.run import event_list
from vhegui.core.sphere import offset_by
from vhegui.core.typing import Array

ZENITH = 20.0
FIELD = 3.0  # deg
Rate = Callable[[Array, Array], Array]


def known_rate(zenith: float = ZENITH) -> Rate:
    """Rate (s⁻¹ TeV⁻¹ sr⁻¹) by reconstructed energy (TeV) and offset (deg)."""
    return partial(background_rate, Instrument(), zenith=zenith)


def mean_rate(rate: Rate, energy_edges: Array, offset_edges: Array) -> Array:
    """The rate averaged over bins and rings, (n_energy, n_ring), by many points in each."""
    fine = (np.arange(40) + 0.5) / 40
    low, high = energy_edges[:-1, None], energy_edges[1:, None]
    energy = low * (high / low) ** fine
    cosine = np.cos(np.radians(offset_edges))
    offset = np.degrees(np.arccos(cosine[:-1, None] + fine * np.diff(cosine)[:, None]))
    values = rate(energy[:, :, None, None], offset[None, None])
    weight = energy / energy.mean(axis=1, keepdims=True)  # even in ln E
    return (
        (values * weight[:, :, None, None]).mean(axis=(1, 3))
        * energy.mean(axis=1)[:, None]
        * (np.log(high / low) / (high - low))
    )


def off_observation(
    run: int,
    seconds: float = 1680.0,
    zenith: float = ZENITH,
    pointing: tuple[float, float] | None = None,
    level: float = 1.0,
    source: Circle | None = None,
    seed: int = 0,
) -> Observation:
    """A run on a field without sources; `level` times the known rate; `source`: 400 events more in that circle."""
    rng = np.random.default_rng([seed, run])
    ra, dec = pointing or (10.0 + 7.0 * (run % 40), -60.0 + 17.0 * (run % 7))
    gti = np.array([[1000.0, 1000.0 + seconds]])
    exposure = Exposure(Pointing(ra, dec, zenith, 180.0), gti, 0.94 * seconds, Responses())
    rate = known_rate(zenith)
    parts = [draw_background(rng, exposure, lambda energy, offset: level * rate(energy, offset), FIELD)]
    if source is not None:
        parts.append(_photons(rng, source, gti))
    return Observation(
        run,
        "Off field",
        exposure.pointing,
        53000.0,
        gti,
        seconds,
        0.94 * seconds,
        event_list(parts),
        Responses(),
        "TEST",
    )


def write_off_runs(root: Path, extras: Extras | None = None) -> Path:
    """A data set of five off runs: two at zenith angles below 20°, two below 40°, one at 65°."""
    (root / "events").mkdir(parents=True)
    entries = []
    for run, zenith in enumerate((10.0, 15.0, 30.0, 35.0, 65.0), 1):
        path = root / "events" / f"run_{run}.fits.gz"
        observation = off_observation(run, 300.0, zenith)
        write_observation(observation, path, extras)
        entries.append(index_entry(observation, path, extras))
    write_index_entries(root, entries)
    return root


def _photons(rng: np.random.Generator, source: Circle, gti: Array) -> Arrivals:
    n = 400
    ra, dec = offset_by(source.ra, source.dec, rng.uniform(0, 360, n), source.radius * np.sqrt(rng.uniform(size=n)))
    return Arrivals(np.ones(n), rng.uniform(0.5, 10.0, n), ra, dec, rng.uniform(*gti[0], n), ra, dec)
