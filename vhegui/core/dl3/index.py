"""The observation index: what is known of every run without opening it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np

from vhegui.core.dl3.header import RunHeader
from vhegui.core.dl3.identifiers import listed, run_number, text_numbers
from vhegui.core.dl3.time import SECONDS_PER_DAY, is_date, reference_mjd, time_scale
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote, counted
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray
from vhegui.core.units import Quantity, scale_to_internal

RULE = "GADF v0.3, observation index table"


@dataclass(frozen=True, eq=False)
class ObservationIndex:
    """One value a run in every column, NaN, -1 or "" where nothing is known.

    ra, dec, zenith, azimuth : deg, of the pointing · ontime, livetime : s · tstart, tstop : MJD (TT)
    target, telescopes : str · obs_id, n_events, quality : int64
    label : the id where it is text in the files, "" where it is a number
    threshold, group : SAFE_ENERGY_LO, TeV, and TARGET_NAME, such as "Off data" (columns of the H.E.S.S. data release,
    not of the standard).
    """

    obs_id: IntArray
    target: AnyArray
    ra: Array
    dec: Array
    zenith: Array
    azimuth: Array
    ontime: Array
    livetime: Array
    tstart: Array
    tstop: Array
    n_events: IntArray
    telescopes: AnyArray
    quality: IntArray
    threshold: Array = field(default_factory=lambda: np.zeros(0))
    group: AnyArray = field(default_factory=lambda: np.zeros(0, dtype=np.str_))
    label: AnyArray = field(default_factory=lambda: np.zeros(0, dtype=np.str_))

    def __post_init__(self) -> None:
        if len(self.threshold) != len(self.obs_id):
            object.__setattr__(self, "threshold", np.full(len(self.obs_id), np.nan))
        for name in ("group", "label"):
            if len(getattr(self, name)) != len(self.obs_id):
                object.__setattr__(self, name, np.full(len(self.obs_id), "", dtype=np.str_))

    def __len__(self) -> int:
        return len(self.obs_id)

    def rows(self, which: BoolArray | Sequence[int] | IntArray) -> ObservationIndex:
        """The runs of a boolean mask (n,), or of observation ids, in their order. KeyError for an unknown id."""
        selected = np.asarray(which)
        if selected.dtype != np.bool_:
            position = {int(obs_id): i for i, obs_id in enumerate(self.obs_id)}
            selected = np.array([position[int(obs_id)] for obs_id in selected], dtype=np.int64)
        return ObservationIndex(*(getattr(self, each.name)[selected] for each in fields(self)))


def read_obs_index(table: Table, numbers: Mapping[str, int]) -> tuple[ObservationIndex, tuple[FormatNote, ...]]:
    """Index from an obs-index table. Raises DataError when it has no OBS_ID column.

    numbers : of the ids that are text, see `id_numbers`.
    """
    notes: list[FormatNote] = []
    ids, given = index_ids(table, numbers)
    n = len(ids)
    zenith = _numbers(table, "ZEN_PNT", "angle", n)
    zenith = np.where(np.isnan(zenith), 90.0 - _numbers(table, "ALT_PNT", "angle", n), zenith)
    ontime, livetime = _numbers(table, "ONTIME", "time", n), _numbers(table, "LIVETIME", "time", n)
    tstart, tstop = _times(table, n, notes)
    index = ObservationIndex(
        obs_id=ids,
        target=_texts(table, ("OBJECT", "TARGET_NAME"), n),
        ra=_numbers(table, "RA_PNT", "angle", n) % 360.0,
        dec=_numbers(table, "DEC_PNT", "angle", n),
        zenith=zenith,
        azimuth=_numbers(table, "AZ_PNT", "angle", n) % 360.0,
        ontime=ontime,
        livetime=np.where(np.isnan(livetime), ontime * _numbers(table, "DEADC", "none", n), livetime),
        tstart=tstart,
        tstop=tstop,
        n_events=_integers(table, "EVENT_COUNT", n),
        telescopes=_texts(table, ("TELLIST",), n),
        quality=_integers(table, "QUALITY", n),
        threshold=_numbers(table, "SAFE_ENERGY_LO", "energy", n),
        group=_texts(table, ("TARGET_NAME",), n),
        label=_labels(map(str, _raw_ids(table))),
    )
    if not given.all():
        notes.append(_note(table, f"no OBS_ID in {counted(int((~given).sum()), 'row')}", "left out"))
        index = index.rows(given)
    return index, tuple(notes)


def index_from_headers(
    headers: Sequence[RunHeader], n_events: Sequence[int], ids: Sequence[str] = ()
) -> ObservationIndex:
    """Index of runs whose EVENTS headers were read. ids : as they stand in the files, where that is known."""
    ranges = np.array([header.mjd_range for header in headers], dtype=np.float64).reshape(-1, 2)
    return ObservationIndex(
        obs_id=np.array([h.obs_id for h in headers], dtype=np.int64),
        target=np.array([h.target for h in headers], dtype=np.str_),
        ra=np.array([h.pointing.ra for h in headers], dtype=np.float64),
        dec=np.array([h.pointing.dec for h in headers], dtype=np.float64),
        zenith=np.array([h.pointing.zenith for h in headers], dtype=np.float64),
        azimuth=np.array([h.pointing.azimuth for h in headers], dtype=np.float64),
        ontime=np.array([h.ontime for h in headers], dtype=np.float64),
        livetime=np.array([h.livetime for h in headers], dtype=np.float64),
        tstart=ranges[:, 0],
        tstop=ranges[:, 1],
        n_events=np.array(n_events, dtype=np.int64),
        telescopes=np.array([h.telescopes for h in headers], dtype=np.str_),
        quality=np.full(len(headers), -1, dtype=np.int64),
        label=_labels(ids),
    )


def _labels(ids: Iterable[str]) -> AnyArray:
    """Ids that are text, "" for numbers."""
    return np.array(["" if run_number(text) is not None else text.strip() for text in ids], dtype=np.str_)


def id_numbers(tables: Iterable[Table], notes: list[FormatNote]) -> Mapping[str, int]:
    """A number for every OBS_ID that is text, the same in all index tables of a data set."""
    texts: dict[str, Table] = {}
    taken: set[int] = set()
    for table in tables:
        for text in map(str, _raw_ids(table)):
            number = run_number(text)
            if number is not None:
                taken.add(number)
            elif text.strip():
                texts.setdefault(text.strip(), table)
    numbers = text_numbers(texts, taken)
    for table in dict.fromkeys(texts.values()):
        own = sorted(text for text in texts if texts[text] is table)
        said = listed([f"{text} is run {numbers[text]}" for text in own])
        notes.append(_note(table, f"OBS_ID is text, such as {own[0]}", f"runs are numbered: {said}", "names only"))
    return numbers


def index_ids(table: Table, numbers: Mapping[str, int]) -> tuple[IntArray, BoolArray]:
    """OBS_ID of every row, (n,), text by its number, and which rows have one at all."""
    texts = [str(value).strip() for value in _raw_ids(table)]
    ids = [numbers.get(text) if (own := run_number(text)) is None else own for text in texts]
    given = np.array([number is not None for number in ids], dtype=bool)
    return np.array([0 if number is None else number for number in ids], dtype=np.int64), given


def _raw_ids(table: Table) -> AnyArray:
    if not table.has("OBS_ID"):
        raise DataError(f"{table.place} has no OBS_ID column; it is not an index table")
    values = table.column("OBS_ID")
    if values.ndim != 1:
        raise DataError(f"{table.place}: column OBS_ID has cells of shape {values.shape[1:]}; one number was expected")
    return values


def _note(table: Table, found: str, assumed: str, effect: str = "") -> FormatNote:
    return FormatNote(table.path.name, table.name, found, assumed, effect, RULE)


def _times(table: Table, n: int, notes: list[FormatNote]) -> tuple[Array, Array]:
    """TSTART and TSTOP as MJD (TT); NaN where the table has no time reference of its own."""
    try:
        reference, _ = reference_mjd(table.header)
        seconds = [_numbers(table, name, "none", n) * _time_scale(table, name) for name in ("TSTART", "TSTOP")]
        dates = [reference + column / SECONDS_PER_DAY for column in seconds]
        if any(not is_date(date) for column in dates for date in column[np.isfinite(column)]):
            raise DataError("TSTART or TSTOP is no date")
    except DataError as error:
        notes.append(_note(table, f"times of the index: {error}", "TSTART and TSTOP are left to the event files"))
        return np.full(n, np.nan), np.full(n, np.nan)
    if table.has("TSTART") and np.isnan(reference):
        notes.append(_note(table, "no MJDREFI, MJDREFF", "TSTART and TSTOP are left to the event files"))
    elif table.has("TSTART") and table.columns["TSTART"].code == "E":
        notes.append(_note(table, "TSTART in 32 bit", "the event files' headers are used for analysis", "up to 16 s"))
    return dates[0], dates[1]


def _time_scale(table: Table, name: str) -> float:
    return time_scale(table.header, table.unit(name) if table.has(name) else "")


def _numbers(table: Table, name: str, quantity: Quantity, n: int) -> Array:
    if not table.has(name):
        return np.full(n, np.nan)
    values = table.column(name)
    if values.dtype.kind not in "fiu" or values.ndim != 1:
        return np.full(n, np.nan)
    unit = table.unit(name) if quantity != "none" else ""
    values = np.where(np.isfinite(values), values, np.nan).astype(np.float64)
    try:
        return values * (scale_to_internal(unit, quantity) if unit else 1.0)
    except DataError:  # a copy of what the event files say: not known here
        return np.full(n, np.nan)


def _integers(table: Table, name: str, n: int) -> IntArray:
    values = _numbers(table, name, "none", n)
    return np.where(np.isfinite(values), values, -1).astype(np.int64)


def _texts(table: Table, names: Sequence[str], n: int) -> AnyArray:
    for name in names:
        if table.has(name):
            values = table.column(name)
            if values.dtype.kind == "U" and values.ndim == 1:
                return values
    return np.full(n, "", dtype=np.str_)
