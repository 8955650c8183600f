"""The keys of a session file, format 3: those of the settings follow from `vhegui.analysis.state`.

Older formats are brought up to date by `migrations`.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from vhegui.analysis.state import PARTS
from vhegui.core.bounds import MOST_BANDS, MOST_CORNERS, MOST_REGIONS
from vhegui.core.settings import Declination, Degrees, NotNegative, RightAscension, Size


class Corner(Struct):
    """A corner of a polygon, ICRS."""

    ra: RightAscension
    dec: Declination


class Hole(Struct):
    """The sizes of a hole, as those of an `Area`."""

    radius: Size | None = None
    a: Size | None = None
    b: Size | None = None
    width: Size | None = None
    height: Size | None = None


class Area(Struct):
    """A circle (ra, dec, radius), an ellipse (ra, dec, a, b, angle) or another shape, ICRS.

    a, b : semi-axes · angle : position angle of the axis a, from north through east; of a rectangle's height
    width, height : sides of a rectangle · hole : sizes of what is cut out of the middle, in the words of the shape
    polygon : its corners once round · mask : an image (of exclusions).
    """

    ra: RightAscension | None = None
    dec: Declination | None = None
    radius: Size | None = None
    a: Size | None = None
    b: Size | None = None
    angle: Degrees | None = None
    width: Size | None = None
    height: Size | None = None
    hole: Hole | None = None
    polygon: Annotated[list[Corner], Meta(min_length=3, max_length=MOST_CORNERS)] | None = None
    mask: str | None = None


class MarkEntry(Area):
    """A region that measures: an `Area`, a point (ra, dec) or a line (its two ends)."""

    line: Annotated[list[Corner], Meta(min_length=2, max_length=2)] | None = None
    name: str = ""
    color: str = ""
    group: str = ""


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


class Shape(Struct):
    """The shape of a source on the sky: one of the known kinds, about a place in its `frame`, an image or a cube in a
    file, `normalised` to a source of which all is on it, or a brightness at points (`lon`, `lat`).
    """

    kind: str
    frame: Literal["icrs", "galactic"] = "icrs"
    file: str = ""
    normalised: bool = True
    lon: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    interpolation: Literal["lin", "log"] = "lin"
    parameters: list[ModelParameter] = field(default_factory=list)


class Change(Struct):
    """The change of a source with time: one of the known kinds, or a table in a file (of phases, `normalised` to a mean
    of 1).
    """

    kind: str
    file: str = ""
    normalised: bool = True
    parameters: list[ModelParameter] = field(default_factory=list)


class Model(Struct):
    """A source model; `form` is what a formula has besides parameters, `datasets` what sees the source (empty: all),
    `left_out` whether it is kept out of the fit.
    """

    name: str
    kind: str
    form: dict[str, Any] | None = None
    datasets: list[str] = field(default_factory=list)
    parameters: list[ModelParameter] = field(default_factory=list)
    shape: Shape | None = None
    change: Change | None = None
    left_out: bool = False


class Nuisance(Struct):
    """A systematic of an instrument or of one data set."""

    kind: str
    dataset: str
    parameter: ModelParameter


class _Session(Struct):
    """What a file holds beside the settings."""

    format: int
    sources: Annotated[list[Model], Meta(min_length=1, max_length=MOST_BANDS)]
    shown: str = ""
    program: str = ""
    source: Area | None = None
    exclusions: Annotated[list[Area], Meta(max_length=MOST_REGIONS)] = field(default_factory=list)
    marks: Annotated[list[MarkEntry], Meta(max_length=MOST_REGIONS)] = field(default_factory=list)
    labels: Annotated[list[MarkEntry], Meta(max_length=MOST_REGIONS)] = field(default_factory=list)
    nuisances: Annotated[list[Nuisance], Meta(max_length=MOST_REGIONS)] = field(default_factory=list)


Session: Any = msgspec.defstruct(
    "Session",
    [(name, part.hint, field(default=part.default, name=part.key)) for name, part in PARTS.items()],
    bases=(_Session,),
    kw_only=True,
)
"""The whole file."""
