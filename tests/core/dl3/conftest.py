"""A small synthetic run, and files made of it that depart from the standard in one way each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from astropy.io import fits
from small_dl3 import make_run

from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.write import write_index, write_observation

Edit = Callable[[fits.HDUList], None]


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
