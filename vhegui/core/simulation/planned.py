"""Runs that are planned: pointings about a target, one after the other, with responses and no events yet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.dl3.observation import Observation, Pointing
from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.horizon import Site, zenith_azimuth
from vhegui.core.irf.responses import Responses
from vhegui.core.simulation.observe import no_events
from vhegui.core.simulation.scene import TIME_REF
from vhegui.core.sphere import offset_by

UP = 90.0  # deg from the zenith: nothing is seen from there on


@dataclass(frozen=True)
class Pointings:
    """Runs on one target.

    ra, dec : of the target, deg · offset : of the pointings from it, deg · angles : position angles of the pointings,
    deg, from north through east, taken in turn · runs : how many
    start : of the first, MJD (TT) · good_time : (start, stop) of each good time interval, s from a run's start
    gap : between the end of a run and the start of the next, s · dead_time : share of the time lost, 0 to 1
    zenith, azimuth : deg, NaN: as the site and the time say, and unknown without a site.

    >>> crab = Pointings("Crab", 83.63, 22.01, runs=3, offset=0.5, angles=(0.0, 180.0), good_time=((0.0, 1680.0),))
    >>> [(round(float(ra), 2), round(float(dec), 2)) for ra, dec in crab.directions]
    [(83.63, 22.51), (83.63, 21.51), (83.63, 22.51)]
    """

    target: str
    ra: float
    dec: float
    good_time: tuple[tuple[float, float], ...]
    runs: int = 1
    offset: float = 0.5
    angles: tuple[float, ...] = (0.0, 180.0)
    start: float = 60000.0
    gap: float = 120.0
    dead_time: float = 0.0
    zenith: float = math.nan
    azimuth: float = math.nan

    @property
    def directions(self) -> list[tuple[float, float]]:
        """Right ascension and declination (deg) of every run's pointing."""
        angles = np.resize(np.array(self.angles), self.runs)
        ra, dec = offset_by(self.ra, self.dec, angles, self.offset)
        return list(zip(ra.tolist(), dec.tolist(), strict=True))

    @property
    def length(self) -> float:
        """From the start to the end of a run, s."""
        return self.good_time[-1][1]

    @property
    def ontime(self) -> float:
        """Good time of a run, s."""
        return sum(stop - start for start, stop in self.good_time)


def planned_runs(
    pointings: Pointings, responses: Responses, first: int, site: Site | None = None, telescope: str = ""
) -> Iterator[Observation]:
    """The runs, numbered from `first`, without events."""
    for i, (ra, dec) in enumerate(pointings.directions):
        begin = (pointings.start - TIME_REF) * SECONDS_PER_DAY + i * (pointings.length + pointings.gap)
        yield Observation(
            obs_id=first + i,
            target=pointings.target,
            pointing=_pointing(pointings, ra, dec, begin + 0.5 * pointings.length, site),
            time_ref=TIME_REF,
            gti=np.array(pointings.good_time) + begin,
            ontime=pointings.ontime,
            livetime=pointings.ontime * (1.0 - pointings.dead_time),
            events=no_events(),
            responses=responses,
            telescope=telescope,
            site=site,
        )


def below_horizon(runs: Sequence[Observation]) -> list[int]:
    """The runs whose pointing stands below the horizon, by number."""
    return [run.obs_id for run in runs if run.pointing.zenith >= UP]


def _pointing(plan: Pointings, ra: float, dec: float, middle: float, site: Site | None) -> Pointing:
    """Where a run points; zenith and azimuth as given, else as they are in its middle (s after `TIME_REF`)."""
    if site is None or not math.isnan(plan.zenith):
        return Pointing(ra, dec, plan.zenith, plan.azimuth)
    mjd = TIME_REF + middle / SECONDS_PER_DAY
    zenith, azimuth = zenith_azimuth(ra, dec, mjd - tt_minus_utc(mjd) / SECONDS_PER_DAY, site)
    return Pointing(ra, dec, zenith, azimuth)
