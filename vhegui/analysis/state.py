"""What the user has decided: one immutable `Analysis`. Everything on screen is computed from it.

All parts compare by value. Angles in deg (ICRS), energies in TeV. Each setting is one line, see `vhegui.core.settings`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta, field, structs

from vhegui.analysis.map_layers import MapKey, MapLayers
from vhegui.analysis.marks import Mark
from vhegui.analysis.sky_settings import SkySettings
from vhegui.analysis.studies.settings import Studies
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.registry import BackgroundSettings
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.bounds import MOST_BANDS, MOST_ITEMS, MOST_KEPT, too_many
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.profile_shapes import ProfileShape
from vhegui.core.maps.limits import Limits
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.sources import SourceModel
from vhegui.core.regions.shapes import Area
from vhegui.core.safe_range import SafeRange
from vhegui.core.settings import (
    BinCount,
    Declination,
    Distance,
    Edges,
    FilePath,
    Intervals,
    Label,
    NotNegative,
    Part,
    Positive,
    RightAscension,
    RunNumbers,
    Settings,
    Sigma,
    Size,
    Tev,
    Unit,
    not_rising,
    parts_of,
    wrong_edges,
)


class Dataset(Settings, frozen=True):
    """Where the runs come from, and which of them are analysed. An empty `path` means: nothing opened yet."""

    path: Annotated[FilePath, Label("Data set")] = ""
    runs: Annotated[RunNumbers, Label("Runs")] = ()
    spectra: Annotated[
        tuple[FilePath, ...],
        Meta(max_length=MOST_ITEMS),
        Label("Spectrum files", "OGIP files (PHA) that are fitted together with the runs."),
    ] = ()
    cubes: Annotated[
        tuple[FilePath, ...],
        Meta(max_length=MOST_ITEMS),
        Label("Map data sets", "Files of cubes, of any instrument, that are fitted together without a window."),
    ] = ()


class SavedSelection(Settings, frozen=True):
    """A query over the observation list that has a name: other queries may use it as `@name`."""

    name: str
    query: str


class EventSelection(Settings, frozen=True):
    """Which events of a run count."""

    keep_outside_gti: Annotated[
        bool,
        Label(
            "Events outside good time",
            "There is no exposure outside the good time intervals, so such events are left out; gammapy keeps them. "
            "In H.E.S.S. DR1 they are 0.03 %, less than a second after the end of the interval.",
            row="Events outside GTIs",
        ),
    ] = False
    times: Annotated[
        Intervals, Label("Time cut", "Intervals to which the good time of every run is cut; none: no cut.")
    ] = field(default=(), name="times_MJD_TT")

    def conflict(self) -> tuple[str, str] | None:
        return wrong_interval(self.times, "times")


class Target(Settings, frozen=True):
    """The position offsets and the map refer to; not necessarily the centre of the source region."""

    name: str
    ra: RightAscension
    dec: Declination


class MaskFile(Settings, frozen=True):
    """An exclusion given as a FITS mask image, named by its path."""

    path: FilePath


class LogAxis(Settings, frozen=True):
    """Logarithmic energy bins."""

    low: Annotated[Tev, Label("{} energy from", "Lowest {} energy.", row="{} from")]
    high: Annotated[Tev, Label("{} energy to", "Highest {} energy.", row="{} to")]
    bins: Annotated[
        BinCount, Label("Bins of {} energy", "Number of equal logarithmic bins of {} energy.", row="{} bins")
    ]

    def conflict(self) -> tuple[str, str] | None:
        return not_rising(self.low, self.high)


class DatasetRange(Settings, frozen=True):
    """A fit range of its own for one run, spectrum or instrument, by `name`, inside that of all."""

    name: str
    low: Annotated[Tev | None, Label("Fit range from")] = None
    high: Annotated[Tev | None, Label("Fit range to")] = None

    def conflict(self) -> tuple[str, str] | None:
        return not_rising(self.low, self.high)


class FitSettings(Settings, frozen=True):
    """What is fitted, in which range, and how the fit works."""

    data: Annotated[
        Literal["spectra", "cubes"],
        Label(
            "What is fitted",
            "Spectra: the counts in the ON region against those of the OFF regions. Cubes: the counts in all pixels of "
            "the map against the map background and all sources, each with its place and shape.",
            row="Data",
            words=("Spectra of the ON region", "Cubes of the map"),
        ),
    ] = "spectra"
    low: Annotated[Tev | None, Label("Fit range from", "Lowest energy fitted; none: all safe bins.")] = None
    high: Annotated[Tev | None, Label("Fit range to", "Highest energy fitted; none: all safe bins.")] = None
    stack: Annotated[bool, Label("Runs stacked", "Runs are added up before the fit.")] = False
    follow: Annotated[
        bool,
        Label(
            "Parameters fitted",
            "Parameters are fitted whenever the data change; otherwise the model stays as it was typed.",
        ),
    ] = True
    statistic: Annotated[
        Literal["wstat", "cash", "cstat", "chi2"], Label("Statistic", "chi2 is that of the excess.")
    ] = "wstat"
    systematic: Annotated[
        NotNegative,
        Label(
            "Systematic of the background",
            "Of chi2: fraction of the background that is added in quadrature to the error.",
        ),
    ] = 0.0
    ranges: Annotated[tuple[DatasetRange, ...], Meta(max_length=MOST_ITEMS), Label("Fit ranges of data sets")] = ()

    def conflict(self) -> tuple[str, str] | None:
        return not_rising(self.low, self.high)


class FluxPointSettings(Settings, frozen=True):
    """Energy bands, and when an upper limit is shown."""

    edges: Annotated[Edges, Label("Bands")] = field(default=(), name="edges_TeV")
    ul_sigma: Annotated[Sigma, Label("Limits at", "Significance of upper limits.")] = 2.0
    ul_ts: Annotated[NotNegative, Label("Limits below TS", "Bands with a lower TS show an upper limit.")] = 4.0
    automatic: Annotated[
        bool,
        Label("Bands from the data", "Bands are chosen from the energies that have counts instead of the edges."),
    ] = False
    min_sqrt_ts: Annotated[
        float,
        Meta(ge=0),
        Unit("σ"),
        Label("Significance of a band", "Above 0, each automatic band is as narrow as that significance allows."),
    ] = 0.0
    overlays: Annotated[
        tuple[Annotated[str, Unit("", "overlay")], ...],
        Meta(max_length=MOST_BANDS),
        Label("Published spectra drawn", "Files of published spectra and names of reference spectra drawn beside."),
    ] = ()

    def conflict(self) -> tuple[str, str] | None:
        return wrong_edges(self.edges)


class LightCurveSettings(Settings, frozen=True):
    """The flux against time."""

    bins: Annotated[
        Literal["run", "night", "fixed", "intervals", "blocks"],
        Label("Time bins", "Blocks are Bayesian blocks of the runs' fluxes."),
    ] = "run"
    minutes: Annotated[Positive, Unit("min"), Label("Length of time bins", "Of fixed bins.")] = 10.0
    intervals: Annotated[Intervals, Label("Time intervals")] = field(default=(), name="intervals_MJD_TT")
    p0: Annotated[float, Meta(gt=0, lt=1), Label("False-alarm probability", "Of a change between Bayesian blocks.")] = (
        0.05
    )
    edges: Annotated[
        Edges,
        Label("Energy bands", "Every pair of neighbours is a band; none: the whole fit range in one."),
    ] = field(default=(), name="edges_TeV")
    refit: Annotated[
        bool, Label("Shape refitted", "The spectral shape is fitted again in every bin, else only the flux.")
    ] = False
    ul_sigma: Annotated[Sigma, Label("Limits at", "Significance of upper limits.")] = 2.0
    ul_ts: Annotated[NotNegative, Label("Limits below TS", "Bins with a lower TS show an upper limit.")] = 4.0
    period: Annotated[NotNegative, Unit("d"), Label("Period", "Of the phase view; 0: none.")] = field(
        default=0.0, name="period_days"
    )
    epoch: Annotated[float, Label("Epoch", "MJD (TT) of phase 0.")] = field(default=0.0, name="epoch_MJD_TT")
    period_dot: Annotated[float, Label("Change of the period", "Days per day.")] = 0.0
    phase_bins: Annotated[int, Meta(ge=2, le=500), Label("Phase bins")] = 20
    soft: Annotated[
        int, Meta(ge=0, le=MOST_BANDS), Label("Soft band of the hardness", "By position, 0 the lowest.")
    ] = field(default=0, name="soft_band")
    hard: Annotated[
        int, Meta(ge=-1, le=MOST_BANDS), Label("Hard band of the hardness", "By position, −1 the highest.")
    ] = field(default=-1, name="hard_band")

    def conflict(self) -> tuple[str, str] | None:
        return wrong_edges(self.edges) or wrong_interval(self.intervals, "intervals")


MOST_PIXELS = 4000


class MapSettings(Settings, frozen=True):
    """The counts map: where, how fine, which events, how smooth. How it is drawn is in `MapLooks`."""

    ra: Annotated[RightAscension, Label("Centre of the map, RA")] = 0.0
    dec: Annotated[Declination, Label("Centre of the map, Dec")] = 0.0
    extent: Annotated[
        Literal["fixed", "automatic"],
        Label(
            "Extent of the map",
            "Automatic: all fields of view of the chosen runs. Fixed: as wide and high as asked.",
            words=("Fixed", "Automatic"),
        ),
    ] = "fixed"
    width: Annotated[Size, Label("Width of the map", "Extent from east to west, where it is fixed.")] = 4.0
    height: Annotated[Distance, Label("Height of the map", "Extent from south to north; 0: as the width.")] = 0.0
    pixel: Annotated[Size, Label("Pixel of the map", "Side of a pixel.")] = 0.02
    projection: Annotated[
        Literal["TAN", "SIN", "ZEA", "CAR", "AIT"],
        Label(
            "Projection of the map",
            "TAN: tangent plane, for fields of some degrees. SIN: orthographic. ZEA: equal area. CAR: longitude and "
            "latitude about the centre. AIT: Hammer–Aitoff. Lengths differ by 1 % some 6° from the centre.",
            words=("TAN", "SIN", "ZEA", "CAR", "AIT"),
        ),
    ] = "TAN"
    frame: Annotated[
        Literal["icrs", "galactic"],
        Label("Frame of the map", "Whose north is up, and whose coordinates the grid has.", words=("ICRS", "Galactic")),
    ] = "icrs"
    low: Annotated[Tev, Label("Map energies from", "Lowest reconstructed energy of the events on the map.")] = 0.1
    high: Annotated[Tev, Label("Map energies to", "Highest reconstructed energy of the events on the map.")] = 100.0
    smooth: Annotated[
        Distance, Label("Smoothing of the map", "Standard deviation of a Gaussian the image is smoothed with; 0: none.")
    ] = 0.04

    @property
    def columns(self) -> int:
        """Pixels from east to west."""
        return _pixels(self.width, self.pixel)

    @property
    def rows(self) -> int:
        """Pixels from south to north."""
        return _pixels(self.height or self.width, self.pixel)

    def conflict(self) -> tuple[str, str] | None:
        if max(self.columns, self.rows) > MOST_PIXELS:
            largest = max(self.width, self.height)
            return "pixel", f"{largest:g}° in steps of {self.pixel:g}°: at most {MOST_PIXELS} pixels a side are drawn"
        return not_rising(self.low, self.high)


def _pixels(extent: float, pixel: float) -> int:
    return max(1, round(min(extent / pixel, MOST_PIXELS + 1.0)))


SIGNIFICANCES = ("significance", "sqrt_ts", "residual_significance")
FARTHEST_SIGMA = 6.0  # of automatic colour limits of significances: full colour is a detection


class MapLooks(Settings, frozen=True):
    """Which map of the sky is drawn, and how, which changes no number."""

    colormap: Annotated[str, Label("Colours of the map")] = "inferno"
    scale: Annotated[Literal["linear", "sqrt", "log", "asinh"], Label("Colour scale of the map")] = "sqrt"
    inverted: Annotated[bool, Label("Colours of the map inverted", "From the last colour to the first.")] = False
    limits: Annotated[
        Literal["automatic", "minmax", "percentile", "zscale", "fixed"],
        Label(
            "Colour limits of the map",
            "Automatic: 0 to the maximum for counts, else the central 99.5 %; of significances at most ±6 σ, so that "
            "a strong source leaves colours to the field. Percentile: the central part of the pixels. Zscale: about "
            "the median, as in IRAF and DS9. Fixed: as typed, or dragged on the colour bar.",
            words=("Automatic", "Minimum to maximum", "Percentile", "Zscale", "Fixed"),
        ),
    ] = "automatic"
    percent: Annotated[
        float, Meta(gt=0, le=100), Unit("%"), Label("Part of the pixels", "Between the limits, for Percentile.")
    ] = 99.5
    low: Annotated[float, Label("Value of the first colour", "Where the limits are fixed.")] = 0.0
    high: Annotated[float, Label("Value of the last colour", "Where the limits are fixed.")] = 1.0
    shown: Annotated[
        MapKey,
        Label("Map shown", "The counts, or what follows from them with the background of maps and the radius."),
    ] = "counts"

    def conflict(self) -> tuple[str, str] | None:
        if self.limits != "fixed" or self.low < self.high:
            return None
        return "high", f"the last colour, {self.high:g}, is not above the first, {self.low:g}"

    def of(self, kind: str) -> MapLooks:
        """As another map is drawn: limits that were typed belong to the values of the one that is shown."""
        limits = "automatic" if self.limits == "fixed" and kind != self.shown else self.limits
        return structs.replace(self, shown=kind, limits=limits)

    @property
    def signed(self) -> bool:
        """Whether the values of the map lie on both sides of 0."""
        return self.shown in ("excess", "residual", *SIGNIFICANCES)

    @property
    def colour_limits(self) -> Limits:
        """How the values of the first and last colour are chosen."""
        farthest = FARTHEST_SIGMA if self.shown in SIGNIFICANCES else math.inf
        return Limits(self.limits, self.percent, self.low, self.high, self.signed, farthest)


@dataclass(frozen=True)
class Analysis:
    """Everything that determines the results. Edits make new values: see `vhegui.analysis.edits`.

    marks : regions that only measure · labels : names, colours and groups of other regions that have them, by shape
    background : how OFF regions are placed, the settings of one of the methods in `vhegui.core.background.registry`
    sources : all that contribute to the counts · shown : name of the one whose spectrum is shown, "" for the first
    nuisances : systematics of the data, fitted along · studies : what is asked about the result beyond that.
    """

    sources: tuple[SourceModel, ...]
    shown: str = ""
    dataset: Annotated[Dataset, Part("Data", "data")] = Dataset()
    events: Annotated[EventSelection, Part("Data", undo="Choose events")] = EventSelection()
    target: Annotated[Target | None, Part("Region"), Label("Target")] = None
    source: Area | None = None
    exclusions: tuple[Area | MaskFile, ...] = ()
    marks: tuple[Mark, ...] = ()
    labels: tuple[Mark, ...] = ()
    background: Annotated[BackgroundSettings, Part("Background", word="OFF regions", undo="Place {}")] = Reflected()
    reco: Annotated[
        LogAxis, Part("Energies", "energy", "reconstructed", "Its bins are those of the counts.", "Rebin {} energy")
    ] = LogAxis(0.1, 40.0, 27)
    true: Annotated[
        LogAxis, Part("Energies", "energy_true", "true", "Its bins are those of the response.", "Rebin {} energy")
    ] = LogAxis(0.05, 100.0, 67)
    safe: Annotated[SafeRange, Part("Energies", "safe_range", undo="Change safe range")] = SafeRange()
    containment: Annotated[
        bool,
        Part("Energies", undo="Correct for containment"),
        Label(
            "Correction for the PSF outside ON",
            "Multiply the effective area by the fraction of the PSF inside the source region; never done for "
            "point-like responses, which contain it.",
            row="Containment",
        ),
    ] = True
    nuisances: tuple[Nuisance, ...] = ()
    fit: Annotated[FitSettings, Part("Fit")] = FitSettings()
    flux_points: Annotated[FluxPointSettings, Part("Flux points")] = FluxPointSettings()
    light_curve: Annotated[LightCurveSettings, Part("Light curve")] = LightCurveSettings()
    studies: Annotated[Studies, Part("Other")] = Studies()
    map: Annotated[MapSettings, Part("Map")] = MapSettings()
    map_looks: Annotated[MapLooks, Part("Map")] = MapLooks()
    map_layers: Annotated[MapLayers, Part("Map", undo="Change layers of the map")] = MapLayers()
    sky: Annotated[SkySettings, Part("Map", undo="Change maps of the sky")] = SkySettings()
    sky_background: Annotated[SkyBackgroundSettings, Part("Map", word="Map background", undo="Choose {}")] = (
        FieldOfView()
    )
    sky_profile: Annotated[ProfileShape | None, Part("Map", word="Profile", undo="Change profile")] = None
    selections: Annotated[
        tuple[SavedSelection, ...], Meta(max_length=MOST_BANDS), Part("Other"), Label("Saved selections")
    ] = ()

    def __post_init__(self) -> None:
        """Raises AnalysisError for more runs, pixels or bins than fit any memory, and where no source is in the fit."""
        if self.sources and not self.fitted_sources:
            raise AnalysisError("all sources are left out of the fit; take one in")
        runs, grid = len(self.dataset.runs), self.map
        if self.makes_cubes and (reason := too_many(max(self.true.bins, self.reco.bins), grid.columns, grid.rows)):
            raise AnalysisError(f"cubes: {reason}; choose fewer energy bins, larger pixels or a smaller map")
        # Cubes are added up run by run, but for those that are fitted together.
        apart = runs * (self.true.bins + self.reco.bins) if self.fits_cubes and not self.fit.stack else 0
        if reason := too_many(apart, grid.columns, grid.rows, most=MOST_KEPT):
            raise AnalysisError(f"cubes that are fitted together: {reason}; stack them, or choose fewer runs")
        if self.maps_alone:
            return
        if reason := too_many(runs, grid.columns, grid.rows, most=MOST_KEPT):
            raise AnalysisError(f"counts maps of the runs: {reason}; choose fewer runs, larger pixels or a smaller map")
        if reason := too_many(runs, self.true.bins, self.reco.bins):
            raise AnalysisError(f"responses of the runs: {reason}; choose fewer runs or fewer energy bins")

    @property
    def maps_alone(self) -> bool:
        """Whether it is about maps of the sky alone: it asks for cubes, and has no source region and no spectra."""
        return self.makes_cubes and self.source is None and not self.dataset.spectra

    @property
    def fits_cubes(self) -> bool:
        """Whether sources are fitted to cubes of the map, not to spectra of the source region."""
        return self.fit.data == "cubes"

    @property
    def has_source(self) -> bool:
        """Whether there is a source region."""
        return self.source is not None

    @property
    def has_spectra(self) -> bool:
        """Whether there are spectra, of a source region or from files."""
        return self.source is not None or bool(self.dataset.spectra)

    @property
    def makes_cubes(self) -> bool:
        """Whether a run without a window needs cubes: to fit them, or for maps of the sky."""
        return self.sky.maps or self.fits_cubes

    @property
    def fitted_sources(self) -> tuple[SourceModel, ...]:
        """Those that are not left out of the fit, in order."""
        return tuple(source for source in self.sources if not source.left_out)

    @property
    def model(self) -> SourceModel:
        """The source whose spectrum is shown; it is one of those in the fit."""
        fitted = self.fitted_sources
        return next((source for source in fitted if source.name == self.shown), fitted[0])

    @property
    def others(self) -> tuple[SourceModel, ...]:
        """All further sources in the fit, in order."""
        shown = self.model
        return tuple(source for source in self.fitted_sources if source is not shown)


PARTS = parts_of(Analysis)
"""The parts of the Analysis that are settings, by name."""


def wrong_interval(intervals: tuple[tuple[float, float], ...], name: str) -> tuple[str, str] | None:
    """The conflict of intervals of time (MJD) of which one does not end after it starts."""
    for start, stop in intervals:
        if not start < stop:
            return name, f"MJD {start:.12g} to {stop:.12g} must end after it starts"
    return None
