"""Factors on a spectrum: the shapes of constant, power law, log-parabola and cutoff, without a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.curved import AT_10_TEV, LOG_PARABOLA
from vhegui.core.models.spectral.cutoffs import EXP_CUTOFF
from vhegui.core.models.spectral.kind import NORM, GammapyName, SpectralKind
from vhegui.core.models.spectral.power_laws import CONSTANT, POWER_LAW


def _as_norm(
    base: SpectralKind,
    kind: str,
    label: str,
    formula: str,
    names: Mapping[str, str],
    values: Mapping[str, float],
    gammapy: GammapyName | None = None,
) -> SpectralKind:
    """The formula of `base` as a factor: parameters renamed, the amplitude without a unit."""

    def parameter(old: Parameter, is_amplitude: bool) -> Parameter:
        name = names.get(old.name, old.name)
        if is_amplitude:
            return replace(old, name=name, value=1.0, unit="", meaning=NORM)
        return replace(old, name=name, value=values.get(name, old.value))

    parameters = tuple(parameter(old, i in base.amplitudes) for i, old in enumerate(base.parameters))
    slopes = tuple(names.get(name, name) for name in base.slopes)
    return SpectralKind(
        kind,
        label,
        formula,
        parameters,
        base.function,
        base.derivatives,
        base.amplitudes,
        is_norm=True,
        breaks=base.breaks,
        slopes=slopes,
        gammapy=gammapy,
    )


ENTRIES: tuple[SpectralKind, ...] = (
    _as_norm(CONSTANT, "constant_norm", "Constant factor", "factor = N\nN norm", {"const": "norm"}, {}),
    _as_norm(
        POWER_LAW,
        "power_law_norm",
        "Power-law factor",
        "factor = N (E/E₀)^−t\nN norm, t tilt, E₀ reference",
        {"index": "tilt", "amplitude": "norm"},
        {"tilt": 0.0},
        GammapyName("PowerLawNormSpectralModel", "pl-norm", {"tilt": {"frozen": True}}),
    ),
    _as_norm(
        LOG_PARABOLA,
        "log_parabola_norm",
        "Log-parabola factor",
        "factor = N (E/E₀)^(−α − β ln(E/E₀))\nN norm, E₀ reference, α alpha, β beta",
        {"amplitude": "norm"},
        {"alpha": 0.0, "beta": 0.0},
        GammapyName("LogParabolaNormSpectralModel", "lp-norm", AT_10_TEV),
    ),
    _as_norm(
        EXP_CUTOFF,
        "exp_cutoff_power_law_norm",
        "Exponential-cutoff factor",
        "factor = N (E/E₀)^−Γ exp(−(λE)^α)\nN norm, Γ index, E₀ reference, λ = 1/cutoff energy, α sharpness",
        {"amplitude": "norm"},
        {"index": 0.0},
        GammapyName("ExpCutoffPowerLawNormSpectralModel", "ecpl-norm"),
    ),
)
