"""What to show first of a data set: something good, without being asked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from vhegui.analysis import edits
from vhegui.analysis.defaults import DEFAULT_RADIUS
from vhegui.analysis.state import Analysis, Target
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import all_sources, find_source
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.store import Store
from vhegui.core.errors import DataError

ONE_FIELD = 4.0
DEMO_TARGET = "Crab-like"
MAX_RUNS = 60
HIGHEST = 3  # levels of folders above event files that are one data set
SEEN = 2.5  # deg, from the pointing: well inside the field of view
WOBBLE = 0.7  # deg, how far a target may be from the mean pointing of runs that do not name it


def opening_view(analysis: Analysis, index: ObservationIndex, radius: float = DEFAULT_RADIUS) -> Analysis:
    """Choose all runs of a data set that looks at one field, and aim at its target; else leave the choice open.

    A set with several targets opens with nothing chosen: any choice would be a guess about what the user is after.
    """
    if not 0 < len(index) <= MAX_RUNS or not _one_field(index):
        return analysis
    return aim_at_runs(analysis, index, [int(run) for run in index.obs_id], radius)


def aim_at_runs(
    analysis: Analysis, index: ObservationIndex, runs: list[int], radius: float = DEFAULT_RADIUS
) -> Analysis:
    """Choose these runs and aim at what they look at: the source their header names, if it is in the field."""
    rows = index.rows(runs)
    centre = sphere.unit_vectors(rows.ra, rows.dec).sum(axis=0)
    ra, dec = (float(v) for v in sphere.lon_lat(centre))
    names, counts = np.unique(rows.target, return_counts=True)
    name = str(names[np.argmax(counts)])
    known = find_source(name) if name else next(iter(all_sources().near(ra, dec, WOBBLE)), None)
    if known is not None and float(sphere.separation(known.ra, known.dec, ra, dec)) < ONE_FIELD:
        target = Target(known.name, known.ra, known.dec)
    else:
        target = Target(name or "field centre", ra, dec)
    return edits.point_at(edits.select_runs(analysis, runs), target, radius)


def choose_runs(
    analysis: Analysis, index: ObservationIndex, runs: list[int], radius: float = DEFAULT_RADIUS
) -> Analysis:
    """Analyse these runs; when none of them sees what is aimed at, aim at what most of them look at."""
    chosen = edits.select_runs(analysis, runs)
    if not runs or (analysis.target is None and analysis.source is not None):
        return chosen
    rows = index.rows(runs)
    target = analysis.target
    if target is not None and np.any(sphere.separation(target.ra, target.dec, rows.ra, rows.dec) < ONE_FIELD):
        return chosen
    names, counts = np.unique(rows.target, return_counts=True)
    most = [int(run) for run, name in zip(rows.obs_id, rows.target, strict=True) if name == names[np.argmax(counts)]]
    looking = index.rows(most)
    near = sphere.separation(looking.ra[0], looking.dec[0], looking.ra, looking.dec) < ONE_FIELD
    return edits.select_runs(aim_at_runs(analysis, index, looking.obs_id[near].tolist(), radius), runs)


def choose_files(analysis: Analysis, store: Store, files: Iterable[Path]) -> Analysis:
    """Choose the runs of these event files and aim at what they look at. Raises DataError where they are no runs of the
    data set.
    """
    wanted = {file.resolve() for file in files}
    runs = [int(run) for run in store.index.obs_id if any(path.resolve() in wanted for path in store.files(int(run)))]
    if not runs:
        raise DataError(f"{store.label}: these event files are none of its runs; open the folder and choose some")
    return aim_at_runs(analysis, store.index, runs)


def common_folder(files: Sequence[Path]) -> Path | None:
    """The folder that event files lie in, at most `HIGHEST` levels above each; None where they lie further apart.

    >>> common_folder([Path("/data/crab/a.fits"), Path("/data/mkn/b.fits")])
    PosixPath('/data')
    """
    try:
        common = Path(os.path.commonpath([file.absolute().parent for file in files]))
    except ValueError:  # on several drives
        return None
    levels = max(len(file.absolute().parent.parts) for file in files) - len(common.parts)
    return None if levels > HIGHEST or (levels and common in (Path(common.anchor), Path.home())) else common


def look_at_source(
    analysis: Analysis, index: ObservationIndex | None, target: Target, radius: float = DEFAULT_RADIUS
) -> Analysis:
    """Aim at a target, with the runs whose field of view it is in; where there are none, those that are chosen stay."""
    aimed = edits.point_at(analysis, target, radius)
    if index is None:
        return aimed
    seeing = sphere.separation(target.ra, target.dec, index.ra, index.dec) < SEEN
    return edits.select_runs(aimed, [int(run) for run in index.obs_id[seeing]]) if seeing.any() else aimed


def demo_view(analysis: Analysis, index: ObservationIndex, folder: Path, target: str = DEMO_TARGET) -> Analysis:
    """The runs of a target of the demo data, aimed at the simulated source, described by a power law with cutoff."""
    from vhegui.core.simulation.truth import load_truth

    runs = [int(run) for run, name in zip(index.obs_id, index.target, strict=True) if target in str(name)]
    truth = load_truth(folder)
    source = truth.source(truth.run(runs[0]).sources[0])
    analysis = edits.point_at(edits.select_runs(analysis, runs), Target(source.name, source.ra, source.dec))
    return edits.set_model_kind(analysis, analysis.model, "exp_cutoff_power_law")


def _one_field(index: ObservationIndex) -> bool:
    centre = sphere.lon_lat(sphere.unit_vectors(index.ra, index.dec).sum(axis=0))
    return bool(np.all(sphere.separation(*centre, index.ra, index.dec) < ONE_FIELD))
