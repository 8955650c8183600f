"""Export clean: runs of any data set, rewritten as the standard has it, with index tables; nothing is lost but errors.

What the reader repaired is written repaired: events cut to good time, right ascension wrapped, units, responses
normalised, gaps filled, a mirrored background turned; times in TT. Further keywords and columns of EVENTS are kept.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import vhegui
from vhegui.core.dl3.derived import require_apart
from vhegui.core.dl3.header import text
from vhegui.core.dl3.load import events_table
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.write import Extras, IndexEntry, index_entry, write_index_entries, write_observation
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import counted
from vhegui.core.irf.responses import Responses
from vhegui.core.progress import Progress, silent
from vhegui.core.typing import AnyArray, BoolArray

EVENTS_FOLDER = "data"
MODES = ("POINTING", "WOBBLE", "DRIFT", "SCAN", "SLEW", "RASTER", "OFF")
TEXT_KEYS = ("ORIGIN", "INSTRUME", "OBSERVER", "TELLIST", "EV_CLASS", "TASSIGN", "DST_VER", "ANA_VER", "CAL_VER")
NUMBER_KEYS = ("GEOLON", "GEOLAT", "ALTITUDE", "RA_OBJ", "DEC_OBJ", "N_TELS", "MUONEFF", "TRGRATE", "ZTRGRATE")
_READ = ("EVENT_ID", "TIME", "RA", "DEC", "ENERGY")


@dataclass(frozen=True)
class CleanExport:
    """What was written: the folder, its runs, and why the others are missing."""

    folder: Path
    runs: tuple[int, ...]
    problems: Mapping[int, str]


def export_clean(store: Store, runs: Sequence[int], folder: Path | str, progress: Progress = silent) -> CleanExport:
    """Write runs of a data set into a new folder, with both index tables. One bad run never hides the others.

    folder : must not exist, or be empty, and lie outside the data set. It appears when everything is written; what
    `progress` raises (to cancel) passes through and leaves nothing behind.
    Raises DataError when the folder is not fit, when it cannot be written, or when no run can be read.
    """
    folder = Path(folder).expanduser()
    _require_new(folder, store.root)
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        (partial / EVENTS_FOLDER).mkdir(parents=True)
        done = _write_runs(store, runs, partial, progress)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        raise DataError(f"{folder}: the runs could not be written ({error.strerror}). Choose another folder") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return replace(done, folder=folder)


def clean_observation(observation: Observation) -> Observation:
    """The run with every repair made permanent, so that reading it again needs none; repeated EVENT_IDs are renewed."""
    responses, events = observation.responses, observation.events
    if len(np.unique(events.event_id)) < len(events):
        events = replace(events, event_id=np.arange(1, len(events) + 1))
    return replace(
        observation,
        events=events,
        responses=Responses(
            aeff=responses.aeff,
            edisp=_normalised(responses.edisp),
            psf=_normalised(responses.psf),
            background=_normalised(responses.background),
            rad_max=responses.rad_max,
        ),
    )


def _normalised(irf: Any) -> Any:
    return irf.normalised() if hasattr(irf, "normalised") else irf


def _require_new(folder: Path, root: Path) -> None:
    require_apart(folder, root)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(f"{folder}: is there already, and nothing is overwritten. Choose a new folder")


def _write_runs(store: Store, runs: Sequence[int], folder: Path, progress: Progress) -> CleanExport:
    entries: list[IndexEntry] = []
    problems: dict[int, str] = {}
    for count, run in enumerate(runs):
        progress(count / max(1, len(runs)), f"Writing run {run} ({count + 1} of {len(runs)})")
        try:
            observation = store.load(run)
            extras = _extras(store, observation)
            observation = clean_observation(observation)
        except DataError as error:
            problems[run] = str(error)
            continue
        path = folder / EVENTS_FOLDER / f"obs_id_{run:06d}.fits.gz"
        write_observation(observation, path, extras)
        entries.append(index_entry(observation, path, extras))
    if not entries:
        reason = next(iter(problems.values()), "none was chosen")
        raise DataError(f"no run can be exported: {reason}")
    write_index_entries(folder, entries)
    progress(1.0, f"{counted(len(entries), 'run')} written")
    return CleanExport(folder, tuple(entry.obs_id for entry in entries), problems)


def _extras(store: Store, observation: Observation) -> Extras:
    """What the EVENTS table of a run holds beside what is read."""
    table = next((t for t in map(events_table, map(FitsFile, store.files(observation.obs_id))) if t is not None), None)
    row = np.flatnonzero(store.index.obs_id == observation.obs_id)
    quality = int(store.index.quality[row[0]]) if len(row) else -1
    if table is None:
        return Extras(quality=quality)
    made_by = text(table.header, "CREATOR") or "an unnamed program"
    history = (
        f"vhegui {vhegui.__version__}: exported clean from {table.path.name}, written by {made_by}",
        *(f"{note.hdu}: {note.found}; {note.assumed}" for note in observation.notes),
    )
    columns, left_out = _columns(table, observation)
    if left_out:
        history = (*history, f"columns that were not kept: {', '.join(left_out)}")
    return Extras(_keys(table), columns, history, quality)


def _keys(table: Table) -> dict[str, Any]:
    header = table.header
    keys: dict[str, Any] = {key: text(header, key) for key in TEXT_KEYS if text(header, key)}
    for key in NUMBER_KEYS:
        value = _number(header.get(key))
        if value is not None:
            keys[key] = value
    mode, frame = text(header, "OBS_MODE").upper(), (text(header, "RADECSYS") or text(header, "RADESYS")).upper()
    keys |= {"OBS_MODE": mode} if mode in MODES else {}
    keys["RADECSYS"] = frame if frame in ("ICRS", "FK5") else "ICRS"
    return keys


def _number(value: Any) -> float | int | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    try:
        return float(value) if np.isfinite(float(value)) else None
    except (TypeError, ValueError):
        return None


def _columns(table: Table, observation: Observation) -> tuple[dict[str, tuple[AnyArray, str]], tuple[str, ...]]:
    """Further columns with one plain value an event, for the events that are kept; and the names of the others."""
    further = [column for column in table.columns.values() if column.name.upper() not in _READ]
    kept = _kept_rows(table, observation) if further else None
    plain = [column for column in further if kept is not None and column.direct and column.shape == ()]
    columns = {column.name.upper(): (table.column(column.name)[kept], column.unit) for column in plain}
    return columns, tuple(column.name for column in further if column not in plain)


def _kept_rows(table: Table, observation: Observation) -> BoolArray | None:
    """Which rows of a table the events of a run are; None where that is not certain."""
    events = observation.events
    if len(events) == len(table):
        return np.ones(len(table), dtype=bool)
    if not table.has("EVENT_ID") or table.column("EVENT_ID").dtype.kind != "i":
        return None
    identity = table.column("EVENT_ID")
    kept = np.isin(identity, events.event_id)
    certain = len(np.unique(identity)) == len(identity) and np.array_equal(identity[kept], events.event_id)
    return kept if certain else None
