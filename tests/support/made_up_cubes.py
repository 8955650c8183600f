"""Runs for maps that no telescope has taken: the simulated array with a background response, and events of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.horizon import Site
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.base import Alignment
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.simulation.instrument import Instrument, background_rate
from vhegui.core.simulation.responses import array_responses
from vhegui.core.typing import Array

SITE = Site(-17.89, 28.76)
TIME_REF = 59935.0
CENTRE = 83.633, 22.014
LOW, HIGH = 0.5, 20.0  # TeV
RESPONSES = array_responses(Instrument(), 20.0)
NO_EVENTS = Events(np.empty(0, dtype=np.int64), *(np.empty(0) for _ in range(4)))


def small_geometry(pixel: float = 0.1, columns: int = 50, offset_max: float = 2.0, bins: int = 4) -> CubeGeometry:
    """Few pixels about the Crab."""
    reco, true = EnergyAxis(np.geomspace(LOW, HIGH, bins + 1)), EnergyAxis(np.geomspace(0.3, 50.0, 9))
    return CubeGeometry(SkyGrid(*CENTRE, pixel=pixel, columns=columns), reco, true, offset_max, pixel_irf=0.5)


def leaning_background(alignment: Alignment = "RADEC", mirrored: bool = False, lean: float = 0.3) -> Background3D:
    """The background of the simulated array, stronger towards positive longitude by `lean` a degree."""
    edges, energy = np.linspace(-3.0, 3.0, 25), np.geomspace(0.1, 100.0, 19)
    middle = 0.5 * (edges[:-1] + edges[1:])
    lon, lat = np.meshgrid(middle, middle, indexing="ij")
    centres = np.sqrt(energy[:-1] * energy[1:])[:, None, None]
    values = background_rate(Instrument(), centres, np.hypot(lon, lat), 20.0) * np.maximum(1.0 + lean * lon, 0.0)
    return Background3D(energy, edges, edges, values, alignment, mirrored)


def made_up_run(
    obs_id: int = 1,
    pointing: tuple[float, float] = (83.633, 22.514),
    ontime: float = 1500.0,
    start: float = 80000.0,
    background: Background3D | None = None,
    seed: int | None = None,
) -> Observation:
    """A run with all responses; with a `seed`, events of the background are drawn, else there are none."""
    background = leaning_background() if background is None else background
    run = Observation(
        obs_id=obs_id,
        target="made up",
        pointing=Pointing(*pointing, 20.0, 180.0),
        time_ref=TIME_REF,
        gti=np.array([[start, start + 0.4 * ontime], [start + 0.6 * ontime, start + 1.2 * ontime]]),
        ontime=ontime,
        livetime=0.9 * ontime,
        events=NO_EVENTS,
        responses=replace(RESPONSES, background=background),
        site=SITE,
    )
    return run if seed is None else replace(run, events=drawn(run, background, np.random.default_rng(seed)))


def drawn(run: Observation, background: Background3D, rng: np.random.Generator) -> Events:
    """Events of a background that is aligned with right ascension and declination, by throwing and keeping.

    Thrown evenly over a square of 5 deg and over E^-1.7, so that few are thrown away.
    """
    box = np.array([[HIGH**-1.7, -2.5, -2.5], [LOW**-1.7, 2.5, 2.5]])
    volume = (box[1, 0] - box[0, 0]) * np.radians(5.0) ** 2

    def density(power: Array, lon: Array, lat: Array) -> Array:
        energy = power ** (-1 / 1.7)
        return background.rate(energy, lon, lat) * energy / (1.7 * power) * np.cos(np.radians(lat))

    highest = 1.02 * density(*np.meshgrid(np.linspace(*box[:, 0], 200), *2 * [np.linspace(-2.5, 2.5, 51)])).max()
    thrown = rng.uniform(box[0], box[1], (rng.poisson(highest * volume * run.ontime), 3)).T
    power, lon, lat = thrown[:, rng.uniform(0.0, highest, thrown.shape[1]) < density(*thrown)]
    up, right = np.sin(np.radians(lat)), np.cos(np.radians(lat)) * np.sin(np.radians(lon))
    east = right if background.mirrored else -right
    angle, distance = np.degrees(np.arctan2(east, up)), np.degrees(np.arcsin(np.hypot(up, right)))
    ra, dec = sphere.offset_by(run.pointing.ra, run.pointing.dec, angle, distance)
    time = run.gti[0, 0] + rng.uniform(0.0, run.gti[0, 1] - run.gti[0, 0], len(ra))
    return Events(np.arange(len(ra)), np.sort(time), ra, dec, power ** (-1 / 1.7))


def write_runs(folder: Path, runs: int, files: int = 4, ontime: float = 300.0) -> Path:
    """A data set of many runs, of which many share a file: an index as long as wanted."""
    written = []
    for number in range(files):
        ra, dec = sphere.offset_by(*CENTRE, 90.0 * number, 0.5)
        run = made_up_run(number + 1, (float(ra), float(dec)), ontime, seed=number)
        path = folder / f"run_{number + 1}.fits"
        write_observation(run, path)
        written.append((run, path))
    write_index(folder, [(replace(written[i % files][0], obs_id=i + 1), written[i % files][1]) for i in range(runs)])
    return folder
