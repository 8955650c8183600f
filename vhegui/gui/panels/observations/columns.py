"""The columns of the run table: what each shows, and what its numbers mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vhegui.analysis.runs.filter import known
from vhegui.analysis.runs.times import ends
from vhegui.analysis.runs.trends import rates
from vhegui.analysis.written_numbers import MINUS, integer
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.sphere import to_galactic
from vhegui.core.typing import AnyArray, Array

UNKNOWN = "–"
_MJD_ZERO = np.datetime64("1858-11-17T00:00", "s")


@dataclass(frozen=True)
class Column:
    """One column. `values(index, offset)` gives floats (NaN: unknown) or text, shape (n,); `write` a cell's text.

    key : name in exports and saved layouts · unit : of the exported numbers · shown : by default.
    """

    key: str
    title: str
    unit: str
    tip: str
    values: Callable[[ObservationIndex, Array], AnyArray]
    write: Callable[[float], str] | None = None
    shown: bool = True

    @property
    def numeric(self) -> bool:
        """Numbers are aligned to the right."""
        return self.write is not None

    @property
    def header(self) -> str:
        """Title over unit."""
        return f"{self.title}\n{self.unit}" if self.unit else self.title


def degrees(places: int, signed: bool = False) -> Callable[[float], str]:
    """Writes an angle with fixed places and a true minus sign."""
    sign = "+" if signed else ""
    return lambda value: f"{value:{sign}.{places}f}".replace("-", MINUS)


def start_time(mjd: float) -> str:
    """`2004-12-04 22:08` (TT)."""
    return str(_MJD_ZERO + np.timedelta64(round(mjd * 86400.0), "s"))[:16].replace("T", " ")


def telescopes(index: ObservationIndex, _: Array) -> AnyArray:
    """The list of telescopes with blanks, so that it can be cut nowhere else."""
    return np.array([" ".join(str(text).replace(",", " ").split()) for text in index.telescopes], dtype=np.str_)


COLUMNS = (
    Column("obs_id", "Run", "", "Observation id (OBS_ID).", lambda i, _: i.obs_id, lambda v: str(int(v))),
    Column("object", "Object", "", "What the run was aimed at, in the words of the data set.", lambda i, _: i.target),
    Column(
        "offset",
        "Offset",
        "deg",
        "Angular separation of the pointing from {reference}. Responses fall off with it.",
        lambda _, offset: offset,
        degrees(2),
    ),
    Column(
        "zenith",
        "Zenith",
        "deg",
        "Zenith angle of the pointing. The energy threshold rises with it.",
        lambda i, _: i.zenith,
        degrees(1),
    ),
    Column(
        "livetime",
        "Live",
        "min",
        "Livetime: ontime without the dead time of the camera. Fluxes and exposures are per livetime.",
        lambda i, _: i.livetime / 60.0,
        degrees(1),
    ),
    Column(
        "ontime",
        "Ontime",
        "min",
        "Ontime: sum of the good time intervals, dead time included.",
        lambda i, _: i.ontime / 60.0,
        degrees(1),
    ),
    Column(
        "events", "Events", "", "Gamma-like events in the run's event list.", lambda i, _: known(i.n_events), integer
    ),
    Column(
        "ra", "RA", "deg", "Right ascension of the pointing (ICRS, as the data set gives it).", lambda i, _: i.ra,
        degrees(3),
    ),
    Column(
        "dec", "Dec", "deg", "Declination of the pointing (ICRS, as the data set gives it).", lambda i, _: i.dec,
        degrees(3, signed=True),
    ),
    Column("telescopes", "Tels", "", "Telescopes that took part (TELLIST).", telescopes),
    Column("start", "Start", "TT", "When the run began, as the index says.", lambda i, _: i.tstart, start_time),
    Column(
        "rate", "Rate", "Hz", "Events per livetime. It falls with the zenith angle and with clouds.",
        lambda i, _: rates(i)[0], degrees(2), shown=False,
    ),
    Column(
        "threshold", "Threshold", "TeV", "Energy from which the data set trusts the run (SAFE_ENERGY_LO).",
        lambda i, _: i.threshold, degrees(2), shown=False,
    ),
    Column(
        "azimuth", "Azimuth", "deg", "Azimuth of the pointing, from north through east.", lambda i, _: i.azimuth,
        degrees(1), shown=False,
    ),
    Column(
        "l", "l", "deg", "Galactic longitude of the pointing.", lambda i, _: to_galactic(i.ra, i.dec)[0], degrees(3),
        shown=False,
    ),
    Column(
        "b", "b", "deg", "Galactic latitude of the pointing.", lambda i, _: to_galactic(i.ra, i.dec)[1],
        degrees(3, signed=True), shown=False,
    ),
    Column(
        "stop", "End", "TT", "When the run ended, as the index says.", lambda i, _: ends(i), start_time, shown=False,
    ),
    Column(
        "quality", "Quality", "", "Quality flag of the data set (QUALITY); 0 is best.", lambda i, _: known(i.quality),
        lambda v: str(int(v)), shown=False,
    ),
)  # fmt: skip


def has_values(values: AnyArray) -> bool:
    """Whether a column says anything at all."""
    if values.dtype.kind in "US":
        return bool(np.any(values != ""))
    return bool(np.isfinite(values).any())
