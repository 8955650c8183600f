"""The keys of a plan file: which runs of which sky are simulated.

    seed: 1
    models: models.yaml                      # as gammapy writes them; or `components: […]` here
    responses: {file: irfs.fits.gz}          # or of runs: {data_set: hess-dl3-dr1, run: 23523}
    observations:
    - {target: Crab Nebula, runs: 10, offset: 0.5 deg, angles: [0 deg, 180 deg], ontime: 28 min, zenith: 20 deg}

or, instead of `responses` and `observations`, runs that there are, with other events:

    like: {data_set: hess-dl3-dr1, runs: Crab}
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Any

from msgspec import Meta, Struct

from vhegui.core.bounds import MOST_INTERVALS
from vhegui.core.settings import Declination, FilePath, RightAscension, Settings, Unit

MOST_RUNS = 10_000
DAY = 86400.0

Duration = Annotated[float, Meta(gt=0, le=DAY), Unit("s", "duration")]
Pause = Annotated[float, Meta(ge=0, le=1000 * DAY), Unit("s", "duration")]
Moment = Annotated[float, Unit("", "moment")]  # MJD (TT)
Offset = Annotated[float, Meta(ge=0, le=90), Unit("°", "angle")]
Angle = Annotated[float, Meta(ge=-360, le=360), Unit("°", "angle")]


class Place(Settings, frozen=True):
    """Where the telescopes stand; altitude : m above the sea."""

    longitude: Angle
    latitude: Declination
    altitude: float = 0.0


class ResponseSource(Settings, frozen=True):
    """Where responses are taken from: a FITS file that holds some, or a run of a data set.

    run : without it that whose zenith angle is nearest.
    """

    file: FilePath | None = None
    data_set: FilePath | None = None
    run: int | None = None

    def conflict(self) -> tuple[str, str] | None:
        """One of the two is needed."""
        if (self.file is None) == (self.data_set is None):
            return "file", "give either a file with responses, or a data_set"
        if self.file is not None and self.run is not None:
            return "run", "only a data_set has runs"
        return None


class Interval(Settings, frozen=True):
    """A good time interval, from the start of a run."""

    start: Pause
    stop: Duration

    def conflict(self) -> tuple[str, str] | None:
        """It lasts."""
        return None if self.start < self.stop else ("stop", f"{self.stop:g} s is not after the start, {self.start:g} s")


class Observations(Settings, frozen=True):
    """Runs on one target, one after the other.

    target : a known source, or any name with ra and dec · angles : of the pointings about the target, from north
    through east, in turn · ontime : of a run · good_time : instead, its parts · start : of the first run, UTC
    gap : between two runs · dead_time : share of the time that is lost · zenith : where nothing is given, as `site` and
    `start` say · responses : other ones than those of the file.
    """

    target: Annotated[str, Meta(min_length=1, max_length=200)]
    ra: RightAscension | None = None
    dec: Declination | None = None
    runs: Annotated[int, Meta(ge=1, le=MOST_RUNS)] = 1
    offset: Offset = 0.5
    angles: Annotated[tuple[Angle, ...], Meta(min_length=1, max_length=MOST_RUNS)] = (0.0, 180.0)
    ontime: Duration | None = None
    good_time: Annotated[tuple[Interval, ...], Meta(max_length=MOST_INTERVALS)] = ()
    start: Moment = 60000.0
    gap: Pause = 120.0
    dead_time: Annotated[float, Meta(ge=0, lt=1)] = 0.0
    zenith: Annotated[float, Meta(ge=0, lt=90), Unit("°", "angle")] | None = None
    azimuth: Angle | None = None
    responses: ResponseSource | None = None

    def conflict(self) -> tuple[str, str] | None:
        """Time is given once, in order; a position has two coordinates."""
        if (self.ra is None) != (self.dec is None):
            return "ra", "give both ra and dec, or neither for a known source"
        if (self.ontime is None) == (not self.good_time):
            return "ontime", "give either the ontime of a run, or its good_time"
        ends = [time for each in self.good_time for time in (each.start, each.stop)]
        if any(late < early for early, late in pairwise(ends)):
            return "good_time", "give intervals one after the other, that do not overlap"
        return None

    @property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """Good time of a run, (start, stop), s from its start."""
        return tuple((each.start, each.stop) for each in self.good_time) or ((0.0, self.ontime or math.nan),)


class Like(Settings, frozen=True):
    """Runs of a data set, by a query of the observation list; without one all."""

    data_set: FilePath
    runs: str = ""


class PlanFile(Struct):
    """The whole file.

    models : path of a models file · components : or the models themselves, as there · background : whether background
    events are drawn from the background response · first_run : number of the first run.
    """

    seed: Annotated[int, Meta(ge=0, le=2**62)] = 0
    models: FilePath | None = None
    components: list[Any] | None = None
    responses: ResponseSource | None = None
    observations: Annotated[tuple[Observations, ...], Meta(max_length=MOST_RUNS)] = ()
    like: Like | None = None
    background: bool = True
    site: Place | None = None
    telescope: Annotated[str, Meta(max_length=68)] = "SIM"
    first_run: Annotated[int, Meta(ge=0, lt=2**31)] = 1
