"""Small DL3 files that hold, together, every kind of table: quick to read, and to damage again and again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from vhegui.core.dl3.observation import Events, Observation, Pointing, PointingTrack
from vhegui.core.dl3.write import Extras, write_index, write_observation
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.psf_king import PsfKing
from vhegui.core.irf.psf_table import PsfTable
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.irf.responses import Responses


def make_run(obs_id: int = 7, n: int = 40) -> Observation:
    """A run of 1000 s in two good time intervals with `n` events inside them."""
    rng = np.random.default_rng(obs_id)
    time = np.sort(rng.uniform(1e6 + 1, 1e6 + 499, n))
    edges, axis = np.geomspace(0.1, 100, 4), OffsetAxis.nodes([0.0, 1.0])
    one = np.ones((2, 3))
    return Observation(
        obs_id=obs_id,
        target="Crab",
        pointing=Pointing(83.6, 21.5, 20.0, 100.0),
        time_ref=53000.25,
        gti=np.array([[1e6, 1e6 + 500], [1e6 + 600, 1e6 + 1100]]),
        ontime=1000.0,
        livetime=950.0,
        events=Events(np.arange(n), time, rng.uniform(82, 85, n), rng.uniform(20, 23, n), rng.uniform(0.2, 9, n)),
        responses=Responses(
            EffectiveArea2D(edges, axis, 1e5 * one),
            EnergyDispersion2D(edges, np.linspace(0, 3, 4), axis, np.full((2, 3, 3), 1 / 3)),
            Psf3Gauss(edges, axis, np.stack([0.05 * one, 0 * one, 0 * one]), np.stack([one, 0 * one, 0 * one])),
        ),
        telescope="TEST",
    )


def write_small_store(folder: Path) -> None:
    """Three event files, run0.fits to run2.fits, each with other kinds of responses, and the index of them."""
    run, edges, axis = make_run(), np.geomspace(0.1, 100, 4), OffsetAxis.bins([0.0, 1.0, 2.0])
    track = PointingTrack(np.array([1e6, 1e6 + 1100]), *(np.array([v, v]) for v in (83.6, 21.5, 70.0, 100.0)))
    events = replace(run.events, **{k: v[:8] for k, v in run.events.__dict__.items() if isinstance(v, np.ndarray)})
    cube = Background3D(edges, np.linspace(-1, 1, 3), np.linspace(-1, 1, 4), np.ones((3, 2, 3)))
    kinds = [
        {"background": cube},
        {
            "psf": PsfTable(edges, axis, np.linspace(0, 0.5, 5), np.full((2, 3, 4), 1e3)),
            "background": Background2D(edges, axis, np.ones((3, 2))),
            "rad_max": RadMax2D(edges, axis, np.full((2, 3), 0.1)),
        },
        {"psf": PsfKing(edges, axis, np.full((2, 3), 0.1), np.full((2, 3), 2.0))},
    ]
    written = []
    for i, kind in enumerate(kinds):
        one = replace(run, obs_id=i, events=events, track=track, responses=replace(run.responses, **kind))
        more = {"MULTIP": (np.arange(8), ""), "NAME": (np.array(["a"] * 8), "")}
        write_observation(one, folder / f"run{i}.fits", Extras(columns=more))
        written.append((one, folder / f"run{i}.fits"))
    write_index(folder, written)
