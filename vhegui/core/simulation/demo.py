"""The demo data set on disk: written once, whole or not at all, with the truth beside it."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path
from uuid import uuid4

from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.errors import DataError
from vhegui.core.progress import Progress, silent
from vhegui.core.simulation.run import simulate_run
from vhegui.core.simulation.scene import VERSION, demo_plan
from vhegui.core.simulation.truth import TRUTH_FILE, Truth, load_truth, write_truth

__all__ = ["demo_folder", "ensure_demo", "load_truth", "write_demo", "write_simulation"]

SEED = 2004
INDEX_FILES = ("obs-index.fits.gz", "hdu-index.fits.gz")


def demo_folder() -> Path:
    """Where the demo data set is kept: the user's cache folder, one name per version of the plan."""
    from platformdirs import user_cache_path

    return user_cache_path("vhegui", appauthor=False) / f"demo-data-{VERSION}"


def ensure_demo(progress: Progress | None = None) -> Path:
    """The demo data set's folder; it is simulated first where it is not there yet. `progress` may raise to cancel."""
    folder = demo_folder()
    return folder if is_complete(folder) else write_demo(folder, progress=progress)


def is_complete(folder: Path) -> bool:
    """True when `folder` holds a whole simulated data set of this version."""
    try:
        truth = load_truth(folder)
    except DataError:
        return False
    files = [*INDEX_FILES, *(run_file(run.obs_id) for run in truth.runs)]
    return truth.version == VERSION and all((folder / file).is_file() for file in files)


def run_file(obs_id: int) -> str:
    """Path of a run's file inside the data set."""
    return f"data/sim_obs_id_{obs_id:06d}.fits"


def write_demo(folder: Path, seed: int = SEED, progress: Progress | None = None) -> Path:
    """Simulate and write the demo data set (GADF files, indices, truth) as `folder`; returns `folder`.

    progress : called with (fraction done, what is being done); what it raises cancels, and leaves nothing behind.
    A simulated data set that is already there is replaced; any other folder is refused with a DataError.
    """
    return write_simulation(demo_plan(seed), folder, progress)


def write_simulation(truth: Truth, folder: Path, progress: Progress | None = None) -> Path:
    """Simulate and write any planned data set; see `write_demo`."""
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / TRUTH_FILE).is_file():
        raise DataError(f"{folder}: holds other files, simulated data would hide among them; choose an empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}-{uuid4().hex[:8]}")
    try:
        write_draft(truth, draft, progress or silent)
        move_into_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def write_draft(truth: Truth, draft: Path, progress: Progress) -> None:
    """Every file of the data set, in a folder nobody looks at yet."""
    (draft / "data").mkdir(parents=True)
    written = []
    for i, run in enumerate(truth.runs):
        progress(i / (len(truth.runs) + 1), f"Simulating run {run.obs_id}: {run.target}")
        path = draft / run_file(run.obs_id)
        observation = simulate_run(truth, run)
        write_observation(observation, path)
        written.append((observation, path))
    progress(len(truth.runs) / (len(truth.runs) + 1), "Writing the index")
    write_index(draft, written)
    for name in INDEX_FILES:
        forget_date(draft / name)
    write_truth(truth, draft)
    progress(1.0, "Demo data ready")


def forget_date(path: Path) -> None:
    """Compress a file anew without the time of writing: the same seed gives the same bytes."""
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), mtime=0))


def move_into_place(draft: Path, folder: Path) -> None:
    """Rename `draft` to `folder`, the old data set aside first; another program that was faster wins."""
    if folder.exists():
        old = folder.with_name(f".{folder.name}-{uuid4().hex[:8]}")
        os.replace(folder, old)
        shutil.rmtree(old, ignore_errors=True)
    try:
        os.replace(draft, folder)
    except OSError:
        if not is_complete(folder):
            raise
