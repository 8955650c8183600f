"""The keys of a session file, format 2; older ones are brought up to date by `migrations`."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from vhegui.analysis.studies.settings import Studies
from vhegui.analysis.yaml_files.quantities import Angle, Energy

Count = Annotated[int, Meta(ge=1)]
Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]


class Data(Struct):
    """Where the runs come from."""

    path: str = ""
    runs: list[int] = field(default_factory=list)
    spectra: list[str] = field(default_factory=list)


class Times(Struct):
    """A time interval, MJD (TT)."""

    start: float
    stop: float


class Events(Struct):
    """Which events of a run count."""

    keep_outside_gti: bool = False
    times: list[Times] = field(default_factory=list, name="times_MJD_TT")


class Place(Struct):
    """A named position, ICRS."""

    name: str
    ra: Angle
    dec: Angle


class Disc(Struct):
    """A circle, ICRS."""

    ra: Angle
    dec: Angle
    radius: Angle


class Exclusion(Struct):
    """Either a circle (ra, dec, radius) or a mask image."""

    ra: Angle | None = None
    dec: Angle | None = None
    radius: Angle | None = None
    mask: str | None = None


class OffDisc(Struct):
    """An OFF circle, ICRS, and the runs it is for (none named: all)."""

    ra: Angle
    dec: Angle
    radius: Angle
    runs: list[int] = field(default_factory=list)


class BackgroundRegions(Struct):
    """How OFF regions are placed."""

    method: Literal["reflected", "wobble", "drawn"] = "reflected"
    placement: Literal["packed", "gammapy"] = "packed"
    n_regions: Count = 3
    min_distance: Angle = Angle(0.0)
    min_distance_source: Angle = Angle(0.05)
    max_regions: Count = 1000
    regions: list[OffDisc] = field(default_factory=list)


class Bins(Struct):
    """Logarithmic energy bins."""

    low: Energy
    high: Energy
    bins: Count


class Safe(Struct):
    """Trusted energies."""

    aeff_percent: Annotated[float, Meta(gt=0, le=100)] | None = None
    low: Energy | None = None
    high: Energy | None = None
    header: bool = False


class FitRange(Struct):
    """The fit range of one data set or instrument."""

    name: str
    low: Energy | None = None
    high: Energy | None = None


class Fit(Struct):
    """Fit range and how the fit works."""

    low: Energy | None = None
    high: Energy | None = None
    stack: bool = False
    follow: bool = True
    statistic: Literal["wstat", "cash", "cstat", "chi2"] = "wstat"
    systematic: NotNegative = 0.0
    ranges: list[FitRange] = field(default_factory=list)


class FluxPoints(Struct):
    """Energy bands and upper limits."""

    edges: list[Positive] = field(default_factory=list, name="edges_TeV")
    ul_sigma: Positive = 2.0
    ul_ts: NotNegative = 4.0
    automatic: bool = False
    min_sqrt_ts: NotNegative = 0.0
    overlays: list[str] = field(default_factory=list)


class LightCurve(Struct):
    """The flux against time."""

    bins: Literal["run", "night", "fixed", "intervals", "blocks"] = "run"
    minutes: Positive = 10.0
    intervals: list[Times] = field(default_factory=list, name="intervals_MJD_TT")
    p0: Annotated[float, Meta(gt=0, lt=1)] = 0.05
    edges: list[Positive] = field(default_factory=list, name="edges_TeV")
    refit: bool = False
    ul_sigma: Positive = 2.0
    ul_ts: NotNegative = 4.0
    period: NotNegative = field(default=0.0, name="period_days")
    epoch: float = field(default=0.0, name="epoch_MJD_TT")
    period_dot: float = 0.0
    phase_bins: Annotated[int, Meta(ge=2, le=500)] = 20
    soft_band: Annotated[int, Meta(ge=0)] = 0
    hard_band: Annotated[int, Meta(ge=-1)] = -1


class Map(Struct):
    """The counts map."""

    ra: Angle = Angle(0.0)
    dec: Angle = Angle(0.0)
    width: Angle = Angle(5.0)
    pixel: Angle = Angle(0.02)
    low: Energy = Energy(0.1)
    high: Energy = Energy(100.0)
    smooth: Angle = Angle(0.0)
    colormap: str = "inferno"
    scale: Literal["linear", "sqrt", "log", "asinh"] = "sqrt"


class PriorEntry(Struct):
    """What is known of a parameter: gaussian (a mean, b sigma), uniform or log_uniform (a low, b high)."""

    kind: Literal["gaussian", "uniform", "log_uniform"]
    a: float
    b: float


class ModelParameter(Struct):
    """One parameter, in its internal unit."""

    name: str
    value: float
    unit: str | None = None
    error: NotNegative = 0.0
    minimum: float = -math.inf
    maximum: float = math.inf
    frozen: bool = False
    link: str = ""
    prior: PriorEntry | None = None


class FormPart(Struct):
    """A part of a compound."""

    kind: str
    form: dict[str, Any] | None = None


class CompoundForm(Struct):
    """A sum or product of models."""

    operation: Literal["sum", "product"]
    parts: list[FormPart]


class Model(Struct):
    """A source model; `form` is what a formula has besides parameters, `datasets` what sees the source (empty: all)."""

    name: str
    kind: str
    form: dict[str, Any] | None = None
    datasets: list[str] = field(default_factory=list)
    parameters: list[ModelParameter] = field(default_factory=list)


class Nuisance(Struct):
    """A systematic of an instrument or of one data set."""

    kind: str
    dataset: str
    parameter: ModelParameter


class Selection(Struct):
    """A saved query over the observation list."""

    name: str
    query: str


class Session(Struct):
    """The whole file."""

    format: int
    sources: Annotated[list[Model], Meta(min_length=1)]
    shown: str = ""
    program: str = ""
    data: Data = field(default_factory=Data)
    events: Events = field(default_factory=Events)
    target: Place | None = None
    source: Disc | None = None
    exclusions: list[Exclusion] = field(default_factory=list)
    background: BackgroundRegions = field(default_factory=BackgroundRegions)
    energy: Bins = field(default_factory=lambda: Bins(Energy(0.1), Energy(40.0), 27))
    energy_true: Bins = field(default_factory=lambda: Bins(Energy(0.05), Energy(100.0), 67))
    safe_range: Safe = field(default_factory=lambda: Safe(aeff_percent=10.0))
    containment: bool = True
    fit: Fit = field(default_factory=Fit)
    flux_points: FluxPoints = field(default_factory=FluxPoints)
    light_curve: LightCurve = field(default_factory=LightCurve)
    studies: Studies = Studies()
    map: Map = field(default_factory=Map)
    selections: list[Selection] = field(default_factory=list)
    nuisances: list[Nuisance] = field(default_factory=list)
