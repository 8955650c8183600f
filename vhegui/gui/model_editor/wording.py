"""Parameters in words: names, units, priors; what they mean says the formula they belong to. No Qt."""

from __future__ import annotations

from typing import Any

from vhegui.analysis.parameter_names import parameter_label
from vhegui.analysis.written_numbers import MINUS
from vhegui.core.models.nuisances import FIELD_OF_VIEW, NUISANCES
from vhegui.core.models.parameters import Prior
from vhegui.core.models.sources import ModelPart
from vhegui.core.models.spectral.composing import part_of, parts_of
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.gui.plotting.axes.ticks import dms, hms


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


def parameter_tooltip(part: ModelPart | None, name: str) -> str:
    """What the parameter is, and the formula it belongs to; `part` None for a systematic."""
    own = name.rpartition(".")[2]
    if part is None:
        known = NUISANCES | FIELD_OF_VIEW
        meaning = known[own].meaning if own in known else ""
    else:
        meaning = formula_of_part(part).parameters[place_of(part, own)].meaning
    head = f"{parameter_label(name)}: {meaning}" if meaning else parameter_label(name)
    return head if part is None else f"{head}\n\n{part_label(part, own)}"


def formula_of_part(part: ModelPart) -> Any:
    """The registry entry of a part: label, formula, parameters with their meaning."""
    return formula_of(part) if isinstance(part, SpectralModel) else getattr(part, "formula")  # noqa: B009


def is_amplitude(part: ModelPart | None, name: str) -> bool:
    """Whether a parameter is the factor of its part of a spectrum: known to a factor rather than to a difference."""
    if not isinstance(part, SpectralModel):
        return False
    piece, place = part_of(part, place_of(part, name.rpartition(".")[2]))
    return place in formula_of(piece).amplitudes


def place_of(part: ModelPart, name: str) -> int:
    """Position of a parameter in its part; a shape's may have "spatial_" in front, as the whole source names it."""
    names = [parameter.name for parameter in part.parameters]
    return names.index(name if name in names else name.partition("_")[2])


def part_label(model: ModelPart, name: str) -> str:
    """Label and formula of the part of a model to which a parameter belongs."""
    if not isinstance(model, SpectralModel):
        formula = formula_of_part(model)
        return f"{formula.label}\n{formula.formula}"
    place, parts = place_of(model, name), parts_of(model)
    for number_of_part, part in enumerate(parts, 1):
        if place < len(part.parameters):
            formula = formula_of(part)
            which = f"Part {number_of_part}: " if len(parts) > 1 else ""
            return f"{which}{formula.label}\n{formula.formula}"
        place -= len(part.parameters)
    return ""
