"""What GADF v0.3 demands of every table, checked by astropy alone: none of the readers of the program is used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from astropy import units as u
from astropy.io import fits

CLASS = ("HDUCLASS", "HDUDOC", "HDUVERS", "HDUCLAS1")
TIME = ("MJDREFI", "MJDREFF", "TIMEUNIT", "TIMESYS", "TIMEREF")
EVENTS = (
    *CLASS, *TIME, "OBS_ID", "TSTART", "TSTOP", "ONTIME", "LIVETIME", "DEADC", "OBS_MODE", "RA_PNT", "DEC_PNT",
    "ALT_PNT", "AZ_PNT", "EQUINOX", "RADECSYS", "ORIGIN", "TELESCOP", "INSTRUME", "CREATOR", "GEOLON", "GEOLAT",
    "ALTITUDE",
)  # fmt: skip
ENERGY, THETA = {"ENERG_LO": "TeV", "ENERG_HI": "TeV"}, {"THETA_LO": "deg", "THETA_HI": "deg"}
RESPONSES = {
    "AEFF_2D": ("EFF_AREA", ENERGY | THETA | {"EFFAREA": "m2"}),
    "EDISP_2D": ("EDISP", ENERGY | THETA | {"MIGRA_LO": "", "MIGRA_HI": "", "MATRIX": ""}),
    "PSF_TABLE": ("RPSF", ENERGY | THETA | {"RAD_LO": "deg", "RAD_HI": "deg", "RPSF": "sr-1"}),
    "PSF_3GAUSS": ("RPSF", ENERGY | THETA | {"SCALE": "sr-1", "SIGMA_1": "deg", "AMPL_2": "", "SIGMA_3": "deg"}),
    "PSF_KING": ("RPSF", ENERGY | THETA | {"GAMMA": "", "SIGMA": "deg"}),
    "BKG_2D": ("BKG", ENERGY | THETA | {"BKG": "s-1 MeV-1 sr-1"}),
    "BKG_3D": ("BKG", ENERGY | {"DETX_LO": "deg", "DETX_HI": "deg", "DETY_LO": "deg", "BKG": "s-1 MeV-1 sr-1"}),
    "RAD_MAX_2D": ("RAD_MAX", ENERGY | THETA | {"RAD_MAX": "deg"}),
}
AXES = {"AEFF_2D": ("THETA", "ENERG"), "EDISP_2D": ("THETA", "MIGRA", "ENERG"), "PSF_TABLE": ("RAD", "THETA", "ENERG")}
AXES |= {"BKG_3D": ("DETY", "DETX", "ENERG"), "RAD_MAX_2D": ("THETA", "ENERG"), "BKG_2D": ("THETA", "ENERG")}
POINT_LIKE = ("POINT-LIKE", "FULL-ENCLOSURE")


def departures(folder: Path) -> list[str]:
    """Everything in a folder with index tables that the standard does not allow; empty when it conforms."""
    found: list[str] = []
    with fits.open(folder / "hdu-index.fits.gz") as hdus:
        found += _index(hdus["HDU_INDEX"], "HDU", ("HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME"))
        rows = [tuple(str(row[name]).strip() for name in ("FILE_DIR", "FILE_NAME", "HDU_NAME", "HDU_CLASS", "OBS_ID"))
                for row in hdus["HDU_INDEX"].data]  # fmt: skip
    with fits.open(folder / "obs-index.fits.gz") as hdus:
        index = hdus["OBS_INDEX"]
        found += _index(index, "OBS", ("RA_PNT", "DEC_PNT", "TSTART", "TSTOP", "ALT_PNT", "AZ_PNT", "DEADC"))
        found += _keys(index, TIME)
        if sorted(set(index.data["OBS_ID"].tolist())) != sorted({int(row[4]) for row in rows}):
            found.append("the two index tables name different runs")
    for directory, name, hdu_name, hdu_class, obs_id in rows:
        with fits.open(folder / directory / name, memmap=False) as hdus:
            hdu = hdus[hdu_name]
            place = f"{name} {hdu_name}"
            found += [f"{place}: {what}" for what in _hdu(hdu, hdu_class)]
            if hdu_class == "events" and hdu.header["OBS_ID"] != int(obs_id):
                found.append(f"{place}: OBS_ID")
    return found


def _hdu(hdu: fits.BinTableHDU, hdu_class: str) -> list[str]:
    if hdu_class == "events":
        return _events(hdu)
    if hdu_class == "gti":
        found = _keys(hdu, (*CLASS, *TIME)) + _columns(hdu, {"START": "s", "STOP": "s"})
        return found + ([] if np.all(hdu.data["STOP"] > hdu.data["START"]) else ["STOP before START"])
    if hdu_class == "pointing":
        return _keys(hdu, (*CLASS, *TIME)) + _columns(hdu, {"TIME": "s", "RA_PNT": "deg", "DEC_PNT": "deg"})
    return _response(hdu, hdu_class.upper())


def _events(hdu: fits.BinTableHDU) -> list[str]:
    wanted = {"EVENT_ID": "", "TIME": "s", "RA": "deg", "DEC": "deg", "ENERGY": "TeV"}
    found = _keys(hdu, EVENTS) + _columns(hdu, wanted)
    header, data = hdu.header, hdu.data
    found += [f"{key} is {header[key]!r}" for key, value in (("HDUCLASS", "GADF"), ("HDUCLAS1", "EVENTS"),
              ("TIMESYS", "TT"), ("EQUINOX", 2000.0)) if header.get(key) != value]  # fmt: skip
    if not (isinstance(header["MJDREFI"], int) and 0 <= header["MJDREFF"] < 1):
        found.append("MJDREFI, MJDREFF")
    if abs(header["DEADC"] * header["ONTIME"] - header["LIVETIME"]) > 1e-6 * header["ONTIME"]:
        found.append("DEADC is not LIVETIME / ONTIME")
    if np.any((data["RA"] < 0) | (data["RA"] >= 360)) or np.any(np.abs(data["DEC"]) > 90):
        found.append("RA, DEC")
    if np.any(data["TIME"] < header["TSTART"]) or np.any(data["TIME"] > header["TSTOP"]):
        found.append("events outside TSTART, TSTOP")
    if not np.all(data["ENERGY"] > 0) or len(np.unique(data["EVENT_ID"])) < len(data):
        found.append("ENERGY or EVENT_ID")
    return found


def _response(hdu: fits.BinTableHDU, name: str) -> list[str]:
    second, columns = RESPONSES[name]
    header = hdu.header
    found = _keys(hdu, (*CLASS, "HDUCLAS2", "HDUCLAS3", "HDUCLAS4")) + _columns(hdu, columns)
    wanted = {"HDUCLASS": "GADF", "HDUCLAS1": "RESPONSE", "HDUCLAS2": second, "HDUCLAS4": name}
    found += [f"{key} is {header.get(key)!r}" for key, value in wanted.items() if header.get(key) != value]
    if header.get("HDUCLAS3") not in POINT_LIKE or len(hdu.data) != 1:
        found.append("HDUCLAS3, or not one row")
    if name == "BKG_3D" and header.get("FOVALIGN") not in ("RADEC", "ALTAZ"):
        found.append("FOVALIGN")
    row = hdu.data[0]
    lengths = tuple(np.size(row[f"{axis}_LO"]) for axis in AXES.get(name, ()))
    value = list(columns)[-1]
    if lengths and np.shape(row[value]) != lengths:
        found.append(f"{value} has shape {np.shape(row[value])}, its axes {lengths}")
    if not np.all(np.isfinite(row[value])) or np.any(row[value] < 0):
        found.append(f"{value} is negative or not finite")
    if name == "EDISP_2D":
        integral = np.einsum("tme,m->te", row["MATRIX"], row["MIGRA_HI"] - row["MIGRA_LO"])
        if np.any((integral > 0) & (np.abs(integral - 1) > 1e-6)):
            found.append("MATRIX is not normalised")
    return found


def _index(hdu: fits.BinTableHDU, second: str, columns: tuple[str, ...]) -> list[str]:
    found = _keys(hdu, (*CLASS, "HDUCLAS2")) + _columns(hdu, dict.fromkeys(("OBS_ID", *columns)))
    return found + ([] if (hdu.header["HDUCLAS1"], hdu.header["HDUCLAS2"]) == ("INDEX", second) else ["HDUCLAS1, 2"])


def _keys(hdu: fits.BinTableHDU, keys: tuple[str, ...]) -> list[str]:
    return [f"no {key}" for key in keys if hdu.header.get(key) in (None, "")]


def _columns(hdu: fits.BinTableHDU, columns: dict[str, str | None]) -> list[str]:
    found = []
    for name, unit in columns.items():
        if name not in hdu.columns.names:
            found.append(f"no column {name}")
        elif unit is not None and not u.Unit(hdu.columns[name].unit or "").is_equivalent(u.Unit(unit)):
            found.append(f"{name} in {hdu.columns[name].unit}")
    return found
