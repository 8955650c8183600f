"""Observations → standard GADF files and index tables."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.dl3.observation import Observation, PointingTrack
from vhegui.core.irf.registry import format_of, write_irf
from vhegui.core.typing import AnyArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

_DOC = {"HDUCLASS": "GADF", "HDUDOC": "https://gamma-astro-data-formats.readthedocs.io", "HDUVERS": "0.3"}


def write_observation(observation: Observation, path: Path) -> None:
    """Write EVENTS, GTI, POINTING and the responses of one run into one FITS file (`.gz` compresses), over what was there."""
    from astropy.io import fits

    hdus = [fits.PrimaryHDU(), _events(observation), _gti(observation)]
    if observation.track is not None:
        hdus.append(_pointing(observation, observation.track))
    hdus += [write_irf(irf) for irf in _responses(observation)]
    fits.HDUList(hdus).writeto(path, overwrite=True)


def write_index(folder: Path, runs: Sequence[tuple[Observation, Path]]) -> None:
    """Write obs-index.fits.gz and hdu-index.fits.gz into `folder` for runs already written below it.

    runs : pairs of observation and the path of its file.
    """
    from astropy.io import fits

    fits.HDUList([fits.PrimaryHDU(), _obs_index([o for o, _ in runs])]).writeto(
        folder / "obs-index.fits.gz", overwrite=True
    )
    fits.HDUList([fits.PrimaryHDU(), _hdu_index(folder, runs)]).writeto(folder / "hdu-index.fits.gz", overwrite=True)


def _responses(observation: Observation) -> list[Any]:
    """All responses; a cut that is a key of the effective area is no table of its own."""
    responses = observation.responses
    if responses.aeff is not None and responses.aeff.radius_cut > 0:
        responses = replace(responses, rad_max=None)
    return list(responses)


def _table(name: str, columns: dict[str, tuple[AnyArray, str]], keys: dict[str, Any]) -> BinTableHDU:
    from astropy.io import fits

    fields = [fits.Column(key, _format(values), unit or None, array=values) for key, (values, unit) in columns.items()]
    hdu = fits.BinTableHDU.from_columns(fields, name=name)
    for key, value in (_DOC | keys).items():
        if value != "" and not (isinstance(value, float) and np.isnan(value)):
            hdu.header[key] = value
    return hdu


def _format(values: AnyArray) -> str:
    if values.dtype.kind == "U":
        return f"{max(1, values.dtype.itemsize // 4)}A"
    return "K" if values.dtype.kind in "iu" else "D"


def _time_keys(time_ref: float) -> dict[str, Any]:
    whole = int(np.floor(time_ref))
    fraction = time_ref - whole
    return {"MJDREFI": whole, "MJDREFF": fraction, "TIMEUNIT": "s", "TIMESYS": "TT", "TIMEREF": "local"}


def _events(o: Observation) -> BinTableHDU:
    events = o.events
    columns = {
        "EVENT_ID": (events.event_id, ""),
        "TIME": (events.time, "s"),
        "RA": (events.ra, "deg"),
        "DEC": (events.dec, "deg"),
        "ENERGY": (events.energy, "TeV"),
    }
    keys = {"HDUCLAS1": "EVENTS", "OBS_ID": o.obs_id, "OBJECT": o.target, "TELESCOP": o.telescope} | _time_keys(
        o.time_ref
    )
    keys |= {"TSTART": _start(o), "TSTOP": _stop(o), "ONTIME": o.ontime, "LIVETIME": o.livetime, "DEADC": _deadc(o)}
    keys |= {"RADECSYS": "ICRS", "EQUINOX": 2000.0, "OBS_MODE": "POINTING", "RA_PNT": o.pointing.ra}
    keys |= {"DEC_PNT": o.pointing.dec, "ZEN_PNT": o.pointing.zenith, "ALT_PNT": 90.0 - o.pointing.zenith}
    keys |= {"AZ_PNT": o.pointing.azimuth}
    return _table("EVENTS", columns, keys)


def _gti(o: Observation) -> BinTableHDU:
    columns = {"START": (o.gti[:, 0], "s"), "STOP": (o.gti[:, 1], "s")}
    return _table("GTI", columns, {"HDUCLAS1": "GTI"} | _time_keys(o.time_ref))


def _pointing(o: Observation, track: PointingTrack) -> BinTableHDU:
    columns = {"TIME": (track.time, "s"), "RA_PNT": (track.ra, "deg"), "DEC_PNT": (track.dec, "deg")}
    columns |= {"ALT_PNT": (track.altitude, "deg"), "AZ_PNT": (track.azimuth, "deg")}
    return _table("POINTING", columns, {"HDUCLAS1": "POINTING"} | _time_keys(o.time_ref))


def _start(o: Observation) -> float:
    return float(o.gti[0, 0]) if len(o.gti) else 0.0


def _stop(o: Observation) -> float:
    return float(o.gti[-1, 1]) if len(o.gti) else 0.0


def _deadc(o: Observation) -> float:
    return o.livetime / o.ontime if o.ontime > 0 else 1.0


def _obs_index(observations: Sequence[Observation]) -> BinTableHDU:
    reference = observations[0].time_ref if observations else 0.0
    shift = [(o.time_ref - reference) * 86400.0 for o in observations]
    numbers = {
        "RA_PNT": ([o.pointing.ra for o in observations], "deg"),
        "DEC_PNT": ([o.pointing.dec for o in observations], "deg"),
        "ZEN_PNT": ([o.pointing.zenith for o in observations], "deg"),
        "ALT_PNT": ([90.0 - o.pointing.zenith for o in observations], "deg"),
        "AZ_PNT": ([o.pointing.azimuth for o in observations], "deg"),
        "ONTIME": ([o.ontime for o in observations], "s"),
        "LIVETIME": ([o.livetime for o in observations], "s"),
        "DEADC": ([_deadc(o) for o in observations], ""),
        "TSTART": ([_start(o) + s for o, s in zip(observations, shift, strict=True)], "s"),
        "TSTOP": ([_stop(o) + s for o, s in zip(observations, shift, strict=True)], "s"),
    }
    ids = np.array([o.obs_id for o in observations], dtype=np.int64)
    columns: dict[str, tuple[AnyArray, str]] = {"OBS_ID": (ids, "")}
    columns["OBJECT"] = (np.array([o.target for o in observations], dtype=np.str_), "")
    columns |= {name: (np.array(values, dtype=np.float64), unit) for name, (values, unit) in numbers.items()}
    columns["EVENT_COUNT"] = (np.array([len(o.events) for o in observations], dtype=np.int64), "")
    return _table("OBS_INDEX", columns, {"HDUCLAS1": "INDEX", "HDUCLAS2": "OBS"} | _time_keys(reference))


def _hdu_index(folder: Path, runs: Sequence[tuple[Observation, Path]]) -> BinTableHDU:
    rows = []
    for o, path in runs:
        relative = Path(os.path.relpath(path, folder))
        hdus = [("events", "events", "EVENTS"), ("gti", "gti", "GTI")]
        if o.track is not None:
            hdus.append(("pointing", "pointing", "POINTING"))
        formats = [format_of(irf) for irf in _responses(o)]
        hdus += [(fmt.role, fmt.name.lower(), fmt.extname) for fmt in formats]
        directory = "" if relative.parent == Path(".") else relative.parent.as_posix()
        rows += [(o.obs_id, kind, hdu_class, directory, relative.name, name) for kind, hdu_class, name in hdus]
    names = ("HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME")
    columns: dict[str, tuple[AnyArray, str]] = {"OBS_ID": (np.array([row[0] for row in rows], dtype=np.int64), "")}
    for i, name in enumerate(names):
        columns[name] = (np.array([row[i + 1] for row in rows], dtype=np.str_), "")
    return _table("HDU_INDEX", columns, {"HDUCLAS1": "INDEX", "HDUCLAS2": "HDU"})
