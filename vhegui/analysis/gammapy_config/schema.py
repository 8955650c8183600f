"""The keys of gammapy's high-level analysis YAML (gammapy 1.0 to 2.1, `AnalysisConfig`), with its defaults.

Keys that only concern gammapy's own logging are known, so that a file with all keys reads without warnings as long as
it asks for nothing that is not done.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from vhegui.analysis.gammapy_config.times import Times
from vhegui.analysis.yaml_files.quantities import Angle, Energy, Latitude, Longitude
from vhegui.core.bounds import MOST_BINS, MOST_ITEMS, MOST_REGIONS

BinCount = Annotated[int, Meta(ge=1, le=MOST_BINS)]
RegionCount = Annotated[int, Meta(ge=1, le=MOST_REGIONS)]
Frame = Literal["icrs", "galactic"]
Irf = Literal["events", "gti", "aeff", "edisp", "psf", "bkg", "rad_max"]
CORRELATION_RADIUS = 0.1
SafeMethod = Literal["aeff-default", "aeff-max", "edisp-bias", "offset-max", "bkg-peak"]


class SkyCircle(Struct):
    """A circle on the sky."""

    frame: Frame | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    radius: Angle | None = None


class EnergyRange(Struct):
    """From `min` to `max`."""

    min: Energy | None = None
    max: Energy | None = None


class EnergyBins(Struct):
    """Logarithmic bins."""

    min: Energy | None = None
    max: Energy | None = None
    nbins: BinCount | None = None
    name: str | None = None


class TimeRange(Struct):
    """One or several intervals of time."""

    start: Times | None = None
    stop: Times | None = None


class Log(Struct):
    """gammapy's own messages."""

    level: str = "info"
    filename: str | None = None
    filemode: str | None = None
    format: str | None = None
    datefmt: str | None = None


class General(Struct):
    """Logging, output, parallel processes."""

    log: Log = field(default_factory=Log)
    outdir: str = "."
    n_jobs: Annotated[int, Meta(ge=1, le=1000)] = 1
    datasets_file: str | None = None
    models_file: str | None = None


class Observations(Struct):
    """Which runs."""

    datastore: str = "$GAMMAPY_DATA/hess-dl3-dr1/"
    obs_ids: Annotated[list[int | str], Meta(max_length=MOST_ITEMS)] = field(default_factory=list)
    obs_file: str | None = None
    obs_cone: SkyCircle = field(default_factory=SkyCircle)
    obs_time: TimeRange = field(default_factory=TimeRange)
    required_irf: list[Irf] = field(default_factory=list)


class Width(Struct):
    """Width and height of a map."""

    width: Angle = Angle(5.0)
    height: Angle = Angle(5.0)


class SkyDir(Struct):
    """Centre of a map."""

    frame: Frame | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None


class Wcs(Struct):
    """The pixels of a map."""

    skydir: SkyDir = field(default_factory=SkyDir)
    binsize: Angle = Angle(0.02)
    width: Width = field(default_factory=Width)
    binsize_irf: Angle = Angle(0.2)


class Selection(Struct):
    """Which events enter a map."""

    offset_max: Angle = Angle(2.5)


class Axes(Struct):
    """Reconstructed and true energy."""

    energy: EnergyBins = field(default_factory=lambda: EnergyBins(Energy(1.0), Energy(10.0), 5))
    energy_true: EnergyBins = field(default_factory=lambda: EnergyBins(Energy(0.5), Energy(20.0), 16))


class Geom(Struct):
    """Map and energy axes."""

    wcs: Wcs = field(default_factory=Wcs)
    selection: Selection = field(default_factory=Selection)
    axes: Axes = field(default_factory=Axes)


class BackgroundParameters(Struct):
    """Of the reflected-regions maker; `placement` and `n_off_regions` are ours."""

    angle_increment: Angle | None = None
    min_distance: Angle | None = None
    min_distance_input: Angle | None = None
    binsize: Angle | None = None
    max_region_number: RegionCount = 10000
    placement: Literal["gammapy", "packed", "wobble"] = "gammapy"
    n_off_regions: RegionCount | None = None


