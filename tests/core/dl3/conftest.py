"""A small synthetic run, and files made of it that depart from the standard in one way each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.responses import Responses

Edit = Callable[[fits.HDUList], None]


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


@pytest.fixture
def run() -> Observation:
    return make_run()


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Function: write the run, let `edit` change its HDUs, and return the path of the file."""

    def write(edit: Edit | None = None, name: str = "run.fits", observation: Observation | None = None) -> Path:
        path = tmp_path / name
        write_observation(observation or make_run(), path)
        if edit is not None:
            with fits.open(path, memmap=False) as hdus:
                edit(hdus)
                hdus.writeto(path, overwrite=True)
        return path

    return write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data set of three runs with both index tables, event files in a folder of their own."""
    root = tmp_path / "set"
    (root / "events").mkdir(parents=True)
    runs = [make_run(obs_id) for obs_id in (7, 8, 12_345_678_901)]
    paths = [root / "events" / f"run [{o.obs_id}], v 1.fits.gz" for o in runs]
    for observation, path in zip(runs, paths, strict=True):
        write_observation(observation, path)
    write_index(root, list(zip(runs, paths, strict=True)))
    return root
