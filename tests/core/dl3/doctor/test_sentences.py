"""Each kind of note says what is done: an input that provokes it, and the numbers that its sentence claims.

The last test goes through the catalogue: a kind of note that neither has a case here nor is named with a test of its
own fails it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from one_run import DEADC, LENGTH, POINTING, START, made_up_run

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.doctor.catalogue import QUIRKS, quirk_of
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.write import write_observation
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.psf_king import PsfKing
from vhegui.core.irf.psf_table import PsfTable
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.irf.registry import write_irf

ROOT = Path(__file__).resolve().parents[3]
RUN = made_up_run()
N = len(RUN.events)
EDGES, AXIS = np.geomspace(0.1, 100.0, 10), OffsetAxis.bins([0.0, 1.0, 2.0])
CENTRES = np.sqrt(EDGES[:-1] * EDGES[1:])
AREA, DISPERSION = "EFFECTIVE AREA", "ENERGY DISPERSION"
Hdus = Any


@dataclass(frozen=True)
class Case:
    """said : what the note says, from what was found to what is assumed · edit : of the HDUs of the made-up run
    check : of the run that is read · says : more of the sentence, its effect.
    """

    said: str
    edit: Callable[[Hdus], object]
    check: Callable[[Observation], object]
    effect: str = ""


def put(hdu: str, **values: Any) -> Callable[[Hdus], object]:
    """Set keywords; None takes them away."""

    def edit(hdus: Hdus) -> None:
        for key, value in values.items():
            if value is None:
                hdus[hdu].header.remove(key, ignore_missing=True)
            else:
                hdus[hdu].header[key] = value

    return edit


def cell(hdu: str, column: str, place: Any, value: Any) -> Callable[[Hdus], object]:
    return lambda hdus: hdus[hdu].data[column].__setitem__(place, value)


def scaled(hdu: str, columns: str, factor: float, unit: str) -> Callable[[Hdus], object]:
    """Columns in another unit, or in none."""

    def edit(hdus: Hdus) -> None:
        for column in columns.split():
            hdus[hdu].data[column] = hdus[hdu].data[column] * factor
            hdus[hdu].columns[column].unit = unit or None

    return edit


def column(hdu: str, name: str, values: Any, form: str, **others: str) -> Callable[[Hdus], object]:
    """Replace a column, with another format; `others`: new names of columns."""

    def edit(hdus: Hdus) -> None:
        old = hdus[hdu]
        columns = [
            fits.Column(name, form, each.unit, array=values)
            if each.name == name
            else fits.Column(others.get(each.name, each.name), each.format, each.unit, dim=each.dim,
                             array=old.data[each.name])
            for each in old.columns
        ]  # fmt: skip
        columns = [each for each in columns if each.array is not None]
        new = fits.BinTableHDU.from_columns(columns, name=old.name)
        for key, value in old.header.items():
            if key not in new.header and not key.startswith(("TTYPE", "TFORM", "TUNIT", "TDIM", "TNULL")):
                new.header[key] = value
        hdus[hdus.index_of(hdu)] = new

    return edit


def both(*edits: Callable[[Hdus], object]) -> Callable[[Hdus], object]:
    def edit(hdus: Hdus) -> None:
        for each in edits:
            each(hdus)

    return edit


def with_response(irf: Any, change: Callable[[Any], object] = lambda table: None) -> Callable[[Hdus], object]:
    """One more response, changed on the way."""

    def edit(hdus: Hdus) -> None:
        table = write_irf(irf)
        change(table)
        hdus.append(table)

    return edit


def with_pointing(ra: list[float], dec: list[float], late: float = 0.0, **keys: Any) -> Callable[[Hdus], object]:
    def edit(hdus: Hdus) -> None:
        put("EVENTS", **keys)(hdus)
        time = START + late + np.linspace(0.0, LENGTH, len(ra))
        columns = [("TIME", "s", time), ("RA_PNT", "deg", ra), ("DEC_PNT", "deg", dec)]
        table = fits.BinTableHDU.from_columns(
            [fits.Column(name, "D", unit, array=values) for name, unit, values in columns], name="POINTING"
        )
        for key in ("MJDREFI", "MJDREFF", "TIMESYS", "TIMEUNIT"):
            table.header[key] = hdus["EVENTS"].header[key]
        hdus.append(table)

    return edit


def same(run: Observation) -> None:
    """Nothing that fluxes depend on has changed."""
    assert len(run.events) == N
    np.testing.assert_allclose(run.events.time, RUN.events.time, atol=1e-3)
    np.testing.assert_allclose(run.events.energy, RUN.events.energy, rtol=1e-6)
    np.testing.assert_allclose(run.gti, RUN.gti, atol=1e-3)
    assert run.livetime == pytest.approx(DEADC * LENGTH, abs=1e-3)
    assert (run.pointing.ra, run.pointing.dec) == pytest.approx(POINTING)
    assert area(run, 1.0, 0.5) == pytest.approx(1e5)


def area(run: Observation, energy: float, offset: float) -> float:
    return float(run.responses.aeff.evaluate(np.array([energy]), offset)[0])


def contained(run: Observation, energy: float, offset: float, radius: float = 0.1) -> float:
    return float(run.responses.psf.containment(np.array([energy]), offset, radius)[0])


def rate(run: Observation, energy: float, lon: float, lat: float = 0.0) -> float:
    return float(run.responses.background.rate(np.array([energy]), np.array([lon]), np.array([lat]))[0])


def dispersed(run: Observation, offset: float = 0.5) -> np.ndarray:
    """Sums of the rows of the energy dispersion over all reconstructed energies, per true energy of the table."""
    return run.responses.edisp.matrix(EnergyAxis(EDGES), EnergyAxis(np.geomspace(1e-3, 1e4, 30)), offset).sum(axis=1)


def left(n: int) -> Callable[[Observation], object]:
    return lambda run: equal(len(run.events), N - n)


def equal(a: Any, b: Any) -> None:
    assert a == pytest.approx(b, rel=1e-6, abs=1e-9)


def gauss(width: Any, amplitude: Any = 1.0) -> Psf3Gauss:
    shape = np.ones((2, 9))
    one = width * shape
    return Psf3Gauss(EDGES, AXIS, np.stack([one, 0 * one, 0 * one]), np.stack([amplitude * shape, 0 * one, 0 * one]))


def at_one_offset(width: float) -> Psf3Gauss:
    one, nothing = np.ones((1, 9)), np.zeros((2, 1, 9))
    return Psf3Gauss(EDGES, OffsetAxis.nodes([0.5]), *(np.stack([k * one, *nothing]) for k in (width, 1.0)))


def king(gamma: np.ndarray) -> PsfKing:
    return PsfKing(EDGES, AXIS, np.full((2, 9), 0.05), gamma)


def profile(scale: np.ndarray) -> PsfTable:
    """All events inside 0.05 deg, with integral `scale`, (2, 9)."""
    radii = np.linspace(0.0, 0.3, 7)
    density = np.zeros((2, 9, 6))
    density[..., 0] = scale / (np.pi * np.radians(radii[1]) ** 2)
    return PsfTable(EDGES, AXIS, radii, density)


def slope(lon_slope: float = 0.0, n_lat: int = 4) -> Background3D:
    """A background that grows with longitude."""
    lon, lat = np.linspace(-2.0, 2.0, 5), np.linspace(-2.0, 2.0, n_lat + 1)
    values = np.ones((9, 4, n_lat)) * (1.0 + lon_slope * np.arange(4.0))[None, :, None]
    return Background3D(EDGES, lon, lat, values)


def turned(table: Any) -> None:
    """The column with energy as its last FITS axis."""
    values = table.data["BKG"][0]
    new = np.ascontiguousarray(values.transpose(2, 1, 0))
    columns = [
        fits.Column("BKG", f"{new.size}E", each.unit, dim="({},{},{})".format(*new.shape[::-1]), array=new[None])
        if each.name == "BKG"
        else fits.Column(each.name, each.format, each.unit, array=table.data[each.name])
        for each in table.columns
    ]
    keys = {key: table.header[key] for key in table.header if key.startswith(("HDUCLA", "FOVALIGN"))}
    table.columns, table.data = fits.ColDefs(columns), fits.BinTableHDU.from_columns(columns).data
    table.header.update(keys)


def another_area(hdus: Hdus, name: str) -> Any:
    table = hdus[AREA].copy()
    table.data = table.data.copy()
    table.data["EFFAREA"] *= 3.0
    table.name = name
    return table


def unknown_response() -> Any:
    table = fits.BinTableHDU.from_columns([fits.Column("MUONS", "3E", array=np.ones((1, 3)))], name="MUONS")
    table.header["HDUCLAS1"], table.header["HDUCLAS4"] = "RESPONSE", "MUONS"
    return table


def intervals(*pairs: tuple[float, float]) -> Callable[[Hdus], object]:
    """Good time from seconds after the start."""

    def edit(hdus: Hdus) -> None:
        columns = [
            fits.Column(name, "D", "s", array=START + np.array([pair[k] for pair in pairs]))
            for k, name in enumerate(("START", "STOP"))
        ]
        table = fits.BinTableHDU.from_columns(columns, name="GTI")
        for key in ("MJDREFI", "MJDREFF", "TIMESYS", "TIMEUNIT", "HDUCLAS1"):
            table.header[key] = hdus["GTI"].header[key]
        hdus[hdus.index_of("GTI")] = table

    return edit


LOW_GAMMA = np.full((2, 9), 2.0)
LOW_GAMMA[0, 3] = 0.5
EMPTY_WIDTH = np.full((2, 9), 0.05)
EMPTY_WIDTH[0, 3] = 0.0
HALF = np.ones((2, 9))
HALF[:, 4] = 0.5
NEARLY = np.ones((2, 9))
NEARLY[:, 4] = 1.002
GAP = np.ones((9, 2))
GAP[4, :] = 0.0
NO_CUT = np.full((2, 9), 0.1)
NO_CUT[1, :] = 0.0

CASES = (
    # --- events
    Case("have no positive energy; left out", cell("EVENTS", "ENERGY", [0, 1], 0.0), left(2), "0.27 % of the events"),
    Case("have no valid time or position; left out", cell("EVENTS", "RA", 0, np.nan), left(1)),
    Case("lie outside the good time intervals; left out", cell("EVENTS", "TIME", 0, START - 9.0), left(1), "0.13 %"),
    Case("the same event occurs more than once, 1 times in all; all are kept",
         lambda hdus: hdus["EVENTS"].data.__setitem__(1, hdus["EVENTS"].data[0]), left(0),
         f"{100 / (N - 1):.2f} % too many"),
    Case("RA of 1 events from 443.6 to 443.6 deg; wrapped", cell("EVENTS", "RA", 0, 443.6),
         lambda run: equal(run.events.ra[0], 83.6)),
    Case("column ENERGY has no unit; TeV is assumed", scaled("EVENTS", "ENERGY", 1.0, ""), same),
    Case("ENERGY in GeV; converted to TeV", scaled("EVENTS", "ENERGY", 1e3, "GeV"), same),
    Case("there is no EVENT_ID; events are numbered as they come", column("EVENTS", "EVENT_ID", None, "J"),
         lambda run: equal(run.events.event_id, np.arange(N))),
    # --- header and good time
    Case('RADECSYS is "FK4"; positions are taken as ICRS', put("EVENTS", RADECSYS="FK4"), same, "off by 0.6 deg"),
    Case("no MJDREFI, MJDREFF; times count from 0",
         both(put("EVENTS", MJDREFI=None, MJDREFF=None), put("GTI", MJDREFI=None, MJDREFF=None)),
         lambda run: (equal(run.time_ref, 0.0), same(run))),
    Case('TIMESYS is "LOCAL"; TT is assumed', both(put("EVENTS", TIMESYS="LOCAL"), put("GTI", TIMESYS="LOCAL")),
         lambda run: (equal(run.time_ref, RUN.time_ref), same(run))),
    Case("TIMEUNIT is d; TSTART and TSTOP are converted to seconds",
         both(put("EVENTS", TIMEUNIT="d", TSTART=START / 86400.0, TSTOP=(START + LENGTH) / 86400.0), put("GTI")), same),
    Case("times count from MJD 51900, those of EVENTS from MJD 51910 (both TT); -864000.000 s are added",
         both(put("GTI", MJDREFI=51900), lambda hdus: [hdus["GTI"].data[name].__iadd__(864000.0)
                                                         for name in ("START", "STOP")]), same),
    Case('times are in "LOCAL", which is no time scale; UTC is taken, as in EVENTS',
         both(put("EVENTS", TIMESYS="UTC"), put("GTI", TIMESYS="LOCAL")), same, "a minute off"),
    Case('times are in "LOCAL", which is no time scale; TT is taken, as in EVENTS', put("GTI", TIMESYS="LOCAL"), same),
    Case("times are in no time scale (TIMESYS); UTC is taken, as in EVENTS",
         both(put("EVENTS", TIMESYS="UTC"), put("GTI", TIMESYS=None)), same),
    Case("TSTART, TSTOP of the header are no dates", put("EVENTS", TSTART=1e30, TSTOP=1e30), same),
    Case('OBS_ID is "dark"; the run is numbered 1', put("EVENTS", OBS_ID="dark"), lambda run: equal(run.obs_id, 1)),
    Case("DEADC is missing; no dead time is assumed", put("EVENTS", DEADC=None, ONTIME=None, LIVETIME=None),
         lambda run: equal(run.livetime, LENGTH), "fluxes may be too low by the dead time"),
    Case("LIVETIME / ONTIME is 0.90000, DEADC 0.95000; DEADC is used", put("EVENTS", DEADC=0.95),
         lambda run: equal(run.livetime, 0.95 * LENGTH), "5.3 %"),
    Case("DEADC is 90; LIVETIME / ONTIME = 0.90000 is used", put("EVENTS", DEADC=90.0), same),
    Case("there is no GTI table; good time is TSTART to TSTOP", lambda hdus: hdus.pop("GTI"), same),
    Case("TIMEZERO is 1e+08 s; times are absolute already, it is ignored", put("GTI", TIMEZERO=START), same),
    Case("TIMEZERO is 1e+08 s; it is added to all times of the table",
         both(put("GTI", TIMEZERO=START), lambda hdus: [hdus["GTI"].data[name].__isub__(START)
                                                          for name in ("START", "STOP")]), same),
    Case("1 intervals end before they start, or are empty; left out",
         intervals((0.0, LENGTH), (50.0, 50.0)), same),
    Case("intervals overlap; merged", intervals((0.0, 600.0), (500.0, LENGTH)), same, "100 s counted once"),
    # --- pointing
    Case("OBS_MODE is DRIFT and there is no POINTING table; RA_PNT, DEC_PNT are taken as fixed",
         put("EVENTS", OBS_MODE="DRIFT"), same),
    Case("the pointing moves up to", with_pointing([POINTING[0]] * 2, [POINTING[1] - 0.5, POINTING[1] + 0.7],
                                                   OBS_MODE="DRIFT"),
         lambda run: equal(round(run.pointing.dec, 4), POINTING[1] + 0.1)),
    Case("the POINTING table is 0.3 deg from RA_PNT, DEC_PNT; OBS_MODE is WOBBLE: the header holds",
         with_pointing([POINTING[0]] * 2, [POINTING[1] + 0.3] * 2, OBS_MODE="WOBBLE"), same),
    Case("the POINTING table is 0.3 deg from RA_PNT, DEC_PNT; the mean over the good time",
         with_pointing([POINTING[0]] * 2, [POINTING[1] + 0.3] * 2, OBS_MODE=""),
         lambda run: equal(round(run.pointing.dec, 4), POINTING[1] + 0.3)),
    Case("the POINTING table is of another time, 99000 s from the good time; not used",
         with_pointing([10.0, 10.0], [10.0, 10.0], late=1e5, OBS_MODE="DRIFT"), same),
    Case("1 of 3 rows have no valid time or position; left out",
         with_pointing([POINTING[0], np.nan, POINTING[0]], [POINTING[1]] * 3, OBS_MODE="DRIFT"), same),
    Case("a placeholder; the POINTING table is used",
         with_pointing([POINTING[0]] * 2, [POINTING[1]] * 2, RA_PNT=-999.0), same),
    Case("the pointing is used as it is", put("EVENTS", RA_PNT=100.0, DEC_PNT=-50.0),
         lambda run: equal(run.pointing.dec, -50.0)),
    # --- axes of responses
    Case("the table has 2 rows; the first one is used",
         lambda hdus: setattr(hdus[AREA], "data", np.concatenate([hdus[AREA].data, hdus[AREA].data])),
         lambda run: equal(area(run, 1.0, 0.5), 1e5)),
    Case("bins ENERG_LO, ENERG_HI leave gaps or overlap; the lower edges are used", cell(AREA, "ENERG_HI", (0, 3), 1.1),
         lambda run: equal(run.responses.aeff.energy_edges, EDGES)),
    Case("lowest energy is 0 TeV; a tenth of the next edge is used", cell(AREA, "ENERG_LO", (0, 0), 0.0),
         lambda run: equal(run.responses.aeff.energy_edges[0], 0.1 * EDGES[1])),
    Case("THETA_LO equals THETA_HI; offsets are nodes, not bins",
         both(put(AREA, THETATYP=None), cell(AREA, "THETA_LO", 0, [0.0, 2.0]), cell(AREA, "THETA_HI", 0, [0.0, 2.0]),
              cell(AREA, "EFFAREA", (0, 0), 3e5)),
         lambda run: equal(area(run, 1.0, 1.0), 2e5)),
    Case("offsets begin at 0.6 deg; nearer to the axis the values at the lowest offset are used",
         both(cell(AREA, "THETA_LO", 0, [0.6, 1.0]), cell(AREA, "EFFAREA", (0, 0), 2e5)),
         lambda run: equal(area(run, 1.0, 0.1), area(run, 1.0, 0.6))),
    Case("the energy dispersion covers 0.1 to 10 TeV, the area 0.1 to 100 TeV; beyond, the energy dispersion of the "
         "nearest energy is used",
         both(cell(DISPERSION, "ENERG_LO", 0, np.geomspace(0.1, 10.0, 10)[:-1]),
              cell(DISPERSION, "ENERG_HI", 0, np.geomspace(0.1, 10.0, 10)[1:])),
         lambda run: equal(dispersed(run)[-1], 1.0)),
    Case("values of EFFAREA are not finite; taken as 0", cell(AREA, "EFFAREA", (0, slice(None), 4), np.nan),
         lambda run: equal(area(run, CENTRES[4], 0.5), 0.0)),
    Case("2 of 18 values of EFFAREA are negative; taken as 0", cell(AREA, "EFFAREA", (0, slice(None), 4), -1e4),
         lambda run: equal(area(run, CENTRES[4], 0.5), 0.0), f"{2e4 / 16e5:.2g} of the sum of the table"),
    # --- kinds of responses
    Case('HDUCLAS3 is missing; point-like, as there is a RAD_MAX key', put(AREA, HDUCLAS3=None),
         lambda run: equal(run.responses.aeff.is_pointlike, True)),
    Case('HDUCLAS4 is ""; its columns make it AEFF_2D', put(AREA, HDUCLAS4=None), same),
    Case("2 aeff responses", lambda hdus: hdus.insert(1, another_area(hdus, "EFFECTIVE AREA PROTON")), same),
    Case('the aeff response is called "AREA OF PROTONS"; used as that of gamma rays',
         lambda hdus: setattr(hdus[AREA], "name", "AREA OF PROTONS"), same),
    Case("the effective area is point-like, but no RAD_MAX says with which cut; the radius drawn is used",
         put(AREA, RAD_MAX=None), lambda run: equal(run.responses.rad_max is None, True)),
    Case("there is a RAD_MAX table, and another cut in the effective area; the table is used",
         with_response(RadMax2D(EDGES, AXIS, np.full((2, 9), 0.2))),
         lambda run: equal(run.responses.rad_max.radius(np.array([1.0]), 0.5), [0.2])),
    Case("9 of 18 radii are 0; energy bins in which the cut at the source's offset is 0 are not used",
         both(put(AREA, RAD_MAX=None), with_response(RadMax2D(EDGES, AXIS, NO_CUT))),
         lambda run: (equal(run.responses.rad_max.is_defined(EDGES, 0.5).all(), True),
                      equal(run.responses.rad_max.is_defined(EDGES, 1.5).any(), False))),
    # --- energy dispersion
    Case("MATRIX is all zero; no event can be predicted with it", cell(DISPERSION, "MATRIX", 0, 0.0),
         lambda run: equal(dispersed(run), np.zeros(9))),
    Case("the sum over migra bins is 1, not the integral; normalised to integral 1", lambda hdus: None,
         lambda run: equal(dispersed(run), np.ones(9)), "predicted counts would be 0.2 times as many"),
    Case("18 of 18 columns have integrals over migra from 0.4 to 0.4; normalised to 1",
         lambda hdus: hdus[DISPERSION].data["MATRIX"].__imul__(2.0),
         lambda run: equal(dispersed(run), np.ones(9)), "predicted counts would be 0.4 to 0.4 times as many"),
    Case("1 of 18 columns of MATRIX are empty; the nearest filled offset at that energy is used",
         cell(DISPERSION, "MATRIX", (0, 0, slice(None), 4), 0.0), lambda run: equal(dispersed(run, 0.5)[4], 1.0)),
    # --- point spread function
    Case("1 of 18 (offset, energy) bins are empty; filled bins beside them are used instead",
         with_response(gauss(EMPTY_WIDTH)), lambda run: equal(contained(run, CENTRES[3], 0.5), 1.0 - np.exp(-2.0))),
    Case("2 of 18 profiles have integrals from 1.002 to 1.002; normalised to 1", with_response(profile(NEARLY)),
         lambda run: equal(contained(run, CENTRES[4], 0.5), 1.0), "containment would be 1.002 times as large"),
    Case("2 of 18 profiles have integrals from 0.5 to 0.5; normalised to 1", with_response(profile(HALF)),
         lambda run: equal(contained(run, CENTRES[4], 0.5), 1.0), "containment would be 0.5 times as large"),
    Case("SCALE gives integrals from 0.25 to 0.25; SCALE is ignored, the PSF normalised to 1",
         with_response(gauss(0.05), lambda table: table.data["SCALE"].__imul__(0.25)),
         lambda run: equal(contained(run, 1.0, 0.5), 1.0 - np.exp(-2.0)), "containment would be at most 0.25"),
    Case("negative amplitudes; taken as 0",
         with_response(gauss(0.05), lambda table: (table.data["AMPL_2"].__setitem__(0, -1.0),
                                                     table.data["SIGMA_2"].__setitem__(0, 0.2))),
         lambda run: equal(contained(run, 1.0, 0.5), 1.0 - np.exp(-2.0))),
    Case("1 of 18 (offset, energy) bins have no profile", with_response(king(LOW_GAMMA)),
         lambda run: equal(contained(run, CENTRES[3], 0.5), contained(run, CENTRES[3], 1.5))),
    # --- background
    Case("there is no FOVALIGN; ALTAZ is assumed", with_response(slope(1.0), lambda t: t.header.remove("FOVALIGN")),
         lambda run: equal(run.responses.background.alignment == "ALTAZ", True)),
    Case("written by SASH FITS::EventListWriter 0.2; longitude grows with RA",
         both(put("EVENTS", CREATOR="SASH FITS::EventListWriter", HDUVERS="0.2"), with_response(slope(1.0))),
         lambda run: equal(run.responses.background.mirrored, True), "otherwise rates are wrong by 80 % on average"),
    Case("2 of 18 bins are empty between filled energies; a power law between their neighbours is used",
         with_response(Background2D(EDGES, AXIS, GAP)), lambda run: equal(rate(run, CENTRES[4], 0.5), 1.0),
         f"adds {2 / 16:.2g} to the sum"),
    Case("BKG has energy as its last FITS axis; read as DETY, DETX, energy", with_response(slope(1.0, 3), turned),
         lambda run: equal(rate(run, 1.0, 1.5) / rate(run, 1.0, -1.5), 4.0)),
    Case("one single offset, 0.5 deg; used at every offset",
         with_response(at_one_offset(0.05), lambda table: table.header.remove("THETATYP")),
         lambda run: equal(contained(run, 1.0, 1.9), 1.0 - np.exp(-2.0)), "right for a source at 0.5 deg only"),
    # --- several tables in a file
    Case("a response of unknown kind (MUONS); not used", lambda hdus: hdus.append(unknown_response()), same),
    Case('the file holds 2 EVENTS tables ("EVENTS", "EVENTS2"); "EVENTS", the first one, is used',
         lambda hdus: hdus.append(fits.BinTableHDU(hdus["EVENTS"].data[:9], name="EVENTS2",
                                                     header=hdus["EVENTS"].header.copy())),
         same, "what the others hold is missing"),
)  # fmt: skip

# Kinds of which the sentence is tested elsewhere: of index tables and files, of whole data sets, and of spectra.
DOCTOR, FILES = "core/dl3/doctor/test_check.py", "core/dl3/test_observation_files.py"
LAYOUT, IDS, STORES = "core/dl3/test_layout.py", "core/dl3/test_identifiers.py", "core/dl3/test_stores.py"
TIMES = "core/dl3/test_times_of_files.py"
INDEX, OGIP = "core/dl3/test_index_sentences.py", "core/spectra/ogip/test_ogip_reading.py"
ELSEWHERE = {
    "the background is aligned with the horizon": (
        "core/dl3/test_site.py",
        "test_the_site_is_read_as_it_was_written",
    ),
    "the table has no columns": (FILES, "test_an_event_table_without_rows_or_columns_is_a_run_without_events"),
    "EVENT_ID repeats": (DOCTOR, "test_repeated_events_and_numbers_and_unsorted_times_are_found"),
    "times are not sorted|TIME is not sorted": (FILES, "test_unsorted_times_stay_in_file_order"),
    "times of the index": (
        "core/dl3/test_times_of_files.py",
        "test_an_impossible_time_of_the_index_is_left_to_the_event_files",
    ),
    "OBS_ID is text": (IDS, "test_text_means_the_same_run_in_both_tables_also_where_one_lacks_some"),
    "ONTIME is": (INDEX, "test_the_intervals_count_where_ontime_says_otherwise"),
    "keywords missing": (DOCTOR, "test_missing_keywords_and_columns_are_listed_once_a_table"),
    "columns missing": (DOCTOR, "test_missing_keywords_and_columns_are_listed_once_a_table"),
    "GEOLON|.* written as text": (DOCTOR, "test_missing_keywords_and_columns_are_listed_once_a_table"),
    "TSTART in 32 bit": (INDEX, "test_short_times_of_the_index_do_not_reach_the_analysis"),
    "(TSTART|LIVETIME|EVENT_COUNT|RA_PNT|DEC_PNT|the pointing) (of|in) the index": (
        INDEX,
        "test_the_event_files_are_right_where_the_index_contradicts_them",
    ),
    "there is no obs-index": (INDEX, "test_without_an_observation_index_runs_are_listed_from_their_headers"),
    "out of the folder: ": (
        LAYOUT,
        "test_links_out_of_a_folder_without_index_are_not_followed_until_that_is_allowed",
    ),
    "there is no hdu-index": (INDEX, "test_without_an_hdu_index_event_files_are_looked_for_in_the_folder"),
    "BASE_DIR|FILE_DIR begins with|FILE_NAME|the index lies": (LAYOUT, "test_file_dir_counts_from_base_dir"),
    "no OBS_ID in ": (IDS, "test_rows_without_an_id_belong_to_nobody"),
    "more than one .* HDU of ": (IDS, "test_a_run_with_two_event_lists_in_the_index_is_said"),
    "the observation index lacks ": (IDS, "test_runs_that_only_the_hdu_index_knows_are_said"),
    "holds no index table": (LAYOUT, "test_a_file_called_an_index_that_is_none_is_said"),
    "OBS_ID repeats in ": (INDEX, "test_of_repeated_rows_the_first_is_used"),
    "the index table .* (is called|says)": (
        LAYOUT,
        "test_index_tables_with_names_of_their_own_are_found_by_their_columns",
    ),
    "a second file of run": (IDS, "test_the_same_events_twice_count_once"),
    "there is no EVENTS table": (STORES, "test_one_response_file_serves_runs_without_responses"),
    "the index names HDU": (
        "core/dl3/test_kinds_of_hdus.py",
        "test_a_good_time_row_that_names_another_hdu_is_set_right",
    ),
    "there is no SCALE|SCALE has": ("core/irf/test_tables.py", "test_scale_of_three_gauss_files_is_ignored_and_said"),
    "the column is called BGD": ("core/irf/test_backgrounds.py", "test_a_column_called_bgd_and_its_units_are_read"),
    r"\d+ of \d+ .* are empty": (
        "core/irf/test_tables.py",
        "test_an_empty_offset_column_is_stood_in_for_by_the_next_filled_one",
    ),
    "the server gave nothing": (
        "core/dl3/remote/test_remote_stores.py",
        "test_what_was_fetched_is_there_without_network",
    ),
    "HDUCLAS2 of the (background|spectrum) is": (OGIP, "test_a_background_that_is_given_as_the_spectrum_is_said"),
    "HDUCLAS3 is .*, the column|column COUNTS holds rates|rates are given": (
        OGIP,
        "test_a_column_of_counts_in_counts_per_second_holds_rates",
    ),
    "the header names |(BACKFILE|RESPFILE) names no file": (
        OGIP,
        "test_without_a_redistribution_reconstructed_is_true_energy",
    ),
    "STAT_ERR is|POISSERR is|SYS_ERR is|CORRFILE is": (
        "core/spectra/ogip/test_ogip_errors.py",
        "test_chi_squared_has_the_errors_of_the_file",
    ),
    "EXPOSURE (is|of)": (OGIP, "test_without_an_exposure_the_background_has_that_of_its_spectrum"),
    "there is no QUALITY": (OGIP, "test_a_threshold_in_the_header_counts_where_there_is_no_quality"),
    r"\d+ good channels have no scale": (OGIP, "test_channels_whose_scale_is_zero_are_left_out"),
    "GROUPING has values": (OGIP, "test_a_grouping_flag_that_means_nothing_begins_a_bin_and_is_said"),
    "GROUPING of the background": (OGIP, "test_a_background_that_is_grouped_otherwise_is_said"),
    "no keyword or column ": (OGIP, "test_a_scale_that_is_not_given_is_1"),
    r"there is no column CHANNEL|channels are numbered|TLMIN\d* is missing": (
        OGIP,
        "test_a_spectrum_whose_channels_count_differently_is_matched_in_order",
    ),
    "rows of MATRIX add up|the RMF holds the area": (
        OGIP,
        "test_an_area_that_is_in_the_matrix_and_in_a_file_of_its_own_counts_once",
    ),
    ".* begins at": (OGIP, "test_an_axis_that_begins_at_0_is_mended_and_noted"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_the_sentence_is_true(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "run1.fits"
    write_observation(RUN, path)
    with fits.open(path, memmap=False) as hdus:
        case.edit(hdus)
        hdus.writeto(path, overwrite=True)
    store = open_store(tmp_path)
    run = store.load(1)
    notes = (*store.notes, *run.notes)
    said = [f"{note.found}; {note.assumed}" + (f" ({note.effect})" if note.effect else "") for note in notes]
    found = [text for text in said if case.said in text]
    assert found, said
    assert case.effect in found[0]
    case.check(run)


def test_every_kind_of_note_has_a_test_of_what_it_says() -> None:
    begun = [quirk_of(FormatNote("", "", begin + case.said, "")) for case in CASES for begin in ("", "1 of 2 events ")]
    tested = {quirk.pattern for quirk in begun}
    kinds = {quirk.pattern for quirk in QUIRKS if quirk.pattern and quirk.severity != "error"}
    assert kinds - tested == ELSEWHERE.keys()
    for file, test in ELSEWHERE.values():
        assert re.search(rf"^def {test}\b", (ROOT / file).read_text(), re.MULTILINE), f"{file} has no {test}"
