"""The keys of a models file as gammapy writes it, and which of its models is which of ours."""

from __future__ import annotations

import math
from typing import Any

from msgspec import Struct, field

# Kind → gammapy's class and short name.
TYPES = {
    "constant": ("ConstantSpectralModel", "const"),
    "power_law": ("PowerLawSpectralModel", "pl"),
    "power_law_2": ("PowerLaw2SpectralModel", "pl-2"),
    "broken_power_law": ("BrokenPowerLawSpectralModel", "bpl"),
    "smooth_broken_power_law": ("SmoothBrokenPowerLawSpectralModel", "sbpl"),
    "exp_cutoff_power_law": ("ExpCutoffPowerLawSpectralModel", "ecpl"),
    "exp_cutoff_power_law_3fgl": ("ExpCutoffPowerLaw3FGLSpectralModel", "ecpl-3fgl"),
    "super_exp_cutoff_power_law_3fgl": ("SuperExpCutoffPowerLaw3FGLSpectralModel", "secpl-3fgl"),
    "super_exp_cutoff_power_law_4fgl": ("SuperExpCutoffPowerLaw4FGLSpectralModel", "secpl-4fgl"),
    "super_exp_cutoff_power_law_4fgl_dr3": ("SuperExpCutoffPowerLaw4FGLDR3SpectralModel", "secpl-4fgl-dr3"),
    "log_parabola": ("LogParabolaSpectralModel", "lp"),
    "log_parabola_2": ("LogParabola2SpectralModel", "lp-2"),
    "gaussian": ("GaussianSpectralModel", "gauss"),
    "power_law_norm": ("PowerLawNormSpectralModel", "pl-norm"),
    "log_parabola_norm": ("LogParabolaNormSpectralModel", "lp-norm"),
    "exp_cutoff_power_law_norm": ("ExpCutoffPowerLawNormSpectralModel", "ecpl-norm"),
    "template": ("TemplateSpectralModel", "template"),
    "piecewise_norm": ("PiecewiseNormSpectralModel", "piecewise-norm"),
    "ebl_absorption": ("EBLAbsorptionNormSpectralModel", "ebl-norm"),
    "compound": ("CompoundSpectralModel", "compound"),
}

# What gammapy 2.1 takes for a parameter a file does not give, and whether it is frozen where the file does not say,
# where that is not our default. gammapy writes "frozen" only where it is not its default.
DEFAULTS: dict[str, dict[str, dict[str, Any]]] = {
    "power_law_2": {"emin": {"value": 0.1}, "emax": {"value": 100.0}},
    "broken_power_law": {"index2": {"value": 2.0}},
    "smooth_broken_power_law": {"index2": {"value": 2.0}},
    "super_exp_cutoff_power_law_4fgl": {"expfactor": {"value": 1e-14}, "index_2": {"value": 2.0, "frozen": False}},
    "super_exp_cutoff_power_law_4fgl_dr3": {"expfactor": {"value": 1e-2}, "index_2": {"value": 2.0, "frozen": False}},
    "log_parabola": {"reference": {"value": 10.0}},
    "log_parabola_2": {"reference": {"value": 10.0}},
    "log_parabola_norm": {"reference": {"value": 10.0}},
    "power_law_norm": {"tilt": {"frozen": True}},
}


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
