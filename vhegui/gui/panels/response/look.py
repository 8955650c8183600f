"""What the response panel looks at, and what there is to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from vhegui.core.irf.inspect import ResponseInspector
from vhegui.core.irf.quantities import QUANTITIES
from vhegui.core.typing import Array

OVERVIEW = "overview"
ENERGY, OFFSET, IMAGE = "energy", "offset", "image"
OVER_BOTH = ((ENERGY, "Against energy"), (OFFSET, "Against offset"), (IMAGE, "Image"))
Choice = tuple[str, str]

VIEWS: dict[str, tuple[Choice, ...]] = {
    OVERVIEW: (),
    "area": OVER_BOTH,
    "resolution": OVER_BOTH,
    "bias": OVER_BOTH,
    "dispersion": (("reco", "Reconstructed energy"), ("migra", "Migration")),
    "psf68": OVER_BOTH,
    "psf95": OVER_BOTH,
    "contained": OVER_BOTH,
    "psf": (("density", "Density"), ("cumulative", "Containment")),
    "background": (*OVER_BOTH, ("camera", "On the camera")),
    "rad_max": OVER_BOTH,
    "threshold": ((OFFSET, "Against offset"),),
}
NAMES: dict[str, str] = {
    key: QUANTITIES[key].name if key in QUANTITIES else name
    for key, name in (
        (OVERVIEW, "Overview"), ("area", ""), ("resolution", ""), ("bias", ""), ("dispersion", "Energy dispersion"),
        ("psf68", ""), ("psf95", ""), ("contained", ""), ("psf", "PSF profile"), ("background", ""), ("rad_max", ""),
        ("threshold", "Energy threshold"),
    )
}  # fmt: skip
GROUPS_END = ("overview", "dispersion", "psf", "background", "rad_max")  # a line in the list after these
NAN = float("nan")


@dataclass(frozen=True)
class Look:
    """What is chosen: a quantity, how it is drawn, and where. energy : TeV · offset, radius : deg, radius NaN without
    source region."""

    quantity: str = OVERVIEW
    view: str = ""
    energy: float = 1.0
    offset: float = 0.5
    radius: float = NAN

    @property
    def needs_energy(self) -> bool:
        """Whether one energy is looked at."""
        return self.quantity not in (OVERVIEW, "threshold")


@dataclass(frozen=True, eq=False)
class Shown:
    """Responses with the name they have in legends."""

    name: str
    inspector: ResponseInspector


@dataclass(frozen=True)
class SafeWords:
    """How the safe range of the run came about; energies in TeV, NaN where there is none.

    area : what the threshold is a percentage of · used : range of reconstructed energy · threshold : where aeff-max
    begins · percent : of aeff-max, NaN if not asked · low, high : fixed range · header : LO_THRES and HI_THRES
    header_used : whether they count.
    """

    area: str = "the effective area"
    used: tuple[float, float] = (NAN, NAN)
    threshold: float = NAN
    percent: float = NAN
    low: float = NAN
    high: float = NAN
    header: tuple[float, float] = (NAN, NAN)
    header_used: bool = False


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What an explanation puts numbers in from: the run's livetime and ontime (s), its safe range; where on the camera
    the place is, right and up (deg), NaN where it cannot be told; thresholds : (name, offsets, TeV) of all shown."""

    livetime: float = NAN
    ontime: float = NAN
    safe: SafeWords = field(default_factory=SafeWords)
    position: tuple[float, float] = (NAN, NAN)
    thresholds: tuple[tuple[str, Array, Array], ...] = ()