class FieldOfViewParameters(Struct):
    """Of the field-of-view background maker; `tilt` is ours."""

    method: Literal["fit", "scale"] = "scale"
    spectral_model: Literal["pl-norm"] = "pl-norm"
    spatial_model: str | None = None
    min_counts: float = 0.0
    min_npred_background: float = 0.0
    tilt: bool = False


class RingParameters(Struct):
    """Of the ring background maker."""

    r_in: Angle | None = None
    width: Angle | None = None


class Background(Struct):
    """How the background is measured."""

    method: Literal["reflected", "ring", "fov_background"] | None = None
    exclusion: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)


class SafeMaskParameters(Struct):
    """Of the safe-mask maker."""

    aeff_percent: Annotated[float, Meta(gt=0, le=100)] = 10.0
    offset_max: Angle = Angle(3.0)
    bias_percent: Annotated[float, Meta(gt=0, le=100)] = 10.0
    position: str | None = None
    fixed_offset: Angle | None = None
    irfs: str = "DL4"
    n_95_percent: float | None = None


class SafeMask(Struct):
    """Which energies are trusted; without `methods`, by the thresholds in the files where they have some."""

    methods: list[SafeMethod] | None = None
    parameters: SafeMaskParameters = field(default_factory=SafeMaskParameters)

    @property
    def chosen(self) -> list[SafeMethod]:
        """The methods that apply."""
        return ["aeff-default"] if self.methods is None else self.methods


class Datasets(Struct):
    """The reduced data."""

    type: Literal["1d", "3d"] = "1d"
    stack: bool = True
    geom: Geom = field(default_factory=Geom)
    map_selection: list[Literal["counts", "exposure", "background", "psf", "edisp"]] = field(
        default_factory=lambda: ["counts", "exposure", "background", "psf", "edisp"]
    )
    background: Background = field(default_factory=Background)
    safe_mask: SafeMask = field(default_factory=SafeMask)
    on_region: SkyCircle = field(default_factory=SkyCircle)
    containment_correction: bool = True


class Fit(Struct):
    """The fit."""

    fit_range: EnergyRange = field(default_factory=EnergyRange)


class FluxPointParameters(Struct):
    """Of the estimators of flux points and light curves."""

    selection_optional: Any = None
    n_sigma: float = 1.0
    reoptimize: bool = False
    norm: Any = None
    n_sigma_ul: Annotated[float, Meta(gt=0)] = 2.0
    sqrt_ts_threshold_ul: Annotated[float, Meta(ge=0)] = 2.0


class FluxPoints(Struct):
    """Flux points."""

    energy: EnergyBins = field(default_factory=EnergyBins)
    source: str = "source"
    parameters: FluxPointParameters = field(default_factory=FluxPointParameters)


class ExcessMapParameters(Struct):
    """Of the excess-map estimator."""

    correlate_off: bool = True
    sum_over_energy_groups: bool = False
    selection_optional: Any = None
    spectral_model: Any = None
    n_sigma: float = 1.0
    n_sigma_ul: float = 2.0


class ExcessMap(Struct):
    """The excess map of three-dimensional data."""

    correlation_radius: Angle | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    energy_edges: EnergyBins = field(default_factory=EnergyBins)


class LightCurve(Struct):
    """The flux against time."""

    time_intervals: TimeRange = field(default_factory=TimeRange)
    energy_edges: EnergyBins = field(default_factory=EnergyBins)
    source: str = "source"
    parameters: FluxPointParameters = field(default_factory=FluxPointParameters)


class Config(Struct):
    """The whole file."""

    general: General = field(default_factory=General)
    observations: Observations = field(default_factory=Observations)
    datasets: Datasets = field(default_factory=Datasets)
    fit: Fit = field(default_factory=Fit)
    flux_points: FluxPoints = field(default_factory=FluxPoints)
    excess_map: ExcessMap = field(default_factory=ExcessMap)
    light_curve: LightCurve = field(default_factory=LightCurve)
    metadata: dict[str, Any] = field(default_factory=dict)
