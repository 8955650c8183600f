"""Observations → standard GADF files and index tables."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import vhegui
from vhegui.core.dl3.observation import Observation, Pointing, PointingTrack
from vhegui.core.files.whole import write_whole
from vhegui.core.irf.registry import format_of, write_irf
from vhegui.core.irf.responses import Responses
from vhegui.core.typing import AnyArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

Columns = Mapping[str, tuple[AnyArray, str]]
COMPRESSION = 4  # level 9 takes four times as long for 2 % less
_DOC = {
    "HDUCLASS": "GADF",
    "HDUDOC": "https://gamma-astro-data-formats.readthedocs.io",
    "HDUVERS": "0.3",
    "CREATOR": f"vhegui {vhegui.__version__}",
}


@dataclass(frozen=True, eq=False)
class Extras:
    """What an event file may hold beside an `Observation`.

    keys : further keywords of EVENTS, over the usual ones · columns : further columns, values and unit, one value an
    event · history : HISTORY cards · quality : QUALITY of the observation index, -1 where unknown.
    """

    keys: Mapping[str, Any] = field(default_factory=dict)
    columns: Columns = field(default_factory=dict)
    history: tuple[str, ...] = ()
    quality: int = -1


@dataclass(frozen=True)
class IndexEntry:
    """What the index tables say about one run. hdus : HDU_TYPE, HDU_CLASS and HDU_NAME of each of its HDUs."""

    obs_id: int
    target: str
    mode: str
    telescopes: str
    pointing: Pointing
    time_ref: float
    start: float
    stop: float
    ontime: float
    livetime: float
    n_events: int
    quality: int
    path: Path
    hdus: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class HduRow:
    """A row of an HDU index: HDU_TYPE (`kind`), HDU_CLASS and HDU_NAME of one HDU of a run, and the file it is in."""

    obs_id: int
    kind: str
    hdu_class: str
    path: Path
    hdu: str


def write_observation(observation: Observation, path: Path, extras: Extras | None = None) -> None:
    """Write EVENTS, GTI, POINTING and the responses of one run into one FITS file, over what was there.

    A name that ends in `.gz` compresses. OSError passes through.
    """
    from astropy.io import fits

    hdus = [fits.PrimaryHDU(), _events(observation, extras or Extras()), _gti(observation)]
    if observation.track is not None:
        hdus.append(_pointing(observation, observation.track))
    hdus += [write_irf(irf) for irf in _to_be_written(observation.responses)]
    save_hdus(hdus, path)


def write_responses(responses: Responses, path: Path) -> tuple[tuple[str, str, str], ...]:
    """Write responses alone, for runs that share them; returns HDU_TYPE, HDU_CLASS and HDU_NAME of each."""
    from astropy.io import fits

    written = _to_be_written(responses)
    save_hdus([fits.PrimaryHDU(), *(write_irf(irf) for irf in written)], path)
    return _names_of(written)


def write_index(folder: Path, runs: Sequence[tuple[Observation, Path]]) -> None:
    """Write obs-index.fits.gz and hdu-index.fits.gz into `folder` for runs already written below it.

    runs : pairs of observation and the path of its file.
    """
    write_index_entries(folder, [index_entry(observation, path) for observation, path in runs])


def index_entry(observation: Observation, path: Path, extras: Extras | None = None) -> IndexEntry:
    """What the index will say about a run written to `path`: all that is left to remember of it."""
    extras = extras or Extras()
    hdus = [("events", "events", "EVENTS"), ("gti", "gti", "GTI")]
    if observation.track is not None:
        hdus.append(("pointing", "pointing", "POINTING"))
    hdus += _names_of(_to_be_written(observation.responses))
    return IndexEntry(
        obs_id=observation.obs_id,
        target=observation.target,
        mode=str(extras.keys.get("OBS_MODE", _mode(observation))),
        telescopes=str(extras.keys.get("TELLIST", "")),
        pointing=observation.pointing,
        time_ref=observation.time_ref,
        start=_start(observation),
        stop=_stop(observation),
        ontime=observation.ontime,
        livetime=observation.livetime,
        n_events=len(observation.events),
        quality=extras.quality,
        path=path,
        hdus=tuple(hdus),
    )


def write_index_entries(folder: Path, entries: Sequence[IndexEntry], shared: Sequence[HduRow] = ()) -> None:
    """Write obs-index.fits.gz and hdu-index.fits.gz into `folder`; paths are written relative to it.

    shared : further HDUs of the runs, in files of their own.
    """
    from astropy.io import fits

    own = [HduRow(e.obs_id, kind, hdu_class, e.path, name) for e in entries for kind, hdu_class, name in e.hdus]
    rows = sorted([*own, *shared], key=lambda row: row.obs_id) if shared else own
    save_hdus([fits.PrimaryHDU(), _obs_index(entries)], folder / "obs-index.fits.gz")
    save_hdus([fits.PrimaryHDU(), hdu_index(rows, folder)], folder / "hdu-index.fits.gz")


def save_hdus(hdus: Sequence[Any], path: Path) -> None:
    """Write HDUs as one file, compressed where its name ends in `.gz`, over what was there. OSError passes through."""
    from astropy.io import fits

    content = io.BytesIO()
    fits.HDUList(hdus).writeto(content)
    raw = content.getvalue()
    write_whole(path, gzip.compress(raw, COMPRESSION, mtime=0) if path.name.endswith(".gz") else raw)


def _to_be_written(responses: Responses) -> list[Any]:
    """All responses; a cut that is a key of the effective area is no table of its own."""
    if responses.aeff is not None and responses.aeff.radius_cut > 0:
        responses = replace(responses, rad_max=None)
    return list(responses)


def _names_of(responses: Sequence[Any]) -> tuple[tuple[str, str, str], ...]:
    """HDU_TYPE, HDU_CLASS and HDU_NAME of each response."""
    formats = [format_of(irf) for irf in responses]
    return tuple((fmt.role, fmt.name.lower(), fmt.extname) for fmt in formats)


def table_hdu(name: str, columns: Columns, keys: Mapping[str, Any]) -> BinTableHDU:
    """A table of plain columns with the keywords of the standard and `keys`; empty ones are left out."""
    from astropy.io import fits

    fields = [_column(key, values, unit) for key, (values, unit) in columns.items()]
    hdu = fits.BinTableHDU.from_columns(fields, name=name)
    for key, value in (_DOC | dict(keys)).items():
        if value != "" and not (isinstance(value, float) and not np.isfinite(value)):
            hdu.header[key] = _ascii(value) if isinstance(value, str) else value
    return hdu


def _ascii(text: str) -> str:
    """What a FITS file can hold of a text."""
    return "".join(c if " " <= c <= "~" else "?" for c in text)


def _column(name: str, values: AnyArray, unit: str) -> Any:
    from astropy.io import fits

    if values.dtype.kind == "U":
        values = np.array([_ascii(text) for text in values.tolist()], dtype=np.str_)
    return fits.Column(name, _format(values), _ascii(unit) or None, array=values)


def _format(values: AnyArray) -> str:
    if values.dtype.kind == "U":
        return f"{max(1, values.dtype.itemsize // 4)}A"
    return {"i": "K", "u": "K", "b": "L"}.get(values.dtype.kind, "D")


def _time_keys(time_ref: float) -> dict[str, Any]:
    whole = int(np.floor(time_ref))
    fraction = time_ref - whole
    return {"MJDREFI": whole, "MJDREFF": fraction, "TIMEUNIT": "s", "TIMESYS": "TT", "TIMEREF": "LOCAL"}


def _events(o: Observation, extras: Extras) -> BinTableHDU:
    events = o.events
    columns: dict[str, tuple[AnyArray, str]] = {
        "EVENT_ID": (events.event_id, ""),
        "TIME": (events.time, "s"),
        "RA": (events.ra, "deg"),
        "DEC": (events.dec, "deg"),
        "ENERGY": (events.energy, "TeV"),
    }
    keys = {"HDUCLAS1": "EVENTS", "OBS_ID": o.obs_id, "OBJECT": o.target, "TELESCOP": o.telescope} | _time_keys(
        o.time_ref
    )
    keys |= {"ORIGIN": "vhegui", "INSTRUME": o.telescope}
    keys |= {"TSTART": _start(o), "TSTOP": _stop(o), "ONTIME": o.ontime, "LIVETIME": o.livetime, "DEADC": _deadc(o)}
    keys |= {"RADECSYS": "ICRS", "EQUINOX": 2000.0, "OBS_MODE": _mode(o), "RA_PNT": o.pointing.ra}
    keys |= {"DEC_PNT": o.pointing.dec, "ZEN_PNT": o.pointing.zenith, "ALT_PNT": 90.0 - o.pointing.zenith}
    keys |= {"AZ_PNT": o.pointing.azimuth}
    if o.site is not None:
        keys |= {"GEOLON": o.site.longitude, "GEOLAT": o.site.latitude}
        keys |= {} if o.site.altitude is None else {"ALTITUDE": o.site.altitude}
    hdu = table_hdu("EVENTS", columns | dict(extras.columns), keys | dict(extras.keys))
    for line in extras.history:
        hdu.header["HISTORY"] = _ascii(line)
    return hdu


def _mode(o: Observation) -> str:
    return "POINTING" if o.track is None else "DRIFT"


def _gti(o: Observation) -> BinTableHDU:
    columns = {"START": (o.gti[:, 0], "s"), "STOP": (o.gti[:, 1], "s")}
    return table_hdu("GTI", columns, {"HDUCLAS1": "GTI"} | _time_keys(o.time_ref))


def _pointing(o: Observation, track: PointingTrack) -> BinTableHDU:
    columns = {"TIME": (track.time, "s"), "RA_PNT": (track.ra, "deg"), "DEC_PNT": (track.dec, "deg")}
    columns |= {"ALT_PNT": (track.altitude, "deg"), "AZ_PNT": (track.azimuth, "deg")}
    return table_hdu("POINTING", columns, {"HDUCLAS1": "POINTING"} | _time_keys(o.time_ref))


def _start(o: Observation) -> float:
    return float(o.gti[0, 0]) if len(o.gti) else 0.0


def _stop(o: Observation) -> float:
    return float(o.gti[-1, 1]) if len(o.gti) else 0.0


def _deadc(o: Observation | IndexEntry) -> float:
    return o.livetime / o.ontime if o.ontime > 0 else 1.0


def _obs_index(entries: Sequence[IndexEntry]) -> BinTableHDU:
    reference = entries[0].time_ref if entries else 0.0
    shift = [(e.time_ref - reference) * 86400.0 for e in entries]
    numbers = {
        "RA_PNT": ([e.pointing.ra for e in entries], "deg"),
        "DEC_PNT": ([e.pointing.dec for e in entries], "deg"),
        "ZEN_PNT": ([e.pointing.zenith for e in entries], "deg"),
        "ALT_PNT": ([90.0 - e.pointing.zenith for e in entries], "deg"),
        "AZ_PNT": ([e.pointing.azimuth for e in entries], "deg"),
        "ONTIME": ([e.ontime for e in entries], "s"),
        "LIVETIME": ([e.livetime for e in entries], "s"),
        "DEADC": ([_deadc(e) for e in entries], ""),
        "TSTART": ([e.start + s for e, s in zip(entries, shift, strict=True)], "s"),
        "TSTOP": ([e.stop + s for e, s in zip(entries, shift, strict=True)], "s"),
    }
    texts = {"OBJECT": [e.target for e in entries], "OBS_MODE": [e.mode for e in entries]}
    texts["TELLIST"] = [e.telescopes for e in entries]
    whole = {"EVENT_COUNT": [e.n_events for e in entries], "QUALITY": [e.quality for e in entries]}
    columns: dict[str, tuple[AnyArray, str]] = {"OBS_ID": (np.array([e.obs_id for e in entries], dtype=np.int64), "")}
    columns |= {name: (np.array(values, dtype=np.str_), "") for name, values in texts.items()}
    columns |= {name: (np.array(values, dtype=np.float64), unit) for name, (values, unit) in numbers.items()}
    columns |= {name: (np.array(values, dtype=np.int64), "") for name, values in whole.items()}
    return table_hdu("OBS_INDEX", columns, {"HDUCLAS1": "INDEX", "HDUCLAS2": "OBS"} | _time_keys(reference))


def hdu_index(rows: Sequence[HduRow], folder: Path) -> BinTableHDU:
    """The table of an hdu-index in `folder`; paths are relative to it, where that is possible."""
    places = [_relative(row.path, folder) for row in rows]
    texts = {
        "HDU_TYPE": [row.kind for row in rows],
        "HDU_CLASS": [row.hdu_class for row in rows],
        "FILE_DIR": [place.parent.as_posix() for place in places],
        "FILE_NAME": [place.name for place in places],
        "HDU_NAME": [row.hdu for row in rows],
    }
    columns: dict[str, tuple[AnyArray, str]] = {"OBS_ID": (np.array([row.obs_id for row in rows], dtype=np.int64), "")}
    columns |= {name: (np.array(values, dtype=np.str_), "") for name, values in texts.items()}
    return table_hdu("HDU_INDEX", columns, {"HDUCLAS1": "INDEX", "HDUCLAS2": "HDU"})


def _relative(path: Path, folder: Path) -> Path:
    try:
        return Path(os.path.relpath(path, folder))
    except ValueError:  # on another drive
        return path
