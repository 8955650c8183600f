"""A data set that shares the files of another one, but for some HDUs: new index tables over old files.

The files of the other data set are only named, never touched; or, so that the new one stands alone, copied.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.load import HduLocation, events_table
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.dl3.unindexed import index_kind
from vhegui.core.dl3.write import HduRow, hdu_index, save_hdus, table_hdu
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.irf.registry import is_response, recognise
from vhegui.core.progress import Progress, silent
from vhegui.core.typing import AnyArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

INDEX_FILES = ("obs-index.fits.gz", "hdu-index.fits.gz")
COPIES = "data"  # folder of copied files


def shared_rows(store: Store, replaced: Mapping[int, HduRow]) -> list[HduRow]:
    """The HDUs of every run of a data set, one of each run replaced: the row for a run takes the place of its kind."""
    rows: list[HduRow] = []
    for run in store.index.obs_id.tolist():
        new = replaced.get(run)
        rows += [row for row in _rows_of(store, run) if new is None or row.kind != new.kind]
        rows += [] if new is None else [new]
    return rows


def write_index_tables(store: Store, rows: Sequence[HduRow], part: Path, folder: Path) -> tuple[Path, ...]:
    """Write both index tables into `part`, as they will be read in `folder`. OSError passes through.

    The observation index is that of the data set, with all its columns, where it has one.
    """
    from astropy.io import fits

    files = tuple(part / name for name in INDEX_FILES)
    save_hdus([fits.PrimaryHDU(), _obs_index(store)], files[0])
    save_hdus([fits.PrimaryHDU(), hdu_index(rows, folder.resolve())], files[1])
    return files


def copy_files(
    rows: Sequence[HduRow], part: Path, folder: Path, progress: Progress = silent
) -> tuple[list[HduRow], tuple[Path, ...]]:
    """Copy the files that rows name into a folder of `part`, once each; rows that name them where they will be in
    `folder`, and the copies. OSError passes through.
    """
    target = part / COPIES
    target.mkdir(exist_ok=True)
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for path in dict.fromkeys(row.path for row in rows):
        names[path] = _free(path.name, taken)
        taken.add(names[path])
    for count, (path, name) in enumerate(names.items()):
        progress(count / len(names), f"Copying {path.name} ({count + 1} of {len(names)})")
        shutil.copyfile(path, target / name)
    home = folder.resolve() / COPIES
    moved = [HduRow(row.obs_id, row.kind, row.hdu_class, home / names[row.path], row.hdu) for row in rows]
    return moved, tuple(target / name for name in names.values())


def _free(name: str, taken: Iterable[str]) -> str:
    """A name that is not taken: itself, else with a number before it."""
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{number + 1}-{name}"
    return free


def _rows_of(store: Store, run: int) -> list[HduRow]:
    """The HDUs of a run; those of a file without index are looked for in it. Files that are not there have none."""
    rows: list[HduRow] = []
    for location in store.locations.get(run, ()):
        path = location.path.resolve()
        if location.kind and location.kind != "shared":
            rows.append(HduRow(run, location.kind, location.hdu_class, path, location.hdu))
        elif path.is_file():
            found = _found(run, location, path)
            rows += [row for row in found if location.kind == "" or all(row.kind != each.kind for each in rows)]
    return rows


def _found(run: int, location: HduLocation, path: Path) -> list[HduRow]:
    """What a file without index holds: events, good time, pointing (not of a "shared" file) and responses."""
    file = FitsFile(path)
    rows: list[HduRow] = []
    if location.kind == "":
        tables = {"events": events_table(file), "gti": file.find("GTI"), "pointing": file.find("POINTING")}
        rows += [HduRow(run, kind, kind, path, table.name) for kind, table in tables.items() if table is not None]
    return rows + [row for table in file if is_response(table) and (row := _response(run, table, path))]


def _response(run: int, table: Table, path: Path) -> HduRow | None:
    fmt = recognise(table)
    return None if fmt is None else HduRow(run, fmt.role, fmt.name.lower(), path, table.name)


def _obs_index(store: Store) -> BinTableHDU:
    """The table of the data set as it is; made anew where it has none, or ids that are no numbers."""
    from astropy.io import fits

    for path in store.tables:
        for number, table in enumerate(FitsFile(path)):
            if index_kind(table) == "obs" and table.column("OBS_ID").dtype.kind == "i":
                with fits.open(path, memmap=False) as hdus:
                    hdu: Any = hdus[number]
                    return fits.BinTableHDU(hdu.data, hdu.header, name="OBS_INDEX")
    return _made_index(store.index)


def _made_index(index: ObservationIndex) -> BinTableHDU:
    """An observation index of what is known of the runs."""
    known = index.tstart[np.isfinite(index.tstart)]
    reference = float(np.floor(known.min())) if len(known) else 0.0
    start, stop = ((each - reference) * SECONDS_PER_DAY for each in (index.tstart, index.tstop))
    ratio = np.divide(index.livetime, index.ontime, out=np.full(len(index), np.nan), where=index.ontime > 0)
    columns: dict[str, tuple[AnyArray, str]] = {
        "OBS_ID": (index.obs_id, ""),
        "OBJECT": (index.target.astype(np.str_), ""),
        "RA_PNT": (index.ra, "deg"),
        "DEC_PNT": (index.dec, "deg"),
        "ZEN_PNT": (index.zenith, "deg"),
        "ALT_PNT": (90.0 - index.zenith, "deg"),
        "AZ_PNT": (index.azimuth, "deg"),
        "ONTIME": (index.ontime, "s"),
        "LIVETIME": (index.livetime, "s"),
        "DEADC": (ratio, ""),
        "TSTART": (start, "s"),
        "TSTOP": (stop, "s"),
        "TELLIST": (index.telescopes.astype(np.str_), ""),
        "EVENT_COUNT": (index.n_events, ""),
        "QUALITY": (index.quality, ""),
    }
    keys = {"HDUCLAS1": "INDEX", "HDUCLAS2": "OBS", "MJDREFI": int(reference), "MJDREFF": 0.0}
    return table_hdu("OBS_INDEX", columns, keys | {"TIMEUNIT": "s", "TIMESYS": "TT", "TIMEREF": "LOCAL"})


def require_apart(folder: Path, root: Path) -> None:
    """Raise DataError for a folder that is that of a data set (`root`), or lies in it: data sets are never changed."""
    target, source = folder.resolve(), root.resolve()
    if target == source or source in target.parents:
        raise DataError(
            f"{folder}: lies inside the data set {root.name}, which is never changed. Choose another folder"
        )
