"""Opening a data set: a folder, an index table, one file, or an address."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from vhegui.core.dl3.store import (
    Store,
    event_files,
    index_files,
    index_kind,
    open_event_files,
    open_indexed,
    resolve_inside,
)
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile
from vhegui.core.progress import Progress


def open_store(path: Path | str, allow_outside: bool = False, progress: Progress | None = None) -> Store:
    """Open a folder with or without index tables, an index table, a single event or IRF file, or an address
    (https, webdavs, …; only its index tables are fetched).

    allow_outside : also use files that the index names outside the folder of the data set
    progress : called with (fraction, phrase) while something is fetched; may raise to cancel.
    Raises DataError when there is nothing to open; single bad runs end in `Store.problems` instead.
    """
    if isinstance(path, str) and "://" in path:
        from vhegui.core.dl3.remote.opening import open_remote

        return open_remote(path, allow_outside, progress)
    path = Path(path).expanduser()
    if path.is_dir():
        if not os.access(path, os.R_OK | os.X_OK):
            raise DataError(f"{path}: the folder cannot be read; check its permissions")
        indices = index_files(path)
        resolve = partial(resolve_inside, path, allow_outside)
        return open_indexed(path, indices, resolve) if indices else open_event_files(path, event_files(path))
    if not path.exists():
        raise DataError(f"{path}: there is no such file or folder; check the path")
    if any(index_kind(table) for table in FitsFile(path)):
        others = [other for other in index_files(path.parent) if other != path]
        return open_indexed(path.parent, [path, *others], partial(resolve_inside, path.parent, allow_outside))
    return open_event_files(path.parent, [path], path.name)
