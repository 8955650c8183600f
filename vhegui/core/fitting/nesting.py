"""Which model is a special case of which: what makes a likelihood-ratio test valid.

Twice the difference of log-likelihoods is χ² distributed (Wilks 1938) only if the simpler model is the other one with
some parameters at fixed values inside their limits. On a limit half of the probability is at ΔTS = 0 (Chernoff 1954);
where a parameter of the richer model means nothing in the simpler one (a break energy without a break), ΔTS has no
known distribution and needs toys (Davies 1987); so does a parameter that is known beforehand: its prior holds ΔTS down.
What both models have must have the same priors in both. `SpectralKind.special_cases` says which formula contains which;
a shape contains the point where its `SpatialKind.size` is 0, and any source contains none at all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.priors import allowed_range
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import ModelPart, SourceModel
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.kind import SpecialCase
from vhegui.core.models.spectral.model import SpectralModel

REGULAR, AT_LIMIT, UNDEFINED = "regular", "at limit", "undefined"


@dataclass(frozen=True)
class Nesting:
    """That one model is a special case of another: `case` is REGULAR, AT_LIMIT or UNDEFINED; `why` says where."""

    case: str
    why: str


def nesting(null: SpectralModel | JointModel, alternative: SpectralModel | JointModel) -> Nesting | None:
    """How `null` is a special case of `alternative`; None where it is not, or where that is not known.

    One source may differ, in its spectrum or in its shape, or by amplitudes that are fixed at 0: it is not there then.
    All else must be the same in both.
    """
    simple, rich = JointModel.of(null), JointModel.of(alternative)
    if len(rich.free) <= len(simple.free) or _told(simple.nuisance_parameters) != _told(rich.nuisance_parameters):
        return None
    if [s.name for s in simple.sources] != [s.name for s in rich.sources]:
        return None
    pairs = [(a, b) for a, b in zip(simple.sources, rich.sources, strict=True) if _said(a) != _said(b)]
    if len(pairs) != 1 or pairs[0][0].datasets != pairs[0][1].datasets:
        return None
    a, b = pairs[0]
    if is_nothing(a.spectral):
        return _by_presence(b)
    parts = {name for name in (*a.parts, *b.parts) if _said_of(a.parts.get(name)) != _said_of(b.parts.get(name))}
    if parts == {"spectral"}:
        return _of_spectra(a.spectral, b.spectral)
    if parts == {"spatial"} and isinstance(a.spatial, SpatialModel) and isinstance(b.spatial, SpatialModel):
        return _of_shapes(a.spatial, b.spatial)
    return None


def is_nothing(spectrum: SpectralModel) -> bool:
    """Whether a spectrum is held at 0 by its amplitudes."""
    amplitudes = [spectrum.parameters[i] for i in formula_of(spectrum).amplitudes]
    return bool(amplitudes) and all(p.frozen and p.value == 0.0 for p in amplitudes)


def _by_presence(source: SourceModel) -> Nesting | None:
    """A source against none. It only adds counts: what is below 0 counts as 0, wherever its limits are."""
    amplitudes = formula_of(source.spectral).amplitudes
    names = [source.spectral.parameters[i].name for i in amplitudes if source.spectral.parameters[i].varies]
    undefined = [p.name for i, p in enumerate(source.parameters) if p.varies and i not in amplitudes]
    if not names:
        return None
    if undefined or len(names) > 1:
        return Nesting(UNDEFINED, f"without the source there is no {', '.join(undefined or names[1:])}")
    return Nesting(AT_LIMIT, f"{names[0]} = 0")


def _of_shapes(simple: SpatialModel, rich: SpatialModel) -> Nesting | None:
    if simple.kind == rich.kind:
        return _same_formula(simple, rich) if simple.form == rich.form and simple.frame == rich.frame else None
    size = rich.formula.size
    if (
        not (simple.formula.is_point and simple.formula.has_centre)
        or not size
        or simple.frame != rich.frame
        or not rich[size].varies
    ):
        return None
    if _told(simple.parameters) != _told(rich.parameters[: len(CENTRE)]):
        return None
    undefined = [p.name for p in rich.parameters[len(CENTRE) :] if p.varies and p.name != size]
    if undefined:
        return Nesting(UNDEFINED, f"{', '.join(undefined)} means nothing for a point")
    return _at(rich[size], 0.0)


def _of_spectra(a: SpectralModel, b: SpectralModel) -> Nesting | None:
    if a.kind == b.kind:
        return _same_formula(a, b) if a.form == b.form else None
    special = next((case for case in formula_of(b).special_cases if a.kind in case.of), None)
    if special is None or not _slope_is_covered(a, b):
        return None
    shared = [p for p in b.parameters if p.name != special.parameter]
    return _by_formula(b, special) if _priors(a.parameters) == _priors(shared) else None


def _by_formula(rich: SpectralModel, special: SpecialCase) -> Nesting | None:
    parameter = rich[special.parameter]
    undefined = [name for name in special.without if rich[name].varies]
    if undefined:
        return Nesting(UNDEFINED, f"{', '.join(undefined)} means nothing in the simpler model")
    if special.equal:
        equal = rich[special.equal]
        return Nesting(REGULAR, f"{parameter.name} = {equal.name}") if parameter.varies or equal.varies else None
    if not parameter.varies:
        return None
    return _at(parameter, special.value)


def _same_formula(simple: ModelPart, rich: ModelPart) -> Nesting | None:
    """The same formula with parameters frozen that the richer model fits."""
    held = []
    for a, b in zip(simple.parameters, rich.parameters, strict=True):
        if a.link != b.link and not b.varies:
            return None
        if a.varies and not b.varies:
            return None
        if not a.varies and not b.varies and a.value != b.value:
            return None
        if b.varies and a.varies and a.prior != b.prior:
            return None
        if b.varies and not a.varies:
            held.append(_at(b, a.value))
    if not held:
        return None
    worst = (UNDEFINED, AT_LIMIT, REGULAR)
    return min(held, key=lambda found: worst.index(found.case))


def _priors(parameters: Iterable[Parameter]) -> Counter[Prior]:
    return Counter(parameter.prior for parameter in parameters if parameter.varies and parameter.prior is not None)


def _at(parameter: Parameter, value: float) -> Nesting:
    if parameter.prior is not None and parameter.prior.kind != "uniform":
        return Nesting(UNDEFINED, f"{parameter.name} has a prior")
    parameter = replace(parameter, minimum=allowed_range(parameter)[0], maximum=allowed_range(parameter)[1])
    where = f"{parameter.name} = {value:g}" if math.isfinite(value) else f"{parameter.name} without end"
    on_limit = not math.isfinite(value) or value <= parameter.minimum or value >= parameter.maximum
    return Nesting(AT_LIMIT if on_limit else REGULAR, where)


def _slope_is_covered(simple: SpectralModel, rich: SpectralModel) -> bool:
    """What may be free in the simpler model must be free in the richer one."""
    slopes = formula_of(simple).slopes
    if not slopes:
        return True
    a, b = simple[slopes[0]], rich[formula_of(rich).slopes[0]]
    return b.varies or (not a.varies and a.value == b.value)


def _said(source: SourceModel) -> tuple[object, ...]:
    """All that makes a source, without values of what is fitted."""
    return (source.datasets, *((name, _said_of(part)) for name, part in source.parts.items()))


def _said_of(part: ModelPart | None) -> tuple[object, ...]:
    return () if part is None else (part.kind, part.form, getattr(part, "frame", ""), _told(part.parameters))


def _told(parameters: Iterable[Parameter]) -> tuple[object, ...]:
    """Parameters without values of what is fitted, or follows from a link."""
    return tuple((p.name, p.link, p.varies, p.value if p.frozen and not p.link else None, p.prior) for p in parameters)
