"""What a data set or a file holds, in words: the text of `vhegui info PATH`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.dl3.doctor.check import nothing_to_check, require_fits
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote, counted
from vhegui.core.irf.base import Background, EffectiveArea, RadMax
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.irf.registry import is_response, read_irf, recognise

AXES = (
    ("migra", "migra_edges", ""),
    ("radii", "rad_edges", " deg"),
    ("longitudes", "lon_edges", " deg"),
    ("latitudes", "lat_edges", " deg"),
)


def describe(path: Path | str, allow_outside: bool = False) -> tuple[str, str]:
    """Runs, targets, hours, HDUs with their kinds and axes, and every format note of a store or a file; and what it is
    instead where it holds no DL3 data ("" where it does).

    Reads every run of a store. Raises DataError when there is nothing to open, or no FITS file.
    """
    require_fits(path)
    store = open_store(path, allow_outside)
    lines: list[str] = []
    notes = list(store.notes)
    path = Path(path).expanduser()
    for file in [path] if path.is_file() else [] if len(store.index) else store.other_files:
        lines += [f"{file.name}", *_hdu_lines(FitsFile(file), notes)]
    if len(store.index):
        lines += _store_lines(store, notes)
    return "\n".join([*lines, *_note_lines(notes)]), nothing_to_check(store, path)


def group_notes(notes: Iterable[FormatNote]) -> list[tuple[str, int, FormatNote]]:
    """Notes that differ only in file and numbers, as one: (text, how often, the first of them), most frequent first.

    The text names the file, or how many files there are.
    """
    first: dict[tuple[str, str, str], FormatNote] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    files: dict[tuple[str, str, str], set[str]] = {}
    for note in notes:
        key = (note.hdu.upper(), _without_numbers(note.found), _without_numbers(note.assumed))
        first.setdefault(key, note)
        counts[key] += 1
        files.setdefault(key, set()).add(note.file)
    return [(_note_text(first[key], n, len(files[key])), n, first[key]) for key, n in counts.most_common()]


def _store_lines(store: Store, notes: list[FormatNote]) -> list[str]:
    observations, failures = [], {**store.problems, **store.fetch(store.index.obs_id.tolist())}
    kinds: Counter[str] = Counter()
    for obs_id in store.index.obs_id.tolist():
        if obs_id in failures:
            continue
        try:
            observation = store.load(obs_id)
        except DataError as error:
            failures[obs_id] = str(error)
            continue
        observations.append(_summary(observation))
        notes.extend(observation.notes)
        kinds.update(_kinds(observation))
    hours = sum(livetime for _, livetime, _ in observations) / 3600.0
    events = sum(n for _, _, n in observations)
    lines = [f"{store.label}: {counted(len(store.index), 'run')}, {hours:.2f} h live, {events} events", "", "Targets"]
    for target, runs in Counter(target for target, _, _ in observations).most_common():
        live = sum(livetime for name, livetime, _ in observations if name == target) / 3600.0
        lines.append(f"  {target or '(no name)':24} {runs:4d} {'run ' if runs == 1 else 'runs'} {live:8.2f} h")
    lines += ["", "Responses", *(f"  {kind}: {counted(n, 'run')}" for kind, n in kinds.most_common())]
    if failures:
        lines += ["", f"Runs that cannot be used: {len(failures)}"]
        lines += [f"  {obs_id}: {reason}" for obs_id, reason in sorted(failures.items())]
    return lines


def _summary(observation: Observation) -> tuple[str, float, int]:
    return observation.target, observation.livetime, len(observation.events)


def _kinds(observation: Observation) -> list[str]:
    responses = observation.responses
    return [f"{type(irf).__name__}, {_axes(irf)}" for irf in responses] or ["none"]


def _hdu_lines(file: FitsFile, notes: list[FormatNote]) -> list[str]:
    return [f"  {table.name or '(primary)':24} {_hdu_text(table, notes)}".rstrip() for table in file]


def _hdu_text(table: Table, notes: list[FormatNote]) -> str:
    if not is_response(table):
        return f"{counted(len(table), 'row')}: {', '.join(table.columns)}" if table.is_table else ""
    fmt = recognise(table)
    name = fmt.name if fmt else "unknown response"
    try:
        _, irf, irf_notes = read_irf(table)
    except DataError as error:
        return f"{name}, not readable: {error}"
    notes.extend(irf_notes)
    return f"{name}, {_axes(irf)}" if irf is not None else f"{name} (not used)"


def _axes(irf: Any) -> str:
    """Ranges of the axes of any response."""
    if isinstance(irf, RadMax2D) and irf.is_fixed:
        return f"cut at {irf.radii.flat[0]:.3g} deg"
    energy, offset = irf.energy_edges, getattr(irf, "offset_axis", None)
    kind = "reconstructed" if isinstance(irf, (Background, RadMax)) else "true"
    parts = [f"{len(energy) - 1} {kind} energies {energy[0]:.3g}–{energy[-1]:.3g} TeV"]
    parts += [_offset_text(offset)] if offset is not None else []
    for name, field, unit in AXES:
        edges = getattr(irf, field, None)
        if edges is not None:
            parts.append(f"{len(edges) - 1} {name} {edges[0]:.3g}–{edges[-1]:.3g}{unit}")
    if isinstance(irf, RadMax2D):
        parts.append(f"cuts from {irf.radii.min():.3g} to {irf.radii.max():.3g} deg")
    elif isinstance(irf, EffectiveArea):
        parts.append("point-like" if irf.is_pointlike else "full enclosure")
        parts += [f"cut at {irf.radius_cut:.3g} deg"] if np.isfinite(irf.radius_cut) else []
    return ", ".join(parts)


def _offset_text(axis: OffsetAxis) -> str:
    if len(axis) == 1:
        return f"offset {axis.centres[0]:.3g} deg only"
    return f"{len(axis)} offsets {axis.low[0]:.3g}–{axis.high[-1]:.3g} deg{' (nodes)' if axis.is_nodes else ''}"


def _note_lines(notes: list[FormatNote]) -> list[str]:
    grouped = group_notes(notes)
    if not grouped:
        return ["", "Format notes: none"]
    return ["", "Format notes", *(f"  {text}" for text, _, _ in grouped)]


def _note_text(note: FormatNote, count: int, n_files: int) -> str:
    if n_files > 1:
        return str(replace(note, file=f"{n_files} files"))
    return str(note) if count == 1 else f"{count} × {note}"


def _without_numbers(text: str) -> str:
    return re.sub(r"\d[\d.e+-]*", "#", text)
