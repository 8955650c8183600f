"""What the user has decided: one immutable `Analysis`. Everything on screen is computed from it.

All parts compare by value. Angles in deg (ICRS), energies in TeV.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vhegui.core.models.parameters import SourceModel
from vhegui.core.regions.circle import Circle


@dataclass(frozen=True)
class Dataset:
    """Where the runs come from, and which of them are analysed. An empty `path` means: nothing opened yet."""

    path: str = ""
    runs: tuple[int, ...] = ()


@dataclass(frozen=True)
class SavedSelection:
    """A query over the observation list that has a name: other queries may use it as `@name`."""

    name: str
    query: str


@dataclass(frozen=True)
class EventSelection:
    """Which events of a run count. Outside the good time intervals there is no exposure, so by default they do not;
    the peer keeps them (in H.E.S.S. DR1: 0.03 % of the events, less than a second after the end of the interval).
    """

    keep_outside_gti: bool = False


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
class Background:
    """How OFF regions are placed.

    method : "reflected" (as many as fit) or "wobble" (`n_regions`, evenly about the pointing)
    placement : of reflected regions, "packed" or "gammapy" · min_distance : between OFF regions, deg
    min_distance_source : between ON and OFF, deg · max_regions : upper limit of the number of reflected regions.
    """

    method: str = "reflected"
    placement: str = "packed"
    n_regions: int = 3
    min_distance: float = 0.0
    min_distance_source: float = 0.05
    max_regions: int = 1000


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
class FitSettings:
    """Fit range (TeV, None: all safe bins), and how the fit works.

    stack : runs are added up before the fit · follow : parameters are fitted whenever the data change;
    otherwise the model stays as the user typed it.
    """

    low: float | None = None
    high: float | None = None
    stack: bool = False
    follow: bool = True


@dataclass(frozen=True)
class FluxPointSettings:
    """Band edges (TeV), and when an upper limit is shown: TS below `ul_ts`, at `ul_sigma`.

    automatic : bands are chosen from the energies that have counts; `edges` are then not used.
    """

    edges: tuple[float, ...]
    ul_sigma: float = 2.0
    ul_ts: float = 4.0
    automatic: bool = False


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
    """Everything that determines the results. Edits make new values: see `vhegui.analysis.edits`."""

    model: SourceModel
    dataset: Dataset = field(default_factory=Dataset)
    events: EventSelection = field(default_factory=EventSelection)
    target: Target | None = None
    source: Circle | None = None
    exclusions: tuple[Circle | MaskFile, ...] = ()
    background: Background = field(default_factory=Background)
    reco: LogAxis = LogAxis(0.1, 40.0, 27)
    true: LogAxis = LogAxis(0.05, 100.0, 67)
    safe: SafeRange = field(default_factory=SafeRange)
    containment: bool = True
    fit: FitSettings = field(default_factory=FitSettings)
    flux_points: FluxPointSettings = FluxPointSettings(edges=())
    map: MapSettings = field(default_factory=MapSettings)
    selections: tuple[SavedSelection, ...] = ()
