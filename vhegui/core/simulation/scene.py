"""The demo's plan: which sources, which runs, on which nights. Made-up sources, some at the places of real ones."""

from __future__ import annotations

import numpy as np

from vhegui.core.horizon import Site, time_of_hour_angle, zenith_azimuth
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.light_curve import LightCurve
from vhegui.core.simulation.truth import TrueParameter, TrueRun, TrueSource, Truth
from vhegui.core.sphere import offset_by

VERSION = 3
TELESCOPE = "SIM-IACT"
SITE = Site(longitude=37.0, latitude=2.0, altitude=1800.0)
TIME_REF = 51910.00074287037  # 2001-01-01 00:00:00 UTC, on the TT scale
TT_MINUS_UT = 69.184
DAY = 86400.0
RUN_LENGTH = 1680.0
WOBBLE = 0.5
NORMS = "cm-2 s-1 TeV-1"

CRAB = TrueSource(
    # Near Aharonian et al. 2006, A&A 457, 899: index 2.39, 3.76e-11, cutoff 14.3 TeV.
    "Crab-like (simulated)",
    83.633,
    22.014,
    "exp_cutoff_power_law",
    (
        TrueParameter("index", 2.39),
        TrueParameter("amplitude", 3.8e-11, NORMS),
        TrueParameter("reference", 1.0, "TeV"),
        TrueParameter("lambda_", 1.0 / 14.3, "TeV-1"),
        TrueParameter("alpha", 1.0),
    ),
)
BLAZAR = TrueSource(
    "Blazar (simulated)",
    329.717,
    -30.226,
    "power_law",
    (
        TrueParameter("index", 3.2),
        TrueParameter("amplitude", 5.0e-12, NORMS),
        TrueParameter("reference", 1.0, "TeV"),
    ),
)
SHELL = TrueSource(
    "Shell (simulated)",
    288.7,
    12.2,
    "exp_cutoff_power_law",
    (
        TrueParameter("index", 2.1),
        TrueParameter("amplitude", 2.0e-11, NORMS),
        TrueParameter("reference", 1.0, "TeV"),
        TrueParameter("lambda_", 0.08, "TeV-1"),
        TrueParameter("alpha", 1.0),
    ),
    "shell",
    {"radius": 0.20, "width": 0.08},
)
NEIGHBOUR = TrueSource(
    "Neighbour (simulated)",
    289.4,
    11.9,
    "log_parabola",
    (
        TrueParameter("amplitude", 4.0e-12, NORMS),
        TrueParameter("reference", 1.0, "TeV"),
        TrueParameter("alpha", 2.4),
        TrueParameter("beta", 0.15),
    ),
)

# Flux factors of the blazar: (s since the run's start, factor) knots; the flare rises and falls within run 1014.
FLARE = {
    1011: LightCurve((0.0,), (0.8,)),
    1012: LightCurve((0.0,), (1.0,)),
    1013: LightCurve((0.0, 1680.0), (1.2, 2.0)),
    1014: LightCurve((0.0, 300.0, 540.0, 1080.0, 1680.0), (2.0, 3.0, 9.0, 5.0, 3.5)),
    1015: LightCurve((0.0,), (2.2,)),
    1016: LightCurve((0.0,), (1.1,)),
}
# Empty fields, far from any known source: RA, Dec, hour angle (h), night of November 2023.
OFF_FIELDS = (
    (345.0, -5.0, 1.3, 10),
    (5.0, 10.0, 0.9, 10),
    (20.0, -15.0, 0.9, 11),
    (50.0, 5.0, -0.4, 11),
    (15.0, -35.0, 0.4, 12),
    (30.0, -20.0, 1.7, 12),
    (355.0, 15.0, 2.3, 13),
    (40.0, -5.0, 0.3, 13),
    (0.0, 35.0, 1.5, 14),
    (60.0, -25.0, 1.2, 14),
    (25.0, -45.0, 0.8, 15),
    (73.0, 10.0, 2.9, 15),
)


