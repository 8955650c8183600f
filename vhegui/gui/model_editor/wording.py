"""Parameters in words: names, units, priors; what they mean says the formula they belong to. No Qt."""

from __future__ import annotations

import re

from vhegui.core.models.nuisances import NUISANCES
from vhegui.core.models.parameters import Prior
from vhegui.core.models.spectral.composing import part_of, parts_of
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.text.format import MINUS, superscript

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def parameter_label(name: str) -> str:
    """A parameter's name without the underscore that programs need, "index[2]" as "index₂"."""
    head, _, number_of_part = name.partition("[")
    return head.rstrip("_") + number_of_part.rstrip("]").translate(SUBSCRIPTS)


def prior_text(prior: Prior | None) -> str:
    """`N(2, 0.1)`, `U(1, 3)`, `log U(0.1, 10)`; nothing without a prior."""
    if prior is None:
        return ""
    sign = {"gaussian": "N", "uniform": "U", "log_uniform": "log U"}.get(prior.kind, prior.kind)
    return f"{sign}({short_number(prior.a)}, {short_number(prior.b)})"


def short_number(value: float) -> str:
    """Three digits in few letters: `0`, `0.05`, `20`, `1e−13`."""
    return f"{value:.3g}".replace("-", MINUS)


def place_text(lon: float, lat: float, frame: str) -> str:
    """A direction (deg) to an arcsecond: `5ʰ34ᵐ31.9ˢ +22°00′52″`, `l 184.5575° b −5.7842°`."""
    if frame == "galactic":
        return f"l {lon % 360.0:.4f}° b {lat:.4f}°".replace("-", MINUS)
    return f"{hms(lon, 0.1)} {dms(lat, 1.0)}"


def unit_text(unit: str) -> str:
    """`cm-2 s-1 TeV-1` → `cm⁻² s⁻¹ TeV⁻¹`."""
    return re.sub(r"(?<=[A-Za-z])-?\d+", lambda found: superscript(int(found[0])), unit)


def parameter_tooltip(model: SpectralModel | None, name: str) -> str:
    """What the parameter is, and the formula it belongs to; `model` None for a systematic."""
    own = name.rpartition(".")[2]
    if model is None:
        meaning = NUISANCES[own].meaning if own in NUISANCES else ""
    else:
        meaning = formula_of(model).parameters[place_of(model, own)].meaning
    head = f"{parameter_label(name)}: {meaning}" if meaning else parameter_label(name)
    return head if model is None else f"{head}\n\n{part_label(model, own)}"


def is_amplitude(model: SpectralModel | None, name: str) -> bool:
    """Whether a parameter is the factor of its part of a model: known to a factor rather than to a difference."""
    if model is None:
        return False
    part, place = part_of(model, place_of(model, name.rpartition(".")[2]))
    return place in formula_of(part).amplitudes


def place_of(model: SpectralModel, name: str) -> int:
    """Position of a parameter in its spectrum."""
    return [parameter.name for parameter in model.parameters].index(name)


def part_label(model: SpectralModel, name: str) -> str:
    """Label and formula of the part of a model to which a parameter belongs."""
    place, parts = place_of(model, name), parts_of(model)
    for number_of_part, part in enumerate(parts, 1):
        if place < len(part.parameters):
            formula = formula_of(part)
            which = f"Part {number_of_part}: " if len(parts) > 1 else ""
            return f"{which}{formula.label}\n{formula.formula}"
        place -= len(part.parameters)
    return ""
