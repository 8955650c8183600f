"""What the user has decided: one immutable `Analysis`. Everything on screen is computed from it.

All parts compare by value. Angles in deg (ICRS), energies in TeV.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vhegui.analysis.studies.settings import Studies
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.registry import BackgroundSettings
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.sources import SourceModel
from vhegui.core.regions.circle import Circle


@dataclass(frozen=True)
class Dataset:
    """Where the runs come from, and which of them are analysed. An empty `path` means: nothing opened yet.

    spectra : OGIP files (PHA) that are fitted together with the runs.
    """

    path: str = ""
    runs: tuple[int, ...] = ()
    spectra: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavedSelection:
    """A query over the observation list that has a name: other queries may use it as `@name`."""

    name: str
    query: str


@dataclass(frozen=True)
class EventSelection:
    """Which events of a run count. Outside the good time intervals there is no exposure, so by default they do not;
    gammapy keeps them (in H.E.S.S. DR1: 0.03 % of the events, less than a second after the end of the interval).

    times : intervals (start, stop) in MJD (TT) to which the good time of every run is cut; empty: no cut.
    """

    keep_outside_gti: bool = False
    times: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Target:
    """The position offsets and the map refer to; not necessarily the centre of the source region."""

    name: str
    ra: float
    dec: float


@dataclass(frozen=True)
class MaskFile:
    """An exclusion given as a FITS mask image, named by its path."""

    path: str


@dataclass(frozen=True)
class LogAxis:
    """Logarithmic energy bins from `low` to `high` (TeV)."""

    low: float
    high: float
    bins: int


@dataclass(frozen=True)
class SafeRange:
    """Which reconstructed energies are used: every condition that is set must hold.

    aeff_percent : threshold in per cent of the largest effective area, or None
    low, high : fixed range, TeV, or None · header : the range in the effective area's header.
    """

    aeff_percent: float | None = 10.0
    low: float | None = None
    high: float | None = None
    header: bool = False


@dataclass(frozen=True)
class DatasetRange:
    """A fit range (TeV, None: no limit) of its own for one run, spectrum or instrument, by `name`."""

    name: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class FitSettings:
    """Fit range (TeV, None: all safe bins), and how the fit works.

    stack : runs are added up before the fit · follow : parameters are fitted whenever the data change;
    otherwise the model stays as the user typed it · statistic : "wstat", "cash", "cstat" or "chi2" (of the excess)
    systematic : of chi2, fraction of the background added in quadrature to the error · ranges : of single data sets,
    inside `low` to `high`.
    """

    low: float | None = None
    high: float | None = None
    stack: bool = False
    follow: bool = True
    statistic: str = "wstat"
    systematic: float = 0.0
    ranges: tuple[DatasetRange, ...] = ()


@dataclass(frozen=True)
class FluxPointSettings:
    """Band edges (TeV), and when an upper limit is shown: TS below `ul_ts`, at `ul_sigma`.

    automatic : bands are chosen from the energies that have counts; `edges` are then not used; with `min_sqrt_ts`
    above 0 each band is as narrow as that significance allows
    overlays : files of published spectra drawn beside, and names of reference spectra.
    """

    edges: tuple[float, ...]
    ul_sigma: float = 2.0
    ul_ts: float = 4.0
    automatic: bool = False
    min_sqrt_ts: float = 0.0
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True)
class LightCurveSettings:
    """The flux against time.

    bins : "run", "night", "fixed" (of `minutes`), "intervals" (`intervals`, MJD TT) or "blocks" (Bayesian blocks of the
    runs' fluxes, false-alarm probability `p0`) · edges : energy band edges (TeV), every pair of neighbours is a band;
    empty: the whole fit range in one · refit : the spectral shape is fitted again in every bin, else only the flux
    ul_sigma, ul_ts : as for flux points · soft, hard : the bands of the hardness ratio by position, −1 the highest
    phase_bins : of the phase view · period (days), epoch (MJD TT), period_dot : the ephemeris of the phase view,
    period 0: none.
    """

    bins: str = "run"
    minutes: float = 10.0
    intervals: tuple[tuple[float, float], ...] = ()
    p0: float = 0.05
    edges: tuple[float, ...] = ()
    refit: bool = False
    ul_sigma: float = 2.0
    ul_ts: float = 4.0
    period: float = 0.0
    epoch: float = 0.0
    period_dot: float = 0.0
    phase_bins: int = 20
    soft: int = 0
    hard: int = -1


@dataclass(frozen=True)
class MapSettings:
    """The counts map: centre (deg), `width` and `pixel` (deg), energy range (TeV), and how it is drawn.

    smooth : Gaussian sigma in deg, 0 for none · scale : linear, sqrt, log or asinh.
    """

    ra: float = 0.0
    dec: float = 0.0
    width: float = 4.0
    pixel: float = 0.02
    low: float = 0.1
    high: float = 100.0
    smooth: float = 0.04
    colormap: str = "inferno"
    scale: str = "sqrt"

    @property
    def n_pixels(self) -> int:
        """Pixels along each side."""
        return max(1, round(self.width / self.pixel))


@dataclass(frozen=True)
class Analysis:
    """Everything that determines the results. Edits make new values: see `vhegui.analysis.edits`.

    background : how OFF regions are placed, the settings of one of the methods in `vhegui.core.background.registry`
    sources : all that contribute to the counts · shown : name of the one whose spectrum is shown, "" for the first
    nuisances : systematics of the data, fitted along · studies : what is asked about the result beyond that.
    """

    sources: tuple[SourceModel, ...]
    shown: str = ""
    dataset: Dataset = field(default_factory=Dataset)
    events: EventSelection = field(default_factory=EventSelection)
    target: Target | None = None
    source: Circle | None = None
    exclusions: tuple[Circle | MaskFile, ...] = ()
    background: BackgroundSettings = field(default_factory=Reflected)
    reco: LogAxis = LogAxis(0.1, 40.0, 27)
    true: LogAxis = LogAxis(0.05, 100.0, 67)
    safe: SafeRange = field(default_factory=SafeRange)
    containment: bool = True
    nuisances: tuple[Nuisance, ...] = ()
    fit: FitSettings = field(default_factory=FitSettings)
    flux_points: FluxPointSettings = FluxPointSettings(edges=())
    light_curve: LightCurveSettings = field(default_factory=LightCurveSettings)
    map: MapSettings = field(default_factory=MapSettings)
    selections: tuple[SavedSelection, ...] = ()
    studies: Studies = field(default_factory=Studies)

    @property
    def model(self) -> SourceModel:
        """The source whose spectrum is shown."""
        return next((source for source in self.sources if source.name == self.shown), self.sources[0])

    @property
    def others(self) -> tuple[SourceModel, ...]:
        """All further sources, in order."""
        shown = self.model
        return tuple(source for source in self.sources if source is not shown)
