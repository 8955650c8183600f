"""Opening a data set: a folder, an index table, one file, or an address."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from vhegui.core.dl3.identifiers import listed
from vhegui.core.dl3.indexed import index_tables_in, open_indexed
from vhegui.core.dl3.layout import LocalFiles, event_files, folders_with_index, index_files, is_fits
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.unindexed import index_kind, open_event_files
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile
from vhegui.core.files.notes import FormatNote
from vhegui.core.progress import Progress


def open_store(path: Path | str, allow_outside: bool = False, progress: Progress | None = None) -> Store:
    """Open a folder with or without index tables (also one above them), an index table, a single event or IRF file, or
    an address (https, webdavs, …; only its index tables are fetched).

    allow_outside : also use files that the index names outside the folder of the data set
    progress : called with (fraction, phrase) while something is fetched; may raise to cancel.
    Raises DataError when there is nothing to open; single bad runs end in `Store.problems` instead.

    >>> import numpy as np
    >>> from tempfile import TemporaryDirectory
    >>> from vhegui.core.dl3.observation import Events, Observation, Pointing
    >>> from vhegui.core.dl3.write import write_observation
    >>> from vhegui.core.irf.responses import Responses
    >>> time, ra, dec = np.array([10.0, 20.0]), np.array([83.6, 83.7]), np.array([22.0, 22.1])  # s, deg
    >>> events = Events(np.array([1, 2]), time, ra, dec, np.array([0.5, 7.0]))  # TeV
    >>> gti = np.array([[0.0, 1800.0]])  # s
    >>> run = Observation(1, "Crab", Pointing(83.63, 22.51), 0.0, gti, 1800.0, 1700.0, events, Responses())
    >>> with TemporaryDirectory() as folder:
    ...     write_observation(run, Path(folder) / "run_1.fits")
    ...     again = open_store(folder).load(1)
    >>> again.target, again.events.energy.tolist(), again.livetime
    ('Crab', [0.5, 7.0], 1700.0)
    """
    if isinstance(path, str) and "://" in path:
        from vhegui.core.dl3.remote.opening import open_remote

        return open_remote(path, allow_outside, progress)
    path = Path(path).expanduser()
    if path.is_dir():
        if not os.access(path, os.R_OK | os.X_OK):
            raise DataError(f"{path}: the folder cannot be read; check its permissions")
        return _open_folder(path, allow_outside)
    if not path.exists():
        raise DataError(f"{path}: there is no such file or folder; check the path")
    if any(index_kind(table) for table in FitsFile(path)):
        partners = [other for other in (_partner(path), *index_files(path.parent)) if other not in (None, path)]
        return _indexed(path.parent, [path, *filter(None, partners)], allow_outside)
    return open_event_files(path.parent, [path], path.name)


def _open_folder(folder: Path, allow_outside: bool) -> Store:
    here = [folder / name for name in sorted(os.listdir(folder)) if is_fits(name)]
    if indices := index_files(folder):
        if not any(path.name.lower().startswith("hdu") for path in indices):
            indices += index_tables_in(folder, [path for path in here if path not in indices])
        return _indexed(folder, indices, allow_outside)
    if not here and (below := folders_with_index(folder)):
        return _open_below(folder, below, allow_outside)
    paths, outside = event_files(folder, allow_outside)
    store = open_event_files(folder, paths, outside=outside)
    tables = index_tables_in(folder, [path for path in store.other_files if path.parent == folder])
    return _indexed(folder, tables, allow_outside) if tables else store


def _indexed(folder: Path, tables: list[Path], allow_outside: bool) -> Store:
    return open_indexed(folder, tables, LocalFiles(folder, allow_outside), allow_outside=allow_outside)


def _open_below(folder: Path, below: list[Path], allow_outside: bool) -> Store:
    """The one data set in a folder above it."""
    names = [str(place.relative_to(folder)) for place in below]
    if len(below) > 1:
        raise DataError(f"{folder}: holds {len(below)} data sets ({listed(names)}); open one of these folders")
    store = _open_folder(below[0], allow_outside)
    found = f"the index lies in the folder {names[0]}"
    return replace(store, notes=(FormatNote(folder.name, "", found, "that data set is opened", "none"), *store.notes))


def _partner(path: Path) -> Path | None:
    """The other index table of one with a name of its own: obs-index-crab.fits of hdu-index-crab.fits."""
    for one, other in (("hdu", "obs"), ("obs", "hdu"), ("HDU", "OBS"), ("OBS", "HDU")):
        if one in path.name and (found := path.with_name(path.name.replace(one, other, 1))).is_file():
            return found
    return None
