"""The keys of a models file as gammapy writes it, and which of its models is which of ours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct, field

from vhegui.core.models.spatial.registry import KINDS as SPATIAL_KINDS
from vhegui.core.models.spectral import compound
from vhegui.core.models.spectral.forms import FORMS, default_form
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS
from vhegui.core.models.temporal.registry import KINDS as TEMPORAL_KINDS


@cache
def gammapy_names() -> dict[str, GammapyName]:
    """Kind → what gammapy calls it, for all formulas that it has."""
    simple = (*KINDS.values(), *NORM_KINDS.values())
    forms = (default_form(kind).formula() for kind in FORMS if kind != compound.KIND)
    names = {entry.kind: entry.gammapy for entry in (*simple, *forms) if entry.gammapy is not None}
    return {**names, compound.KIND: compound.GAMMAPY}


SHAPES: Mapping[str, GammapyName] = {entry.kind: entry.gammapy for entry in SPATIAL_KINDS.values() if entry.gammapy}
"""Kind of a shape on the sky → what gammapy calls it."""
CHANGES: Mapping[str, GammapyName] = {entry.kind: entry.gammapy for entry in TEMPORAL_KINDS.values() if entry.gammapy}
"""Kind of a change with time → what gammapy calls it."""


class ParameterEntry(Struct):
    """One parameter; what is missing keeps the default of the model."""

    name: str
    value: float | None = None
    unit: str | None = None
    error: float = 0.0
    min: float = math.nan
    max: float = math.nan
    frozen: bool | None = None
    link: str | None = None
    interp: str | None = None
    scale_method: str | None = None
    scale_transform: str | None = None
    scale: float | None = None
    factor: float | None = None
    scan_min: float | None = None
    scan_max: float | None = None
    scan_n_values: int | None = None
    scan_n_sigma: float | None = None
    scan_values: list[float] | None = None
    prior: Any = None


class Nodes(Struct):
    """Numbers with one unit."""

    data: list[float]
    unit: str = ""


class Spectral(Struct):
    """The spectral part of a component: parameters, and what else its type has."""

    type: str
    parameters: list[ParameterEntry] = field(default_factory=list)
    energy: Nodes | None = None
    values: Nodes | None = None
    interp: str = "log"
    param: Any = None
    filename: str = ""
    reference: str = ""
    model1: Spectral | None = None
    model2: Spectral | None = None
    operator: str = ""


class Spatial(Struct):
    """The spatial part of a component: parameters, and what else its type has."""

    type: str
    frame: str = "icrs"
    parameters: list[ParameterEntry] = field(default_factory=list)
    filename: str = ""
    normalize: bool = True
    unit: str = ""
    lon: Nodes | None = None
    lat: Nodes | None = None
    interp: str = "lin"


class Temporal(Struct):
    """The temporal part of a component: parameters, and what else its type has; `scale` is that of its times."""

    type: str
    parameters: list[ParameterEntry] = field(default_factory=list)
    scale: str = "utc"
    filename: str = ""
    format: str = "table"
    unit: str = ""
    normalize: bool = True


class Component(Struct):
    """One model; other types than SkyModel are background models of three-dimensional data."""

    type: str = "SkyModel"
    name: str = "source"
    spectral: Spectral | None = None
    spatial: Any = None
    temporal: Any = None
    datasets_names: str | list[str] | None = None
    apply_irf: Any = None
    covariance_data: Any = None


class ModelsFile(Struct):
    """The whole file."""

    components: list[Component] = field(default_factory=list)
    covariance: str | None = None
    parameters_links: Any = None
    metadata: Any = None