def demo_plan(seed: int) -> Truth:
    """The demo data set: 4 wobble runs on a Crab-like source, 6 on a blazar, 12 off runs, 4 on a field of two."""
    runs = (*crab_runs(), *blazar_runs(), *off_runs(), *field_runs())
    sources = (CRAB, BLAZAR, SHELL, NEIGHBOUR)
    return Truth("Demo data set", VERSION, seed, TELESCOPE, TIME_REF, SITE, Instrument(), sources, runs)


def crab_runs() -> tuple[TrueRun, ...]:
    """Wobble runs north, south, east and west of the source; 2022 December 22 and 23."""
    plan = zip((1001, 1002, 1003, 1004), (0.0, 180.0, 90.0, 270.0), (-0.1, 0.45, 2.1, 2.9), (0, 0, 1, 1), strict=True)
    return tuple(wobble(obs_id, CRAB, angle, hour, 59935 + night) for obs_id, angle, hour, night in plan)


def blazar_runs() -> tuple[TrueRun, ...]:
    """Runs before, in and after a flare, in three nights; clouds interrupt run 1015; from 2023 August 15."""
    hours = (-0.6, 0.0, -0.9, -0.35, 0.2, 0.8)
    nights = (0, 0, 1, 1, 1, 2)
    runs = []
    for i, (obs_id, curve) in enumerate(FLARE.items()):
        good_time = ((0.0, 600.0), (790.0, RUN_LENGTH)) if obs_id == 1015 else ((0.0, RUN_LENGTH),)
        runs.append(wobble(obs_id, BLAZAR, 180.0 * (i % 2), hours[i], 60171 + nights[i], good_time, curve))
    return tuple(runs)


def off_runs() -> tuple[TrueRun, ...]:
    """Runs on empty fields between 8° and 50° zenith."""
    return tuple(
        plan_run(1021 + i, f"Off field {i + 1} (simulated)", (ra, dec), hour, 60248 + day)
        for i, (ra, dec, hour, day) in enumerate(OFF_FIELDS)
    )


def field_runs() -> tuple[TrueRun, ...]:
    """Four pointings 0.7° around the middle of a shell and a point source in the galactic plane; 2024 July 5."""
    ra, dec = 288.95, 12.1
    names = (SHELL.name, NEIGHBOUR.name)
    return tuple(
        plan_run(1041 + i, "Galactic field (simulated)", offset_by(ra, dec, 45.0 + 90.0 * i, 0.7), hour, 60496, names)
        for i, hour in enumerate((-1.2, -0.65, -0.1, 0.45))
    )


def wobble(
    obs_id: int,
    source: TrueSource,
    angle: float,
    hour: float,
    night: int,
    good_time: tuple[tuple[float, float], ...] = ((0.0, RUN_LENGTH),),
    curve: LightCurve | None = None,
) -> TrueRun:
    """A run pointed 0.5° from `source`, in direction `angle` (deg, from north through east)."""
    pointing = offset_by(source.ra, source.dec, angle, WOBBLE)
    curves = {source.name: curve} if curve else {}
    return plan_run(obs_id, source.name, pointing, hour, night, (source.name,), good_time, curves)


def plan_run(
    obs_id: int,
    target: str,
    pointing: tuple,
    hour: float,
    night: int,
    names: tuple[str, ...] = (),
    good_time: tuple[tuple[float, float], ...] = ((0.0, RUN_LENGTH),),
    curves: dict[str, LightCurve] | None = None,
) -> TrueRun:
    """One run at `pointing` (RA, Dec), its middle at `hour` angle (h), in the night that starts on MJD `night`."""
    ra, dec = round(float(pointing[0]), 6), round(float(pointing[1]), 6)
    noon = night + 0.5 - SITE.longitude / 360.0
    middle = time_of_hour_angle(ra, dec, hour, noon, SITE)
    zenith, azimuth = zenith_azimuth(ra, dec, middle, SITE)
    start = round((middle - TIME_REF) * DAY + TT_MINUS_UT - 0.5 * RUN_LENGTH)
    curves = curves or {}
    factors = {name: round(curves.get(name, LightCurve()).mean(np.array(good_time)), 6) for name in names}
    psf = "table" if obs_id % 2 else "3gauss"
    angles = round(zenith, 4), round(azimuth, 4)
    return TrueRun(obs_id, target, ra, dec, *angles, float(start), good_time, psf, names, curves, factors)
